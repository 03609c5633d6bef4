#include "micromag/demag/parts.h"
#include "base/simd.h"
/* The transforms along y and the products with the kernel, one block of columns at a time: its
 * rows are read once and written once, the rest happens in cache. */

/* Into the caller, whose instruction set it then has. */
#define INLINE __attribute__((always_inline)) inline

/* One layer: xz and yz vanish. Frequency k and its mirror share the kernel. */
SKYLOOM_SIMD
static void multiply_layer(const struct demag *d, real *restrict columns,
                           const real *restrict kernel, int parity)
{
    const int n = d->half_y, rows = demag_kernel_rows(n, parity);
    const size_t plane = d->plane_stride;

    for (int k = 0; k < rows; k++, kernel += 4 * LANES) {
        const lanes xx = *(const lanes *)kernel, yy = *(const lanes *)(kernel + LANES);
        const lanes zz = *(const lanes *)(kernel + 2 * LANES);
        const lanes xy_here = *(const lanes *)(kernel + 3 * LANES);
        const int mirror = demag_mirror(n, parity, k);

        for (int side = 0; side < (mirror != k ? 2 : 1); side++) {
            real *const at = columns + (size_t)d->fft_y.place[side == 0 ? k : mirror] * ROW;
            const lanes xy = side == 0 ? xy_here : -xy_here;

            for (int part = 0; part < ROW; part += LANES) { /* real, imaginary */
                real *const in_x = at + part, *const in_y = in_x + plane;
                real *const in_z = in_y + plane;
                const lanes x = *(lanes *)in_x, y = *(lanes *)in_y;

                *(lanes *)in_x = xx * x + xy * y;
                *(lanes *)in_y = xy * x + yy * y;
                *(lanes *)in_z = zz * *(lanes *)in_z;
            }
        }
    }
}

/* --- layers. xz and yz carry a factor -i, which goes when z is counted as -i z; at a mirror xy and
 * yz change sign, which is that of y. From here on all is real. --- */

INLINE static void layers_load(real *restrict to, const real *restrict from, size_t plane, int n_z,
                               real sign_y)
{
    for (int i = 0; i < n_z; i++, to += 3 * ROW, from += 3 * plane) {
        const real *const y = from + plane, *const z = y + plane;

        *(lanes *)to = *(const lanes *)from;
        *(lanes *)(to + LANES) = *(const lanes *)(from + LANES);
        *(lanes *)(to + 2 * LANES) = sign_y * *(const lanes *)y;
        *(lanes *)(to + 3 * LANES) = sign_y * *(const lanes *)(y + LANES);
        *(lanes *)(to + 4 * LANES) = *(const lanes *)(z + LANES);
        *(lanes *)(to + 5 * LANES) = -*(const lanes *)z;
    }
}

/* field[x, y, z of real and of imaginary parts] (+)= the field of one layer in another. */
struct layer_field {
    lanes value[6];
};

INLINE static void field_set_own(struct layer_field *f, const real *from, const real *kernel)
{
    const lanes xx = *(const lanes *)kernel, yy = *(const lanes *)(kernel + LANES);
    const lanes zz = *(const lanes *)(kernel + 2 * LANES);
    const lanes xy = *(const lanes *)(kernel + 3 * LANES);

#pragma GCC unroll 2
    for (int part = 0; part < 2; part++) {
        const lanes x = *(const lanes *)(from + part * LANES);
        const lanes y = *(const lanes *)(from + (2 + part) * LANES);

        f->value[part] = xx * x + xy * y;
        f->value[2 + part] = xy * x + yy * y;
        f->value[4 + part] = zz * *(const lanes *)(from + (4 + part) * LANES);
    }
}

