/* Reading tiles: the inner loop of the golden twin. Plain loops over fixed widths that gcc turns
 * into vector code for whatever the machine has (simd.h); every operation is exact or one correctly
 * rounded float operation, so the width cannot show in the result.
 *
 * Two paths with the same integers: 16 bit sums where they cannot overflow (xbar.narrow), 32 bit
 * sums otherwise. */
#include "crossbar/xbar.h"
#include <math.h>
#include <string.h>
#include "base/philox.h"
#include "base/simd.h"

#define MAX_COLUMNS 128
#define BLOCK 32    /* columns of one inner loop */
#define ROW_GROUP 4 /* rows added per pass over the columns */
#define AHEAD 16
#define NOISE_BLOCKS (MAX_COLUMNS / 8)
#define INLINE static inline __attribute__((always_inline))

/* The parts of one tile that a read needs. */
struct tile_view {
    const uint16_t *difference; /* int16 as uint16: sums modulo 2^16 are the same */
    const uint16_t *variance;
    const int16_t *deviate; /* NULL: no read noise */
    size_t stride;
    int columns, inputs; /* columns in use */
    struct converter converter;
    uint64_t seed;
    uint32_t image, tile_id;
    int32_t reach, reach_variance; /* of one input, see struct xbar */
};

static struct tile_view view_of(const struct xbar *x, int tile, uint32_t image)
{
    const int inputs = x->config.geometry.word_lines / 2;
    const size_t first = (size_t)tile * ((size_t)inputs + 1) * x->stride;

    return (struct tile_view){.difference = (const uint16_t *)x->difference + first,
                              .variance = x->variance + first,
                              .deviate = x->config.read_noise ? x->deviate : NULL,
                              .stride = x->stride,
                              .columns = x->columns_used,
                              .inputs = inputs,
                              .converter = x->config.converter,
                              .seed = x->config.seed,
                              .image = image,
                              .tile_id = x->first_tile_id + (uint32_t)tile,
                              .reach = x->reach[tile],
                              .reach_variance = x->reach_variance[tile]};
}

/* Driven rows, filled up to whole groups with the row of zeros. */
INLINE int list_rows(uint64_t rows, int zero_row, uint8_t list[64 + ROW_GROUP])
{
    int n = 0;

    for (; rows != 0; rows &= rows - 1)
        list[n++] = (uint8_t)__builtin_ctzll(rows);
    while (n % ROW_GROUP != 0)
        list[n++] = (uint8_t)zero_row;
    return n;
}

INLINE void sum_narrow(const uint16_t *restrict tile, size_t stride, const uint8_t list[], int n,
                       uint16_t *restrict sum)
{
    for (int k = 0; k < n; k += ROW_GROUP) {
        const uint16_t *restrict a = tile + list[k] * stride;
        const uint16_t *restrict b = tile + list[k + 1] * stride;
        const uint16_t *restrict c = tile + list[k + 2] * stride;
        const uint16_t *restrict d = tile + list[k + 3] * stride;

        for (size_t start = 0; start < stride; start += BLOCK) {
            if (k == 0)
                for (size_t i = start; i < start + BLOCK; i++)
                    sum[i] = (uint16_t)(a[i] + b[i] + c[i] + d[i]);
            else
                for (size_t i = start; i < start + BLOCK; i++)
                    sum[i] = (uint16_t)(sum[i] + a[i] + b[i] + c[i] + d[i]);
        }
    }
}

/* Standard normals of all columns of one tile read in units of 1/XBAR_NORMAL_ONE: the upper half of
 * a symmetric table, short enough to stay in the cache. */
INLINE void normals_of_read(const struct tile_view *v, uint32_t step, int16_t z[MAX_COLUMNS])
{
    struct philox_words word[NOISE_BLOCKS];
    uint16_t index[MAX_COLUMNS], mirror[MAX_COLUMNS];

    for (uint64_t block = 0; block < NOISE_BLOCKS; block++)
        word[block] = philox_lane(v->seed, PHILOX_READ, v->image, step, v->tile_id, block);
    for (size_t i = 0; i < MAX_COLUMNS / 2; i++) {
        index[2 * i] = (uint16_t)word[i / 4].w[i % 4];
        index[2 * i + 1] = (uint16_t)(word[i / 4].w[i % 4] >> 16);
    }
    for (size_t i = 0; i < MAX_COLUMNS; i++) {
        mirror[i] = index[i] >= 0x8000 ? 0 : 0xFFFF;
        index[i] = (index[i] ^ mirror[i]) & 0x7FFF;
    }
    for (size_t i = 0; i < MAX_COLUMNS; i++)
        z[i] = v->deviate[index[i]];
    for (size_t i = 0; i < MAX_COLUMNS; i++)
        z[i] = (int16_t)((z[i] ^ mirror[i]) - mirror[i]);
}

/* Nearest integer, ties to even: adding 1.5 2^23 leaves no fraction bits. For |x| < 2^22. */
INLINE float round_even(float x) { return (x + 12582912.0f) - 12582912.0f; }

