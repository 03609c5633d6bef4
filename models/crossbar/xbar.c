#include "crossbar/xbar.h"
#include <math.h>
#include <string.h>
#include "base/philox.h"

#define PAD_COLUMNS 32
#define ALIGN 64
#define DEVIATES 32768

/* A state in quanta. */
struct state_quanta {
    double mean, spread, variance;
};

static size_t inputs_of(const struct xbar *x) { return (size_t)x->config.geometry.word_lines / 2; }

static size_t stride_of(const struct xbar_geometry *g)
{
    return ((size_t)g->columns + PAD_COLUMNS - 1) / PAD_COLUMNS * PAD_COLUMNS;
}

static size_t cell_index(const struct xbar *x, int tile, size_t word_line, size_t column)
{
    const struct xbar_geometry *g = &x->config.geometry;

    return ((size_t)tile * (size_t)g->word_lines + word_line) * (size_t)g->columns + column;
}

static void *take(char *memory, size_t *used, size_t bytes)
{
    const size_t at = *used;

    *used += (bytes + ALIGN - 1) / ALIGN * ALIGN;
    return memory == NULL ? NULL : memory + at;
}

/* One list of the arrays, for their size (memory NULL) and for their places. */
static size_t lay_out(struct xbar *x, const struct xbar_config *config, int n_tiles, char *memory)
{
    const struct xbar_geometry *g = &config->geometry;
    const size_t tiles = (size_t)n_tiles, inputs = (size_t)g->word_lines / 2;
    const size_t cells = tiles * (size_t)g->word_lines * (size_t)g->columns;
    const size_t padded = tiles * (inputs + 1) * stride_of(g);
    const size_t counts = tiles * inputs * (size_t)config->card->n_states;
    size_t used = 0;

    x->difference = take(memory, &used, padded * sizeof *x->difference);
    x->variance = take(memory, &used, padded * sizeof *x->variance);
    x->quanta = take(memory, &used, cells * sizeof *x->quanta);
    x->row_quanta = take(memory, &used, tiles * inputs * sizeof *x->row_quanta);
    x->row_states = take(memory, &used, counts * sizeof *x->row_states);
    x->state = take(memory, &used, cells * sizeof *x->state);
    x->narrow = take(memory, &used, tiles * sizeof *x->narrow);
    x->reach = take(memory, &used, tiles * sizeof *x->reach);
    x->reach_variance = take(memory, &used, tiles * sizeof *x->reach_variance);
    x->dirty = take(memory, &used, tiles * sizeof *x->dirty);
    x->deviate = take(memory, &used, config->read_noise ? DEVIATES * sizeof *x->deviate : 0);
    return used;
}

size_t xbar_bytes(const struct xbar_config *config, int n_tiles)
{
    struct xbar x = {0};

    return lay_out(&x, config, n_tiles, NULL);
}

