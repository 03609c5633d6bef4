#include "check.h"
#include <string.h>
#include "skyrmions_case.h"

static void thieles_coefficients_come_from_the_material(void **state)
{
    struct skyrmions_material m = skyrmions_material_default;
    struct skyrmions_config c = skyrmions_default;
    struct error err = {0};

    (void)state;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_OK);
    /* s = Ms t / gamma = 5.433e-15 J s/m^2; hbar theta t / (2 e d) = 1.9746e-16 J/A */
    assert_close(c.gyro_Js_per_m2, -4.0 * M_PI * 5.4334e-15, 1e-4);
    assert_close(c.dissipation_Js_per_m2,
                 0.1 * 5.4334e-15 * 2.0 * M_PI * (11.30 / 5.63 + 5.63 / 11.30), 1e-4);
    assert_close(c.drive_Nm_per_A, M_PI * M_PI * 1.9746e-16, 1e-4);
    assert_close(c.barrier_J, 1e-9 * 143e3 * 4.0 * M_PI * 11.30e-9 * 5.63e-9, 1e-9);
    assert_close(c.barrier_decay_m, M_PI / 4.0 * m.radius_m, 1e-12);
    m.n_layers = 4;
    m.n_torque_layers = 2;
    m.torque_thickness_m = 0.5e-9;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_OK);
    assert_close(c.gyro_Js_per_m2, -16.0 * M_PI * 5.4334e-15, 1e-4);
    assert_close(c.drive_Nm_per_A, 4.0 * M_PI * M_PI * 1.9746e-16, 1e-4);
    assert_close(c.pair_J, 4.0 * skyrmions_default.pair_J, 1e-12);
    assert_close(c.edge_J, 4.0 * skyrmions_default.edge_J, 1e-12);
    assert_close(c.pair_length_m, skyrmions_default.pair_length_m, 1e-12);
    c.thermal.temperature_K = 300.0; /* 7.5 nm^2/ns for one layer, 1.9 for four */
    assert_close(skyrmions_diffusion_m2_per_s(&c), 1.9e-9, 0.02);
    m.up = -1;
    m.chirality = -1;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_OK);
    assert_true(c.gyro_Js_per_m2 > 0.0 && c.drive_angle_deg == 180.0);
    m.n_torque_layers = 5;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "film: n_torque_layers = 5, must be in [0, 4]");
}

static void assert_refused(struct skyrmions_config config, const char *words)
{
    struct error err = {0};

    assert_int_equal(skyrmions_check(&config, "track.yaml", &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void bad_values_are_named(void **state)
{
    struct skyrmions_config c = skyrmions_default;

    (void)state;
    c.pair_J = NAN;
    assert_refused(c, "track.yaml: pair_J = nan J");
    c = skyrmions_default;
    c.edge_loss_m = 110e-9;
    assert_refused(c, "edge_loss_m = 1.1e-07 m, must be below 1.1e-07 m: half the track");
    c = skyrmions_default;
    c.pre_end_m = 500e-9;
    assert_refused(c, "pre_end_m = 5e-07 m, post_begin_m = 4e-07 m");
    c = skyrmions_default;
    c.driven_layers = 2;
    assert_refused(c, "driven_layers = 2, must be in [1, 1]");
    c = skyrmions_default;
    c.barrier_corner_m = 31e-9;
    assert_refused(c, "barrier_corner_m = 3.1e-08 m, must be in [0, 3e-08]");
    c = skyrmions_default;
    c.barrier_y_m = 221e-9;
    assert_refused(c, "barrier_x_m, barrier_y_m = 4e-07, 2.21e-07 m, must be in the track");
    c = skyrmions_default;
    c.gyro_Js_per_m2 = c.dissipation_Js_per_m2 = 0.0;
    assert_refused(c, "are both 0");
    c = skyrmions_default;
    c.time_step_s = 1e-10;
    assert_refused(c, "time_step_s = 1e-10 s, must be at most 2.");
}

static void too_many_or_outside_is_refused(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};
    struct error err = {0};

    (void)state;
    assert_int_equal(skyrmions_add(&s, 400e-9, NAN, &err), STATUS_BAD_CONFIG);
    assert_int_equal(skyrmions_add(&s, 801e-9, 10e-9, &err), STATUS_BAD_CONFIG);
    assert_true(strstr(err.text, "must be in the track of 8e-07 x 2.2e-07 m") != NULL);
    for (int i = 0; i < SKYRMIONS_MAX; i++)
        skyrmions_case_add(&s, 400e-9, 100e-9);
    assert_int_equal(skyrmions_add(&s, 400e-9, 100e-9, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "skyrmions: more than 128");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thieles_coefficients_come_from_the_material),
        cmocka_unit_test(bad_values_are_named),
        cmocka_unit_test(too_many_or_outside_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
