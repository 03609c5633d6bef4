#include "twin/real.h"
#include <stdlib.h>
#include <string.h>
#include "base/simd.h"
#include "threads/pool.h"
#include "twin/golden_parts.h"

enum { LANES = 64 }; /* neurons of a tile: one word of spikes */

typedef float float_lanes __attribute__((vector_size(64), may_alias));
enum { VECTORS = LANES * sizeof(float) / sizeof(float_lanes) };

struct scratch {
    uint64_t *bits[2]; /* spikes into and out of a layer */
    struct golden_rows rows;
};

struct work {
    const struct real_network *network;
    const struct real_job *job;
    int *winner;
    float *tiles[PROGRAM_MAX_LAYERS]; /* [tile][n_in][LANES], zero beyond n_out */
    struct golden encoder;            /* only what golden_encode reads */
    struct program shape;
    int widest;
    struct scratch *scratch; /* [workers] */
};

struct tile_state {
    float v[LANES];
    int32_t refractory[LANES];
};

static float *pack(const struct real_layer *l)
{
    const size_t n_in = (size_t)l->n_in, n_out = (size_t)l->n_out;
    const size_t n_tiles = (size_t)golden_words(l->n_out);
    float *tiles = aligned_alloc(64, n_tiles * n_in * LANES * sizeof *tiles);

    if (!tiles)
        return NULL;
    memset(tiles, 0, n_tiles * n_in * LANES * sizeof *tiles);
    for (size_t tile = 0; tile < n_tiles; tile++) {
        const size_t left = n_out - tile * LANES, used = left < LANES ? left : LANES;

        for (size_t i = 0; i < n_in; i++)
            memcpy(tiles + (tile * n_in + i) * LANES, l->weight + i * n_out + tile * LANES,
                   used * sizeof *tiles);
    }
    return tiles;
}

SKYLOOM_SIMD static void sum_rows(const float *tile, const uint16_t row[], uint32_t n,
                                  float sum[LANES])
{
    float_lanes a[VECTORS] = {0};

    for (uint32_t r = 0; r < n; r++) {
        const float_lanes *w = (const float_lanes *)(const void *)(tile + row[r] * (size_t)LANES);

        for (int k = 0; k < (int)VECTORS; k++)
            a[k] += w[k];
    }
    memcpy(sum, a, sizeof a);
}

/* lif_update in real numbers: leak by a factor instead of a shift, no saturation. */
static uint64_t step_neurons(const struct real_network *n, float threshold, const float sum[],
                             struct tile_state *s)
{
    const float leak = n->leak_shift ? 1.0f / (float)(1 << n->leak_shift) : 0.0f;
    uint64_t spikes = 0;

    for (int i = 0; i < LANES; i++) {
        const float leaked = s->v[i] - leak * s->v[i], full = leaked + sum[i];
        const bool awake = s->refractory[i] == 0, fired = awake && full >= threshold;
        const float after = n->reset_subtract ? full - threshold : 0.0f;

        s->v[i] = fired ? after : awake ? full : leaked;
        s->refractory[i] = fired ? n->refractory_steps : awake ? 0 : s->refractory[i] - 1;
        spikes |= (uint64_t)fired << i;
    }
    return spikes;
}

static void run_layer(const struct work *w, int layer, struct scratch *s)
{
    const struct real_network *n = w->network;
    const struct real_layer *l = &n->layer[layer];
    const int n_tiles = golden_words(l->n_out);
    const float threshold = (float)l->threshold;

    golden_rows_list(s->bits[0], l->n_in, n->timesteps, &s->rows);
    for (int tile = 0; tile < n_tiles; tile++) {
        const float *weights = w->tiles[layer] + (size_t)tile * (size_t)l->n_in * LANES;
        struct tile_state state = {0};
        _Alignas(64) float sum[LANES];

        for (int step = 0; step < n->timesteps; step++) {
            const uint32_t first = s->rows.start[step], end = s->rows.start[step + 1];

            sum_rows(weights, s->rows.row + first, end - first, sum);
            s->bits[1][step * n_tiles + tile] = step_neurons(n, threshold, sum, &state);
        }
    }
}

