#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "twin/golden_many.h"
#include "twin/golden_parts.h"
#include "base/philox.h"

/* The twin against itself and against its parts: arrays agree, threads do not matter, the ledger is
 * what the spike bits say. The independent check of its integers is test_dense.c. */
enum { N_STATES = 7, STEPS = 20, N_IN = 100, HIDDEN = 70, CLASSES = 10, N_IMAGES = 6 };

struct dice {
    uint32_t seed, n;
};

static int roll(struct dice *d, int min, int max)
{
    const uint32_t word = philox(d->seed, PHILOX_TEST, d->n++, 0, 0, 0).w[0];

    return min + (int)(word % (uint32_t)(max - min + 1));
}

struct fixture {
    struct program p;
    struct device_card card;
    struct golden_config config;
    uint8_t pixels[N_IMAGES * N_IN];
};

static void random_layer(struct program_layer *l, int n_in, int n_out, struct dice *d)
{
    l->n_in = n_in;
    l->n_out = n_out;
    l->level = malloc((size_t)(n_in * n_out));
    for (int i = 0; i < n_in * n_out; i++)
        l->level[i] = (int8_t)(roll(d, -4, 8) % N_STATES);
    l->lif = (struct lif_params){.threshold = 500,
                                 .leak_shift = 4,
                                 .gain_shift = 3,
                                 .refractory_steps = 1,
                                 .membrane_bits = 12};
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct dice dice = {42, 0};
    struct error err;

    f->p = (struct program){.n_states = N_STATES,
                            .n_layers = 2,
                            .timesteps = STEPS,
                            .geometry = {32, 16, 4},
                            .converter_bits = 12,
                            .converter_lsb_S = 1e-6};
    random_layer(&f->p.layer[0], N_IN, HIDDEN, &dice);
    random_layer(&f->p.layer[1], HIDDEN, CLASSES, &dice);
    f->card = (struct device_card){
        .name = "ideal", .n_states = N_STATES, .read_voltage_V = 0.1, .g_quantum_S = 1e-6 / 16};
    for (int s = 0; s < N_STATES; s++)
        f->card.state[s] = (struct card_state){.g_mean_S = (2 + s) * 1e-6, .read_noise_S = 1e-6};
    f->config.timing =
        (struct timing_config){.array = ARRAY_ANALOG, .settle_cycles = 4, .conversion_cycles = 1};
    f->config.input_seed = 9;
    if (golden_config_crossbar(&f->config, &f->p, &f->card, &err) != STATUS_OK)
        return -1;
    for (int i = 0; i < N_IMAGES * N_IN; i++)
        f->pixels[i] = (uint8_t)(roll(&dice, 0, 2) ? 0 : roll(&dice, 0, 255));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    free(f->p.layer[0].level);
    free(f->p.layer[1].level);
    free(f);
    return 0;
}

static void run_all(const struct fixture *f, const struct golden_config *config, int n_threads,
                    struct golden_image *out)
{
    const struct golden_many job = {
        .pixels = f->pixels, .n = N_IMAGES, .first_image = 100, .n_threads = n_threads};
    struct golden *g;
    struct error err = {0};

