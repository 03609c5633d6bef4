#include "lab/track/ensemble.h"
#include "threads/processes.h"

static bool is_done(const struct ensemble *e, int i)
{
    return e->one_is_done != NULL ? e->one_is_done(e->list, i, e->folder)
                                  : trial_is_done(&e->trial[i], e->folder);
}

int ensemble_left(const struct ensemble *e)
{
    int left = 0;

    for (int i = 0; i < e->n_trials; i++)
        left += !is_done(e, i);
    return left;
}

static void note_share(void *job, double share) { processes_note_share(job, share); }

static enum status run_one(void *context, struct processes_job *job, struct error *err)
{
    const struct ensemble *e = context;
    const struct trial_options options = {.folder = e->folder,
                                          .stop = job->stop,
                                          .keep_every_wall_s = e->keep_every_wall_s,
                                          .progress = note_share,
                                          .context = job};

    if (is_done(e, job->index))
        return STATUS_OK;
    if (e->run_one != NULL)
        return e->run_one(e->list, job->index, &options, err);
    job->ends_all = e->trial[job->index].empty;
    return trial_run(&e->trial[job->index], &options, err);
}

enum status ensemble_run(const struct ensemble *e, struct error *err)
{
    const struct processes processes = {.n_jobs = e->n_trials,
                                        .n_workers = e->n_workers,
                                        .rank = e->rank,
                                        .n_ranks = e->n_ranks,
                                        .job = run_one,
                                        .context = (void *)e,
                                        .go_on = true,
                                        .patient = true,
                                        .progress = e->progress,
                                        .failed = e->failed,
                                        .caller = e->context,
                                        .stop = e->stop};
    struct processes_tally tally = {.stopped = true};
    struct error first = {STATUS_OK, ""};
    const enum status status = processes_run(&processes, NULL, &tally, &first);

    if (status == STATUS_INTERRUPTED)
        return error_set(err, status,
                         "interrupted; %d of %d runs are done, the same command goes on from "
                         "%.300s/runs",
                         tally.done, e->n_trials, e->folder);
    if (status != STATUS_OK && e->failed != NULL && !tally.stopped && e->n_trials > 1)
        return error_set(err, status, "%d of %d runs failed, the first: %.400s", tally.failed,
                         e->n_trials, first.text);
    if (status != STATUS_OK)
        *err = first;
    return status;
}
