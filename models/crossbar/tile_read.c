#include <math.h>
#include <string.h>
#include "crossbar/tile_parts.h"
/* What a tile reads: conductances of its cells, sums, codes. */

/* A kind of one's own may be wrong: nothing outside of its range goes on. */
static enum status conductance(struct tile *t, int word_line, double conductance_S[],
                               struct error *err)
{
    const struct device_traits *traits = &t->traits;
    const struct device_key key = key_of(t, word_line, 0);
    const double slack_S = 1e-9 * traits->g_max_S;

    t->config.kind->conductance_S(t->shared, cell_at(t, word_line, 0), columns_of(t), &key,
                                  conductance_S);
    for (size_t i = 0; i < columns_of(t); i++)
        if (!(conductance_S[i] >= traits->g_min_S - slack_S
              && conductance_S[i] <= traits->g_max_S + slack_S))
            return error_set(err, STATUS_BAD_CONFIG,
                             "device %s: conductance of word line %d, column %d = %g S, must be in "
                             "[%g, %g]",
                             t->config.kind->name, word_line, (int)i, conductance_S[i],
                             traits->g_min_S, traits->g_max_S);
    return STATUS_OK;
}

enum status tile_conductance_S(struct tile *t, int word_line, double conductance_S[],
                               struct error *err)
{
    enum status status = tile_check_cell(t, word_line, 0, err);

    if (status == STATUS_OK)
        status = tile_age(t, word_line, 0, columns_of(t), err);
    return status == STATUS_OK ? conductance(t, word_line, conductance_S, err) : status;
}

/* variance[columns] += that of a word line's read noise, quanta^2 */
static enum status add_variance(struct tile *t, int word_line, double variance[], struct error *err)
{
    const double quantum_S = t->config.g_quantum_S;

    t->config.kind->noise_S(t->shared, cell_at(t, word_line, 0), columns_of(t), t->row_noise_S);
    for (size_t i = 0; i < columns_of(t); i++) {
        const double noise = t->row_noise_S[i] / quantum_S;

        variance[i] += noise * noise;
        if (!(variance[i] <= UINT16_MAX))
            return error_set(err, STATUS_BAD_CONFIG,
                             "tile: g_quantum_S = %g S, too small for a read noise of %g S of "
                             "device %s: variances are 16 bit integers",
                             quantum_S, t->row_noise_S[i], t->config.kind->name);
    }
    return STATUS_OK;
}

static enum status to_quanta(struct tile *t, int word_line, int32_t quanta[], struct error *err)
{
    const enum status status = conductance(t, word_line, t->row_S, err);

    for (size_t i = 0; i < columns_of(t) && status == STATUS_OK; i++)
        quanta[i] = (int32_t)lrint(t->row_S[i] / t->config.g_quantum_S);
    if (status == STATUS_OK && t->xbar.config.read_noise)
        return add_variance(t, word_line, t->pair_variance, err);
    return status;
}

/* The two word lines of an input come to the present; what changed goes to the crossbar. */
static enum status refresh_input(struct tile *t, int input, bool *changed, struct error *err)
{
    const int plus = 2 * input, minus = plus + 1;
    enum status status = tile_age(t, plus, 0, columns_of(t), err);

    if (status == STATUS_OK)
        status = tile_age(t, minus, 0, columns_of(t), err);
    if (status != STATUS_OK || !(t->stale[plus] || t->stale[minus]))
        return status;
    memset(t->pair_variance, 0, columns_of(t) * sizeof *t->pair_variance);
    status = to_quanta(t, plus, t->row_quanta, err);
    if (status == STATUS_OK)
        status = to_quanta(t, minus, t->row_quanta + columns_of(t), err);
    if (status != STATUS_OK)
        return status;
    xbar_set_input(&t->xbar, 0, input, t->row_quanta, t->pair_variance);
    t->stale[plus] = t->stale[minus] = false;
    *changed = true;
    return STATUS_OK;
}

static enum status refresh(struct tile *t, uint64_t rows, struct error *err)
{
    const int inputs = t->config.geometry.word_lines / 2;
    enum status status = STATUS_OK;
    bool changed = false;

    if (inputs < 64 && rows >> inputs != 0)
        return error_set(err, STATUS_BAD_CONFIG, "tile: rows 0x%llx beyond the last input %d",
                         (unsigned long long)rows, inputs - 1);
    for (; rows != 0 && status == STATUS_OK; rows &= rows - 1)
        status = refresh_input(t, __builtin_ctzll(rows), &changed, err);
    if (changed)
        xbar_set_done(&t->xbar, 0);
    return status;
}

enum status tile_sum(struct tile *t, uint64_t rows, int32_t sum[], struct error *err)
{
    const enum status status = refresh(t, rows, err);

    if (status == STATUS_OK)
        xbar_sum(&t->xbar, 0, rows, sum);
    return status;
}

enum status tile_read(struct tile *t, uint64_t rows, uint32_t image, uint32_t step, int16_t code[],
                      struct error *err)
{
    const enum status status = refresh(t, rows, err);

    if (status == STATUS_OK)
        xbar_read(&t->xbar, 0, rows, image, step, code);
    return status;
}
