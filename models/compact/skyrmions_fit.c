#include "compact/skyrmions_fit.h"
#include <math.h>

static enum status too_few(const char *where, size_t n, int least, struct error *err)
{
    return error_set(err, STATUS_BAD_CONFIG, "%s: %zu samples, a fit needs %d or more", where, n,
                     least);
}

static double dot(const double a[2], const double b[2]) { return a[0] * b[0] + a[1] * b[1]; }

/* Least squares of a target against two columns, from sums over all rows. */
struct normal2 {
    double aa, ab, bb, at, bt, tt;
};

static void add_row(struct normal2 *s, double a, double b, double target)
{
    s->aa += a * a;
    s->ab += a * b;
    s->bb += b * b;
    s->at += a * target;
    s->bt += b * target;
    s->tt += target * target;
}

/* D v - f J e = -G z x v, e the direction of the force. */
enum status skyrmions_fit_drive(const struct skyrmions_config *config,
                                const struct skyrmions_run sample[], size_t n, const char *where,
                                struct skyrmions_drive *out, struct error *err)
{
    const double g = config->gyro_Js_per_m2, angle = config->drive_angle_deg * M_PI / 180.0;
    struct normal2 s = {0};
    double determinant, drag, force, left, variance;

    if (n < 2)
        return too_few(where, n, 2, err);
    for (size_t i = 0; i < n; i++) {
        const double *v = sample[i].velocity_m_per_s, j = sample[i].density_A_per_m2;

        add_row(&s, v[0], -j * cos(angle), g * v[1]);
        add_row(&s, v[1], -j * sin(angle), -g * v[0]);
    }
    determinant = s.aa * s.bb - s.ab * s.ab;
    if (!(determinant > 1e-9 * s.aa * s.bb && isfinite(s.tt)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: velocities all along the force or none: D and the force cannot be "
                         "told apart",
                         where);
    drag = (s.at * s.bb - s.bt * s.ab) / determinant;
    force = (s.bt * s.aa - s.at * s.ab) / determinant;
    left = fmax(s.tt - drag * s.at - force * s.bt, 0.0);
    variance = left / (2.0 * (double)n - 2.0);
    *out =
        (struct skyrmions_drive){.dissipation_Js_per_m2 = drag,
                                 .dissipation_error_Js_per_m2 = sqrt(variance * s.bb / determinant),
                                 .force_N_m2_per_A = force,
                                 .force_error_N_m2_per_A = sqrt(variance * s.aa / determinant),
                                 .residual = sqrt(left / s.tt)};
    return STATUS_OK;
}

/* --- repulsion --- */

struct repelled {
    double distance_m, along_N, across_N;
};

static struct repelled repelled_of(const struct skyrmions_config *c, int bodies,
                                   const struct skyrmions_approach *a)
{
    const double distance_m = sqrt(dot(a->separation_m, a->separation_m));
    const double n[2] = {a->separation_m[0] / distance_m, a->separation_m[1] / distance_m};
    double force_N[2];

    skyrmions_force(c, a->velocity_m_per_s, force_N);
    return (struct repelled){distance_m, dot(force_N, n) / bodies,
                             (force_N[1] * n[0] - force_N[0] * n[1]) / bodies};
}

struct repulsion_sums {
    const struct skyrmions_config *config;
    int bodies;
    const struct skyrmions_approach *sample;
    size_t n;
    double near_m, far_m, along_N2, across_N2, along_N;
};

static void set_sums(struct repulsion_sums *s)
{
    s->near_m = INFINITY;
    for (size_t i = 0; i < s->n; i++) {
        const struct repelled r = repelled_of(s->config, s->bodies, &s->sample[i]);

        s->near_m = fmin(s->near_m, r.distance_m);
        s->far_m = fmax(s->far_m, r.distance_m);
        s->along_N += r.along_N;
        s->along_N2 += r.along_N * r.along_N;
        s->across_N2 += r.across_N * r.across_N;
    }
}

/* For a given 1 / length the best F at near_m is linear; returns the squares left over. */
static double left_at(const struct repulsion_sums *s, double inverse_per_m, double *force_N)
{
    double xx = 0.0, xf = 0.0;

    for (size_t i = 0; i < s->n; i++) {
        const struct repelled r = repelled_of(s->config, s->bodies, &s->sample[i]);
        const double x = exp(-(r.distance_m - s->near_m) * inverse_per_m);

        xx += x * x;
        xf += x * r.along_N;
    }
    *force_N = xf / xx;
    return s->along_N2 - xf * xf / xx;
}

/* Golden section over the logarithm of 1 / length, from far below to far above 1 / range. */
static double best_inverse(const struct repulsion_sums *s)
{
    const double golden = 0.6180339887498949, range_m = s->far_m - s->near_m;
    double low = log(0.02 / range_m), high = log(200.0 / range_m), force_N;

    for (int i = 0; i < 80; i++) {
        const double a = high - golden * (high - low), b = low + golden * (high - low);

        if (left_at(s, exp(a), &force_N) < left_at(s, exp(b), &force_N))
            high = b;
        else
            low = a;
    }
    return exp(0.5 * (low + high));
}

enum status skyrmions_fit_repulsion(const struct skyrmions_config *config, int bodies,
                                    const struct skyrmions_approach sample[], size_t n,
                                    const char *where, struct skyrmions_repulsion *out,
                                    struct error *err)
{
    struct repulsion_sums s = {.config = config, .bodies = bodies, .sample = sample, .n = n};
    double inverse, force_N, left;

    if (n < 3)
        return too_few(where, n, 3, err);
    set_sums(&s);
    if (!(s.near_m > 0.0 && s.far_m > 1.01 * s.near_m && isfinite(s.along_N2)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: distances %g to %g m, a fit needs a range of 1 %% or more", where,
                         s.near_m, s.far_m);
    if (!(s.along_N > 0.0))
        return error_set(err, STATUS_BAD_CONFIG, "%s: mean force %g N, must be a repulsion", where,
                         s.along_N / (double)n);
    inverse = best_inverse(&s);
    left = fmax(left_at(&s, inverse, &force_N), 0.0);
    *out = (struct skyrmions_repulsion){.strength_J = force_N / inverse * exp(s.near_m * inverse),
                                        .length_m = 1.0 / inverse,
                                        .residual = sqrt(left / s.along_N2),
                                        .sideways = sqrt(s.across_N2 / s.along_N2)};
    return STATUS_OK;
}
