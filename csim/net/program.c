#include "net/program.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NEURONS 65535
#define MAX_TIMESTEPS 65535

static int ceil_div(int a, int b) { return (a + b - 1) / b; }

int program_inputs(const struct program *p) { return p->geometry.word_lines / 2; }

int program_cores(const struct program *p, int layer)
{
    return ceil_div(p->layer[layer].n_out, p->geometry.columns);
}

int program_tiles(const struct program *p, int layer)
{
    return ceil_div(p->layer[layer].n_in, program_inputs(p));
}

int program_neurons(const struct program *p, int layer, int core)
{
    const int left = p->layer[layer].n_out - core * p->geometry.columns;

    return left < p->geometry.columns ? left : p->geometry.columns;
}

int program_phases(const struct program *p, int layer, int core)
{
    return ceil_div(program_neurons(p, layer, core), p->geometry.converters);
}

int program_weight_bits(const struct program *p)
{
    int bits = 2;

    while (1 << (bits - 1) < p->n_states)
        bits++;
    return bits;
}

uint32_t program_first_tile_id(const struct program *p, int layer, int core)
{
    uint32_t id = 0;

    for (int l = 0; l < layer; l++)
        id += (uint32_t)(program_cores(p, l) * program_tiles(p, l));
    return id + (uint32_t)(core * program_tiles(p, layer));
}

static enum status check_int(const char *where, const char *name, int64_t value, int64_t min,
                             int64_t max, struct error *err)
{
    if (value >= min && value <= max)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE, "%s: %s = %lld, must be in [%lld, %lld]", where, name,
                     (long long)value, (long long)min, (long long)max);
}

static enum status check_geometry(const struct program *p, const char *where, struct error *err)
{
    const struct xbar_geometry *g = &p->geometry;
    enum status status = check_int(where, "geometry.word_lines", g->word_lines, 2, 128, err);

    if (status == STATUS_OK && g->word_lines % 2)
        status = error_set(err, STATUS_BAD_FILE, "%s: geometry.word_lines = %d, must be even",
                           where, g->word_lines);
    if (status == STATUS_OK)
        status = check_int(where, "geometry.columns", g->columns, 1, 128, err);
    if (status == STATUS_OK)
        status = check_int(where, "geometry.converters", g->converters, 1, g->columns, err);
    if (status == STATUS_OK && g->columns % g->converters)
        status = error_set(err, STATUS_BAD_FILE,
                           "%s: geometry.columns = %d, must be a multiple of converters = %d",
                           where, g->columns, g->converters);
    return status;
}

static enum status check_head(const struct program *p, const char *where, struct error *err)
{
    const struct {
        const char *name;
        int64_t value, min, max;
    } fields[] = {
        {"layers", p->n_layers, 1, PROGRAM_MAX_LAYERS},
        {"states", p->n_states, 2, CARD_MAX_STATES},
        {"timesteps", p->timesteps, 1, MAX_TIMESTEPS},
        {"converter.bits", p->converter_bits, 2, 16},
    };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const enum status status =
            check_int(where, fields[i].name, fields[i].value, fields[i].min, fields[i].max, err);

        if (status != STATUS_OK)
            return status;
    }
    if (!(p->converter_lsb_S > 0.0 && p->converter_lsb_S < 1.0))
        return error_set(err, STATUS_BAD_FILE,
                         "%s: converter.lsb_S = %g S, must be positive and below 1", where,
                         p->converter_lsb_S);
    return check_geometry(p, where, err);
}

static enum status check_lif(const struct lif_params *lif, int layer, const char *where,
                             struct error *err)
{
    const bool width_ok = lif->membrane_bits >= 8 && lif->membrane_bits <= 28;
    const int64_t top = width_ok ? ((int64_t)1 << (lif->membrane_bits - 1)) - 1 : 0;
    const struct {
        const char *name;
        int64_t value, min, max;
    } fields[] = {
        {"membrane_bits", lif->membrane_bits, 8, 28},
        {"threshold", lif->threshold, 1, top},
        {"leak_shift", lif->leak_shift, 0, 15},
        {"gain_shift", lif->gain_shift, 0, 7},
        {"refractory_steps", lif->refractory_steps, 0, 15},
    };
    char name[64];

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        enum status status;

        snprintf(name, sizeof name, "layer[%d].%s", layer, fields[i].name);
        status = check_int(where, name, fields[i].value, fields[i].min, fields[i].max, err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status check_levels(const struct program *p, int layer, const char *where,
                                struct error *err)
{
    const struct program_layer *l = &p->layer[layer];
    const size_t n = (size_t)l->n_in * (size_t)l->n_out;
    const int max = p->n_states - 1;
    int largest = 0, bad = 0;

    for (size_t i = 0; i < n; i++)
        if (abs(l->level[i]) > largest) {
            largest = abs(l->level[i]);
            bad = l->level[i];
        }
    if (largest <= max)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: layer[%d]: level %d, must be in [%d, %d] with %d states", where, layer,
                     bad, -max, max, p->n_states);
}

static enum status check_shape(const struct program *p, int layer, const char *where,
                               struct error *err)
{
    const struct program_layer *l = &p->layer[layer];
    const bool last = layer == p->n_layers - 1;
    char name[64];
    enum status status;

    snprintf(name, sizeof name, "layer[%d].n_in", layer);
    status = check_int(where, name, l->n_in, 1, MAX_NEURONS, err);
    if (status == STATUS_OK && layer > 0 && l->n_in != p->layer[layer - 1].n_out)
        status = error_set(err, STATUS_BAD_FILE, "%s: %s = %d, the layer before has %d outputs",
                           where, name, l->n_in, p->layer[layer - 1].n_out);
    snprintf(name, sizeof name, "layer[%d].n_out", layer);
    if (status == STATUS_OK)
        status = check_int(where, name, l->n_out, 1, last ? PROGRAM_MAX_CLASSES : MAX_NEURONS, err);
    if (status == STATUS_OK && !isfinite(l->threshold_levels))
        status = error_set(err, STATUS_BAD_FILE, "%s: layer[%d].threshold_levels is not finite",
                           where, layer);
    return status;
}

enum status program_check(const struct program *p, const char *where, struct error *err)
{
    enum status status = check_head(p, where, err);

    for (int l = 0; l < p->n_layers && status == STATUS_OK; l++) {
        status = check_shape(p, l, where, err);
        if (status == STATUS_OK)
            status = check_lif(&p->layer[l].lif, l, where, err);
        if (status == STATUS_OK && !p->layer[l].level)
            status = error_set(err, STATUS_BAD_FILE, "%s: layer[%d] has no levels", where, l);
        if (status == STATUS_OK)
            status = check_levels(p, l, where, err);
    }
    return status;
}

void program_free(struct program *p)
{
    for (int l = 0; l < PROGRAM_MAX_LAYERS; l++)
        free(p->layer[l].level);
    memset(p, 0, sizeof *p);
}
