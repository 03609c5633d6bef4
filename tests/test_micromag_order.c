#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "micromag/steppers/llg.h"
#include "micromag_case.h"
/* Order of convergence: the slope of log(error) against log(step), fitted over step sizes that are
 * halved. Single precision holds it only where the error is far above rounding: at order 2. */

#ifdef SKYLOOM_DOUBLE
enum { SIZES = 4, HIGHEST_ORDER = 9 };
static const double slack = 0.05;
#else
enum { SIZES = 3, HIGHEST_ORDER = 2 };
static const double slack = 0.2;
#endif

struct run {
    struct micromag_case c;
    struct llg s;
    real *memory;
};

static void open_run(struct run *r, struct mesh mesh)
{
    micromag_case_open(&r->c, mesh);
    r->s = (struct llg){.config = llg_default, .magnet = &r->c.g, .m = r->c.m};
    r->memory = malloc(llg_reals(&mesh) * sizeof *r->memory);
    assert_non_null(r->memory);
}

/* At a fixed step: the tolerance is out of reach and the step is capped. */
static void run_at_step(struct run *r, int stepper, double step_s, double until_s)
{
    struct error err = {0};

    r->s.config.stepper = stepper;
    r->s.config.time_step_s = r->s.config.max_step_s = step_s;
    r->s.config.tolerance = 0.1;
    if (llg_open(&r->s, r->memory, &err) != STATUS_OK || llg_run(&r->s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(r->s.rejected, 0);
}

static void close_run(struct run *r)
{
    free(r->memory);
    demag_destroy(r->c.g.demag);
    micromag_case_close(&r->c);
}

/* Least squares of log(error) over log(step), steps halved from one to the next. */
static double fitted_order(const double error[SIZES])
{
    double mean_x = 0.0, mean_y = 0.0, xx = 0.0, xy = 0.0;

    for (int i = 0; i < SIZES; i++) {
        mean_x += (double)-i / SIZES;
        mean_y += log2(error[i]) / SIZES;
    }
    for (int i = 0; i < SIZES; i++) {
        xx += (-i - mean_x) * (-i - mean_x);
        xy += (-i - mean_x) * (log2(error[i]) - mean_y);
    }
    return xy / xx;
}

static void check_order(int stepper, const double error[SIZES])
{
    const double order = fitted_order(error);

    print_message("%s: order %.3f, errors %.2g .. %.2g\n", steppers[stepper]->name, order, error[0],
                  error[SIZES - 1]);
    if (!(fabs(order - steppers[stepper]->order) < slack))
        fail_msg("%s: order %g, want %d", steppers[stepper]->name, order, steppers[stepper]->order);
}

/* One cell without anisotropy in 1 T along z: from the x axis, m_z = tanh(alpha w t), angle w t,
 * w = gamma B / (1 + alpha^2). Strongly damped: a pure rotation would cancel the leading error. */
static double macrospin_error(int stepper, double step_s)
{
    static const struct zeeman_source one_tesla = {
        {0.0, 0.0, 1.0}, -1, {.kind = WAVEFORM_CONSTANT}};
    const double alpha = 2.0, until_s = 12e-12,
                 wt = llg_default.gyromagnetic_rad_per_sT * until_s / (1.0 + alpha * alpha);
    const double across = 1.0 / cosh(alpha * wt);
    struct run r;
    double error;

    open_run(&r, (struct mesh){1, 1, 1, 2e-9, 2e-9, 1e-9, 0.0});
    r.c.g.material.anisotropy_J_per_m3[0] = 0;
    r.c.g.material.damping[0] = (real)alpha;
    r.c.g.source = &one_tesla;
    r.c.g.n_sources = 1;
    micromag_case_prepare(&r.c);
    micromag_case_uniform_m(&r.c, 1.0, 0.0, 0.0);
    run_at_step(&r, stepper, step_s, until_s);
    error = fmax(fabs((double)r.c.m.z[0] - tanh(alpha * wt)),
                 fmax(fabs((double)r.c.m.x[0] - across * cos(wt)),
                      fabs((double)r.c.m.y[0] - across * sin(wt))));
    close_run(&r);
    return error;
}

static void a_macrospin_shows_the_order_of_each_stepper(void **state)
{
    (void)state;
    for (int k = 0; steppers[k] != NULL; k++) {
        const double longest_s = steppers[k]->order == 2 ? 4e-13 : 1e-12;
        double error[SIZES];

        if (steppers[k]->order > HIGHEST_ORDER)
            continue;
        for (int i = 0; i < SIZES; i++)
            error[i] = macrospin_error(k, ldexp(longest_s, -i));
        check_order(k, error);
    }
}

/* Order 4 over steps so long that single precision shows it too. */
static void halving_the_step_of_runge_kutta_takes_off_four_bits_of_error(void **state)
{
    const double coarse = macrospin_error(LLG_RUNGE_KUTTA, 4e-12);
    const double fine = macrospin_error(LLG_RUNGE_KUTTA, 2e-12), bits = log2(coarse / fine);

    (void)state;
    if (!(bits > 3.6 && bits < 4.6))
        fail_msg("errors %g, %g: order %g, want 4", coarse, fine, bits);
}

/* The other half of its use, the longest stable step, is the film's: a film of 4 nm cells is stable
 * at 1.4 ps (Heun: 0.5 ps). */
static void runge_kutta_is_far_more_accurate_than_heun_at_as_many_evaluations(void **state)
{
    (void)state;
    assert_true(macrospin_error(LLG_RUNGE_KUTTA, 2e-12) < 0.05 * macrospin_error(LLG_HEUN, 1e-12));
}

#ifdef SKYLOOM_DOUBLE
enum { FILM_CELLS = 108 };
static const struct mesh film = {12, 9, 1, 4e-9, 4e-9, 1e-9, 0.0};

/* Every term of the field but noise, a field that changes with time and a spin-orbit torque. */
static void film_at_step(int stepper, int demag_every, double step_s, double m[3 * FILM_CELLS])
{
    static const struct zeeman_source sources[] = {
        {{0.2, 0.0, 0.3}, -1, {.kind = WAVEFORM_CONSTANT}},
        {{0.0, 0.1, 0.0}, -1, {.kind = WAVEFORM_SINE, .frequency_Hz = 1e9}},
    };
    const struct demag_config demag = {film, DEMAG_RESOLVED, 1, 1};
    struct torque_layer layer = torque_layer_default;
    const struct current current = {.layer = &layer,
                                    .zhang_li_A_per_m2 = {3e12, 0.0, 0.0},
                                    .zhang_li_polarisation = 0.5,
                                    .non_adiabaticity = 0.1};
    struct error err;
    struct run r;

    open_run(&r, film);
    r.s.config.demag_every = demag_every;
    layer.density_A_per_m2 = 1e12;
    assert_int_equal(demag_create(&r.c.g.demag, &demag, &err), STATUS_OK);
    r.c.g.source = sources;
    r.c.g.n_sources = 2;
    r.s.current = &current;
    for (int i = 0; i < FILM_CELLS; i++) {
        const double turn = 0.2 * (i % 12) + 0.3 * (i / 12);

        r.c.g.material.bulk_dmi_J_per_m2[i] = 0.4e-3;
        r.c.m.x[i] = sin(turn);
        r.c.m.y[i] = 0.6 * cos(turn);
        r.c.m.z[i] = 0.8 * cos(turn);
    }
    micromag_case_prepare(&r.c);
    run_at_step(&r, stepper, step_s, 8e-12);
    memcpy(m, r.c.m.x, 3 * FILM_CELLS * sizeof *m); /* x, y and z follow each other */
    close_run(&r);
}

static void check_film(int stepper, int demag_every, double longest_s)
{
    double best[3 * FILM_CELLS], m[3 * FILM_CELLS], error[SIZES] = {0.0};

    film_at_step(LLG_DORMAND_PRINCE, 1, 8e-15, best);
    for (int size = 0; size < SIZES; size++) {
        film_at_step(stepper, demag_every, ldexp(longest_s, -size), m);
        for (int i = 0; i < 3 * FILM_CELLS; i++)
            error[size] = fmax(error[size], fabs(m[i] - best[i]));
    }
    check_order(stepper, error);
}

static void the_orders_hold_for_a_film_with_every_term_and_torque(void **state)
{
    (void)state;
    for (int k = 0; steppers[k] != NULL; k++)
        check_film(k, 1, steppers[k]->order == 2 ? 4e-14 : 5e-13);
}

static void extrapolating_the_stray_field_keeps_the_order(void **state)
{
    (void)state;
    check_film(LLG_HEUN, 2, 4e-14);
    check_film(LLG_HEUN, 4, 4e-14);
}

/* Without damping and torques the energy stays: what is lost is the stepper's error. */
static void an_undamped_film_keeps_its_energy(void **state)
{
    const struct demag_config demag = {film, DEMAG_RESOLVED, 1, 1};
    struct error err;
    double first_J, last_J;
    struct run r;

    (void)state;
    open_run(&r, film);
    assert_int_equal(demag_create(&r.c.g.demag, &demag, &err), STATUS_OK);
    for (int i = 0; i < FILM_CELLS; i++)
        r.c.g.material.damping[i] = 0.0;
    micromag_case_random_m(&r.c, 3);
    first_J = field_total_energy_J(&r.c.g, 0.0, r.c.m);
    run_at_step(&r, LLG_DORMAND_PRINCE, 2e-14, 20e-12);
    last_J = field_total_energy_J(&r.c.g, 0.0, r.c.m);
    assert_close(last_J, first_J, 1e-8);
    close_run(&r);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_macrospin_shows_the_order_of_each_stepper),
        cmocka_unit_test(halving_the_step_of_runge_kutta_takes_off_four_bits_of_error),
        cmocka_unit_test(runge_kutta_is_far_more_accurate_than_heun_at_as_many_evaluations),
#ifdef SKYLOOM_DOUBLE
        cmocka_unit_test(the_orders_hold_for_a_film_with_every_term_and_torque),
        cmocka_unit_test(extrapolating_the_stray_field_keeps_the_order),
        cmocka_unit_test(an_undamped_film_keeps_its_energy),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
