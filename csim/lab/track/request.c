#include "lab/track/request.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
#include "files/folders.h"
#include "lab/track/ensemble.h"
#include "lab/track/pace.h"
#include "report/result_json.h"

#define KEEP_EVERY_WALL_S 60.0

struct job { /* a request under way */
    const struct track_request *q;
    const struct watch *watch;
    const struct experiment *e;
    struct synapse d;
    struct trial_list list;
    struct warnings doubts; /* of its films */
    struct path folder;
};

enum status synapse_load_set(const char *name, const char *const *set, int n_set, struct synapse *d,
                             struct error *err)
{
    enum status status = synapse_load(name, d, err);

    for (int i = 0; i < n_set && status == STATUS_OK; i++)
        status = synapse_set(d, set[i], err);
    return status != STATUS_OK || !n_set ? status : synapse_check(d, name, err);
}

static enum status write_summary(const struct job *job, json_t *summary, struct error *err)
{
    const char *command = job->q->command ? job->q->command : "";
    struct path path;
    char *text;
    enum status status;

    json_object_set_new(summary, "experiment", json_string(job->e->name));
    json_object_set_new(summary, "device", result_text_json(job->d.name));
    experiment_note_device(&job->d, summary);
    json_object_set_new(summary, "warnings", result_warnings_json(&job->doubts));
    json_object_set_new(summary, "command", result_text_json(command));
    json_object_set_new(summary, "version", json_string(SKYLOOM_VERSION));
    if ((status = path_join(&path, err, job->folder.text, "%s.json", job->e->name)) != STATUS_OK)
        return status;
    text = json_dumps(summary, JSON_INDENT(2) | JSON_REAL_PRECISION(9) | JSON_SORT_KEYS);
    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory", path.text);
    status = file_write_all(path.text, text, strlen(text), err);
    free(text);
    return status;
}

static enum status simulate(const struct job *job, struct track_made *made, struct error *err)
{
    struct ensemble_pace pace = {.watch = job->watch, .what = "runs"};
    const struct ensemble ensemble = {.trial = job->list.trial,
                                      .n_trials = job->list.n,
                                      .folder = job->folder.text,
                                      .n_workers = job->q->n_workers,
                                      .rank = job->q->rank,
                                      .n_ranks = job->q->n_ranks,
                                      .stop = job->watch ? job->watch->stop : NULL,
                                      .keep_every_wall_s = KEEP_EVERY_WALL_S,
                                      .progress = ensemble_pace_show,
                                      .failed = ensemble_pace_failed,
                                      .context = &pace};
    const enum status status = ensemble_run(&ensemble, err);

    watch_over(job->watch);
    made->left = ensemble_left(&ensemble);
    return status;
}

static enum status conclude(const struct job *job, struct track_made *made, struct error *err)
{
    json_t *summary = json_object();
    enum status status = summary ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory");

    if (status == STATUS_OK
        && !job->q->replace) /* again: another command may have ended meanwhile */
        status = experiment_check_folder(job->e->name, &job->d, job->folder.text, err);
    if (status == STATUS_OK)
        status = experiment_conclude(job->e, &job->d, &job->list, job->folder.text, summary, err);
    if (status == STATUS_OK)
        status = write_summary(job, summary, err);
    json_decref(summary);
    made->concluded = status == STATUS_OK;
    return status;
}

static enum status run_experiment(const struct job *job, struct track_made *made, struct error *err)
{
    enum status status = STATUS_OK;

    made->n_trials = job->list.n;
    if (!job->q->conclude && job->list.n > 0)
        status = simulate(job, made, err);
    if (status == STATUS_BAD_CONFIG || status == STATUS_BAD_FILE)
        conclude(job, made, &(struct error){STATUS_OK, ""});
    return status != STATUS_OK || made->left > 0 ? status : conclude(job, made, err);
}

static enum status plan(struct job *job, struct error *err)
{
    enum status status = STATUS_OK;

    if (!job->q->replace)
        status = experiment_check_folder(job->e->name, &job->d, job->folder.text, err);
    if (status == STATUS_OK)
        status = job->e->plan(&job->d, job->q->n_seeds, &job->list, err);
    return status != STATUS_OK
               ? status
               : trial_list_check_films(&job->list, !job->q->conclude, &job->doubts, err);
}

/* By one of several ranks. */
static void tell_doubts(const struct job *job)
{
    for (int i = 0; i < job->doubts.n && job->q->rank == 0; i++)
        watch_report(job->watch, "warning: %s", job->doubts.line[i]);
}

static enum status name_folder(struct job *job, struct error *err)
{
    const char *out = job->q->out;

    if (!out && !job->d.name[0])
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: name is empty, and no output folder is given", job->q->device);
    return path_join(&job->folder, err, out ? "" : "out", "%s", out ? out : job->d.name);
}

enum status track_request_run(const struct track_request *q, const struct watch *watch,
                              struct track_made *made, struct error *err)
{
    struct job job = {.q = q, .watch = watch};
    struct folders before;
    struct path runs;
    enum status status;

    *made = (struct track_made){0};
    if ((status = experiment_choose(q->experiment, "device", &job.e, err)) != STATUS_OK
        || (status = synapse_load_set(q->device, q->set, q->n_set, &job.d, err)) != STATUS_OK
        || (status = name_folder(&job, err)) != STATUS_OK
        || (status = path_join(&made->table, err, job.folder.text, "%s.tsv", job.e->name))
               != STATUS_OK
        || (status = path_join(&runs, err, job.folder.text, "runs")) != STATUS_OK)
        return status;
    before = folders_before(runs.text);
    if ((status = file_check_folder(job.folder.text, err)) == STATUS_OK
        && (status = plan(&job, err)) == STATUS_OK) {
        tell_doubts(&job);
        status = run_experiment(&job, made, err);
    }
    trial_list_free(&job.list);
    if (status != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}
