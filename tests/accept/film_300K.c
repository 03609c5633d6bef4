#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "micromag/steppers/parts.h"
#include "micromag/observe/observe.h"
#include "micromag/observe/thermometer.h"
#include "micromag_case.h"
#include "row.h"

/* A film at 300 K under one and the same noise with two time steps: what differs in the mean is the
 * step, not chance. A piece of the film of cases/film-400x110.yaml with its
 * material and its step; Heun's method as in heun.c, but that a step takes the mean of the noise of
 * the two halves. */
enum { N_X = 100, N_Y = 55, CELLS = N_X * N_Y };
static const double step_s = 0.05e-12, settle_s = 0.1e-9, end_s = 0.3e-9, field_T = 0.08;

struct film300 {
    struct micromag_case c;
    struct llg s;
    struct zeeman_source source;
    real *memory, *sum; /* sum: of noise */
};

static void film300_open(struct film300 *f, double cell_m)
{
    struct error err = {0};

    micromag_case_open(&f->c, (struct mesh){N_X, N_Y, 1, cell_m, cell_m, 1e-9, 0.0});
    f->source = (struct zeeman_source){.field_T = {0.0, 0.0, field_T}, .region = -1};
    f->c.g.source = &f->source;
    f->c.g.n_sources = 1;
    f->c.g.thermal.config = (struct thermal_config){300.0, 1};
    assert_int_equal(demag_create(&f->c.g.demag,
                                  &(struct demag_config){f->c.g.mesh, DEMAG_RESOLVED, 1, 1}, &err),
                     STATUS_OK);
    f->memory = malloc((llg_reals(&f->c.g.mesh) + 3 * CELLS) * sizeof *f->memory);
    assert_non_null(f->memory);
    f->sum = f->memory + llg_reals(&f->c.g.mesh);
    f->s = (struct llg){.config = llg_default, .magnet = &f->c.g, .m = f->c.m};
    f->s.config.stepper = LLG_HEUN;
    assert_int_equal(llg_open(&f->s, f->memory, &err), STATUS_OK);
}

static void film300_close(struct film300 *f)
{
    demag_destroy(f->c.g.demag);
    free(f->memory);
    micromag_case_close(&f->c);
}

/* Mean of the noise of steps at .. at + n - 1, each of h_s / n. */
static void draw_mean(struct film300 *f, uint64_t at, int n, double h_s)
{
    const struct vector_field noise = f->c.g.thermal.noise_T;
    real *const part[3] = {noise.x, noise.y, noise.z};

    memset(f->sum, 0, 3 * CELLS * sizeof *f->sum);
    for (int k = 0; k < n; k++) {
        thermal_draw(&f->c.g, f->s.config.gyromagnetic_rad_per_sT, at + (uint64_t)k, h_s / n);
        for (size_t c = 0; c < 3; c++)
            for (size_t i = 0; i < CELLS; i++)
                f->sum[c * CELLS + i] += part[c][i];
    }
    for (size_t c = 0; c < 3; c++)
        for (size_t i = 0; i < CELLS; i++)
            part[c][i] = f->sum[c * CELLS + i] / (real)n;
}

/* Mean mz and the temperature read in the window, with a step of n halves. */
static double mean_mz(struct film300 *f, int n, double *temperature_K)
{
    const double h_s = step_s * n / 2.0, whole[] = {h_s}, half[] = {0.5 * h_s, 0.5 * h_s};
    const int steps = (int)lround(end_s / h_s), settled = (int)lround(settle_s / h_s);
    struct thermometer thermometer = {0};
    double sum = 0.0;

    for (int step = 0; step < steps; step++) {
        double mean[3];

        draw_mean(f, (uint64_t)(step * n), n, h_s);
        llg_set_rate(&f->s, step * h_s, f->s.m, f->s.rate[0]);
        llg_combine(&f->s, whole, 1, false, f->s.trial);
        llg_set_rate(&f->s, (step + 1) * h_s, f->s.trial, f->s.rate[1]);
        llg_combine(&f->s, half, 2, true, f->s.m);
        if (step < settled)
            continue;
        observe_mean(&f->c.g, f->c.m, -1, -1, mean);
        sum += mean[2];
        if (step * n % 40 == 0)
            thermometer_read(&thermometer, &f->c.g, 0.0, f->c.m, f->s.trial);
    }
    *temperature_K = thermometer_K(&thermometer);
    return sum / (steps - settled);
}

static void halving_the_step_leaves_the_mean_alone(void **state)
{
    double mz[2], temperature_K[2];
    bool holds;

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct film300 f;

        film300_open(&f, 2e-9);
        mz[k] = mean_mz(&f, 2 - k, &temperature_K[k]);
        film300_close(&f);
        print_message("step %g ps: mean mz %.6f, %.2f K\n", 1e12 * step_s / (k + 1), mz[k],
                      temperature_K[k]);
    }
    holds =
        row_holds("film at 300 K: mean mz, step 0.05 ps less 0.025 ps", mz[0] - mz[1], 0.0, 0.002);
    holds &= row_holds("film at 300 K: temperature read (K), step 0.05 ps", temperature_K[0], 300.0,
                       5.0);
    assert_true(holds);
}

/* Mean mz and temperature with the stray field of other cells at every k-th step, cells and step of
 * the devices. */
static double lagged_mz(int k, double *temperature_K)
{
    const double h_s = 0.25e-12;
    const int steps = (int)lround(end_s / h_s), settled = (int)lround(settle_s / h_s);
    struct thermometer thermometer = {0};
    struct error err = {0};
    struct film300 f;
    double sum = 0.0;

    film300_open(&f, 4e-9);
    f.s.config.demag_every = k;
    f.s.time_step_s = h_s;
    for (int step = 0; step < steps; step++) {
        double mean[3];

        if (llg_run_steps(&f.s, 1.0, 1, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        if (step < settled)
            continue;
        observe_mean(&f.c.g, f.c.m, -1, -1, mean);
        sum += mean[2];
        if (step % 10 == 0)
            thermometer_read(&thermometer, &f.c.g, 0.0, f.c.m, f.s.trial);
    }
    *temperature_K = thermometer_K(&thermometer);
    film300_close(&f);
    return sum / (steps - settled);
}

static void a_stray_field_at_every_second_step_leaves_the_mean_alone(void **state)
{
    double mz[2], temperature_K[2];
    bool holds;

    (void)state;
    for (int k = 1; k <= 2; k++)
        mz[k - 1] = lagged_mz(k, &temperature_K[k - 1]);
    holds = row_holds("film at 300 K, 4 nm, 0.25 ps: mean mz, demag_every 1 less 2", mz[0] - mz[1],
                      0.0, 0.001);
    print_message("4 nm, 0.25 ps: %.2f K with demag_every 1, %.2f K with 2\n", temperature_K[0],
                  temperature_K[1]);
    /* less than half of what the step itself adds */
    holds &= row_holds("film at 300 K, 4 nm, 0.25 ps: temperature read (K), demag_every 2 less 1",
                       temperature_K[1] - temperature_K[0], 0.0, 0.5 * (temperature_K[0] - 300.0));
    assert_true(holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halving_the_step_leaves_the_mean_alone),
        cmocka_unit_test(a_stray_field_at_every_second_step_leaves_the_mean_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
