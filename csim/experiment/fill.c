#include "experiment/experiment.h"
#include <math.h>
#include <stdio.h>
/* Fig. 4: the post-synapse alone, filled one skyrmion after the other, for stacks of n repeats. */

static enum status plan_stack(const struct device *d, int repeats, int n_seeds,
                              struct trial_list *list, struct error *err)
{
    enum status s = STATUS_OK;

    for (int k = 1; k <= d->scan.fill && s == STATUS_OK; k++) {
        struct device p = *d;
        char label[TRIAL_LABEL];

        p.track.repeats = repeats;
        p.barrier.on = false;
        p.track.length_m = d->readout.to_m - d->readout.from_m;
        p.barrier.centre_m = p.track.length_m;
        p.readout.from_m = 0.0;
        p.readout.to_m = p.track.length_m;
        p.readout.layer = d->readout.layer < repeats ? d->readout.layer : repeats - 1;
        p.start.skyrmions = k;
        p.start.equilibrate_s = d->pulses.gap_s;
        snprintf(label, sizeof label, "n%d-%d", repeats, k);
        s = trial_list_add_point(list, &p, label, n_seeds, 0, err);
    }
    return s;
}

static enum status plan(const struct device *d, int n_seeds, struct trial_list *list,
                        struct error *err)
{
    double repeats[SCAN_MAX];
    int n;
    enum status s = device_scan_values(d->scan.repeats, "scan.repeats", repeats, &n, err);

    for (int i = 0; i < n && s == STATUS_OK; i++)
        s = plan_stack(d, (int)lround(repeats[i]), n_seeds, list, err);
    return s;
}

static enum status conclude(const struct device *d, int n_seeds, const struct trial_list *list,
                            const char *folder, json_t *summary, struct error *err)
{
    (void)d;
    (void)n_seeds;
    return experiment_write_curves("fig4", list, folder, summary, err);
}

const struct experiment experiment_fig4 = {
    .name = "fig4",
    .doc = "post-synapse filled one by one for each stack: radius, spread, conductance",
    .plan = plan,
    .conclude = conclude,
};
