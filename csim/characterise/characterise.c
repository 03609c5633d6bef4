#include "characterise/characterise.h"
#include <math.h>
#include <stdlib.h>

enum status characterise_check(const struct device *d, struct error *err)
{
    if (d->pulses.up > 0 && d->pulses.down > 0)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: pulses.up = %d, pulses.down = %d: a synapse is programmed in both "
                     "directions, at least one pulse in each",
                     d->name, (int)d->pulses.up, (int)d->pulses.down);
}

/* --- means over the draws --- */

/* Quantile of chi squared of n degrees at the normal quantile z (E. B. Wilson, M. M. Hilferty, PNAS
 * 17, 684 (1931)). */
static double chi_square(double n, double z)
{
    const double t = 2.0 / (9.0 * n), root = 1.0 - t + z * sqrt(t);

    return n * root * root * root;
}

/* 95 % of Poisson: 2 N lies between chi squared of 2 n and of 2 n + 2 degrees. None seen: N < 3. */
static struct lifetime lifetime_of(double waited_s, int left)
{
    static const double z = 1.96, bound_of_none = 2.9957;

    if (left == 0)
        return (struct lifetime){waited_s / bound_of_none, waited_s / bound_of_none, 0.0, 0};
    return (struct lifetime){.time_s = waited_s / left,
                             .low_s = 2.0 * waited_s / chi_square(2.0 * left + 2.0, z),
                             .high_s = 2.0 * waited_s / chi_square(2.0 * left, -z),
                             .left = left};
}

static enum status take_holds(const struct characterise *c, const struct draw draws[],
                              struct characterised *out, struct error *err)
{
    struct skyrmions_config particles;
    const enum status status = calibrate_apply(c->calibration, c->device, &particles, err);

    if (status != STATUS_OK)
        return status;
    for (int h = 0; h < DRAW_HOLDS; h++) {
        double waited_s = 0.0;
        int left = 0;

        for (int64_t i = 0; i < c->draws; i++) {
            waited_s += draws[i].hold[h].waited_s;
            left += draws[i].hold[h].left;
        }
        out->lifetime[h] = lifetime_of(waited_s, left);
        out->escape[h] = escape_of(&particles, h == DRAW_FULL ? 1 : -1);
    }
    return STATUS_OK;
}

static void take_means(const struct characterise *c, const struct draw draws[],
                       struct characterised *out)
{
    const double n = (double)c->draws;

    for (int64_t i = 0; i < c->draws; i++) {
        const struct draw *d = &draws[i];

        out->started += d->started / n;
        out->after_first_cycle += d->after_first_cycle / n;
        out->lost_at_edge += d->lost_at_edge / n;
        out->lost_in_pairs += d->lost_in_pairs / n;
        out->lost_to_heat += d->lost_to_heat / n;
        out->first_to_heat += d->first_to_heat / n;
        out->left += d->left / n;
        out->stuck_after_down += d->stuck_after_down / n;
        out->stuck_after_up += d->stuck_after_up / n;
        out->by_preparing += d->by_preparing / n;
        out->first_cold += d->first_cold / n;
        out->first_prepared += d->first_prepared / n;
        out->skyrmions[DRAW_FULL] += (d->left - d->stuck_after_up) / n;
        out->skyrmions[DRAW_EMPTY] += (d->left - d->stuck_after_down) / n;
    }
}

static void take_losses(const struct characterise *c, const struct draw draws[],
                        struct characterised *out)
{
    int64_t lost = 0;

    for (int64_t i = 0; i < c->draws; i++) {
        out->pulses += draws[i].n_events;
        for (int k = 0; k < draws[i].n_events; k++)
            lost += draws[i].event[k].lost;
    }
    if (out->pulses == 0)
        return;
    out->losses_per_pulse = (double)lost / (double)out->pulses;
    out->losses_error = (lost > 0 ? sqrt((double)lost) : 2.9957) / (double)out->pulses;
}

/* --- levels and states --- */

struct moments {
    int n;
    double mean, square, variance; /* of the rests' means; mean variance within them */
};

static void add_rest(struct moments *m, double mean, double variance)
{
    const double off = mean - m->mean;

    m->n++;
    m->mean += off / m->n;
    m->square += off * (mean - m->mean);
    m->variance += (variance - m->variance) / m->n;
}

/* G = G0 (1 + TMR s), s the reversed share of the area under the junction. */
static struct level level_of(const struct characterise *c, int count, const struct moments *m)
{
    const struct device_readout *r = &c->device->readout;
    const struct spot *spot = &c->spot;
    const double area_m2 = (r->to_m - r->from_m) * c->device->track.width_m;
    const double per_area_S = r->conductance_S * r->tmr / area_m2;
    const double reversed_m2 = spot->film_share * area_m2 + spot_total_m2(spot, m->mean);
    const double added_m2 = spot_added_m2(spot, m->mean);
    const double variance_m4 = spot->film_variance_m2 * area_m2
                               + m->mean * spot->area_sd_m2 * spot->area_sd_m2
                               + m->variance * added_m2 * added_m2;