INLINE float noise_of(int16_t z, float variance)
{
    return round_even((float)z * (1.0f / XBAR_NORMAL_ONE) * sqrtf(variance));
}

INLINE void add_noise_narrow(const int16_t z[], const uint16_t variance[], size_t n, uint16_t sum[])
{
    for (size_t start = 0; start < n; start += BLOCK)
        for (size_t i = start; i < start + BLOCK; i++) {
            const float noise = noise_of(z[i], (float)variance[i]);

            sum[i] = (uint16_t)(sum[i] + (int16_t)noise);
        }
}

/* converter_code() on 16 bits: (s m + 2^13) >> 14 is the rounding high product of s and 2m, one
 * instruction; m = 2^14 (one code per quantum) does not fit and needs no product. */
INLINE void codes_narrow(const struct converter *converter, const uint16_t sum[], size_t n,
                         int16_t code[])
{
    const int16_t max = (int16_t)((1 << (converter->bits - 1)) - 1), min = (int16_t)(-max - 1);
    const int16_t twice = (int16_t)(2 * converter->multiplier);

    if (converter->multiplier == 1 << CONVERTER_SHIFT) {
        for (size_t start = 0; start < n; start += BLOCK)
            for (size_t i = start; i < start + BLOCK; i++) {
                const int16_t s = (int16_t)sum[i], low = s < min ? min : s;

                code[i] = low > max ? max : low;
            }
        return;
    }
    for (size_t start = 0; start < n; start += BLOCK)
        for (size_t i = start; i < start + BLOCK; i++) {
            const int16_t s = (int16_t)((((int16_t)sum[i] * twice >> 14) + 1) >> 1);
            const int16_t low = s < min ? min : s;

            code[i] = low > max ? max : low;
        }
}

INLINE void read_narrow(const struct tile_view *v, uint64_t rows, const int16_t z[], int16_t code[])
{
    uint8_t list[64 + ROW_GROUP];
    _Alignas(64) uint16_t sum[MAX_COLUMNS], variance[MAX_COLUMNS];
    const int n = list_rows(rows, v->inputs, list);

    sum_narrow(v->difference, v->stride, list, n, sum);
    if (v->deviate != NULL) {
        sum_narrow(v->variance, v->stride, list, n, variance);
        add_noise_narrow(z, variance, v->stride, sum);
    }
    codes_narrow(&v->converter, sum, v->stride, code);
}

INLINE void sum_wide(const struct tile_view *v, uint64_t rows, int32_t sum[])
{
    memset(sum, 0, v->stride * sizeof *sum);
    for (; rows != 0; rows &= rows - 1) {
        const uint16_t *row = v->difference + (size_t)__builtin_ctzll(rows) * v->stride;

        for (size_t i = 0; i < v->stride; i++)
            sum[i] += (int16_t)row[i];
    }
}

INLINE void add_noise_wide(const struct tile_view *v, uint64_t rows, uint32_t step, int32_t sum[])
{
    uint32_t variance[MAX_COLUMNS] = {0};
    int16_t z[MAX_COLUMNS];

    for (; rows != 0; rows &= rows - 1) {
        const uint16_t *row = v->variance + (size_t)__builtin_ctzll(rows) * v->stride;

        for (size_t i = 0; i < v->stride; i++)
            variance[i] += row[i];
    }
    normals_of_read(v, step, z);
    for (size_t i = 0; i < v->stride; i++)
        sum[i] += (int32_t)noise_of(z[i], (float)variance[i]);
}

INLINE void read_wide(const struct tile_view *v, uint64_t rows, uint32_t step, int16_t code[])
{
    int32_t sum[MAX_COLUMNS];

    sum_wide(v, rows, sum);
    if (v->deviate != NULL)
        add_noise_wide(v, rows, step, sum);
    for (size_t i = 0; i < v->stride; i++)
        code[i] = (int16_t)converter_code(&v->converter, sum[i]);
}

INLINE void add_codes(const int16_t code[], int columns, int32_t acc[])
{
    int start = 0;

    for (; start + BLOCK <= columns; start += BLOCK)
        for (int i = start; i < start + BLOCK; i++)
            acc[i] += code[i];
    for (int i = start; i < columns; i++)
        acc[i] += code[i];
}

/* Adds one to hits[] where a code is at an end of the range: x ^ x >> 15 is x or ~x, never
 * negative, and largest at both ends. */
INLINE void mark_ends(const int16_t code[], size_t n, int16_t largest, uint16_t hits[])
{
    for (size_t start = 0; start < n; start += BLOCK)
        for (size_t i = start; i < start + BLOCK; i++)
            hits[i] = (uint16_t)(hits[i] + ((int16_t)(code[i] ^ code[i] >> 15) == largest));
}

INLINE uint64_t sum_hits(const uint16_t hits[], int columns)
{
    uint64_t sum = 0;

    for (int i = 0; i < columns; i++)
        sum += hits[i];
    return sum;
}

/* The smallest |sum| whose code is at an end of the range, from converter_code. */
INLINE float sum_at_end(const struct converter *c)
{
    const float codes = (float)((1 << (c->bits - 1)) - 1) - 0.5f;

    return codes * (float)(1 << CONVERTER_SHIFT) / (float)c->multiplier - 1.0f;
}

