#include "check.h"
#include <stdio.h>
#include <string.h>
#include "map/origin.h"
/* A program is known by what decides it, and says so. */

static float weight[] = {1.0f, -1.0f};

static struct device_card three_states(void)
{
    struct device_card card = {.name = "mine", .n_states = 3, .g_quantum_S = 1e-7};

    for (int i = 0; i < 3; i++)
        card.state[i].g_mean_S = 1e-6 * (i + 1);
    return card;
}

static struct mlp network(void)
{
    return (struct mlp){.n_layers = 1, .size = {2, 1}, .weight = {weight}, .lambda = {1.0}};
}

static void of_a_card_only_conductances_and_quantum_decide(void **state)
{
    struct device_card card = three_states(), other = card;
    const uint64_t hash = map_card_hash(&card);

    (void)state;
    strcpy(other.name, "copy");
    strcpy(other.doc, "other words");
    other.retention_s = 1.0;
    other.read_voltage_V = 0.2;
    other.losses_per_pulse = 1e-3;
    for (int i = 0; i < 3; i++) {
        other.state[i].g_spread_S = 1e-8;
        other.state[i].g_programming_S = 1e-8;
        other.state[i].read_noise_S = 1e-8;
    }
    assert_true(map_card_hash(&other) == hash);
    other.state[1].g_mean_S *= 1.01;
    assert_true(map_card_hash(&other) != hash);
    other = card;
    other.n_states = 2;
    assert_true(map_card_hash(&other) != hash);
    other = card;
    other.g_quantum_S *= 2.0;
    assert_true(map_card_hash(&other) != hash);
}

static void weights_card_keys_and_images_make_a_program(void **state)
{
    const struct device_card card = three_states();
    const struct mlp m = network();
    struct mlp twice = m;
    struct design d = design_default;
    const uint64_t hash = map_hash(&d, &card, &m, 1);

    (void)state;
    assert_true(map_hash(&d, &card, &m, 2) != hash);
    twice.lambda[0] = 2.0;
    assert_true(map_hash(&d, &card, &twice, 1) != hash);
    strcpy(d.data.path, "elsewhere");
    strcpy(d.device.card, "elsewhere.yaml");
    d.tile.columns = 32;
    assert_true(map_hash(&d, &card, &m, 1) == hash);
    d.neuron.leak_shift = 3;
    assert_true(map_hash(&d, &card, &m, 1) != hash);
}

/* --- what a program says --- */

struct verdict {
    enum status status;
    bool silent;
    char text[sizeof((struct error *)0)->text];
};
enum question { ORIGIN, VERSION, CARD, DATA };

static struct verdict ask(enum question q, const char *provenance)
{
    const struct device_card card = three_states();
    const struct mlp_origin images = {.data_hash = 0xda7a, .old_data_hash = 0x01d};
    struct program p = {.card = "other"};
    struct verdict v = {0};
    struct error err = {0};

    snprintf(p.provenance, sizeof p.provenance, "%s", provenance);
    if (q == ORIGIN)
        v.status = map_check_origin(&p, 0x1234, "x.prog", &v.silent, &err);
    else if (q == VERSION)
        v.status = map_check_version(&p, "x.prog", &v.silent, &err);
    else if (q == CARD)
        v.status = map_check_card(&p, &card, "x.prog", &v.silent, &err);
    else
        v.status = map_check_data(&p, &images, "x.prog", &v.silent, &err);
    memcpy(v.text, err.text, sizeof v.text);
    return v;
}

static void assert_passes(enum question q, const char *provenance)
{
    const struct verdict v = ask(q, provenance);

    assert_int_equal(v.status, STATUS_OK);
    assert_false(v.silent);
}

static void assert_refused(enum question q, const char *provenance, const char *words)
{
    const struct verdict v = ask(q, provenance);

    assert_int_equal(v.status, STATUS_BAD_FILE);
    assert_false(v.silent);
    assert_non_null(strstr(v.text, "x.prog: "));
    assert_non_null(strstr(v.text, words));
    assert_null(strchr(v.text, '\n'));
}

static void a_program_made_by_the_same_passes(void **state)
{
    const struct device_card card = three_states();
    char text[96];

    (void)state;
    assert_passes(ORIGIN, "{\"map_hash\": \"0000000000001234\"}");
    snprintf(text, sizeof text, "{\"map_version\": %d}", MAP_VERSION);
    assert_passes(VERSION, text);
    snprintf(text, sizeof text, "{\"card_hash\": \"%016llx\"}",
             (unsigned long long)map_card_hash(&card));
    assert_passes(CARD, text);
    assert_passes(DATA, "{\"network\": {\"data_hash\": \"000000000000da7a\"}}");
    assert_passes(DATA, "{\"network\": {\"data_hash\": \"000000000000001d\"}}");
}

static void one_made_by_something_else_is_refused(void **state)
{
    (void)state;
    assert_refused(ORIGIN, "{\"map_hash\": \"0000000000001235\"}", "than its name says");
    assert_refused(ORIGIN, "{\"map_hash\": \"00000000000012345\"}", "than its name says");
    assert_refused(VERSION, "{\"map_version\": 2}", "map_version 2, not 3");
    assert_refused(CARD, "{\"card_hash\": \"0000000000001235\"}", "other, the design has mine");
    assert_refused(DATA, "{\"network\": {\"data_hash\": \"0\"}}", "other images");
}

/* It passed without a word. */
static void one_that_does_not_say_is_told_from_both(void **state)
{
    static const char *const silent[] = {"", "{}", "[1]", "{\"network\": 1}",
                                         "{\"map_hash\": 7, \"map_version\": \"3\"}"};

    (void)state;
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        for (enum question q = ORIGIN; q <= DATA; q++) {
            const struct verdict v = ask(q, silent[i]);

            assert_int_equal(v.status, STATUS_OK);
            assert_true(v.silent);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_card_only_conductances_and_quantum_decide),
        cmocka_unit_test(weights_card_keys_and_images_make_a_program),
        cmocka_unit_test(a_program_made_by_the_same_passes),
        cmocka_unit_test(one_made_by_something_else_is_refused),
        cmocka_unit_test(one_that_does_not_say_is_told_from_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
