#include "lab/calibrate/particles.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/moments.h"
#include "files/file.h"

/* Crossed per pulse; shares of the start. Broken: lost by at least one layer; annihilated: the mean
 * of the layers. */
enum outcome { CROSSED, BROKEN, ANNIHILATED, STUCK, OUTCOMES };
static const char *const outcome_names[OUTCOMES] = {"crossed_per_pulse", "broken", "annihilated",
                                                    "stuck"};

struct side { /* LLG or particles at one point */
    struct moments outcome[OUTCOMES];
    struct moments pre[TRIAL_MAX_PULSES], barrier[TRIAL_MAX_PULSES], post[TRIAL_MAX_PULSES];
};

struct comparison {
    const struct calibration *c;
    const struct trial_list *list;
    const char *folder;
    const struct watch *watch;
    struct particles_summary *summary;
    struct trial_table table;
    struct side llg, particles;
    FILE *pulses, *points;
    struct error why_other;
};

/* The last pulse forward: what comes back after it is not counted. */
static int last_forward(const struct trial *t)
{
    int last = 0;

    for (int i = 0; i < t->n_pulses; i++)
        if (t->pulse[i].factor > 0.0)
            last = i;
    return last;
}

/* Skyrmions of the layer that has the fewest. */
static double least_count(const struct trial_table *table, const double *row)
{
    double least = trial_row_count(row);

    for (int i = TRIAL_COLUMNS; i + 3 <= table->n_columns; i += 3)
        least = fmin(least, row[i] + row[i + 1] + row[i + 2]);
    return least;
}

static void take(const struct trial *t, const struct trial_table *table, struct side *s)
{
    const int forward = last_forward(t);
    const double *first = table->value[0], *last = trial_row_at(table, forward);
    const double start = (double)t->synapse.start.skyrmions;

    for (int i = 0; i < t->n_pulses; i++) {
        const double *row = trial_row_at(table, i);

        moments_add(&s->pre[i], row[TRIAL_PRE]);
        moments_add(&s->barrier[i], row[TRIAL_BARRIER]);
        moments_add(&s->post[i], row[TRIAL_POST]);
    }
    moments_add(&s->outcome[CROSSED], (last[TRIAL_POST] - first[TRIAL_POST]) / fmax(forward, 1));
    moments_add(&s->outcome[BROKEN], 1.0 - least_count(table, last) / start);
    moments_add(&s->outcome[ANNIHILATED], 1.0 - trial_row_count(last) / start);
    moments_add(&s->outcome[STUCK], last[TRIAL_BARRIER] / start);
}

/* One run says nothing of its own spread: it is then taken to be that of the particle model. */
static double standard_error(const struct moments *llg, const struct moments *particles)
{
    const double of_llg = llg->n > 1 ? moments_error(llg) : moments_sd(particles);

    return hypot(of_llg, moments_error(particles));
}

static void print_pulses(const struct comparison *k, const struct trial *t)
{
    for (int i = 0; i < t->n_pulses; i++) {
        fprintf(k->pulses, "%s\t%d\t%g", t->label, i, t->pulse[i].factor);
        if (k->llg.post[i].n > 0)
            fprintf(k->pulses, "\t%.4g\t%.4g\t%.4g", k->llg.pre[i].mean, k->llg.barrier[i].mean,
                    k->llg.post[i].mean);
        else
            fputs("\t-\t-\t-", k->pulses);
        fprintf(k->pulses, "\t%.4g\t%.4g\t%.4g\t%.4g\n", k->particles.pre[i].mean,
                k->particles.barrier[i].mean, k->particles.post[i].mean,
                moments_sd(&k->particles.post[i]));
    }
}

static void print_place(const struct comparison *k, const struct trial *t)
{
    fprintf(k->points, "%s\t%g\t%d\t%d", t->label, t->synapse.material.temperature_K,
            (int)t->synapse.start.skyrmions, k->llg.outcome[0].n);
}

static void print_alone(struct comparison *k, const struct trial *t)
{
    print_place(k, t);
    for (int i = 0; i < OUTCOMES; i++) {
        const struct moments *particles = &k->particles.outcome[i];

        fprintf(k->points, "\t-\t%.3g\t%.2g\t-", particles->mean, moments_error(particles));
    }
    fputc('\n', k->points);
    k->summary->alone++;
}

static void print_compared(struct comparison *k, const struct trial *t)
{
    int *const agree[OUTCOMES] = {&k->summary->crossed_agree, &k->summary->broken_agree,
                                  &k->summary->annihilated_agree, &k->summary->stuck_agree};

    print_place(k, t);
    for (int i = 0; i < OUTCOMES; i++) {
        const struct moments *llg = &k->llg.outcome[i], *particles = &k->particles.outcome[i];
        const double error = standard_error(llg, particles);
        const double off = fabs(llg->mean - particles->mean);
        const bool same = off <= 2.0 * error + 1e-12;

        fprintf(k->points, "\t%.3g\t%.3g\t%.2g\t%s", llg->mean, particles->mean, error,
                same ? "yes" : "no");
        *agree[i] += same;
    }
    fputc('\n', k->points);
    k->summary->compared++;
}

