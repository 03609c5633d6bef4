#include "check.h"
#include <string.h>
#include "device/kinds.h"
#include "device_case.h"

static const struct device_track_config *shipped(void)
{
    return device_skyrmion_track.config_default;
}

/* One skyrmion that nothing turns or stops: v = F / D. */
static void a_skyrmion_is_read_when_it_is_under_the_junction(void **state)
{
    struct device_track_config config = *shipped();
    const double radius_m = config.track.radius_m, start_m = 0.5 * config.track.pre_end_m;
    const double slack_m = 6e-9; /* it starts shaken by 1 nm */
    double v_m_per_s, disc;
    struct device_case c;

    (void)state;
    config.skyrmions = 1;
    config.track.gyro_Js_per_m2 = 0.0;
    config.track.edge_J = 0.0;
    config.track.barrier_J = 0.0;
    config.track.death_rate_per_s = 0.0;
    config.track.thermal.temperature_K = 0.0;
    v_m_per_s = config.track.drive_Nm_per_A * radius_m * config.track.density_A_per_m2
                / config.track.dissipation_Js_per_m2;
    disc = M_PI * radius_m * radius_m / ((config.to_m - config.from_m) * config.track.width_m);
    c = device_case_begin(&device_skyrmion_track, &config, 1);
    device_case_pulse(&c, 1, config.track.density_A_per_m2,
                      (config.from_m - radius_m - slack_m - start_m) / v_m_per_s);
    assert_close(device_case_S(&c, 0), config.g_zero_S, 1e-12);
    device_case_pulse(&c, 1, config.track.density_A_per_m2, (radius_m + slack_m) / v_m_per_s);
    assert_close(device_case_S(&c, 0), config.g_zero_S * (1.0 + 0.5 * config.tmr * disc),
                 0.3 * config.tmr * disc);
    device_case_pulse(&c, 1, config.track.density_A_per_m2, (radius_m + slack_m) / v_m_per_s);
    assert_close(device_case_S(&c, 0), config.g_zero_S * (1.0 + config.tmr * disc), 1e-12);
    assert_close(c.traits.g_max_S, config.g_zero_S * (1.0 + config.tmr * disc), 1e-12);
    device_case_end(&c);
}

static void a_cell_is_the_particle_model(void **state)
{
    struct device_case c = device_case_begin(&device_skyrmion_track, shipped(), 2);
    struct skyrmions s, *cell = (struct skyrmions *)(void *)c.cells + 1;
    struct error err = {0};

    (void)state;
    s = *cell;
    s.time_s = 0.0; /* their clock begins anew with every pulse */
    assert_int_equal(s.config.thermal.seed, device_cell_seed(&c.key, 1));
    s.config.density_A_per_m2 = -3e11;
    assert_int_equal(skyrmions_run(&s, 2e-9, &err), STATUS_OK);
    device_case_pulse(&c, -1, 3e11, 2e-9);
    assert_int_equal(cell->n, s.n);
    assert_memory_equal(cell->x_m, s.x_m, sizeof s.x_m);
    assert_memory_equal(cell->y_m, s.y_m, sizeof s.y_m);
    device_case_end(&c);
}

/* papers/000's device: pulses up bring about one skyrmion each, eq. 3 says what they cost. */
static void pulses_drive_skyrmions_past_the_barrier(void **state)
{
    struct device_case c = device_case_begin(&device_skyrmion_track, shipped(), 6);
    double up_S = 0.0, down_S = 0.0;

    (void)state;
    assert_close(device_case_J(&c, 1), 304.128e-15, 1e-9);
    for (int n = 0; n < 8; n++) {
        device_case_pulse(&c, 1, 3e11, 2e-9);
        device_case_rest(&c, 5e-9);
    }
    for (size_t i = 0; i < 6; i++)
        up_S += device_case_S(&c, i) / 6;
    for (int n = 0; n < 12; n++) {
        device_case_pulse(&c, -1, 3e11, 2e-9);
        device_case_rest(&c, 5e-9);
    }
    for (size_t i = 0; i < 6; i++)
        down_S += device_case_S(&c, i) / 6;
    assert_true(up_S > 21.7e-6 && up_S < c.traits.g_max_S); /* four skyrmions at least */
    assert_true(down_S < up_S - 0.8e-6);
    device_case_end(&c);
}

static void more_than_the_region_holds_are_refused(void **state)
{
    struct device_track_config config = *shipped();
    unsigned char shared[sizeof(struct device_track_config) + sizeof(struct skyrmions)];
    struct device_traits traits;
    struct error err = {0};

    (void)state;
    config.skyrmions = 120;
    assert_int_equal(sizeof shared, device_skyrmion_track.shared_size);
    assert_int_equal(device_skyrmion_track.prepare(&config, shared, &traits, &err),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "skyrmions = 120, only"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_skyrmion_is_read_when_it_is_under_the_junction),
        cmocka_unit_test(a_cell_is_the_particle_model),
        cmocka_unit_test(pulses_drive_skyrmions_past_the_barrier),
        cmocka_unit_test(more_than_the_region_holds_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
