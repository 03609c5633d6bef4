#include "lab/characterise/parts.h"
#include "base/moments.h"
/* What cannot be a card. */

static enum status check_left(const struct characterise *c, const struct characterised *r,
                              struct error *err)
{
    const struct synapse *d = c->synapse;

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
    const struct synapse *d = c->synapse;
    const struct synapse_pulses *p = &d->pulses;
    const double cycle_s = (double)(p->up + p->down) * (p->width_s + p->gap_s);

    if (!(r->first_to_heat > 0.5 * r->started))
        return STATUS_OK;
    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: no skyrmion of %d layer%s lives long enough at %g K: of %g per device %.3g "
        "die of heat within the %.2g s that pulses up and down take, and %.3g are "
        "left after %d times that (material.temperature_K, track.repeats)",
        d->name, (int)d->track.repeats, d->track.repeats == 1 ? "" : "s", d->material.temperature_K,
        r->started, r->first_to_heat, cycle_s, r->remaining, 1 + (int)d->characterise.cycles);
}

enum status characterise_refuse_dead(const struct characterise *c, const struct characterised *r,
                                     struct error *err)
{
    const enum status status = check_heat(c, r, err);

    return status == STATUS_OK ? check_left(c, r, err) : status;
}

/* More along the pulses than against them, by three standard errors over the devices: what diffuses
 * is no step. */
enum status characterise_refuse_still(const struct characterise *c, const struct draw draws[],
                                      struct error *err)
{
    const struct synapse *d = c->synapse;
    struct moments moved = {0};
    for (int64_t i = 0; i < c->draws; i++) {
        struct moments along = {0};

        for (int k = 0; k < draws[i].n_events; k++) {
            const struct draw_event *e = &draws[i].event[k];

            moments_add(&along, e->direction * (e->after - e->before));
        }
        moments_add(&moved, along.mean);
    }
    if (moved.mean > 3.0 * moments_error(&moved))
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: the pulses drive no skyrmion past the barrier: %.2g per pulse along its "
                     "direction, standard error %.2g of %d devices (torque.density_A_per_m2 = %g, "
                     "pulses.width_s = %g, %.3g m beside the barrier)",
                     d->name, moved.mean, moments_error(&moved), (int)c->draws,
                     d->torque.density_A_per_m2, d->pulses.width_s, synapse_interspace_m(d));
}

static enum status no_states(const struct characterise *c, const struct characterised *r,
                             struct error *err)
{
    const struct characterise_level *low = &r->level[0],
                                    *high = &r->level[r->n_levels > 0 ? r->n_levels - 1 : 0];

    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: no two states can be told apart: %d to %d skyrmions read as %.4g to %.4g "
                     "S with standard deviations of %.2g and %.2g S",
                     c->synapse->name, low->count, high->count, low->mean_S, high->mean_S,
                     characterise_deviation_S(low), characterise_deviation_S(high));
}

/* A card's states ascend, and a weight that reads the wrong way round is none. */
static enum status check_later(const struct characterise *c, const struct characterised *r,
                               struct error *err)
{
    for (int i = 1; i < r->n_states; i++) {
        const struct characterise_level *low = &r->later[r->of_state[i - 1]],
                                        *high = &r->later[r->of_state[i]];

        if (!(high->mean_S > low->mean_S))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: %g s after the pulse states %d and %d, made as %d and %d "
                             "skyrmions, read %.4g S and %.4g S: nothing of their order is left",
                             c->synapse->name, c->after_s, i - 1, i, low->count, high->count,
                             low->mean_S, high->mean_S);
    }
    return STATUS_OK;
}

enum status characterise_refuse_alike(const struct characterise *c, const struct characterised *r,
                                      struct error *err)
{
    return r->n_states < 2 ? no_states(c, r, err) : check_later(c, r, err);
}
