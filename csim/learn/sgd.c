#include "learn/sgd.h"
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/philox.h"
#include "base/simd.h"

/* Blocks of about 600 neurons keep a block's weights and velocities near the cache and GEMM at its
 * best; at least two, so that two threads have work. Starts are multiples of 8: dropout draws 8
 * neurons at a time. */
enum { BLOCK_NEURONS = 600, BLOCK_SPLIT_FROM = 128 };

static int block_count(int n)
{
    const int count = (n + BLOCK_NEURONS - 1) / BLOCK_NEURONS;

    return n < BLOCK_SPLIT_FROM ? 1 : count < 2 ? 2 : count;
}

static int block_start(int n, int block)
{
    const int start = (int)((int64_t)n * block / block_count(n));

    return block == block_count(n) ? n : start & ~7;
}

static float *floats(size_t n)
{
    const size_t bytes = (n * sizeof(float) + 63) & ~(size_t)63;
    float *p = aligned_alloc(64, bytes);

    if (p != NULL)
        memset(p, 0, bytes);
    return p;
}

enum status sgd_open(struct sgd *s, struct mlp *m, int rows_max, bool training, int n_threads,
                     struct error *err)
{
    bool ok = true;

    *s = (struct sgd){.m = m, .rows_max = rows_max};
    for (int l = 0; l <= m->n_layers; l++) {
        const size_t n = (size_t)rows_max * (size_t)m->size[l];

        s->activation[l] = floats(n);
        ok = ok && s->activation[l] != NULL;
        if (!training)
            continue;
        s->delta[l] = floats(n);
        ok = ok && s->delta[l] != NULL;
        if (l < m->n_layers) {
            s->velocity[l] = floats((size_t)m->size[l] * (size_t)m->size[l + 1]);
            ok = ok && s->velocity[l] != NULL;
        }
    }
    if (!ok) {
        sgd_close(s);
        return error_set(err, STATUS_NO_MEMORY, "training: out of memory");
    }
    openblas_set_num_threads(1); /* our blocks are the only parallelism: see sgd.h */
    if (pool_open(&s->pool, n_threads, err) != STATUS_OK) {
        sgd_close(s);
        return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

void sgd_close(struct sgd *s)
{
    for (int l = 0; l <= MLP_MAX_LAYERS; l++) {
        free(s->activation[l]);
        free(s->delta[l]);
        if (l < MLP_MAX_LAYERS)
            free(s->velocity[l]);
    }
    pool_close(s->pool);
    *s = (struct sgd){0};
}

/* Uniform rather than normal: exact in float, no library function decides a bit. */
void sgd_init_weights(struct mlp *m, uint64_t seed)
{
    for (int l = 0; l < m->n_layers; l++) {
        const size_t n = (size_t)m->size[l] * (size_t)m->size[l + 1];
        const double limit = sqrt(6.0 / m->size[l]);

        for (size_t i = 0; i < n; i++) {
            const struct philox_words r =
                philox(seed, PHILOX_TRAIN, (uint32_t)(i / 4), 0, 0, (uint32_t)(RANDOM_WEIGHT + l));

            m->weight[l][i] = (float)(limit * ((r.w[i % 4] + 0.5) * 0x1p-31 - 1.0));
        }
    }
}

static uint32_t drop_threshold(float p) { return (uint32_t)lrintf(p * 65536.0f); }

/* 16 random bits for each of 8 neurons of one image. */
static void random_group(const struct sgd *s, int layer, int row, int group, uint16_t out[8])
{
    const struct philox_words r = philox(s->seed, PHILOX_TRAIN, (uint32_t)group, (uint32_t)row,
                                         s->step, (uint32_t)(RANDOM_DROPOUT + layer));

    for (int i = 0; i < 4; i++) {
        out[2 * i] = (uint16_t)r.w[i];
        out[2 * i + 1] = (uint16_t)(r.w[i] >> 16);
    }
}

/* x = keep ? x / (1 - p) : 0 for columns c0..c1-1 of one image */
static void drop_out(const struct sgd *s, int layer, int row, float p, float x[], int c0, int c1)
{
    const uint32_t threshold = drop_threshold(p);
    const float scale = 1.0f / (1.0f - p);
    uint16_t bits[8];

    for (int c = c0; c < c1; c += 8) {
        random_group(s, layer, row, c / 8, bits);
        for (int i = 0; i < 8 && c + i < c1; i++)
            x[c + i] = bits[i] >= threshold ? x[c + i] * scale : 0.0f;
    }
}

/* out = image moved by (dx, dy), zero where nothing moves in */
static void copy_shifted(const struct dataset *set, uint32_t image, int dx, int dy, float out[])
{
    const int rows = set->rows, cols = set->cols;
    const uint8_t *pixels = set->pixels + (size_t)image * (size_t)(rows * cols);

    for (int y = 0; y < rows; y++)
        for (int x = 0; x < cols; x++) {
            const int from_y = y - dy, from_x = x - dx;
            const bool inside = from_y >= 0 && from_y < rows && from_x >= 0 && from_x < cols;

            out[y * cols + x] =
                inside ? (float)pixels[from_y * cols + from_x] * (1.0f / 255.0f) : 0.0f;
        }
}

static void gather_row(void *context, int row)
{
    struct sgd *s = context;
    const int n_in = s->m->size[0];
    float *x = s->activation[0] + (size_t)row * (size_t)n_in;
    int dx = 0, dy = 0;

    if (s->shift) {
        const struct philox_words r =
            philox(s->seed, PHILOX_TRAIN, 0, (uint32_t)row, s->step, RANDOM_SHIFT);

        dx = (int)(r.w[0] % 3) - 1;
        dy = (int)(r.w[1] % 3) - 1;
    }
    copy_shifted(s->set, s->index[row], dx, dy, x);
    if (s->dropout_input > 0.0f)
        drop_out(s, 0, row, s->dropout_input, x, 0, n_in);
}

static void gather_rows(void *context, int part)
{
    const struct sgd *s = context;

    for (int row = s->rows * part / 8; row < s->rows * (part + 1) / 8; row++)
        gather_row(context, row);
}

void sgd_gather(struct sgd *s) { pool_run(s->pool, gather_rows, s, 8); }

SKYLOOM_SIMD static void relu(float x[], int n)
{
    for (int i = 0; i < n; i++)
        x[i] = x[i] > 0.0f ? x[i] : 0.0f;
}

static void forward_block(void *context, int block)
{
    struct sgd *s = context;
    const int l = s->layer, n_in = s->m->size[l], n_out = s->m->size[l + 1];
    const int c0 = block_start(n_out, block), c1 = block_start(n_out, block + 1);
    float *y = s->activation[l + 1];

    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, s->rows, c1 - c0, n_in, 1.0f,
                s->activation[l], n_in, s->m->weight[l] + c0, n_out, 0.0f, y + c0, n_out);
    if (l == s->m->n_layers - 1)
        return;
    for (int row = 0; row < s->rows; row++) {
        float *x = y + (size_t)row * (size_t)n_out;

        relu(x + c0, c1 - c0);
        if (s->dropout_hidden > 0.0f)
            drop_out(s, l + 1, row, s->dropout_hidden, x, c0, c1);
    }
}

void sgd_forward(struct sgd *s)
{
    for (s->layer = 0; s->layer < s->m->n_layers; s->layer++)
        pool_run(s->pool, forward_block, s, block_count(s->m->size[s->layer + 1]));
}

void sgd_loss(struct sgd *s, double *loss_sum, int *n_right)
{
    const int last = s->m->n_layers, n = s->m->size[last];

    for (int row = 0; row < s->rows; row++) {
        const float *z = s->activation[last] + (size_t)row * (size_t)n;
        const int label = s->set->labels[s->index[row]];
        int best = 0;
        double sum = 0.0;

        for (int i = 1; i < n; i++)
            best = z[i] > z[best] ? i : best;
        for (int i = 0; i < n; i++)
            sum += exp((double)z[i] - (double)z[best]);
        *loss_sum += log(sum) - ((double)z[label] - (double)z[best]);
        *n_right += best == label;
        if (s->delta[last] == NULL)
            continue;
        for (int i = 0; i < n; i++) {
            const double p = exp((double)z[i] - (double)z[best]) / sum;

            s->delta[last][row * n + i] = (float)((p - (i == label)) / s->rows);
        }
    }
}

/* d loss / d pre-activation: through the kept, active neurons only, with dropout's scale */
SKYLOOM_SIMD static void mask_delta(float delta[], const float activation[], float scale, int n)
{
    for (int i = 0; i < n; i++)
        delta[i] = activation[i] > 0.0f ? delta[i] * scale : 0.0f;
}

SKYLOOM_SIMD static void descend(float weight[], const float velocity[], float rate, size_t n)
{
    for (size_t i = 0; i < n; i++)
        weight[i] -= rate * velocity[i];
}

/* A block of input neurons r0..r1-1: their deltas need the old weights, so they come first. */
static void backward_block(void *context, int block)
{
    struct sgd *s = context;
    const int l = s->layer, n_in = s->m->size[l], n_out = s->m->size[l + 1];
    const int r0 = block_start(n_in, block), r1 = block_start(n_in, block + 1);
    const size_t first = (size_t)r0 * (size_t)n_out;
    float *weight = s->m->weight[l] + first, *velocity = s->velocity[l] + first;
    const float scale = 1.0f / (1.0f - s->dropout_hidden);

    if (l > 0) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, s->rows, r1 - r0, n_out, 1.0f,
                    s->delta[l + 1], n_out, weight, n_out, 0.0f, s->delta[l] + r0, n_in);
        for (int row = 0; row < s->rows; row++) {
            const size_t at = (size_t)row * (size_t)n_in + (size_t)r0;

            mask_delta(s->delta[l] + at, s->activation[l] + at, scale, r1 - r0);
        }
    }
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, r1 - r0, n_out, s->rows, 1.0f,
                s->activation[l] + r0, n_in, s->delta[l + 1], n_out, s->momentum, velocity, n_out);
    descend(weight, velocity, s->rate, (size_t)(r1 - r0) * (size_t)n_out);
}

void sgd_backward(struct sgd *s)
{
    for (s->layer = s->m->n_layers - 1; s->layer >= 0; s->layer--)
        pool_run(s->pool, backward_block, s, block_count(s->m->size[s->layer]));
}
