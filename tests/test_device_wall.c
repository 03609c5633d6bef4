#include "check.h"
#include "base/constants.h"
#include "device/kinds.h"
#include "device_case.h"

/* A wall that spin transfer drives, cold and without pinning. */
static struct device_wall_config smooth(void)
{
    struct device_wall_config config =
        *(const struct device_wall_config *)device_wall.config_default;

    config.wall.thermal.temperature_K = 0.0;
    config.wall.pinning_J_per_m2 = 0.0;
    config.wall.dmi_J_per_m2 = 0.0;
    config.wall.torque.efficiency = 0.0;
    config.wall.zhang_li_polarisation = 0.5;
    config.wall.non_adiabaticity = 0.04;
    config.track_m = 2e-6;
    config.from_m = 100e-9;
    config.to_m = 1900e-9;
    config.start_m = 300e-9;
    config.current_sign = -1; /* along the electrons */
    config.amplitude_A_per_m2 = 1e11;
    return config;
}

/* Away from its ends the junction is linear in the place of the wall. */
static double position_m(const struct device_case *c, const struct device_wall_config *config)
{
    const double share =
        (device_case_S(c, 0) - config->g_low_S) / (config->g_high_S - config->g_low_S);

    return config->from_m + share * (config->to_m - config->from_m);
}

/* v = beta u / alpha below Walker's breakdown (A. Thiaville et al., EPL 69, 990 (2005)). */
static void a_pulse_moves_the_wall_by_its_mobility(void **state)
{
    const struct device_wall_config config = smooth();
    const struct wall_config *w = &config.wall;
    const double u_m_per_s =
        bohr_magneton_J_per_T * w->zhang_li_polarisation * config.amplitude_A_per_m2
        / (electron_C * w->saturation_A_per_m * (1.0 + w->non_adiabaticity * w->non_adiabaticity));
    struct device_case c = device_case_begin(&device_wall, &config, 1);
    double first_m;

    (void)state;
    assert_close(position_m(&c, &config), config.start_m, 1e-9);
    device_case_pulse(&c, 1, config.amplitude_A_per_m2, 20e-9); /* until it is steady */
    first_m = position_m(&c, &config);
    device_case_pulse(&c, 1, config.amplitude_A_per_m2, 100e-9);
    assert_close(position_m(&c, &config) - first_m,
                 w->non_adiabaticity / w->damping * u_m_per_s * 100e-9, 1e-3);
    device_case_pulse(&c, -1, config.amplitude_A_per_m2, 50e-9);
    assert_true(position_m(&c, &config) < first_m + 0.6 * 100e-9 * u_m_per_s * 0.4);
    device_case_end(&c);
}

static void a_field_below_walkers_moves_it_by_the_same_share_of_his_velocity(void **state)
{
    struct device_wall_config config = smooth();
    struct device_case c;
    double first_m;

    (void)state;
    config.wall.field_T[2] = 0.9 * wall_walker_T(&config.wall);
    c = device_case_begin(&device_wall, &config, 1);
    device_case_rest(&c, 30e-9);
    first_m = position_m(&c, &config);
    device_case_rest(&c, 10e-9);
    assert_close(position_m(&c, &config) - first_m, 0.9 * 10e-9 * wall_walker_m_per_s(&config.wall),
                 1e-3);
    device_case_end(&c);
}

static void it_stays_in_its_track(void **state)
{
    struct device_wall_config config = smooth();
    struct device_case c = device_case_begin(&device_wall, &config, 1);

    (void)state;
    for (int i = 0; i < 5; i++)
        device_case_pulse(&c, -1, 2e12, 20e-9);
    assert_true(device_case_S(&c, 0) >= config.g_low_S);
    assert_close(device_case_S(&c, 0), config.g_low_S, 1e-3);
    for (int i = 0; i < 20; i++)
        device_case_pulse(&c, 1, 2e12, 20e-9);
    assert_true(device_case_S(&c, 0) <= config.g_high_S);
    assert_close(device_case_S(&c, 0), config.g_high_S, 1e-3);
    device_case_end(&c);
}

/* The shipped device: pinned, it stays where it is for long. */
static void a_pinned_wall_holds_a_state(void **state)
{
    const struct device_wall_config *config = device_wall.config_default;
    struct device_case c = device_case_begin(&device_wall, config, 4);
    double before_S[4];

    (void)state;
    device_case_pulse(&c, 1, c.traits.pulse.amplitude_A_per_m2, c.traits.pulse.width_s);
    device_case_rest(&c, 2e-9);
    for (size_t i = 0; i < 4; i++)
        before_S[i] = device_case_S(&c, i);
    device_case_rest(&c, 50e-9);
    for (size_t i = 0; i < 4; i++) /* half a site is 2 uS */
        assert_true(fabs(device_case_S(&c, i) - before_S[i]) < 2e-6);
    assert_close(device_case_J(&c, -1), 1e-6 * 600e-9 * 1200e-18 * 9e22 * 4e-10, 1e-9);
    device_case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pulse_moves_the_wall_by_its_mobility),
        cmocka_unit_test(a_field_below_walkers_moves_it_by_the_same_share_of_his_velocity),
        cmocka_unit_test(it_stays_in_its_track),
        cmocka_unit_test(a_pinned_wall_holds_a_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
