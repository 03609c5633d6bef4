#include "characterise/spot.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A square of six diameters; edges are then too far away to squeeze the skyrmion. */
static struct device film_of(const struct device *d)
{
    struct device f = *d;
    const double side_m = d->track.cell_m * ceil(12.0 * d->start.radius_m / d->track.cell_m - 1e-9);

    f.track.length_m = f.track.width_m = side_m;
    f.barrier.on = false;
    f.barrier.centre_m = side_m; /* the lattice of one skyrmion: its middle */
    f.readout.from_m = 0.0;
    f.readout.to_m = side_m;
    f.start.skyrmions = 1;
    f.grains.size_m = 0.0;
    return f;
}

static enum status add(struct trial_list *list, const struct device *film, uint64_t seed,
                       bool empty, struct error *err)
{
    const char *const label = empty ? "spot-empty" : "spot";
    struct trial *t;
    const enum status status = trial_list_add(list, film, label, seed, empty, 0, err);

    if (status != STATUS_OK)
        return status;
    t = &list->trial[list->n - 1];
    for (int i = 0; i < SPOT_WINDOWS; i++)
        trial_add_pulse(t, 0.0, 0.0, film->pulses.window_s);
    trial_name(t, label);
    return STATUS_OK;
}

enum status spot_plan(const struct device *d, int64_t seed, struct trial_list *list,
                      struct error *err)
{
    const struct device film = film_of(d);
    const int n = d->material.temperature_K > 0.0 ? SPOT_SEEDS : 1;
    enum status status = STATUS_OK;

    for (int i = 0; i < n && status == STATUS_OK; i++) {
        status = add(list, &film, (uint64_t)(seed + i), false, err);
        if (status == STATUS_OK)
            status = add(list, &film, (uint64_t)(seed + i), true, err);
    }
    return status;
}

enum status spot_refused(const struct device *d, struct error *err)
{
    const struct error why = *err;

    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: no skyrmion lives in %d layers at %g K that LLG could tell from the film "
                     "alone: %.300s",
                     d->name, (int)d->track.repeats, d->material.temperature_K, why.text);
}

/* Sums over the windows of all seeds, in areas that the junction takes for reversed. */
struct sums {
    double area, area2, variance, film, film_variance;
    int n;
};

static void add_windows(const struct device *d, const struct trial_table *with,
                        const struct trial_table *without, double side_m2, struct sums *s)
{
    const double to_area = side_m2 / (d->readout.conductance_S * d->readout.tmr);

    for (int i = 1; i <= SPOT_WINDOWS; i++) {
        const double *a = with->value[i], *b = without->value[i];
        const double area_m2 = to_area * (a[TRIAL_G] - b[TRIAL_G]);
        const double with_m2 = to_area * a[TRIAL_G_SD], without_m2 = to_area * b[TRIAL_G_SD];

        s->area += area_m2;
        s->area2 += area_m2 * area_m2;
        s->variance += with_m2 * with_m2 - without_m2 * without_m2;
        s->film += to_area * (b[TRIAL_G] - d->readout.conductance_S);
        s->film_variance += without_m2 * without_m2;
        s->n++;
    }
}

static bool is_alive(const struct trial_table *t)
{
    return t->n_rows > SPOT_WINDOWS && trial_row_count(t->value[SPOT_WINDOWS]) > 0.5;
}

static enum status add_seed(const struct device *d, const struct trial_list *list, int i,
                            const char *folder, struct trial_table table[2], struct spot *out,
                            struct sums *sums, struct error *err)
{
    const double side_m = list->trial[i].device.track.length_m;
    enum status status = trial_read(&list->trial[i], folder, &table[0], err);

    if (status == STATUS_OK)
        status = trial_read(&list->trial[i + 1], folder, &table[1], err);
    if (status != STATUS_OK)
        return status;
    out->side_m = side_m;
    out->runs++;
    if (!is_alive(&table[0]))
        return STATUS_OK;
    out->alive++;
    add_windows(d, &table[0], &table[1], side_m * side_m, sums);
    return STATUS_OK;
}

static enum status conclude(const struct device *d, const struct sums *s, struct spot *out,
                            struct error *err)
{
    const double n = s->n, side_m2 = out->side_m * out->side_m;

    if (out->alive == 0)
        return error_set(
            err, STATUS_BAD_CONFIG,
            "%s: at %g K no skyrmion lives in %d layers: in each of %d films of %.3g m "
            "it was gone within %.3g s (material, track.repeats)",
            d->name, d->material.temperature_K, (int)d->track.repeats, out->runs, out->side_m,
            d->start.equilibrate_s + SPOT_WINDOWS * d->pulses.window_s);
    out->area_m2 = s->area / n;
    out->area_error_m2 =
        s->n > 1 ? sqrt(fmax(s->area2 / n - out->area_m2 * out->area_m2, 0.0) / (n - 1.0)) : 0.0;
    out->area_sd_m2 = sqrt(fmax(s->variance / n, 0.0));
    out->film_share = s->film / n / side_m2;
    out->film_variance_m2 = s->film_variance / n / side_m2;
    if (!(out->area_m2 > 3.0 * out->area_error_m2))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: at %g K the film with a skyrmion conducts no better than the one "
                         "without, %.3g +- %.2g m^2 reversed: there is nothing to read",
                         d->name, d->material.temperature_K, out->area_m2, out->area_error_m2);
    return STATUS_OK;
}

enum status spot_take(const struct device *d, const struct trial_list *list, const char *folder,
                      struct spot *out, struct error *err)
{
    struct trial_table *table = calloc(2, sizeof *table);
    struct sums sums = {0};
    enum status status =
        table != NULL ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "spot: out of memory");

    *out = (struct spot){0};
    for (int i = 0; i + 1 < list->n && status == STATUS_OK; i += 2)
        status = add_seed(d, list, i, folder, table, out, &sums, err);
    free(table);
    return status == STATUS_OK ? conclude(d, &sums, out, err) : status;
}
