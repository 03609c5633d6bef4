#include "characterise/spot.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "experiment/track.h"

/* The part of the track that the junction reads, with edges all around. */
static struct device film_of(const struct device *d, int skyrmions)
{
    struct device f = *d;
    const double read_m = d->readout.to_m - d->readout.from_m;

    f.track.length_m = d->track.cell_m * ceil(read_m / d->track.cell_m - 1e-9);
    f.barrier.on = false;
    f.barrier.centre_m = f.track.length_m; /* the lattice fills all of it */
    f.readout.from_m = 0.0;
    f.readout.to_m = f.track.length_m;
    f.start.skyrmions = skyrmions;
    f.grains.size_m = 0.0;
    return f;
}

/* As many as fit the film, at most half of what the device starts with. */
static int crowd_of(const struct device *d)
{
    struct error none;
    int n = (int)d->start.skyrmions / 2;

    while (n > 1) {
        const struct device film = film_of(d, n);

        if (track_check_lattice(&film, &none) == STATUS_OK)
            break;
        n--;
    }
    return n > 1 ? n : 2;
}

enum film { FILM_EMPTY, FILM_FEW, FILM_CROWD, FILMS };

enum status spot_plan(const struct device *d, int64_t seed, struct trial_list *list,
                      struct error *err)
{
    static const char *const label[] = {"spot-empty", "spot-few", "spot-crowd"};
    const int crowd = crowd_of(d), skyrmions[] = {1, crowd / 2, crowd};
    enum status status = STATUS_OK;

    for (int i = 0; i < FILMS && status == STATUS_OK; i++) {
        const struct device film = film_of(d, skyrmions[i]);
        struct trial *t;

        status = trial_list_add(list, &film, label[i], (uint64_t)seed, i == FILM_EMPTY, 0, err);
        if (status != STATUS_OK)
            return status;
        t = &list->trial[list->n - 1];
        for (int k = 0; k < SPOT_WINDOWS; k++)
            trial_add_pulse(t, 0.0, 0.0, film.pulses.window_s);
        trial_name(t, label[i]);
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

/* 1 / area = p + q n through both films; with the crowd's alone q is 0. */
struct room {
    double p_per_m2, q_per_m2;
};

static struct room room_of(const struct spot *s)
{
    struct room r = {.p_per_m2 = 1.0 / s->crowd_area_m2};

    if (s->few_area_m2 > 0.0 && s->crowd > s->few) {
        r.q_per_m2 = (1.0 / s->crowd_area_m2 - 1.0 / s->few_area_m2) / (s->crowd - s->few);
        r.p_per_m2 -= r.q_per_m2 * s->crowd;
    }
    return r;
}

static double taken_per_m2(const struct spot *s, const struct room *r, double n)
{
    return fmax(r->p_per_m2 + r->q_per_m2 * n, 0.5 / s->crowd_area_m2);
}

double spot_total_m2(const struct spot *s, double n)
{
    const struct room r = room_of(s);

    return n / taken_per_m2(s, &r, n);
}

double spot_added_m2(const struct spot *s, double n)
{
    const struct room r = room_of(s);
    const double taken = taken_per_m2(s, &r, n);

    return r.p_per_m2 / (taken * taken);
}

/* Means over the windows of a film with skyrmions, in areas that the junction takes for reversed.
 * A window that lost one counts with half of it. */
struct sums {
    double each, each2, variance;
    int n;
};

static struct sums sum_windows(const struct trial_table *with, const struct trial_table *without,
                               double to_area_m2)
{
    struct sums s = {0};

    for (int i = 1; i <= SPOT_WINDOWS && i < with->n_rows; i++) {
        const double *a = with->value[i], *b = without->value[i];
        const double count = 0.5 * (trial_row_count(with->value[i - 1]) + trial_row_count(a));
        const double each_m2 = to_area_m2 * (a[TRIAL_G] - b[TRIAL_G]) / count;

        s.each += each_m2;
        s.each2 += each_m2 * each_m2;
        s.variance += to_area_m2 * to_area_m2
                      * (a[TRIAL_G_SD] * a[TRIAL_G_SD] - b[TRIAL_G_SD] * b[TRIAL_G_SD]) / count;
        s.n++;
    }
    return s;
}

static double error_of(const struct sums *s)
{
    const double mean = s->each / s->n;

    return s->n > 1 ? sqrt(fmax(s->each2 / s->n - mean * mean, 0.0) / (s->n - 1)) : 0.0;
}

static void take_film(const struct device *d, const struct trial_table *film, double to_area_m2,
                      double film_m2, struct spot *out)
{
    for (int i = 1; i <= SPOT_WINDOWS; i++) {
        const double *row = film->value[i], sd_m2 = to_area_m2 * row[TRIAL_G_SD];

        out->film_share +=
            to_area_m2 * (row[TRIAL_G] - d->readout.conductance_S) / film_m2 / SPOT_WINDOWS;
        out->film_variance_m2 += sd_m2 * sd_m2 / film_m2 / SPOT_WINDOWS;
    }
}

static void take_alive(const struct trial_table *t, struct spot *out)
{
    const double left = t->n_rows > SPOT_WINDOWS ? trial_row_count(t->value[SPOT_WINDOWS]) : 0.0;

    out->started += (int)lround(trial_row_count(t->value[0]));
    out->alive += (int)lround(left);
}

static enum status none_alive(const struct device *d, const struct spot *s, struct error *err)
{
    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: at %g K no skyrmion lives in %d layers: in LLG of %.3g m x %.3g m none of "
        "%d was left after %.3g s (material, track.repeats)",
        d->name, d->material.temperature_K, (int)d->track.repeats, s->length_m, s->width_m,
        s->started, s->watched_s);
}

static enum status nothing_to_read(const struct device *d, const struct spot *s, struct error *err)
{
    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: at %g K a film with %d skyrmions conducts no better than the one without, "
        "%.3g +- %.2g m^2 reversed by each: there is nothing to read",
        d->name, d->material.temperature_K, s->crowd, s->crowd_area_m2, s->crowd_error_m2);
}

