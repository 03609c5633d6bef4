#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "crossbar/port.h"
#include "base/philox.h"

/* Two tiles of 4 inputs x 8 columns, 4 converters: 2 phases; settle 3, 2 cycles a conversion. */
struct bench {
    struct device_card card;
    struct xbar xbar;
    struct port port;
    float *normal;
    void *memory;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    struct error err = {0};

    assert_non_null(b);
    b->card = (struct device_card){.name = "test",
                                   .n_states = 3,
                                   .g_quantum_S = 1e-6,
                                   .state = {{10e-6, 0, 1e-6}, {12e-6, 0, 1e-6}, {15e-6, 0, 1e-6}}};
    const struct xbar_config config = {.geometry = {8, 8, 4},
                                       .converter = {8, 16384},
                                       .card = &b->card,
                                       .seed = 11,
                                       .read_noise = true};
    b->normal = malloc(65536 * sizeof *b->normal);
    b->memory = aligned_alloc(64, xbar_bytes(&config, 2));
    assert_non_null(b->normal);
    assert_non_null(b->memory);
    normal_table_fill(b->normal);
    assert_int_equal(xbar_init(&b->xbar, &config, 2, 0, b->normal, b->memory, &err), STATUS_OK);
    xbar_prepare(&b->xbar);
    port_init(&b->port, &b->xbar, (struct port_timing){3, 2});
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;

    free(b->normal);
    free(b->memory);
    free(b);
    return 0;
}

static void a_read_gives_the_codes_of_the_array(void **state)
{
    struct bench *b = *state;
    struct port *p = &b->port;
    int16_t got[8], want[8];

    port_begin_step(p, 5, 9);
    assert_int_equal(port_drive(p, 100, 1, 0xB), STATUS_OK);
    assert_int_equal(port_ready_cycle(p), 103);
    assert_int_equal(port_convert(p, 103, 0, got), STATUS_OK);
    assert_int_equal(port_ready_cycle(p), 105);
    assert_int_equal(port_convert(p, 107, 1, got + 4), STATUS_OK);
    assert_int_equal(port_release(p, 110), STATUS_OK);
    xbar_read(&b->xbar, 1, 0xB, 5, 9, want);
    assert_memory_equal(got, want, sizeof got);
}

static void programming_pulses_are_seen_by_the_next_read(void **state)
{
    struct bench *b = *state;
    struct port *p = &b->port;
    int32_t sum[8];

    assert_int_equal(port_programming(p, 1, true), STATUS_OK);
    assert_int_equal(port_pulse(p, 2, 1, 2, 5, 1), STATUS_OK);
    assert_int_equal(port_pulse(p, 9, 1, 2, 5, 1), STATUS_OK);
    assert_int_equal(port_pulse(p, 16, 1, 5, 5, 1), STATUS_OK);
    assert_int_equal(port_programming(p, 20, false), STATUS_OK);
    assert_int_equal(p->counts.pulses, 3);
    xbar_sum(&b->xbar, 1, 2, sum);
    assert_int_equal(sum[5], 5);
    xbar_sum(&b->xbar, 1, 4, sum);
    assert_int_equal(sum[5], -2);
}

/* Two reads by hand: cells of driven rows 2 lines x 8 columns; background 10 quanta each. */
static void the_ledger_counts_what_a_hand_counts(void **state)
{
    struct bench *b = *state;
    struct port *p = &b->port;
    int16_t code[4];

    assert_int_equal(port_programming(p, 1, true), STATUS_OK);
    assert_int_equal(port_pulse(p, 2, 0, 0, 3, 1), STATUS_OK); /* input 0: one cell of 12 */
    assert_int_equal(port_pulse(p, 9, 0, 3, 0, 1), STATUS_OK);
    assert_int_equal(port_pulse(p, 16, 0, 3, 0, 1), STATUS_OK); /* input 1: one cell of 15 */
    assert_int_equal(port_programming(p, 20, false), STATUS_OK);
    assert_int_equal(port_drive(p, 30, 0, 0x3), STATUS_OK);
    assert_int_equal(port_convert(p, 33, 0, code), STATUS_OK);
    assert_int_equal(port_convert(p, 35, 1, code), STATUS_OK);
    assert_int_equal(port_release(p, 37), STATUS_OK); /* 7 cycles x (162 + 165) quanta */
    assert_int_equal(port_drive(p, 40, 1, 0x8), STATUS_OK);
    assert_int_equal(port_convert(p, 43, 0, code), STATUS_OK);
    assert_int_equal(port_release(p, 45), STATUS_OK); /* 5 cycles x 160 quanta */
    assert_int_equal(p->counts.tile_reads, 2);
    assert_int_equal(p->counts.word_lines, 6);
    assert_int_equal(p->counts.conversions, 12);
    assert_int_equal(p->counts.driven_cycles, 12);
    assert_int_equal(p->counts.read_quanta_cycles, 7 * 327 + 5 * 160);
    assert_int_equal(p->counts.cell_reads[0], 46);
    assert_int_equal(p->counts.cell_reads[1], 1);
    assert_int_equal(p->counts.cell_reads[2], 1);
    assert_int_equal(p->counts.pulses, 3);
}