static enum status run_particles(struct comparison *k, const struct trial *t, struct error *err)
{
    enum status status = STATUS_OK;

    for (uint64_t seed = 1; seed <= PARTICLES_RUNS && status == STATUS_OK; seed++) {
        if (watch_stopped(k->watch))
            return error_set(err, STATUS_INTERRUPTED, "%s: interrupted", k->folder);
        status = particles_run(k->c, t, seed, &k->table, err);
        if (status == STATUS_OK)
            take(t, &k->table, &k->particles);
    }
    return status;
}

/* A point: the trials with the label of trial i, which is the first of them. */
static enum status compare_point(struct comparison *k, int i, struct error *err)
{
    const struct trial *t = &k->list->trial[i];
    enum status status = STATUS_OK;

    k->llg = k->particles = (struct side){0};
    for (int j = i; j < k->list->n && status == STATUS_OK; j++) {
        const struct trial *u = &k->list->trial[j];

        if (strcmp(u->label, t->label) != 0)
            continue;
        if (!trial_is_done(u, k->folder)) {
            k->summary->unfinished++;
            continue;
        }
        status = trial_read(u, k->folder, &k->table, err);
        if (status == STATUS_OK)
            take(u, &k->table, &k->llg);
    }
    if (status == STATUS_OK)
        status = run_particles(k, t, err);
    if (status != STATUS_OK)
        return status;
    print_pulses(k, t);
    if (k->llg.outcome[0].n > 0)
        print_compared(k, t);
    else
        print_alone(k, t);
    return STATUS_OK;
}

static bool is_first(const struct trial_list *list, int i)
{
    return !list->trial[i].empty && trial_list_find(list, list->trial[i].label) == i;
}

/* The model has no coefficients for a point: that is left out, with the reason of the first. */
static bool is_other(struct comparison *k, const struct trial *t)
{
    struct skyrmions_config config;
    struct error why = {0};

    if (calibrate_apply(k->c, &t->synapse, &config, &why) == STATUS_OK)
        return false;
    if (k->summary->other_stack++ == 0)
        k->why_other = why;
    return true;
}

static enum status compare_points(struct comparison *k, struct error *err)
{
    enum status status = STATUS_OK;

    fputs("# counts of LLG (mean of its layers and runs) | of particles; spread of one run\n"
          "point\tpulse\tfactor\tpre\tbarrier\tpost\tparticles_pre\tparticles_barrier\t"
          "particles_post\tparticles_post_sd\n",
          k->pulses);
    fputs("# after the last pulse forward: LLG, particles, standard error of their difference, "
          "within two of it\n"
          "# point\ttemperature_K\tstart\tllg_runs",
          k->points);
    for (int i = 0; i < OUTCOMES; i++)
        fprintf(k->points, "\t%s\tparticles\terror\tagree", outcome_names[i]);
    fputc('\n', k->points);
    for (int i = 0; i < k->list->n && status == STATUS_OK; i++) {
        if (!is_first(k->list, i))
            continue;
        if (!is_other(k, &k->list->trial[i]))
            status = compare_point(k, i, err);
    }
    if (status == STATUS_OK && k->summary->compared + k->summary->alone == 0) {
        *err = k->why_other;
        return err->code;
    }
    return status;
}

enum status particles_compare(const struct calibration *c, const struct trial_list *list,
                              const char *experiment, const char *folder, const struct watch *watch,
                              struct particles_summary *summary, struct error *err)
{
    struct comparison *k = calloc(1, sizeof *k);
    struct file_out pulses, points;
    struct path path;
    enum status status;

    *summary = (struct particles_summary){0};
    if (k == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", folder);
    status = path_join(&path, err, folder, "particles-%s-pulses.tsv", experiment);
    if (status == STATUS_OK)
        status = file_out_open(&pulses, path.text, err);
    if (status == STATUS_OK
        && ((status = path_join(&path, err, folder, "particles-%s.tsv", experiment)) != STATUS_OK
            || (status = file_out_open(&points, path.text, err)) != STATUS_OK))
        file_out_abandon(&pulses);
    if (status != STATUS_OK) {
        free(k);
        return status;
    }
    k->c = c;
    k->list = list;
    k->folder = folder;
    k->watch = watch;
    k->summary = summary;
    k->pulses = pulses.stream;
    k->points = points.stream;
    status = compare_points(k, err);
    if (status == STATUS_OK)
        status = file_out_commit(&pulses, err);
    else
        file_out_abandon(&pulses);
    if (status == STATUS_OK)
        status = file_out_commit(&points, err);
    else
        file_out_abandon(&points);
    free(k);
    return status;
}