static enum status take(const struct device *d, const struct trial_table table[FILMS],
                        struct spot *out, struct error *err)
{
    const double film_m2 = out->length_m * out->width_m;
    const double to_area_m2 = film_m2 / (d->readout.conductance_S * d->readout.tmr);
    const struct sums few = sum_windows(&table[FILM_FEW], &table[FILM_EMPTY], to_area_m2),
                      crowd = sum_windows(&table[FILM_CROWD], &table[FILM_EMPTY], to_area_m2);

    take_alive(&table[FILM_FEW], out);
    take_alive(&table[FILM_CROWD], out);
    if (out->alive == 0 || crowd.n == 0)
        return none_alive(d, out, err);
    take_film(d, &table[FILM_EMPTY], to_area_m2, film_m2, out);
    out->crowd_area_m2 = crowd.each / crowd.n;
    out->crowd_error_m2 = error_of(&crowd);
    if (few.n == SPOT_WINDOWS) { /* those that are gone say nothing of their area */
        out->few_area_m2 = few.each / few.n;
        out->few_error_m2 = error_of(&few);
    }
    out->area_sd_m2 = sqrt(fmax(crowd.variance / crowd.n, 0.0));
    if (!(out->crowd_area_m2 > 3.0 * out->crowd_error_m2))
        return nothing_to_read(d, out, err);
    return STATUS_OK;
}

enum status spot_take(const struct device *d, const struct trial_list *list, const char *folder,
                      struct spot *out, struct error *err)
{
    struct trial_table *table = calloc(FILMS, sizeof *table);
    const struct device *film = &list->trial[FILM_CROWD].device;
    const int few = (int)list->trial[FILM_FEW].device.start.skyrmions;
    enum status status =
        table != NULL ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "spot: out of memory");

    *out = (struct spot){.length_m = film->track.length_m,
                         .width_m = film->track.width_m,
                         .few = few,
                         .crowd = (int)film->start.skyrmions,
                         .watched_s = d->start.equilibrate_s + SPOT_WINDOWS * d->pulses.window_s};
    for (int i = 0; i < FILMS && status == STATUS_OK; i++)
        status = trial_read(&list->trial[i], folder, &table[i], err);
    if (status == STATUS_OK)
        status = take(d, table, out, err);
    free(table);
    return status;
}