static void a_code_at_either_end_of_the_range_is_counted(void **state)
{
    struct bench *b = *state;
    const struct converter c = {3, 16384}; /* -4 .. 3 */
    int16_t code[4];

    assert_true(converter_at_end(&c, 3) && converter_at_end(&c, -4));
    assert_false(converter_at_end(&c, 2) || converter_at_end(&c, -3) || converter_at_end(&c, 0));
    b->xbar.config.read_noise = false;
    b->xbar.config.converter = c;
    assert_int_equal(port_programming(&b->port, 1, true), STATUS_OK);
    assert_int_equal(port_pulse(&b->port, 2, 0, 0, 3, 1), STATUS_OK);
    assert_int_equal(port_pulse(&b->port, 9, 0, 0, 3, 1), STATUS_OK); /* +5 quanta: code 3 */
    assert_int_equal(port_pulse(&b->port, 16, 0, 1, 1, 1), STATUS_OK);
    assert_int_equal(port_pulse(&b->port, 23, 0, 1, 1, 1), STATUS_OK); /* -5 quanta: code -4 */
    assert_int_equal(port_pulse(&b->port, 30, 0, 0, 2, 1), STATUS_OK); /* 2 quanta */
    assert_int_equal(port_programming(&b->port, 40, false), STATUS_OK);
    assert_int_equal(port_drive(&b->port, 50, 0, 0x1), STATUS_OK);
    assert_int_equal(port_convert(&b->port, 53, 0, code), STATUS_OK);
    assert_int_equal(code[3], 3);
    assert_int_equal(code[1], -4);
    assert_int_equal(b->port.counts.clipped, 2);
}

/* The error names cycle and tile, and stays whatever comes next. */
static void broken(struct bench *b, enum status got, const char *cycle_and_tile, const char *rule)
{
    struct port *p = &b->port;
    const struct port_counts before = p->counts;
    int16_t code[8];
    char text[512];

    assert_int_equal(got, STATUS_PROTOCOL);
    assert_int_equal(p->error.code, STATUS_PROTOCOL);
    if (strstr(p->error.text, cycle_and_tile) == NULL || strstr(p->error.text, rule) == NULL)
        fail_msg("\"%s\" does not say \"%s\" and \"%s\"", p->error.text, cycle_and_tile, rule);
    memcpy(text, p->error.text, sizeof text);
    assert_int_equal(port_drive(p, 900, 0, 1), STATUS_PROTOCOL);
    assert_int_equal(port_convert(p, 950, 0, code), STATUS_PROTOCOL);
    assert_int_equal(port_release(p, 960), STATUS_PROTOCOL);
    assert_int_equal(port_programming(p, 970, true), STATUS_PROTOCOL);
    assert_int_equal(port_pulse(p, 980, 0, 0, 0, 1), STATUS_PROTOCOL);
    assert_string_equal(p->error.text, text);
    assert_memory_equal(&p->counts, &before, sizeof before);
}

static void converting_before_the_array_has_settled_is_an_error(void **state)
{
    struct bench *b = *state;
    int16_t code[4];

    assert_int_equal(port_drive(&b->port, 10, 1, 1), STATUS_OK);
    broken(b, port_convert(&b->port, 12, 0, code), "cycle 12, tile 1", "ready at cycle 13");
}

static void converting_while_the_converter_is_busy_is_an_error(void **state)
{
    struct bench *b = *state;
    int16_t code[4];

    assert_int_equal(port_drive(&b->port, 10, 1, 1), STATUS_OK);
    assert_int_equal(port_convert(&b->port, 13, 0, code), STATUS_OK);
    broken(b, port_convert(&b->port, 14, 1, code), "cycle 14, tile 1", "ready at cycle 15");
}

static void driving_two_tiles_is_an_error(void **state)
{
    struct bench *b = *state;

    assert_int_equal(port_drive(&b->port, 10, 0, 1), STATUS_OK);
    broken(b, port_drive(&b->port, 11, 1, 1), "cycle 11, tile 1", "tile 0 is still driven");
}

