#include "lab/track/experiment.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include "lab/track/film.h"
/* Fig. 4: the post-synapse alone, filled one skyrmion after the other, for stacks of n repeats. */

struct synapse experiment_post_synapse(const struct synapse *d, int skyrmions)
{
    struct synapse p = *d;

    p.barrier.on = false;
    p.track.length_m = d->readout.to_m - d->readout.from_m;
    p.barrier.centre_m = p.track.length_m;
    p.readout.from_m = 0.0;
    p.readout.to_m = p.track.length_m;
    p.start.skyrmions = skyrmions;
    p.start.equilibrate_s = d->pulses.gap_s;
    return p;
}

static enum status plan_stack(const struct synapse *d, int repeats, int n_seeds,
                              struct trial_list *list, struct error *err)
{
    enum status status = STATUS_OK;

    for (int k = 1; k <= d->scan.fill && status == STATUS_OK; k++) {
        struct synapse p = experiment_post_synapse(d, k);
        char label[TRIAL_LABEL];

        p.track.repeats = repeats;
        p.readout.layer = d->readout.layer < repeats ? d->readout.layer : repeats - 1;
        snprintf(label, sizeof label, "n%d-%d", repeats, k);
        status = synapse_check(&p, label, err);
        if (status != STATUS_OK)
            return experiment_blame(err, "readout.from_m, to_m as a film alone");
        status = track_check_lattice(&p, err);
        if (status != STATUS_OK)
            return experiment_blame(err, "scan.fill = %d", (int)d->scan.fill);
        status = trial_list_add_point(list, &p, label, n_seeds, 0, err);
    }
    return status;
}

static enum status plan(const struct synapse *d, int n_seeds, struct trial_list *list,
                        struct error *err)
{
    double repeats[SCAN_MAX];
    int n;
    enum status status = synapse_scan_values(d->scan.repeats, "scan.repeats", repeats, &n, err);

    for (int i = 0; i < n && status == STATUS_OK; i++)
        status = plan_stack(d, (int)lround(repeats[i]), n_seeds, list, err);
    return status;
}

/* --- states of a stack: the film without skyrmions, then one more each --- */

enum { MAX_LEVELS = 65 };

static double number_of(json_t *point, const char *key)
{
    return json_number_value(json_object_get(point, key));
}

static void sum_up_stack(const struct synapse *d, int repeats, json_t *summary)
{
    struct experiment_level in_run[MAX_LEVELS] = {{0.0, 0.0}}, seeds[MAX_LEVELS] = {{0.0, 0.0}};
    double high = 0.0;
    int n = 1, held = 0, least = INT_MAX; /* seeds of a point */
    char name[16];
    json_t *o;

    for (int k = 1; k <= d->scan.fill && n < MAX_LEVELS; k++) {
        char label[TRIAL_LABEL];
        json_t *point;

        snprintf(label, sizeof label, "n%d-%d", repeats, k);
        point = json_object_get(summary, label);
        if (point == NULL)
            continue;
        in_run[0].sd = number_of(point, "empty_sd_in_run");
        in_run[n] = (struct experiment_level){number_of(point, "dG_over_G0"),
                                              number_of(point, "sd_in_run")};
        seeds[n] = (struct experiment_level){in_run[n].mean, number_of(point, "sd_seeds")};
        least = number_of(point, "seeds") < least ? (int)number_of(point, "seeds") : least;
        high = fmax(high, in_run[n].mean);
        held = number_of(point, "start") > k - 0.5 ? k : held;
        n++;
    }
    if (n == 1)
        return;
    o = json_object();
    json_object_set_new(o, "range_G0", json_real(high));
    json_object_set_new(o, "states_in_run", json_integer(experiment_count_states(n, in_run)));
    if (least > 1)
        json_object_set_new(o, "states_over_seeds",
                            json_integer(experiment_count_states(n, seeds)));
    json_object_set_new(o, "held", json_integer(held)); /* skyrmions that all stay */
    snprintf(name, sizeof name, "n%d", repeats);
    json_object_set_new(summary, name, o);
}

static enum status conclude(const struct synapse *d, const struct trial_list *list,
                            const char *folder, json_t *summary, struct error *err)
{
    double repeats[SCAN_MAX];
    int n;
    enum status status = synapse_scan_values(d->scan.repeats, "scan.repeats", repeats, &n, err);

    if (status == STATUS_OK)
        status = experiment_write_curves("fig4", list, folder, summary, err);
    for (int i = 0; i < n && status == STATUS_OK; i++)
        sum_up_stack(d, (int)lround(repeats[i]), summary);
    return status;
}

const struct experiment experiment_fig4 = {
    .name = "fig4",
    .doc = "post-synapse filled one by one for each stack: radius, spread, conductance",
    .plan = plan,
    .conclude = conclude,
};
