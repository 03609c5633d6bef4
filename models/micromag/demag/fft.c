#include "micromag/demag/fft.h"
#include <math.h>
#include "base/simd.h"

struct point {
    lanes re, im;
};

/* Into the caller, whose instruction set it then has. */
#define INLINE __attribute__((always_inline)) inline
#define UNROLL _Pragma("GCC unroll 8")

/* --- butterflies, in place: a[k] = sum over m of a[m] exp(-2 pi i k m / radix) --- */

INLINE static void butterfly_2(struct point *a, struct point *b)
{
    const struct point first = *a;

    a->re = first.re + b->re;
    a->im = first.im + b->im;
    b->re = first.re - b->re;
    b->im = first.im - b->im;
}

INLINE static void butterfly_3(struct point *a, struct point *b, struct point *c)
{
    const real sine = (real)0.86602540378443864676;
    const lanes sum_re = b->re + c->re, sum_im = b->im + c->im;
    const lanes turn_re = sine * (b->re - c->re), turn_im = sine * (b->im - c->im);
    const lanes mid_re = a->re - (real)0.5 * sum_re, mid_im = a->im - (real)0.5 * sum_im;

    a->re += sum_re;
    a->im += sum_im;
    b->re = mid_re + turn_im;
    b->im = mid_im - turn_re;
    c->re = mid_re - turn_im;
    c->im = mid_im + turn_re;
}

INLINE static void butterfly_4(struct point *a, struct point *b, struct point *c, struct point *d)
{
    const lanes sum_re = a->re + c->re, sum_im = a->im + c->im;
    const lanes off_re = a->re - c->re, off_im = a->im - c->im;
    const lanes other_sum_re = b->re + d->re, other_sum_im = b->im + d->im;
    const lanes other_off_re = b->re - d->re, other_off_im = b->im - d->im;

    a->re = sum_re + other_sum_re;
    a->im = sum_im + other_sum_im;
    b->re = off_re + other_off_im;
    b->im = off_im - other_off_re;
    c->re = sum_re - other_sum_re;
    c->im = sum_im - other_sum_im;
    d->re = off_re - other_off_im;
    d->im = off_im + other_off_re;
}

INLINE static void butterfly_5(struct point *a)
{
    const real cos_1 = (real)0.30901699437494742410, cos_2 = (real)-0.80901699437494742410;
    const real sin_1 = (real)0.95105651629515357212, sin_2 = (real)0.58778525229247312917;
    const struct point sum_1 = {a[1].re + a[4].re, a[1].im + a[4].im};
    const struct point sum_2 = {a[2].re + a[3].re, a[2].im + a[3].im};
    const struct point off_1 = {a[1].re - a[4].re, a[1].im - a[4].im};
    const struct point off_2 = {a[2].re - a[3].re, a[2].im - a[3].im};
    const struct point mid_1 = {a[0].re + (cos_1 * sum_1.re + cos_2 * sum_2.re),
                                a[0].im + (cos_1 * sum_1.im + cos_2 * sum_2.im)};
    const struct point mid_2 = {a[0].re + (cos_2 * sum_1.re + cos_1 * sum_2.re),
                                a[0].im + (cos_2 * sum_1.im + cos_1 * sum_2.im)};
    const struct point turn_1 = {sin_1 * off_1.re + sin_2 * off_2.re,
                                 sin_1 * off_1.im + sin_2 * off_2.im};
    const struct point turn_2 = {sin_2 * off_1.re - sin_1 * off_2.re,
                                 sin_2 * off_1.im - sin_1 * off_2.im};

    a[0] = (struct point){a[0].re + (sum_1.re + sum_2.re), a[0].im + (sum_1.im + sum_2.im)};
    a[1] = (struct point){mid_1.re + turn_1.im, mid_1.im - turn_1.re};
    a[2] = (struct point){mid_2.re + turn_2.im, mid_2.im - turn_2.re};
    a[3] = (struct point){mid_2.re - turn_2.im, mid_2.im + turn_2.re};
    a[4] = (struct point){mid_1.re - turn_1.im, mid_1.im + turn_1.re};
}

INLINE static void butterfly_8(struct point *a)
{
    const real half = (real)0.70710678118654752440;
    struct point old;

    butterfly_4(&a[0], &a[2], &a[4], &a[6]);
    butterfly_4(&a[1], &a[3], &a[5], &a[7]);
    old = a[3];
    a[3] = (struct point){half * (old.re + old.im), half * (old.im - old.re)};
    old = a[5];
    a[5] = (struct point){old.im, -old.re};
    old = a[7];
    a[7] = (struct point){half * (old.im - old.re), -half * (old.re + old.im)};
    butterfly_2(&a[0], &a[1]);
    butterfly_2(&a[2], &a[3]);
    butterfly_2(&a[4], &a[5]);
    butterfly_2(&a[6], &a[7]);
    /* a[2 k], a[2 k + 1] hold the frequencies k, k + 4 */
    old = a[1];
    a[1] = a[2];
    a[2] = a[4];
    a[4] = old;
    old = a[3];
    a[3] = a[6];
    a[6] = a[5];
    a[5] = old;
}

