#include "check.h"
#include <stdlib.h>
#include "micromag/demag/fft.h"
#include "base/philox.h"

struct columns {
    struct column_fft f;
    real *reals, *rows, *columns, *even;
    int *places, n_rows;
};

static real *reals_make(size_t n)
{
    real *p = calloc(n, sizeof *p);

    assert_non_null(p);
    return p;
}

static struct columns columns_make(int n, int n_rows)
{
    struct columns c = {.n_rows = n_rows};

    c.reals = reals_make(demag_fft_reals(n));
    c.rows = reals_make((size_t)n_rows * ROW);
    c.columns = reals_make((size_t)n * ROW);
    c.even = reals_make((size_t)n_rows * ROW);
    c.places = calloc((size_t)n, sizeof *c.places);
    assert_non_null(c.places);
    demag_fft_plan(&c.f, n, c.reals, c.places);
    for (int i = 0; i < n_rows * ROW; i++)
        c.rows[i] = (real)(philox(1, PHILOX_TEST, (uint32_t)i, 0, 0, 0).w[0] / 4294967296.0 - 0.5);
    return c;
}

static void columns_free(struct columns *c)
{
    free(c->reals);
    free(c->rows);
    free(c->columns);
    free(c->even);
    free(c->places);
}

/* The sum over the rows of x[y] exp(-2 pi i y (k + shift) / n), of the lane. */
static void assert_frequency(const struct columns *c, int k, int lane, double shift)
{
    const real *const got = c->columns + c->f.place[k] * ROW + lane;
    double re = 0.0, im = 0.0;

    for (int y = 0; y < c->n_rows; y++) {
        const double angle = -2.0 * M_PI * y * (k + shift) / c->f.n;
        const double a = (double)c->rows[y * ROW + lane],
                     b = (double)c->rows[y * ROW + LANES + lane];

        re += a * cos(angle) - b * sin(angle);
        im += a * sin(angle) + b * cos(angle);
    }
    if (!(fabs(re - (double)got[0]) < 1e-5 && fabs(im - (double)got[LANES]) < 1e-5))
        fail_msg("length %d, frequency %d + %g, lane %d: (%g, %g), want (%g, %g)", c->f.n, k, shift,
                 lane, (double)got[0], (double)got[LANES], re, im);
}

static void both_parities_are_the_fourier_sum(void **state)
{
    static const int lengths[] = {4,  8,   12,  20,  24,  32,  36,  60,
                                  64, 100, 120, 128, 144, 200, 240, 256};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct columns c = columns_make(lengths[i], lengths[i] - lengths[i] / 5);

        for (int odd = 0; odd < 2; odd++) {
            demag_fft_forward(&c.f, odd, c.rows, c.n_rows, c.columns);
            for (int k = 0; k < c.f.n; k++)
                assert_frequency(&c, k, k % LANES, 0.5 * odd);
        }
        columns_free(&c);
    }
}

/* Each parity alone gives its rows back n times, and the odd one adds the even one to them. */
static void back_again_gives_the_rows(void **state)
{
    (void)state;
    for (int n = 4; n <= 128; n += 4) {
        const int length = demag_fft_length(n);
        struct columns c = columns_make(length, n - 1);
        real *to = reals_make((size_t)n * ROW);

        demag_fft_forward(&c.f, false, c.rows, c.n_rows, c.columns);
        demag_fft_inverse(&c.f, false, c.columns, NULL, c.even, c.n_rows);
        demag_fft_forward(&c.f, true, c.rows, c.n_rows, c.columns);
        demag_fft_inverse(&c.f, true, c.columns, c.even, to, c.n_rows);
        for (int i = 0; i < c.n_rows * ROW; i++)
            assert_true(fabs((double)to[i] / (2.0 * length) - (double)c.rows[i]) < 1e-6);
        for (int i = c.n_rows * ROW; i < n * ROW; i++)
            assert_true(to[i] == 0); /* nothing behind the last row */
        free(to);
        columns_free(&c);
    }
}

static void a_length_has_small_factors_and_room(void **state)
{
    (void)state;
    for (int n = 1; n < 2000; n++) {
        const int length = demag_fft_length(n);
        int left = length / 4;

        for (int p = 2; p <= 5; p++)
            while (left % p == 0)
                left /= p;
        if (!(length >= n && length < 2 * n + 4 && length % 4 == 0 && left == 1))
            fail_msg("length for %d rows = %d", n, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_parities_are_the_fourier_sum),
        cmocka_unit_test(back_again_gives_the_rows),
        cmocka_unit_test(a_length_has_small_factors_and_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
