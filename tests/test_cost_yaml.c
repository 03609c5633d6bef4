#include "check.h"
#include "energy/cost.h"
#include "energy/cost_yaml.h"
#include "files/file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The shipped card with one text replaced, in a temporary file. */
static void write_changed(char path[64], const char *from, const char *to)
{
    struct cost_card card;
    struct error err;
    unsigned char *text;
    size_t n;
    char *at, *changed;

    assert_int_equal(cost_load("cmos45", &card, &err), STATUS_OK);
    assert_int_equal(
        file_read_all(SKYLOOM_SOURCE_DIR "/cards/cmos45.yaml", 1 << 20, &text, &n, &err),
        STATUS_OK);
    at = strstr((char *)text, from);
    assert_non_null(at);
    changed = malloc(n + strlen(to) + 1);
    assert_non_null(changed);
    sprintf(changed, "%.*s%s%s", (int)(at - (char *)text), (char *)text, to, at + strlen(from));
    snprintf(path, 64, "/tmp/skyloom-cost-%d.yaml", (int)getpid());
    assert_int_equal(file_write_all(path, changed, strlen(changed), &err), STATUS_OK);
    free(changed);
    free(text);
}

static void shipped_card_is_complete_and_ordered(void **state)
{
    struct cost_card card;
    struct error err = {0};

    (void)state;
    if (cost_load("cmos45", &card, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int i = 0; i < COST_COUNT; i++) {
        const struct range v = card.c[i].value;

        assert_true(v.low > 0.0 && v.low <= v.typical && v.typical <= v.high);
        assert_true(strlen(card.c[i].source) > 10);
    }
    assert_close(card.c[COST_WALDEN_FOM].value.typical, 40.5e-15, 1e-15);
}

static void of_prices_numbers_alone_are_hashed(void **state)
{
    static struct cost_card card, other;
    struct error err = {0};
    uint64_t hash;

    (void)state;
    assert_int_equal(cost_load("cmos45", &card, &err), STATUS_OK);
    hash = cost_hash(&card);
    other = card;
    strcpy(other.name, "copy");
    strcpy(other.c[0].source, "elsewhere");
    assert_true(cost_hash(&other) == hash);
    for (int i = 0; i < COST_COUNT; i++)
        for (int k = 0; k < 3; k++) {
            struct range *r = &other.c[i].value;

            other = card;
            *(k == 0 ? &r->low : k == 1 ? &r->typical : &r->high) *= 1.0 + 1e-15;
            assert_true(cost_hash(&other) != hash);
        }
    /* what costs nothing is as if it were not there, and two that swap their prices are others */
    other = card = (struct cost_card){0};
    card.c[1].value = other.c[2].value = (struct range){1.0, 2.0, 3.0};
    assert_true(cost_hash(&card) != cost_hash(&other));
    assert_true(cost_hash(&other) == 0x21758a68d913ead1);
}

static void shipped_area_file_loads(void **state)
{
    struct core_area area;
    struct error err = {0};

    (void)state;
    if (area_load("area-neurocore", &area, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_true(area.gates > 0.0 && area.flops > 0.0 && area.source[0]);
}

static void bad_cards_give_one_line_that_names_the_fault(void **state)
{
    static const struct {
        const char *from, *to, *said;
    } faults[] = {
        {"name: add_8", "name: add_9", "unknown coefficient 'add_9'"},
        {"name: add_16", "name: add_8", "'add_8' is given twice"},
        {"unit: J/step", "unit: J", "walden_fom has unit 'J', must be 'J/step'"},
        {"low: 16.6e-15", "low: 99e-15", "must be within its own range"},
        {"high: 62e-15", "high: 2e-15", "must be within its own range"},
        {"value: 40.5e-15", "value: nan", ""},
        {"value: 40.5e-15", "value: -1", ""},
        {"value: 40.5e-15", "value: many", ""},
        {"value: 40.5e-15, ", "", "value"},
        {"node: 15-66 nm", "node: \"\"", ""},
        {"doc:", "dog:", "dog"},
        {"  - {name: supply", "  - {nome: supply", "nome"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct cost_card card;
        struct error err = {0};
        char path[64];

        write_changed(path, faults[i].from, faults[i].to);
        if (cost_load(path, &card, &err) == STATUS_OK)
            fail_msg("'%s' -> '%s' was accepted", faults[i].from, faults[i].to);
        assert_non_null(strstr(err.text, path));
        assert_null(strchr(err.text, '\n'));
        if (!strstr(err.text, faults[i].said))
            fail_msg("said: %s; wanted: %s", err.text, faults[i].said);
        unlink(path);
    }
}

static void a_missing_coefficient_is_named(void **state)
{
    struct cost_card card;
    struct error err = {0};
    const char *path = "/tmp/skyloom-cost-missing.yaml";
    const char text[] = "name: x\ncoefficients:\n  - {name: supply, unit: V, value: 1, low: 1, "
                        "high: 1, source: s, node: n}\n";

    (void)state;
    assert_int_equal(file_write_all(path, text, sizeof text - 1, &err), STATUS_OK);
    assert_int_not_equal(cost_load(path, &card, &err), STATUS_OK);
    assert_non_null(strstr(err.text, "'walden_fom' (J/step) is missing"));
    unlink(path);
    assert_int_not_equal(cost_load("/tmp/no/such/card.yaml", &card, &err), STATUS_OK);
    assert_null(strchr(err.text, '\n'));
}

static void interpolation_meets_its_points(void **state)
{
    struct cost_card card;
    struct error err;

    (void)state;
    assert_int_equal(cost_load("cmos45", &card, &err), STATUS_OK);
    assert_close(cost_add_J(&card, 8).typical, 0.03e-12, 1e-14);
    assert_close(cost_add_J(&card, 12).typical, 0.04e-12, 1e-14);
    assert_close(cost_add_J(&card, 16).typical, 0.05e-12, 1e-14);
    assert_close(cost_add_J(&card, 32).typical, 0.1e-12, 1e-14);
    assert_close(cost_memory_J(&card, 65536, 64).typical, 7.1e-12, 1e-14);
    assert_close(cost_memory_J(&card, 262144, 64).typical, 19.5e-12, 1e-14);
    assert_close(cost_memory_J(&card, 8388608, 64).typical, 100e-12, 1e-14);
    assert_close(cost_memory_J(&card, 16384, 64).typical, 3.55e-12, 1e-14); /* quarter: half */
    assert_close(cost_memory_J(&card, 4, 10).typical, 55e-15, 1e-14);       /* a register */
    assert_close(cost_decoder_J(&card, 32).typical, 89e-15, 1e-14);
    assert_close(cost_decoder_J(&card, 128).typical, 336e-15, 1e-14);
    assert_close(cost_conversion_J(&card, 8).typical, 256 * 40.5e-15, 1e-15);
    assert_close(cost_link_bit_J(&card).typical, 50e-15, 1e-14); /* 1 mm, 0.2 fF/um, 1 V, / 4 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_card_is_complete_and_ordered),
        cmocka_unit_test(of_prices_numbers_alone_are_hashed),
        cmocka_unit_test(shipped_area_file_loads),
        cmocka_unit_test(bad_cards_give_one_line_that_names_the_fault),
        cmocka_unit_test(a_missing_coefficient_is_named),
        cmocka_unit_test(interpolation_meets_its_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
