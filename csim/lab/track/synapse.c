#include "lab/track/synapse.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/constants.h"
#include "config/settings.h"
#include "files/share.h"

enum { MAX_SIDE_CELLS = 4096 };

void synapse_names(char *out, size_t size)
{
    share_names("devices", ".yaml", "-particles.yaml", out, size);
}

static enum status unknown_name(const char *name, struct error *err)
{
    char names[300];

    synapse_names(names, sizeof names);
    return error_set(err, STATUS_BAD_FILE,
                     "no shipped device '%s': must be one of %s, or a path with a '/' or .yaml",
                     name, names);
}

enum status synapse_load(const char *path, struct synapse *d, struct error *err)
{
    struct path file;
    enum status status = share_path("devices", path, ".yaml", &file, err);

    *d = synapse_default;
    if (status == STATUS_BAD_FILE && strpbrk(path, "/.") == NULL)
        return unknown_name(path, err);
    if (status == STATUS_OK)
        status = settings_load(&synapse_settings, file.text, d, err);
    return status == STATUS_OK ? synapse_check(d, file.text, err) : status;
}

enum status synapse_set(struct synapse *d, const char *assignment, struct error *err)
{
    return settings_set(&synapse_settings, assignment, "device", d, err);
}

double synapse_barrier_x_m(const struct synapse *d)
{
    return d->barrier.orientation == BARRIER_ACROSS ? d->barrier.breadth_m : d->barrier.length_m;
}

double synapse_barrier_y_m(const struct synapse *d)
{
    return d->barrier.orientation == BARRIER_ACROSS ? d->barrier.length_m : d->barrier.breadth_m;
}

double synapse_interspace_m(const struct synapse *d)
{
    return 0.5 * (d->track.width_m - synapse_barrier_y_m(d));
}

double synapse_barrier_begin_m(const struct synapse *d)
{
    return d->barrier.centre_m - (d->barrier.on ? 0.5 * synapse_barrier_x_m(d) : 0.0);
}

double synapse_barrier_end_m(const struct synapse *d)
{
    return d->barrier.centre_m + (d->barrier.on ? 0.5 * synapse_barrier_x_m(d) : 0.0);
}

int synapse_up(const struct synapse *d) { return d->material.field_T < 0.0 ? -1 : 1; }

double synapse_torque_T(const struct synapse *d)
{
    return hbar_Js * d->torque.density_A_per_m2 * d->torque.efficiency
           / (2.0 * electron_C * d->material.saturation_A_per_m * d->torque.thickness_m);
}

/* It names the folder of the results. */
static enum status check_name(const struct synapse *d, const char *where, struct error *err)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    if (d->name[0] != '.' && d->name[strspn(d->name, letters)] == '\0')
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%.300s: name = \"%s\", must be letters, digits, '_', '-' and '.', which may "
                     "not be the first",
                     where, d->name);
}

static enum status check_track(const struct synapse *d, const char *where, struct error *err)
{
    const struct synapse_track *t = &d->track;
    const double sides_m[2] = {t->length_m, t->width_m};
    static const char *const names[2] = {"length_m", "width_m"};

    for (int i = 0; i < 2; i++) {
        const double cells = sides_m[i] / t->cell_m;

        if (fabs(cells - round(cells)) > 1e-3 || round(cells) > MAX_SIDE_CELLS)
            return error_set(err, STATUS_BAD_CONFIG,
                             "%.300s: track.%s = %g m is %g cells of %g m, must be a whole number "
                             "up to %d",
                             where, names[i], sides_m[i], cells, t->cell_m, (int)MAX_SIDE_CELLS);
    }
    if (d->readout.layer >= t->repeats)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: readout.layer = %d, must be in [-1, %d]: there are %d layers",
                         where, (int)d->readout.layer, (int)t->repeats - 1, (int)t->repeats);
    if (!(d->readout.from_m < d->readout.to_m && d->readout.to_m <= t->length_m + 1e-12))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: readout.from_m = %g m, to_m = %g m, must be a part of the track "
                         "of %g m",
                         where, d->readout.from_m, d->readout.to_m, t->length_m);
    if (!(d->readout.to_m - d->readout.from_m >= t->cell_m * (1.0 - 1e-9)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: readout.from_m = %g m, to_m = %g m, must be a cell of %g m apart",
                         where, d->readout.from_m, d->readout.to_m, t->cell_m);
    return STATUS_OK;
}

static enum status check_barrier(const struct synapse *d, const char *where, struct error *err)
{
    const double x_m = synapse_barrier_x_m(d), y_m = synapse_barrier_y_m(d);