    return (struct level){.count = count,
                          .samples = m->n,
                          .skyrmions = m->mean,
                          .mean_S = r->conductance_S + per_area_S * reversed_m2,
                          .spread_S = per_area_S * added_m2 * sqrt(m->square / (m->n - 1)),
                          .noise_S = per_area_S * sqrt(variance_m4)};
}

/* A count that is rarer than one rest in a hundred is passed through, not held. */
static void take_levels(const struct characterise *c, const struct draw draws[],
                        struct characterised *out)
{
    enum { LEAST_RESTS = 3 };
    struct moments now[CHARACTERISE_MAX_COUNT + 1] = {0}, later[CHARACTERISE_MAX_COUNT + 1] = {0};
    int rests = 0;

    for (int64_t i = 0; i < c->draws; i++)
        for (int k = 0; k < draws[i].n_levels; k++, rests++) {
            const struct draw_level *l = &draws[i].level[k];

            add_rest(&now[l->count], l->mean, l->variance);
            add_rest(&later[l->count], l->later_mean, l->later_variance);
        }
    for (int n = 0; n <= CHARACTERISE_MAX_COUNT; n++)
        if (now[n].n >= LEAST_RESTS && 100 * now[n].n >= rests) {
            out->later[out->n_levels] = level_of(c, n, &later[n]);
            out->level[out->n_levels++] = level_of(c, n, &now[n]);
        }
}

static double deviation_S(const struct level *level)
{
    return hypot(level->spread_S, level->noise_S);
}

int characterise_pick_states(double conductance_S, const struct level level[], int n_levels,
                             int of_state[CARD_MAX_STATES])
{
    int n = 0;

    for (int i = 0; i < n_levels && n < CARD_MAX_STATES; i++) {
        if (n > 0) {
            const struct level *last = &level[of_state[n - 1]];
            const double up_S = level[i].mean_S - last->mean_S;

            if (!(up_S > deviation_S(last) + deviation_S(&level[i]) && up_S > 0.01 * conductance_S))
                continue;
        }
        of_state[n++] = i;
    }
    return n;
}

/* --- steps --- */

/* The state whose count is nearest, the lower one of two. */
static int state_of(const struct characterised *r, int count)
{
    int best = 0;

    for (int i = 1; i < r->n_states; i++)
        if (abs(r->level[r->of_state[i]].count - count)
            < abs(r->level[r->of_state[best]].count - count))
            best = i;
    return best;
}

static void add_event(const struct characterised *r, const struct draw_event *e,
                      struct card_step *step)
{
    const int from = state_of(r, e->before);
    const int along = e->direction * (state_of(r, e->after) - from);
    struct card_step *s = &step[2 * from + (e->direction < 0)];
    double off;

    s->from = from;
    s->direction = e->direction;
    s->samples++;
    *(along < 0    ? &s->back
      : along == 0 ? &s->missed
      : along == 1 ? &s->single
      : along == 2 ? &s->two
                   : &s->more) += 1.0;
    off = along - s->mean;
    s->mean += off / (double)s->samples;
    s->sd += off * (along - s->mean); /* squares until close_step */
    s->skyrmions += (e->before - s->skyrmions) / (double)s->samples;
    s->change += (e->after - e->before - s->change) / (double)s->samples;
}

static void close_step(struct card_step *s)
{
    double *const share[] = {&s->missed, &s->single, &s->two, &s->more, &s->back};

    for (int i = 0; i < 5; i++)
        *share[i] /= (double)s->samples;
    s->sd = s->samples > 1 ? sqrt(s->sd / (double)(s->samples - 1)) : 0.0;
}

static void take_steps(const struct characterise *c, const struct draw draws[],
                       struct characterised *out)
{
    struct card_step step[CARD_MAX_STEPS] = {0};

    for (int64_t i = 0; i < c->draws; i++)
        for (int k = 0; k < draws[i].n_events; k++)
            add_event(out, &draws[i].event[k], step);
    for (int i = 0; i < 2 * out->n_states; i++) {
        if (step[i].samples == 0)
            continue;
        close_step(&step[i]);
        out->step[out->n_steps++] = step[i];
    }
}

/* --- what cannot be a card --- */

static enum status check_left(const struct characterise *c, const struct characterised *r,
                              struct error *err)
{
    const struct device *d = c->device;