static int read_out(const uint64_t bits[], int n_steps)
{
    uint32_t spikes[64] = {0}, best = 0;
    int winner = 0;

    for (int step = 0; step < n_steps; step++)
        for (uint64_t left = bits[step]; left; left &= left - 1) {
            const int class = __builtin_ctzll(left);

            if (++spikes[class] > best) {
                best = spikes[class];
                winner = class;
            }
        }
    return winner;
}

/* On the first image of a worker. */
static enum status scratch_alloc(struct scratch *s, const struct work *w, struct error *err)
{
    const size_t steps = (size_t)w->network->timesteps, widest = (size_t)w->widest;
    const size_t words = steps * (size_t)golden_words(w->widest);

    s->bits[0] = malloc(words * sizeof *s->bits[0]);
    s->bits[1] = malloc(words * sizeof *s->bits[1]);
    s->rows.start = malloc((steps + 1) * sizeof *s->rows.start);
    s->rows.row = malloc(steps * widest * sizeof *s->rows.row);
    if (!s->bits[0] || !s->bits[1] || !s->rows.start || !s->rows.row)
        return error_set(err, STATUS_NO_MEMORY, "real: no memory for the spikes");
    return STATUS_OK;
}

static void scratch_free(struct scratch *s)
{
    free(s->bits[0]);
    free(s->bits[1]);
    free(s->rows.start);
    free(s->rows.row);
}

static enum status run_image(void *context, int worker, int image, struct error *err)
{
    const struct work *w = context;
    const struct real_network *n = w->network;
    const size_t n_in = (size_t)n->layer[0].n_in;
    struct scratch *s = &w->scratch[worker];
    const enum status status = s->rows.row ? STATUS_OK : scratch_alloc(s, w, err);

    if (status != STATUS_OK)
        return status;
    golden_encode(&w->encoder, w->job->pixels + (size_t)image * n_in,
                  w->job->first_image + (uint32_t)image, s->bits[0]);
    for (int l = 0; l < n->n_layers; l++) {
        uint64_t *out = s->bits[1];

        run_layer(w, l, s);
        s->bits[1] = s->bits[0];
        s->bits[0] = out;
    }
    w->winner[image] = read_out(s->bits[0], n->timesteps);
    return STATUS_OK;
}

static enum status prepare(struct work *w, struct error *err)
{
    const struct real_network *n = w->network;

    w->widest = n->layer[0].n_in;
    for (int l = 0; l < n->n_layers; l++) {
        const struct real_layer *layer = &n->layer[l];

        w->widest = layer->n_out > w->widest ? layer->n_out : w->widest;
        if (!(w->tiles[l] = pack(layer)))
            return error_set(err, STATUS_NO_MEMORY, "real: no memory for %d x %d weights",
                             layer->n_in, layer->n_out);
    }
    w->shape = (struct program){.n_layers = n->n_layers, .timesteps = n->timesteps};
    w->shape.layer[0].n_in = n->layer[0].n_in;
    w->encoder = (struct golden){.program = &w->shape, .config = {.input_seed = n->input_seed}};
    return STATUS_OK;
}

static enum status run_on(struct pool *pool, struct work *w, struct error *err)
{
    const struct pool_job job = {.run = run_image,
                                 .context = w,
                                 .n_items = w->job->n,
                                 .items = "images",
                                 .stop = w->job->watch ? w->job->watch->stop : NULL};
    const int n_workers = pool_workers(pool);
    enum status status;

    w->scratch = calloc((size_t)n_workers, sizeof *w->scratch);
    if (!w->scratch)
        return error_set(err, STATUS_NO_MEMORY, "real: no memory for %d threads", n_workers);
    status = pool_do(pool, &job, err);
    for (int i = 0; i < n_workers; i++)
        scratch_free(&w->scratch[i]);
    free(w->scratch);
    return status;
}

enum status real_run_many(const struct real_network *network, const struct real_job *job,
                          int winner[], struct error *err)
{
    struct work w = {.network = network, .job = job, .winner = winner};
    struct pool *pool = NULL;
    enum status status = prepare(&w, err);

    if (status == STATUS_OK && (status = pool_open(&pool, job->n_threads, err)) == STATUS_OK) {
        status = run_on(pool, &w, err);
        pool_close(pool);
    }
    for (int l = 0; l < network->n_layers; l++)
        free(w.tiles[l]);
    return status;
}
