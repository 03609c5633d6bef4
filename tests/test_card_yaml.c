#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "io/card_yaml.h"

static const char *const head = "name: x\nkind: ideal\ndoc: d\nsource: s\nspread_note: none\n"
                                "noise_note: none\nread_voltage_V: 0.05\n"
                                "read_voltage_limit_V: 0.1\ntemperature_K: 300\n"
                                "pulse_width_s: 2e-9\npulse_gap_s: 5e-9\npulse_energy_J: 1e-13\n";
static const char *const tail = "g_quantum_S: 1e-6\nstates:\n  - {g_mean_S: 1e-6}\n"
                                "  - {g_mean_S: 2e-6, read_noise_S: 1e-7}\n";

static enum status load_text(const char *a, const char *b, struct device_card *card,
                             struct error *err)
{
    char path[] = "/tmp/skyloom-card-XXXXXX.yaml";
    const int fd = mkstemps(path, 5);

    assert_true(fd >= 0);
    dprintf(fd, "%s%s", a, b);
    close(fd);
    const enum status status = card_load(path, card, err);

    unlink(path);
    return status;
}

static void shipped_cards_load_and_check(void **state)
{
    static const struct {
        const char *name;
        int64_t n_states;
        double step_S;
    } want[] = {{"ideal", 33, 2e-6},
                {"skyrmion-mml4-7", 7, 2e-6},
                {"skyrmion-mml4-6", 6, 2.4e-6},
                {"gdfeco-hall", 24, 0.52e-6},
                {"skyrmion-hall-gdfeco", 24, 0.52e-6}};
    struct device_card card;
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        if (card_load(want[i].name, &card, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        assert_string_equal(card.name, want[i].name);
        assert_int_equal(card.n_states, want[i].n_states);
        assert_close(card_mean_step_S(&card), want[i].step_S, 1e-5);
        assert_close(card.state[0].g_mean_S, 20e-6, 1e-12);
    }
}

static void mml4_cards_span_the_papers_range_for_300_fJ(void **state)
{
    struct device_card card;
    struct error err = {0};

    (void)state;
    for (int n = 6; n <= 7; n++) {
        char name[32];

        snprintf(name, sizeof name, "skyrmion-mml4-%d", n);
        assert_int_equal(card_load(name, &card, &err), STATUS_OK);
        assert_close(card.state[n - 1].g_mean_S, 1.6 * 20e-6, 1e-12);
        assert_close(card_update_energy_J(&card), 304e-15, 1e-3);
        assert_close(card.state[n - 1].read_noise_S, 0.025 * 20e-6, 0.01);
        assert_close(card.state[n - 1].g_spread_S, 0.01 * card.state[n - 1].g_mean_S, 1e-9);
    }
}

/* papers/001: 41 skyrmions in 23 steps up and 15 down */
static void the_hall_card_comes_back_in_fifteen_pulses(void **state)
{
    struct device_card card;
    struct error err = {0};

    (void)state;
    if (card_load("skyrmion-hall-gdfeco", &card, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(card.n_steps, 23 + 23);
    for (int64_t i = 0; i < card.n_steps; i++) {
        const struct card_step *s = &card.step[i];
        const double change = s->direction > 0 ? 41.0 / 23.0 : -41.0 / 15.0;

        assert_close(s->skyrmions, 41.0 / 23.0 * (double)s->from, 1e-3);
        if (s->from > 1)
            assert_close(s->change, change, 1e-3);
        if (s->from > 1 && s->direction < 0)
            assert_close(s->single + 2.0 * s->two, 23.0 / 15.0, 1e-3);
    }
}

static void our_own_cards_have_their_history(void **state)
{
    static const char *const names[] = {"skyrmion-mml4-llg", "skyrmion-mml6-llg"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct device_card card;
        struct error err = {0};

        if (card_load(names[i], &card, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        assert_string_equal(card.name, names[i]);
        assert_true(card.n_states >= 2 && card.n_steps >= card.n_states);
        assert_non_null(strstr(card.command, "skyloom characterise"));
        assert_non_null(strstr(card.command, names[i]));
        assert_true(card.draws > 0 && card.seed > 0 && card.version[0] && card.device_hash[0]
                    && card.particles_hash[0]);
        assert_true(card.retention_low_s > 0.0 && card.retention_low_s <= card.retention_s);
    }
}

static void a_minimal_card_takes_defaults(void **state)
{
    struct device_card card;
    struct error err = {0};

    (void)state;
    if (load_text(head, tail, &card, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(card.n_states, 2);
    assert_true(card.pulse_states == 1.0 && card.state[0].g_spread_S == 0.0);
    assert_true(card.state[1].read_noise_S == 1e-7);
}

static void broken_cards_are_refused_in_one_line(void **state)
{
    static const struct {
        const char *text, *says;
    } broken[] = {
        {"g_quantum_S: 1e-6\nstates:\n  - {g_mean_S: 2e-6}\n  - {g_mean_S: 1e-6}\n", "ascending"},
        {"g_quantum_S: 1e-6\nstates:\n  - {g_mean_S: 2e-6}\n", "states"},
        {"g_quantum_S: 1e-6\n", "states"},
        {"g_quantum_S: .nan\nstates:\n  - {g_mean_S: 1e-6}\n  - {g_mean_S: 2e-6}\n", "g_quantum_S"},
        {"g_quantum_S: 1e-6\nstates:\n  - {g_mean_S: -1e-6}\n  - {g_mean_S: 2e-6}\n", "g_mean_S"},
        {"g_quantum_S: 2e-6\nstates:\n  - {g_mean_S: 1e-6}\n  - {g_mean_S: 2e-6}\n", "g_quantum_S"},
        {"g_quantum_S: 1e-6\ncolour: red\nstates:\n  - {g_mean_S: 1e-6}\n  - {g_mean_S: 2e-6}\n",
         "colour"},
        {"g_quantum_S: big\nstates:\n  - {g_mean_S: 1e-6}\n  - {g_mean_S: 2e-6}\n", "g_quantum_S"},
    };
    struct device_card card;

    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct error err = {0};
        const enum status status = load_text(head, broken[i].text, &card, &err);

        assert_true(status == STATUS_BAD_CONFIG || status == STATUS_BAD_FILE);
        if (strstr(err.text, broken[i].says) == NULL || strchr(err.text, '\n') != NULL)
            fail_msg("card %zu: \"%s\" does not name %s", i, err.text, broken[i].says);
    }
}

/* --- what is known only of some --- */

static struct device_card characterised_card(void)
{
    struct device_card card = {0};
    struct error err = {0};

    assert_int_equal(card_load("skyrmion-mml4-6", &card, &err), STATUS_OK);
    card.step[0] = (struct card_step){.from = 0,
                                      .direction = 1,
                                      .samples = 64,
                                      .missed = 0.25,
                                      .single = 0.5,
                                      .two = 0.125,
                                      .more = 0.0625,
                                      .back = 0.0625,
                                      .mean = 0.9,
                                      .sd = 0.7,
                                      .skyrmions = 1.5,
                                      .change = 1.75};
    card.step[1] = (struct card_step){.from = 5, .direction = -1, .missed = 1.0, .change = -0.1};
    card.n_steps = 2;
    card.retention_low_s = 1e-6;
    card.retention_estimate_s = 3e7;
    card.losses_per_pulse = 0.01;
    card.losses_per_pulse_low = 0.004;
    card.losses_per_pulse_high = 0.02;
    card.state[1].g_programming_S = 3e-8;
    card.seed = 7;
    card.draws = 64;
    snprintf(card.command, sizeof card.command, "skyloom characterise \"a b\\c\" -o x.yaml");
    snprintf(card.version, sizeof card.version, "0.1");
    return card;
}

static void a_saved_card_loads_as_it_was(void **state)
{
    char path[] = "/tmp/skyloom-card-XXXXXX.yaml";
    const int fd = mkstemps(path, 5);
    const struct device_card card = characterised_card();
    struct device_card back;
    struct error err = {0};

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    if (card_save(path, &card, &err) != STATUS_OK || card_load(path, &back, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    unlink(path);
    assert_string_equal(back.command, card.command);
    assert_string_equal(back.ambiguity, card.ambiguity);
    assert_memory_equal(back.state, card.state, sizeof card.state);
    assert_memory_equal(back.step, card.step, sizeof card.step);
    assert_int_equal(back.n_steps, 2);
    assert_int_equal(back.seed, 7);
    assert_true(back.retention_low_s == 1e-6 && back.retention_estimate_s == 3e7
                && back.losses_per_pulse == 0.01 && back.losses_per_pulse_low == 0.004
                && back.losses_per_pulse_high == 0.02 && back.g_quantum_S == card.g_quantum_S);
}

static void a_wrong_card_is_not_saved(void **state)
{
    const char *path = "/tmp/skyloom-card-never.yaml";
    struct device_card card = characterised_card();
    struct error err = {0};

    (void)state;
    card.step[1].missed = 0.5;
    assert_int_equal(card_save(path, &card, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "steps[1]"));
    assert_true(access(path, F_OK) != 0);
    card = characterised_card();
    card.step[1].from = 6;
    assert_int_equal(card_save(path, &card, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "from = 6"));
}

static void fewer_states_keep_their_steps(void **state)
{
    struct device_card card = characterised_card();
    struct error err = {0};

    (void)state;
    assert_int_equal(card_keep_states(&card, 3, &err), STATUS_OK);
    assert_int_equal(card.n_steps, 1);
    assert_int_equal(card.step[0].from, 0);
}

static void a_missing_card_is_named(void **state)
{
    struct device_card card;
    struct error err = {0};

    (void)state;
    assert_int_equal(card_load("no-such-card", &card, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "no-such-card"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_cards_load_and_check),
        cmocka_unit_test(mml4_cards_span_the_papers_range_for_300_fJ),
        cmocka_unit_test(the_hall_card_comes_back_in_fifteen_pulses),
        cmocka_unit_test(our_own_cards_have_their_history),
        cmocka_unit_test(a_minimal_card_takes_defaults),
        cmocka_unit_test(broken_cards_are_refused_in_one_line),
        cmocka_unit_test(a_saved_card_loads_as_it_was),
        cmocka_unit_test(a_wrong_card_is_not_saved),
        cmocka_unit_test(fewer_states_keep_their_steps),
        cmocka_unit_test(a_missing_card_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
