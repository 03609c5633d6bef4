#include "check.h"
#include "skyrmions_case.h"

/* One skyrmion or more far from everything; what a test looks at is switched on by the test. */
static struct skyrmions empty_plane(void)
{
    struct skyrmions s = {.config = skyrmions_default};

    s.config.length_m = s.config.width_m = 4e-6;
    s.config.edge_J = s.config.pair_J = s.config.barrier_J = 0.0;
    s.config.pair_loss_m = 0.0;
    return s;
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
    skyrmions_case_add(&s, 2e-6, 2e-6);
    skyrmions_case_run(&s, 5e-9);
    assert_close(s.x_m[0] - 2e-6, 5e-9 * d * force / (g * g + d * d), 1e-6);
    assert_close(s.y_m[0] - 2e-6, -5e-9 * g * force / (g * g + d * d), 1e-6);
    assert_close((s.x_m[0] - 2e-6) / 5e-9, 4.34, 0.01);
    assert_close((s.y_m[0] - 2e-6) / 5e-9, 31.8, 0.01);
}

static void the_angle_turns_force_and_velocity(void **state)
{
    struct skyrmions s = empty_plane(), turned = s;

    (void)state;
    s.config.density_A_per_m2 = turned.config.density_A_per_m2 = 1e11;
    turned.config.drive_angle_deg = 90.0;
    skyrmions_case_add(&s, 2e-6, 2e-6);
    skyrmions_case_add(&turned, 2e-6, 2e-6);
    skyrmions_case_run(&s, 1e-9);
    skyrmions_case_run(&turned, 1e-9);
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
    skyrmions_case_add(&s, 2e-6, 2e-6);
    skyrmions_case_add(&steady, 2e-6, 2e-6);
    skyrmions_case_run(&s, 30e-9);
    skyrmions_case_run(&steady, 6e-9);
    assert_close(s.y_m[0], steady.y_m[0], 1e-12);
    s.config.waveform.alternate = true;
    skyrmions_case_run(&s, 31e-9);
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

/* --- energy and steps --- */

/* Without damping two skyrmions go around each other at 2 F / (G d) and keep their energy. */
static void without_damping_a_pair_orbits_on_its_equipotential(void **state)
{
    struct skyrmions s = empty_plane();
    const double distance = 30e-9;
    double energy, rate, angle;

    (void)state;
    s.config.dissipation_Js_per_m2 = 0.0;
    s.config.pair_J = skyrmions_default.pair_J;
    s.config.pair_loss_m = 22e-9;
    rate = 2.0 * skyrmions_pair_N(&s.config, distance) / (fabs(s.config.gyro_Js_per_m2) * distance);
    skyrmions_case_add(&s, 2e-6 - distance / 2.0, 2e-6);
    skyrmions_case_add(&s, 2e-6 + distance / 2.0, 2e-6);
    energy = skyrmions_energy_J(&s);
    s.config.time_step_s = 2e-12;
    skyrmions_case_run(&s, 20.5 * M_PI / rate); /* ten turns and a quarter */
    assert_int_equal(s.n, 2);
    assert_close(skyrmions_energy_J(&s), energy, 1e-5);
    angle = atan2(s.y_m[1] - s.y_m[0], s.x_m[1] - s.x_m[0]);
    assert_close(fabs(angle), M_PI / 2.0, 0.01);
    /* G < 0: the force outwards moves a skyrmion to its left, counterclockwise */
    assert_true(angle > 0.0);
    assert_close(s.x_m[0] + s.x_m[1], 4e-6, 1e-12);
}

static struct skyrmions square_of_four(double step_s)
{
    struct skyrmions s = {.config = skyrmions_default};

    s.config.density_A_per_m2 = 1e10;
    s.config.time_step_s = step_s;
    skyrmions_case_add(&s, 300e-9, 80e-9);
    skyrmions_case_add(&s, 330e-9, 90e-9);
    skyrmions_case_add(&s, 340e-9, 130e-9);
    skyrmions_case_add(&s, 290e-9, 150e-9);
    skyrmions_case_run(&s, 2e-9);
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
        skyrmions_case_add(&s, 40e-9 + 35e-9 * (i % 10), 70e-9 + 55e-9 * (i / 10));
    before = skyrmions_energy_J(&s);
    for (int i = 1; i <= 50; i++) {
        const double now = (skyrmions_case_run(&s, i * 0.5e-9), skyrmions_energy_J(&s));

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
    skyrmions_case_add(&s, 200e-9, 150e-9);
    skyrmions_case_run(&s, time_s);
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

/* G F / D against the largest force of the edge before it takes one: 1.6e-12 and 1.6e-11 N to
 * 3.4e-12. */
static void a_fast_skyrmion_is_lost_at_the_edge(void **state)
{
    const struct skyrmions slow = along_the_edge(1e10, 20e-9), fast = along_the_edge(1e11, 20e-9);

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
        skyrmions_case_add(&s, at_nm[i][0] * 1e-9, at_nm[i][1] * 1e-9);
    skyrmions_case_add(&s, 100e-9, 110e-9);
    skyrmions_case_run(&s, 1e-12);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.id[0], 4);
    assert_int_equal(s.lost_at_edge, 4);
}

/* Of four layers the two with torque: 3 of 4 with half the drive, then 2 of 4 with none. */
static void an_edge_takes_layers_with_torque_one_by_one(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};
    double x_m;

    (void)state;
    s.config.layers = 4;
    s.config.driven_layers = 2;
    s.config.edge_loss_m = 12e-9;
    s.config.edge_next_m = 13e-9;
    s.config.edge_step_m = 2e-9;
    skyrmions_case_add(&s, 200e-9, 11e-9);
    skyrmions_case_add(&s, 600e-9, 209.5e-9);
    skyrmions_case_run(&s, 1e-13);
    assert_int_equal(s.n, 2);
    assert_true(s.torn[0] == 1 && s.torn[1] == 2); /* 13 nm is enough for one, 12.5 nm is not */
    assert_close(s.y_m[0], 13e-9, 1e-3);
    assert_close(s.y_m[1], 205.5e-9, 1e-3);
    assert_close(skyrmions_share(&s, 0), 0.75, 1e-12);
    s.y_m[1] = 219e-9;
    skyrmions_case_run(&s, 1e-12);
    assert_int_equal(s.n, 2); /* no torque, no loss, up to the edge itself */
    s.y_m[1] = 221e-9;
    skyrmions_case_run(&s, 2e-12);
    assert_true(s.n == 1 && s.lost_at_edge == 1 && s.n_torn == 1);
    s.config.edge_J = 0.0;
    s.config.density_A_per_m2 = 1e11;
    s.config.edge_next_m = 0.0;
    s.y_m[0] = 110e-9;
    x_m = s.x_m[0];
    skyrmions_case_run(&s, 2e-12 + 1e-10);
    /* half of the force on three quarters of G and D: 2/3 of the velocity */
    assert_close((s.x_m[0] - x_m) / 1e-10, 2.0 / 3.0 * 4.34, 0.01);
}

static void of_two_too_near_the_younger_is_lost(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};

    (void)state;
    skyrmions_case_add(&s, 100e-9, 110e-9);
    skyrmions_case_add(&s, 200e-9, 60e-9);
    skyrmions_case_add(&s, 115e-9, 110e-9);
    skyrmions_case_add(&s, 220e-9, 160e-9);
    skyrmions_case_run(&s, 1e-12);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.lost_in_pairs, 1);
    assert_int_equal(s.id[0], 0);
    assert_int_equal(s.id[1], 1);
    assert_int_equal(s.id[2], 3);
    skyrmions_case_add(&s, 300e-9, 110e-9);
    assert_int_equal(s.id[3], 4); /* numbers are not used twice */
}

