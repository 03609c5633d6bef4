#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>
#include "lab/characterise/characterise.h"
#include "cli/cli.h"
#include "lab/track/ensemble.h"
#include "lab/track/film.h"
#include "io/card_yaml.h"
#include "files/file.h"
#include "files/share.h"

static uint64_t whole_device_hash(const struct device *d)
{
    struct settings settings = device_settings;

    settings.decides = NULL;
    return settings_hash(&settings, d);
}

/* --- LLG of the film --- */

static void show_films(void *context, int done, double running, int n)
{
    (void)context;
    cli_progress("LLG: %d of %d films, %.0f %%", done, n, 100.0 * (done + running) / n);
}

/* Two cards of one device are made one after the other: the second finds the films done. lock:
 * close() it. */
static enum status hold_films(const char *folder, int *lock, struct error *err)
{
    const struct timespec nap = {.tv_nsec = 200000000};
    const enum status status = file_check_folder(folder, err);

    if (status)
        return status;
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (*lock >= 0 && flock(*lock, LOCK_EX | LOCK_NB)) {
        if (watch_stopped(&cli_watch))
            return watch_interrupted(err);
        cli_progress("another process makes the films in %s: waiting for it", folder);
        nanosleep(&nap, NULL);
    }
    return STATUS_OK;
}

static enum status run_films(const struct cli_args *args, const struct trial_list *list,
                             const char *folder, struct error *err)
{
    const struct ensemble ensemble = {.folder = folder,
                                      .trial = list->trial,
                                      .n_trials = list->n,
                                      .n_workers = cli_workers(args),
                                      .stop = cli_watch.stop,
                                      .keep_every_wall_s = 60.0,
                                      .progress = show_films};
    int lock = -1;
    enum status status = ensemble_left(&ensemble) > 0 ? hold_films(folder, &lock, err) : STATUS_OK;

    if (!status)
        status = ensemble_run(&ensemble, err);
    if (lock >= 0)
        close(lock);
    return status;
}

/* Its runs stay with those of skyloom device. */
static enum status look_at_film(const struct cli_args *args, const struct device *d,
                                struct spot *spot, struct error *err)
{
    struct trial_list list = {0};
    char folder[128];
    enum status status = spot_plan(d, args->seed ? args->seed : 1, &list, err);

    snprintf(folder, sizeof folder, "out/%.63s", d->name);
    if (!status)
        status = run_films(args, &list, folder, err);
    if (status == STATUS_BAD_CONFIG)
        status = spot_refused(d, err);
    if (!status)
        status = spot_take(d, &list, folder, spot, err);
    trial_list_free(&list);
    return status;
}

/* --- the card --- */

static void show_draws(void *context, int done, int n)
{
    (void)context;
    cli_progress("%d of %d devices", done, n);
}

/* The card is named after its file, as the shipped ones are. */
static void name_card(const char *path, struct device_card *card)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;

    snprintf(card->name, sizeof card->name, "%.*s", (int)strcspn(file, "."), file);
}

static void print_findings(const char *path, const struct characterise *c,
                           const struct characterised *r, const struct device_card *card)
{
    cli_show_card(card);
    printf("  %10s %10s %14s %14s %14s %14s %8s\n", "skyrmions", "read as", "mean/S", "spread/S",
           "programming/S", "read noise/S", "rests");
    for (int i = 0; i < r->n_levels; i++) {
        const struct characterise_level *l = &r->level[i];

        printf("  %10d %10.2f %14.6g %14.6g %14.6g %14.6g %8d\n", l->count, l->skyrmions, l->mean_S,
               l->spread_S, l->programming_S, l->noise_S, l->samples);
    }
    printf("%s: %d states of %d counts, %lld devices\n", path, r->n_states, r->n_levels,
           (long long)c->draws);
}

static enum status write_card(const struct cli_args *args, const char *path,
                              const struct characterise *c, const struct characterised *r,
                              struct error *err)
{
    struct device_card *card = malloc(sizeof *card);
    enum status status;

