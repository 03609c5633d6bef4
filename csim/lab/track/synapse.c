#include "lab/track/synapse.h"
#include "base/constants.h"
#include "config/config.h"
#include "files/file.h"
#include "files/share.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SECTIONS = 16, MAX_SIDE_CELLS = 4096 };

static void sections_of(struct device *d, struct config_section out[MAX_SECTIONS])
{
    for (size_t i = 0; i < device_n_sections; i++)
        out[i] = (struct config_section){.name = device_sections[i].name,
                                         .params = device_sections[i].params,
                                         .n_params = device_sections[i].n,
                                         .target = (char *)d + device_sections[i].offset};
}

void device_names(char *out, size_t size)
{
    share_names("devices", ".yaml", "-particles.yaml", out, size);
}

static enum status unknown_name(const char *name, struct error *err)
{
    char names[300];

    device_names(names, sizeof names);
    return error_set(err, STATUS_BAD_FILE,
                     "no shipped device '%s': must be one of %s, or a path with a '/' or .yaml",
                     name, names);
}

enum status device_load(const char *path, struct device *d, struct error *err)
{
    struct config_section sections[MAX_SECTIONS];
    char file[SHARE_PATH_MAX];
    enum status s = share_path("devices", path, ".yaml", file, err);

    *d = device_default;
    sections_of(d, sections);
    if (s == STATUS_BAD_FILE && strpbrk(path, "/.") == NULL)
        return unknown_name(path, err);
    if (s == STATUS_OK)
        s = config_load(file, sections, device_n_sections, NULL, 0, err);
    return s == STATUS_OK ? device_check(d, file, err) : s;
}

enum status device_set(struct device *d, const char *assignment, struct error *err)
{
    struct config_section sections[MAX_SECTIONS];

    sections_of(d, sections);
    return config_set(assignment, sections, device_n_sections, err);
}

double device_barrier_x_m(const struct device *d)
{
    return d->barrier.orientation == BARRIER_ACROSS ? d->barrier.breadth_m : d->barrier.length_m;
}

double device_barrier_y_m(const struct device *d)
{
    return d->barrier.orientation == BARRIER_ACROSS ? d->barrier.length_m : d->barrier.breadth_m;
}

double device_interspace_m(const struct device *d)
{
    return 0.5 * (d->track.width_m - device_barrier_y_m(d));
}

double device_barrier_begin_m(const struct device *d)
{
    return d->barrier.centre_m - (d->barrier.on ? 0.5 * device_barrier_x_m(d) : 0.0);
}

double device_barrier_end_m(const struct device *d)
{
    return d->barrier.centre_m + (d->barrier.on ? 0.5 * device_barrier_x_m(d) : 0.0);
}

int device_up(const struct device *d) { return d->material.field_T < 0.0 ? -1 : 1; }

double device_torque_T(const struct device *d)
{
    return hbar_Js * d->torque.density_A_per_m2 * d->torque.efficiency
           / (2.0 * electron_C * d->material.saturation_A_per_m * d->torque.thickness_m);
}

/* It names the folder of the results. */
static enum status check_name(const struct device *d, const char *where, struct error *err)
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

static enum status check_track(const struct device *d, const char *where, struct error *err)
{
    const struct device_track *t = &d->track;
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

static enum status check_barrier(const struct device *d, const char *where, struct error *err)
{
    const double x_m = device_barrier_x_m(d), y_m = device_barrier_y_m(d);

    if (!d->barrier.on)
        return STATUS_OK;
    if (!(device_interspace_m(d) >= d->track.cell_m))
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
static enum status check_torque(const struct device *d, const char *where, struct error *err)
{
    const double least_A_per_m2 = 1e8, j = d->torque.density_A_per_m2;

    if (j == 0.0 || j >= least_A_per_m2)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%.300s: torque.density_A_per_m2 = %g A/m^2, must be 0 or in [%g, 1e+14]: "
                     "1 MA/cm^2 is 1e10 A/m^2",
                     where, j, least_A_per_m2);
}

static enum status check_pulses(const struct device *d, const char *where, struct error *err)
{
    const struct device_pulses *p = &d->pulses;

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

static enum status check_scan(const struct device *d, const char *where, struct error *err)
{
    const char *const lists[] = {d->scan.thickness_m, d->scan.skyrmions, d->scan.repeats,
                                 d->scan.interspace};
    static const char *const names[] = {"thickness_m", "skyrmions", "repeats", "interspace"};
    static const double whole_up_to[] = {0.0, 128.0, 32.0, 0.0};
    double values[SCAN_MAX];
    int n;

