#include "check.h"
#include "cosim_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCES SKYLOOM_SOURCE_DIR
#define CACHE SKYLOOM_SOURCE_DIR "/build/cosim"
#define SEED 20

static const struct random_set *find_set(const char *name)
{
    for (int i = 0; i < n_random_sets; i++)
        if (strcmp(random_sets[i].name, name) == 0)
            return &random_sets[i];
    fail_msg("no set %s", name);
    return NULL;
}

/* Every case equal, and the corners were really visited. */
static void run_set(const char *name, int n_programs, struct case_counts *counts)
{
    for (int i = 0; i < n_programs; i++) {
        struct random_case c;
        struct error err = {.code = STATUS_OK};
        enum status status = random_case_make(&c, find_set(name), SEED + (uint64_t)i, 20, &err);

        c.config.quick = true;
        if (status == STATUS_OK)
            status = case_run(&c, 2, SOURCES, CACHE, counts, &err);
        random_case_free(&c);
        if (status != STATUS_OK)
            fail_msg("set %s seed %d: %s", name, SEED + i, err.text);
    }
}

static void rtl_equals_the_twin_on_random_programs(void **state)
{
    struct case_counts n = {0};

    (void)state;
    run_set("8x8", 20, &n);
    assert_true(n.spikes > 0 && n.saturations > 0 && n.refractory > 0);
    assert_true(n.clipped > 0 && n.stall_cycles > 0);
}

static void rtl_equals_the_twin_on_32x32_tiles(void **state)
{
    struct case_counts n = {0};

    (void)state;
    run_set("32x32", 6, &n);
    assert_true(n.spikes > 0);
}

static void rtl_equals_the_twin_with_the_digital_array(void **state)
{
    struct case_counts n = {0};

    (void)state;
    run_set("digital-8x8", 12, &n);
    assert_true(n.spikes > 0 && n.clipped > 0);
}

/* One image; the signature covers every cycle. */
static uint64_t run_one(struct random_case *c, bool flat, struct cosim_record *record)
{
    struct error err = {.code = STATUS_OK};
    struct ledger loading;
    struct cosim *cosim;
    uint64_t signature;
    enum status status;

    c->config.flat = flat;
    c->config.quick = true;
    status = cosim_record_create(record, &c->program, &err);
    if (status == STATUS_OK)
        status = cosim_open(&cosim, &c->config, SOURCES, CACHE, NULL, &err);
    if (status == STATUS_OK)
        status = cosim_load(cosim, &loading, &err);
    if (status == STATUS_OK)
        status =
            cosim_run(cosim, c->input_bits, c->image, &record->image, &record->trace, NULL, &err);
    if (status != STATUS_OK)
        fail_msg("%s", err.text);
    signature = cosim_signature(cosim);
    cosim_close(cosim);
    return signature;
}

static void flat_top_equals_the_stitched_cores_in_every_cycle(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 10; seed++) {
        struct random_case c;
        struct cosim_record flat, stitched;
        struct error err = {.code = STATUS_OK};
        uint64_t signature;

        assert_int_equal(random_case_make(&c, find_set("8x8"), seed, 20, &err), STATUS_OK);
        signature = run_one(&c, true, &flat);
        if (signature != run_one(&c, false, &stitched))
            fail_msg("seed %d: some cycle differs", (int)seed);
        if (cosim_compare(&c.program, &flat, &stitched, c.image, &err) != STATUS_OK)
            fail_msg("seed %d, flat for golden: %s", (int)seed, err.text);
        cosim_record_destroy(&flat);
        cosim_record_destroy(&stitched);
        random_case_free(&c);
    }
}

static void trace_of_a_core_is_an_fst_file(void **state)
{
    const char *path = CACHE "/test.fst";
    struct random_case c;
    struct cosim_record record;
    struct error err = {.code = STATUS_OK};
    FILE *file;

    (void)state;
    assert_int_equal(random_case_make(&c, find_set("8x8"), 1, 20, &err), STATUS_OK);
    c.config.trace_path = path;
    c.config.trace_layer = 1;
    c.config.trace_to = 500;
    (void)run_one(&c, false, &record);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fgetc(file), 0); /* FST_BL_HDR, then its length of 329 bytes */
    fseek(file, 0, SEEK_END);
    assert_true(ftell(file) > 1000);
    fclose(file);
    remove(path);
    cosim_record_destroy(&record);
    random_case_free(&c);
}

