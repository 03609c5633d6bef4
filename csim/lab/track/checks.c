#include "lab/track/experiment.h"
#include <stdio.h>
/* What must not decide a result: the size of the cells and the time step. The curve at 0 K is
 * compared directly; at a temperature G - G(empty) of a film at rest over seeds, since noise of a
 * finer mesh shifts the mean of mz by itself. */

/* Pulses of the map at 0 K. */
static struct synapse curve_of(const struct synapse *d)
{
    struct synapse p = *d;

    p.material.temperature_K = 0.0;
    p.pulses.up = d->scan.map_pulses;
    p.pulses.down = d->scan.map_pulses;
    return p;
}

/* The post-synapse alone with its skyrmions, no pulses. */
static struct synapse rest_of(const struct synapse *d)
{
    struct synapse p =
        experiment_post_synapse(d, d->start.skyrmions / 2 > 0 ? (int)d->start.skyrmions / 2 : 1);

    p.material.temperature_K = d->material.temperature_K > 0.0 ? d->material.temperature_K : 300.0;
    return p;
}

static enum status plan_both(const struct synapse *d, const char *name, int n_seeds,
                             struct trial_list *list, struct error *err)
{
    const struct synapse curve = curve_of(d), rest = rest_of(d);
    char label[TRIAL_LABEL];
    enum status status = synapse_check(&rest, name, err);

    if (status != STATUS_OK)
        return experiment_blame(err, "readout.from_m, to_m as a film alone");
    snprintf(label, sizeof label, "curve-0K-%.32s", name);
    status = trial_list_add_point(list, &curve, label, n_seeds, 1, err);
    snprintf(label, sizeof label, "rest-%gK-%.32s", rest.material.temperature_K, name);
    return status == STATUS_OK ? trial_list_add_point(list, &rest, label, n_seeds, 0, err) : status;
}

static enum status plan_mesh(const struct synapse *d, int n_seeds, struct trial_list *list,
                             struct error *err)
{
    struct synapse p = *d;
    enum status status = STATUS_OK;

    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        char name[24];

        snprintf(name, sizeof name, "%gnm", 1e9 * p.track.cell_m);
        if (i > 0 && synapse_check(&p, name, err) != STATUS_OK)
            return experiment_blame(err, "half of track.cell_m = %g m", d->track.cell_m);
        status = plan_both(&p, name, n_seeds, list, err);
        p.track.cell_m *= 0.5; /* its step shrinks by itself */
    }
    return status;
}

static enum status plan_step(const struct synapse *d, int n_seeds, struct trial_list *list,
                             struct error *err)
{
    struct synapse fine = *d;
    enum status status = plan_both(d, "whole-step", n_seeds, list, err);

    fine.solver.time_step_s = 0.5 * d->solver.time_step_s;
    fine.solver.still_time_step_s = 0.5 * d->solver.still_time_step_s;
    return status == STATUS_OK ? plan_both(&fine, "half-step", n_seeds, list, err) : status;
}

const struct experiment experiment_mesh = {
    .name = "mesh",
    .doc = "cells of half the size: pulses at 0 K, the film at rest at a temperature",
    .plan = plan_mesh,
};
const struct experiment experiment_step = {
    .name = "step",
    .doc = "half the time step: pulses at 0 K, the film at rest at a temperature",
    .plan = plan_step,
};