    if (r->after_first_cycle > 0.0)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: the pulses annihilate all skyrmions: of %g per device %g were lost at "
                     "edges and %g in pairs in the first cycle (torque.density_A_per_m2 = %g, "
                     "pulses.width_s = %g)",
                     d->name, r->started, r->lost_at_edge, r->lost_in_pairs,
                     d->torque.density_A_per_m2, d->pulses.width_s);
}

/* States of skyrmions that are gone before a device has been up and down once are none. */
static enum status check_heat(const struct characterise *c, const struct characterised *r,
                              struct error *err)
{
    const struct device *d = c->device;
    const struct device_pulses *p = &d->pulses;
    const double cycle_s = (double)(p->up + p->down) * (p->width_s + p->gap_s);

    if (!(r->first_to_heat > 0.5 * r->started))
        return STATUS_OK;
    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: no skyrmion of %d layers lives long enough at %g K: of %g per device %.3g "
        "die of heat within the %.2g s that pulses up and down take, and %.3g are "
        "left after %d times that (material.temperature_K, track.repeats)",
        d->name, (int)d->track.repeats, d->material.temperature_K, r->started, r->first_to_heat,
        cycle_s, r->left, 1 + DRAW_CYCLES);
}

/* More along the pulses than against them, by three standard errors: what diffuses is no step. */
static enum status check_moves(const struct characterise *c, const struct draw draws[],
                               const struct characterised *r, struct error *err)
{
    const struct device *d = c->device;
    const double n = (double)r->pulses;
    double sum = 0.0, squares = 0.0, mean, error;

    for (int64_t i = 0; i < c->draws; i++)
        for (int k = 0; k < draws[i].n_events; k++) {
            const struct draw_event *e = &draws[i].event[k];
            const double along = e->direction * (e->after - e->before);

            sum += along;
            squares += along * along;
        }
    mean = n > 0.0 ? sum / n : 0.0;
    error = n > 1.0 ? sqrt(fmax(squares / n - mean * mean, 0.0) / (n - 1.0)) : 0.0;
    if (mean > 3.0 * error)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: the pulses drive no skyrmion past the barrier: %.2g +- %.2g per pulse "
                     "along its direction, in %d devices (torque.density_A_per_m2 = %g, "
                     "pulses.width_s = %g, %.3g m beside the barrier)",
                     d->name, mean, error, (int)c->draws, d->torque.density_A_per_m2,
                     d->pulses.width_s, device_interspace_m(d));
}

static enum status no_states(const struct characterise *c, const struct characterised *r,
                             struct error *err)
{
    const struct level *low = &r->level[0],
                       *high = &r->level[r->n_levels > 0 ? r->n_levels - 1 : 0];

    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: no two states can be told apart: %d to %d skyrmions read as %.4g to %.4g "
                     "S with standard deviations of %.2g and %.2g S",
                     c->device->name, low->count, high->count, low->mean_S, high->mean_S,
                     deviation_S(low), deviation_S(high));
}

/* A card's states ascend, and a weight that reads the wrong way round is none. */
static enum status check_later(const struct characterise *c, const struct characterised *r,
                               struct error *err)
{
    for (int i = 1; i < r->n_states; i++) {
        const struct level *low = &r->later[r->of_state[i - 1]], *high = &r->later[r->of_state[i]];

        if (!(high->mean_S > low->mean_S))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: %g s after the pulse states %d and %d, made as %d and %d "
                             "skyrmions, read %.4g S and %.4g S: nothing of their order is left",
                             c->device->name, c->after_s, i - 1, i, low->count, high->count,
                             low->mean_S, high->mean_S);
    }
    return STATUS_OK;
}

enum status characterise_judge(const struct characterise *c, const struct draw draws[],
                               struct characterised *out, struct error *err)
{
    enum status status;

    *out = (struct characterised){0};
    take_means(c, draws, out);
    take_losses(c, draws, out);
    status = check_heat(c, out, err);
    if (status == STATUS_OK)
        status = check_left(c, out, err);
    return status == STATUS_OK ? check_moves(c, draws, out, err) : status;
}

enum status characterise_reduce(const struct characterise *c, const struct draw draws[],
                                struct characterised *out, struct error *err)
{
    enum status status = characterise_judge(c, draws, out, err);

    if (status == STATUS_OK)
        status = take_holds(c, draws, out, err);
    if (status != STATUS_OK)
        return status;
    take_levels(c, draws, out);
    out->n_states = characterise_pick_states(c->device->readout.conductance_S, out->level,
                                             out->n_levels, out->of_state);
    if (out->n_states < 2)
        return no_states(c, out, err);
    take_steps(c, draws, out);
    return check_later(c, out, err);
}
