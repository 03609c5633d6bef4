#include "lab/track/experiment.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/moments.h"
#include "files/file.h"
#include "lab/track/strip.h"
/* Conductance against pulses: the table that most figures are. */

enum { MAX_SEEDS = 64 };

struct point { /* trials of one label */
    const struct trial *trial[MAX_SEEDS];
    struct trial_table *table; /* [n_seeds] */
    double empty_S[MAX_SEEDS], empty_sd_S[MAX_SEEDS], empty_spots[MAX_SEEDS], G0_S;
    int n_seeds, n_planned, n_rows;
};

static struct moments moments_of(int n, const double values[])
{
    struct moments m = {0};

    for (int i = 0; i < n; i++)
        moments_add(&m, values[i]);
    return m;
}

/* --- states --- */

/* The paper's way: levels of one run, each with the spread of its samples. */
static double states_in_runs(const struct point *p)
{
    double sum = 0.0;

    for (int k = 0; k < p->n_seeds; k++) {
        struct experiment_level level[TRIAL_MAX_PULSES] = {{0.0, 0.0}};
        const struct trial_table *table = &p->table[k];

        for (int i = 0; i < table->n_rows; i++)
            level[i] = (struct experiment_level){table->value[i][TRIAL_G] / p->G0_S,
                                                 table->value[i][TRIAL_G_SD] / p->G0_S};
        sum += experiment_count_states(table->n_rows, level);
    }
    return sum / p->n_seeds;
}

static struct moments change_at(const struct point *p, int row)
{
    double change[MAX_SEEDS];

    for (int k = 0; k < p->n_seeds; k++)
        change[k] = (trial_row_at(&p->table[k], row)[TRIAL_G] - p->empty_S[k]) / p->G0_S;
    return moments_of(p->n_seeds, change);
}

/* Levels after each pulse, over the seeds: what a user who knows only the pulses can tell. */
static int states_over_seeds(const struct point *p)
{
    struct experiment_level level[TRIAL_MAX_PULSES] = {{0.0, 0.0}};

    for (int i = 0; i < p->n_rows; i++) {
        const struct moments change = change_at(p, i);

        level[i] = (struct experiment_level){change.mean, moments_sd(&change)};
    }
    return experiment_count_states(p->n_rows, level);
}

/* --- the table --- */

static const char head[] =
    "point\tpulse\tfactor\tseeds\tG_over_G0\tdG_over_G0\tsd_in_run\tsd_seeds\tpre\tbarrier\tpost\t"
    "post_sd\tlost\tradius_m\tapart_m\ttorn\tradius_mean_m\tradius_sd_m\tradius_time_sd_m\n";

static struct moments column_at(const struct point *p, int row, int column)
{
    double values[MAX_SEEDS];

    for (int k = 0; k < p->n_seeds; k++)
        values[k] = trial_row_at(&p->table[k], row)[column];
    return moments_of(p->n_seeds, values);
}

static double lost_at(const struct point *p, int row)
{
    double lost = 0.0;

    for (int k = 0; k < p->n_seeds; k++)
        lost += (trial_row_count(p->table[k].value[0])
                 - trial_row_count(trial_row_at(&p->table[k], row)))
                / p->n_seeds;
    return lost;
}

/* Over the runs that have it. */
static struct trial_radius radius_at(const struct point *p, int row)
{
    struct trial_radius sum = {0.0, 0.0, 0.0};
    int n = 0;

    for (int k = 0; k < p->n_seeds; k++) {
        const int last = p->table[k].n_rows - 1;
        const struct trial_radius *of = &p->table[k].radius[row < last ? row : last];

        n += of->mean_m > 0.0;
        sum.mean_m += of->mean_m;
        sum.sd_m += of->sd_m;
        sum.time_sd_m += of->time_sd_m;
    }
    n = n > 0 ? n : 1;
    return (struct trial_radius){sum.mean_m / n, sum.sd_m / n, sum.time_sd_m / n};
}

