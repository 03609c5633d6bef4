#include "check.h"
#include "base/constants.h"
#include "device/kinds.h"
#include "device_case.h"

static struct device_mtj_config cold(void)
{
    struct device_mtj_config config = *(const struct device_mtj_config *)device_mtj.config_default;

    config.spin.thermal.temperature_K = 0.0;
    return config;
}

static double parallel_S(const struct device_mtj_config *c, double along)
{
    const double anti_S = c->g_parallel_S / (1.0 + c->tmr);

    return 0.5 * (c->g_parallel_S + anti_S) + 0.5 * (c->g_parallel_S - anti_S) * along;
}

static void a_cell_is_the_macrospin(void **state)
{
    const struct device_mtj_config *config = device_mtj.config_default;
    struct device_case c = device_case_begin(&device_mtj, config, 3);
    struct macrospin s = {.config = config->spin};
    struct error err = {0};

    (void)state;
    /* a cell's state begins with m, which nobody outside need know but this test */
    for (int i = 0; i < 3; i++)
        s.m[i] = ((const double *)(const void *)(c.cells + 2 * device_mtj.cell_size))[i];
    s.config.thermal.seed = device_cell_seed(&c.key, 2);
    for (int pulse = 0; pulse < 2; pulse++) {
        const double sign = pulse == 0 ? 1.0 : -1.0;

        s.config.torque.density_A_per_m2 = sign * 2e11;
        assert_int_equal(macrospin_run(&s, s.time_s + 0.7e-9, &err), STATUS_OK);
        s.config.torque.density_A_per_m2 = 0.0;
        assert_int_equal(macrospin_run(&s, s.time_s + 0.3e-9, &err), STATUS_OK);
        s.time_s = 0.0;
        device_case_pulse(&c, (int)sign, 2e11, 0.7e-9);
        device_case_rest(&c, 0.3e-9);
        assert_close(device_case_S(&c, 2), parallel_S(config, s.m[2]), 1e-9);
    }
    device_case_end(&c);
}

static void the_critical_current_switches(void **state)
{
    const struct device_mtj_config config = cold();
    const double critical_A_per_m2 = macrospin_critical_A_per_m2(&config.spin, 0.0);
    struct device_case c = device_case_begin(&device_mtj, &config, 1);

    (void)state;
    assert_close(config.spin.torque.density_A_per_m2, 4.0 * critical_A_per_m2, 0.01);
    device_case_pulse(&c, 1, 0.9 * critical_A_per_m2, 60e-9);
    assert_close(device_case_S(&c, 0), config.g_parallel_S / (1.0 + config.tmr), 1e-4);
    device_case_end(&c);
    c = device_case_begin(&device_mtj, &config, 1);
    device_case_pulse(&c, 1, 1.2 * critical_A_per_m2, 60e-9);
    assert_close(device_case_S(&c, 0), config.g_parallel_S, 1e-4);
    device_case_end(&c);
}

static void energy_is_that_of_the_current_through_it(void **state)
{
    const struct device_mtj_config config = cold();
    struct device_case c = device_case_begin(&device_mtj, &config, 1);
    const double current_A = config.spin.torque.density_A_per_m2 * config.area_m2;

    (void)state;
    assert_close(device_case_J(&c, 1),
                 current_A * current_A * config.width_s * (1.0 + config.tmr) / config.g_parallel_S,
                 1e-4);
    assert_true(device_case_J(&c, 0) == 0.0);
    device_case_end(&c);
}

/* theta^2 has the mean kT/KV, beside the tilt. */
static void heat_tilts_the_start(void **state)
{
    enum { CELLS = 20000 };
    const struct device_mtj_config *config = device_mtj.config_default;
    const double barrier_J = config->spin.anisotropy_J_per_m3 * config->spin.volume_m3;
    const double want = boltzmann_J_per_K * 300.0 / barrier_J + config->tilt_rad * config->tilt_rad;
    const double anti_S = config->g_parallel_S / (1.0 + config->tmr);
    struct device_case c = device_case_begin(&device_mtj, config, CELLS);
    double square = 0.0;

    (void)state;
    for (size_t i = 0; i < CELLS; i++) {
        const double along = 2.0 * (device_case_S(&c, i) - anti_S) / (anti_S * config->tmr) - 1.0;

        square +=
            acos(along) - M_PI < 0.0 ? (M_PI - acos(along)) * (M_PI - acos(along)) / CELLS : 0.0;
    }
    assert_close(square, want, 0.03);
    device_case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_the_macrospin),
        cmocka_unit_test(the_critical_current_switches),
        cmocka_unit_test(energy_is_that_of_the_current_through_it),
        cmocka_unit_test(heat_tilts_the_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
