#include "micromag/demag_internal.h"
#include "simd.h"
#include <string.h>
/* The transforms along y and the products with the kernel, one block of columns at a time: its
 * rows are read once and written once, the rest happens in cache. */

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

/* to += the field at one row of one layer by another: signs are those of the entries odd in ky
 * (xy, yz) and in the direction of z (xz, yz). xz and yz are stored without their factor -i. */
SKYLOOM_SIMD
static void multiply_add(real *restrict to, const real *restrict from, size_t plane,
                         const real *restrict kernel, real sign_y, real sign_z)
{
    const lanes pair_1 = *(const lanes *)kernel, pair_2 = *(const lanes *)(kernel + ROW);
    const lanes pair_3 = *(const lanes *)(kernel + 2 * ROW);
    const lanes xx = __builtin_shuffle(pair_1, LANES_SPREAD);
    const lanes yy = __builtin_shuffle(pair_1, LANES_SPREAD + LANES);
    const lanes zz = __builtin_shuffle(pair_2, LANES_SPREAD);
    const lanes xy = __builtin_shuffle(pair_2, LANES_SPREAD + LANES) * sign_y;
    const lanes xz = __builtin_shuffle(pair_3, LANES_SPREAD) * LANES_CONJUGATE * sign_z;
    const lanes yz =
        __builtin_shuffle(pair_3, LANES_SPREAD + LANES) * LANES_CONJUGATE * (sign_y * sign_z);
    const lanes x = *(const lanes *)from, y = *(const lanes *)(from + plane);
    const lanes z = *(const lanes *)(from + 2 * plane);
    const lanes swapped_x = __builtin_shuffle(x, LANES_SWAP); /* -i x = conjugate(swap) */
    const lanes swapped_y = __builtin_shuffle(y, LANES_SWAP);
    const lanes swapped_z = __builtin_shuffle(z, LANES_SWAP);

    *(lanes *)to += xx * x + xy * y + xz * swapped_z;
    *(lanes *)(to + ROW) += xy * x + yy * y + yz * swapped_z;
    *(lanes *)(to + 2 * ROW) += xz * swapped_x + yz * swapped_y + zz * z;
}

/* All pairs of layers at one row; the kernel depends on their distance only. */
static void multiply_row(const struct demag *d, const struct scratch *s, const real *kernel,
                         size_t distance_stride, int row, real sign_y)
{
    const int n_z = d->config.mesh.n_z;
    const size_t plane = (size_t)d->half_y * ROW;
    real *const at = s->columns + (size_t)row * ROW;

    memset(s->products, 0, (size_t)n_z * 3 * ROW * sizeof(real));
    for (int i = 0; i < n_z; i++)
        for (int j = 0; j < n_z; j++)
            multiply_add(s->products + (size_t)i * 3 * ROW, at + (size_t)j * 3 * plane, plane,
                         kernel + (size_t)(i > j ? i - j : j - i) * distance_stride, sign_y,
                         i < j ? -1 : 1);
    for (int c = 0; c < 3 * n_z; c++)
        memcpy(at + (size_t)c * plane, s->products + (size_t)c * ROW, ROW * sizeof(real));
}

static void multiply_layers(const struct demag *d, const struct scratch *s, const real *kernel,
                            int parity)
{
    const int rows = demag_kernel_rows(d->half_y, parity);
    const size_t row_stride = (size_t)d->entries * LANES;
    const size_t distance_stride = (size_t)(d->half_y + 1) * row_stride;

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
            kernel + (parity ? demag_kernel_rows(d->half_y, 0) * d->entries * LANES : 0);

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

void demag_columns(const struct demag_job *job, int part, int parts)
{
    const struct demag *d = job->d;

    for (int b = d->blocks * part / parts; b < d->blocks * (part + 1) / parts; b++)
        block_convolve(d, &d->scratch[part], d->spectrum + (size_t)b * d->block_stride,
                       d->kernel + (size_t)b * d->kernel_stride);
}