INLINE static void butterfly(int radix, struct point *a)
{
    switch (radix) {
    case 2:
        butterfly_2(&a[0], &a[1]);
        break;
    case 3:
        butterfly_3(&a[0], &a[1], &a[2]);
        break;
    case 4:
        butterfly_4(&a[0], &a[1], &a[2], &a[3]);
        break;
    case 5:
        butterfly_5(a);
        break;
    default:
        butterfly_8(a);
    }
}

/* --- passes. `swap` takes the imaginary part for the real one: that makes the inverse of it --- */

INLINE static void load(struct point *p, const real *row, bool swap)
{
    p->re = *(const lanes *)(row + (swap ? LANES : 0));
    p->im = *(const lanes *)(row + (swap ? 0 : LANES));
}

INLINE static void store(real *row, const struct point *p, bool swap)
{
    *(lanes *)(row + (swap ? LANES : 0)) = p->re;
    *(lanes *)(row + (swap ? 0 : LANES)) = p->im;
}

INLINE static void turn(struct point *p, const real *cos_sin)
{
    const struct point old = *p;

    p->re = old.re * cos_sin[0] - old.im * cos_sin[1];
    p->im = old.re * cos_sin[1] + old.im * cos_sin[0];
}

/* Decimation in frequency: blocks of `length` rows, each into `radix` of length / radix. */
INLINE static void pass_forward(int radix, int n, int length, const real *twiddle, real *columns)
{
    const int leg = length / radix;

    for (int base = 0; base < n; base += length)
        for (int j = 0; j < leg; j++) {
            real *const at = columns + (size_t)(base + j) * ROW;
            const real *const w = twiddle + (size_t)(j * (radix - 1) * 2);
            struct point a[8];

            UNROLL for (int m = 0; m < radix; m++) load(&a[m], at + (size_t)(m * leg) * ROW, false);
            butterfly(radix, a);
            if (leg > 1)
                UNROLL for (int m = 1; m < radix; m++) turn(&a[m], w + 2 * (m - 1));
            UNROLL for (int m = 0; m < radix; m++)
                store(at + (size_t)(m * leg) * ROW, &a[m], false);
        }
}

/* Decimation in time, the same backwards. */
INLINE static void pass_inverse(int radix, int n, int length, const real *twiddle, real *columns)
{
    const int leg = length / radix;

    for (int base = 0; base < n; base += length)
        for (int j = 0; j < leg; j++) {
            real *const at = columns + (size_t)(base + j) * ROW;
            const real *const w = twiddle + (size_t)(j * (radix - 1) * 2);
            struct point a[8];

            UNROLL for (int m = 0; m < radix; m++) load(&a[m], at + (size_t)(m * leg) * ROW, true);
            if (leg > 1)
                UNROLL for (int m = 1; m < radix; m++) turn(&a[m], w + 2 * (m - 1));
            butterfly(radix, a);
            UNROLL for (int m = 0; m < radix; m++) store(at + (size_t)(m * leg) * ROW, &a[m], true);
        }
}

/* The first pass, of radix 4, from rows that end early. */
INLINE static void first_pass(const struct column_fft *f, bool odd, const real *rows, int n_rows,
                              real *columns)
{
    const int leg = f->n / 4;

    for (int j = 0; j < leg; j++) {
        const real *const w = f->twiddle[0] + (size_t)(j * 6);
        struct point a[4] = {0};

        UNROLL for (int m = 0; m < 4; m++)
        {
            const int y = j + m * leg;

            if (y < n_rows) {
                load(&a[m], rows + (size_t)y * ROW, false);
                if (odd)
                    turn(&a[m], f->twist + 2 * y);
            }
        }
        butterfly(4, a);
        UNROLL for (int m = 1; m < 4; m++) turn(&a[m], w + 2 * (m - 1));
        UNROLL for (int m = 0; m < 4; m++)
            store(columns + (size_t)(j + m * leg) * ROW, &a[m], false);
    }
}

INLINE static void last_pass(const struct column_fft *f, bool odd, const real *columns,
                             const real *even, real *to, int n_rows)
{
    const int leg = f->n / 4;

    for (int j = 0; j < leg; j++) {
        const real *const w = f->twiddle[0] + (size_t)(j * 6);
        struct point a[4], other;

        UNROLL for (int m = 0; m < 4; m++) load(&a[m], columns + (size_t)(j + m * leg) * ROW, true);
        UNROLL for (int m = 1; m < 4; m++) turn(&a[m], w + 2 * (m - 1));
        butterfly(4, a);
        UNROLL for (int m = 0; m < 4; m++)
        {
            const int y = j + m * leg;

            if (y < n_rows && odd) {
                turn(&a[m], f->twist + 2 * y);
                load(&other, even + (size_t)y * ROW, true);
                a[m].re += other.re;
                a[m].im += other.im;
            }
            if (y < n_rows)
                store(to + (size_t)y * ROW, &a[m], true);
        }
    }
}