    for (int i = 0; i < 4; i++) {
        char key[400];
        enum status s;

        snprintf(key, sizeof key, "%.300s: scan.%s", where, names[i]);
        s = device_scan_values(lists[i], key, values, &n, err);
        if (s == STATUS_OK)
            s = check_values(key, n, values, whole_up_to[i], err);
        if (s != STATUS_OK)
            return s;
    }
    return STATUS_OK;
}

enum status device_check(const struct device *d, const char *where, struct error *err)
{
    enum status s = STATUS_OK;

    for (size_t i = 0; i < device_n_sections && s == STATUS_OK; i++) {
        const struct device_section *c = &device_sections[i];
        char place[400];

        snprintf(place, sizeof place, "%.300s: %s", where, c->name);
        s = params_check(c->params, c->n, (const char *)d + c->offset, c->name[0] ? place : where,
                         err);
    }
    if (s == STATUS_OK)
        s = check_name(d, where, err);
    if (s == STATUS_OK)
        s = check_track(d, where, err);
    if (s == STATUS_OK)
        s = check_barrier(d, where, err);
    if (s == STATUS_OK)
        s = check_torque(d, where, err);
    if (s == STATUS_OK)
        s = check_pulses(d, where, err);
    return s == STATUS_OK ? check_scan(d, where, err) : s;
}

/* Pulses are a trial's own; of their section only the sampling is the device's. */
static bool decides(const char *section, const char *key)
{
    if (strcmp(section, "pulses") == 0)
        return strcmp(key, "window_s") == 0 || strcmp(key, "samples") == 0;
    return section[0] != '\0' && strcmp(section, "scan") != 0 && strcmp(section, "heating") != 0
           && strcmp(section, "characterise") != 0;
}

/* Keys whose value is not the default; all, or those that decide the numbers of a run. */
static void each_setting(const struct device *d, bool all,
                         void (*each)(void *context, const char *key, const char *value),
                         void *context)
{
    for (size_t i = 0; i < device_n_sections; i++) {
        const struct device_section *c = &device_sections[i];

        for (size_t j = 0; j < c->n; j++) {
            const struct param *p = &c->params[j];
            char key[96], value[600], usual[600];

            config_format(p, (const char *)d + c->offset, value, sizeof value);
            config_format(p, (const char *)&device_default + c->offset, usual, sizeof usual);
            if (c->name[0] == '\0' || strcmp(value, usual) == 0
                || (!all && !decides(c->name, p->name)))
                continue;
            snprintf(key, sizeof key, "%s.%s", c->name, p->name);
            each(context, key, value);
        }
    }
}

void device_format(const struct device *d, const char *key, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < device_n_sections; i++)
        for (size_t j = 0; j < device_sections[i].n; j++) {
            const struct param *p = &device_sections[i].params[j];
            char name[96];

            snprintf(name, sizeof name, "%s.%s", device_sections[i].name, p->name);
            if (strcmp(name, key) == 0)
                config_format(p, (const char *)d + device_sections[i].offset, out, size);
        }
}

void device_each_setting(const struct device *d,
                         void (*each)(void *context, const char *key, const char *value),
                         void *context)
{
    each_setting(d, true, each, context);
}

static void hash_setting(void *context, const char *key, const char *value)
{
    uint64_t *hash = context;
    char line[1024];

    snprintf(line, sizeof line, "%s=%s\n", key, value);
    *hash = hash_fnv1a(*hash, line, strlen(line));
}

/* Over the text of the values that are not the default, so that a new key does not turn old runs
 * into strangers. Who changes a default changes the version in trial.c. */
uint64_t device_hash(const struct device *d)
{
    uint64_t hash = HASH_START;

    each_setting(d, false, hash_setting, &hash);
    return hash;
}

enum status device_scan_values(const char *list, const char *key, double values[SCAN_MAX], int *n,
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
