#include <math.h>
#include "compact/skyrmions_fit.h"

struct visits {
    const struct skyrmions_config *config;
    const struct skyrmions_visit *sample;
    size_t n;
    bool free_reach;
};

/* What Thiele's equation says of a sample less what its edges do. */
static void force_of(const struct visits *v, size_t i, double force_N[2])
{
    const struct skyrmions_visit *s = &v->sample[i];
    struct skyrmions_config edges = *v->config;
    double x_N, y_N;

    edges.barrier_J = 0.0;
    skyrmions_set_force(&edges, 1, &s->x_m, &s->y_m, NULL, &x_N, &y_N);
    skyrmions_force(v->config, s->velocity_m_per_s, force_N);
    force_N[0] -= x_N;
    force_N[1] -= y_N;
}

/* For a decay and reach the best height is linear; returns the squares left over. */
static double left_at(const struct visits *v, double decay_m, double reach_m, double *barrier_J,
                      double *all_N2)
{
    struct skyrmions_config unit = *v->config;
    double xx = 0.0, xf = 0.0, ff = 0.0;

    unit.edge_J = 0.0;
    unit.barrier_J = 1.0;
    unit.barrier_decay_m = decay_m;
    unit.barrier_reach_m = reach_m;
    for (size_t i = 0; i < v->n; i++) {
        double force_N[2], x, y;

        force_of(v, i, force_N);
        skyrmions_set_force(&unit, 1, &v->sample[i].x_m, &v->sample[i].y_m, NULL, &x, &y);
        xx += x * x + y * y;
        xf += x * force_N[0] + y * force_N[1];
        ff += force_N[0] * force_N[0] + force_N[1] * force_N[1];
    }
    *barrier_J = xx > 0.0 ? xf / xx : 0.0;
    *all_N2 = ff;
    ff -= *barrier_J * xf;
    return ff < 0.0 ? 0.0 : ff; /* NaN stays */
}

/* A grid over the logarithm of the decay and over the reach, refined around its best point. */
static void search(const struct visits *v, struct skyrmions_barrier *best, double *least_N2)
{
    enum { POINTS = 21, ROUNDS = 16 };
    const double radius_m = v->config->radius_m;
    double log_half = log(10.0), reach_half_m = v->free_reach ? 3.0 * radius_m : 0.0, all_N2;

    *best = (struct skyrmions_barrier){.decay_m = 0.5 * radius_m,
                                       .reach_m = v->free_reach ? 0.0 : v->config->barrier_reach_m};
    *least_N2 = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        const struct skyrmions_barrier centre = *best;

        for (int i = 0; i < POINTS; i++)
            for (int j = 0; j < (v->free_reach ? POINTS : 1); j++) {
                const double decay_m = centre.decay_m * exp(log_half * (0.1 * i - 1.0));
                const double reach_m = centre.reach_m + reach_half_m * (0.1 * j - 1.0);
                double height_J;
                const double left_N2 = left_at(v, decay_m, reach_m, &height_J, &all_N2);

                if (!(left_N2 < *least_N2))
                    continue;
                *least_N2 = left_N2;
                *best =
                    (struct skyrmions_barrier){height_J, decay_m, reach_m, sqrt(left_N2 / all_N2)};
            }
        log_half *= 0.4;
        reach_half_m *= 0.4;
    }
}

enum status skyrmions_fit_barrier(const struct skyrmions_config *config,
                                  const struct skyrmions_visit sample[], size_t n, bool free_reach,
                                  const char *where, struct skyrmions_barrier *out,
                                  struct error *err)
{
    const struct visits v = {config, sample, n, free_reach};
    double least_N2;

    if (n < 4)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %zu samples, a fit needs 4 or more", where,
                         n);
    search(&v, out, &least_N2);
    if (!(isfinite(least_N2) && out->barrier_J != 0.0))
        return error_set(err, STATUS_BAD_CONFIG, "%s: no force of the barrier in the samples",
                         where);
    return STATUS_OK;
}
