#include "lab/track/experiment.h"
#include <math.h>
#include <stdio.h>
/* Modulation curves of the paper's Figs. 2, 3 and 5, and of the map's points at a temperature: all
 * with the device's one torque, count and barrier. */

static enum status plan_layers(const struct synapse *d, int repeats, double temperature_K,
                               int n_seeds, struct trial_list *list, struct error *err)
{
    struct synapse p = *d;
    char label[TRIAL_LABEL];

    p.track.repeats = repeats;
    p.material.temperature_K = temperature_K;
    if (p.readout.layer >= repeats)
        p.readout.layer = repeats - 1; /* the top one stays the top one */
    snprintf(label, sizeof label, "n%d-%gK", repeats, temperature_K);
    return trial_list_add_point(list, &p, label, n_seeds, 1, err);
}

/* The device as its file says. */
static enum status plan_curve(const struct synapse *d, int n_seeds, struct trial_list *list,
                              struct error *err)
{
    return trial_list_add_point(list, d, "curve", n_seeds, 1, err);
}

static enum status plan_fig2(const struct synapse *d, int n_seeds, struct trial_list *list,
                             struct error *err)
{
    const enum status status = plan_layers(d, 1, 0.0, n_seeds, list, err);

    return status == STATUS_OK ? plan_layers(d, 1, 300.0, n_seeds, list, err) : status;
}

static enum status plan_fig3(const struct synapse *d, int n_seeds, struct trial_list *list,
                             struct error *err)
{
    const enum status status = plan_layers(d, 4, 300.0, n_seeds, list, err);

    return status == STATUS_OK ? plan_layers(d, 2, 300.0, n_seeds, list, err) : status;
}

/* The gap beside the barrier is scanned through the side that lies across. */
static void set_interspace(struct synapse *p, double gap_m)
{
    const double across_m = p->track.width_m - 2.0 * gap_m;

    if (p->barrier.orientation == BARRIER_ACROSS)
        p->barrier.length_m = across_m;
    else
        p->barrier.breadth_m = across_m;
    p->barrier.corner_m = fmin(p->barrier.corner_m, 0.5 * across_m);
}

static enum status plan_fig5(const struct synapse *d, int n_seeds, struct trial_list *list,
                             struct error *err)
{
    double gap[SCAN_MAX];
    int n;
    enum status status = synapse_scan_values(d->scan.interspace, "scan.interspace", gap, &n, err);

    for (int i = 0; i < n && status == STATUS_OK; i++) {
        struct synapse p = *d;
        char label[TRIAL_LABEL];

        set_interspace(&p, gap[i] * d->scan.diameter_m);
        snprintf(label, sizeof label, "gap-%gD", gap[i]);
        status = synapse_check(&p, label, err);
        if (status != STATUS_OK)
            return experiment_blame(err, "scan.interspace = %g of scan.diameter_m = %g m", gap[i],
                                    d->scan.diameter_m);
        status = trial_list_add_point(list, &p, label, n_seeds, 2, err);
    }
    return status;
}

static enum status plan_map_hot(const struct synapse *d, int n_seeds, struct trial_list *list,
                                struct error *err)
{
    double thickness_m[SCAN_MAX];
    int n;
    enum status status =
        synapse_scan_values(d->scan.thickness_m, "scan.thickness_m", thickness_m, &n, err);

    for (int i = 0; i < n && status == STATUS_OK; i++) {
        struct synapse p = *d;
        char label[TRIAL_LABEL];

        p.torque.thickness_m = thickness_m[i];
        p.pulses.up = d->scan.map_pulses;
        p.pulses.down = 0;
        snprintf(label, sizeof label, "%gK-%gnm-%d-%s", d->material.temperature_K,
                 1e9 * thickness_m[i], (int)d->start.skyrmions,
                 experiment_orientations[d->barrier.orientation]);
        status = synapse_check(&p, label, err);
        if (status != STATUS_OK)
            return experiment_blame(err, "scan.thickness_m = %g m", thickness_m[i]);
        status = trial_list_add_point(list, &p, label, n_seeds, 1, err);
    }
    return status;
}

const struct experiment experiment_curve = {
    .name = "curve",
    .doc = "the device as its file says, pulses up and down",
    .plan = plan_curve,
};
const struct experiment experiment_fig2 = {
    .name = "fig2",
    .doc = "one layer, pulses up and down, at 0 K and at 300 K",
    .plan = plan_fig2,
};
const struct experiment experiment_fig3 = {
    .name = "fig3",
    .doc = "two and four layers at 300 K, pulses up and down",
    .plan = plan_fig3,
};
const struct experiment experiment_fig5 = {
    .name = "fig5",
    .doc = "gap beside the barrier, two cycles of pulses up and down",
    .plan = plan_fig5,
};
const struct experiment experiment_map_hot = {
    .name = "map-hot",
    .doc = "the torques of map at the device's temperature, with its count and barrier",
    .plan = plan_map_hot,
};