#define EACH_RADIX(pass, radix, ...)                                                               \
    switch (radix) {                                                                               \
    case 2:                                                                                        \
        pass(2, __VA_ARGS__);                                                                      \
        break;                                                                                     \
    case 3:                                                                                        \
        pass(3, __VA_ARGS__);                                                                      \
        break;                                                                                     \
    case 4:                                                                                        \
        pass(4, __VA_ARGS__);                                                                      \
        break;                                                                                     \
    case 5:                                                                                        \
        pass(5, __VA_ARGS__);                                                                      \
        break;                                                                                     \
    default:                                                                                       \
        pass(8, __VA_ARGS__);                                                                      \
    }

SKYLOOM_SIMD void demag_fft_forward(const struct column_fft *f, bool odd, const real *rows,
                                    int n_rows, real *columns)
{
    int length = f->n / 4;

    if (odd)
        first_pass(f, true, rows, n_rows, columns);
    else
        first_pass(f, false, rows, n_rows, columns);
    for (int p = 1; p < f->n_passes; p++) {
        EACH_RADIX(pass_forward, f->radix[p], f->n, length, f->twiddle[p], columns)
        length /= f->radix[p];
    }
}

SKYLOOM_SIMD void demag_fft_inverse(const struct column_fft *f, bool odd, real *columns,
                                    const real *even, real *to, int n_rows)
{
    int length = 1;

    for (int p = f->n_passes - 1; p > 0; p--) {
        length *= f->radix[p];
        EACH_RADIX(pass_inverse, f->radix[p], f->n, length, f->twiddle[p], columns)
    }
    if (odd)
        last_pass(f, true, columns, even, to, n_rows);
    else
        last_pass(f, false, columns, even, to, n_rows);
}

/* --- plans --- */

/* 4 first, then what is left, the powers of two in fours and an eight. */
static int factorise(int n, int radix[FFT_PASSES])
{
    static const int order[] = {5, 3, 4, 8, 2};
    int n_passes = 0, left = n / 4;

    radix[n_passes++] = 4;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        while (left % order[i] == 0 && !(order[i] == 4 && left == 8)) {
            radix[n_passes++] = order[i];
            left /= order[i];
        }
    return left == 1 ? n_passes : 0;
}

/* Time of a row in the passes of a transform, in units of a radix-4 pass. */
static double cost(int n)
{
    static const double of_radix[] = {[2] = 0.75, [3] = 1.0, [4] = 1.0, [5] = 1.4, [8] = 1.4};
    int radix[FFT_PASSES];
    const int n_passes = factorise(n, radix);
    double sum = 0.0;

    for (int p = 0; p < n_passes; p++)
        sum += of_radix[radix[p]];
    return n_passes > 0 ? n * sum : INFINITY;
}

int demag_fft_length(int n_rows)
{
    const int first = (n_rows + 3) / 4 * 4;
    int best = first;

    for (int n = first; n < 2 * first || !(cost(best) < INFINITY); n += 4)
        if (cost(n) < cost(best))
            best = n;
    return best;
}

size_t demag_fft_reals(int n) { return 2 * (size_t)n * (FFT_PASSES + 1); }

static real *set_turn(real *at, double angle)
{
    *at++ = (real)cos(angle);
    *at++ = (real)sin(angle);
    return at;
}

/* Where frequency k is after passes first .. of a block of length rows. */
static int place_of(const struct column_fft *f, int first, int length, int k)
{
    if (first == f->n_passes)
        return 0;
    length /= f->radix[first];
    return k % f->radix[first] * length + place_of(f, first + 1, length, k / f->radix[first]);
}

void demag_fft_plan(struct column_fft *f, int n, real *reals, int *places)
{
    int length = n;

    f->n = n;
    f->n_passes = factorise(n, f->radix);
    f->twist = reals;
    for (int y = 0; y < n; y++)
        reals = set_turn(reals, -M_PI * y / n);
    for (int p = 0; p < f->n_passes; p++) {
        f->twiddle[p] = reals;
        for (int j = 0; j < length / f->radix[p]; j++)
            for (int m = 1; m < f->radix[p]; m++)
                reals = set_turn(reals, -2.0 * M_PI * j * m / length);
        length /= f->radix[p];
    }
    f->place = places;
    for (int k = 0; k < n; k++)
        places[k] = place_of(f, 0, n, k);
}