    if (!card)
        return error_set(err, STATUS_NO_MEMORY, "characterise: no memory");
    characterise_card(c, r, card);
    name_card(path, card);
    snprintf(card->command, sizeof card->command, "%s", args->command);
    snprintf(card->version, sizeof card->version, "%.31s", SKYLOOM_VERSION);
    snprintf(card->device_hash, sizeof card->device_hash, "%016" PRIx64,
             whole_device_hash(c->device));
    snprintf(card->particles_hash, sizeof card->particles_hash, "%016" PRIx64,
             calibrate_hash(c->calibration));
    status = card_save(path, card, err);
    if (!status && !args->quiet)
        print_findings(path, c, r, card);
    free(card);
    return status;
}

/* Particles first: that devices do not live or switch is known in seconds. */
static enum status characterise(const struct cli_args *args, const char *path,
                                struct characterise *c, struct error *err)
{
    struct draw *draws = calloc((size_t)c->draws, sizeof *draws);
    struct characterised *found = malloc(sizeof *found);
    enum status status =
        draws && found ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "characterise: no memory");

    if (!status)
        status = characterise_run(c, draws, err);
    cli_progress_done();
    if (!status)
        status = characterise_judge(c, draws, found, err);
    if (!status)
        status = look_at_film(args, c->device, &c->spot, err);
    cli_progress_done();
    if (!status)
        status = characterise_reduce(c, draws, found, err);
    if (!status)
        status = write_card(args, path, c, found, err);
    free(found);
    free(draws);
    return status;
}

static enum status load_particles(const struct cli_args *args, const struct device *d,
                                  struct calibration *c, struct error *err)
{
    struct skyrmions_config ignored;
    struct error none;
    char usual[128], found[SHARE_PATH_MAX];
    enum status status;

    snprintf(usual, sizeof usual, "%.63s-n%d-particles", d->name, (int)d->track.repeats);
    if (!args->particles && share_path("devices", usual, ".yaml", found, &none))
        return error_set(err, STATUS_BAD_FILE,
                         "%s: there is no %s among the shipped devices: skyloom calibrate %s -o "
                         "FILE.yaml, with the same --set, makes it; then --particles FILE.yaml",
                         d->name, usual, args->positional[0]);
    status = calibrate_load(args->particles ? args->particles : usual, c, err);
    return status ? status : calibrate_apply(c, d, &ignored, err);
}

static enum status run(const struct cli_args *args, struct error *err)
{
    struct device d;
    struct calibration calibration;
    struct characterise c = {.device = &d,
                             .calibration = &calibration,
                             .seed = args->seed ? args->seed : 1,
                             .draws = args->draws ? args->draws : 64,
                             .after_s = 1e-9 * (double)args->after_ns,
                             .n_workers = cli_workers(args),
                             .stop = cli_watch.stop,
                             .progress = show_draws};
    char path[1024];
    enum status status = cli_load_device(args, &d, err);

    if (status)
        return status;
    if (args->out)
        snprintf(path, sizeof path, "%.1000s", args->out);
    else
        snprintf(path, sizeof path, "out/%.63s-card.yaml", d.name);
    if ((status = characterise_check(&d, err))
        || (status = load_particles(args, &d, &calibration, err))
        || (status = track_check_lattice(&d, err)) || (status = file_check(path, err)))
        return status;
    return characterise(args, path, &c, err);
}

static const char *const characterise_options[] = {
    "particles", "draws", "after-ns", "seed", "set", "out", "processes", "threads", "quiet", NULL};

const struct cli_verb cmd_characterise = {
    .name = "characterise",
    .usage = "skyloom characterise DEVICE [-o CARD.yaml] [options]",
    .doc =
        "A device card from the physics of a device: many devices as particles, taken through\n"
        "pulses, and micromagnetics of the film under the junction for what it sees of skyrmions\n"
        "(minutes; kept in out/NAME/runs, from where the same command goes on). DEVICE is as for\n"
        "skyloom device. States are counts of skyrmions that pulses leave and that read apart;\n"
        "docs/cards.md says what else is in the card. Refused, with the reason: a temperature at\n"
        "which no skyrmion lives, pulses that lose all or drive none past the barrier, states\n"
        "that read alike, a stack that nobody has calibrated (skyloom calibrate).",
    .options = characterise_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom characterise paper -o out/card.yaml\n"
               "  skyloom characterise paper --set material.temperature_K=350 --draws 200\n"
               "The same states as they are 100 ns later, for what a network then reads:\n"
               "  skyloom characterise paper --after-ns 100 -o out/later/card.yaml\n",
    .run = run,
};
