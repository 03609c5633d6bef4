#include "experiment/experiment.h"
#include "experiment/strip.h"
#include "io/file.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
/* Torque strength x initial count x orientation of the barrier, at 0 K: how many cross, are
 * annihilated, are stuck. The point that all other experiments use is read off here, once. */

/* The pulses of the map, along +x only. */
static struct device point(const struct device *d, double thickness_m, double skyrmions,
                           int orientation)
{
    struct device p = *d;

    p.torque.thickness_m = thickness_m;
    p.start.skyrmions = (int64_t)lround(skyrmions);
    p.barrier.orientation = orientation;
    p.pulses.up = d->scan.map_pulses;
    p.pulses.down = 0;
    p.material.temperature_K = 0.0;
    return p;
}

static enum status plan_empty(const struct device *d, struct trial_list *list, struct error *err)
{
    enum status s = STATUS_OK;

    for (int side = 0; side < 2 && s == STATUS_OK; side++) {
        const struct device p = point(d, d->torque.thickness_m, 1.0, side);
        char label[64];

        snprintf(label, sizeof label, "empty-%s-0K", experiment_orientations[side]);
        s = trial_list_add(list, &p, label, 0, true, 0, err);
    }
    return s;
}

static enum status plan(const struct device *d, int n_seeds, struct trial_list *list,
                        struct error *err)
{
    double thickness_m[SCAN_MAX], skyrmions[SCAN_MAX];
    int n_thickness = 0, n_skyrmions = 0;
    enum status s =
        device_scan_values(d->scan.thickness_m, "scan.thickness_m", thickness_m, &n_thickness, err);

    (void)n_seeds; /* 0 K: one is as all */
    if (s == STATUS_OK)
        s = device_scan_values(d->scan.skyrmions, "scan.skyrmions", skyrmions, &n_skyrmions, err);
    if (s == STATUS_OK)
        s = plan_empty(d, list, err);
    for (int j = 0; s == STATUS_OK && j < n_skyrmions; j++)
        for (int i = 0; s == STATUS_OK && i < n_thickness; i++)
            for (int side = 0; s == STATUS_OK && side < 2; side++) {
                const struct device p = point(d, thickness_m[i], skyrmions[j], side);
                char label[96];

                snprintf(label, sizeof label, "map-%gnm-%d-%s", 1e9 * thickness_m[i],
                         (int)p.start.skyrmions, experiment_orientations[side]);
                s = trial_list_add(list, &p, label, 0, false, 1, err);
            }
    return s;
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
    const struct device *d = &t->device;
    const double *first = table->value[0], *last = table->value[table->n_rows - 1];
    const double start = trial_row_count(first), crossed = last[TRIAL_POST] - first[TRIAL_POST];
    const int pulses = table->n_rows - 1;

    if (pulses < t->n_pulses - 1)
        fprintf(f, "# no skyrmion is left after pulse %d:\n", pulses);
    fprintf(f, "%g\t%.4g\t%g\t%s\t%g\t%g\t%d\t%g\t%g\t%g\t%.4g\t%.4g\t%.4g\t%.4g\t%g\n",
            d->torque.thickness_m, device_torque_T(d), d->torque.density_A_per_m2,
            experiment_orientations[d->barrier.orientation], device_interspace_m(d), start, pulses,
            crossed, start - trial_row_count(last), last[TRIAL_BARRIER],
            pulses > 0 ? crossed / pulses : 0.0,
            (last[TRIAL_G] - empty_S) / d->readout.conductance_S, last[TRIAL_RADIUS],
            last[TRIAL_APART], last[TRIAL_TORN]);
}

/* What a point is worth: skyrmions that cross. One that is lost counts twice, since the device ends
 * when they are gone. */
static void note_best(json_t *summary, const struct trial *t, const struct trial_table *table,
                      double *best)
{
    const double *first = table->value[0], *last = table->value[table->n_rows - 1];
    const double crossed = last[TRIAL_POST] - first[TRIAL_POST];
    const double worth = crossed - 2.0 * (trial_row_count(first) - trial_row_count(last));

    if (!(worth > *best))
        return;
    *best = worth;
    json_object_set_new(summary, "best", json_string(t->key));
    json_object_set_new(summary, "best_thickness_m", json_real(t->device.torque.thickness_m));
    json_object_set_new(summary, "best_start", json_integer(t->device.start.skyrmions));
    json_object_set_new(summary, "best_orientation",
                        json_string(experiment_orientations[t->device.barrier.orientation]));
    json_object_set_new(summary, "best_crossed", json_real(crossed));
}

static enum status write_rows(FILE *f, const struct trial_list *list, const char *folder,
                              struct trial_table *table, json_t *summary, struct error *err)
{
    double empty_S[2] = {0.0, 0.0}, best = -INFINITY;

    for (int i = 0; i < list->n; i++) {
        const struct trial *t = &list->trial[i];
        enum status s;

        if (!trial_is_done(t, folder)
            || (!t->empty && !(empty_S[t->device.barrier.orientation] > 0.0)))
            continue;
        s = trial_read(t, folder, table, err);
        if (s != STATUS_OK)
            return s;
        if (t->empty) {
            empty_S[t->device.barrier.orientation] = table->value[0][TRIAL_G];
            continue;
        }
        print_row(f, t, table, empty_S[t->device.barrier.orientation]);
        note_best(summary, t, table, &best);
        s = trial_write_strip(t, folder, err);
        if (s != STATUS_OK)
            return s;
    }
    return best > -INFINITY
               ? STATUS_OK
               : error_set(err, STATUS_BAD_FILE,
                           "%.300s/runs: no run is done whose film without skyrmions is done too",
                           folder);
}

static enum status conclude(const struct device *d, const struct trial_list *list,
                            const char *folder, json_t *summary, struct error *err)
{
    struct trial_table *table = calloc(1, sizeof *table);
    char path[1100];
    struct file_out f;
    enum status s;

    (void)d;
    snprintf(path, sizeof path, "%.900s/map.tsv", folder);
    if (table == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    s = file_out_open(&f, path, err);
    if (s == STATUS_OK) {
        print_head(f.stream);
        s = write_rows(f.stream, list, folder, table, summary, err);
        if (s == STATUS_OK)
            s = file_out_commit(&f, err);
        else
            file_out_abandon(&f);
    }
    free(table);
    return s;
}

const struct experiment experiment_map = {
    .name = "map",
    .doc = "torque strength x initial count x orientation of the barrier at 0 K: crossed, "
           "annihilated, stuck",
    .plan = plan,
    .conclude = conclude,
};
