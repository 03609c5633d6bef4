#ifndef SKYLOOM_MICROMAG_DEMAG_PARTS_H
#define SKYLOOM_MICROMAG_DEMAG_PARTS_H
#include <fftw3.h>
#include "base/crew.h"
#include "micromag/demag/demag.h"
#include "micromag/demag/fft.h"
/* How the convolution is done without ever transforming a zero. A field padded from N to 2N points
 * has the spectrum of N points at the even frequencies, and the spectrum of N points times
 * w^n = exp(-i pi n / N) at the odd ones. So each axis of length 2 N is two transforms of length N
 * ("parities"), and both directions work on the N points that matter.
 *
 * Along x two rows of reals are one complex row. The half spectrum is stored in blocks of LANES
 * columns, [block][layer][component][y][re, im][lane], first those of the even frequencies, then
 * those of the odd. A block then goes through y, the kernel and back in cache. */
#ifdef SKYLOOM_DOUBLE
#define FFT(name) fftw_##name
#else
#define FFT(name) fftwf_##name
#endif

/* A row of a block; see lanes. */
typedef real row_lanes
    __attribute__((vector_size(ROW * sizeof(real)), aligned(sizeof(real)), may_alias));
#ifdef SKYLOOM_DOUBLE
typedef long long row_index __attribute__((vector_size(ROW * sizeof(long long))));
#else
typedef int row_index __attribute__((vector_size(ROW * sizeof(int))));
#endif

struct twiddles { /* exp(-i pi n / N), n < N */
    real *cosine, *sine;
};

struct scratch {   /* of one thread */
    real *rows;    /* two parities of a pair of rows, [2][half_x] complex */
    real *spectra; /* their transforms, [2][half_x + LANES] complex */
    real *blank;   /* [half_x] zeros, the partner of an odd last row */
    real *waste;   /* [half_x] what comes out for it */
    real *columns; /* [layer][3][half_y][ROW], each plane_stride apart */
    real *even;    /* [layer][3][n_y][ROW] result of the even frequencies */
    real *layers;  /* one row of all layers, [layer][3][ROW] */
};

struct demag {
    struct demag_config config;
    int half_x, half_y; /* N of each axis */
    int blocks_even, blocks;
    int entries;         /* kernel numbers a frequency: xx, yy, zz, xy and, of layers, xz, yz */
    size_t block_stride; /* reals; ends with a spare row for each thread */
    size_t kernel_stride;
    size_t plane_stride; /* an odd number of rows: planes then lie in different cache sets */
    real *spectrum, *kernel, *fft_reals;
    int *fft_places;
    struct twiddles twiddle_x;
    struct column_fft fft_y;
    struct scratch scratch[CREW_MAX_THREADS];
    FFT(plan) row_forward, row_inverse;
    struct crew *crew, *own_crew; /* who works; NULL: the caller */
};

/* One call of demag_add_field, and its step. */
struct demag_job {
    struct demag *d;
    const real *saturation_A_per_m;
    const real *m[3];
    real *field_T[3];
    void (*step)(const struct demag_job *job, int worker, int begin, int end);
};

static inline void demag_fft(FFT(plan) plan, real *from, real *to)
{
    FFT(execute_dft)(plan, (FFT(complex) *)from, (FFT(complex) *)to);
}

/* Pairs of rows of all layers, each of three components: shared out as the rows of the other passes
 * are, so that a row stays in the cache of its thread. */
static inline int demag_pairs(const struct demag *d)
{
    return d->config.mesh.n_z * ((d->config.mesh.n_y + 1) / 2);
}
/* Pairs of rows or blocks begin .. end - 1, in the scratch of the worker. */
void demag_rows_forward(const struct demag_job *job, int worker, int begin, int end);
void demag_rows_inverse(const struct demag_job *job, int worker, int begin, int end);
void demag_columns(const struct demag_job *job, int worker, int begin, int end);

/* Kernel of block b: [row of the even, then of the odd frequencies][distance][entry][LANES]. Rows
 * are ky >= 0 only; negative ky is the mirror with xy and yz negated. */
static inline int demag_kernel_rows(int half_y, int parity)
{
    return parity == 0 ? half_y / 2 + 1 : (half_y + 1) / 2;
}
/* The frequency that shares the kernel of k, among the even or the odd ones. */
static inline int demag_mirror(int half_y, int parity, int k)
{
    return parity == 0 && k == 0 ? 0 : half_y - parity - k;
}
enum status demag_kernel_fill(struct demag *d, struct error *err);
#endif
