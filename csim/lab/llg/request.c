#include "lab/llg/request.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"
#include "files/folders.h"
#include "lab/llg/folder.h"

#define QUIET_S 2.0 /* short runs tell nothing */

struct told { /* of a run under way */
    const struct watch *watch;
    const struct llg_run_result *result;
    size_t shown; /* of its warning */
};

/* A warning is shown while there is time to stop. */
static void tell_warning(struct told *t)
{
    const char *text = t->result->warning;
    const size_t n = strlen(text);

    if (n <= t->shown)
        return;
    watch_report(t->watch, "warning: %s", text + t->shown + strspn(text + t->shown, "; "));
    t->shown = n;
}

static void tell_progress(void *context, const struct llg_progress *p)
{
    const struct watch *watch = ((struct told *)context)->watch;
    char left[32] = "";

    tell_warning(context);
    if (p->wall_s < QUIET_S)
        return;
    if (p->left_s >= 0.0)
        snprintf(left, sizeof left, ", %.0f s left", p->left_s);
    if (p->torque_T > 0.0)
        watch_progress(watch, "stage %zu of %zu: relaxing, torque %.3g T, %.0f s", p->stage + 1,
                       p->n_stages, p->torque_T, p->wall_s);
    else
        watch_progress(watch, "stage %zu of %zu: %.4g of %.4g ns, %llu steps%s", p->stage + 1,
                       p->n_stages, 1e9 * p->time_s, 1e9 * p->end_s, (unsigned long long)p->steps,
                       left);
}

static enum status load(const struct llg_request *q, struct llg_report *report, struct error *err)
{
    const char *path = report->case_path.text;
    enum status status = share_path("cases", q->name, ".yaml", &report->case_path, err);

    if (status != STATUS_OK || (status = llg_case_load(path, &report->c, err)) != STATUS_OK)
        return status;
    for (int i = 0; i < q->n_set; i++)
        if ((status = llg_case_set(&report->c, q->set[i], err)) != STATUS_OK)
            return status;
    return q->n_set > 0 ? llg_case_check(&report->c, path, err) : STATUS_OK;
}

/* Hours of work are not thrown away because a word was forgotten. */
static enum status check_unfinished(const struct llg_request *q, const char *folder,
                                    struct error *err)
{
    struct path checkpoint;
    const enum status status = path_join(&checkpoint, err, folder, LLG_CHECKPOINT);

    if (status != STATUS_OK || q->resume || q->force || access(checkpoint.text, F_OK) != 0)
        return status;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: a run was stopped there; option resume goes on, force starts anew",
                     folder);
}

static enum status run_case(const struct llg_request *q, const struct watch *watch,
                            struct llg_report *report, struct error *err)
{
    struct told told = {watch, &report->result, 0};
    const struct llg_run_options options = {.folder = report->folder.text,
                                            .n_threads = report->threads,
                                            .resume = q->resume,
                                            .stop = watch ? watch->stop : NULL,
                                            .progress = tell_progress,
                                            .context = &told};
    struct path json;
    enum status status = llg_case_run(&report->c, &options, &report->result, err);

    watch_over(watch);
    if (status == STATUS_OK || status == STATUS_INTERRUPTED)
        tell_warning(&told);
    if (status == STATUS_OK)
        status = path_join(&json, err, report->folder.text, "result.json");
    return status != STATUS_OK ? status : llg_result_write(json.text, report, err);
}

/* The folder holds the result of this case, and no run that was stopped. */
static bool is_finished(const struct llg_report *report)
{
    struct path checkpoint, json;
    struct error none;
    unsigned char *text;
    char hash[40];
    bool same;
    size_t n;

    if (path_join(&checkpoint, &none, report->folder.text, LLG_CHECKPOINT) != STATUS_OK
        || access(checkpoint.text, F_OK) == 0
        || path_join(&json, &none, report->folder.text, "result.json") != STATUS_OK
        || file_read_all(json.text, 1 << 24, &text, &n, &none) != STATUS_OK)
        return false;
    snprintf(hash, sizeof hash, "\"%016" PRIx64 "\"", llg_case_hash(&report->c));
    same = strstr((const char *)text, hash) != NULL;
    free(text);
    return same;
}

/* Locked before the look at the checkpoint: that of a run under way is nobody else's. */
static enum status run_in_folder(const struct llg_request *q, const struct watch *watch,
                                 struct llg_report *report, struct error *err)
{
    const struct folders before = folders_before(report->folder.text);
    int lock = -1;
    enum status status = file_check_folder(report->folder.text, err);

    if (status == STATUS_OK
        && (status = llg_folder_lock(report->folder.text, &lock, err)) == STATUS_OK) {
        report->was_finished = q->resume && is_finished(report);
        if (report->was_finished)
            watch_report(watch, "%s: finished already, nothing to resume", report->folder.text);
        else if ((status = check_unfinished(q, report->folder.text, err)) == STATUS_OK)
            status = run_case(q, watch, report, err);
        if (lock >= 0)
            close(lock);
    }
    if (status != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}

enum status llg_request_run(const struct llg_request *q, const struct watch *watch,
                            struct llg_report *report, struct error *err)
{
    enum status status = load(q, report, err);

    if (status == STATUS_OK)
        status = path_join(&report->folder, err, q->out ? "" : "out", "%s",
                           q->out ? q->out : report->c.name);
    if (status != STATUS_OK)
        return status;
    if (q->resume && q->force)
        return error_set(err, STATUS_BAD_CONFIG, "llg: either resume or force, not both");
    report->threads = llg_film_threads(q->threads, &report->c.mesh);
    snprintf(report->command, sizeof report->command, "%s", q->command ? q->command : "");
    return run_in_folder(q, watch, report, err);
}
