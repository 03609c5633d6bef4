#include "check.h"
#include <string.h>
#include "compact/skyrmions_fit.h"
#include "base/philox.h"

enum { N = 40 };

static double normal(int i)
{
    return (double)normal_from_bits((uint16_t)(philox(5, PHILOX_TEST, (uint32_t)i, 0, 0, 0).w[0]));
}

/* Runs of the particle model itself: one skyrmion for a short time at a current. */
static void drive_one(const struct skyrmions_config *config, double density, double velocity[2])
{
    struct skyrmions s = {.config = *config};
    struct error err = {0};
    const double x = 0.5 * config->length_m, y = 0.5 * config->width_m, span_s = 0.1e-9;

    s.config.edge_J = s.config.barrier_J = 0.0;
    s.config.density_A_per_m2 = density;
    if (skyrmions_add(&s, x, y, &err) != STATUS_OK || skyrmions_run(&s, span_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    velocity[0] = (s.x_m[0] - x) / span_s;
    velocity[1] = (s.y_m[0] - y) / span_s;
}

static void the_drive_comes_back_from_velocities(void **state)
{
    struct skyrmions_config c = skyrmions_default;
    struct skyrmions_run sample[N];
    struct skyrmions_drive fit;
    struct error err = {0};

    (void)state;
    c.drive_angle_deg = 25.0;
    for (int i = 0; i < N; i++) {
        sample[i].density_A_per_m2 = (i - 10) * 2e9;
        drive_one(&c, sample[i].density_A_per_m2, sample[i].velocity_m_per_s);
    }
    assert_int_equal(skyrmions_fit_drive(&c, sample, N, "drive", &fit, &err), STATUS_OK);
    assert_close(fit.dissipation_Js_per_m2, c.dissipation_Js_per_m2, 1e-6);
    assert_close(fit.force_N_m2_per_A, c.drive_Nm_per_A * c.radius_m, 1e-6);
    assert_true(fit.residual < 1e-6);
}

/* Over many noisy sets the scatter of a fit is the error that it states. */
enum { SETS = 400 };

struct scatter {
    double off2, stated2;
};

static void add_scatter(struct scatter *s, double off, double stated)
{
    s->off2 += off * off / SETS;
    s->stated2 += stated * stated / SETS;
}

static void errors_of_the_drive_are_its_scatter(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    struct skyrmions_run sample[N], noisy[N];
    struct skyrmions_drive fit;
    struct scatter drag = {0}, force = {0};
    struct error err = {0};

    (void)state;
    for (int i = 0; i < N; i++) {
        sample[i].density_A_per_m2 = (i - 10) * 2e9;
        drive_one(c, sample[i].density_A_per_m2, sample[i].velocity_m_per_s);
    }
    for (int set = 0; set < SETS; set++) {
        for (int i = 0; i < N; i++) {
            noisy[i] = sample[i];
            noisy[i].velocity_m_per_s[0] += 0.1 * normal(2 * (set * N + i));
            noisy[i].velocity_m_per_s[1] += 0.1 * normal(2 * (set * N + i) + 1);
        }
        assert_int_equal(skyrmions_fit_drive(c, noisy, N, "drive", &fit, &err), STATUS_OK);
        add_scatter(&drag, fit.dissipation_Js_per_m2 - c->dissipation_Js_per_m2,
                    fit.dissipation_error_Js_per_m2);
        add_scatter(&force, fit.force_N_m2_per_A - c->drive_Nm_per_A * c->radius_m,
                    fit.force_error_N_m2_per_A);
    }
    assert_close(drag.off2, drag.stated2, 0.25);
    assert_close(force.off2, force.stated2, 0.25);
    assert_close(fit.residual, 0.013, 0.3);
}

/* --- repulsion --- */

/* Velocities by central differences along a run, as a command takes them from LLG. */
static void pair_run(const struct skyrmions_config *config, struct skyrmions_approach sample[N])
{
    struct skyrmions s = {.config = *config};
    struct error err = {0};
    double x[N + 2], y[N + 2];
    const double every_s = 0.04e-9;

    s.config.edge_J = s.config.barrier_J = 0.0;
    skyrmions_add(&s, 385e-9, 100e-9, &err);
    skyrmions_add(&s, 415e-9, 110e-9, &err);
    for (int i = 0; i < N + 2; i++) {
        if (skyrmions_run(&s, i * every_s, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        x[i] = s.x_m[1] - s.x_m[0];
        y[i] = s.y_m[1] - s.y_m[0];
    }
    for (int i = 0; i < N; i++) {
        sample[i].separation_m[0] = x[i + 1];
        sample[i].separation_m[1] = y[i + 1];
        sample[i].velocity_m_per_s[0] = (x[i + 2] - x[i]) / (2.0 * every_s);
        sample[i].velocity_m_per_s[1] = (y[i + 2] - y[i]) / (2.0 * every_s);
    }
}

static void repulsion_of_a_pair_comes_back(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    struct skyrmions_approach sample[N];
    struct skyrmions_repulsion fit;
    struct error err = {0};

    (void)state;
    pair_run(c, sample);
    assert_int_equal(skyrmions_fit_repulsion(c, 2, sample, N, "pair", &fit, &err), STATUS_OK);
    assert_close(fit.strength_J, c->pair_J, 0.02);
    assert_close(fit.length_m, c->pair_length_m, 0.01);
    assert_true(fit.residual < 0.01 && fit.sideways < 0.05);
}

/* Exact velocities at chosen distances from the lower edge. */
static void edge_samples(const struct skyrmions_config *c, double noise, int from,
                         struct skyrmions_approach sample[N])
{
    for (int i = 0; i < N; i++) {
        const double y = (15.0 + 0.5 * i) * 1e-9;
        const double force[2] = {0.0, c->edge_J / c->edge_length_m * exp(-y / c->edge_length_m)};

        sample[i].separation_m[0] = 0.0;
        sample[i].separation_m[1] = y;
        skyrmions_velocity(c, force, sample[i].velocity_m_per_s);
        sample[i].velocity_m_per_s[0] += noise * normal(from + 2 * i);
        sample[i].velocity_m_per_s[1] += noise * normal(from + 2 * i + 1);
    }
}

static void repulsion_of_an_edge_comes_back(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    struct skyrmions_approach sample[N];
    struct skyrmions_repulsion fit;
    struct error err = {0};

    (void)state;
    edge_samples(c, 0.0, 0, sample);
    assert_int_equal(skyrmions_fit_repulsion(c, 1, sample, N, "edge", &fit, &err), STATUS_OK);
    assert_close(fit.strength_J, c->edge_J, 1e-5);
    assert_close(fit.length_m, c->edge_length_m, 1e-5);
    assert_true(fit.residual < 1e-6 && fit.sideways < 1e-6);
}

static void what_is_no_repulsion_is_left_over(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    struct skyrmions_approach sample[N];
    struct skyrmions_repulsion fit;
    struct error err = {0};

    (void)state;
    edge_samples(c, 1.0, 0, sample);
    assert_int_equal(skyrmions_fit_repulsion(c, 1, sample, N, "edge", &fit, &err), STATUS_OK);
    assert_true(fit.sideways > 1e-3 && fit.residual > 1e-3);
}

/* A drift near the barrier's rim, with velocities by central differences. */
static void barrier_run(const struct skyrmions_config *config, double x_m, double y_m,
                        struct skyrmions_visit sample[N])
{
    struct skyrmions s = {.config = *config};
    struct error err = {0};
    const double half_s = 0.005e-9;
    double x[3], y[3];

    skyrmions_add(&s, x_m, y_m, &err);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < 3; k++) {
            if (skyrmions_run(&s, i * 0.1e-9 + k * half_s, &err) != STATUS_OK)
                fail_msg("%s", err.text);
            x[k] = s.x_m[0];
            y[k] = s.y_m[0];
        }
        sample[i] = (struct skyrmions_visit){
            x[1], y[1], {(x[2] - x[0]) / (2.0 * half_s), (y[2] - y[0]) / (2.0 * half_s)}};
    }
}

static void the_barrier_comes_back_from_drifts(void **state)
{
    struct skyrmions_config c = skyrmions_default, blank = c;
    struct skyrmions_visit sample[2 * N];
    struct skyrmions_barrier fit;
    struct error err = {0};

    (void)state;
    c.barrier_reach_m = blank.barrier_reach_m = 4e-9;
    blank.barrier_J = blank.barrier_decay_m = 1.0; /* not looked at */
    barrier_run(&c, 424e-9, 120e-9, sample);
    barrier_run(&c, 368e-9, 90e-9, sample + N);
    assert_int_equal(skyrmions_fit_barrier(&blank, sample, 2 * N, false, "rim", &fit, &err),
                     STATUS_OK);
    assert_close(fit.barrier_J, c.barrier_J, 0.01);
    assert_close(fit.decay_m, c.barrier_decay_m, 0.01);
    blank.barrier_reach_m = 0.0;
    assert_int_equal(skyrmions_fit_barrier(&blank, sample, 2 * N, true, "rim", &fit, &err),
                     STATUS_OK);
    assert_close(fit.barrier_J, c.barrier_J, 0.02);
    assert_close(fit.decay_m, c.barrier_decay_m, 0.02);
    assert_close(fit.reach_m, 4e-9, 0.05);
    assert_true(fit.residual < 0.01);
}

static void what_cannot_be_fitted_is_refused(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    struct skyrmions_approach sample[N];
    struct skyrmions_repulsion repulsion;
    struct skyrmions_run still[2] = {{1e10, {0.0, 0.0}}, {2e10, {0.0, 0.0}}};
    struct skyrmions_drive drive;
    struct skyrmions_visit visit[4] = {{NAN, 0.0, {1.0, 0.0}}};
    struct skyrmions_barrier barrier;
    struct error err = {0};

    (void)state;
    edge_samples(c, 0.0, 0, sample);
    assert_int_equal(skyrmions_fit_repulsion(c, 1, sample, 2, "edge", &repulsion, &err),
                     STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "edge: 2 samples, a fit needs 3 or more");
    for (int i = 0; i < N; i++)
        sample[i].velocity_m_per_s[0] *= -1.0, sample[i].velocity_m_per_s[1] *= -1.0;
    assert_int_equal(skyrmions_fit_repulsion(c, 1, sample, N, "edge", &repulsion, &err),
                     STATUS_BAD_CONFIG);
    assert_true(strstr(err.text, "must be a repulsion") != NULL);
    for (int i = 0; i < N; i++)
        sample[i].separation_m[1] = 20e-9;
    assert_int_equal(skyrmions_fit_repulsion(c, 1, sample, N, "edge", &repulsion, &err),
                     STATUS_BAD_CONFIG);
    assert_true(strstr(err.text, "distances 2e-08 to 2e-08 m") != NULL);
    assert_int_equal(skyrmions_fit_drive(c, still, 2, "drive", &drive, &err), STATUS_BAD_CONFIG);
    assert_true(strstr(err.text, "cannot be told apart") != NULL);
    assert_int_equal(skyrmions_fit_barrier(c, visit, 4, true, "rim", &barrier, &err),
                     STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "rim: no force of the barrier in the samples");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_drive_comes_back_from_velocities),
        cmocka_unit_test(errors_of_the_drive_are_its_scatter),
        cmocka_unit_test(repulsion_of_a_pair_comes_back),
        cmocka_unit_test(repulsion_of_an_edge_comes_back),
        cmocka_unit_test(what_is_no_repulsion_is_left_over),
        cmocka_unit_test(the_barrier_comes_back_from_drifts),
        cmocka_unit_test(what_cannot_be_fitted_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
