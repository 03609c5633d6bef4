#include "micromag/demag/parts.h"
#include <string.h>
#include "base/simd.h"
/* The transforms along x: real rows to blocks of columns and back. Rows 2 j and 2 j + 1 are the
 * real and the imaginary part of one complex row Z; the spectrum of the first is
 * (Z[k] + conj Z[-k]) / 2, of the second (Z[k] - conj Z[-k]) / 2i. The kernel holds the 1/2. */

SKYLOOM_SIMD
static void rows_pack(real *restrict even, real *restrict odd, const real *restrict saturation_1,
                      const real *restrict m_1, const real *restrict saturation_2,
                      const real *restrict m_2, const real *restrict cosine,
                      const real *restrict sine, int n)
{
    for (int i = 0; i < n; i++) {
        const real a = saturation_1[i] * m_1[i], b = saturation_2[i] * m_2[i];

        even[2 * i] = a;
        even[2 * i + 1] = b;
        odd[2 * i] = a * cosine[i] - b * sine[i];
        odd[2 * i + 1] = a * sine[i] + b * cosine[i];
    }
}

SKYLOOM_SIMD
static void rows_add(real *restrict field_1, real *restrict field_2, const real *restrict even,
                     const real *restrict odd, const real *restrict cosine,
                     const real *restrict sine, int n)
{
    for (int i = 0; i < n; i++) {
        field_1[i] += even[2 * i] + (odd[2 * i] * cosine[i] + odd[2 * i + 1] * sine[i]);
        field_2[i] += even[2 * i + 1] + (odd[2 * i + 1] * cosine[i] - odd[2 * i] * sine[i]);
    }
}

/* Where the reals of a row come from: complex numbers there, real and imaginary parts here. */
#define PARTS_APART ((row_index){0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15})
#define PARTS_SWAPPED ((row_index){8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7})
#define OTHER_PART_APART ((row_index){1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 14})
#define INTERLEAVED ((row_index){0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15})
#define INTERLEAVED_BACKWARDS ((row_index){7, 15, 6, 14, 5, 13, 4, 12, 3, 11, 2, 10, 1, 9, 0, 8})
#define BACKWARDS ((row_index){14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1})
#define CONJUGATE ((row_lanes){1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1})
#define MINUS_IMAGINARY ((row_lanes){1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1})

/* Frequencies k.. and their mirrors last - k.. of Z to rows y and y + 1 of the blocks. Columns
 * beyond half the spectrum repeat its mirror, which is right too. */
SKYLOOM_SIMD
static void rows_split(const real *restrict z, int last, real *restrict row_1, real *restrict row_2,
                       int blocks, size_t block_stride)
{
    for (int b = 0; b < blocks; b++) {
        const int k = b * LANES;
        const row_lanes here = *(const row_lanes *)(z + 2 * k);
        const row_lanes mirror = *(const row_lanes *)(z + 2 * (last - k - (LANES - 1)));
        const row_lanes partner = __builtin_shuffle(mirror, BACKWARDS) * CONJUGATE;

        *(row_lanes *)(row_1 + (size_t)b * block_stride) =
            __builtin_shuffle(here + partner, PARTS_APART);
        *(row_lanes *)(row_2 + (size_t)b * block_stride) =
            __builtin_shuffle(here - partner, OTHER_PART_APART) * MINUS_IMAGINARY;
    }
}

SKYLOOM_SIMD
static void rows_join(real *restrict z, int last, const real *restrict row_1,
                      const real *restrict row_2, int blocks, size_t block_stride)
{
    for (int b = 0; b < blocks; b++) {
        const int k = b * LANES;
        const row_lanes first = *(const row_lanes *)(row_1 + (size_t)b * block_stride);
        const row_lanes second = *(const row_lanes *)(row_2 + (size_t)b * block_stride);
        const row_lanes minus_i_second = __builtin_shuffle(second, PARTS_SWAPPED) * MINUS_IMAGINARY;
        const row_lanes partner = (first + minus_i_second) * MINUS_IMAGINARY;

        *(row_lanes *)(z + 2 * k) = __builtin_shuffle(first - minus_i_second, INTERLEAVED);
        *(row_lanes *)(z + 2 * (last - k - (LANES - 1))) =
            __builtin_shuffle(partner, INTERLEAVED_BACKWARDS);
    }
}

