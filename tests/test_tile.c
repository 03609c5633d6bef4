#include "check.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "crossbar/tile.h"
#include "device/kinds.h"
#include "io/card_yaml.h"

enum { WORD_LINES = 8, COLUMNS = 12 };

/* --- a kind of one's own: charge that leaks --- */

struct leaky_config {
    double step_S, leak_per_s;
    bool broken, holds;
    double integrator_s;
};

static int rests; /* how often a row of cells was looked at */
static int stop_at_rest;
static volatile int stop;

static enum status leaky_prepare(const void *config, void *shared, struct device_traits *traits,
                                 struct error *err)
{
    const struct leaky_config *c = config;

    if (!(c->step_S > 0.0 && c->leak_per_s >= 0.0))
        return error_set(err, STATUS_BAD_CONFIG, "leaky: step_S = %g S, must be above 0",
                         c->step_S);
    memcpy(shared, c, sizeof *c);
    *traits = (struct device_traits){.g_min_S = 1e-6,
                                     .g_max_S = 1e-6 + 10.0 * c->step_S,
                                     .pulse = {1, 1e10, 1e-9},
                                     .gap_s = 4e-9,
                                     .holds = c->holds,
                                     .step_s = c->integrator_s};
    return STATUS_OK;
}

static enum status leaky_init(const void *shared, void *cells, size_t n,
                              const struct device_key *key, struct error *err)
{
    (void)shared, (void)key, (void)err;
    memset(cells, 0, n * sizeof(double));
    return STATUS_OK;
}

static enum status leaky_pulse(const void *shared, void *cells, size_t n,
                               const struct device_key *key, const struct device_pulse pulse[],
                               struct error *err)
{
    double *cell = cells;

    (void)shared, (void)key, (void)err;
    for (size_t i = 0; i < n; i++)
        cell[i] = fmax(0.0, fmin(cell[i] + pulse[i].polarity, 10.0));
    return STATUS_OK;
}

static enum status leaky_rest(const void *shared, void *cells, size_t n,
                              const struct device_key *key, double seconds, struct error *err)
{
    const struct leaky_config *c = shared;

    (void)key, (void)err;
    if (++rests == stop_at_rest)
        stop = 1;
    for (size_t i = 0; i < n; i++)
        ((double *)cells)[i] *= exp(-c->leak_per_s * seconds);
    return STATUS_OK;
}

static void leaky_conductance_S(const void *shared, const void *cells, size_t n,
                                const struct device_key *key, double conductance_S[])
{
    const struct leaky_config *c = shared;

    (void)key;
    for (size_t i = 0; i < n; i++)
        conductance_S[i] = c->broken ? NAN : 1e-6 + c->step_S * ((const double *)cells)[i];
}

static void leaky_energy_J(const void *shared, const void *cells, size_t n,
                           const struct device_pulse pulse[], double energy_J[])
{
    const struct leaky_config *leak = shared;

    (void)cells;
    for (size_t i = 0; i < n; i++)
        energy_J[i] = leak->broken ? NAN : pulse[i].polarity != 0 ? 3e-15 : 0.0;
}

static const struct leaky_config leaky_default = {.step_S = 1e-6};
static const struct device_kind leaky = {
    .name = "leaky",
    .doc = "charge that leaks",
    .config_size = sizeof(struct leaky_config),
    .config_default = &leaky_default,
    .shared_size = sizeof(struct leaky_config),
    .cell_size = sizeof(double),
    .prepare = leaky_prepare,
    .init = leaky_init,
    .pulse = leaky_pulse,
    .rest = leaky_rest,
    .conductance_S = leaky_conductance_S,
    .energy_J = leaky_energy_J,
};

/* --- tiles --- */

static float normal[65536];

static struct tile_config plain(const struct device_kind *kind, const void *device)
{
    struct tile_config c = {.geometry = {WORD_LINES, COLUMNS, 4},
                            .kind = kind,
                            .device = device,
                            .seed = 9,
                            .tile_id = 6};
    struct error err = {0};

    assert_int_equal(converter_init(&c.converter, 12, 4.0, &err), STATUS_OK);
    return c;
}

