#include "lab/characterise/parts.h"
#include <math.h>
#include <stdlib.h>

static enum status check_lengths(const struct synapse *d, struct error *err)
{
    const struct synapse_characterise *c = &d->characterise;
    const int64_t pulses = c->cycles * (d->pulses.up + d->pulses.down);
    const double reads = c->watch_s / c->steady_s;

    if (2 * pulses > DRAW_MAX_EVENTS) /* each, and one tried against it */
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: characterise.cycles = %d of %d pulses: %d in all, must be at most %d",
                         d->name, (int)c->cycles, (int)(d->pulses.up + d->pulses.down), (int)pulses,
                         (int)DRAW_MAX_LEVELS);
    if (!(reads > 3.0 - 1e-9 && reads < DRAW_MAX_READS + 1e-9))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: characterise.watch_s = %g s, must be %g to %g s: 3 to %d times "
                         "characterise.steady_s",
                         d->name, c->watch_s, 3.0 * c->steady_s, DRAW_MAX_READS * c->steady_s,
                         (int)DRAW_MAX_READS);
    return STATUS_OK;
}

enum status characterise_check(const struct synapse *d, struct error *err)
{
    const struct synapse_characterise *c = &d->characterise;

    if (!(d->pulses.up > 0 && d->pulses.down > 0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: pulses.up = %d, pulses.down = %d: a synapse is programmed in both "
                         "directions, at least one pulse in each",
                         d->name, (int)d->pulses.up, (int)d->pulses.down);
    if (!(c->read_voltage_V <= c->read_voltage_limit_V))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: characterise.read_voltage_V = %g V, must be at most "
                         "characterise.read_voltage_limit_V = %g V",
                         d->name, c->read_voltage_V, c->read_voltage_limit_V);
    return check_lengths(d, err);
}

/* --- means over the draws --- */

static void take_means(const struct characterise *c, const struct draw draws[],
                       struct characterised *out)
{
    const double n = (double)c->draws;

    for (int64_t i = 0; i < c->draws; i++) {
        const struct draw *d = &draws[i];

        out->started += d->started / n;
        out->after_first_cycle += d->after_first_cycle / n;
        out->whole_after_first_cycle += d->whole_after_first_cycle / n;
        out->whole_remaining += d->whole_remaining / n;
        out->lost_at_edge += d->lost_at_edge / n;
        out->lost_in_pairs += d->lost_in_pairs / n;
        out->lost_to_heat += d->lost_to_heat / n;
        out->first_to_heat += d->first_to_heat / n;
        out->remaining += d->remaining / n;
        out->stuck_after_down += d->stuck_after_down / n;
        out->stuck_after_up += d->stuck_after_up / n;
        out->by_preparing += d->by_preparing / n;
        out->first_cold += d->first_cold / n;
        out->first_prepared += d->first_prepared / n;
        out->skyrmions[DRAW_FULL] += (d->remaining - d->stuck_after_up) / n;
        out->skyrmions[DRAW_EMPTY] += (d->remaining - d->stuck_after_down) / n;
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
    if (out->pulses > 0)
        out->losses = characterise_rate_of(lost, (double)out->pulses);
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

/* --- how long states last --- */

static struct characterise_lifetime lifetime_of(const struct characterise *c,
                                                const struct draw draws[],
                                                const struct characterised *r,
                                                enum draw_hold_state hold)
{
    double state_S[CARD_MAX_STATES], waited_s = 0.0;
    int64_t lost = 0;
    struct characterise_rate rate;

    for (int i = 0; i < r->n_states; i++)
        state_S[i] = r->level[r->of_state[i]].mean_S;
    for (int64_t i = 0; i < c->draws; i++) {
        const struct draw_hold *h = &draws[i].hold[hold];
        double read_S[DRAW_MAX_READS];
        struct characterise_wait wait;

        for (int k = 0; k < h->n_reads; k++)
            read_S[k] = characterise_conductance_S(c, h->read[k]);
        wait = characterise_wait_of(h->n_reads, read_S, c->synapse->characterise.steady_s,
                                    r->n_states, state_S);
        waited_s += wait.waited_s;
        lost += wait.lost;
    }
    rate = characterise_rate_of(lost, waited_s);
    return (struct characterise_lifetime){.time_s = 1.0 / (lost > 0 ? rate.mean : rate.high),
                                          .low_s = 1.0 / rate.high,
                                          .high_s = lost > 0 ? 1.0 / rate.low : 0.0,
                                          .lost = lost};
}

static enum status take_holds(const struct characterise *c, const struct draw draws[],
                              struct characterised *out, struct error *err)
{
    struct skyrmions_config particles;
    const enum status status = calibrate_apply(c->calibration, c->synapse, &particles, err);

    if (status != STATUS_OK)
        return status;
    for (int h = 0; h < DRAW_HOLDS; h++) {
        out->lifetime[h] = lifetime_of(c, draws, out, (enum draw_hold_state)h);
        out->escape[h] = escape_of(&particles, h == DRAW_FULL ? 1 : -1);
    }
    return STATUS_OK;
}

/* --- all of it --- */

enum status characterise_judge(const struct characterise *c, const struct draw draws[],
                               struct characterised *out, struct error *err)
{
    enum status status;

    *out = (struct characterised){0};
    take_means(c, draws, out);
    take_losses(c, draws, out);
    status = characterise_refuse_dead(c, out, err);
    return status == STATUS_OK ? characterise_refuse_still(c, draws, err) : status;
}

enum status characterise_reduce(const struct characterise *c, const struct draw draws[],
                                struct characterised *out, struct error *err)
{
    enum status status = characterise_judge(c, draws, out, err);

    if (status != STATUS_OK)
        return status;
    characterise_take_levels(c, draws, out);
    status = characterise_refuse_alike(c, out, err);
    if (status == STATUS_OK)
        status = take_holds(c, draws, out, err);
    if (status == STATUS_OK)
        take_steps(c, draws, out);
    return status;
}