static void regions_are_counted(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};
    struct skyrmions_count count;

    (void)state;
    s.config.pre_end_m = 370e-9;
    s.config.post_begin_m = 430e-9;
    skyrmions_case_add(&s, 100e-9, 110e-9);
    skyrmions_case_add(&s, 200e-9, 110e-9);
    skyrmions_case_add(&s, 400e-9, 20e-9);
    skyrmions_case_add(&s, 430e-9, 200e-9);
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
        skyrmions_case_add(&s, 100e-9 + 60e-9 * i, 130e-9);
    assert_int_equal(skyrmions_count(&s).post, 0);
    skyrmions_case_run(&s, 25e-9);
    assert_int_equal(skyrmions_count(&s).post, 3);
    s.config.density_A_per_m2 = -2e10;
    skyrmions_case_run(&s, 60e-9);
    assert_int_equal(skyrmions_count(&s).pre, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_skyrmion_moves_as_thiele_says),
        cmocka_unit_test(the_angle_turns_force_and_velocity),
        cmocka_unit_test(pulses_move_it_while_they_last),
        cmocka_unit_test(velocity_and_force_are_inverse),
        cmocka_unit_test(without_damping_a_pair_orbits_on_its_equipotential),
        cmocka_unit_test(steps_are_second_order),
        cmocka_unit_test(the_chosen_step_is_short_enough),
        cmocka_unit_test(the_step_follows_the_stiffest_force),
        cmocka_unit_test(energy_falls_without_drive_and_noise),
        cmocka_unit_test(an_edge_guides_a_slow_skyrmion),
        cmocka_unit_test(a_fast_skyrmion_is_lost_at_the_edge),
        cmocka_unit_test(all_four_edges_take_skyrmions),
        cmocka_unit_test(an_edge_takes_layers_with_torque_one_by_one),
        cmocka_unit_test(of_two_too_near_the_younger_is_lost),
        cmocka_unit_test(regions_are_counted),
        cmocka_unit_test(current_carries_skyrmions_past_the_barrier_and_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