/* xz and yz change sign with the direction. */
INLINE static void field_add(struct layer_field *f, const real *from, const real *kernel,
                             bool from_below)
{
    const lanes xx = *(const lanes *)kernel, yy = *(const lanes *)(kernel + LANES);
    const lanes zz = *(const lanes *)(kernel + 2 * LANES);
    const lanes xy = *(const lanes *)(kernel + 3 * LANES);
    const lanes xz = *(const lanes *)(kernel + 4 * LANES);
    const lanes yz = *(const lanes *)(kernel + 5 * LANES);

#pragma GCC unroll 2
    for (int part = 0; part < 2; part++) {
        const lanes x = *(const lanes *)(from + part * LANES);
        const lanes y = *(const lanes *)(from + (2 + part) * LANES);
        const lanes z = *(const lanes *)(from + (4 + part) * LANES);
        const lanes in_plane = xz * x + yz * y;

        if (from_below) {
            f->value[part] += (xx * x + xy * y) + xz * z;
            f->value[2 + part] += (xy * x + yy * y) + yz * z;
            f->value[4 + part] += zz * z - in_plane;
        } else {
            f->value[part] += (xx * x + xy * y) - xz * z;
            f->value[2 + part] += (xy * x + yy * y) - yz * z;
            f->value[4 + part] += zz * z + in_plane;
        }
    }
}

INLINE static void field_store(real *to, size_t plane, const struct layer_field *f, real sign_y)
{
    real *const y = to + plane, *const z = y + plane;

    *(lanes *)to = f->value[0];
    *(lanes *)(to + LANES) = f->value[1];
    *(lanes *)y = sign_y * f->value[2];
    *(lanes *)(y + LANES) = sign_y * f->value[3];
    *(lanes *)z = -f->value[5];
    *(lanes *)(z + LANES) = f->value[4];
}

/* All pairs of layers at one frequency; the kernel depends on their distance only. */
INLINE static void multiply_row(real *at, size_t plane, int n_z, const real *kernel, real sign_y,
                                real *restrict sources)
{
    enum { STRIDE = 6 * LANES }; /* of a distance in the kernel, of a layer in the sources */

    layers_load(sources, at, plane, n_z, sign_y);
    for (int i = 0; i < n_z; i++) {
        struct layer_field f;

        field_set_own(&f, sources + i * STRIDE, kernel);
        for (int j = 0; j < i; j++)
            field_add(&f, sources + j * STRIDE, kernel + (i - j) * STRIDE, true);
        for (int j = i + 1; j < n_z; j++)
            field_add(&f, sources + j * STRIDE, kernel + (j - i) * STRIDE, false);
        field_store(at + (size_t)(3 * i) * plane, plane, &f, sign_y);
    }
}

SKYLOOM_SIMD
static void multiply_layers(const struct demag *d, const struct scratch *s, const real *kernel,
                            int parity)
{
    const int n = d->half_y, n_z = d->config.mesh.n_z, rows = demag_kernel_rows(n, parity);

    for (int k = 0; k < rows; k++, kernel += n_z * 6 * LANES) {
        const int mirror = demag_mirror(n, parity, k);

        multiply_row(s->columns + (size_t)d->fft_y.place[k] * ROW, d->plane_stride, n_z, kernel, 1,
                     s->layers);
        if (mirror != k)
            multiply_row(s->columns + (size_t)d->fft_y.place[mirror] * ROW, d->plane_stride, n_z,
                         kernel, -1, s->layers);
    }
}

static void block_convolve(const struct demag *d, const struct scratch *s, real *block,
                           const real *kernel)
{
    const int n_z = d->config.mesh.n_z, planes = 3 * n_z, n_y = d->config.mesh.n_y;
    const size_t rows = (size_t)n_y * ROW;

    for (int parity = 0; parity < 2; parity++) {
        for (int p = 0; p < planes; p++)
            demag_fft_forward(&d->fft_y, parity, block + (size_t)p * rows, n_y,
                              s->columns + (size_t)p * d->plane_stride);
        if (n_z == 1)
            multiply_layer(d, s->columns, kernel, parity);
        else
            multiply_layers(d, s, kernel, parity);
        for (int p = 0; p < planes; p++) {
            real *const even = s->even + (size_t)p * rows;

            demag_fft_inverse(&d->fft_y, parity, s->columns + (size_t)p * d->plane_stride, even,
                              parity == 0 ? even : block + (size_t)p * rows, n_y);
        }
        kernel += demag_kernel_rows(d->half_y, 0) * n_z * d->entries * LANES;
    }
}

void demag_columns(const struct demag_job *job, int worker, int begin, int end)
{
    const struct demag *d = job->d;

    for (int b = begin; b < end; b++)
        block_convolve(d, &d->scratch[worker], d->spectrum + (size_t)b * d->block_stride,
                       d->kernel + (size_t)b * d->kernel_stride);
}
