#include "calibrate/calibrate_fit.h"
#include <math.h>

static double shape_per_m(double distance_m, double decay_m, double reach_m)
{
    const double w = 1.0 / (1.0 + exp((distance_m - reach_m) / decay_m));

    return w * (1.0 - w) / decay_m;
}

/* For a given decay and reach the best strength is linear; returns the squares left over. */
static double left_at(const struct calibrate_rim_sample sample[], int n, double decay_m,
                      double reach_m, double *strength_J)
{
    double xx = 0.0, xf = 0.0, ff = 0.0;

    for (int i = 0; i < n; i++) {
        const double x = shape_per_m(sample[i].distance_m, decay_m, reach_m);

        xx += x * x;
        xf += x * sample[i].force_N;
        ff += sample[i].force_N * sample[i].force_N;
    }
    *strength_J = xx > 0.0 ? xf / xx : 0.0;
    return ff - *strength_J * xf;
}

/* A grid over both that narrows around its best point. */
static double search(const struct calibrate_rim_sample sample[], int n, double near_m, double far_m,
                     struct calibrate_rim *out)
{
    enum { STEPS = 20, ROUNDS = 16 };
    const double range_m = far_m - near_m;
    double decay = log(0.2 * range_m), reach_m = 0.5 * (near_m + far_m), best = INFINITY;
    double decay_half = log(10.0), reach_half_m = range_m;

    for (int round = 0; round < ROUNDS; round++) {
        const double decay_middle = decay, reach_middle_m = reach_m;

        for (int i = -STEPS; i <= STEPS; i++)
            for (int j = -STEPS; j <= STEPS; j++) {
                const double d = decay_middle + decay_half * i / STEPS;
                const double r_m = reach_middle_m + reach_half_m * j / STEPS;
                double strength_J;
                const double left = left_at(sample, n, exp(d), r_m, &strength_J);

                if (!(left < best))
                    continue;
                best = left;
                decay = d;
                reach_m = r_m;
                out->strength_J = strength_J;
            }
        decay_half *= 0.4;
        reach_half_m *= 0.4;
    }
    out->decay_m = exp(decay);
    out->reach_m = reach_m;
    return best;
}

/* Diagonal of the inverse of a symmetric matrix of three. */
static void inverse_diagonal(double a[3][3], double out[3])
{
    const double c0 = a[1][1] * a[2][2] - a[1][2] * a[1][2];
    const double c1 = a[0][0] * a[2][2] - a[0][2] * a[0][2];
    const double c2 = a[0][0] * a[1][1] - a[0][1] * a[0][1];
    const double determinant = a[0][0] * c0 - a[0][1] * (a[0][1] * a[2][2] - a[1][2] * a[0][2])
                               + a[0][2] * (a[0][1] * a[1][2] - a[1][1] * a[0][2]);

    out[0] = c0 / determinant;
    out[1] = c1 / determinant;
    out[2] = c2 / determinant;
}

/* In the logarithms of strength and decay, and the reach in decays, so that the matrix has a scale.
 */
static void set_errors(const struct calibrate_rim_sample sample[], int n, double left,
                       struct calibrate_rim *out)
{
    const double variance = n > 3 ? fmax(left, 0.0) / (n - 3) : 0.0, step = 1e-4;
    double a[3][3] = {{0.0}}, diagonal[3];

    for (int i = 0; i < n; i++) {
        const double at_m = sample[i].distance_m, l_m = out->decay_m, r_m = out->reach_m;
        const double by_decay =
            shape_per_m(at_m, l_m * (1.0 + step), r_m) - shape_per_m(at_m, l_m * (1.0 - step), r_m);
        const double by_reach =
            shape_per_m(at_m, l_m, r_m + step * l_m) - shape_per_m(at_m, l_m, r_m - step * l_m);
        const double slope[3] = {out->strength_J * shape_per_m(at_m, l_m, r_m),
                                 out->strength_J * by_decay / (2.0 * step),
                                 out->strength_J * by_reach / (2.0 * step)};

        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                a[j][k] += slope[j] * slope[k];
    }
    inverse_diagonal(a, diagonal);
    out->strength_error_J = fabs(out->strength_J) * sqrt(fmax(variance * diagonal[0], 0.0));
    out->decay_error_m = out->decay_m * sqrt(fmax(variance * diagonal[1], 0.0));
    out->reach_error_m = out->decay_m * sqrt(fmax(variance * diagonal[2], 0.0));
}

enum status calibrate_fit_rim(const struct calibrate_rim_sample sample[], int n, const char *where,
                              struct calibrate_rim *out, struct error *err)
{
    double near_m = INFINITY, far_m = -INFINITY, ff = 0.0, left;

    for (int i = 0; i < n; i++) {
        near_m = fmin(near_m, sample[i].distance_m);
        far_m = fmax(far_m, sample[i].distance_m);
        ff += sample[i].force_N * sample[i].force_N;
    }
    if (n < 4 || !(far_m > near_m) || !(ff > 0.0 && isfinite(ff)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: %d samples of the barrier's force, a fit needs 4 or more at several "
                         "distances",
                         where, n);
    *out = (struct calibrate_rim){0};
    left = search(sample, n, near_m, far_m, out);
    out->residual = sqrt(fmax(left, 0.0) / ff);
    set_errors(sample, n, left, out);
    return STATUS_OK;
}
