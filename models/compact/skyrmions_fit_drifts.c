#include "compact/skyrmions_fit.h"
#include <math.h>
/* Strengths of all forces at once, from drifts of skyrmions that feel several of them. */

enum { K = SKYRMIONS_SOURCES };

struct sums { /* normal equations of v = sum_k scale_k v_k, v_k the drift under force k alone */
    double a[K][K], b[K], vv;
    bool felt[K];
};

static void set_sums(const struct skyrmions_config *config, double drag,
                     const struct skyrmions_felt sample[], size_t n, struct sums *s)
{
    struct skyrmions_config c = *config;

    *s = (struct sums){.vv = 0.0};
    c.dissipation_Js_per_m2 = drag;
    for (size_t i = 0; i < n; i++) {
        const double *v = sample[i].velocity_m_per_s;
        double u[K][2];

        for (int k = 0; k < K; k++)
            skyrmions_velocity(&c, sample[i].force_N[k], u[k]);
        for (int k = 0; k < K; k++) {
            for (int l = 0; l < K; l++)
                s->a[k][l] += u[k][0] * u[l][0] + u[k][1] * u[l][1];
            s->b[k] += u[k][0] * v[0] + u[k][1] * v[1];
        }
        s->vv += v[0] * v[0] + v[1] * v[1];
    }
    for (int k = 0; k < K; k++) {
        s->felt[k] = s->a[k][k] > 0.0;
        if (!s->felt[k])
            s->a[k][k] = 1.0; /* nothing felt it: its scale comes out as 0 */
    }
}

/* Gauss and Jordan; a becomes its inverse. False: singular. */
static bool invert(double a[K][K])
{
    double inverse[K][K] = {{0.0}};

    for (int k = 0; k < K; k++)
        inverse[k][k] = 1.0;
    for (int k = 0; k < K; k++) {
        const double pivot = a[k][k]; /* positive definite: no exchange of rows */

        if (!(fabs(pivot) > 0.0))
            return false;
        for (int l = 0; l < K; l++) {
            a[k][l] /= pivot;
            inverse[k][l] /= pivot;
        }
        for (int j = 0; j < K; j++) {
            const double share = a[j][k];

            for (int l = 0; l < K && j != k; l++) {
                a[j][l] -= share * a[k][l];
                inverse[j][l] -= share * inverse[k][l];
            }
        }
    }
    for (int k = 0; k < K; k++)
        for (int l = 0; l < K; l++)
            a[k][l] = inverse[k][l];
    return true;
}

/* Squares that the best scales leave at a drag; infinite where they cannot be told apart. */
static double left_at(const struct skyrmions_config *c, double drag,
                      const struct skyrmions_felt sample[], size_t n, struct skyrmions_scales *out)
{
    struct sums s;
    double left;

    set_sums(c, drag, sample, n, &s);
    left = s.vv;
    if (!invert(s.a))
        return INFINITY;
    for (int k = 0; k < K; k++) {
        out->scale[k] = 0.0;
        for (int l = 0; l < K; l++)
            out->scale[k] += s.a[k][l] * s.b[l];
        left -= out->scale[k] * s.b[k];
        out->error[k] = s.felt[k] ? sqrt(s.a[k][k]) : INFINITY; /* times the noise, below */
    }
    return fmax(left, 0.0);
}

/* Golden section over the logarithm of the drag, from a fifth to five times the config's. */
static double best_drag(const struct skyrmions_config *c, const struct skyrmions_felt sample[],
                        size_t n)
{
    const double golden = 0.6180339887498949;
    double low = log(0.2 * c->dissipation_Js_per_m2), high = log(5.0 * c->dissipation_Js_per_m2);
    struct skyrmions_scales ignored;

    for (int i = 0; i < 50; i++) {
        const double a = high - golden * (high - low), b = low + golden * (high - low);

        if (left_at(c, exp(a), sample, n, &ignored) < left_at(c, exp(b), sample, n, &ignored))
            high = b;
        else
            low = a;
    }
    return exp(0.5 * (low + high));
}

enum status skyrmions_fit_scales(const struct skyrmions_config *config,
                                 const struct skyrmions_felt sample[], size_t n, bool free_drag,
                                 const char *where, struct skyrmions_scales *out, struct error *err)
{
    const double by = 0.05, drag = free_drag && n > 0 ? best_drag(config, sample, n)
                                                      : config->dissipation_Js_per_m2;
    struct skyrmions_scales ignored;
    double left, bend, variance;

    if (n < K + 2)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %zu drifts, a fit needs %d or more", where, n,
                         K + 2);
    left = left_at(config, drag, sample, n, out);
    if (!isfinite(left) || !(out->scale[SKYRMIONS_DRIVE] > 0.0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: drive %g times that at 0 K, must be above 0: %zu drifts do not tell "
                         "the forces apart",
                         where, out->scale[SKYRMIONS_DRIVE], n);
    variance = left / (2.0 * (double)n - K - 1.0);
    bend = (left_at(config, drag * (1.0 + by), sample, n, &ignored)
            + left_at(config, drag * (1.0 - by), sample, n, &ignored) - 2.0 * left)
           / (by * by * drag * drag);
    out->dissipation_Js_per_m2 = drag;
    out->dissipation_error_Js_per_m2 = free_drag ? sqrt(2.0 * variance / fmax(bend, 1e-300)) : 0.0;
    out->noise_m_per_s = sqrt(variance);
    for (int k = 0; k < K; k++)
        out->error[k] *= out->noise_m_per_s;
    return STATUS_OK;
}
