#include "check.h"
#include "cosim_case.h"
#include <string.h>

/* Two equal records of the twin's, in one of which a test plants a difference. */
struct pair {
    struct random_case c;
    struct golden *golden;
    struct golden_scratch *scratch;
    struct cosim_record golden_record, rtl_record;
    struct error err;
};

static void make_pair(struct pair *p)
{
    memset(p, 0, sizeof *p);
    assert_int_equal(random_case_make(&p->c, &random_sets[0], 3, 20, &p->err), STATUS_OK);
    assert_int_equal(golden_create(&p->golden, &p->c.program, &p->c.config.golden, &p->err),
                     STATUS_OK);
    assert_int_equal(golden_scratch_create(&p->scratch, p->golden, &p->err), STATUS_OK);
    assert_int_equal(cosim_record_create(&p->golden_record, &p->c.program, &p->err), STATUS_OK);
    assert_int_equal(cosim_record_create(&p->rtl_record, &p->c.program, &p->err), STATUS_OK);
    golden_run(p->golden, p->scratch, p->c.input_bits, 5, &p->golden_record.image,
               &p->golden_record.trace);
    golden_run(p->golden, p->scratch, p->c.input_bits, 5, &p->rtl_record.image,
               &p->rtl_record.trace);
}

static enum status compare(struct pair *p)
{
    return cosim_compare(&p->c.program, &p->golden_record, &p->rtl_record, 5, &p->err);
}

static void free_pair(struct pair *p)
{
    cosim_record_destroy(&p->golden_record);
    cosim_record_destroy(&p->rtl_record);
    golden_scratch_destroy(p->scratch);
    golden_destroy(p->golden);
    random_case_free(&p->c);
}

static void equal_records_are_equal(void **state)
{
    struct pair p;

    (void)state;
    make_pair(&p);
    assert_int_equal(compare(&p), STATUS_OK);
    free_pair(&p);
}

static void first_difference_names_layer_step_neuron_and_both_values(void **state)
{
    struct pair p;
    const int *n_out;
    int32_t *v;

    (void)state;
    make_pair(&p);
    n_out = &p.c.program.layer[1].n_out;
    v = p.golden_record.trace.membrane[1];
    for (int i = 0; i < *n_out * 20; i++)
        v[i] = p.rtl_record.trace.membrane[1][i] = 0;
    p.rtl_record.trace.membrane[1][7 * *n_out + 2] = -41;
    p.rtl_record.trace.membrane[1][9 * *n_out] = 1;
    assert_int_equal(compare(&p), STATUS_MISMATCH);
    assert_string_equal(p.err.text, "image 5 layer 1 step 7 neuron 2 membrane: golden 0, rtl -41");
    free_pair(&p);
}

static void spikes_are_compared(void **state)
{
    struct pair p;

    (void)state;
    make_pair(&p);
    p.rtl_record.trace.spike_bits[0][4] ^= 8; /* one word a step */
    assert_int_equal(compare(&p), STATUS_MISMATCH);
    assert_non_null(strstr(p.err.text, "layer 0 step 4 neuron 3 spike: golden "));
    free_pair(&p);
}

static void sweep_cycles_are_compared(void **state)
{
    struct pair p;

    (void)state;
    make_pair(&p);
    p.rtl_record.trace.sweep_end[0][3 * 2 + 1]++;
    assert_int_equal(compare(&p), STATUS_MISMATCH);
    assert_non_null(strstr(p.err.text, "layer 0 step 3 core 1 end of sweep"));
    free_pair(&p);
}

static void cycles_winner_and_ledger_are_compared(void **state)
{
    struct pair p;

    (void)state;
    make_pair(&p);
    p.rtl_record.image.ledger.cycles++;
    assert_int_equal(compare(&p), STATUS_MISMATCH);
    p.rtl_record.image.ledger.cycles--;
    p.rtl_record.image.winner++;
    assert_int_equal(compare(&p), STATUS_MISMATCH);
    p.rtl_record.image.winner--;
    p.rtl_record.image.ledger.layer[1].n[EVENT_CONVERSIONS]++;
    assert_int_equal(compare(&p), STATUS_MISMATCH);
    assert_non_null(strstr(p.err.text, "layer 1 conversions"));
    p.rtl_record.image.ledger.layer[1].n[EVENT_CONVERSIONS]--;
    p.rtl_record.image.ledger.layer[0].read_quanta_cycles++;
    assert_int_equal(compare(&p), STATUS_MISMATCH);
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_records_are_equal),
        cmocka_unit_test(first_difference_names_layer_step_neuron_and_both_values),
        cmocka_unit_test(spikes_are_compared),
        cmocka_unit_test(sweep_cycles_are_compared),
        cmocka_unit_test(cycles_winner_and_ledger_are_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
