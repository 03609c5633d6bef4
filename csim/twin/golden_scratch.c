#include "twin/golden_parts.h"
#include <stdlib.h>

/* What one thread needs to run images, sized by the program once. */
static void *alloc(size_t n, size_t size)
{
    const size_t bytes = (n * size + 64) / 64 * 64;

    return aligned_alloc(64, bytes);
}

static bool alloc_layer(struct golden_scratch *s, const struct golden *g, int l)
{
    const struct program *p = g->program;
    const size_t steps = (size_t)p->timesteps;

    s->bits[l] = alloc(steps * (size_t)golden_words(p->layer[l].n_out), sizeof *s->bits[l]);
    s->spikes[l] = alloc(steps * (size_t)g->fixed[l].n_cores, sizeof *s->spikes[l]);
    s->active_tiles[l] = alloc(steps, sizeof *s->active_tiles[l]);
    s->active_rows[l] = alloc(steps, sizeof *s->active_rows[l]);
    return s->bits[l] && s->spikes[l] && s->active_tiles[l] && s->active_rows[l];
}

static bool alloc_shared(struct golden_scratch *s, const struct golden *g)
{
    const struct program *p = g->program;
    const size_t steps = (size_t)p->timesteps;
    size_t n_in = 0;

    for (int l = 0; l < p->n_layers; l++)
        n_in = (size_t)p->layer[l].n_in > n_in ? (size_t)p->layer[l].n_in : n_in;
    s->rows.start = alloc(steps + 1, sizeof *s->rows.start);
    s->rows.row = alloc(steps * n_in, sizeof *s->rows.row);
    s->row_count = alloc(n_in, sizeof *s->row_count);
    s->input_spikes = alloc(steps, sizeof *s->input_spikes);
    s->tile_rows = alloc(steps, sizeof *s->tile_rows);
    s->sums = alloc(g->config.array == GOLDEN_TILED ? steps * (size_t)p->geometry.columns
                                                    : GOLDEN_MAX_COLUMNS,
                    sizeof *s->sums);
    s->neurons.v = alloc(GOLDEN_MAX_COLUMNS, sizeof *s->neurons.v);
    s->neurons.refractory = alloc(GOLDEN_MAX_COLUMNS, sizeof *s->neurons.refractory);
    s->neurons.spike = alloc(GOLDEN_MAX_COLUMNS, sizeof *s->neurons.spike);
    s->timing = alloc(timing_scratch_bytes(p), 1);
    return s->rows.start && s->rows.row && s->row_count && s->input_spikes && s->tile_rows
           && s->sums && s->neurons.v && s->neurons.refractory && s->neurons.spike && s->timing;
}

enum status golden_scratch_create(struct golden_scratch **out, const struct golden *g,
                                  struct error *err)
{
    struct golden_scratch *s = calloc(1, sizeof *s);
    bool good = s != NULL;

    *out = NULL;
    for (int l = 0; good && l < g->program->n_layers; l++)
        good = alloc_layer(s, g, l);
    if (!good || !alloc_shared(s, g)) {
        golden_scratch_destroy(s);
        return error_set(err, STATUS_NO_MEMORY, "golden: no memory for a thread's scratch");
    }
    *out = s;
    return STATUS_OK;
}

void golden_scratch_destroy(struct golden_scratch *s)
{
    if (!s)
        return;
    for (int l = 0; l < PROGRAM_MAX_LAYERS; l++) {
        free(s->bits[l]);
        free(s->spikes[l]);
        free(s->active_tiles[l]);
        free(s->active_rows[l]);
    }
    free(s->rows.start);
    free(s->rows.row);
    free(s->row_count);
    free(s->input_spikes);
    free(s->tile_rows);
    free(s->sums);
    free(s->neurons.v);
    free(s->neurons.refractory);
    free(s->neurons.spike);
    free(s->timing);
    free(s);
}
