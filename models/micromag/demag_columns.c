#include "micromag/demag_internal.h"
#include "simd.h"
#include <string.h>
/* The transforms along y and the products with the kernel, one block of columns at a time: its
 * rows are read once and written once, the rest happens in cache. */

/* Into the caller, whose instruction set it then has. */
#define INLINE __attribute__((always_inline)) inline

/* The rows times exp(-i pi y / N). */
SKYLOOM_SIMD
static void columns_twist(real *restrict to, const real *restrict from, int n,
                          const struct twiddles *w)
{
    for (int y = 0; y < n; y++) {
        const lanes a = *(const lanes *)(from + (size_t)y * ROW);
        const lanes i_a = __builtin_shuffle(a * LANES_CONJUGATE, LANES_SWAP);

        *(lanes *)(to + (size_t)y * ROW) = a * w->cosine[y] + i_a * w->sine[y];
    }
}

/* The two halves of the inverse: even + odd exp(i pi y / N). */
SKYLOOM_SIMD
static void columns_untwist(real *restrict to, const real *restrict even, const real *restrict odd,
                            int n, const struct twiddles *w)
{
    for (int y = 0; y < n; y++) {
        const lanes a = *(const lanes *)(odd + (size_t)y * ROW);
        const lanes i_a = __builtin_shuffle(a * LANES_CONJUGATE, LANES_SWAP);

        *(lanes *)(to + (size_t)y * ROW) =
            *(const lanes *)(even + (size_t)y * ROW) + (a * w->cosine[y] - i_a * w->sine[y]);
    }
}

/* One layer: xz and yz vanish. Row k and its mirror share the kernel. */
SKYLOOM_SIMD
static void multiply_layer(real *restrict columns, const real *restrict kernel, int half_y,
                           int parity)
{
    const int rows = demag_kernel_rows(half_y, parity);
    const size_t plane = (size_t)half_y * ROW;

    for (int k = 0; k < rows; k++) {
        const lanes narrow_1 = *(const lanes *)(kernel + (size_t)k * 4 * LANES);
        const lanes narrow_2 = *(const lanes *)(kernel + (size_t)k * 4 * LANES + ROW);
        const lanes xx = __builtin_shuffle(narrow_1, LANES_SPREAD);
        const lanes yy = __builtin_shuffle(narrow_1, LANES_SPREAD + LANES);
        const lanes zz = __builtin_shuffle(narrow_2, LANES_SPREAD);
        const lanes xy_here = __builtin_shuffle(narrow_2, LANES_SPREAD + LANES);
        const int mirror = (half_y - parity - k) % half_y;

        for (int side = 0; side < (mirror != k ? 2 : 1); side++) {
            real *const at = columns + (size_t)(side == 0 ? k : mirror) * ROW;
            const lanes x = *(lanes *)at, y = *(lanes *)(at + plane);
            const lanes xy = side == 0 ? xy_here : -xy_here;

            *(lanes *)at = xx * x + xy * y;
            *(lanes *)(at + plane) = xy * x + yy * y;
            *(lanes *)(at + 2 * plane) = zz * *(lanes *)(at + 2 * plane);
        }
    }
}

/* xz and yz carry a factor -i, which goes when z is counted as -i z: from here on all is real. */
INLINE static void layers_load(real *restrict to, const real *restrict from, size_t plane, int n_z)
{
    for (int i = 0; i < n_z; i++, to += 3 * ROW, from += 3 * plane) {
        const lanes z = *(const lanes *)(from + 2 * plane);

        *(lanes *)to = *(const lanes *)from;
        *(lanes *)(to + ROW) = *(const lanes *)(from + plane);
        *(lanes *)(to + 2 * ROW) = __builtin_shuffle(z, LANES_SWAP) * LANES_CONJUGATE;
    }
}

INLINE static void layers_store(real *restrict to, const real *restrict from, size_t plane, int n_z)
{
    for (int i = 0; i < n_z; i++, from += 3 * ROW, to += 3 * plane) {
        const lanes z = *(const lanes *)(from + 2 * ROW);

        *(lanes *)to = *(const lanes *)from;
        *(lanes *)(to + plane) = *(const lanes *)(from + ROW);
        *(lanes *)(to + 2 * plane) = __builtin_shuffle(z * LANES_CONJUGATE, LANES_SWAP);
    }
}

/* The field of each layer by itself. sign_y: that of the entries odd in ky (xy, yz). */
INLINE static void layers_set_own(real *restrict to, const real *restrict from, int n_z,
                                  const real *restrict kernel, real sign_y)
{
    const lanes pair_1 = *(const lanes *)kernel, pair_2 = *(const lanes *)(kernel + ROW);
    const lanes xx = __builtin_shuffle(pair_1, LANES_SPREAD);
    const lanes yy = __builtin_shuffle(pair_1, LANES_SPREAD + LANES);
    const lanes zz = __builtin_shuffle(pair_2, LANES_SPREAD);
    const lanes xy = __builtin_shuffle(pair_2, LANES_SPREAD + LANES) * sign_y;

    for (int i = 0; i < n_z; i++, from += 3 * ROW, to += 3 * ROW) {
        const lanes x = *(const lanes *)from, y = *(const lanes *)(from + ROW);

        *(lanes *)to = xx * x + xy * y;
        *(lanes *)(to + ROW) = xy * x + yy * y;
        *(lanes *)(to + 2 * ROW) = zz * *(const lanes *)(from + 2 * ROW);
    }
}

