#include "check.h"
#include <string.h>
#include "crossbar/xbar.h"
#include "device/card_doubts.h"

/* Four states 1 uS apart from 10 uS on, nothing to doubt. */
static struct device_card sound_card(void)
{
    struct device_card c = {.name = "sound",
                            .n_states = 4,
                            .g_quantum_S = 1e-8,
                            .pulse_width_s = 2e-9,
                            .pulse_gap_s = 5e-9,
                            .pulse_states = 1};

    for (int k = 0; k < 4; k++)
        c.state[k] = (struct card_state){.g_mean_S = (10 + k) * 1e-6, .g_spread_S = 1e-7};
    return c;
}

static void one_line(const struct device_card *card, const char *part)
{
    struct warnings w = {0};

    card_doubts(card, &w);
    assert_int_equal(w.n, 1);
    if (strstr(w.line[0], part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", w.line[0], part);
}

static void a_sound_card_has_no_doubts(void **state)
{
    const struct device_card card = sound_card();
    struct warnings w = {0};

    (void)state;
    card_doubts(&card, &w);
    assert_int_equal(w.n, 0);
}

static void states_that_spread_over_each_other_are_told(void **state)
{
    struct device_card card = sound_card();

    (void)state;
    card.state[3].g_spread_S = 5e-6;
    one_line(&card, "1 of 3 pairs of neighbouring states overlap by the spread of devices; worst "
                    "states 2 and 3");
    card = sound_card();
    card.state[1].g_programming_S = 0.95e-6; /* with state 0's 0.1 uS more than the step */
    one_line(&card, "states 0 and 1");
    card = sound_card();
    card.state[0].read_noise_S = 2e-6;
    one_line(&card, "one read cannot tell them apart; worst states 0 and 1, 2 steps");
}

static void expected_pulses_follow_the_steps(void **state)
{
    struct device_card card = sound_card();

    (void)state;
    assert_close(card_expected_pulses(&card, 3), 3.0, 1e-12);
    card.n_steps = 2;
    card.step[0] = (struct card_step){.from = 0, .direction = 1, .missed = 0.75, .single = 0.25};
    card.step[1] = (struct card_step){.from = 1, .direction = 1, .two = 0.5, .back = 0.5};
    assert_close(card_expected_pulses(&card, 1), 4.0, 1e-12);
    /* from 1: e1 = 1 + e0 / 2, e0 = 4 + e1, so e1 = 6 and e0 = 10 */
    assert_close(card_expected_pulses(&card, 3), 10.0, 1e-12);
    card.step[1] = (struct card_step){.from = 1, .direction = 1, .missed = 1.0};
    assert_true(isinf(card_expected_pulses(&card, 3)));
    one_line(&card, "no upward pulse leaves");
}

static void pulses_that_destroy_and_states_that_go_are_told(void **state)
{
    struct device_card card = sound_card();

    (void)state;
    card.losses_per_pulse = 0.5;
    one_line(&card, "a pulse costs 0.5 skyrmions: the 3.0 pulses of state 3 cost 1.5");
    card = sound_card();
    card.retention_s = 20e-9; /* three pulses of 7 ns */
    one_line(&card, "a state lasts 2e-08 s, the 3.0 pulses of state 3 take 2.1e-08 s");
}

static void a_quantum_that_a_run_refuses_is_refused_by_the_check(void **state)
{
    struct device_card card = sound_card();
    struct error err;

    (void)state;
    assert_int_equal(xbar_check_card(&card, true, true, &err), STATUS_OK);
    card.g_quantum_S = 1e-12; /* 3 uS are more than 16 bits of it */
    assert_int_equal(xbar_check_card(&card, true, true, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "g_quantum_S = 1e-12 S"));
}

static void warnings_beyond_the_last_are_counted_out(void **state)
{
    struct warnings w = {0};

    (void)state;
    for (int i = 0; i < WARNINGS_MAX + 3; i++)
        warnings_add(&w, "line %d", i);
    assert_int_equal(w.n, WARNINGS_MAX);
    assert_string_equal(w.line[0], "line 0");
    assert_non_null(strstr(w.line[WARNINGS_MAX - 1], "more warnings"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_card_has_no_doubts),
        cmocka_unit_test(states_that_spread_over_each_other_are_told),
        cmocka_unit_test(expected_pulses_follow_the_steps),
        cmocka_unit_test(pulses_that_destroy_and_states_that_go_are_told),
        cmocka_unit_test(a_quantum_that_a_run_refuses_is_refused_by_the_check),
        cmocka_unit_test(warnings_beyond_the_last_are_counted_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
