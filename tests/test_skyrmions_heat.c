#include "check.h"
#include <string.h>
#include "skyrmions_case.h"

/* Skyrmions that die of heat: SKYRMIONS_MAX that do not feel each other. */
static struct skyrmions crowd(double rate_per_s)
{
    struct skyrmions s = {.config = skyrmions_default};

    s.config.length_m = s.config.width_m = 100e-6;
    s.config.pair_J = s.config.pair_loss_m = s.config.edge_J = s.config.barrier_J = 0.0;
    s.config.pre_end_m = s.config.post_begin_m = 50e-6;
    s.config.thermal.temperature_K = 300.0;
    s.config.death_rate_per_s = rate_per_s;
    for (int i = 0; i < SKYRMIONS_MAX; i++)
        skyrmions_case_add(&s, 50e-6, 50e-6);
    return s;
}

/* Mean of those alive over so many seeds. */
static double alive(struct skyrmions s, double until_s, int seeds)
{
    double sum = 0.0;

    for (int seed = 1; seed <= seeds; seed++) {
        struct skyrmions one = s;

        one.config.thermal.seed = seed;
        skyrmions_case_run(&one, until_s);
        assert_int_equal(one.n + one.lost_to_heat, s.n);
        sum += one.n;
    }
    return sum / (seeds * s.n);
}

/* exp(-r t); 6400 of them: 0.6 % of all */
static void without_forces_they_die_at_the_rate(void **state)
{
    (void)state;
    assert_true(fabs(alive(crowd(1e8), 10e-9, 50) - exp(-1.0)) < 0.018);
    assert_true(fabs(alive(crowd(2e7), 10e-9, 50) - exp(-0.2)) < 0.015);
}

/* Everywhere inside a wide barrier: U = barrier_J. */
static void what_they_feel_helps_them_die(void **state)
{
    struct skyrmions s = crowd(2e7);
    const double kT_J = 1.380649e-23 * 300.0;

    (void)state;
    s.config.barrier_J = 4.0 * kT_J;
    s.config.barrier_x_m = s.config.barrier_y_m = 50e-6;
    s.config.barrier_along_m = s.config.barrier_across_m = 90e-6;
    s.config.death_share = 0.5;
    assert_close(skyrmions_death_per_s(&s.config, 4.0 * kT_J), 2e7 * exp(2.0), 1e-12);
    assert_true(fabs(alive(s, 5e-9, 50) - exp(-0.1 * exp(2.0))) < 0.018);
}

static void the_step_does_not_decide(void **state)
{
    struct skyrmions fine = crowd(1e8);

    (void)state;
    fine.config.time_step_s = 0.3e-12;
    assert_true(fabs(alive(fine, 1e-9, 20) - exp(-0.1)) < 0.02);
}

static void a_seed_repeats_and_another_does_not(void **state)
{
    struct skyrmions a = crowd(1e8), b = a, other = a;

    (void)state;
    other.config.thermal.seed = 2;
    skyrmions_case_run(&a, 5e-9);
    skyrmions_case_run(&b, 5e-9);
    skyrmions_case_run(&other, 5e-9);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(a.n < SKYRMIONS_MAX && a.n > 0);
    assert_true(a.n != other.n || memcmp(a.id, other.id, sizeof a.id) != 0);
}

static void nobody_dies_without_heat_or_without_a_rate(void **state)
{
    struct skyrmions cold = crowd(1e12), safe = crowd(0.0);

    (void)state;
    cold.config.thermal.temperature_K = 0.0;
    assert_true(skyrmions_death_per_s(&cold.config, 1e-20) == 0.0);
    assert_true(alive(cold, 1e-9, 1) == 1.0);
    assert_true(alive(safe, 1e-9, 1) == 1.0);
}

/* What is felt is each pair in full, on both sides: the sum counts pairs twice. Of one that lacks
 * layers a pair has the smaller share of both, and so has what a whole one feels of it. */
static void what_all_feel_is_the_energy_with_pairs_twice(void **state)
{
    struct skyrmions s = {.config = skyrmions_default};

    (void)state;
    s.config.layers = 4;
    s.config.driven_layers = 2;
    skyrmions_case_add(&s, 200e-9, 40e-9);
    skyrmions_case_add(&s, 235e-9, 50e-9);
    skyrmions_case_add(&s, 345e-9, 110e-9);
    for (int step = 0; step < 2; step++) { /* whole, then torn */
        double felt_J[3], share[3], pairs_J = 0.0;

        for (int i = 0; i < 3; i++)
            share[i] = skyrmions_share(&s, i);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < i; j++)
                pairs_J +=
                    fmin(share[i], share[j])
                    * skyrmions_pair_J(&s.config, hypot(s.x_m[i] - s.x_m[j], s.y_m[i] - s.y_m[j]));
        skyrmions_feel(&s.config, s.n, s.x_m, s.y_m, step == 0 ? NULL : share, felt_J);
        assert_close(felt_J[0] + felt_J[1] + felt_J[2], skyrmions_energy_J(&s) + pairs_J, 1e-12);
        assert_true(felt_J[0] > pairs_J);
        s.torn[1] = 1;
        s.torn[2] = 2;
        s.n_torn = 2;
    }
}

/* Both feel a quarter of 4 kT of each other, not the whole one all of it; who is left feels
 * nothing. */
static void a_whole_one_dies_by_what_it_shares_with_a_torn_one(void **state)
{
    struct skyrmions s = crowd(2e7);
    const double kT_J = 1.380649e-23 * 300.0, alone = 0.2, both = 2.0 * alone * exp(1.0);
    const double two = exp(-both), one = both / (both - alone) * (exp(-alone) - two);

    (void)state;
    s.config.layers = 4;
    s.config.driven_layers = 3;
    s.config.death_share = 1.0;
    s.config.pair_J = 4.0 * kT_J;
    s.config.pair_length_m = 10e-6; /* so far that nobody moves */
    s.n = 2;
    s.torn[1] = 3;
    s.n_torn = 1;
    assert_true(fabs(alive(s, 10e-9, 1000) - (two + 0.5 * one)) < 0.04);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_forces_they_die_at_the_rate),
        cmocka_unit_test(what_they_feel_helps_them_die),
        cmocka_unit_test(the_step_does_not_decide),
        cmocka_unit_test(a_seed_repeats_and_another_does_not),
        cmocka_unit_test(nobody_dies_without_heat_or_without_a_rate),
        cmocka_unit_test(what_all_feel_is_the_energy_with_pairs_twice),
        cmocka_unit_test(a_whole_one_dies_by_what_it_shares_with_a_torn_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