/* Where two rows of one component lie; of an odd number of rows the last one stands alone. */
struct pair {
    int alone;
    size_t cell_1, cell_2; /* their first cells */
    size_t row_1, row_2;   /* in a block, reals */
};

/* Of one component of pair `index`, counted layer by layer. */
static struct pair pair_at(const struct demag *d, int index, int component)
{
    const int n_y = d->config.mesh.n_y, in_layer = (n_y + 1) / 2;
    const int y = 2 * (index % in_layer), layer = index / in_layer;
    const size_t n_x = (size_t)d->config.mesh.n_x;
    struct pair p = {.alone = y + 1 == n_y};

    p.cell_1 = ((size_t)layer * (size_t)n_y + (size_t)y) * n_x;
    p.cell_2 = p.cell_1 + (p.alone ? 0 : n_x);
    p.row_1 = ((size_t)(layer * 3 + component) * (size_t)n_y + (size_t)y) * ROW;
    p.row_2 = p.row_1 + (p.alone ? 0 : ROW);
    return p;
}

static void split(const struct demag *d, const struct scratch *s, size_t row_1, size_t row_2)
{
    real *const z_odd = s->spectra + 2 * (size_t)(d->half_x + LANES);
    real *const odd = d->spectrum + (size_t)d->blocks_even * d->block_stride;

    demag_fft(d->row_forward, s->rows, s->spectra);
    demag_fft(d->row_forward, s->rows + 2 * (size_t)d->half_x, z_odd);
    s->spectra[2 * d->half_x] = s->spectra[0]; /* Z[N] = Z[0] */
    s->spectra[2 * d->half_x + 1] = s->spectra[1];
    rows_split(s->spectra, d->half_x, d->spectrum + row_1, d->spectrum + row_2, d->blocks_even,
               d->block_stride);
    rows_split(z_odd, d->half_x - 1, odd + row_1, odd + row_2, d->blocks - d->blocks_even,
               d->block_stride);
}

static void join(const struct demag *d, const struct scratch *s, size_t row_1, size_t row_2)
{
    real *const z_odd = s->spectra + 2 * (size_t)(d->half_x + LANES);
    const real *const odd = d->spectrum + (size_t)d->blocks_even * d->block_stride;

    rows_join(s->spectra, d->half_x, d->spectrum + row_1, d->spectrum + row_2, d->blocks_even,
              d->block_stride);
    rows_join(z_odd, d->half_x - 1, odd + row_1, odd + row_2, d->blocks - d->blocks_even,
              d->block_stride);
    demag_fft(d->row_inverse, s->spectra, s->rows);
    demag_fft(d->row_inverse, z_odd, s->rows + 2 * (size_t)d->half_x);
}

void demag_rows_forward(const struct demag_job *job, int worker, int begin, int end)
{
    const struct demag *d = job->d;
    const struct scratch *s = &d->scratch[worker];
    const size_t spare = d->block_stride - (size_t)(worker + 1) * ROW;

    memset(s->rows, 0, 4 * (size_t)d->half_x * sizeof(real)); /* beyond n_x it stays zero */
    for (int i = 3 * begin; i < 3 * end; i++) {
        const struct pair p = pair_at(d, i / 3, i % 3);
        const real *const m = job->m[i % 3];

        rows_pack(s->rows, s->rows + 2 * (size_t)d->half_x, job->saturation_A_per_m + p.cell_1,
                  m + p.cell_1, p.alone ? s->blank : job->saturation_A_per_m + p.cell_2,
                  m + p.cell_2, d->twiddle_x.cosine, d->twiddle_x.sine, d->config.mesh.n_x);
        split(d, s, p.row_1, p.alone ? spare : p.row_2);
    }
}

void demag_rows_inverse(const struct demag_job *job, int worker, int begin, int end)
{
    const struct demag *d = job->d;
    const struct scratch *s = &d->scratch[worker];

    for (int i = 3 * begin; i < 3 * end; i++) {
        const struct pair p = pair_at(d, i / 3, i % 3);
        real *const field = job->field_T[i % 3];

        join(d, s, p.row_1, p.row_2);
        rows_add(field + p.cell_1, p.alone ? s->waste : field + p.cell_2, s->rows,
                 s->rows + 2 * (size_t)d->half_x, d->twiddle_x.cosine, d->twiddle_x.sine,
                 d->config.mesh.n_x);
    }
}
