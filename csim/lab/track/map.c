#include "lab/track/experiment.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "files/file.h"
#include "lab/track/film.h"
#include "lab/track/strip.h"
/* Torque strength x initial count x orientation of the barrier, at 0 K: how many cross, are
 * annihilated, are stuck. The point that all other experiments use is read off here, once. */

/* The pulses of the map, along +x only. */
static struct synapse point(const struct synapse *d, double thickness_m, double skyrmions,
                            int orientation)
{
    struct synapse p = *d;

    p.torque.thickness_m = thickness_m;
    p.start.skyrmions = (int64_t)lround(skyrmions);
    p.barrier.orientation = orientation;
    p.pulses.up = d->scan.map_pulses;
    p.pulses.down = 0;
    p.material.temperature_K = 0.0;
    return p;
}

/* What is wrong with a point whatever its other coordinates are. */
static enum status check_thickness(const struct synapse *d, double thickness_m, struct error *err)
{
    const struct synapse p = point(d, thickness_m, 1.0, d->barrier.orientation);
    const enum status status = synapse_check(&p, "map", err);

    return status != STATUS_OK ? experiment_blame(err, "scan.thickness_m = %g m", thickness_m)
                               : status;
}

static enum status check_count(const struct synapse *d, double skyrmions, int orientation,
                               struct error *err)
{
    const struct synapse p = point(d, d->torque.thickness_m, skyrmions, orientation);
    const enum status status = track_check_lattice(&p, err);

    return status != STATUS_OK ? experiment_blame(err, "scan.skyrmions = %g, barrier %s", skyrmions,
                                                  experiment_orientations[orientation])
                               : status;
}

/* The film without skyrmions, then the points of an orientation's barrier. */
static enum status add_empty(const struct synapse *d, int orientation, struct trial_list *list,
                             struct error *err)
{
    const struct synapse p = point(d, d->torque.thickness_m, 1.0, orientation);
    char label[TRIAL_LABEL];

    snprintf(label, sizeof label, "empty-%s-0K", experiment_orientations[orientation]);
    return trial_list_add(list, &p, label, 0, true, 0, err);
}

static enum status add_point(const struct synapse *d, double thickness_m, double skyrmions,
                             int orientation, struct trial_list *list, struct error *err)
{
    const struct synapse p = point(d, thickness_m, skyrmions, orientation);
    const char *side = experiment_orientations[orientation];
    char label[TRIAL_LABEL];
    enum status status;

    snprintf(label, sizeof label, "map-%gnm-%d-%s", 1e9 * thickness_m, (int)p.start.skyrmions,
             side);
    status = trial_list_add(list, &p, label, 0, false, 1, err);
    snprintf(list->trial[list->n - 1].reference, TRIAL_LABEL, "empty-%s-0K", side);
    return status;
}

static enum status plan(const struct synapse *d, int n_seeds, struct trial_list *list,
                        struct error *err)
{
    double thickness_m[SCAN_MAX], skyrmions[SCAN_MAX];
    int n_thickness = 0, n_skyrmions = 0;
    enum status status = synapse_scan_values(d->scan.thickness_m, "scan.thickness_m", thickness_m,
                                             &n_thickness, err);

    (void)n_seeds; /* 0 K: one is as all */
    if (status == STATUS_OK)
        status =
            synapse_scan_values(d->scan.skyrmions, "scan.skyrmions", skyrmions, &n_skyrmions, err);
    for (int i = 0; status == STATUS_OK && i < n_thickness; i++)
        status = check_thickness(d, thickness_m[i], err);
    for (int side = 0; status == STATUS_OK && side < 2; side++)
        status = add_empty(d, side, list, err);
    for (int i = 0; status == STATUS_OK && i < 2 * n_skyrmions; i++)
        status = check_count(d, skyrmions[i / 2], i % 2, err);
    for (int j = 0; status == STATUS_OK && j < n_skyrmions; j++)
        for (int i = 0; status == STATUS_OK && i < 2 * n_thickness; i++)
            status = add_point(d, thickness_m[i / 2], skyrmions[j], i % 2, list, err);
    return status;
}

static void print_head(FILE *f)
{
    fputs("# per layer: start -> crossed, annihilated, stuck beside the barrier after the last "
          "pulse; dG_over_G0 = (G - G(empty)) / G0\n"
          "thickness_m\ttorque_T\tdensity_A_per_m2\torientation\tinterspace_m\tstart\tpulses\t"
          "crossed\tannihilated\tstuck\tcrossed_per_pulse\tdG_over_G0\tradius_m\tapart_m\ttorn\n",
          f);
}