static void print_row(FILE *f, const struct point *p, int row)
{
    const struct moments change = change_at(p, row), post = column_at(p, row, TRIAL_POST);
    const struct trial_radius radius = radius_at(p, row);

    fprintf(f,
            "%s\t%d\t%g\t%d\t%.6g\t%.6g\t%.4g\t%.4g\t%.6g\t%.6g\t%.6g\t%.4g\t%.6g\t%.4g\t%.4g\t"
            "%.4g\t%.4g\t%.4g\t%.4g\n",
            p->trial[0]->label, row, p->trial[0]->pulse[row].factor, p->n_seeds,
            column_at(p, row, TRIAL_G).mean / p->G0_S, change.mean,
            column_at(p, row, TRIAL_G_SD).mean / p->G0_S, moments_sd(&change),
            column_at(p, row, TRIAL_PRE).mean, column_at(p, row, TRIAL_BARRIER).mean, post.mean,
            moments_sd(&post), lost_at(p, row), column_at(p, row, TRIAL_RADIUS).mean,
            column_at(p, row, TRIAL_APART).mean, column_at(p, row, TRIAL_TORN).mean, radius.mean_m,
            radius.sd_m, radius.time_sd_m);
}

/* A device that loses all it has is told in words: its later rows are its last one again. */
static void tell_loss(FILE *f, const struct point *p, json_t *o)
{
    int ended = 0, first = p->n_rows;
    char text[200];

    for (int k = 0; k < p->n_seeds; k++)
        if (p->table[k].n_rows < p->n_rows) {
            ended++;
            first = p->table[k].n_rows - 1 < first ? p->table[k].n_rows - 1 : first;
        }
    if (ended == 0)
        return;
    snprintf(text, sizeof text,
             "no skyrmion is left after pulse %d or later in %d of %d runs; rows from there on "
             "repeat the last one",
             first, ended, p->n_seeds);
    fprintf(f, "# %s: %s\n", p->trial[0]->label, text);
    json_object_set_new(o, "note", json_string(text));
}

/* What heat makes of a film without skyrmions is counted with them too. */
static void tell_spots(FILE *f, const struct point *p, json_t *o)
{
    const double spots = moments_of(p->n_seeds, p->empty_spots).mean;

    if (!(spots > 0.0))
        return;
    fprintf(f, "# %s: its film without skyrmions shows %g of them\n", p->trial[0]->label, spots);
    json_object_set_new(o, "empty_spots", json_real(spots));
}

static void tell_unrest(FILE *f, const struct point *p, json_t *o)
{
    int n = 0;

    for (int k = 0; k < p->n_seeds; k++)
        n += p->table[k].unrest;
    if (n == 0)
        return;
    fprintf(f, "# %s: %d of %d runs began before the film was at rest\n", p->trial[0]->label, n,
            p->n_seeds);
    json_object_set_new(o, "not_at_rest", json_integer(n));
}

/* Of a point without pulses. */
static void sum_up_rest(const struct point *p, json_t *o)
{
    const struct moments change = change_at(p, 0);
    const struct trial_radius radius = radius_at(p, 0);

    json_object_set_new(o, "dG_over_G0", json_real(change.mean));
    json_object_set_new(o, "sd_seeds", json_real(moments_sd(&change)));
    json_object_set_new(o, "sd_in_run", json_real(column_at(p, 0, TRIAL_G_SD).mean / p->G0_S));
    json_object_set_new(o, "radius_m", json_real(radius.mean_m));
    json_object_set_new(o, "radius_sd_m", json_real(radius.sd_m));
}