enum status xbar_geometry_check(const struct xbar_geometry *g, int n_tiles, struct error *err)
{
    if (!(g->word_lines >= 2 && g->word_lines <= 128 && g->word_lines % 2 == 0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "crossbar: word_lines = %d, must be even and in [2, 128]", g->word_lines);
    if (!(g->columns >= 1 && g->columns <= 128))
        return error_set(err, STATUS_BAD_CONFIG, "crossbar: columns = %d, must be in [1, 128]",
                         g->columns);
    if (!(g->converters >= 1 && g->columns % g->converters == 0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "crossbar: converters = %d, must be a divisor of columns = %d",
                         g->converters, g->columns);
    if (n_tiles < 1)
        return error_set(err, STATUS_BAD_CONFIG, "crossbar: n_tiles = %d, must be at least 1",
                         n_tiles);
    return STATUS_OK;
}

/* A quantum so fine that differences leave 16 bits would silently bend weights. */
enum status xbar_check_card(const struct device_card *card, bool spread, bool read_noise,
                            struct error *err)
{
    const struct card_state *top = &card->state[card->n_states - 1];
    double spread_S = 0.0, noise_S = 0.0;

    for (int k = 0; k < card->n_states; k++) {
        spread_S = fmax(spread_S, spread ? card_kept_S(&card->state[k]) : 0.0);
        noise_S = fmax(noise_S, read_noise ? card->state[k].read_noise_S : 0.0);
    }
    const double range = top->g_mean_S - card->state[0].g_mean_S + 9.0 * spread_S;
    const double least_S =
        fmax(fmax(range / INT16_MAX, top->g_mean_S / 1e8), noise_S / sqrt(0.5 * UINT16_MAX));

    if (!(card->g_quantum_S >= least_S))
        return error_set(err, STATUS_BAD_CONFIG,
                         "card %s: g_quantum_S = %g S, must be at least %g S: differences and "
                         "variances are 16 bit integers",
                         card->name, card->g_quantum_S, least_S);
    return STATUS_OK;
}

enum status xbar_init(struct xbar *x, const struct xbar_config *config, int n_tiles,
                      uint32_t first_tile_id, const float *normal, void *memory, struct error *err)
{
    enum status status = xbar_geometry_check(&config->geometry, n_tiles, err);

    if (status == STATUS_OK)
        status = xbar_check_card(config->card, config->spread, config->read_noise, err);
    if (status != STATUS_OK)
        return status;
    if (config->read_noise && normal == NULL)
        return error_set(err, STATUS_BAD_CONFIG, "crossbar: read noise needs the normal table");
    *x = (struct xbar){.config = *config,
                       .n_tiles = n_tiles,
                       .columns_used = config->geometry.columns,
                       .first_tile_id = first_tile_id,
                       .stride = stride_of(&config->geometry),
                       .normal = normal};
    memset(memory, 0, lay_out(x, config, n_tiles, memory));
    memset(x->dirty, true, (size_t)n_tiles * sizeof *x->dirty);
    for (size_t i = 0; config->read_noise && i < DEVIATES; i++)
        x->deviate[i] = (int16_t)lrintf(normal[DEVIATES + i] * XBAR_NORMAL_ONE);
    return STATUS_OK;
}

void xbar_pulse(struct xbar *x, int tile, int word_line, int column, int polarity)
{
    uint8_t *state = &x->state[cell_index(x, tile, (size_t)word_line, (size_t)column)];
    const int moved = *state + (polarity > 0 ? 1 : -1);

    if (moved < 0 || moved >= x->config.card->n_states)
        return;
    *state = (uint8_t)moved;
    x->dirty[tile] = true;
}

static void states_in_quanta(const struct xbar *x, struct state_quanta of[CARD_MAX_STATES])
{
    const struct device_card *card = x->config.card;

    for (int k = 0; k < card->n_states; k++) {
        const struct card_state *s = &card->state[k];
        const double noise = x->config.read_noise ? s->read_noise_S / card->g_quantum_S : 0.0;

        of[k].mean = s->g_mean_S / card->g_quantum_S;
        of[k].spread = x->config.spread ? card_kept_S(s) / card->g_quantum_S : 0.0;
        of[k].variance = noise * noise;
    }
}

/* G = mean + spread z with one z per cell: a device that is large is large in every state. What one
 * programming leaves is in it: the array is programmed once. */
static void word_line_quanta(struct xbar *x, int tile, size_t word_line,
                             const struct state_quanta of[])
{
    const struct xbar_config *config = &x->config;
    const size_t columns = (size_t)config->geometry.columns;
    const size_t first = cell_index(x, tile, word_line, 0);
    struct philox_words words = {{0}};

    for (size_t c = 0; c < columns; c++) {
        const struct state_quanta *s = &of[x->state[first + c]];
        double g = s->mean;

        if (config->spread) {
            if (c % 4 == 0)
                words = philox(config->seed, PHILOX_SPREAD, config->draw,
                               x->first_tile_id + (uint32_t)tile, (uint32_t)word_line,
                               (uint32_t)(c / 4));
            const uint16_t u = (uint16_t)(words.w[c % 4] >> 16);

            g += s->spread * (double)(x->normal ? x->normal[u] : normal_from_bits(u));
        }
        x->quanta[first + c] = (int32_t)lrint(fmax(g, 0.0));
    }
}

static double clamp(double v, double low, double high)
{
    return v < low ? low : v > high ? high : v;
}

static void input_differences(struct xbar *x, int tile, size_t input,
                              const struct state_quanta of[])
{
    const size_t columns = (size_t)x->config.geometry.columns;
    const size_t row = ((size_t)tile * (inputs_of(x) + 1) + input) * x->stride;
    const size_t plus = cell_index(x, tile, 2 * input, 0), minus = plus + columns;

    for (size_t c = 0; c < columns; c++) {
        const int32_t difference = x->quanta[plus + c] - x->quanta[minus + c];
        const double variance = of[x->state[plus + c]].variance + of[x->state[minus + c]].variance;

        x->difference[row + c] = (int16_t)clamp(difference, -INT16_MAX, INT16_MAX);
        x->variance[row + c] = (uint16_t)clamp(rint(variance), 0.0, UINT16_MAX);
    }
}

static void input_totals(struct xbar *x, int tile, size_t input)
{
    const size_t cells = 2 * (size_t)x->config.geometry.columns;
    const size_t first = cell_index(x, tile, 2 * input, 0);
    const size_t row = (size_t)tile * inputs_of(x) + input;
    const size_t n_states = (size_t)x->config.card->n_states;
    uint16_t *count = &x->row_states[row * n_states];

    memset(count, 0, n_states * sizeof *count);
    x->row_quanta[row] = 0;
    for (size_t i = first; i < first + cells; i++) {
        x->row_quanta[row] += x->quanta[i];
        count[x->state[i]]++;
    }
}

/* No choice of driven rows can leave 16 bits: sum of |difference| plus the largest noise, whose
 * normal deviate ends at 4.3. */
static bool tile_is_narrow(const struct xbar *x, int tile)
{
    const size_t inputs = inputs_of(x), first = (size_t)tile * (inputs + 1) * x->stride;

    for (size_t c = 0; c < x->stride; c++) {
        int32_t sum = 0, variance = 0;

        for (size_t i = first + c; i < first + c + inputs * x->stride; i += x->stride) {
            sum += x->difference[i] < 0 ? -x->difference[i] : x->difference[i];
            variance += x->variance[i];
        }
        if (variance > UINT16_MAX || sum + 4.5 * sqrt(variance) + 1.0 > INT16_MAX)
            return false;
    }
    return true;
}

static void set_reach(struct xbar *x, int tile)
{
    const size_t n = inputs_of(x) * x->stride;
    const size_t first = (size_t)tile * (inputs_of(x) + 1) * x->stride;

    x->reach[tile] = x->reach_variance[tile] = 0;
    for (size_t i = first; i < first + n; i++) {
        const int32_t size = x->difference[i] < 0 ? -x->difference[i] : x->difference[i];

        if (size > x->reach[tile])
            x->reach[tile] = size;
        if (x->variance[i] > x->reach_variance[tile])
            x->reach_variance[tile] = x->variance[i];
    }
}

void xbar_prepare(struct xbar *x)
{
    struct state_quanta of[CARD_MAX_STATES];

    states_in_quanta(x, of);
    for (int tile = 0; tile < x->n_tiles; tile++) {
        if (!x->dirty[tile])
            continue;
        for (size_t w = 0; w < 2 * inputs_of(x); w++)
            word_line_quanta(x, tile, w, of);
        for (size_t i = 0; i < inputs_of(x); i++) {
            input_differences(x, tile, i, of);
            input_totals(x, tile, i);
        }
        x->narrow[tile] = tile_is_narrow(x, tile);
        set_reach(x, tile);
        x->dirty[tile] = false;
    }
}

void xbar_set_input(struct xbar *x, int tile, int input, const int32_t quanta[],
                    const double pair_variance[])
{
    const size_t columns = (size_t)x->config.geometry.columns;
    const size_t row = (size_t)tile * inputs_of(x) + (size_t)input;
    const size_t at = ((size_t)tile * (inputs_of(x) + 1) + (size_t)input) * x->stride;

    memcpy(&x->quanta[cell_index(x, tile, 2 * (size_t)input, 0)], quanta,
           2 * columns * sizeof *quanta);
    x->row_quanta[row] = 0;
    for (size_t c = 0; c < columns; c++) {
        const int32_t difference = quanta[c] - quanta[columns + c];

        x->difference[at + c] = (int16_t)clamp(difference, -INT16_MAX, INT16_MAX);
        x->variance[at + c] = (uint16_t)clamp(rint(pair_variance[c]), 0.0, UINT16_MAX);
        x->row_quanta[row] += quanta[c] + quanta[columns + c];
    }
}

void xbar_set_done(struct xbar *x, int tile)
{
    x->narrow[tile] = tile_is_narrow(x, tile);
    set_reach(x, tile);
    x->dirty[tile] = false;
}

static void prefetch(const void *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += ALIGN)
        __builtin_prefetch((const char *)from + i);
}

void xbar_prefetch(const struct xbar *x, int tile, uint64_t rows)
{
    const size_t n_states = (size_t)x->config.card->n_states;

    for (; rows != 0; rows &= rows - 1) {
        const size_t input = (size_t)__builtin_ctzll(rows);
        const size_t at = ((size_t)tile * (inputs_of(x) + 1) + input) * x->stride;
        const size_t row = (size_t)tile * inputs_of(x) + input;

        prefetch(&x->difference[at], x->stride * sizeof *x->difference);
        if (x->config.read_noise)
            prefetch(&x->variance[at], x->stride * sizeof *x->variance);
        __builtin_prefetch(&x->row_quanta[row]);
        __builtin_prefetch(&x->row_states[row * n_states]);
    }
}

int64_t xbar_row_quanta(const struct xbar *x, int tile, int input)
{
    return x->row_quanta[(size_t)tile * inputs_of(x) + (size_t)input];
}

void xbar_row_states(const struct xbar *x, int tile, int input, uint32_t count[])
{
    const size_t n_states = (size_t)x->config.card->n_states;
    const size_t row = (size_t)tile * inputs_of(x) + (size_t)input;

    for (size_t k = 0; k < n_states; k++)
        count[k] = x->row_states[row * n_states + k];
}
