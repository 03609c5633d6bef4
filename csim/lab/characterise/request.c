#include "lab/characterise/request.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>
#include "files/file.h"
#include "files/folders.h"
#include "files/share.h"
#include "io/card_yaml.h"
#include "lab/track/ensemble.h"
#include "lab/track/film.h"
#include "lab/track/pace.h"
#include "lab/track/request.h"

#define KEEP_EVERY_WALL_S 60.0
#define SEED_USUAL 1
#define DRAWS_USUAL 64

struct job { /* a request under way */
    const struct characterise_request *q;
    const struct watch *watch;
    struct synapse d;
    struct calibration calibration;
    struct characterise c;
};

static uint64_t whole_device_hash(const struct synapse *d)
{
    struct settings settings = synapse_settings;

    settings.decides = NULL;
    return settings_hash(&settings, d);
}

/* Two cards of one device are made one after the other: the second finds the films done. lock:
 * close() it. */
static enum status hold_films(const char *folder, const struct watch *watch, int *lock,
                              struct error *err)
{
    const struct timespec nap = {.tv_nsec = 200000000};
    const enum status status = file_check_folder(folder, err);

    if (status != STATUS_OK)
        return status;
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (*lock >= 0 && flock(*lock, LOCK_EX | LOCK_NB)) {
        if (watch_stopped(watch))
            return watch_interrupted(err);
        watch_progress(watch, "another process makes the films in %s: waiting for it", folder);
        nanosleep(&nap, NULL);
    }
    return STATUS_OK;
}

static enum status run_films(const struct job *job, const struct trial_list *list,
                             const char *folder, struct error *err)
{
    struct ensemble_pace pace = {.watch = job->watch, .what = "films"};
    const struct ensemble ensemble = {.folder = folder,
                                      .trial = list->trial,
                                      .n_trials = list->n,
                                      .n_workers = job->q->n_workers,
                                      .stop = job->c.stop,
                                      .keep_every_wall_s = KEEP_EVERY_WALL_S,
                                      .progress = ensemble_pace_show,
                                      .context = &pace};
    int lock = -1;
    enum status status = STATUS_OK;

    if (ensemble_left(&ensemble) > 0)
        status = hold_films(folder, job->watch, &lock, err);
    if (status == STATUS_OK)
        status = ensemble_run(&ensemble, err);
    if (lock >= 0)
        close(lock);
    watch_over(job->watch);
    return status;
}

/* Its runs stay with those of experiments with the device. */
static enum status look_at_film(const struct job *job, struct spot *spot, struct error *err)
{
    struct trial_list list = {0};
    struct path folder;
    enum status status = spot_plan(&job->d, job->c.seed, &list, err);

    if (status == STATUS_OK)
        status = path_join(&folder, err, "out", "%s", job->d.name);
    if (status == STATUS_OK)
        status = run_films(job, &list, folder.text, err);
    if (status == STATUS_BAD_CONFIG)
        status = spot_refused(&job->d, err);
    if (status == STATUS_OK)
        status = spot_measure(&job->d, &list, folder.text, spot, err);
    trial_list_free(&list);
    return status;
}

/* From any of the threads that make devices: one line, written at once. */
static void show_draws(void *context, int done, int n)
{
    watch_progress(context, "%d of %d devices", done, n);
}

/* The card is named after its file, as the shipped ones are. */
static void name_card(const char *path, struct device_card *card)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;

    snprintf(card->name, sizeof card->name, "%.*s", (int)strcspn(file, "."), file);
}

static enum status write_card(const struct job *job, struct characterise_made *made,
                              struct error *err)
{
    struct device_card *card = &made->card;

    characterise_card(&job->c, &made->found, card);
    name_card(made->path.text, card);
    snprintf(card->command, sizeof card->command, "%s", job->q->command ? job->q->command : "");
    snprintf(card->version, sizeof card->version, "%.31s", SKYLOOM_VERSION);
    snprintf(card->device_hash, sizeof card->device_hash, "%016" PRIx64,
             whole_device_hash(&job->d));
    snprintf(card->particles_hash, sizeof card->particles_hash, "%016" PRIx64,
             calibrate_hash(&job->calibration));
    return card_save(made->path.text, card, err);
}

/* Particles first: that devices do not live or switch is known in seconds. */
static enum status make(struct job *job, struct characterise_made *made, struct error *err)
{
    struct draw *draws = calloc((size_t)job->c.draws, sizeof *draws);
    enum status status =
        draws ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "characterise: no memory");

    if (status == STATUS_OK)
        status = characterise_run(&job->c, draws, err);
    watch_over(job->watch);
    if (status == STATUS_OK)
        status = characterise_judge(&job->c, draws, &made->found, err);
    if (status == STATUS_OK)
        status = look_at_film(job, &job->c.spot, err);
    if (status == STATUS_OK)
        status = characterise_reduce(&job->c, draws, &made->found, err);
    free(draws);
    return status != STATUS_OK ? status : write_card(job, made, err);
}

static enum status load_particles(const struct characterise_request *q, const struct synapse *d,
                                  struct calibration *c, struct error *err)
{
    struct skyrmions_config ignored;
    struct error none;
    char usual[128];
    struct path found;
    enum status status;

    snprintf(usual, sizeof usual, "%.63s-n%d-particles", d->name, (int)d->track.repeats);
    if (!q->particles && share_path("devices", usual, ".yaml", &found, &none))
        return error_set(err, STATUS_BAD_FILE,
                         "%s: there is no %s among the shipped devices: calibrating %s, with "
                         "the same settings, makes such a file (out/%s.yaml); give it as particles",
                         d->name, usual, q->device, usual);
    status = calibrate_load(q->particles ? q->particles : usual, c, err);
    return status != STATUS_OK ? status : calibrate_apply(c, d, &ignored, err);
}

static enum status name_path(const struct job *job, struct path *path, struct error *err)
{
    return job->q->out ? path_set(path, err, "%s", job->q->out)
                       : path_join(path, err, "out", "%s-card.yaml", job->d.name);
}

static enum status check(struct job *job, const char *path, struct error *err)
{
    enum status status;

    if ((status = characterise_check(&job->d, err)) != STATUS_OK
        || (status = load_particles(job->q, &job->d, &job->calibration, err)) != STATUS_OK
        || (status = track_check_lattice(&job->d, err)) != STATUS_OK)
        return status;
    return file_check(path, err);
}

enum status characterise_request_run(const struct characterise_request *q,
                                     const struct watch *watch, struct characterise_made *made,
                                     struct error *err)
{
    struct job job = {.q = q, .watch = watch};
    struct folders before;
    struct path runs;
    enum status status = synapse_load_set(q->device, q->set, q->n_set, &job.d, err);

    if (status != STATUS_OK)
        return status;
    job.c = (struct characterise){.synapse = &job.d,
                                  .calibration = &job.calibration,
                                  .seed = q->seed ? q->seed : SEED_USUAL,
                                  .draws = q->draws ? q->draws : DRAWS_USUAL,
                                  .after_s = q->after_s,
                                  .n_workers = q->n_workers,
                                  .stop = watch ? watch->stop : NULL,
                                  .progress = show_draws,
                                  .context = (void *)(uintptr_t)watch};
    made->draws = job.c.draws;
    if ((status = name_path(&job, &made->path, err)) != STATUS_OK
        || (status = path_join(&runs, err, "out", "%s/runs", job.d.name)) != STATUS_OK)
        return status;
    before = folders_before(runs.text);
    status = check(&job, made->path.text, err);
    if (status == STATUS_OK && (status = make(&job, made, err)) != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}
