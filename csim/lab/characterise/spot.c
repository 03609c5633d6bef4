#include "lab/characterise/spot.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/moments.h"
#include "lab/track/film.h"

/* The part of the track that the junction reads, with edges all around. */
static struct synapse film_of(const struct synapse *d, int skyrmions)
{
    struct synapse f = *d;
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
static int crowd_of(const struct synapse *d)
{
    struct error none;
    int n = (int)d->start.skyrmions / 2;

    while (n > 1) {
        const struct synapse film = film_of(d, n);

        if (track_check_lattice(&film, &none) == STATUS_OK)
            break;
        n--;
    }
    return n > 1 ? n : 2;
}

enum spot_film { FILM_EMPTY, FILM_FEW, FILM_CROWD, FILMS };

static enum status plan_film(const struct synapse *d, const char *label, int64_t seed, bool empty,
                             int skyrmions, struct trial_list *list, struct error *err)
{
    const struct synapse film = film_of(d, skyrmions);
    const enum status status = trial_list_add(list, &film, label, (uint64_t)seed, empty, 0, err);

    if (status != STATUS_OK)
        return status;
    trial_add_pulse(&list->trial[list->n - 1], 0.0, 0.0, film.pulses.window_s);
    trial_name(&list->trial[list->n - 1], label);
    return STATUS_OK;
}

enum status spot_plan(const struct synapse *d, int64_t seed, struct trial_list *list,
                      struct error *err)
{
    static const char *const label[FILMS] = {"spot-empty", "spot-few", "spot-crowd"};
    const int crowd = crowd_of(d), skyrmions[FILMS] = {1, crowd / 2, crowd};
    const int64_t runs = d->material.temperature_K > 0.0 ? d->characterise.films : 1;
    enum status status = STATUS_OK;

    for (int64_t run = 0; run < runs; run++)
        for (int i = 0; i < FILMS && status == STATUS_OK; i++)
            status = plan_film(d, label[i], seed + run, i == FILM_EMPTY, skyrmions[i], list, err);
    return status;
}

enum status spot_refused(const struct synapse *d, struct error *err)
{
    const struct error why = *err;

    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: no skyrmion lives in %d layer%s at %g K that LLG could tell from the film "
        "alone: %.300s",
        d->name, (int)d->track.repeats, d->track.repeats == 1 ? "" : "s", d->material.temperature_K,
        why.text);
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

/* Over the runs: areas that the junction takes for reversed. */
struct sums {
    struct moments each_m2, variance_m4; /* of a skyrmion: a mean of each run */
};
struct film_sums {
    struct sums few, crowd;
    struct moments share, variance_m2; /* of the film without any, over its area */
};

/* A film that lost one counts with half of it; one that lost all says nothing of their area. */
static void add_run(const struct trial_table *with, const struct trial_table *without,
                    double to_area_m2, struct sums *sums, struct spot *out)
{
    const double *a = with->value[1], *b = without->value[1];
    const double started = trial_row_count(with->value[0]), alive = trial_row_count(a);
    const double count = 0.5 * (started + alive);

    out->started += (int)lround(started);
    out->alive += (int)lround(alive);
    if (alive == 0.0)
        return;
    moments_add(&sums->each_m2, to_area_m2 * (a[TRIAL_G] - b[TRIAL_G]) / count);
    moments_add(&sums->variance_m4,
                to_area_m2 * to_area_m2
                    * (a[TRIAL_G_SD] * a[TRIAL_G_SD] - b[TRIAL_G_SD] * b[TRIAL_G_SD]) / count);
}

static void add_film(const struct synapse *d, const struct trial_table *film, double to_area_m2,
                     double film_m2, struct film_sums *sums)
{
    const double *row = film->value[1], sd_m2 = to_area_m2 * row[TRIAL_G_SD];

    moments_add(&sums->share, to_area_m2 * (row[TRIAL_G] - d->readout.conductance_S) / film_m2);
    moments_add(&sums->variance_m2, sd_m2 * sd_m2 / film_m2);
}

static enum status none_alive(const struct synapse *d, const struct spot *s, struct error *err)
{
    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: at %g K no skyrmion lives in %d layer%s: in LLG of %.3g m x %.3g m none of "
        "%d was left after %.3g s (material, track.repeats)",
        d->name, d->material.temperature_K, (int)d->track.repeats, d->track.repeats == 1 ? "" : "s",
        s->length_m, s->width_m, s->started, s->watched_s);
}