/* The fields of the layers i and j = i - distance by each other, all such pairs. */
INLINE static void layers_add_distant(real *restrict field, const real *restrict source, int n_z,
                                      int distance, const real *restrict kernel, real sign_y)
{
    const lanes pair_1 = *(const lanes *)kernel, pair_2 = *(const lanes *)(kernel + ROW);
    const lanes pair_3 = *(const lanes *)(kernel + 2 * ROW);
    const lanes xx = __builtin_shuffle(pair_1, LANES_SPREAD);
    const lanes yy = __builtin_shuffle(pair_1, LANES_SPREAD + LANES);
    const lanes zz = __builtin_shuffle(pair_2, LANES_SPREAD);
    const lanes xy = __builtin_shuffle(pair_2, LANES_SPREAD + LANES) * sign_y;
    const lanes xz = __builtin_shuffle(pair_3, LANES_SPREAD);
    const lanes yz = __builtin_shuffle(pair_3, LANES_SPREAD + LANES) * sign_y;

    for (int i = distance; i < n_z; i++) {
        for (int way = 0; way < 2; way++) {
            const int target = way == 0 ? i : i - distance, other = way == 0 ? i - distance : i;
            const real *const from = source + other * 3 * ROW;
            real *const to = field + target * 3 * ROW;
            const lanes x = *(const lanes *)from, y = *(const lanes *)(from + ROW);
            const lanes z = *(const lanes *)(from + 2 * ROW);
            const lanes up = way == 0 ? z : -z; /* xz and yz change sign with the direction */
            const lanes in_plane = xz * x + yz * y;

            *(lanes *)to += xx * x + xy * y + xz * up;
            *(lanes *)(to + ROW) += xy * x + yy * y + yz * up;
            *(lanes *)(to + 2 * ROW) += zz * z - (way == 0 ? in_plane : -in_plane);
        }
    }
}

/* All pairs of layers at one row; the kernel depends on their distance only. */
INLINE static void multiply_row(const struct demag *d, const struct scratch *s, const real *kernel,
                                size_t distance_stride, int row, real sign_y)
{
    const int n_z = d->config.mesh.n_z;
    const size_t plane = (size_t)d->half_y * ROW;
    real *const sources = s->layers, *const fields = s->layers + (size_t)(3 * n_z) * ROW;
    real *const at = s->columns + (size_t)row * ROW;

    layers_load(sources, at, plane, n_z);
    layers_set_own(fields, sources, n_z, kernel, sign_y);
    for (int distance = 1; distance < n_z; distance++)
        layers_add_distant(fields, sources, n_z, distance,
                           kernel + (size_t)distance * distance_stride, sign_y);
    layers_store(at, fields, plane, n_z);
}

SKYLOOM_SIMD
static void multiply_layers(const struct demag *d, const struct scratch *s, const real *kernel,
                            int parity)
{
    const int rows = demag_kernel_rows(d->half_y, parity);
    const size_t distance_stride = (size_t)d->entries * LANES;
    const size_t row_stride = (size_t)d->config.mesh.n_z * distance_stride;

    for (int k = 0; k < rows; k++) {
        const int mirror = (d->half_y - parity - k) % d->half_y;

        multiply_row(d, s, kernel + (size_t)k * row_stride, distance_stride, k, 1);
        if (mirror != k)
            multiply_row(d, s, kernel + (size_t)k * row_stride, distance_stride, mirror, -1);
    }
}

static void transform(const struct demag *d, const struct scratch *s, const real *block, int plane,
                      int parity)
{
    const int n_y = d->config.mesh.n_y;
    const real *const from = block + (size_t)plane * (size_t)n_y * ROW;
    real *const to = s->columns + (size_t)plane * (size_t)d->half_y * ROW;

    if (parity == 0)
        memcpy(s->column, from, (size_t)n_y * ROW * sizeof(real));
    else
        columns_twist(s->column, from, n_y, &d->twiddle_y);
    demag_fft(d->column_forward, s->column, to);
}

static void block_convolve(const struct demag *d, const struct scratch *s, real *block,
                           const real *kernel)
{
    const int planes = 3 * d->config.mesh.n_z, n_y = d->config.mesh.n_y;
    const size_t stride = (size_t)d->half_y * ROW;

    for (int parity = 0; parity < 2; parity++) {
        const real *const rows =
            kernel
            + (parity ? demag_kernel_rows(d->half_y, 0) * d->config.mesh.n_z * d->entries * LANES
                      : 0);

        memset(s->column + n_y * ROW, 0, (size_t)(d->half_y - n_y) * ROW * sizeof(real));
        for (int p = 0; p < planes; p++)
            transform(d, s, block, p, parity);
        if (planes == 3)
            multiply_layer(s->columns, rows, d->half_y, parity);
        else
            multiply_layers(d, s, rows, parity);
        for (int p = 0; p < planes; p++) {
            const size_t at = (size_t)p * stride;
            real *const to = parity == 0 ? s->even + at : s->column;

            demag_fft(d->column_inverse, s->columns + at, to);
            if (parity == 1)
                columns_untwist(block + (size_t)p * (size_t)n_y * ROW, s->even + at, to, n_y,
                                &d->twiddle_y);
        }
    }
}

void demag_columns(const struct demag_job *job, int part)
{
    const struct demag *d = job->d;
    const int parts = d->config.n_threads;

    for (int b = d->blocks * part / parts; b < d->blocks * (part + 1) / parts; b++)
        block_convolve(d, &d->scratch[part], d->spectrum + (size_t)b * d->block_stride,
                       d->kernel + (size_t)b * d->kernel_stride);
}