static void *begin(struct tile *t, const struct tile_config *config)
{
    const size_t bytes = tile_bytes(config);
    void *memory = aligned_alloc(64, bytes);
    struct error err = {0};

    assert_non_null(memory);
    if (tile_init(t, config, normal, memory, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return memory;
}

static void ok(enum status status, const struct error *err)
{
    if (status != STATUS_OK)
        fail_msg("%s", err->text);
}

static void a_device_of_ones_own_is_programmed_and_read(void **state)
{
    struct tile_config config = plain(&leaky, &leaky_default);
    struct tile t;
    struct error err = {0};
    int32_t sum[COLUMNS];
    double g_S[COLUMNS];
    void *memory;

    (void)state;
    config.g_quantum_S = 1e-8; /* a pulse is 100 quanta */
    memory = begin(&t, &config);
    ok(tile_program(&t, 0, 2, 3, &err), &err);  /* input 0, G+ */
    ok(tile_program(&t, 3, 2, 5, &err), &err);  /* input 1, G- */
    ok(tile_program(&t, 3, 2, -1, &err), &err); /* back by one */
    ok(tile_program(&t, 4, 7, 2, &err), &err);  /* input 2, G+ */
    ok(tile_sum(&t, 0x3, sum, &err), &err);
    for (int c = 0; c < COLUMNS; c++)
        assert_int_equal(sum[c], c == 2 ? 300 - 400 : 0);
    ok(tile_sum(&t, 0x4, sum, &err), &err);
    assert_int_equal(sum[7], 200);
    ok(tile_conductance_S(&t, 3, g_S, &err), &err);
    assert_close(g_S[2], 5e-6, 1e-12);
    assert_close(t.energy_J, 11 * 3e-15, 1e-12);
    assert_close(t.time_s, 11 * 5e-9, 1e-12);
    free(memory);
}

static void a_cell_ages_when_it_is_looked_at(void **state)
{
    const struct leaky_config device = {.step_S = 1e-6, .leak_per_s = 1e6};
    struct tile_config config = plain(&leaky, &device);
    const struct device_pulse pulse = {1, 1e10, 1e-9};
    struct tile t;
    struct error err = {0};
    int32_t sum[COLUMNS];
    double g_S[COLUMNS];
    void *memory = begin(&t, &config);

    (void)state;
    ok(tile_pulse(&t, 2, 5, &pulse, &err), &err);
    rests = 0;
    for (int i = 0; i < 1000; i++)
        ok(tile_rest(&t, 1e-9, &err), &err);
    ok(tile_sum(&t, 0x1, sum, &err), &err); /* another input */
    assert_int_equal(rests, 2);
    ok(tile_conductance_S(&t, 2, g_S, &err), &err);
    assert_int_equal(rests, 5); /* cells to the left, the pulsed one, cells to the right */
    assert_close(g_S[5], 1e-6 + 1e-6 * exp(-1.0), 1e-9);
    free(memory);
}

static void what_holds_is_not_asked_to_rest(void **state)
{
    const struct leaky_config device = {.step_S = 1e-6, .holds = true};
    struct tile_config config = plain(&leaky, &device);
    struct tile t;
    struct error err = {0};
    int32_t sum[COLUMNS];
    void *memory = begin(&t, &config);

    (void)state;
    rests = 0;
    ok(tile_program(&t, 2, 5, 2, &err), &err);
    ok(tile_rest(&t, 1.0, &err), &err);
    ok(tile_sum(&t, 0x2, sum, &err), &err);
    assert_int_equal(rests, 0);
    assert_int_equal(sum[5], 200);
    free(memory);
}

static void a_row_is_pulsed_at_once(void **state)
{
    struct tile_config config = plain(&leaky, &leaky_default);
    struct device_pulse pulse[COLUMNS] = {{0}};
    struct tile t;
    struct error err = {0};
    double g_S[COLUMNS];
    void *memory = begin(&t, &config);

    (void)state;
    pulse[1] = (struct device_pulse){1, 1e10, 2e-9};
    pulse[4] = (struct device_pulse){1, 1e10, 7e-9};
    ok(tile_pulse_row(&t, 6, pulse, &err), &err);
    ok(tile_conductance_S(&t, 6, g_S, &err), &err);
    for (int c = 0; c < COLUMNS; c++)
        assert_close(g_S[c], c == 1 || c == 4 ? 2e-6 : 1e-6, 1e-12);
    assert_close(t.time_s, 7e-9, 1e-12);
    free(memory);
}

/* The crossbar itself, with the same card, states, seed and tile. */
static void a_tile_of_card_cells_reads_as_the_crossbar_does(void **state)
{
    static struct device_card card;
    struct device_synapse_card_config device = {.card = &card, .draw = 2, .spread = true};
    struct tile_config config = plain(&device_synapse_card, &device);
    struct xbar_config xbar_config = {.geometry = config.geometry,
                                      .converter = config.converter,
                                      .card = &card,
                                      .seed = config.seed,
                                      .draw = 2,
                                      .spread = true,
                                      .read_noise = true};
    struct error err = {0};
    struct xbar x;
    struct tile t;
    void *memory, *xbar_memory;

    (void)state;
    ok(card_load("cards/skyrmion-mml4-7.yaml", &card, &err), &err);
    config.g_quantum_S = card.g_quantum_S;
    config.read_noise = true;
    memory = begin(&t, &config);
    xbar_memory = aligned_alloc(64, xbar_bytes(&xbar_config, 1));
    ok(xbar_init(&x, &xbar_config, 1, config.tile_id, normal, xbar_memory, &err), &err);
    for (int w = 0; w < WORD_LINES; w++)
        for (int c = 0; c < COLUMNS; c++) {
            const int pulses = (5 * w + 3 * c) % 7;

            ok(tile_program(&t, w, c, pulses, &err), &err);
            for (int i = 0; i < pulses; i++)
                xbar_pulse(&x, 0, w, c, 1);
        }
    xbar_prepare(&x);
    for (uint32_t step = 0; step < 32; step++) {
        const uint64_t rows = step % 16;
        int16_t code[COLUMNS], want[COLUMNS];

        ok(tile_read(&t, rows, 4, step, code, &err), &err);
        xbar_read(&x, 0, rows, 4, step, want);
        assert_memory_equal(code, want, sizeof code);
    }
    free(memory);
    free(xbar_memory);
}

static void every_kind_can_be_in_a_tile(void **state)
{
    (void)state;
    for (int k = 0; device_kinds[k] != NULL; k++) {
        struct tile_config config = plain(device_kinds[k], device_kinds[k]->config_default);
        struct tile t;
        struct error err = {0};
        int32_t before[COLUMNS], sum[COLUMNS];
        void *memory;

        config.geometry = (struct xbar_geometry){2, 4, 4};
        config.read_noise = true;
        memory = begin(&t, &config);
        ok(tile_sum(&t, 1, before, &err), &err);
        ok(tile_program(&t, 0, 1, 4, &err), &err);
        ok(tile_sum(&t, 1, sum, &err), &err);
        if (!(sum[1] > before[1] + 20))
            fail_msg("%s: %d quanta after pulses up, %d before", t.config.kind->name, sum[1],
                     before[1]);
        assert_true(t.energy_J > 0.0);
        free(memory);
    }
}

/* Cells, clocks, time and energy are all that a tile remembers. */
static void a_restored_tile_goes_on_with_the_same_bytes(void **state)
{
    static struct device_card card;
    struct device_synapse_card_config device = {&card, 0, true, true, true};
    struct tile_config config = plain(&device_synapse_card, &device);
    const size_t cells = WORD_LINES * COLUMNS;
    struct error err = {0};
    struct tile a, b;
    int16_t code_a[COLUMNS], code_b[COLUMNS];
    void *memory_a, *memory_b;

    (void)state;
    ok(card_load("cards/skyrmion-mml4-llg.yaml", &card, &err), &err);
    config.read_noise = true;
    memory_a = begin(&a, &config);
    memory_b = begin(&b, &config);
    for (int i = 0; i < 60; i++)
        ok(tile_program(&a, i % WORD_LINES, i % COLUMNS, i % 5 - 1, &err), &err);
    memcpy(b.cells, a.cells, cells * device_synapse_card.cell_size);
    memcpy(b.clock_s, a.clock_s, cells * sizeof *a.clock_s);
    b.time_s = a.time_s;
    b.energy_J = a.energy_J;
    tile_restore(&b);
    for (uint32_t step = 0; step < 8; step++) {
        ok(tile_program(&a, 1, 3, 2, &err), &err);
        ok(tile_program(&b, 1, 3, 2, &err), &err);
        ok(tile_read(&a, 0xf, 0, step, code_a, &err), &err);
        ok(tile_read(&b, 0xf, 0, step, code_b, &err), &err);
        assert_memory_equal(code_a, code_b, sizeof code_a);
    }
    assert_memory_equal(a.cells, b.cells, cells * device_synapse_card.cell_size);
    free(memory_a);
    free(memory_b);
}

static void refused(struct tile_config config, const char *says)
{
    struct error err = {0};
    struct tile t;
    void *memory = aligned_alloc(64, 1 << 20);
    const enum status status = tile_init(&t, &config, NULL, memory, &err);

    assert_int_equal(status, STATUS_BAD_CONFIG);
    if (strstr(err.text, says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, says);
    assert_null(strchr(err.text, '\n'));
    free(memory);
}

static void what_cannot_be_a_tile_is_refused(void **state)
{
    const struct leaky_config bad = {.step_S = NAN};
    struct tile_config config = plain(&leaky, &leaky_default);
    struct device_kind gap = leaky;

    (void)state;
    config.device = &bad;
    refused(config, "step_S = nan");
    config = plain(&leaky, &leaky_default);
    config.geometry.word_lines = 7;
    refused(config, "word_lines = 7");
    config = plain(&leaky, &leaky_default);
    config.g_quantum_S = NAN;
    refused(config, "g_quantum_S = nan");
    config.g_quantum_S = 1e-12;
    refused(config, "g_quantum_S");
    config.g_quantum_S = 1.0; /* every cell would be 0 quanta */
    refused(config, "must be at most");
    gap.pulse = NULL;
    refused(plain(&gap, &leaky_default), "pulse = 0");
    config = plain(&device_synapse_card, device_synapse_card.config_default);
    config.read_noise = true;
    refused(config, "normal table");
}

static void what_cannot_be_done_to_a_tile_is_refused(void **state)
{
    const struct leaky_config broken = {.step_S = 1e-6, .broken = true};
    struct tile_config config = plain(&leaky, &broken);
    struct tile t;
    struct error err = {0};
    int32_t sum[COLUMNS];
    void *memory = begin(&t, &config);

    (void)state;
    assert_int_equal(tile_program(&t, WORD_LINES, 0, 1, &err), STATUS_BAD_CONFIG);
    assert_int_equal(tile_program(&t, 0, -1, 1, &err), STATUS_BAD_CONFIG);
    assert_int_equal(tile_program(&t, 0, 0, INT_MIN, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "tile: pulses = -2147483648, must be in [-1000000, 1000000]");
    assert_int_equal(tile_program(&t, 0, 0, 1, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "device leaky: energy of a pulse = nan J, must be finite and not "
                                  "negative");
    assert_int_equal(tile_rest(&t, NAN, &err), STATUS_BAD_CONFIG);
    assert_int_equal(tile_sum(&t, 1 << WORD_LINES / 2, sum, &err), STATUS_BAD_CONFIG);
    assert_int_equal(tile_sum(&t, 1, sum, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "device leaky: conductance of word line 0, column 0 = nan S, "
                                  "must be in [1e-06, 1.1e-05]");
    free(memory);
}

/* A millisecond of 16 parts for each cell. */
static void what_was_stopped_goes_on_to_the_same_bytes(void **state)
{
    const struct leaky_config device = {.step_S = 1e-6, .leak_per_s = 1e3, .integrator_s = 1e-9};
    const struct watch watch = {.stop = &stop};
    struct tile_config config = plain(&leaky, &device);
    struct tile t[2];
    struct error err = {0};
    double g_S[2][COLUMNS];
    void *memory[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        memory[i] = begin(&t[i], &config);
        ok(tile_program(&t[i], 2, 5, 3, &err), &err);
        ok(tile_rest(&t[i], 1e-3, &err), &err);
    }
    ok(tile_conductance_S(&t[0], 2, g_S[0], &err), &err);
    t[1].watch = &watch;
    rests = 0;
    stop_at_rest = 5 * 16 + 7;
    assert_int_equal(tile_conductance_S(&t[1], 2, g_S[1], &err), STATUS_INTERRUPTED);
    assert_int_equal(rests, stop_at_rest);
    assert_int_equal(tile_program(&t[1], 2, 5, 1, &err), STATUS_INTERRUPTED);
    stop = stop_at_rest = 0;
    ok(tile_conductance_S(&t[1], 2, g_S[1], &err), &err);
    assert_memory_equal(g_S[0], g_S[1], sizeof g_S[0]);
    assert_close(g_S[0][5], 1e-6 + 3e-6 * exp(-1.0), 1e-4);
    for (int i = 0; i < 2; i++)
        free(memory[i]);
}

static void a_rest_or_pulse_of_too_many_steps_is_refused(void **state)
{
    const struct leaky_config device = {.step_S = 1e-6, .integrator_s = 1e-12};
    const struct device_pulse pulse = {1, 1e10, 1e-3};
    struct tile_config config = plain(&leaky, &device);
    struct tile t;
    struct error err = {0};
    void *memory = begin(&t, &config);

    (void)state;
    assert_int_equal(tile_rest(&t, 1e-3, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "tile: a rest of 0.001 s takes 1e+09 steps of 1e-12 s for each "
                                  "cell of device leaky, must be at most 1e+08 steps");
    assert_int_equal(tile_pulse(&t, 0, 0, &pulse, &err), STATUS_BAD_CONFIG);
    assert_true(t.time_s == 0.0);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_of_ones_own_is_programmed_and_read),
        cmocka_unit_test(a_cell_ages_when_it_is_looked_at),
        cmocka_unit_test(what_holds_is_not_asked_to_rest),
        cmocka_unit_test(a_row_is_pulsed_at_once),
        cmocka_unit_test(a_tile_of_card_cells_reads_as_the_crossbar_does),
        cmocka_unit_test(every_kind_can_be_in_a_tile),
        cmocka_unit_test(a_restored_tile_goes_on_with_the_same_bytes),
        cmocka_unit_test(what_was_stopped_goes_on_to_the_same_bytes),
        cmocka_unit_test(a_rest_or_pulse_of_too_many_steps_is_refused),
        cmocka_unit_test(what_cannot_be_a_tile_is_refused),
        cmocka_unit_test(what_cannot_be_done_to_a_tile_is_refused),
    };

    normal_table_fill(normal);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