static void print_row(FILE *f, const struct trial *t, const struct trial_table *table,
                      double empty_S)
{
    const struct synapse *d = &t->synapse;
    const double *first = table->value[0], *last = table->value[table->n_rows - 1];
    const double start = trial_row_count(first), crossed = last[TRIAL_POST] - first[TRIAL_POST];
    const int pulses = table->n_rows - 1;

    if (pulses < t->n_pulses - 1)
        fprintf(f, "# no skyrmion is left after pulse %d:\n", pulses);
    fprintf(f, "%g\t%.4g\t%g\t%s\t%g\t%g\t%d\t%g\t%g\t%g\t%.4g\t%.4g\t%.4g\t%.4g\t%g\n",
            d->torque.thickness_m, synapse_torque_T(d), d->torque.density_A_per_m2,
            experiment_orientations[d->barrier.orientation], synapse_interspace_m(d), start, pulses,
            crossed, start - trial_row_count(last), last[TRIAL_BARRIER],
            pulses > 0 ? crossed / pulses : 0.0,
            (last[TRIAL_G] - empty_S) / d->readout.conductance_S, last[TRIAL_RADIUS],
            last[TRIAL_APART], last[TRIAL_TORN]);
}

/* A choice: what a point is worth is what crosses, and what is lost counts this many times, since
 * the device ends when its skyrmions are gone. */
static const double loss_weight = 2.0;

static void note_best(json_t *summary, const struct trial *t, const struct trial_table *table,
                      double *best)
{
    const double *first = table->value[0], *last = table->value[table->n_rows - 1];
    const double crossed = last[TRIAL_POST] - first[TRIAL_POST];
    const double worth = crossed - loss_weight * (trial_row_count(first) - trial_row_count(last));

    if (!(worth > *best))
        return;
    *best = worth;
    json_object_set_new(summary, "best", json_string(t->key));
    json_object_set_new(summary, "best_thickness_m", json_real(t->synapse.torque.thickness_m));
    json_object_set_new(summary, "best_start", json_integer(t->synapse.start.skyrmions));
    json_object_set_new(summary, "best_orientation",
                        json_string(experiment_orientations[t->synapse.barrier.orientation]));
    json_object_set_new(summary, "best_crossed", json_real(crossed));
    json_object_set_new(summary, "best_worth", json_real(worth));
    json_object_set_new(summary, "loss_weight", json_real(loss_weight));
}

static enum status write_rows(FILE *f, const struct trial_list *list, const char *folder,
                              struct trial_table *table, json_t *summary, struct error *err)
{
    double best = -INFINITY;

    for (int i = 0; i < list->n; i++) {
        const struct trial *t = &list->trial[i];
        const struct trial *reference = trial_list_reference(list, t, folder);
        double empty_S;
        enum status status;

        if (reference == NULL || !trial_is_done(t, folder))
            continue;
        status = trial_read(reference, folder, table, err);
        empty_S = table->value[0][TRIAL_G];
        if (status == STATUS_OK)
            status = trial_read(t, folder, table, err);
        if (status == STATUS_OK)
            status = trial_write_strip(t, folder, err);
        if (status != STATUS_OK)
            return status;
        print_row(f, t, table, empty_S);
        note_best(summary, t, table, &best);
    }
    return best > -INFINITY ? STATUS_OK : trial_list_none_done(folder, err);
}

static enum status conclude(const struct synapse *d, const struct trial_list *list,
                            const char *folder, json_t *summary, struct error *err)
{
    struct trial_table *table = calloc(1, sizeof *table);
    struct path path;
    struct file_out f;
    enum status status;

    (void)d;
    if (table == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", folder);
    status = path_join(&path, err, folder, "map.tsv");
    if (status == STATUS_OK)
        status = file_out_open(&f, path.text, err);
    if (status == STATUS_OK) {
        print_head(f.stream);
        status = write_rows(f.stream, list, folder, table, summary, err);
        if (status == STATUS_OK)
            status = file_out_commit(&f, err);
        else
            file_out_abandon(&f);
    }
    free(table);
    return status;
}

const struct experiment experiment_map = {
    .name = "map",
    .doc = "torque strength x initial count x orientation of the barrier at 0 K: crossed, "
           "annihilated, stuck",
    .plan = plan,
    .conclude = conclude,
};
