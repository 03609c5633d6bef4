#include "twin/golden_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/philox.h"

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "golden: no memory");
}

/* The ideal array sums level steps, not codes: the threshold is the one before it was rounded to
 * codes, where the program records it. */
static struct lif_params ideal_lif(const struct program_layer *layer)
{
    struct lif_params lif = layer->lif;
    const double scaled = round(ldexp(layer->threshold_levels, lif.gain_shift));
    const double top = ldexp(1.0, lif.membrane_bits - 1) - 1.0;

    if (layer->threshold_levels > 0.0)
        lif.threshold = (int32_t)fmin(fmax(scaled, 1.0), top);
    return lif;
}

static void load_core(struct xbar *x, const struct program *p, int layer, int core)
{
    const struct program_layer *l = &p->layer[layer];
    const int inputs = program_inputs(p), first = core * p->geometry.columns;
    const int n = program_neurons(p, layer, core);

    for (int i = 0; i < l->n_in; i++)
        for (int k = 0; k < n; k++) {
            const int level = l->level[(size_t)i * (size_t)l->n_out + (size_t)(first + k)];

            for (int pulse = 0; pulse < abs(level); pulse++)
                xbar_pulse(x, i / inputs, 2 * (i % inputs) + (level < 0), k, 1);
        }
    xbar_prepare(x);
}

static enum status create_xbars(struct golden *g, int layer, struct error *err)
{
    const struct program *p = g->program;
    const int n_cores = program_cores(p, layer), n_tiles = program_tiles(p, layer);
    const size_t bytes = (xbar_bytes(&g->config.xbar, n_tiles) + 63) / 64 * 64;
    char *memory = aligned_alloc(64, bytes * (size_t)n_cores);

    g->xbar_memory[layer] = memory;
    g->xbar[layer] = calloc((size_t)n_cores, sizeof *g->xbar[layer]);
    if (!memory || !g->xbar[layer])
        return no_memory(err);
    for (int core = 0; core < n_cores; core++) {
        const enum status status = xbar_init(&g->xbar[layer][core], &g->config.xbar, n_tiles,
                                             program_first_tile_id(p, layer, core), g->normal,
                                             memory + bytes * (size_t)core, err);

        if (status != STATUS_OK)
            return status;
        load_core(&g->xbar[layer][core], p, layer, core);
        g->xbar[layer][core].columns_used =
            program_phases(p, layer, core) * p->geometry.converters; /* what is converted */
    }
    return STATUS_OK;
}

static enum status create_layer(struct golden *g, int layer, struct error *err)
{
    const struct program_layer *l = &g->program->layer[layer];
    enum status status;

    if (g->config.array == GOLDEN_IDEAL) {
        g->lif[layer] = ideal_lif(l);
        status = golden_weights_create(&g->weights[layer], l, err);
    } else {
        g->lif[layer] = l->lif;
        status = create_xbars(g, layer, err);
    }
    return status == STATUS_OK ? golden_static_create(g, layer, err) : status;
}

static enum status check(const struct program *p, const struct golden_config *config,
                         struct error *err)
{
    const struct device_card *card = config->xbar.card;
    const enum status status = program_check(p, "golden", err);

    if (status != STATUS_OK)
        return status;
    if (config->array == GOLDEN_TILED && !card)
        return error_set(err, STATUS_BAD_CONFIG, "golden: a tiled array needs a device card");
    if (card && card->n_states < p->n_states)
        return error_set(err, STATUS_BAD_CONFIG,
                         "golden: card %s has %d states, the program needs %d", card->name,
                         (int)card->n_states, p->n_states);
    return STATUS_OK;
}

static enum status create_normal(struct golden *g, struct error *err)
{
    if (g->config.array != GOLDEN_TILED || !g->config.xbar.read_noise)
        return STATUS_OK;
    g->normal = malloc(65536 * sizeof *g->normal);
    if (!g->normal)
        return no_memory(err);
    normal_table_fill(g->normal);
    return STATUS_OK;
}

enum status golden_create(struct golden **out, const struct program *p,
                          const struct golden_config *config, struct error *err)
{
    enum status status = check(p, config, err);
    struct golden *g;

    *out = NULL;
    if (status != STATUS_OK)
        return status;
    g = calloc(1, sizeof *g);
    if (!g)
        return no_memory(err);
    g->program = p;
    g->config = *config;
    g->config.xbar.geometry = p->geometry;
    status = create_normal(g, err);
    for (int l = 0; l < p->n_layers && status == STATUS_OK; l++)
        status = create_layer(g, l, err);
    if (status != STATUS_OK) {
        golden_destroy(g);
        return status;
    }
    *out = g;
    return STATUS_OK;
}

void golden_destroy(struct golden *g)
{
    if (!g)
        return;
    for (int l = 0; l < PROGRAM_MAX_LAYERS; l++) {
        free(g->weights[l].data);
        free(g->xbar[l]);
        free(g->xbar_memory[l]);
        golden_static_destroy(&g->fixed[l]);
    }
    free(g->normal);
    free(g);
}