static void sum_up(FILE *f, const struct point *p, json_t *summary)
{
    double low = INFINITY, high = -INFINITY;
    json_t *o = json_object();

    for (int i = 0; i < p->n_rows; i++) {
        low = fmin(low, change_at(p, i).mean);
        high = fmax(high, change_at(p, i).mean);
    }
    json_object_set_new(o, "seeds", json_integer(p->n_seeds));
    if (p->n_seeds < p->n_planned) {
        fprintf(f, "# %s: %d of %d runs\n", p->trial[0]->label, p->n_seeds, p->n_planned);
        json_object_set_new(o, "seeds_planned", json_integer(p->n_planned));
    }
    json_object_set_new(o, "empty_G_over_G0",
                        json_real(moments_of(p->n_seeds, p->empty_S).mean / p->G0_S));
    json_object_set_new(o, "empty_sd_in_run",
                        json_real(moments_of(p->n_seeds, p->empty_sd_S).mean / p->G0_S));
    json_object_set_new(o, "range_G0", json_real(high - low));
    json_object_set_new(o, "states_in_run", json_real(states_in_runs(p)));
    if (p->n_seeds > 1)
        json_object_set_new(o, "states_over_seeds", json_integer(states_over_seeds(p)));
    json_object_set_new(o, "start",
                        json_real(lost_at(p, 0) + column_at(p, 0, TRIAL_PRE).mean
                                  + column_at(p, 0, TRIAL_BARRIER).mean
                                  + column_at(p, 0, TRIAL_POST).mean));
    json_object_set_new(o, "lost", json_real(lost_at(p, p->n_rows - 1)));
    json_object_set_new(o, "stuck", json_real(column_at(p, p->n_rows - 1, TRIAL_BARRIER).mean));
    tell_spots(f, p, o);
    if (p->n_rows == 1)
        sum_up_rest(p, o);
    tell_unrest(f, p, o);
    tell_loss(f, p, o);
    json_object_set_new(summary, p->trial[0]->label, o);
}

/* --- reading the trials of a point, those that are done --- */

static enum status add_trial(struct point *p, const struct trial_list *list, const struct trial *t,
                             const char *folder, struct error *err)
{
    struct trial_table *table = &p->table[p->n_seeds];
    const struct trial *reference = trial_list_reference(list, t, folder);
    enum status status;

    p->n_planned++;
    if (reference == NULL || !trial_is_done(t, folder))
        return STATUS_OK;
    status = trial_read(reference, folder, table, err);
    p->empty_S[p->n_seeds] = table->value[0][TRIAL_G];
    p->empty_sd_S[p->n_seeds] = table->value[0][TRIAL_G_SD];
    p->empty_spots[p->n_seeds] = trial_row_count(table->value[0]);
    if (status == STATUS_OK)
        status = trial_read(t, folder, table, err);
    p->trial[p->n_seeds++] = t;
    p->n_rows = t->n_pulses;
    return status;
}

static enum status write_point(FILE *f, struct point *p, const struct trial_list *list, int first,
                               const char *folder, json_t *summary, struct error *err)
{
    const char *label = list->trial[first].label;
    enum status status = STATUS_OK;

    p->n_seeds = p->n_planned = 0;
    p->G0_S = list->trial[first].synapse.readout.conductance_S;
    for (int i = first; i < list->n && status == STATUS_OK && p->n_seeds < MAX_SEEDS; i++)
        if (strcmp(list->trial[i].label, label) == 0)
            status = add_trial(p, list, &list->trial[i], folder, err);
    if (status != STATUS_OK || p->n_seeds == 0)
        return status;
    for (int row = 0; row < p->n_rows; row++)
        print_row(f, p, row);
    sum_up(f, p, summary);
    return p->n_rows > 1 ? trial_write_strip(p->trial[0], folder, err) : STATUS_OK;
}

static enum status write_points(FILE *f, struct point *p, const struct trial_list *list,
                                const char *folder, json_t *summary, struct error *err)
{
    enum status status = STATUS_OK;

    fputs(head, f);
    for (int i = 0; i < list->n && status == STATUS_OK; i++)
        if (!list->trial[i].empty && trial_list_find(list, list->trial[i].label) == i)
            status = write_point(f, p, list, i, folder, summary, err);
    if (status == STATUS_OK && json_object_size(summary) == 0)
        return trial_list_none_done(folder, err);
    return status;
}

enum status experiment_write_curves(const char *name, const struct trial_list *list,
                                    const char *folder, json_t *summary, struct error *err)
{
    struct point p = {.table = calloc(MAX_SEEDS, sizeof *p.table)};
    struct path path;
    struct file_out f;
    enum status status;

    if (p.table == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", folder);
    status = path_join(&path, err, folder, "%s.tsv", name);
    if (status == STATUS_OK)
        status = file_out_open(&f, path.text, err);
    if (status == STATUS_OK) {
        status = write_points(f.stream, &p, list, folder, summary, err);
        if (status == STATUS_OK)
            status = file_out_commit(&f, err);
        else
            file_out_abandon(&f);
    }
    free(p.table);
    return status;
}
