#include "run/sweep.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "energy/cost_yaml.h"
#include "files/file.h"
#include "files/folders.h"
#include "io/card_yaml.h"
#include "run/execute.h"

struct job { /* a sweep under way */
    const struct sweep_options *o;
    const struct watch *watch;
    struct path file;
    struct design base; /* the design without the keys of the axes */
    struct sweep *s;
};

/* "first:last:step" (step 1 if left out). The values are counted before the first is written: of
 * 1e15:1e15:1e-5 no sum is ever above the last. */
static enum status expand_steps(const char *text, struct sweep_axis *axis, struct error *err)
{
    const int wanted = strchr(strchr(text, ':') + 1, ':') ? 3 : 2;
    double first, last, step = 1, steps;
    char rest;

    if (sscanf(text, "%lf:%lf:%lf%c", &first, &last, &step, &rest) != wanted
        || !(step > 0 && isfinite(step)) || !(last >= first)
        || !((steps = floor((last - first) / step + 1e-9)) < SWEEP_MAX_VALUES))
        return error_set(err, STATUS_BAD_CONFIG,
                         "range %s=%s: must be first:last:step with step > 0 and at most %d "
                         "values",
                         axis->key, text, SWEEP_MAX_VALUES);
    for (int i = 0; i <= (int)steps; i++)
        snprintf(axis->value[axis->n++], sizeof axis->value[0], "%.10g", first + i * step);
    return STATUS_OK;
}

static enum status expand_list(const char *text, struct sweep_axis *axis, struct error *err)
{
    while (true) {
        const size_t n = strcspn(text, ",");

        if (!n || n >= sizeof axis->value[0] || axis->n == SWEEP_MAX_VALUES)
            return error_set(err, STATUS_BAD_CONFIG,
                             "range of %s: a value is empty or too long, or more than %d values",
                             axis->key, SWEEP_MAX_VALUES);
        snprintf(axis->value[axis->n++], sizeof axis->value[0], "%.*s", (int)n, text);
        if (!text[n])
            return STATUS_OK;
        text += n + 1;
    }
}

static enum status expand(const char *range, struct sweep_axis *axis, struct error *err)
{
    const char *values = strchr(range, '=') + 1;

    *axis = (struct sweep_axis){0};
    if ((size_t)(values - range) > sizeof axis->key)
        return error_set(err, STATUS_BAD_CONFIG, "range %s: key too long", range);
    snprintf(axis->key, sizeof axis->key, "%.*s", (int)(values - range) - 1, range);
    return strchr(values, ':') ? expand_steps(values, axis, err) : expand_list(values, axis, err);
}

static enum status set_key(struct design *d, const struct sweep_axis *axis, int i,
                           struct error *err)
{
    char assignment[sizeof axis->key + sizeof axis->value[0] + 2];

    if (!axis->n)
        return STATUS_OK;
    snprintf(assignment, sizeof assignment, "%s=%s", axis->key, axis->value[i]);
    return design_set(d, assignment, err);
}

static enum status point_design(const struct job *job, int i, int j, struct design *d,
                                struct error *err)
{
    enum status status;

    *d = job->base;
    if ((status = set_key(d, &job->s->axis[0], i, err)) != STATUS_OK
        || (status = set_key(d, &job->s->axis[1], j, err)) != STATUS_OK)
        return status;
    return design_check(d, job->file.text, err);
}

static uint64_t hash_options(uint64_t hash, const struct run_options *o)
{
    hash = hash_number(hash, "images", (double)o->images);
    hash = hash_number(hash, "first_image", (double)o->first_image);
    hash = hash_number(hash, "rtl_images", (double)o->rtl_images);
    hash = hash_number(hash, "baseline_images", (double)o->baseline_images);
    return hash_number(hash, "engine", (double)o->engine);
}

/* Where images and cards lie decides nothing: what is in them is hashed beside the keys. */
static bool decides_point(const char *section, const char *key)
{
    return section[0] != '\0' && strcmp(section, "data") != 0
           && !(strcmp(section, "device") == 0 && strcmp(key, "card") == 0)
           && !(strcmp(section, "cost") == 0 && strcmp(key, "cost_card") == 0);
}

uint64_t sweep_point_hash(const struct run_options *o, const struct prepared *p,
                          const struct execute_prices *price, uint64_t test_hash)
{
    struct settings keys = design_settings;
    uint64_t parts[6];

    keys.decides = decides_point;
    parts[0] = settings_hash(&keys, &p->design);
    parts[1] = p->program_hash;
    parts[2] = card_hash(&p->card, NULL);
    parts[3] = cost_hash(&price->cost);
    parts[4] = area_hash(&price->area);
    parts[5] = test_hash;
    return hash_options(
        hash_number(hash_fnv1a(HASH_START, parts, sizeof parts), "result_version", RESULT_VERSION),
        o);
}

static enum status hash_test_images(const struct design *d, uint64_t *hash, struct error *err)
{
    struct dataset set;
    const enum status status = dataset_load(d->data.set, d->data.path, DATASET_TEST, &set, err);

    if (status != STATUS_OK)
        return status;
    *hash = dataset_hash(&set).all;
    dataset_free(&set);
    return STATUS_OK;
}

/* The name of a point's file says all it depends on, so a finished point is not run again and a
 * changed one not taken. */
static enum status point_path(struct path *path, const struct run_options *o,
                              const struct prepared *p, struct error *err)
{
    struct execute_prices price;
    uint64_t test_hash;
    enum status status;

    if ((status = execute_prices_load(&p->design, &price, err)) != STATUS_OK
        || (status = hash_test_images(&p->design, &test_hash, err)) != STATUS_OK)
        return status;
    return path_join(path, err, o->out, "points/%016" PRIx64 ".json",
                     sweep_point_hash(o, p, &price, test_hash));
}

