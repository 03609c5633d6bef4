#include "check.h"
#include <string.h>
#include "compact/bessel.h"
#include "compact/skyrmions.h"

/* One skyrmion or more far from everything; what a test looks at is switched on by the test. */
static struct skyrmions empty_plane(void)
{
    struct skyrmions s = {.config = skyrmions_default};

    s.config.length_m = s.config.width_m = 4e-6;
    s.config.edge_J = s.config.pair_J = s.config.barrier_J = 0.0;
    s.config.pair_loss_m = 0.0;
    return s;
}

static void add(struct skyrmions *s, double x_m, double y_m)
{
    struct error err = {0};

    if (skyrmions_add(s, x_m, y_m, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void run(struct skyrmions *s, double until_s)
{
    struct error err = {0};

    if (skyrmions_check(&s->config, "test", &err) != STATUS_OK
        || skyrmions_run(s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void bessel_functions_are_the_tables(void **state)
{
    (void)state;
    assert_close(bessel_k0(0.1), 2.4270690247020166, 1e-6);
    assert_close(bessel_k0(1.0), 0.42102443824070834, 1e-6);
    assert_close(bessel_k0(5.0), 0.0036910983340425942, 1e-6);
    assert_close(bessel_k1(0.1), 9.8538447808706188, 1e-6);
    assert_close(bessel_k1(1.0), 0.60190723019723457, 1e-6);
    assert_close(bessel_k1(5.0), 0.0040446134454521643, 1e-6);
    assert_close(bessel_k0(2.0 - 1e-12), bessel_k0(2.0 + 1e-12), 1e-6);
}

static void a_free_skyrmion_moves_as_thiele_says(void **state)
{
    struct skyrmions s = empty_plane();
    const struct skyrmions_config *c = &s.config;
    const double g = c->gyro_Js_per_m2, d = c->dissipation_Js_per_m2;
    double force;

    (void)state;
    s.config.density_A_per_m2 = 1e11;
    force = c->drive_Nm_per_A * c->radius_m * 1e11;
    add(&s, 2e-6, 2e-6);
    run(&s, 5e-9);
    assert_close(s.x_m[0] - 2e-6, 5e-9 * d * force / (g * g + d * d), 1e-6);
    assert_close(s.y_m[0] - 2e-6, -5e-9 * g * force / (g * g + d * d), 1e-6);
    /* the measured (5.2, 32.2) m/s are not rigid; Thiele's are these */
    assert_close((s.x_m[0] - 2e-6) / 5e-9, 3.9, 0.02);
    assert_close((s.y_m[0] - 2e-6) / 5e-9, 31.0, 0.01);
}

static void the_angle_turns_force_and_velocity(void **state)
{
    struct skyrmions s = empty_plane(), turned = s;

    (void)state;
    s.config.density_A_per_m2 = turned.config.density_A_per_m2 = 1e11;
    turned.config.drive_angle_deg = 90.0;
    add(&s, 2e-6, 2e-6);
    add(&turned, 2e-6, 2e-6);
    run(&s, 1e-9);
    run(&turned, 1e-9);
    assert_close(turned.x_m[0] - 2e-6, -(s.y_m[0] - 2e-6), 1e-6);
    assert_close(turned.y_m[0] - 2e-6, s.x_m[0] - 2e-6, 1e-6);
}

static void pulses_move_it_while_they_last(void **state)
{
    struct skyrmions s = empty_plane(), steady = s;

    (void)state;
    s.config.density_A_per_m2 = steady.config.density_A_per_m2 = 1e11;
    s.config.waveform.kind = WAVEFORM_PULSES;
    s.config.waveform.start_s = 0.333e-9;
    s.config.waveform.count = 3;
    add(&s, 2e-6, 2e-6);
    add(&steady, 2e-6, 2e-6);
    run(&s, 30e-9);
    run(&steady, 6e-9);
    assert_close(s.y_m[0], steady.y_m[0], 1e-12);
    s.config.waveform.alternate = true;
    run(&s, 31e-9);
    assert_close(s.y_m[0], steady.y_m[0], 1e-12);
}

static void velocity_and_force_are_inverse(void **state)
{
    const double velocity[2] = {3.0, -7.0};
    double force[2], back[2];

    (void)state;
    skyrmions_force(&skyrmions_default, velocity, force);
    skyrmions_velocity(&skyrmions_default, force, back);
    assert_close(back[0], velocity[0], 1e-12);
    assert_close(back[1], velocity[1], 1e-12);
    /* drag takes the power: F . v = D v^2 */
    assert_close(force[0] * 3.0 - force[1] * 7.0, skyrmions_default.dissipation_Js_per_m2 * 58.0,
                 1e-12);
}

/* --- forces --- */

static void assert_gradient(struct skyrmions *s, int i, const double x_N[], const double y_N[])
{
    const double h = 1e-12, x = s->x_m[i], y = s->y_m[i];
    double plus, minus;

    s->x_m[i] = x + h;
    plus = skyrmions_energy_J(s);
    s->x_m[i] = x - h;
    minus = skyrmions_energy_J(s);
    s->x_m[i] = x;
    if (!(fabs((minus - plus) / (2.0 * h) - x_N[i]) < 1e-6 * 1e-11))
        fail_msg("skyrmion %d: F_x = %g, -dE/dx = %g", i, x_N[i], (minus - plus) / (2.0 * h));
    s->y_m[i] = y + h;
    plus = skyrmions_energy_J(s);
    s->y_m[i] = y - h;
    minus = skyrmions_energy_J(s);
    s->y_m[i] = y;
    if (!(fabs((minus - plus) / (2.0 * h) - y_N[i]) < 1e-6 * 1e-11))
        fail_msg("skyrmion %d: F_y = %g, -dE/dy = %g", i, y_N[i], (minus - plus) / (2.0 * h));
}

/* Around the barrier, at its corners, on it, near all edges and near each other. */
static void forces_are_the_slope_of_the_energy(void **state)
{
    static const double at_nm[][2] = {{360, 110}, {440, 115}, {362, 30}, {438, 190}, {380, 180},
                                      {395, 120}, {405, 80},  {12, 100}, {790, 60},  {20, 12},
                                      {700, 205}, {715, 180}, {30, 40}};
    double x_N[SKYRMIONS_MAX], y_N[SKYRMIONS_MAX];

    (void)state;
    for (int law = SKYRMIONS_EXPONENTIAL; law <= SKYRMIONS_BESSEL; law++) {
        struct skyrmions s = {.config = skyrmions_default};

        s.config.pair_law = law;
        s.config.barrier_reach_m = 3e-9;
        for (size_t i = 0; i < sizeof at_nm / sizeof at_nm[0]; i++)
            add(&s, at_nm[i][0] * 1e-9, at_nm[i][1] * 1e-9);
        skyrmions_set_force(&s.config, s.n, s.x_m, s.y_m, x_N, y_N);
        for (int i = 0; i < s.n; i++)
            assert_gradient(&s, i, x_N, y_N);
    }
}

static void the_barrier_is_full_inside_and_half_at_its_rim(void **state)
{
    struct skyrmions_config c = skyrmions_default;

    (void)state;
    c.barrier_decay_m = 1e-9;
    assert_close(skyrmions_barrier_J(&c, 400e-9, 110e-9), c.barrier_J, 1e-6);
    assert_close(skyrmions_barrier_J(&c, 430e-9, 110e-9), 0.5 * c.barrier_J, 1e-6);
    assert_close(skyrmions_barrier_J(&c, 400e-9, 182.5e-9), 0.5 * c.barrier_J, 1e-6);
    /* the corner is round: 20 nm from (410, 162.5) */
    assert_close(skyrmions_barrier_J(&c, 410e-9 + 20e-9 * sqrt(0.5), 162.5e-9 + 20e-9 * sqrt(0.5)),
                 0.5 * c.barrier_J, 1e-6);
    c.barrier_reach_m = 5e-9;
    assert_close(skyrmions_barrier_J(&c, 435e-9, 110e-9), 0.5 * c.barrier_J, 1e-6);
}

/* Without damping two skyrmions go around each other at 2 F / (G d) and keep their energy. */
static void without_damping_a_pair_orbits_on_its_equipotential(void **state)
{
    (void)state;
    for (int law = SKYRMIONS_EXPONENTIAL; law <= SKYRMIONS_BESSEL; law++) {
        struct skyrmions s = empty_plane();
        const double distance = 30e-9;
        double energy, rate, angle;

        s.config.dissipation_Js_per_m2 = 0.0;
        s.config.pair_J = skyrmions_default.pair_J;
        s.config.pair_law = law;
        s.config.pair_loss_m = 22e-9;
        rate = 2.0 * skyrmions_pair_N(&s.config, distance)
               / (fabs(s.config.gyro_Js_per_m2) * distance);
        add(&s, 2e-6 - distance / 2.0, 2e-6);
        add(&s, 2e-6 + distance / 2.0, 2e-6);
        energy = skyrmions_energy_J(&s);
        s.config.time_step_s = 2e-12;
        run(&s, 20.5 * M_PI / rate); /* ten turns and a quarter */
        assert_int_equal(s.n, 2);
        assert_close(skyrmions_energy_J(&s), energy, 1e-5);
        angle = atan2(s.y_m[1] - s.y_m[0], s.x_m[1] - s.x_m[0]);
        assert_close(fabs(angle), M_PI / 2.0, 0.01);
        /* G < 0: the force outwards moves a skyrmion to its left, counterclockwise */
        assert_true(angle > 0.0);
        assert_close(s.x_m[0] + s.x_m[1], 4e-6, 1e-12);
    }
}

static struct skyrmions square_of_four(double step_s)
{
    struct skyrmions s = {.config = skyrmions_default};

    s.config.density_A_per_m2 = 1e10;
    s.config.time_step_s = step_s;
    add(&s, 300e-9, 80e-9);
    add(&s, 330e-9, 90e-9);
    add(&s, 340e-9, 130e-9);
    add(&s, 290e-9, 150e-9);
    run(&s, 2e-9);
    return s;
}

static void steps_are_second_order(void **state)
{
    const struct skyrmions best = square_of_four(0.0625e-12), coarse = square_of_four(2e-12),
                           fine = square_of_four(1e-12);
    double off = 0.0, less = 0.0;

    (void)state;
    for (int i = 0; i < 4; i++) {
        off += fabs(coarse.x_m[i] - best.x_m[i]) + fabs(coarse.y_m[i] - best.y_m[i]);
        less += fabs(fine.x_m[i] - best.x_m[i]) + fabs(fine.y_m[i] - best.y_m[i]);
    }
    assert_close(log2(off / less), 2.0, 0.03);
}

static void the_chosen_step_is_short_enough(void **state)
{
    const struct skyrmions best = square_of_four(0.0625e-12), chosen = square_of_four(0.0);

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_true(hypot(chosen.x_m[i] - best.x_m[i], chosen.y_m[i] - best.y_m[i]) < 0.05e-9);
}

/* 1/5 radian of the largest curvature: here two skyrmions as near as they can be. */
static void the_step_follows_the_stiffest_force(void **state)
{
    struct skyrmions_config c = skyrmions_default;
    const double drag = hypot(c.gyro_Js_per_m2, c.dissipation_Js_per_m2);

    (void)state;
    c.pair_loss_m = 10e-9;
    assert_close(skyrmions_step_s(&c),
                 0.2 * drag * c.pair_length_m * c.pair_length_m
                     / (2.0 * c.pair_J * exp(-10e-9 / c.pair_length_m)),
                 1e-9);
    c.edge_loss_m = -30e-9;
    assert_close(skyrmions_step_s(&c),
                 0.2 * drag * c.edge_length_m * c.edge_length_m
                     / (c.edge_J * exp(30e-9 / c.edge_length_m)),
                 1e-9);
    c.thermal.temperature_K = 2000.0;
    c.barrier_decay_m = 1e-9; /* 1e-10 m of noise in a step */
    c.edge_J = c.pair_J = 0.0;
    c.barrier_J = 1e-24;
    assert_close(skyrmions_step_s(&c), 1e-20 / (2.0 * skyrmions_diffusion_m2_per_s(&c)), 1e-9);
}

static void energy_falls_without_drive_and_noise(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};
    double before;

    (void)state;
    for (int i = 0; i < 20; i++)
        add(&s, 40e-9 + 35e-9 * (i % 10), 70e-9 + 55e-9 * (i / 10));
    before = skyrmions_energy_J(&s);
    for (int i = 1; i <= 50; i++) {
        const double now = (run(&s, i * 0.5e-9), skyrmions_energy_J(&s));

        assert_true(now < before);
        before = now;
    }
    assert_int_equal(s.n, 20);
}

/* --- edges, losses, counts --- */

/* Along an edge v_y = 0, so the edge takes G v_x and the drive only D v_x: v_x = F / D. */
static struct skyrmions along_the_edge(double density, double time_s)
{
    struct skyrmions s = {.config = skyrmions_default};

    s.config.length_m = 4e-6;
    s.config.barrier_J = 0.0;
    s.config.density_A_per_m2 = density;
    add(&s, 200e-9, 150e-9);
    run(&s, time_s);
    return s;
}

static void an_edge_guides_a_slow_skyrmion(void **state)
{
    const struct skyrmions early = along_the_edge(1e10, 80e-9), late = along_the_edge(1e10, 100e-9);
    const struct skyrmions_config *c = &late.config;

    (void)state;
    assert_int_equal(late.n, 1);
    assert_close((late.x_m[0] - early.x_m[0]) / 20e-9,
                 c->drive_Nm_per_A * c->radius_m * 1e10 / c->dissipation_Js_per_m2, 1e-3);
    assert_close(late.y_m[0], early.y_m[0], 1e-4);
}

/* OOMMF: guided at 3e10 A/m^2, driven into the edge at 1e11 */
static void a_fast_skyrmion_is_lost_at_the_edge(void **state)
{
    const struct skyrmions slow = along_the_edge(3e10, 20e-9), fast = along_the_edge(1e11, 20e-9);

    (void)state;
    assert_int_equal(slow.n, 1);
    assert_int_equal(fast.n, 0);
    assert_int_equal(fast.lost_at_edge, 1);
}

static void all_four_edges_take_skyrmions(void **state)
{
    static const double at_nm[][2] = {{4, 110}, {796, 110}, {200, 4}, {600, 216}};
    struct skyrmions s = {.config = skyrmions_default};

    (void)state;
    for (int i = 0; i < 4; i++)
        add(&s, at_nm[i][0] * 1e-9, at_nm[i][1] * 1e-9);
    add(&s, 100e-9, 110e-9);
    run(&s, 1e-12);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.id[0], 4);
    assert_int_equal(s.lost_at_edge, 4);
}

static void of_two_too_near_the_younger_is_lost(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};

    (void)state;
    add(&s, 100e-9, 110e-9);
    add(&s, 200e-9, 60e-9);
    add(&s, 115e-9, 110e-9);
    add(&s, 220e-9, 160e-9);
    run(&s, 1e-12);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.lost_in_pairs, 1);
    assert_int_equal(s.id[0], 0);
    assert_int_equal(s.id[1], 1);
    assert_int_equal(s.id[2], 3);
    add(&s, 300e-9, 110e-9);
    assert_int_equal(s.id[3], 4); /* numbers are not used twice */
}

static void regions_are_counted(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};
    struct skyrmions_count count;

    (void)state;
    s.config.pre_end_m = 370e-9;
    s.config.post_begin_m = 430e-9;
    add(&s, 100e-9, 110e-9);
    add(&s, 200e-9, 110e-9);
    add(&s, 400e-9, 20e-9);
    add(&s, 430e-9, 200e-9);
    count = skyrmions_count(&s);
    assert_int_equal(count.pre, 2);
    assert_int_equal(count.post, 1);
}

/* A way around the barrier along the guiding edge, and back with the other sign. */
static void current_carries_skyrmions_past_the_barrier_and_back(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};

    (void)state;
    s.config.barrier_across_m = 60e-9;
    s.config.barrier_along_m = 145e-9;
    s.config.density_A_per_m2 = 2e10;
    for (int i = 0; i < 3; i++)
        add(&s, 100e-9 + 60e-9 * i, 130e-9);
    assert_int_equal(skyrmions_count(&s).post, 0);
    run(&s, 25e-9);
    assert_int_equal(skyrmions_count(&s).post, 3);
    s.config.density_A_per_m2 = -2e10;
    run(&s, 60e-9);
    assert_int_equal(skyrmions_count(&s).pre, 3);
}