static const struct {
    const char *name;
    struct cosim_mutant mutant;
} mutants[] = {
    {"swapped G+ and G-", {"rtl/xbar_prog.v", "= word_line_q;", "= word_line_q ^ 1'b1;"}},
    {"pulse in the next column", {"rtl/xbar_prog.v", "= column_q;", "= column_q ^ 1'b1;"}},
    {"rows read one off", {"rtl/xbar_ctrl.v", "= rows_q;", "= {rows_q[0], rows_q[INPUTS-1:1]};"}},
    {"columns read swapped", {"rtl/lif_array.v", "<= lane0_q;", "<= lane0_q ^ 1'b1;"}},
    {"last phase dropped",
     {"rtl/core_regs.v", "<= data_i[PHASE_WIDTH-1:0];", "<= data_i[PHASE_WIDTH-1:0] - 1'b1;"}},
    {"leak off by one", {"rtl/lif_update.v", "v_i >>> leak_shift_i", "(v_i >>> leak_shift_i) + 1"}},
    {"leak shift off by one",
     {"rtl/lif_update.v", "v_i >>> leak_shift_i", "v_i >>> (leak_shift_i + 4'd1)"}},
    {"fires above, not at, the threshold",
     {"rtl/lif_update.v", "sum >= threshold_i", "sum > threshold_i"}},
    {"membranes kept between images", {"rtl/lif_array.v", "init_q || clear_i ?", "init_q ?"}},
};

/* Number of the first case that shows the mutant, or -1. */
static int catch_mutant(const struct cosim_mutant *mutant, struct error *err)
{
    for (int i = 0; i < 20; i++) {
        struct random_case c;
        struct case_counts n = {0};
        enum status status;

        *err = (struct error){.code = STATUS_OK};
        status = random_case_make(&c, find_set("8x8"), SEED + (uint64_t)i, 20, err);
        c.config.quick = true;
        c.config.mutant = mutant;
        if (status == STATUS_OK)
            status = case_run(&c, 2, SOURCES, CACHE, &n, err);
        random_case_free(&c);
        if (status == STATUS_MISMATCH || status == STATUS_PROTOCOL)
            return i;
        if (status != STATUS_OK)
            fail_msg("%s", err->text);
    }
    return -1;
}

static void every_planted_fault_is_caught(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mutants / sizeof mutants[0]; i++) {
        struct error err;
        const int at = catch_mutant(&mutants[i].mutant, &err);

        if (at < 0)
            fail_msg("mutant not caught: %s", mutants[i].name);
        print_message("%s: case %d, %s\n", mutants[i].name, at, err.text);
    }
}

static void rtl_that_does_not_compile_is_one_line_with_the_log(void **state)
{
    const struct cosim_mutant broken = {"rtl/lif_update.v", "endmodule", "endmodul"};
    struct random_case c;
    struct case_counts n = {0};
    struct error err = {.code = STATUS_OK};

    (void)state;
    assert_int_equal(random_case_make(&c, find_set("8x8"), SEED, 20, &err), STATUS_OK);
    c.config.mutant = &broken;
    assert_int_equal(case_run(&c, 1, SOURCES, CACHE, &n, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "verilator failed; see "));
    assert_non_null(strstr(err.text, ".log"));
    assert_null(strchr(err.text, '\n'));
    random_case_free(&c);
}

static void mutant_that_finds_nothing_is_an_error(void **state)
{
    const struct cosim_mutant absent = {"rtl/lif_update.v", "no such text", ""};
    struct random_case c;
    struct case_counts n = {0};
    struct error err = {.code = STATUS_OK};

    (void)state;
    assert_int_equal(random_case_make(&c, find_set("8x8"), SEED, 20, &err), STATUS_OK);
    c.config.mutant = &absent;
    assert_int_equal(case_run(&c, 1, SOURCES, CACHE, &n, &err), STATUS_BAD_CONFIG);
    random_case_free(&c);
}

static void tile_that_the_rtl_cannot_have_is_refused(void **state)
{
    struct random_case c;
    struct case_counts n = {0};
    struct error err = {.code = STATUS_OK};

    (void)state;
    assert_int_equal(random_case_make(&c, find_set("8x8"), SEED, 20, &err), STATUS_OK);
    c.program.geometry.word_lines = c.config.golden.xbar.geometry.word_lines = 6;
    assert_int_equal(case_run(&c, 1, SOURCES, CACHE, &n, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "cosim: word_lines = 6, must be a power of two in RTL");
    c.program.geometry.word_lines = c.config.golden.xbar.geometry.word_lines = 8;
    c.config.gap_cycles = 0;
    assert_int_equal(case_run(&c, 1, SOURCES, CACHE, &n, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "cosim: gap_cycles = 0, must be in [1, 65535] in RTL");
    random_case_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rtl_equals_the_twin_on_random_programs),
        cmocka_unit_test(rtl_equals_the_twin_on_32x32_tiles),
        cmocka_unit_test(rtl_equals_the_twin_with_the_digital_array),
        cmocka_unit_test(flat_top_equals_the_stitched_cores_in_every_cycle),
        cmocka_unit_test(trace_of_a_core_is_an_fst_file),
        cmocka_unit_test(every_planted_fault_is_caught),
        cmocka_unit_test(rtl_that_does_not_compile_is_one_line_with_the_log),
        cmocka_unit_test(tile_that_the_rtl_cannot_have_is_refused),
        cmocka_unit_test(mutant_that_finds_nothing_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