/* Whether n driven inputs could bring a column there; normal deviates end at 4.3. */
INLINE bool may_clip(const struct tile_view *v, int n, float at_end)
{
    const float noise =
        v->deviate != NULL ? 4.5f * sqrtf((float)(n * v->reach_variance)) + 1.0f : 0.0f;

    return (float)(n * v->reach) + noise >= at_end;
}

INLINE int16_t largest_code(const struct converter *c)
{
    return (int16_t)((1 << (c->bits - 1)) - 1);
}

/* Normals are drawn some steps ahead: a vector read right behind the short writes of a table
 * look-up would wait for every one of them. */
SKYLOOM_SIMD static uint64_t accumulate_narrow(const struct tile_view *view, const uint64_t rows[],
                                               int n_steps, size_t acc_stride, int32_t acc[])
{
    const struct tile_view v = *view;
    const int16_t largest = largest_code(&v.converter);
    const float at_end = sum_at_end(&v.converter);
    _Alignas(64) int16_t code[MAX_COLUMNS], z[AHEAD][MAX_COLUMNS];
    uint64_t clipped = 0;

    for (int first = 0; first < n_steps; first += AHEAD) {
        const int end = first + AHEAD < n_steps ? first + AHEAD : n_steps;
        _Alignas(64) uint16_t hits[MAX_COLUMNS] = {0};
        bool any = false;

        for (int step = first; v.deviate != NULL && step < end; step++)
            if (rows[step] != 0)
                normals_of_read(&v, (uint32_t)step, z[step - first]);
        for (int step = first; step < end; step++) {
            if (rows[step] == 0)
                continue;
            read_narrow(&v, rows[step], z[step - first], code);
            add_codes(code, v.columns, acc + (size_t)step * acc_stride);
            if (!may_clip(&v, __builtin_popcountll(rows[step]), at_end))
                continue;
            mark_ends(code, v.stride, largest, hits);
            any = true;
        }
        if (any)
            clipped += sum_hits(hits, v.columns);
    }
    return clipped;
}

SKYLOOM_SIMD static uint64_t accumulate_wide(const struct tile_view *view, const uint64_t rows[],
                                             int n_steps, size_t acc_stride, int32_t acc[])
{
    const struct tile_view v = *view;
    const int16_t largest = largest_code(&v.converter);
    int16_t code[MAX_COLUMNS];
    uint64_t clipped = 0;

    for (int step = 0; step < n_steps; step++, acc += acc_stride) {
        if (rows[step] == 0)
            continue;
        uint16_t hits[MAX_COLUMNS] = {0};

        read_wide(&v, rows[step], (uint32_t)step, code);
        add_codes(code, v.columns, acc);
        mark_ends(code, v.stride, largest, hits);
        clipped += sum_hits(hits, v.columns);
    }
    return clipped;
}

SKYLOOM_SIMD static void read_any(const struct tile_view *v, bool narrow, uint64_t rows,
                                  uint32_t step, int16_t code[])
{
    int16_t z[MAX_COLUMNS];

    if (narrow && v->deviate != NULL)
        normals_of_read(v, step, z);
    if (narrow)
        read_narrow(v, rows, z, code);
    else
        read_wide(v, rows, step, code);
}

void xbar_sum(const struct xbar *x, int tile, uint64_t rows, int32_t sum[])
{
    const struct tile_view v = view_of(x, tile, 0);
    uint8_t list[64 + ROW_GROUP];
    uint16_t narrow[MAX_COLUMNS];
    int32_t wide[MAX_COLUMNS] = {0};

    if (x->narrow[tile] && rows != 0) {
        const int n = list_rows(rows, v.inputs, list);

        sum_narrow(v.difference, v.stride, list, n, narrow);
        for (size_t i = 0; i < v.stride; i++)
            wide[i] = (int16_t)narrow[i];
    } else {
        sum_wide(&v, rows, wide);
    }
    memcpy(sum, wide, (size_t)x->config.geometry.columns * sizeof *sum);
}

void xbar_read(const struct xbar *x, int tile, uint64_t rows, uint32_t image, uint32_t step,
               int16_t code[])
{
    const struct tile_view v = view_of(x, tile, image);
    int16_t padded[MAX_COLUMNS];

    memset(code, 0, (size_t)x->config.geometry.columns * sizeof *code);
    if (rows == 0)
        return;
    read_any(&v, x->narrow[tile], rows, step, padded);
    memcpy(code, padded, (size_t)x->columns_used * sizeof *code);
}

uint64_t xbar_accumulate(const struct xbar *x, int tile, const uint64_t rows[], int n_steps,
                         uint32_t image, int32_t acc[])
{
    const struct tile_view v = view_of(x, tile, image);
    const size_t acc_stride = (size_t)x->config.geometry.columns;

    return x->narrow[tile] ? accumulate_narrow(&v, rows, n_steps, acc_stride, acc)
                           : accumulate_wide(&v, rows, n_steps, acc_stride, acc);
}