/* --- material and bad input --- */

static void thieles_coefficients_come_from_the_material(void **state)
{
    struct skyrmions_material m = skyrmions_material_default;
    struct skyrmions_config c = skyrmions_default;
    struct error err = {0};

    (void)state;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_OK);
    assert_close(c.gyro_Js_per_m2, skyrmions_default.gyro_Js_per_m2, 1e-3);
    assert_close(c.dissipation_Js_per_m2, skyrmions_default.dissipation_Js_per_m2, 1e-3);
    assert_close(c.drive_Nm_per_A, skyrmions_default.drive_Nm_per_A, 1e-3);
    assert_close(c.barrier_J, 27.0 * 4.14e-21, 0.05); /* the provisional 27 kT per nm */
    assert_close(c.barrier_decay_m, M_PI / 4.0 * m.radius_m, 1e-12);
    m.n_layers = 4;
    m.n_torque_layers = 2;
    m.thickness_m = m.torque_thickness_m = 0.8e-9;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_OK);
    assert_close(c.drive_Nm_per_A, 2.0 * skyrmions_default.drive_Nm_per_A, 1e-3);
    m.thickness_m = 1e-9;
    m.torque_thickness_m = 3e-9;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_OK);
    assert_close(c.drive_Nm_per_A, 2.0 / 3.0 * skyrmions_default.drive_Nm_per_A, 1e-3);
    assert_close(c.pair_J, 4.0 * skyrmions_default.pair_J, 1e-12);
    assert_close(c.edge_J, 4.0 * skyrmions_default.edge_J, 1e-12);
    assert_close(c.pair_length_m, skyrmions_default.pair_length_m, 1e-12);
    m.torque_thickness_m = 1e-9;
    assert_int_equal(skyrmions_from_material(&m, "film", &c, &err), STATUS_OK);
    assert_close(c.drive_Nm_per_A / c.gyro_Js_per_m2,
                 0.5 * skyrmions_default.drive_Nm_per_A / skyrmions_default.gyro_Js_per_m2, 1e-3);
    c.thermal.temperature_K = 300.0; /* 7.6 nm^2/ns for one layer, 1.9 for four */
    assert_close(skyrmions_diffusion_m2_per_s(&c), 1.9e-9, 0.01);
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
    c.barrier_corner_m = 31e-9;
    assert_refused(c, "barrier_corner_m = 3.1e-08 m, must be in [0, 3e-08]");
    c = skyrmions_default;
    c.barrier_y_m = 221e-9;
    assert_refused(c, "barrier_x_m, barrier_y_m = 4e-07, 2.21e-07 m, must be in the track");
    c = skyrmions_default;
    c.pair_law = SKYRMIONS_BESSEL;
    c.pair_loss_m = 0.0;
    assert_refused(c, "pair_loss_m = 0 m, must be at least 1.01e-09 m");
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
        add(&s, 400e-9, 100e-9);
    assert_int_equal(skyrmions_add(&s, 400e-9, 100e-9, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "skyrmions: more than 128");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bessel_functions_are_the_tables),
        cmocka_unit_test(a_free_skyrmion_moves_as_thiele_says),
        cmocka_unit_test(the_angle_turns_force_and_velocity),
        cmocka_unit_test(pulses_move_it_while_they_last),
        cmocka_unit_test(velocity_and_force_are_inverse),
        cmocka_unit_test(forces_are_the_slope_of_the_energy),
        cmocka_unit_test(the_barrier_is_full_inside_and_half_at_its_rim),
        cmocka_unit_test(without_damping_a_pair_orbits_on_its_equipotential),
        cmocka_unit_test(steps_are_second_order),
        cmocka_unit_test(the_chosen_step_is_short_enough),
        cmocka_unit_test(the_step_follows_the_stiffest_force),
        cmocka_unit_test(energy_falls_without_drive_and_noise),
        cmocka_unit_test(an_edge_guides_a_slow_skyrmion),
        cmocka_unit_test(a_fast_skyrmion_is_lost_at_the_edge),
        cmocka_unit_test(all_four_edges_take_skyrmions),
        cmocka_unit_test(of_two_too_near_the_younger_is_lost),
        cmocka_unit_test(regions_are_counted),
        cmocka_unit_test(current_carries_skyrmions_past_the_barrier_and_back),
        cmocka_unit_test(thieles_coefficients_come_from_the_material),
        cmocka_unit_test(bad_values_are_named),
        cmocka_unit_test(too_many_or_outside_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
