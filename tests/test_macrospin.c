#include "check.h"
#include <string.h>
#include "compact/macrospin.h"

static const double mu0 = 1.25663706212e-6, kB = 1.380649e-23;

/* A free moment in 1 T along z, from the x axis unless said otherwise. */
static struct macrospin free_moment(void)
{
    struct macrospin s = {.config = macrospin_default, .m = {1.0, 0.0, 0.0}};

    s.config.anisotropy_J_per_m3 = 0.0;
    s.config.field_T[2] = 1.0;
    return s;
}

static void run(struct macrospin *s, double until_s)
{
    struct error err = {0};

    if (macrospin_check(&s->config, "test", &err) != STATUS_OK
        || macrospin_run(s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

/* In a field along z: angle w t, m_z = tanh(alpha w t), w = gamma B / (1 + alpha^2). */
static double polar_error(const struct macrospin *s)
{
    const double alpha = s->config.damping;
    const double wt = s->config.gyromagnetic_rad_per_sT * s->time_s / (1.0 + alpha * alpha);
    const double across = 1.0 / cosh(alpha * wt);

    return fmax(fabs(s->m[2] - tanh(alpha * wt)),
                fmax(fabs(s->m[0] - across * cos(wt)), fabs(s->m[1] - across * sin(wt))));
}

static double error_at_step(double step_s)
{
    struct macrospin s = free_moment();

    s.config.damping = 0.5;
    s.config.time_step_s = step_s;
    run(&s, 40e-12);
    return polar_error(&s);
}

static void damped_precession_is_the_formula_at_second_order(void **state)
{
    const double coarse = error_at_step(2e-13), fine = error_at_step(1e-13);

    (void)state;
    assert_true(fine < 1e-4);
    assert_close(log2(coarse / fine), 2.0, 0.03);
}

/* C. Kittel, Phys. Rev. 73, 155 (1948): field along x, small oscillation about x. */
static void resonance_of_an_ellipsoid_is_kittels(void **state)
{
    struct macrospin s = free_moment();
    const double n[3] = {0.1, 0.3, 0.6}, ms = s.config.saturation_A_per_m, b = 0.2;
    const double gamma = s.config.gyromagnetic_rad_per_sT;
    const double want =
        gamma * sqrt((b + mu0 * ms * (n[1] - n[0])) * (b + mu0 * ms * (n[2] - n[0])));
    double first_s = 0.0, last_s = 0.0, before = 0.0;
    int n_periods = -1;

    (void)state;
    memcpy(s.config.demag, n, sizeof n);
    s.config.field_T[0] = b;
    s.config.field_T[2] = 0.0;
    s.config.damping = 0.0;
    s.m[1] = 1e-3;
    for (int i = 0; i < 20000; i++) {
        run(&s, (i + 1) * 1e-13);
        if (before < 0.0 && s.m[1] >= 0.0) {
            last_s = s.time_s - 1e-13 * s.m[1] / (s.m[1] - before);
            first_s = n_periods++ < 0 ? last_s : first_s;
        }
        before = s.m[1];
    }
    assert_close(2.0 * M_PI * n_periods / (last_s - first_s), want, 2e-4);
}

static void a_hard_axis_field_tilts_against_the_shape(void **state)
{
    struct macrospin s = free_moment();
    const double demag[3] = {0.0, 0.0, 1.0};

    (void)state;
    memcpy(s.config.demag, demag, sizeof demag);
    s.config.damping = 1.0;
    s.config.field_T[2] = 0.3;
    run(&s, 1e-9);
    assert_close(s.m[2], 0.3 / (mu0 * s.config.saturation_A_per_m), 1e-6);
}

/* E. C. Stoner, E. P. Wohlfarth, Phil. Trans. A 240, 599 (1948) */
static bool switches(double angle, double reduced_field)
{
    struct macrospin s = free_moment();
    const double b =
        reduced_field * 2.0 * macrospin_default.anisotropy_J_per_m3 / s.config.saturation_A_per_m;

    s.config.anisotropy_J_per_m3 = macrospin_default.anisotropy_J_per_m3;
    s.config.damping = 2.0;
    s.m[0] = 0.05;
    s.m[2] = sqrt(1.0 - s.m[0] * s.m[0]);
    for (int i = 1; i <= 20; i++) { /* turned up slowly, so that nothing rings over the barrier */
        s.config.field_T[0] = b * i / 20.0 * sin(angle);
        s.config.field_T[2] = -b * i / 20.0 * cos(angle);
        run(&s, s.time_s + (i < 20 ? 0.05e-9 : 2e-9));
    }
    return s.m[2] < 0.0;
}

static void it_switches_on_the_asteroid(void **state)
{
    (void)state;
    for (double angle = 0.3; angle < 1.5; angle += 0.4) {
        const double c = pow(cos(angle), 2.0 / 3.0), q = pow(sin(angle), 2.0 / 3.0);
        const double field = pow(c + q, -1.5);

        if (switches(angle, 0.99 * field) || !switches(angle, 1.01 * field))
            fail_msg("angle %g: does not switch within 1 %% of %g", angle, field);
    }
}

/* Tilt after 10 ns over the tilt at the start, spins against m. */
static double growth(double current_share)
{
    struct macrospin s = free_moment();

    s.config.anisotropy_J_per_m3 = 1e5;
    s.config.damping = 0.02;
    s.config.field_T[2] = 0.1;
    s.config.torque.polarisation[1] = 0.0;
    s.config.torque.polarisation[2] = -1.0;
    s.config.torque.asymmetry = 1.5;
    s.config.torque.density_A_per_m2 =
        current_share * macrospin_critical_A_per_m2(&s.config, s.config.field_T[2]);
    s.m[0] = 1e-3;
    s.m[2] = 1.0;
    run(&s, 10e-9);
    return hypot(s.m[0], s.m[1]) / 1e-3;
}

static void the_spin_torque_overcomes_damping_at_the_critical_current(void **state)
{
    (void)state;
    /* the tilt grows as exp[alpha gamma B (share - 1) t] */
    assert_close(log(growth(0.9)), -log(growth(1.1)), 0.02);
    assert_close(growth(1.0), 1.0, 1e-2);
    assert_true(growth(1.1) > 2.0);
}

static void a_field_like_torque_is_a_field(void **state)
{
    struct macrospin torque = free_moment(), field = free_moment();

    (void)state;
    torque.config.torque.efficiency = 0.0;
    torque.config.torque.secondary = 0.3;
    torque.config.torque.density_A_per_m2 = 1e12;
    field.config.field_T[1] =
        0.3 * 1.054571817e-34 * 1e12 / (1.602176634e-19 * field.config.saturation_A_per_m * 1e-9);
    run(&torque, 50e-12);
    run(&field, 50e-12);
    for (int i = 0; i < 3; i++)
        assert_close(torque.m[i], field.m[i], 1e-9);
}

/* <m_z^2> of exp(Ku V m_z^2 / kT), Simpson's rule */
static double boltzmann_mean(double exponent)
{
    double top = 0.0, bottom = 0.0;

    for (int i = 0; i <= 1000; i++) {
        const double z = i / 1000.0, p = (i % 2 ? 4.0 : 2.0) * exp(exponent * (z * z - 1.0));

        top += (i % 1000 ? p : 0.5 * p) * z * z;
        bottom += i % 1000 ? p : 0.5 * p;
    }
    return top / bottom;
}

static double thermal_mean(double temperature_K, double time_s)
{
    struct macrospin s = free_moment();
    double sum = 0.0;
    int n = 0;

    s.config.field_T[2] = 0.0;
    s.config.saturation_A_per_m = 1e5;
    s.config.anisotropy_J_per_m3 = 2500.0;
    s.config.damping = 0.5;
    s.config.time_step_s = 1e-12;
    s.config.thermal.temperature_K = temperature_K;
    for (; s.time_s < time_s; n++) {
        run(&s, s.time_s + 20e-12);
        sum += s.m[2] * s.m[2];
    }
    return sum / n;
}

/* 2500 J/m^3, a 10 nm cube at 100 K: mumax3 and Boltzmann have 0.5121 */
static void fluctuations_are_boltzmanns(void **state)
{
    const double want = boltzmann_mean(2500.0 * 1e-24 / (kB * 100.0));
    const double got = thermal_mean(100.0, 500e-9);

    (void)state;
    assert_close(want, 0.5121, 1e-3);
    if (!(fabs(got - want) < 0.01))
        fail_msg("<m_z^2> = %g, want %g +- 0.01", got, want);
}

static void a_pulse_ends_where_it_ends(void **state)
{
    struct macrospin s = free_moment(), direct;

    (void)state;
    s.config.time_step_s = 3e-14; /* does not divide the pulse */
    s.config.torque.density_A_per_m2 = 1e11;
    direct = s;
    s.config.waveform.kind = WAVEFORM_PULSES;
    s.config.waveform.width_s = 10e-12;
    s.config.waveform.gap_s = 10e-12;
    run(&s, 25e-12);
    run(&direct, 10e-12);
    direct.config.torque.density_A_per_m2 = 0.0;
    run(&direct, 25e-12);
    for (int i = 0; i < 3; i++)
        assert_close(s.m[i], direct.m[i], 1e-7);
}

static void assert_refused(struct macrospin_config config, const char *words)
{
    struct error err = {0};

    assert_int_equal(macrospin_check(&config, "spin.yaml", &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void bad_values_are_named(void **state)
{
    struct macrospin_config c = macrospin_default;

    (void)state;
    c.damping = NAN;
    assert_refused(c, "spin.yaml: damping = nan");
    c = macrospin_default;
    c.axis[0] = 1.0;
    assert_refused(c, "axis has length 1.41421, must be 1");
    c = macrospin_default;
    c.demag[1] = 0.5;
    assert_refused(c, "demag = [0, 0.5, 0]");
    c = macrospin_default;
    c.field_T[1] = NAN;
    assert_refused(c, "field_T");
    c = macrospin_default;
    c.time_step_s = 1e-11;
    assert_refused(c, "time_step_s = 1e-11 s, must be at most 1.89e-12 s");
    c = macrospin_default;
    c.torque.thickness_m = 0.0;
    assert_refused(c, "thickness_m = 0 m");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damped_precession_is_the_formula_at_second_order),
        cmocka_unit_test(resonance_of_an_ellipsoid_is_kittels),
        cmocka_unit_test(a_hard_axis_field_tilts_against_the_shape),
        cmocka_unit_test(it_switches_on_the_asteroid),
        cmocka_unit_test(the_spin_torque_overcomes_damping_at_the_critical_current),
        cmocka_unit_test(a_field_like_torque_is_a_field),
        cmocka_unit_test(fluctuations_are_boltzmanns),
        cmocka_unit_test(a_pulse_ends_where_it_ends),
        cmocka_unit_test(bad_values_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
