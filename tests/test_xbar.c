#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "crossbar/xbar.h"
#include "base/philox.h"

static float normal[65536];

/* Seven states as skyrmion-mml4-7: 50 quanta a level step, noise grows with the state. */
static struct device_card mml4(void)
{
    struct device_card card = {.name = "test", .n_states = 7, .g_quantum_S = 40e-9};

    for (int k = 0; k < 7; k++) {
        card.state[k].g_mean_S = 20e-6 + 2e-6 * k;
        card.state[k].g_spread_S = 0.01 * card.state[k].g_mean_S;
        card.state[k].read_noise_S = 40e-9 * sqrt(4.0 + 25.0 * k);
    }
    return card;
}

static struct xbar_config config_of(const struct device_card *card, int word_lines, int columns,
                                    int converters)
{
    return (struct xbar_config){.geometry = {word_lines, columns, converters},
                                .converter = {8, 328},
                                .card = card,
                                .seed = 0x123456789abcdefull};
}

static uint32_t random_word(uint32_t stream, uint32_t i)
{
    return philox(99, PHILOX_TEST, stream, i, 0, 0).w[0];
}

static void *make(struct xbar *x, const struct xbar_config *config, int n_tiles)
{
    void *memory = aligned_alloc(64, xbar_bytes(config, n_tiles));
    struct error err = {0};

    assert_non_null(memory);
    if (xbar_init(x, config, n_tiles, 40, normal, memory, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return memory;
}

static int level_at(int tile, int input, int column, int top)
{
    const uint32_t i = (uint32_t)((tile * 64 + input) * 128 + column);

    return (int)(random_word(1, i) % (uint32_t)(2 * top + 1)) - top;
}

static void program(struct xbar *x)
{
    const struct xbar_geometry *g = &x->config.geometry;
    const int top = (int)x->config.card->n_states - 1;

    for (int t = 0; t < x->n_tiles; t++)
        for (int i = 0; i < g->word_lines / 2; i++)
            for (int c = 0; c < g->columns; c++) {
                const int level = level_at(t, i, c, top);

                for (int k = 0; k < abs(level); k++)
                    xbar_pulse(x, t, 2 * i + (level < 0), c, 1);
            }
    xbar_prepare(x);
}

static uint64_t random_rows(const struct xbar *x, uint32_t i)
{
    const int inputs = x->config.geometry.word_lines / 2;
    const struct philox_words w = philox(7, PHILOX_TEST, i, 0, 0, 0);
    uint64_t rows = ((uint64_t)w.w[0] << 32 | w.w[1]);

    if (i % 3 != 0) /* a third dense, the rest as sparse as spikes */
        rows &= ((uint64_t)w.w[2] << 32 | w.w[3]) & (uint64_t)0x5a3c96f00fc3a55aull;
    return inputs == 64 ? rows : rows & ((1ull << inputs) - 1);
}

static const int shapes[][3] = {{128, 128, 8}, {32, 32, 4}, {6, 24, 8},
                                {128, 40, 8},  {2, 1, 1},   {64, 100, 10}};
#define N_SHAPES (sizeof shapes / sizeof shapes[0])

static void sums_equal_a_naive_loop_over_levels(void **state)
{
    const struct device_card card = mml4();

    (void)state;
    for (size_t s = 0; s < N_SHAPES; s++) {
        const struct xbar_config config =
            config_of(&card, shapes[s][0], shapes[s][1], shapes[s][2]);
        struct xbar x;
        void *memory = make(&x, &config, 2);
        int32_t sum[128];

        program(&x);
        for (uint32_t n = 0; n < 40; n++) {
            const uint64_t rows = random_rows(&x, n);
            const int tile = (int)(n % 2);

            x.narrow[tile] = n % 4 < 2;
            xbar_sum(&x, tile, rows, sum);
            for (int c = 0; c < shapes[s][1]; c++) {
                int32_t want = 0;

                for (int i = 0; i < shapes[s][0] / 2; i++)
                    if (rows >> i & 1)
                        want += 50 * level_at(tile, i, c, 6);
                assert_int_equal(sum[c], want);
            }
        }
        free(memory);
    }
}

static void swapping_plus_and_minus_changes_the_sign(void **state)
{
    const struct device_card card = mml4();
    const struct xbar_config config = config_of(&card, 4, 1, 1);
    struct xbar x;
    void *memory = make(&x, &config, 1);
    int32_t sum[1];

    (void)state;
    xbar_pulse(&x, 0, 2, 0, 1); /* input 1, G+ */
    xbar_prepare(&x);
    xbar_sum(&x, 0, 2, sum);
    assert_int_equal(sum[0], 50);
    xbar_pulse(&x, 0, 2, 0, -1);
    xbar_pulse(&x, 0, 3, 0, 1); /* input 1, G- */
    xbar_prepare(&x);
    xbar_sum(&x, 0, 2, sum);
    assert_int_equal(sum[0], -50);
    xbar_sum(&x, 0, 1, sum); /* input 0 is untouched: background cancels */
    assert_int_equal(sum[0], 0);
    free(memory);
}

/* The noise of the header, term by term. */
static int32_t naive_noise(const struct xbar *x, int tile, uint64_t rows, uint32_t image,
                           uint32_t step, int column)
{
    const struct xbar_geometry *g = &x->config.geometry;
    const struct philox_words w = philox(x->config.seed, PHILOX_READ, image, step,
                                         x->first_tile_id + (uint32_t)tile, (uint32_t)column / 8);
    const uint32_t word = w.w[column % 8 / 2];
    const uint16_t bits = (uint16_t)(column % 2 ? word >> 16 : word);
    const float z = rintf(normal_from_bits(bits) * XBAR_NORMAL_ONE) / XBAR_NORMAL_ONE;
    uint32_t variance = 0;

    for (int i = 0; i < g->word_lines / 2; i++)
        if (rows >> i & 1)
            for (int line = 2 * i; line < 2 * i + 2; line++) {
                const int k = x->state[(tile * g->word_lines + line) * g->columns + column];

                variance += (uint32_t)(4 + 25 * k);
            }
    return (int32_t)lrintf(z * sqrtf((float)variance));
}

static int32_t naive_code(const struct converter *c, int32_t sum)
{
    const double clamped = fmax(-CONVERTER_INPUT_LIMIT, fmin(sum, CONVERTER_INPUT_LIMIT));
    const double code = floor((clamped * c->multiplier + 8192.0) / 16384.0);
    const double top = ldexp(1.0, c->bits - 1);

    return (int32_t)fmax(-top, fmin(code, top - 1.0));
}

static void reads_follow_the_stated_arithmetic_on_both_paths(void **state)
{
    static const struct converter converters[] = {{8, 328}, {4, 16384}, {16, 16384}, {12, 5000}};
    const struct device_card card = mml4();

    (void)state;
    for (uint32_t n = 0; n < 240; n++) {
        const int *shape = shapes[n % N_SHAPES];
        struct xbar_config config = config_of(&card, shape[0], shape[1], shape[2]);
        struct xbar x;
        int32_t sum[128];
        int16_t code[128];

        config.converter = converters[n / 6 % 4];
        config.read_noise = n % 5 != 0;
        config.spread = n % 7 == 0;
        void *memory = make(&x, &config, 2);
        program(&x);
        assert_true(x.narrow[1]);
        x.narrow[1] = n % 2;
        const uint64_t rows = random_rows(&x, n) | 1;
        xbar_sum(&x, 1, rows, sum);
        xbar_read(&x, 1, rows, n, 3 * n, code);
        for (int c = 0; c < shape[1]; c++) {
            if (config.read_noise)
                sum[c] += naive_noise(&x, 1, rows, n, 3 * n, c);
            assert_int_equal(code[c], naive_code(&config.converter, sum[c]));
            assert_int_equal(code[c], converter_code(&config.converter, sum[c]));
        }
        free(memory);
    }
}

static void accumulating_steps_equals_single_reads(void **state)
{
    enum { STEPS = 37 };
    const struct device_card card = mml4();

    (void)state;
    for (uint32_t n = 0; n < 24; n++) {
        const int *shape = shapes[n % N_SHAPES];
        struct xbar_config config = config_of(&card, shape[0], shape[1], shape[2]);
        static int32_t acc[STEPS * 128 + 1], want[STEPS * 128 + 1];
        uint64_t rows[STEPS];
        int16_t code[128];
        struct xbar x;

        config.read_noise = n >= 6;
        void *memory = make(&x, &config, 1);
        program(&x);
        x.columns_used = n % 4 == 3 ? (shape[1] + 2) / 3 : shape[1];
        x.narrow[0] = n < 18;
        for (int i = 0; i < STEPS * 128 + 1; i++)
            acc[i] = want[i] = i;
        for (int s = 0; s < STEPS; s++) {
            rows[s] = s % 5 == 2 ? 0 : random_rows(&x, (uint32_t)s);
            xbar_read(&x, 0, rows[s], n, (uint32_t)s, code);
            for (int c = 0; c < x.columns_used; c++)
                want[s * shape[1] + c] += code[c];
        }
        xbar_accumulate(&x, 0, rows, STEPS, n, acc);
        assert_memory_equal(acc, want, sizeof acc);
        free(memory);
    }
}

static void fewer_columns_in_use_change_nothing_for_the_others(void **state)
{
    const struct device_card card = mml4();
    struct xbar_config config = config_of(&card, 128, 128, 8);
    struct xbar x;
    int16_t all[128], some[128];

    (void)state;
    config.read_noise = true;
    void *memory = make(&x, &config, 1);
    program(&x);
    xbar_read(&x, 0, 0xF0F0F0F0u, 5, 6, all);
    x.columns_used = 10;
    xbar_read(&x, 0, 0xF0F0F0F0u, 5, 6, some);
    assert_memory_equal(all, some, 10 * sizeof *all);
    for (int c = 10; c < 128; c++)
        assert_int_equal(some[c], 0);
    free(memory);
}

/* A quantum of 0.1 nS: sums leave 16 bits, and the converter input its limit. */
static void sums_beyond_16_bits_are_exact_and_clipped_by_the_converter(void **state)
{
    struct device_card card = mml4();
    struct xbar x;
    int32_t sum[8];
    int16_t code[8];

    (void)state;
    card.g_quantum_S = 1e-9;
    struct xbar_config config = config_of(&card, 128, 8, 8);
    config.converter = (struct converter){16, 1024};
    void *memory = make(&x, &config, 1);
    for (int i = 0; i < 64; i++)
        for (int k = 0; k < 6; k++) {
            xbar_pulse(&x, 0, 2 * i, 0, 1);
            xbar_pulse(&x, 0, 2 * i + 1, 1, 1);
        }
    xbar_prepare(&x);
    assert_false(x.narrow[0]);
    xbar_sum(&x, 0, UINT64_MAX, sum);
    assert_int_equal(sum[0], 64 * 12000);
    assert_int_equal(sum[1], -64 * 12000);
    xbar_read(&x, 0, UINT64_MAX, 0, 0, code);
    assert_int_equal(code[0], 8192);  /* floor((131071 x 1024 + 8192) / 16384) = 8192 */
    assert_int_equal(code[1], -8192); /* floor(-8191.4...) */
    free(memory);
}

static double correlation(const double a[], const double b[], int n)
{
    double ab = 0.0, aa = 0.0, bb = 0.0;

    for (int i = 0; i < n; i++) {
        ab += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return ab / sqrt(aa * bb);
}

static void read_noise_has_the_cards_deviation_and_no_correlation(void **state)
{
    enum { READS = 20000, STREAMS = 5 };
    const struct device_card card = mml4();
    struct xbar_config config = config_of(&card, 128, 16, 8);
    static double noise[STREAMS][READS];
    struct xbar x;
    int32_t sum[2][16];
    int16_t code[16];
    double variance = 0.0;

    (void)state;
    config.converter = (struct converter){16, 16384};
    config.read_noise = true;
    void *memory = make(&x, &config, 2);
    program(&x);
    for (int t = 0; t < 2; t++)
        xbar_sum(&x, t, 0xFFFF, sum[t]);
    for (uint32_t n = 0; n < READS; n++) {
        xbar_read(&x, 0, 0xFFFF, n, 0, code);
        noise[0][n] = code[3] - sum[0][3];
        noise[1][n] = code[4] - sum[0][4];   /* another column */
        noise[2][n] = code[11] - sum[0][11]; /* the same place in another Philox block */
        xbar_read(&x, 0, 0xFFFF, n, 1, code);
        noise[3][n] = code[3] - sum[0][3]; /* another step */
        xbar_read(&x, 1, 0xFFFF, n, 0, code);
        noise[4][n] = code[3] - sum[1][3]; /* another tile */
    }
    for (int i = 0; i < 16; i++)
        variance += 8.0 + 25.0 * abs(level_at(0, i, 3, 6));
    double mean = 0.0, squares = 0.0;
    for (int n = 0; n < READS; n++) {
        mean += noise[0][n] / READS;
        squares += noise[0][n] * noise[0][n] / READS;
    }
    assert_true(fabs(mean) < 5.0 * sqrt(variance / READS));
    assert_close(squares, variance + 1.0 / 12.0, 5.0 * sqrt(2.0 / READS));
    for (int i = 1; i < STREAMS; i++)
        assert_true(fabs(correlation(noise[0], noise[i], READS)) < 5.0 / sqrt(READS));
    assert_true(fabs(correlation(noise[0], noise[0] + 1, READS - 1)) < 5.0 / sqrt(READS));
    free(memory);
}

/* 0.6 % from device to device and 0.8 % from programming to programming are 1 % of a cell. */
static void spread_is_one_factor_per_cell_with_the_cards_deviation(void **state)
{
    struct device_card card = mml4();
    struct xbar_config config = config_of(&card, 128, 128, 8);
    struct xbar x, top;
    double mean = 0.0, squares = 0.0;
    const int n = 128 * 128;

    (void)state;
    for (int k = 0; k < card.n_states; k++) {
        card.state[k].g_spread_S = 0.006 * card.state[k].g_mean_S;
        card.state[k].g_programming_S = 0.008 * card.state[k].g_mean_S;
    }
    config.spread = true;
    config.draw = 3;
    void *memory = make(&x, &config, 1), *memory_top = make(&top, &config, 1);
    xbar_prepare(&x);
    memset(top.state, 6, (size_t)n);
    xbar_prepare(&top);
    for (int i = 0; i < n; i++) {
        const double z = (x.quanta[i] - 500.0) / 5.0; /* 20 uS, 1 % */

        mean += z / n;
        squares += z * z / n;
        assert_true(fabs(top.quanta[i] - 800.0 - 8.0 * z) <= 0.5 + 0.5 * 8.0 / 5.0);
    }
    assert_true(fabs(mean) < 5.0 / sqrt(n));
    assert_close(squares, 1.0 + 1.0 / 12.0 / 25.0, 5.0 * sqrt(2.0 / n));
    config.draw = 4;
    free(memory_top);
    memory_top = make(&top, &config, 1);
    xbar_prepare(&top);
    assert_memory_not_equal(x.quanta, top.quanta, 64);
    free(memory);
    free(memory_top);
}

static void pulses_saturate_at_both_ends(void **state)
{
    const struct device_card card = mml4();
    const struct xbar_config config = config_of(&card, 4, 8, 8);
    struct xbar x;
    void *memory = make(&x, &config, 2);
    const size_t cell = (1 * 4 + 2) * 8 + 5;

    (void)state;
    xbar_pulse(&x, 1, 2, 5, -1);
    assert_int_equal(x.state[cell], 0);
    for (int k = 1; k <= 8; k++) {
        xbar_pulse(&x, 1, 2, 5, 1);
        assert_int_equal(x.state[cell], k < 6 ? k : 6);
    }
    xbar_pulse(&x, 1, 2, 5, -1);
    assert_int_equal(x.state[cell], 5);
    for (size_t i = 0; i < 2 * 4 * 8; i++)
        assert_true(i == cell || x.state[i] == 0);
    free(memory);
}

static void row_totals_equal_a_naive_count(void **state)
{
    const struct device_card card = mml4();
    struct xbar_config config = config_of(&card, 64, 100, 10);
    struct xbar x;
    uint32_t count[7];

    (void)state;
    config.spread = true;
    void *memory = make(&x, &config, 2);
    program(&x);
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < 32; i++) {
            uint32_t want[7] = {0};
            int64_t quanta = 0;

            for (int line = 2 * i; line < 2 * i + 2; line++)
                for (int c = 0; c < 100; c++) {
                    want[x.state[(t * 64 + line) * 100 + c]]++;
                    quanta += x.quanta[(t * 64 + line) * 100 + c];
                }
            xbar_row_states(&x, t, i, count);
            assert_memory_equal(count, want, sizeof want);
            assert_true(xbar_row_quanta(&x, t, i) == quanta);
        }
    free(memory);
}

/* By hand, 328/16384: one code is 49.95 quanta. */
static void the_converter_rounds_half_up_and_clips(void **state)
{
    static const struct {
        struct converter c;
        int32_t sum, code;
    } want[] = {
        {{8, 328}, 0, 0},
        {{8, 328}, 24, 0},
        {{8, 328}, 25, 1},
        {{8, 328}, -24, 0},
        {{8, 328}, -25, -1},
        {{8, 328}, 6318, 126},
        {{8, 328}, 6319, 127},
        {{8, 328}, 100000, 127},
        {{8, 328}, -100000, -128},
        {{4, 8192}, 1, 1},
        {{4, 8192}, -1, 0},
        {{4, 8192}, -3, -1},
        {{4, 8192}, 13, 7},
        {{4, 8192}, -17, -8},
        {{16, 16384}, 32767, 32767},
        {{16, 16384}, 40000, 32767},
        {{16, 1024}, INT32_MAX, 8192},
        {{2, 1}, 24575, 1},
        {{2, 1}, 8191, 0},
        {{2, 1}, 8192, 1},
        {{2, 1}, INT32_MIN, -2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_int_equal(converter_code(&want[i].c, want[i].sum), want[i].code);
}

static void the_converter_takes_the_nearest_step(void **state)
{
    struct converter c;
    struct error err = {0};

    (void)state;
    assert_int_equal(converter_init(&c, 8, 50.0, &err), STATUS_OK);
    assert_int_equal(c.multiplier, 328);
    assert_int_equal(converter_init(&c, 8, 1.0, &err), STATUS_OK);
    assert_int_equal(c.multiplier, 16384);
    assert_int_equal(converter_init(&c, 1, 50.0, &err), STATUS_BAD_CONFIG);
    assert_int_equal(converter_init(&c, 17, 50.0, &err), STATUS_BAD_CONFIG);
    assert_int_equal(converter_init(&c, 8, 0.5, &err), STATUS_BAD_CONFIG);
    assert_int_equal(converter_init(&c, 8, 20000.0, &err), STATUS_BAD_CONFIG);
    assert_int_equal(converter_init(&c, 8, (double)NAN, &err), STATUS_BAD_CONFIG);
}

static void impossible_geometries_and_quanta_are_refused(void **state)
{
    static const int bad[][3] = {{0, 8, 8}, {3, 8, 8}, {130, 8, 8}, {8, 129, 1},
                                 {8, 0, 1}, {8, 8, 3}, {8, 8, 0}};
    struct device_card card = mml4();
    struct error err = {0};
    struct xbar x;
    char memory[64];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct xbar_config config = config_of(&card, bad[i][0], bad[i][1], bad[i][2]);

        assert_int_equal(xbar_init(&x, &config, 1, 0, NULL, memory, &err), STATUS_BAD_CONFIG);
    }
    struct xbar_config config = config_of(&card, 8, 8, 8);
    config.read_noise = true;
    assert_int_equal(xbar_init(&x, &config, 1, 0, NULL, memory, &err), STATUS_BAD_CONFIG);
    card.g_quantum_S = 0.3e-9; /* 12 uS are 40,000 quanta */
    assert_int_equal(xbar_init(&x, &config, 1, 0, normal, memory, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "g_quantum_S"));
}

static int fill_table(void **state)
{
    (void)state;
    normal_table_fill(normal);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_equal_a_naive_loop_over_levels),
        cmocka_unit_test(swapping_plus_and_minus_changes_the_sign),
        cmocka_unit_test(reads_follow_the_stated_arithmetic_on_both_paths),
        cmocka_unit_test(accumulating_steps_equals_single_reads),
        cmocka_unit_test(fewer_columns_in_use_change_nothing_for_the_others),
        cmocka_unit_test(sums_beyond_16_bits_are_exact_and_clipped_by_the_converter),
        cmocka_unit_test(read_noise_has_the_cards_deviation_and_no_correlation),
        cmocka_unit_test(spread_is_one_factor_per_cell_with_the_cards_deviation),
        cmocka_unit_test(pulses_saturate_at_both_ends),
        cmocka_unit_test(row_totals_equal_a_naive_count),
        cmocka_unit_test(the_converter_rounds_half_up_and_clips),
        cmocka_unit_test(the_converter_takes_the_nearest_step),
        cmocka_unit_test(impossible_geometries_and_quanta_are_refused),
    };
    return cmocka_run_group_tests(tests, fill_table, NULL);
}