static enum status nothing_to_read(const struct synapse *d, const struct spot *s, struct error *err)
{
    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: at %g K a film with %d skyrmions conducts no better than the one without, "
        "%.3g m^2 reversed by each, the mean of %d runs with a standard error of %.2g m^2: there "
        "is nothing to read (characterise.films)",
        d->name, d->material.temperature_K, s->crowd, s->crowd_area_m2, s->runs, s->crowd_error_m2);
}

/* n / (p + q n) through both films has a p above 0: few cannot reverse more than the crowd does. */
static enum status few_take_all(const struct synapse *d, const struct spot *s, struct error *err)
{
    return error_set(
        err, STATUS_BAD_CONFIG,
        "%s: at %g K %d skyrmions reverse %.3g m^2 each and %d reverse %.3g m^2, so that "
        "the more there are the less the junction reads: must be below %.3g m^2 "
        "(characterise.films)",
        d->name, d->material.temperature_K, s->few, s->few_area_m2, s->crowd, s->crowd_area_m2,
        s->crowd_area_m2 * s->crowd / (s->crowd - s->few));
}

static enum status take(const struct synapse *d, const struct film_sums *sums, struct spot *out,
                        struct error *err)
{
    const struct sums *few = &sums->few, *crowd = &sums->crowd;

    if (out->alive == 0 || crowd->each_m2.n == 0)
        return none_alive(d, out, err);
    out->film_share = sums->share.mean;
    out->film_variance_m2 = sums->variance_m2.mean;
    out->crowd_area_m2 = crowd->each_m2.mean;
    out->crowd_error_m2 = moments_error(&crowd->each_m2);
    if (few->each_m2.n > 0) {
        out->few_area_m2 = few->each_m2.mean;
        out->few_error_m2 = moments_error(&few->each_m2);
    }
    out->area_sd_m2 = sqrt(fmax(crowd->variance_m4.mean, 0.0));
    if (!(out->crowd_area_m2 > 3.0 * out->crowd_error_m2))
        return nothing_to_read(d, out, err);
    return room_of(out).p_per_m2 > 0.0 ? STATUS_OK : few_take_all(d, out, err);
}

static enum status read_run(const struct trial films[FILMS], const char *folder,
                            struct trial_table table[FILMS], struct error *err)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < FILMS && status == STATUS_OK; i++) {
        status = trial_read(&films[i], folder, &table[i], err);
        if (status == STATUS_OK && table[i].n_rows < 2)
            status = error_set(err, STATUS_BAD_FILE, "%s: %d rows, must be 2", films[i].key,
                               table[i].n_rows);
    }
    return status;
}

enum status spot_measure(const struct synapse *d, const struct trial_list *list, const char *folder,
                         struct spot *out, struct error *err)
{
    struct trial_table *table = calloc(FILMS, sizeof *table);
    const struct synapse *film = &list->trial[FILM_CROWD].synapse;
    const double film_m2 = film->track.length_m * film->track.width_m;
    const double to_area_m2 = film_m2 / (d->readout.conductance_S * d->readout.tmr);
    struct film_sums sums = {0};
    enum status status =
        table != NULL ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "spot: out of memory");

    *out = (struct spot){.length_m = film->track.length_m,
                         .width_m = film->track.width_m,
                         .few = (int)list->trial[FILM_FEW].synapse.start.skyrmions,
                         .crowd = (int)film->start.skyrmions,
                         .runs = list->n / FILMS,
                         .watched_s = d->pulses.window_s};
    for (int run = 0; run < out->runs && status == STATUS_OK; run++) {
        status = read_run(&list->trial[FILMS * run], folder, table, err);
        if (status != STATUS_OK)
            break;
        add_run(&table[FILM_FEW], &table[FILM_EMPTY], to_area_m2, &sums.few, out);
        add_run(&table[FILM_CROWD], &table[FILM_EMPTY], to_area_m2, &sums.crowd, out);
        add_film(d, &table[FILM_EMPTY], to_area_m2, film_m2, &sums);
    }
    free(table);
    return status == STATUS_OK ? take(d, &sums, out, err) : status;
}