const struct program *golden_program(const struct golden *g) { return g->program; }

const struct xbar *golden_xbar(const struct golden *g, int layer, int core)
{
    return g->xbar[layer] ? &g->xbar[layer][core] : NULL;
}

static void clear_neurons(const struct golden_neurons *neurons, int n)
{
    memset(neurons->v, 0, sizeof *neurons->v * (size_t)n);
    memset(neurons->refractory, 0, sizeof *neurons->refractory * (size_t)n);
}

/* One step of the neurons first .. first + n - 1 of a layer. */
static void step_neurons(const struct golden *g, struct golden_scratch *s, int layer, int step,
                         int first, int n, const int32_t acc[], struct golden_image *out,
                         const struct golden_trace *trace)
{
    const int n_out = g->program->layer[layer].n_out;
    uint64_t packed[GOLDEN_MAX_COLUMNS / 64];

    out->ledger.layer[layer].n[EVENT_SATURATIONS] +=
        golden_lif_step(&g->lif[layer], acc, &s->neurons, n);
    golden_pack_bits(s->neurons.spike, golden_words(n), packed);
    golden_put_bits(s->bits[layer] + step * golden_words(n_out), first, packed, n);
    if (trace && trace->membrane[layer])
        memcpy(trace->membrane[layer] + (size_t)step * (size_t)n_out + first, s->neurons.v,
               sizeof(int32_t) * (size_t)n);
}

static void run_ideal(const struct golden *g, struct golden_scratch *s, int layer,
                      struct golden_image *out, const struct golden_trace *trace)
{
    const struct program_layer *l = &g->program->layer[layer];
    const struct golden_weights *w = &g->weights[layer];
    const uint32_t *start = s->rows.start;

    for (int tile = 0; tile < w->n_tiles; tile++) {
        const int first = tile * w->width, left = l->n_out - first;
        const int width = golden_ideal_width(w, tile);

        clear_neurons(&s->neurons, width);
        for (int step = 0; step < g->program->timesteps; step++) {
            golden_ideal_sum(w, l->n_in, tile, s->rows.row + start[step],
                             (int)(start[step + 1] - start[step]), s->sums);
            step_neurons(g, s, layer, step, first, left < width ? left : width, s->sums, out,
                         trace);
        }
    }
}

static void run_tiled(const struct golden *g, struct golden_scratch *s, int layer,
                      const uint64_t *input_bits, uint32_t image, struct golden_image *out,
                      const struct golden_trace *trace)
{
    const struct program *p = g->program;
    const struct program_layer *l = &p->layer[layer];
    const int columns = p->geometry.columns, inputs = program_inputs(p);
    const int n_words = golden_words(l->n_in);
    uint64_t clipped = 0;

    for (int core = 0; core < program_cores(p, layer); core++) {
        clear_neurons(&s->neurons, columns);
        memset(s->sums, 0, sizeof *s->sums * (size_t)p->timesteps * (size_t)columns);
        for (int tile = 0; tile < program_tiles(p, layer); tile++) {
            const int at = tile * inputs, n = l->n_in - at < inputs ? l->n_in - at : inputs;

            for (int step = 0; step < p->timesteps; step++)
                s->tile_rows[step] = golden_field(input_bits + step * n_words, l->n_in, at, n);
            clipped += xbar_accumulate(&g->xbar[layer][core], tile, s->tile_rows, p->timesteps,
                                       image, s->sums);
        }
        for (int step = 0; step < p->timesteps; step++)
            step_neurons(g, s, layer, step, core * columns, program_neurons(p, layer, core),
                         s->sums + (size_t)step * (size_t)columns, out, trace);
    }
    out->ledger.layer[layer].n[EVENT_CLIPPED] = clipped;
}

static size_t layer_bits_bytes(const struct program *p, int layer)
{
    return sizeof(uint64_t) * (size_t)p->timesteps * (size_t)golden_words(p->layer[layer].n_out);
}

void golden_run(const struct golden *g, struct golden_scratch *s, const uint64_t *input_bits,
                uint32_t image, struct golden_image *out, const struct golden_trace *trace)
{
    const struct program *p = g->program;
    const uint64_t *bits = input_bits;

    memset(out, 0, sizeof *out);
    for (int l = 0; l < p->n_layers; l++) {
        memset(s->bits[l], 0, layer_bits_bytes(p, l));
        golden_rows_list(bits, p->layer[l].n_in, p->timesteps, &s->rows);
        if (g->config.array == GOLDEN_IDEAL)
            run_ideal(g, s, l, out, trace);
        else
            run_tiled(g, s, l, bits, image, out, trace);
        golden_count_layer(g, s, l, bits, out);
        if (trace && trace->spike_bits[l])
            memcpy(trace->spike_bits[l], s->bits[l], layer_bits_bytes(p, l));
        bits = s->bits[l];
    }
    golden_count_image(g, s, input_bits, out, trace);
}
