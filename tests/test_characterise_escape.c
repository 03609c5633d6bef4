#include "check.h"
#include <math.h>
#include "lab/characterise/escape.h"

/* What the estimate says beside what skyrmions do. */
static const double kB = 1.380649e-23;

struct watched {
    double waited_s;
    int left;
};

/* Until one that began before the barrier is behind it. */
static void watch(struct skyrmions *s, double longest_s, struct watched *all)
{
    struct error err = {0};

    while (s->time_s < longest_s && s->x_m[0] < s->config.post_begin_m)
        assert_int_equal(skyrmions_run(s, s->time_s + 0.5e-9, &err), STATUS_OK);
    all->waited_s += s->time_s;
    all->left += s->x_m[0] >= s->config.post_begin_m;
}

/* Between a wall at w and an end at L, without gyration: D = kT / drag, and the mean first passage
 * from x0 takes ((L - w)^2 - (x0 - w)^2) / (2 D). The wall of U0 exp(-x/l) stands at
 * l (ln(U0/kT) + 0.577). */
static void diffusion_alone_leaves_in_the_time_of_its_first_passage(void **state)
{
    const double D = 20e-9, from_m = 60e-9, end_m = 120e-9, kT = kB * 300.0;
    const double wall_m = 5e-9 * (log(3.0) + 0.5772);
    const double want_s = (pow(end_m - wall_m, 2.0) - pow(from_m - wall_m, 2.0)) / (2.0 * D);
    struct skyrmions_config c = skyrmions_default;
    struct watched all = {0};
    const int n = 150;

    (void)state;
    c.length_m = 400e-9;
    c.width_m = 30e-9;
    c.gyro_Js_per_m2 = 0.0;
    c.dissipation_Js_per_m2 = kT / D;
    c.pair_J = c.pair_loss_m = c.barrier_J = 0.0;
    c.edge_J = 3.0 * kT;
    c.edge_length_m = 5e-9;
    c.edge_loss_m = -15e-9;
    c.pre_end_m = c.post_begin_m = end_m;
    c.thermal.temperature_K = 300.0;
    for (int i = 0; i < n; i++) {
        struct skyrmions s = {.config = c};
        struct error err = {0};

        s.config.thermal.seed = i + 1;
        assert_int_equal(skyrmions_add(&s, from_m, 15e-9, &err), STATUS_OK);
        watch(&s, 10.0 * want_s, &all);
    }
    assert_int_equal(all.left, n);
    assert_close(all.waited_s / n, want_s, 0.2);
    assert_true(escape_of(&c, -1).height_J == 0.0);
    assert_close(escape_of(&c, -1).time_s, want_s, 0.05); /* it starts in the middle, too */
}

/* The two wells of test_skyrmions_thermal.c: what the estimate says and what skyrmions do. */
static void escape_over_a_saddle_is_as_estimated(void **state)
{
    const double kT = kB * 300.0;
    struct skyrmions_config c = skyrmions_default;
    struct escape escape;
    struct watched all = {0};

    (void)state;
    c.length_m = 160e-9;
    c.width_m = 120e-9;
    c.edge_J = 30.0 * kT;
    c.barrier_J = 27.0 * kT;
    c.barrier_x_m = 80e-9;
    c.barrier_y_m = 60e-9;
    c.barrier_along_m = c.barrier_across_m = 30e-9;
    c.barrier_corner_m = 15e-9;
    c.dissipation_Js_per_m2 = -c.gyro_Js_per_m2;
    c.pair_J = c.pair_loss_m = 0.0;
    c.edge_loss_m = 0.0;
    c.pre_end_m = 60e-9;
    c.post_begin_m = 110e-9;
    c.thermal.temperature_K = 300.0;
    c.time_step_s = 10e-12;
    escape = escape_of(&c, -1);
    for (int i = 0; i < 60; i++) {
        struct skyrmions s = {.config = c};
        struct error err = {0};

        s.config.thermal.seed = i + 1;
        assert_int_equal(skyrmions_add(&s, 40e-9, 60e-9, &err), STATUS_OK);
        watch(&s, escape.time_s, &all);
    }
    assert_true(escape.height_J > 1.0 * kT);
    assert_close(all.waited_s / all.left, escape.time_s, 0.4);
}

static void nothing_escapes_at_0_K(void **state)
{
    (void)state;
    assert_true(isinf(escape_of(&skyrmions_default, -1).time_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diffusion_alone_leaves_in_the_time_of_its_first_passage),
        cmocka_unit_test(escape_over_a_saddle_is_as_estimated),
        cmocka_unit_test(nothing_escapes_at_0_K),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
