#include "check.h"
#include "twin/ledger.h"
#include <string.h>

static struct ledger sample(uint64_t k)
{
    struct ledger a = {.n_layers = 2, .images = k, .cycles = 1000 * k, .synaptic_ops = 7 * k};

    for (int l = 0; l < 2; l++) {
        for (int e = 0; e < EVENT_COUNT; e++)
            a.layer[l].n[e] = k * (uint64_t)(e + 1 + 100 * l);
        a.layer[l].read_quanta_cycles = (int64_t)k * 12345;
        a.layer[l].cell_reads[3] = 5 * k;
    }
    return a;
}

static void every_event_has_its_own_name(void **state)
{
    (void)state;
    for (int e = 0; e < EVENT_COUNT; e++) {
        assert_non_null(event_names[e]);
        for (int f = 0; f < e; f++)
            assert_string_not_equal(event_names[e], event_names[f]);
    }
}

static void adding_is_order_free_and_starts_from_zero(void **state)
{
    const struct ledger one = sample(1), two = sample(2), three = sample(3);
    struct ledger a, b;
    struct error err;

    (void)state;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    ledger_add(&a, &one);
    ledger_add(&a, &two);
    ledger_add(&b, &two);
    ledger_add(&b, &one);
    assert_int_equal(ledger_compare(&a, &b, &err), STATUS_OK);
    assert_int_equal(ledger_compare(&a, &three, &err), STATUS_OK);
}

static void a_difference_names_layer_event_and_both_values(void **state)
{
    struct ledger golden = sample(1), rtl = sample(1);
    struct error err;

    (void)state;
    golden.layer[1].n[EVENT_CONVERSIONS] = 12;
    rtl.layer[1].n[EVENT_CONVERSIONS] = 13;
    assert_int_equal(ledger_compare(&golden, &rtl, &err), STATUS_MISMATCH);
    assert_string_equal(err.text, "layer 1 conversions: golden 12, rtl 13");
    rtl = golden;
    rtl.cycles++;
    assert_int_equal(ledger_compare(&golden, &rtl, &err), STATUS_MISMATCH);
    assert_string_equal(err.text, "cycles: golden 1000, rtl 1001");
}

static void every_field_is_compared(void **state)
{
    const struct ledger golden = sample(1);
    struct error err;

    (void)state;
    for (int e = 0; e < EVENT_COUNT; e++) {
        struct ledger rtl = golden;

        rtl.layer[0].n[e]++;
        assert_int_equal(ledger_compare(&golden, &rtl, &err), STATUS_MISMATCH);
        assert_non_null(strstr(err.text, event_names[e]));
    }
    for (int field = 0; field < 6; field++) {
        struct ledger rtl = golden;

        rtl.images += field == 0;
        rtl.program_cycles += field == 1;
        rtl.synaptic_ops += field == 2;
        rtl.layer[1].read_quanta_cycles += field == 3;
        rtl.layer[1].cell_reads[CARD_MAX_STATES - 1] += field == 4;
        rtl.n_layers -= field == 5;
        assert_int_equal(ledger_compare(&golden, &rtl, &err), STATUS_MISMATCH);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_has_its_own_name),
        cmocka_unit_test(adding_is_order_free_and_starts_from_zero),
        cmocka_unit_test(a_difference_names_layer_event_and_both_values),
        cmocka_unit_test(every_field_is_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
