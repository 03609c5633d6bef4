#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "micromag/steppers/relax.h"
#include "micromag_case.h"

struct run {
    struct micromag_case c;
    struct llg s;
    real *memory;
};

static void run_open(struct run *r, struct mesh mesh)
{
    micromag_case_open(&r->c, mesh);
    r->s = (struct llg){.config = llg_default, .magnet = &r->c.g, .m = r->c.m};
    r->memory = malloc(llg_reals(&mesh) * sizeof *r->memory);
    assert_non_null(r->memory);
}

static void run_start(struct run *r)
{
    struct error err = {0};

    if (llg_open(&r->s, r->memory, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void run_until(struct run *r, double until_s)
{
    struct error err = {0};

    if (llg_run(&r->s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void run_close(struct run *r)
{
    free(r->memory);
    micromag_case_close(&r->c);
}

/* One cell without anisotropy in 1 T along z: from the x axis,
 * m_z = tanh(alpha w t), angle w t, w = gamma B / (1 + alpha^2). */
static const struct zeeman_source one_tesla = {{0.0, 0.0, 1.0}, -1, {.kind = WAVEFORM_CONSTANT}};

static void open_macrospin(struct run *r, int stepper)
{
    run_open(r, (struct mesh){1, 1, 1, 2e-9, 2e-9, 1e-9, 0.0});
    r->c.g.material.anisotropy_J_per_m3[0] = 0;
    r->c.g.source = &one_tesla;
    r->c.g.n_sources = 1;
    micromag_case_prepare(&r->c);
    micromag_case_uniform_m(&r->c, 1.0, 0.0, 0.0);
    r->s.config.stepper = stepper;
}

static double macrospin_error(const struct run *r)
{
    const double alpha = (double)r->c.g.material.damping[0];
    const double wt = r->s.config.gyromagnetic_rad_per_sT * r->s.time_s / (1.0 + alpha * alpha);
    const double mz = tanh(alpha * wt), across = 1.0 / cosh(alpha * wt);

    return fmax(fabs((double)r->c.m.z[0] - mz), fmax(fabs((double)r->c.m.x[0] - across * cos(wt)),
                                                     fabs((double)r->c.m.y[0] - across * sin(wt))));
}

static void a_macrospin_precesses_and_damps_as_the_formula(void **state)
{
    (void)state;
    for (int stepper = LLG_HEUN; stepper <= LLG_DORMAND_PRINCE; stepper++) {
        struct run r;

        open_macrospin(&r, stepper);
        r.s.config.time_step_s = 2e-14;
        run_start(&r);
        run_until(&r, 0.1e-9);
        assert_true(r.s.time_s == 0.1e-9);
        if (!(macrospin_error(&r) < 5e-5))
            fail_msg("%s: error %g", steppers[stepper]->name, macrospin_error(&r));
        run_close(&r);
    }
}

/* Spins along p injected against a field: damping-like torque b / 2 balances damping alpha B at the
 * threshold; below it m stays near +z, above it m goes to -z. */
static void a_spin_current_switches_above_its_threshold(void **state)
{
    const double alpha = 0.1, thickness_m = 1e-9;
    const double threshold_A_per_m2 = alpha * 1.0 * 2.0 * 1.602176634e-19 * MICROMAG_CASE_SATURATION
                                      * thickness_m / (1.054571817e-34 * 0.6);

    (void)state;
    for (int above = 0; above < 2; above++) {
        struct torque_layer layer = torque_layer_default;
        struct current current = {.layer = &layer};
        struct run r;

        open_macrospin(&r, LLG_DORMAND_PRINCE);
        layer.polarisation[1] = 0.0;
        layer.polarisation[2] = -1.0;
        layer.density_A_per_m2 = threshold_A_per_m2 * (above ? 1.2 : 0.8);
        micromag_case_uniform_m(&r.c, 0.1, 0.0, 1.0);
        r.s.current = &current;
        run_start(&r);
        run_until(&r, 4e-9);
        if (above)
            assert_true((double)r.c.m.z[0] < -0.99);
        else
            assert_true((double)r.c.m.z[0] > 0.99);
        run_close(&r);
    }
}

/* Without damping and xi, the Zhang-Li torque carries m along with u = mu_B P J / (e Ms), against
 * the current: a helix moves without changing its shape. */
static void a_current_in_the_film_carries_a_helix_with_the_electrons(void **state)
{
    struct current current = {.zhang_li_A_per_m2 = {1e12, 0.0, 0.0}, .zhang_li_polarisation = 1.0};
    const double k = 2.0 * M_PI / 40e-9,
                 speed = 9.2740100783e-24 * 1e12 / (1.602176634e-19 * MICROMAG_CASE_SATURATION);
    struct run r;

    (void)state;
    run_open(&r, (struct mesh){80, 1, 1, 1e-9, 1e-9, 1e-9, 0.0});
    for (int i = 0; i < 80; i++) {
        r.c.g.material.exchange_J_per_m[i] = 0;
        r.c.g.material.anisotropy_J_per_m3[i] = 0;
        r.c.g.material.dmi_J_per_m2[i] = 0;
        r.c.g.material.damping[i] = 0;
        r.c.m.x[i] = (real)sin(k * 1e-9 * i);
        r.c.m.z[i] = (real)cos(k * 1e-9 * i);
    }
    micromag_case_prepare(&r.c);
    r.s.current = &current;
    run_start(&r);
    run_until(&r, 50e-12);
    /* u = -mu_B P J / (e Ms) x: m(x, t) = m(x - u t) */
    assert_close(atan2((double)r.c.m.x[40], (double)r.c.m.z[40]),
                 k * (40e-9 + speed * 50e-12) - 2.0 * M_PI, 0.01);
    run_close(&r);
}

static void a_pulse_shorter_than_the_step_is_not_stepped_over(void **state)
{
    struct zeeman_source source = one_tesla;
    struct run r;
    double angle;

    (void)state;
    open_macrospin(&r, LLG_DORMAND_PRINCE);
    source.waveform = (struct waveform){
        .kind = WAVEFORM_PULSES, .start_s = 1e-9, .width_s = 2e-12, .gap_s = 1e-9, .count = 1};
    r.c.g.source = &source;
    r.c.g.material.damping[0] = 0;
    run_start(&r);
    run_until(&r, 2e-9);
    angle = atan2((double)r.c.m.y[0], (double)r.c.m.x[0]);
    assert_close(angle, r.s.config.gyromagnetic_rad_per_sT * 2e-12, 1e-4);
    run_close(&r);
}

/* Rohart and Thiaville: at the edge of a uniform film sin(theta) = D / (2 sqrt(A K)). With m up the
 * energy is D [m_x(left) - m_x(right)], so for D > 0 both edges tilt outwards. */
static void the_edge_of_a_film_tilts_by_the_dmi(void **state)
{
    const double want = 1.7e-3 / (2.0 * sqrt(10e-12 * 717e3));
    struct relax_result result;
    struct error err = {0};
    struct run r;

    (void)state;
    run_open(&r, (struct mesh){160, 1, 1, 0.5e-9, 0.5e-9, 1e-9, 0.0});
    run_start(&r);
    assert_int_equal(relax_run(&r.s, &relax_default, &result, &err), STATUS_OK);
    assert_true(result.converged);
    assert_close(0.5 * (double)r.c.m.x[1] - 1.5 * (double)r.c.m.x[0], want, 0.01); /* at the rim */
    assert_close((double)r.c.m.x[159], -(double)r.c.m.x[0], 1e-3);
    assert_true((double)r.c.m.x[159] > 0.0);
    run_close(&r);
}

static void run_bytes(int n_threads, bool in_two_parts, real m[3 * 60])
{
    struct run r;
    struct error err;

    run_open(&r, (struct mesh){10, 6, 1, 2e-9, 2e-9, 1e-9, 0.0});
    r.c.g.thermal.config = (struct thermal_config){300.0, 5};
    if (n_threads > 1)
        assert_int_equal(crew_open(&r.c.g.crew, n_threads, &err), STATUS_OK);
    r.s.config.stepper = LLG_HEUN;
    run_start(&r);
    if (in_two_parts)
        run_until(&r, 2e-12);
    run_until(&r, 5e-12);
    memcpy(m, r.c.m.x, 3 * 60 * sizeof *m);
    crew_close(r.c.g.crew);
    run_close(&r);
}

static void a_thermal_run_has_the_same_bytes_on_two_threads(void **state)
{
    real one[3 * 60], other[3 * 60];

    (void)state;
    run_bytes(1, true, one);
    run_bytes(2, true, other);
    assert_memory_equal(one, other, sizeof one);
}

static int64_t relax_bytes(int n_threads, real m[3 * 273])
{
    struct relax_result result;
    struct error err;
    struct run r;

    run_open(&r, (struct mesh){13, 7, 3, 2e-9, 2e-9, 1e-9, 0.0});
    r.c.g.material.saturation_A_per_m[40] = 0;
    micromag_case_prepare(&r.c);
    micromag_case_random_m(&r.c, 3);
    if (n_threads > 1)
        assert_int_equal(crew_open(&r.c.g.crew, n_threads, &err), STATUS_OK);
    run_start(&r);
    assert_int_equal(relax_run(&r.s, &relax_default, &result, &err), STATUS_OK);
    memcpy(m, r.c.m.x, 3 * 273 * sizeof *m);
    crew_close(r.c.g.crew);
    run_close(&r);
    return result.iterations;
}

static void a_relaxation_has_the_same_bytes_on_three_threads(void **state)
{
    real one[3 * 273], other[3 * 273];

    (void)state;
    assert_true(relax_bytes(1, one) == relax_bytes(3, other));
    assert_memory_equal(one, other, sizeof one);
}

/* Boltzmann: weights exp(K V m_z^2 / kT) on the sphere, K V = 2500 J/m^3 (10 nm)^3 at 100 K. */
static void check_boltzmann(int stepper)
{
    struct run r;
    double sum = 0.0;
    int samples = 0;

    run_open(&r, (struct mesh){64, 32, 1, 10e-9, 10e-9, 10e-9, 0.0});
    for (size_t i = 0; i < 2048; i++) {
        r.c.g.material.saturation_A_per_m[i] = (real)1e6;
        r.c.g.material.exchange_J_per_m[i] = 0;
        r.c.g.material.dmi_J_per_m2[i] = 0;
        r.c.g.material.anisotropy_J_per_m3[i] = 2500;
        r.c.g.material.damping[i] = (real)0.5; /* only to be quick */
    }
    micromag_case_prepare(&r.c);
    micromag_case_random_m(&r.c, 1);
    r.c.g.thermal.config = (struct thermal_config){100.0, 2};
    r.s.config.stepper = stepper;
    r.s.config.time_step_s = 5e-12;
    run_start(&r);
    for (int part = 1; part <= 20; part++) {
        run_until(&r, part * 1e-9);
        for (size_t i = 0; part > 4 && i < 2048; i++, samples++)
            sum += (double)r.c.m.z[i] * (double)r.c.m.z[i];
    }
    if (!(fabs(sum / samples - 0.5121) < 0.01))
        fail_msg("%s: <mz^2> = %g, want 0.5121 +- 0.01", steppers[stepper]->name, sum / samples);
    run_close(&r);
}

static void macrospins_in_equilibrium_follow_boltzmann(void **state)
{
    (void)state;
    check_boltzmann(LLG_HEUN);
    check_boltzmann(LLG_DORMAND_PRINCE);
}

/* The next state then depends on the accepted step alone: as if it had been tried at once. */
static void a_rejected_step_keeps_its_random_numbers(void **state)
{
    struct error err;
    struct run r[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        run_open(&r[i], (struct mesh){8, 5, 1, 2e-9, 2e-9, 1e-9, 0.0});
        r[i].c.g.thermal.config = (struct thermal_config){300.0, 5};
        run_start(&r[i]);
    }
    r[0].s.time_step_s = 2e-12;
    while (r[0].s.step == 0) {
        const double tried_s = r[0].s.time_step_s;
        bool accepted;

        assert_int_equal(stepper_dormand_prince.step(&r[0].s, tried_s, &accepted, &err), STATUS_OK);
        r[0].s.step += accepted;
        r[1].s.time_step_s = tried_s;
    }
    assert_true(r[0].s.rejected > 0);
    run_until(&r[1], r[1].s.time_step_s);
    assert_int_equal((int)r[1].s.rejected, 0);
    assert_memory_equal(r[0].c.m.x, r[1].c.m.x, 3 * 40 * sizeof(real));
    for (int i = 0; i < 2; i++)
        run_close(&r[i]);
}

static void a_step_that_is_too_long_stops_with_advice(void **state)
{
    struct run r;
    struct error err;

    (void)state;
    open_macrospin(&r, LLG_HEUN);
    r.s.config.time_step_s = 1e-11;
    run_start(&r);
    assert_int_equal(llg_run(&r.s, 1e-9, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "step 0 at 0 s"));
    assert_non_null(strstr(err.text, "try a quarter"));
    run_close(&r);
}

/* Neighbours against each other in exchange fields of hundreds of tesla: the stages of a nanosecond
 * run out of numbers, so there is no error to choose a shorter step by. */
static void a_first_step_that_is_far_too_long_is_shortened(void **state)
{
    struct run r;

    (void)state;
    run_open(&r, (struct mesh){16, 16, 1, 0.5e-9, 0.5e-9, 0.5e-9, 0.0});
    micromag_case_random_m(&r.c, 3);
    r.s.config.time_step_s = 1e-9;
    r.s.config.max_step_s = 1e-6;
    run_start(&r);
    run_until(&r, 1e-9);
    assert_true(r.s.rejected > 3);
    run_close(&r);
}

static void a_first_step_is_no_longer_than_the_longest(void **state)
{
    struct run r;

    (void)state;
    open_macrospin(&r, LLG_DORMAND_PRINCE);
    r.s.config.time_step_s = 1e-9;
    r.s.config.max_step_s = 1e-14;
    run_start(&r);
    run_until(&r, 1e-13);
    assert_true(r.s.step >= 10);
    run_close(&r);
}

/* A step that is refused at the shortest allowed: by the user's own limit, by rounding, or by a
 * field in which m turns by two radians in a step. */
static void an_adaptive_step_that_would_be_too_short_names_its_cause(void **state)
{
    static const struct zeeman_source absurd = {{0.0, 0.0, 1e6}, -1, {.kind = WAVEFORM_CONSTANT}};
    static const struct {
        double time_step_s, min_step_s, tolerance;
        const struct zeeman_source *source;
        const char *advice;
    } row[] = {
        {1e-10, 1e-11, 1e-5, &one_tesla, "lower min_step_s or raise tolerance"},
        {1.5e-17, 1e-17, 1e-3, &absurd, "1e-17 s: check field and current"},
        {1.5e-17, 1e-17, 1e-12, &absurd,
         sizeof(real) == 4 ? "raise tolerance, single precision cannot hold it"
                           : "1e-17 s: check field and current"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct run r;
        struct error err = {0};

        open_macrospin(&r, LLG_DORMAND_PRINCE);
        r.c.g.source = row[i].source;
        r.s.time_step_s = row[i].time_step_s;
        r.s.config.min_step_s = row[i].min_step_s;
        r.s.config.tolerance = row[i].tolerance;
        run_start(&r);
        assert_int_equal(llg_run(&r.s, 1e-9, &err), STATUS_BAD_CONFIG);
        if (!strstr(err.text, row[i].advice))
            fail_msg("\"%s\" does not say \"%s\"", err.text, row[i].advice);
        run_close(&r);
    }
}

static void a_step_below_rounding_is_refused(void **state)
{
    struct run r;
    struct error err = {0};

    (void)state;
    open_macrospin(&r, LLG_HEUN);
    r.s.config.time_step_s = 1e-17;
    assert_int_equal(llg_open(&r.s, r.memory, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "llg: time_step_s = 1e-17 s, must be in [1e-16, 1e-09]");
    run_close(&r);
}

static void a_field_that_is_no_number_stops_the_run(void **state)
{
    (void)state;
    for (int stepper = LLG_HEUN; stepper <= LLG_DORMAND_PRINCE; stepper++) {
        struct run r;
        struct error err = {0};

        run_open(&r, (struct mesh){5, 4, 1, 2e-9, 2e-9, 1e-9, 0.0});
        r.c.m.x[7] = (real)NAN; /* the exchange hands it on */
        r.s.config.stepper = stepper;
        run_start(&r);
        assert_int_equal(llg_run(&r.s, 1e-9, &err), STATUS_BAD_CONFIG);
        assert_non_null(strstr(err.text, "step 0 at 0 s"));
        run_close(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_macrospin_precesses_and_damps_as_the_formula),
        cmocka_unit_test(a_spin_current_switches_above_its_threshold),
        cmocka_unit_test(a_current_in_the_film_carries_a_helix_with_the_electrons),
        cmocka_unit_test(a_pulse_shorter_than_the_step_is_not_stepped_over),
        cmocka_unit_test(the_edge_of_a_film_tilts_by_the_dmi),
        cmocka_unit_test(a_thermal_run_has_the_same_bytes_on_two_threads),
        cmocka_unit_test(a_relaxation_has_the_same_bytes_on_three_threads),
        cmocka_unit_test(macrospins_in_equilibrium_follow_boltzmann),
        cmocka_unit_test(a_step_that_is_too_long_stops_with_advice),
        cmocka_unit_test(a_first_step_that_is_far_too_long_is_shortened),
        cmocka_unit_test(a_first_step_is_no_longer_than_the_longest),
        cmocka_unit_test(an_adaptive_step_that_would_be_too_short_names_its_cause),
        cmocka_unit_test(a_step_below_rounding_is_refused),
        cmocka_unit_test(a_field_that_is_no_number_stops_the_run),
        cmocka_unit_test(a_rejected_step_keeps_its_random_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
