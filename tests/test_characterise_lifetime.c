#include "check.h"
#include <math.h>
#include <string.h>
#include "lab/characterise/characterise.h"

/* Garwood's table: 2 n and 2 n + 2 degrees of chi squared, halved. */
static void the_interval_is_exact_down_to_one_event(void **state)
{
    const struct characterise_rate none = characterise_rate_of(0, 1.0),
                                   one = characterise_rate_of(1, 1.0),
                                   five = characterise_rate_of(5, 10.0),
                                   many = characterise_rate_of(10000, 1.0);

    (void)state;
    assert_true(none.mean == 0.0 && none.low == 0.0);
    assert_close(none.high, -log(0.05), 1e-9);
    assert_close(one.mean, 1.0, 1e-12);
    assert_close(one.low, -log(0.975), 1e-9);
    assert_close(one.high, 5.571643, 1e-6);
    assert_close(five.mean, 0.5, 1e-12);
    assert_close(five.low, 0.1623486, 1e-6);
    assert_close(five.high, 1.1668332, 1e-6);
    assert_close(many.low, 10000.0 - 1.96 * 100.0, 2e-4); /* nearly normal */
    assert_close(many.high, 10000.0 + 1.96 * 100.0, 2e-4);
}

static const double states_S[] = {0.0, 1.0, 2.0, 4.0}, span_s = 10e-9;

static struct characterise_wait wait_of(const double read_S[6])
{
    return characterise_wait_of(6, read_S, span_s, 4, states_S);
}

static void to_and_fro_is_no_loss(void **state)
{
    const double read_S[] = {1.0, 1.7, 0.2, 1.9, 0.9, 1.3};
    const struct characterise_wait wait = wait_of(read_S);

    (void)state;
    assert_false(wait.lost);
    assert_close(wait.waited_s, 60e-9, 1e-9);
}

static void away_at_the_end_is_no_loss_before_three_reads(void **state)
{
    const double one_S[] = {1.0, 1.0, 1.0, 1.0, 1.0, 0.0}, two_S[] = {1.0, 1.0, 1.0, 1.0, 0.0, 0.0},
                 three_S[] = {1.0, 1.0, 1.0, 0.0, 0.0, 0.0};

    (void)state;
    assert_false(wait_of(one_S).lost);
    assert_false(wait_of(two_S).lost);
    assert_true(wait_of(three_S).lost);
    assert_close(wait_of(three_S).waited_s, 30e-9, 1e-9);
}

static void gone_for_good_counts_from_the_last_time_it_was_there(void **state)
{
    const double down_S[] = {1.0, 0.1, 1.2, 0.3, 0.4, 0.0}, up_S[] = {1.0, 1.6, 1.6, 2.0, 3.0, 9.0};

    (void)state;
    assert_true(wait_of(down_S).lost);
    assert_close(wait_of(down_S).waited_s, 30e-9, 1e-9);
    assert_true(wait_of(up_S).lost);
    assert_close(wait_of(up_S).waited_s, 10e-9, 1e-9);
}

/* 2.4 is of state 2: 1 S from 4, half a step is 1 S up and 0.5 S down. */
static void half_a_step_is_that_of_the_state_it_began_in(void **state)
{
    const double up_S[] = {2.4, 3.3, 3.3, 3.3, 3.3, 3.3}, down_S[] = {2.4, 1.8, 1.8, 1.8, 1.8, 1.8};

    (void)state;
    assert_false(wait_of(up_S).lost);
    assert_true(wait_of(down_S).lost);
}

/* The lowest state has a neighbour above only, the highest below only. */
static void the_outermost_states_can_be_left_on_both_sides(void **state)
{
    const double low_S[] = {0.1, 0.0, -0.5, -0.5, -0.6, -0.7},
                 high_S[] = {4.0, 4.9, 4.9, 5.1, 5.1, 5.1};

    (void)state;
    assert_true(wait_of(low_S).lost);
    assert_close(wait_of(low_S).waited_s, 20e-9, 1e-9);
    assert_true(wait_of(high_S).lost);
    assert_close(wait_of(high_S).waited_s, 30e-9, 1e-9);
}

static void what_cannot_be_counted_or_watched_is_refused(void **state)
{
    struct synapse many = synapse_default, shortly = many, limit = many;
    struct error err = {0};

    (void)state;
    many.pulses.up = many.pulses.down = 60;
    many.characterise.cycles = 5;
    assert_int_equal(characterise_check(&many, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "600 in all, must be at most 512"));
    shortly.characterise.watch_s = 1.9 * shortly.characterise.steady_s;
    assert_int_equal(characterise_check(&shortly, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "characterise.watch_s = 1.9e-08 s"));
    limit.characterise.read_voltage_V = 0.2;
    assert_int_equal(characterise_check(&limit, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "characterise.read_voltage_V = 0.2 V"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_exact_down_to_one_event),
        cmocka_unit_test(to_and_fro_is_no_loss),
        cmocka_unit_test(away_at_the_end_is_no_loss_before_three_reads),
        cmocka_unit_test(gone_for_good_counts_from_the_last_time_it_was_there),
        cmocka_unit_test(half_a_step_is_that_of_the_state_it_began_in),
        cmocka_unit_test(the_outermost_states_can_be_left_on_both_sides),
        cmocka_unit_test(what_cannot_be_counted_or_watched_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
