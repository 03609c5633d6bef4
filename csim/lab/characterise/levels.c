#include "lab/characterise/parts.h"
#include <math.h>
#include "base/moments.h"
#include "lab/track/states.h"

/* Of reversed area: G = G0 (1 + TMR s), s the reversed share of the junction's. */
static double per_area_S(const struct characterise *c)
{
    const struct synapse_readout *r = &c->synapse->readout;

    return r->conductance_S * r->tmr / ((r->to_m - r->from_m) * c->synapse->track.width_m);
}

static double area_m2(const struct characterise *c)
{
    return (c->synapse->readout.to_m - c->synapse->readout.from_m) * c->synapse->track.width_m;
}

double characterise_conductance_S(const struct characterise *c, double skyrmions)
{
    const double reversed_m2 = c->spot.film_share * area_m2(c) + spot_total_m2(&c->spot, skyrmions);

    return c->synapse->readout.conductance_S + per_area_S(c) * reversed_m2;
}

double characterise_deviation_S(const struct characterise_level *level)
{
    return sqrt(level->spread_S * level->spread_S + level->programming_S * level->programming_S
                + level->noise_S * level->noise_S);
}

/* --- rests --- */

struct rests { /* of one count */
    struct moments mean, variance;
};

static double mean_of(const struct draw_level *level, bool later)
{
    return later ? level->later_mean : level->mean;
}

static void add_rests(const struct characterise *c, const struct draw draws[], bool later,
                      struct rests rests[CHARACTERISE_MAX_COUNT + 1])
{
    for (int64_t i = 0; i < c->draws; i++)
        for (int k = 0; k < draws[i].n_levels; k++) {
            const struct draw_level *l = &draws[i].level[k];

            moments_add(&rests[l->count].mean, mean_of(l, later));
            moments_add(&rests[l->count].variance, later ? l->later_variance : l->variance);
        }
}

/* --- what belongs to the device --- */

/* Deviation of a device's rests in a cycle from those of the same counts, over their standard
 * deviation: the z of the array, one for all states. False: it has none. */
static bool cycle_deviation(const struct draw *draw, int cycle, bool later,
                            const struct rests rests[], double *z)
{
    struct moments of = {0};

    for (int k = 0; k < draw->n_levels; k++) {
        const struct draw_level *l = &draw->level[k];
        const struct moments *all = &rests[l->count].mean;

        if (l->cycle == cycle && moments_sd(all) > 0.0)
            moments_add(&of, (mean_of(l, later) - all->mean) / moments_sd(all));
    }
    *z = of.mean;
    return of.n > 0;
}

/* Rests of one cycle follow each other and resemble each other; those of two cycles share the
 * device only. */
static struct characterise_kept_part kept_part(const struct characterise *c,
                                               const struct draw draws[], bool later,
                                               const struct rests rests[])
{
    const int cycles = (int)c->synapse->characterise.cycles;
    struct moments product = {0};

    for (int64_t i = 0; i < c->draws; i++)
        for (int one = 0; one < cycles; one++)
            for (int other = 0; other < one; other++) {
                double a, b;

                if (cycle_deviation(&draws[i], one, later, rests, &a)
                    && cycle_deviation(&draws[i], other, later, rests, &b))
                    moments_add(&product, a * b);
            }
    return (struct characterise_kept_part){
        .pairs = product.n,
        .correlation = product.mean,
        .error = moments_error(&product),
        .share = product.n > 1 && product.mean > 2.0 * moments_error(&product)
                     ? fmin(product.mean, 1.0)
                     : 0.0};
}

/* --- levels and states --- */

static struct characterise_level level_of(const struct characterise *c, int count,
                                          const struct rests *rests, double share)
{
    const struct spot *spot = &c->spot;
    const double n = rests->mean.mean, added_m2 = spot_added_m2(spot, n);
    const double sd_S = per_area_S(c) * added_m2 * moments_sd(&rests->mean);
    const double variance_m4 = spot->film_variance_m2 * area_m2(c)
                               + n * spot->area_sd_m2 * spot->area_sd_m2
                               + rests->variance.mean * added_m2 * added_m2;

    return (struct characterise_level){.count = count,
                                       .samples = rests->mean.n,
                                       .skyrmions = n,
                                       .mean_S = characterise_conductance_S(c, n),
                                       .spread_S = sd_S * sqrt(share),
                                       .programming_S = sd_S * sqrt(1.0 - share),
                                       .noise_S = per_area_S(c) * sqrt(variance_m4)};
}

static void pick_states(const struct characterise *c, struct characterised *out)
{
    const double G0_S = c->synapse->readout.conductance_S;
    struct experiment_level level[CHARACTERISE_MAX_COUNT + 1];

    for (int i = 0; i < out->n_levels; i++)
        level[i] = (struct experiment_level){out->level[i].mean_S / G0_S,
                                             characterise_deviation_S(&out->level[i]) / G0_S};
    out->n_states = experiment_pick_states(out->n_levels, level, CARD_MAX_STATES, out->of_state);
}

/* A count that is rarer than one rest in a hundred is passed through, not held. */
void characterise_take_levels(const struct characterise *c, const struct draw draws[],
                              struct characterised *out)
{
    enum { LEAST_RESTS = 3, RAREST = 100 };
    struct rests now[CHARACTERISE_MAX_COUNT + 1] = {0}, later[CHARACTERISE_MAX_COUNT + 1] = {0};
    struct characterise_kept_part fresh;
    int n_rests = 0;

    add_rests(c, draws, false, now);
    add_rests(c, draws, true, later);
    fresh = kept_part(c, draws, false, now);
    out->kept_part = kept_part(c, draws, true, later);
    for (int n = 0; n <= CHARACTERISE_MAX_COUNT; n++)
        n_rests += now[n].mean.n;
    for (int n = 0; n <= CHARACTERISE_MAX_COUNT; n++) {
        if (now[n].mean.n < LEAST_RESTS || RAREST * now[n].mean.n < n_rests)
            continue;
        out->later[out->n_levels] = level_of(c, n, &later[n], out->kept_part.share);
        out->level[out->n_levels++] = level_of(c, n, &now[n], fresh.share);
    }
    pick_states(c, out);
}
