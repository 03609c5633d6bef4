#include "twin/golden_parts.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "base/simd.h"

/* The ideal array: a dense integer product per step, driven by spikes. A column tile of the weights
 * stays in the second-level cache over all steps of an image; rows of spiking inputs are added as
 * bytes while that cannot overflow (narrow_rows of them), then widened. */
typedef int8_t byte_lanes __attribute__((vector_size(GOLDEN_LANES), may_alias));

#define TILE_BYTES (640u * 1024u) /* of a second-level cache of 1 MiB */
#define HUGE_PAGE ((size_t)2 * 1024 * 1024)

static int largest_level(const struct program_layer *layer)
{
    const size_t n = (size_t)layer->n_in * (size_t)layer->n_out;
    int largest = 1;

    for (size_t i = 0; i < n; i++)
        largest = abs(layer->level[i]) > largest ? abs(layer->level[i]) : largest;
    return largest;
}

static int tile_width(int n_in, int n_columns)
{
    int width = GOLDEN_MAX_COLUMNS;

    while (width > GOLDEN_LANES && (size_t)n_in * (size_t)width > TILE_BYTES)
        width -= GOLDEN_LANES;
    return width < n_columns ? width : n_columns;
}

int golden_ideal_width(const struct golden_weights *w, int tile)
{
    return tile + 1 < w->n_tiles ? w->width : w->n_columns - tile * w->width;
}

/* Rows are visited at random: huge pages spare an address translation per row. */
static int8_t *weights_alloc(size_t n_bytes)
{
    const size_t unit = n_bytes < HUGE_PAGE ? 4096 : HUGE_PAGE;
    const size_t rounded = (n_bytes + unit - 1) / unit * unit;
    int8_t *data = aligned_alloc(unit, rounded);

    if (!data)
        return NULL;
    if (unit == HUGE_PAGE)
        madvise(data, rounded, MADV_HUGEPAGE);
    memset(data, 0, rounded);
    return data;
}

enum status golden_weights_create(struct golden_weights *w, const struct program_layer *layer,
                                  struct error *err)
{
    const int largest = largest_level(layer);

    w->n_columns = (layer->n_out + GOLDEN_LANES - 1) / GOLDEN_LANES * GOLDEN_LANES;
    w->width = tile_width(layer->n_in, w->n_columns);
    w->n_tiles = (w->n_columns + w->width - 1) / w->width;
    w->narrow_rows = 127 / largest;
    w->medium_rows = 32767 / largest / w->narrow_rows * w->narrow_rows;
    w->data = weights_alloc((size_t)w->n_columns * (size_t)layer->n_in);
    if (!w->data)
        return error_set(err, STATUS_NO_MEMORY, "golden: no memory for %d x %d weights",
                         layer->n_in, w->n_columns);
    for (int tile = 0; tile < w->n_tiles; tile++) {
        const int first = tile * w->width, width = golden_ideal_width(w, tile);
        const int used = layer->n_out - first < width ? layer->n_out - first : width;
        int8_t *out = w->data + (size_t)first * (size_t)layer->n_in;

        for (int i = 0; i < layer->n_in; i++)
            memcpy(out + (size_t)i * (size_t)width,
                   layer->level + (size_t)i * (size_t)layer->n_out + first, (size_t)used);
    }
    return STATUS_OK;
}

/* Byte sums of n rows over lanes * 64 columns, in registers. */
static inline __attribute__((always_inline)) void
add_rows(const int8_t *weights, size_t width, const uint16_t row[], int n, int lanes, int8_t sum[])
{
    byte_lanes a[GOLDEN_MAX_COLUMNS / GOLDEN_LANES] = {0};

    for (int r = 0; r < n; r++) {
        const byte_lanes *w = (const byte_lanes *)(const void *)(weights + row[r] * width);

        for (int k = 0; k < lanes; k++)
            a[k] += w[k];
    }
    memcpy(sum, a, (size_t)lanes * GOLDEN_LANES);
}

static inline __attribute__((always_inline)) void
sum_lanes(const int8_t *weights, const uint16_t row[], int n, int narrow, int lanes, int16_t sum[])
{
    const int width = lanes * GOLDEN_LANES;
    _Alignas(64) int8_t bytes[GOLDEN_MAX_COLUMNS];

    for (int i = 0; i < width; i++)
        sum[i] = 0;
    for (int done = 0; done < n; done += narrow) {
        add_rows(weights, (size_t)width, row + done, n - done < narrow ? n - done : narrow, lanes,
                 bytes);
        for (int i = 0; i < width; i++)
            sum[i] = (int16_t)(sum[i] + bytes[i]);
    }
}

SKYLOOM_SIMD static void sum_rows(const int8_t *weights, const uint16_t row[], int n, int narrow,
                                  int lanes, int32_t sum[], bool add)
{
    _Alignas(64) int16_t part[GOLDEN_MAX_COLUMNS];

    switch (lanes) {
    case 1:
        sum_lanes(weights, row, n, narrow, 1, part);
        break;
    case 2:
        sum_lanes(weights, row, n, narrow, 2, part);
        break;
    case 3:
        sum_lanes(weights, row, n, narrow, 3, part);
        break;
    default:
        sum_lanes(weights, row, n, narrow, 4, part);
    }
    for (int i = 0; i < lanes * GOLDEN_LANES; i++)
        sum[i] = (add ? sum[i] : 0) + part[i];
}

void golden_ideal_sum(const struct golden_weights *w, int n_in, int tile, const uint16_t row[],
                      int n_rows, int32_t sum[])
{
    const int8_t *weights = w->data + (size_t)tile * (size_t)w->width * (size_t)n_in;
    const int lanes = golden_ideal_width(w, tile) / GOLDEN_LANES;
    int done = 0;

    do {
        const int left = n_rows - done;
        const int n = left < w->medium_rows ? left : w->medium_rows;

        sum_rows(weights, row + done, n, w->narrow_rows, lanes, sum, done > 0);
        done += n;
    } while (done < n_rows);
}