    if (golden_create(&g, &f->p, config, &err) != STATUS_OK
        || golden_run_many(g, &job, out, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    golden_destroy(g);
}

static void ideal_and_tiled_arrays_agree_to_the_last_event(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    struct golden_image ideal[N_IMAGES], tiled[N_IMAGES];

    config.array = GOLDEN_IDEAL;
    run_all(f, &config, 1, ideal);
    config.array = GOLDEN_TILED;
    run_all(f, &config, 1, tiled);
    assert_memory_equal(ideal, tiled, sizeof ideal);
    assert_true(ideal[0].ledger.layer[1].n[EVENT_SPIKES] > 0);
    assert_true(ideal[0].ledger.layer[0].read_quanta_cycles > 0);
}

static void threads_do_not_change_an_image(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    struct golden_image one[N_IMAGES], three[N_IMAGES];

    config.array = GOLDEN_TILED;
    config.xbar.read_noise = true;
    config.xbar.seed = 3;
    run_all(f, &config, 1, one);
    run_all(f, &config, 3, three);
    assert_memory_equal(one, three, sizeof one);
}

static void read_noise_depends_on_the_image_number(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    uint64_t bits[STEPS * 2], quiet[STEPS * 2], noisy[STEPS * 2];
    struct golden_trace trace = {.spike_bits = {quiet}};
    struct golden_scratch *scratch;
    struct golden_image image;
    struct golden *g;
    struct error err;

    config.array = GOLDEN_TILED;
    config.xbar.read_noise = true;
    assert_int_equal(golden_create(&g, &f->p, &config, &err), STATUS_OK);
    assert_int_equal(golden_scratch_create(&scratch, g, &err), STATUS_OK);
    golden_encode(g, f->pixels, 0, bits);
    golden_run(g, scratch, bits, 0, &image, &trace);
    trace.spike_bits[0] = noisy;
    golden_run(g, scratch, bits, 0, &image, &trace);
    assert_memory_equal(quiet, noisy, sizeof quiet);
    golden_run(g, scratch, bits, 1, &image, &trace);
    assert_memory_not_equal(quiet, noisy, sizeof quiet);
    golden_scratch_destroy(scratch);
    golden_destroy(g);
}

static int bit(const uint64_t *bits, int words, int step, int i)
{
    return (int)(bits[step * words + i / 64] >> (i % 64) & 1);
}

/* Events of layer 0 counted one by one from the input spikes. */
static void count_slowly(const struct fixture *f, const uint64_t *bits, struct layer_ledger *l)
{
    const int cores = 5, tiles = 7, inputs = 16; /* 70 / 16 columns, 100 / 16 inputs */

    for (int core = 0; core < cores; core++) {
        const int phases = core == 4 ? 2 : 4; /* 6 neurons on 4 converters */

        for (int t = 0; t < STEPS; t++) {
            for (int tile = 0; tile < tiles; tile++) {
                int rows = 0;

                for (int i = tile * inputs; i < (tile + 1) * inputs && i < N_IN; i++) {
                    const int spike = bit(bits, 2, t, i);

                    rows += spike;
                    for (int k = core * 16; spike && k < core * 16 + 16; k++) {
                        const int level = k < HIDDEN ? f->p.layer[0].level[i * HIDDEN + k] : 0;

                        l->cell_reads[0]++;
                        l->cell_reads[abs(level)]++;
                        l->read_quanta_cycles +=
                            (64 + 16 * abs(level))
                            * (int64_t)timing_driven_cycles(&f->config.timing, phases, 1);
                    }
                }
                l->n[EVENT_WORD_LINES] += 2 * (uint64_t)rows;
                l->n[EVENT_BITMAP_WRITES] += (uint64_t)rows;
                l->n[EVENT_TOKENS_IN] += (uint64_t)rows;
                if (rows) {
                    l->n[EVENT_TILE_READS]++;
                    l->n[EVENT_CONVERSIONS] += (uint64_t)phases * 4;
                    l->n[EVENT_DRIVEN_CYCLES] +=
                        timing_driven_cycles(&f->config.timing, phases, rows);
                }
            }
            l->n[EVENT_TOKENS_IN]++;
            l->n[EVENT_TOKENS_OUT]++;
        }
    }
}

static void ledger_is_what_the_spikes_say(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    struct layer_ledger want = {0};
    uint64_t bits[STEPS * 2], out[STEPS * 2], out_spikes = 0;
    const struct golden_trace trace = {.spike_bits = {out}};
    struct golden_scratch *scratch;
    struct golden_image image;
    struct golden *g;
    struct error err;

    config.array = GOLDEN_TILED;
    assert_int_equal(golden_create(&g, &f->p, &config, &err), STATUS_OK);
    assert_int_equal(golden_scratch_create(&scratch, g, &err), STATUS_OK);
    golden_encode(g, f->pixels, 0, bits);
    golden_run(g, scratch, bits, 0, &image, &trace);
    count_slowly(f, bits, &want);
    for (int i = 0; i < STEPS * 2; i++)
        out_spikes += (uint64_t)__builtin_popcountll(out[i]);
    want.n[EVENT_ACCUMULATIONS] = want.n[EVENT_CONVERSIONS];
    want.n[EVENT_NEURON_UPDATES] = HIDDEN * STEPS;
    want.n[EVENT_SWEEP_CYCLES] = HIDDEN * STEPS;
    want.n[EVENT_SPIKES] = out_spikes;
    want.n[EVENT_TOKENS_OUT] += out_spikes;
    want.n[EVENT_SATURATIONS] = image.ledger.layer[0].n[EVENT_SATURATIONS]; /* test_dense */
    for (int e = 0; e < EVENT_COUNT; e++)
        if (image.ledger.layer[0].n[e] != want.n[e])
            fail_msg("event %d: %lu, want %lu", e, image.ledger.layer[0].n[e], want.n[e]);
    assert_int_equal(image.ledger.layer[0].read_quanta_cycles, want.read_quanta_cycles);
    assert_memory_equal(image.ledger.layer[0].cell_reads, want.cell_reads, sizeof want.cell_reads);
    assert_int_equal(image.ledger.synaptic_ops,
                     want.n[EVENT_BITMAP_WRITES] / 5 * HIDDEN + out_spikes * CLASSES);
    golden_scratch_destroy(scratch);
    golden_destroy(g);
}

/* Codes at the ends of a narrow converter, read tile by tile and step by step. */
static uint64_t clipped_slowly(const struct fixture *f, const struct golden *g,
                               const struct golden_config *config, const uint64_t *bits)
{
    uint64_t n = 0;

    for (int core = 0; core < program_cores(&f->p, 0); core++)
        for (int t = 0; t < STEPS; t++)
            for (int tile = 0; tile < program_tiles(&f->p, 0); tile++) {
                const int columns = program_phases(&f->p, 0, core) * f->p.geometry.converters;
                uint64_t rows = 0;
                int16_t code[16];

                for (int i = 0; i < 16 && tile * 16 + i < N_IN; i++)
                    rows |= (uint64_t)bit(bits, 2, t, tile * 16 + i) << i;
                xbar_read(golden_xbar(g, 0, core), tile, rows, 0, (uint32_t)t, code);
                for (int k = 0; rows && k < columns; k++)
                    n += converter_at_end(&config->xbar.converter, code[k]);
            }
    return n;
}

static void codes_at_an_end_of_the_range_are_counted(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    uint64_t bits[STEPS * 2];
    struct golden_scratch *scratch;
    struct golden_image image;
    struct golden *g;
    struct error err;

    config.array = GOLDEN_TILED;
    for (int noise = 0; noise < 2; noise++)
        for (int width = 2; width <= 4; width++) {
            uint64_t want;

            config.xbar.read_noise = noise;
            config.xbar.converter.bits = width;
            assert_int_equal(golden_create(&g, &f->p, &config, &err), STATUS_OK);
            assert_int_equal(golden_scratch_create(&scratch, g, &err), STATUS_OK);
            golden_encode(g, f->pixels, 0, bits);
            golden_run(g, scratch, bits, 0, &image, NULL);
            want = clipped_slowly(f, g, &config, bits);
            assert_true(want > 0);
            assert_int_equal(image.ledger.layer[0].n[EVENT_CLIPPED], want);
            golden_scratch_destroy(scratch);
            golden_destroy(g);
        }
}

static void block_ram_reads_words_and_no_cells(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    struct golden_image image[N_IMAGES];
    const struct layer_ledger *l = &image[0].ledger.layer[0];

    config.array = GOLDEN_TILED;
    config.timing.array = ARRAY_DIGITAL;
    run_all(f, &config, 1, image);
    /* 4 phases on four cores, 2 on the fifth; bitmap writes count every core */
    assert_int_equal(l->n[EVENT_MEMORY_READS], l->n[EVENT_BITMAP_WRITES] / 5 * 18);
    assert_int_equal(l->read_quanta_cycles, 0);
    assert_int_equal(l->cell_reads[0], 0);
}

static struct lif_params random_lif(struct dice *d)
{
    const int bits = roll(d, 8, 28);

    return (struct lif_params){.threshold = roll(d, 1, (1 << (bits - 1)) - 1),
                               .leak_shift = (uint8_t)roll(d, 0, 15),
                               .gain_shift = (uint8_t)roll(d, 0, 7),
                               .refractory_steps = (uint8_t)(roll(d, 0, 1) * roll(d, 0, 15)),
                               .reset_subtract = roll(d, 0, 1),
                               .membrane_bits = (uint8_t)bits};
}

static int32_t random_acc(struct dice *d, const struct lif_params *p)
{
    const int range = 1 << roll(d, 1, p->membrane_bits);

    return roll(d, 0, 9) ? roll(d, -range, range) : roll(d, 0, 1) ? INT32_MAX : INT32_MIN;
}

static void block_of_neurons_equals_lif_update(void **state)
{
    enum { N = 77, PADDED = 128 };
    struct dice dice = {7, 0};

    (void)state;
    for (int round = 0; round < 200; round++) {
        const struct lif_params p = random_lif(&dice);
        struct lif_state want[N] = {0};
        int32_t v[PADDED] = {0}, refractory[PADDED] = {0}, acc[PADDED];
        uint8_t spike[PADDED];
        uint64_t bits[2];
        const struct golden_neurons block = {v, refractory, spike};

        for (int step = 0; step < 8; step++) {
            unsigned saturations = 0;

            for (int i = 0; i < N; i++)
                acc[i] = random_acc(&dice, &p);
            for (int i = 0; i < N; i++)
                saturations += lif_update(&p, want[i], acc[i]).saturated;
            assert_int_equal(golden_lif_step(&p, acc, &block, N), saturations);
            golden_pack_bits(spike, 2, bits);
            for (int i = 0; i < N; i++) {
                const struct lif_result r = lif_update(&p, want[i], acc[i]);

                want[i] = r.state;
                assert_int_equal(v[i], r.state.v);
                assert_int_equal(refractory[i], r.state.refractory);
                assert_int_equal(bits[i / 64] >> (i % 64) & 1, r.spike);
            }
            assert_int_equal(bits[1] >> (N - 64), 0);
        }
    }
}

/* 64 states and a thousand spikes: byte and 16-bit sums both have to be widened in time. */
static void wide_sums_do_not_wrap(void **state)
{
    enum { ROWS = 1500, COLUMNS = 130 };
    struct program_layer layer = {.n_in = ROWS, .n_out = COLUMNS};
    struct golden_weights w = {0};
    uint16_t row[ROWS];
    int32_t sum[GOLDEN_MAX_COLUMNS];
    struct dice dice = {5, 0};
    struct error err;

    (void)state;
    layer.level = malloc(ROWS * COLUMNS);
    for (int i = 0; i < ROWS * COLUMNS; i++)
        layer.level[i] = (int8_t)(i % COLUMNS == 1   ? -63
                                  : i % COLUMNS == 2 ? roll(&dice, -63, 63)
                                                     : 63);
    for (int i = 0; i < ROWS; i++)
        row[i] = (uint16_t)i;
    assert_int_equal(golden_weights_create(&w, &layer, &err), STATUS_OK);
    for (int n = 0; n <= ROWS; n += 100)
        for (int tile = 0; tile < w.n_tiles; tile++) {
            golden_ideal_sum(&w, ROWS, tile, row, n, sum);
            for (int k = 0; k < golden_ideal_width(&w, tile); k++) {
                int want = 0;

                for (int i = 0; i < n && tile * w.width + k < COLUMNS; i++)
                    want += layer.level[i * COLUMNS + tile * w.width + k];
                assert_int_equal(sum[k], want);
            }
        }
    free(w.data);
    free(layer.level);
}

static void first_class_to_the_highest_count_wins(void **state)
{
    int8_t level[4] = {0, 1, 1, 0}; /* input 0 drives class 1, input 1 class 0 */
    struct program p = {.n_states = 2,
                        .n_layers = 1,
                        .timesteps = 3,
                        .geometry = {2, 1, 1},
                        .converter_bits = 8,
                        .converter_lsb_S = 1e-6};
    const struct golden_config config = {.timing = {.settle_cycles = 1, .conversion_cycles = 1}};
    const uint64_t ties[3] = {1, 2, 0}, none[3] = {0, 0, 0}, same[3] = {3, 3, 0};
    struct golden_scratch *scratch;
    struct golden_image image;
    struct golden *g;
    struct error err;

    (void)state;
    p.layer[0] = (struct program_layer){
        .n_in = 2, .n_out = 2, .level = level, .lif = {.threshold = 1, .membrane_bits = 8}};
    assert_int_equal(golden_create(&g, &p, &config, &err), STATUS_OK);
    assert_int_equal(golden_scratch_create(&scratch, g, &err), STATUS_OK);
    golden_run(g, scratch, ties, 0, &image, NULL);
    assert_int_equal(image.winner, 1); /* both count 1, class 1 came a step earlier */
    golden_run(g, scratch, none, 0, &image, NULL);
    assert_int_equal(image.winner, 0);
    golden_run(g, scratch, same, 0, &image, NULL);
    assert_int_equal(image.winner, 0); /* the lower address comes first within a step */
    assert_int_equal(image.spikes[1], 2);
    golden_scratch_destroy(scratch);
    golden_destroy(g);
}

static void programming_is_one_command_per_used_cell(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    uint64_t commands = 0, pulses = 0;
    struct ledger ledger;
    struct golden *g;
    struct error err;

    for (int i = 0; i < N_IN * HIDDEN; i++) {
        commands += f->p.layer[0].level[i] != 0;
        pulses += (uint64_t)abs(f->p.layer[0].level[i]);
    }
    config.array = GOLDEN_TILED;
    assert_int_equal(golden_create(&g, &f->p, &config, &err), STATUS_OK);
    golden_program_ledger(g, 1, 1, &ledger);
    assert_int_equal(ledger.layer[0].n[EVENT_PROGRAM_COMMANDS], commands);
    assert_int_equal(ledger.layer[0].n[EVENT_PROGRAM_PULSES], pulses);
    assert_true(ledger.program_cycles > 0);
    golden_destroy(g);
}

static void a_tiled_twin_without_card_or_states_is_an_error(void **state)
{
    const struct fixture *f = *state;
    struct golden_config config = f->config;
    struct device_card few = f->card;
    struct golden *g;
    struct error err;

    config.array = GOLDEN_TILED;
    config.xbar.card = NULL;
    assert_int_equal(golden_create(&g, &f->p, &config, &err), STATUS_BAD_CONFIG);
    assert_null(g);
    few.n_states = N_STATES - 1;
    config.xbar.card = &few;
    assert_int_equal(golden_create(&g, &f->p, &config, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "golden: card ideal has 6 states, the program needs 7");
}

static void stopping_early_is_interrupted(void **state)
{
    const struct fixture *f = *state;
    const volatile int stop = 1;
    const struct watch watch = {.stop = &stop};
    const struct golden_many job = {
        .pixels = f->pixels, .n = N_IMAGES, .n_threads = 2, .watch = &watch};
    struct golden_image out[N_IMAGES];
    struct golden *g;
    struct error err;

    assert_int_equal(golden_create(&g, &f->p, &f->config, &err), STATUS_OK);
    assert_int_equal(golden_run_many(g, &job, out, &err), STATUS_INTERRUPTED);
    golden_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ideal_and_tiled_arrays_agree_to_the_last_event),
        cmocka_unit_test(threads_do_not_change_an_image),
        cmocka_unit_test(read_noise_depends_on_the_image_number),
        cmocka_unit_test(ledger_is_what_the_spikes_say),
        cmocka_unit_test(codes_at_an_end_of_the_range_are_counted),
        cmocka_unit_test(block_ram_reads_words_and_no_cells),
        cmocka_unit_test(block_of_neurons_equals_lif_update),
        cmocka_unit_test(wide_sums_do_not_wrap),
        cmocka_unit_test(first_class_to_the_highest_count_wins),
        cmocka_unit_test(programming_is_one_command_per_used_cell),
        cmocka_unit_test(a_tiled_twin_without_card_or_states_is_an_error),
        cmocka_unit_test(stopping_early_is_interrupted),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