static void converting_without_drive_is_an_error(void **state)
{
    struct bench *b = *state;
    int16_t code[4];

    assert_int_equal(port_drive(&b->port, 10, 1, 1), STATUS_OK);
    assert_int_equal(port_release(&b->port, 20), STATUS_OK);
    broken(b, port_convert(&b->port, 21, 0, code), "cycle 21, tile 1", "without driven");
}

static void a_phase_out_of_range_is_an_error(void **state)
{
    struct bench *b = *state;
    int16_t code[4];

    assert_int_equal(port_drive(&b->port, 10, 1, 1), STATUS_OK);
    broken(b, port_convert(&b->port, 13, 2, code), "cycle 13, tile 1", "phase 2");
}

static void reading_while_programming_is_an_error(void **state)
{
    struct bench *b = *state;

    assert_int_equal(port_programming(&b->port, 10, true), STATUS_OK);
    broken(b, port_drive(&b->port, 11, 1, 1), "cycle 11, tile 1", "while programming");
}

static void converting_while_programming_is_an_error(void **state)
{
    struct bench *b = *state;
    int16_t code[4];

    assert_int_equal(port_programming(&b->port, 10, true), STATUS_OK);
    broken(b, port_convert(&b->port, 12, 0, code), "cycle 12, tile 0", "while programming");
}

static void programming_a_driven_array_is_an_error(void **state)
{
    struct bench *b = *state;

    assert_int_equal(port_drive(&b->port, 10, 1, 1), STATUS_OK);
    broken(b, port_programming(&b->port, 14, true), "cycle 14, tile 1", "are driven");
}

static void pulsing_while_driven_is_an_error(void **state)
{
    struct bench *b = *state;

    assert_int_equal(port_drive(&b->port, 10, 1, 1), STATUS_OK);
    broken(b, port_pulse(&b->port, 12, 0, 0, 0, 1), "cycle 12, tile 0", "tile 1 is driven");
}

static void pulsing_outside_programming_is_an_error(void **state)
{
    struct bench *b = *state;

    broken(b, port_pulse(&b->port, 12, 1, 0, 0, 1), "cycle 12, tile 1", "outside programming");
}

static void releasing_what_is_not_driven_is_an_error(void **state)
{
    struct bench *b = *state;

    broken(b, port_release(&b->port, 12), "cycle 12, tile 0", "not driven");
}

static void tiles_rows_and_cells_out_of_range_are_errors(void **state)
{
    static const int pulses[][4] = {{2, 0, 0, 1},  {-1, 0, 0, 1}, {0, 8, 0, 1}, {0, 0, 8, 1},
                                    {0, -1, 0, 1}, {0, 0, -1, 1}, {0, 0, 0, 0}, {0, 0, 0, 2}};
    struct bench *b = *state;

    broken(b, port_drive(&b->port, 3, 2, 1), "cycle 3, tile 2", "[0, 1]");
    port_init(&b->port, &b->xbar, (struct port_timing){3, 2});
    broken(b, port_drive(&b->port, 4, 1, 0x10), "cycle 4, tile 1", "rows 0x10");
    for (size_t i = 0; i < sizeof pulses / sizeof pulses[0]; i++) {
        const int *a = pulses[i];

        port_init(&b->port, &b->xbar, (struct port_timing){3, 2});
        assert_int_equal(port_programming(&b->port, 5, true), STATUS_OK);
        broken(b, port_pulse(&b->port, 6, a[0], a[1], a[2], a[3]), "cycle 6, tile ", "must be");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_read_gives_the_codes_of_the_array),
        TEST(programming_pulses_are_seen_by_the_next_read),
        TEST(the_ledger_counts_what_a_hand_counts),
        TEST(a_code_at_either_end_of_the_range_is_counted),
        TEST(converting_before_the_array_has_settled_is_an_error),
        TEST(converting_while_the_converter_is_busy_is_an_error),
        TEST(driving_two_tiles_is_an_error),
        TEST(converting_without_drive_is_an_error),
        TEST(a_phase_out_of_range_is_an_error),
        TEST(reading_while_programming_is_an_error),
        TEST(converting_while_programming_is_an_error),
        TEST(programming_a_driven_array_is_an_error),
        TEST(pulsing_while_driven_is_an_error),
        TEST(pulsing_outside_programming_is_an_error),
        TEST(releasing_what_is_not_driven_is_an_error),
        TEST(tiles_rows_and_cells_out_of_range_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