    if (!d->barrier.on)
        return STATUS_OK;
    if (!(synapse_interspace_m(d) >= d->track.cell_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: the barrier closes the track: %g m of it lie across %g m, must "
                         "leave at least a cell of %g m on each side (barrier.length_m, breadth_m, "
                         "orientation)",
                         where, y_m, d->track.width_m, d->track.cell_m);
    if (!(d->barrier.centre_m - 0.5 * x_m > 2.0 * d->start.margin_m
          && d->barrier.centre_m + 0.5 * x_m < d->track.length_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: barrier.centre_m = %g m: the barrier of %g m along the track "
                         "leaves no pre-synapse or no post-synapse",
                         where, d->barrier.centre_m, x_m);
    if (!(d->barrier.corner_m <= 0.5 * fmin(x_m, y_m) * (1.0 + 1e-9)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: barrier.corner_m = %g m, must be in [0, %g]: half the shorter "
                         "side",
                         where, d->barrier.corner_m, 0.5 * fmin(x_m, y_m));
    return STATUS_OK;
}

/* The usual slip is a number of MA/cm^2. */
static enum status check_torque(const struct synapse *d, const char *where, struct error *err)
{
    const double least_A_per_m2 = 1e8, j = d->torque.density_A_per_m2;

    if (j == 0.0 || j >= least_A_per_m2)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%.300s: torque.density_A_per_m2 = %g A/m^2, must be 0 or in [%g, 1e+14]: "
                     "1 MA/cm^2 is 1e10 A/m^2",
                     where, j, least_A_per_m2);
}

static enum status check_pulses(const struct synapse *d, const char *where, struct error *err)
{
    const struct synapse_pulses *p = &d->pulses;

    if (!(p->window_s <= p->gap_s))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: pulses.window_s = %g s, must be in [0, %g]: it is the end of the "
                         "gap",
                         where, p->window_s, p->gap_s);
    return STATUS_OK;
}

/* Two values with one name would be taken for two seeds of one. */
static enum status check_values(const char *key, int n, const double values[], double whole_up_to,
                                struct error *err)
{
    for (int i = 0; i < n; i++) {
        if (whole_up_to > 0.0 && (values[i] != round(values[i]) || values[i] > whole_up_to))
            return error_set(err, STATUS_BAD_CONFIG, "%s: %g, must be a whole number in [1, %g]",
                             key, values[i], whole_up_to);
        for (int j = 0; j < i; j++)
            if (fabs(values[i] - values[j]) <= 1e-4 * values[i])
                return error_set(err, STATUS_BAD_CONFIG, "%s: %.9g is given twice", key, values[i]);
    }
    return STATUS_OK;
}

static enum status check_scan(const struct synapse *d, const char *where, struct error *err)
{
    const char *const lists[] = {d->scan.thickness_m, d->scan.skyrmions, d->scan.repeats,
                                 d->scan.interspace};
    static const char *const names[] = {"thickness_m", "skyrmions", "repeats", "interspace"};
    static const double whole_up_to[] = {0.0, 128.0, 32.0, 0.0};
    double values[SCAN_MAX];
    int n;

    for (int i = 0; i < 4; i++) {
        char key[400];
        enum status status;

        snprintf(key, sizeof key, "%.300s: scan.%s", where, names[i]);
        status = synapse_scan_values(lists[i], key, values, &n, err);
        if (status == STATUS_OK)
            status = check_values(key, n, values, whole_up_to[i], err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status synapse_check(const struct synapse *d, const char *where, struct error *err)
{
    enum status status = settings_check(&synapse_settings, d, where, err);

    if (status == STATUS_OK)
        status = check_name(d, where, err);
    if (status == STATUS_OK)
        status = check_track(d, where, err);
    if (status == STATUS_OK)
        status = check_barrier(d, where, err);
    if (status == STATUS_OK)
        status = check_torque(d, where, err);
    if (status == STATUS_OK)
        status = check_pulses(d, where, err);
    return status == STATUS_OK ? check_scan(d, where, err) : status;
}

/* Pulses are a trial's own; of their section only the sampling is the device's. */
bool synapse_decides(const char *section, const char *key)
{
    if (strcmp(section, "pulses") == 0)
        return strcmp(key, "window_s") == 0 || strcmp(key, "samples") == 0;
    return section[0] != '\0' && strcmp(section, "scan") != 0 && strcmp(section, "heating") != 0
           && strcmp(section, "characterise") != 0;
}

void synapse_format(const struct synapse *d, const char *key, char *out, size_t size)
{
    out[0] = '\0';
    for (struct settings_walk w = settings_values(&synapse_settings, d); settings_next(&w);) {
        char path[SETTINGS_PATH];

        settings_path(&w, path);
        if (strcmp(path, key) == 0)
            config_format(&w.param, w.values, out, size);
    }
}

void synapse_each_setting(const struct synapse *d,
                          void (*each)(void *context, const char *key, const char *value),
                          void *context)
{
    for (struct settings_walk w = settings_values(&synapse_settings, d); settings_next(&w);) {
        char path[SETTINGS_PATH], value[600];

        if (w.section->name[0] == '\0' || settings_is_usual(&w))
            continue;
        settings_path(&w, path);
        config_format(&w.param, w.values, value, sizeof value);
        each(context, path, value);
    }
}

/* Who changes a default changes the version in trial.c. */
uint64_t synapse_hash(const struct synapse *d) { return settings_hash(&synapse_settings, d); }

enum status synapse_scan_values(const char *list, const char *key, double values[SCAN_MAX], int *n,
                                struct error *err)
{
    const char *at = list;

    for (*n = 0; *(at += strspn(at, " ,")) != '\0'; (*n)++) {
        char *end;
        const double value = strtod(at, &end);

        if (*n == SCAN_MAX || end == at || strcspn(end, " ,") != 0 || !(value > 0.0)
            || !isfinite(value))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s = \"%s\", must be up to %d numbers above 0, separated by blanks",
                             key, list, (int)SCAN_MAX);
        values[*n] = value;
        at = end;
    }
    if (*n == 0)
        return error_set(err, STATUS_BAD_CONFIG, "%s = \"%s\", must hold a number", key, list);
    return STATUS_OK;
}
