#include "lab/calibrate/request.h"
#include <stdio.h>
#include <stdlib.h>
#include "files/file.h"
#include "files/folders.h"
#include "lab/track/ensemble.h"
#include "lab/track/pace.h"
#include "lab/track/request.h"

static const char runs_folder[] = "out/calibrate";

static enum status run_one(const void *list, int i, const struct trial_options *options,
                           struct error *err)
{
    return measure_run(&((const struct measure_list *)list)->measure[i], options, err);
}

static bool one_is_done(const void *list, int i, const char *folder)
{
    return measure_is_done(&((const struct measure_list *)list)->measure[i], folder);
}

static enum status run_films(const struct calibrate_request *q, const struct watch *watch,
                             const struct measure_list *list, struct error *err)
{
    struct ensemble_pace pace = {.watch = watch, .what = "films"};
    const struct ensemble ensemble = {.n_trials = list->n,
                                      .list = list,
                                      .run_one = run_one,
                                      .one_is_done = one_is_done,
                                      .folder = runs_folder,
                                      .n_workers = q->n_workers,
                                      .stop = watch ? watch->stop : NULL,
                                      .progress = ensemble_pace_show,
                                      .context = &pace};

    return ensemble_run(&ensemble, err);
}

static enum status calibrate_with(const struct calibrate_request *q, const struct watch *watch,
                                  const struct synapse *d, struct measure_list *list,
                                  struct calibration *c, struct error *err)
{
    enum status status;

    if ((status = calibrate_plan_rest(d, list, err)) != STATUS_OK
        || (status = run_films(q, watch, list, err)) != STATUS_OK
        || (status = calibrate_set_rest(d, &list->measure[0], runs_folder, c, err)) != STATUS_OK)
        return status;
    list->n = 0;
    calibrate_plan(c, d, list);
    status = run_films(q, watch, list, err);
    return status != STATUS_OK ? status : calibrate_fit(list, runs_folder, c, err);
}

enum status calibrate_request_run(const struct calibrate_request *q, const struct watch *watch,
                                  struct calibration *c, struct path *path, struct error *err)
{
    const struct folders before = folders_before("out/calibrate/runs");
    struct measure_list *list;
    struct synapse d;
    enum status status = synapse_load_set(q->device, q->set, q->n_set, &d, err);

    if (status != STATUS_OK)
        return status;
    status =
        q->out ? path_set(path, err, "%s", q->out)
               : path_join(path, err, "out", "%s-n%d-particles.yaml", d.name, (int)d.track.repeats);
    if (status != STATUS_OK || (status = file_check(path->text, err)) != STATUS_OK)
        return status;
    if (!(list = calloc(1, sizeof *list)))
        return error_set(err, STATUS_NO_MEMORY, "calibrate: no memory");
    status = calibrate_with(q, watch, &d, list, c, err);
    watch_over(watch);
    free(list);
    if (status != STATUS_OK) {
        folders_remove_empty(&before);
        return status;
    }
    snprintf(c->doc, sizeof c->doc, "skyrmions of %s as particles, %d layer%s", d.name,
             (int)d.track.repeats, d.track.repeats == 1 ? "" : "s");
    return calibrate_write(path->text, c, q->command ? q->command : "", synapse_hash(&d), err);
}

enum status calibrate_request_compare(const struct calibrate_request *q, const struct watch *watch,
                                      struct particles_summary *sum, struct path *table,
                                      struct error *err)
{
    const struct experiment *e;
    struct trial_list list = {0};
    struct calibration c;
    struct synapse d;
    struct folders before;
    struct path folder;
    enum status status = synapse_load_set(q->device, q->set, q->n_set, &d, err);

    if (status != STATUS_OK
        || (status = experiment_choose(q->experiment, "calibrate", &e, err)) != STATUS_OK)
        return status;
    if ((status = path_join(&folder, err, q->out ? "" : "out", "%s", q->out ? q->out : d.name))
            != STATUS_OK
        || (status = path_join(table, err, folder.text, "particles-%s.tsv", e->name)) != STATUS_OK
        || (status = calibrate_load(q->particles, &c, err)) != STATUS_OK)
        return status;
    before = folders_before(folder.text);
    status = file_check_folder(folder.text, err);
    if (status == STATUS_OK && (status = e->plan(&d, q->n_seeds, &list, err)) == STATUS_OK)
        status = particles_compare(&c, &list, e->name, folder.text, watch, sum, err);
    trial_list_free(&list);
    if (status != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}