static enum status run_point(const struct job *job, const struct prepared *p, const char *path,
                             struct sweep_row *row, struct error *err)
{
    struct run_result *r = NULL;
    struct error ignored;
    enum status status;

    if (!access(path, F_OK) && !result_read(path, &r, &ignored)) {
        sweep_row_fill(row, r);
        result_free(r);
        return STATUS_OK;
    }
    if ((status = result_create(&r, err)) != STATUS_OK)
        return status;
    if ((status = execute_run(&job->o->run, job->watch, p, r, err)) == STATUS_OK)
        status = result_write(path, r, err);
    sweep_row_fill(row, r);
    result_free(r);
    return status;
}

static enum status sweep_point(const struct job *job, int i, int j, struct error *err)
{
    struct sweep *s = job->s;
    struct sweep_row *row = &s->row[s->n_rows];
    struct run_options o = job->o->run;
    struct prepared p;
    struct design d;
    struct path path;
    enum status status;

    o.design = job->file.text;
    o.ready = &d;
    if ((status = point_design(job, i, j, &d, err)) != STATUS_OK
        || (status = prepare_run(&o, job->watch, &p, err)) != STATUS_OK)
        return status;
    *row = (struct sweep_row){.value = {s->axis[0].value[i], s->axis[1].value[j]}};
    if ((status = point_path(&path, &o, &p, err)) == STATUS_OK)
        status = run_point(job, &p, path.text, row, err);
    prepared_free(&p);
    if (status != STATUS_OK)
        return status;
    s->n_rows++;
    if (job->o->row)
        job->o->row(job->o->context, s, row);
    return STATUS_OK;
}

/* Every value is checked before the first point runs. */
static enum status check_points(const struct job *job, int n, int m, struct error *err)
{
    enum status status = STATUS_OK;

    for (int j = 0; j < m && status == STATUS_OK; j++)
        for (int i = 0; i < n && status == STATUS_OK; i++) {
            struct design d;

            if ((status = point_design(job, i, j, &d, err)) == STATUS_OK)
                status = execute_check_cards(&d, err);
        }
    return status;
}

static enum status sweep_points(const struct job *job, struct error *err)
{
    struct sweep *s = job->s;
    const int n = s->axis[0].n, m = s->axis[1].n ? s->axis[1].n : 1;
    enum status status = check_points(job, n, m, err);

    if (status != STATUS_OK)
        return status;
    if (!(s->row = calloc((size_t)(n * m), sizeof *s->row)))
        return error_set(err, STATUS_NO_MEMORY, "sweep: no memory for %d points", n * m);
    for (int j = 0; j < m && status == STATUS_OK; j++)
        for (int i = 0; i < n && status == STATUS_OK; i++)
            status = sweep_point(job, i, j, err);
    if (status == STATUS_INTERRUPTED)
        return error_set(err, status,
                         "interrupted; %d of %d points are kept in %s/points, the "
                         "same command goes on from there",
                         s->n_rows, n * m, job->o->run.out);
    return status;
}

/* KEY=VALUE of a key that a range goes over would have no effect. */
static enum status check_set(const struct run_options *run, const char *key, struct error *err)
{
    const size_t n = strlen(key);

    for (int i = 0; i < run->n_set; i++)
        if (strncmp(run->set[i], key, n) == 0 && run->set[i][n] == '=')
            return error_set(err, STATUS_BAD_CONFIG,
                             "sweep: %s has no effect, a range goes over it", run->set[i]);
    return STATUS_OK;
}

static enum status open_axes(const struct sweep_options *o, struct sweep *s, struct error *err)
{
    enum status status = STATUS_OK;

    if (o->n_range < 1 || o->n_range > 2)
        return error_set(err, STATUS_BAD_CONFIG, "sweep: %d ranges, must be 1 or 2", o->n_range);
    for (int i = 0; status == STATUS_OK && i < o->n_range; i++)
        if ((status = expand(o->range[i], &s->axis[i], err)) == STATUS_OK)
            status = check_set(&o->run, s->axis[i].key, err);
    if (status == STATUS_OK && !strcmp(s->axis[0].key, s->axis[1].key))
        status = error_set(err, STATUS_BAD_CONFIG, "range of %s: given twice", s->axis[0].key);
    return status;
}

enum status sweep_run(const struct sweep_options *o, const struct watch *watch, struct sweep *s,
                      struct error *err)
{
    struct job job = {.o = o, .watch = watch, .s = s};
    struct folders before;
    struct error no_figure;
    struct path points;
    enum status status;

    *s = (struct sweep){0};
    if ((status = run_options_check(&o->run, err)) != STATUS_OK
        || (status = open_axes(o, s, err)) != STATUS_OK)
        return status;
    if (!o->run.out)
        return error_set(err, STATUS_BAD_CONFIG, "sweep: a folder for its tables is needed");
    if ((status = path_join(&points, err, o->run.out, "points")) != STATUS_OK)
        return status;
    before = folders_before(points.text);
    if ((status = prepare_design(&o->run, &job.base, &job.file, err)) != STATUS_OK
        || (status = file_check_folder(points.text, err)) != STATUS_OK
        || (status = sweep_points(&job, err)) != STATUS_OK
        || (status = sweep_write(o->run.out, s, err)) != STATUS_OK) {
        folders_remove_empty(&before);
        return status;
    }
    s->drawn = !sweep_draw(o->run.out, &no_figure);
    if (!s->drawn) /* the numbers are there; the figure can be drawn later */
        watch_report(watch, "no figure: %s (cd %s && gnuplot figure.gp draws it)", no_figure.text,
                     o->run.out);
    return STATUS_OK;
}

void sweep_free(struct sweep *s)
{
    free(s->row);
    s->row = NULL;
}
