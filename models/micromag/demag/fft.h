#ifndef SKYLOOM_MICROMAG_DEMAG_FFT_H
#define SKYLOOM_MICROMAG_DEMAG_FFT_H
#include <stdbool.h>
#include "micromag/mesh.h"
/* Complex transforms along y of LANES columns side by side, in place. A row of a block is LANES
 * real parts, then LANES imaginary parts, so that no arithmetic crosses lanes. Forward, frequency k
 * ends in row place[k]; the inverse starts from there, and no row is ever moved to sort them.
 *
 * Lengths are multiples of 4 with factors 2, 3 and 5. The first pass reads only the n_rows rows
 * that are not padding and, for the odd frequencies of twice as many points, multiplies row y by
 * exp(-i pi y / n); the last pass back undoes both. */
enum { LANES = 8, ROW = 2 * LANES }; /* reals of one row of a block */

/* Reals of LANES columns, at any address. Never a parameter or result: the ABI depends on the
 * instruction set. */
typedef real lanes
    __attribute__((vector_size(LANES * sizeof(real)), aligned(sizeof(real)), may_alias));

enum { FFT_PASSES = 16 };
struct column_fft {
    int n, n_passes, radix[FFT_PASSES];
    const real *twiddle[FFT_PASSES]; /* of a pass: [row][1 .. radix - 1] of cos, sin */
    const real *twist;               /* [n] of cos, sin */
    const int *place;                /* [n] */
};

/* The cheapest length of at least n_rows. */
int demag_fft_length(int n_rows);
/* Reals and ints that demag_fft_plan wants. */
size_t demag_fft_reals(int n);
void demag_fft_plan(struct column_fft *f, int n, real *reals, int *places);

/* columns: [n][ROW]. odd: of the odd frequencies. */
void demag_fft_forward(const struct column_fft *f, bool odd, const real *rows, int n_rows,
                       real *columns);
/* Destroys columns. to = result, or, where odd, to = even + result. */
void demag_fft_inverse(const struct column_fft *f, bool odd, real *columns, const real *even,
                       real *to, int n_rows);
#endif
