#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "cli/cli.h"
#include "report/result_json.h"
#include "lab/track/ensemble.h"
#include "lab/track/experiment.h"
#include "files/file.h"

static enum status find_experiment(const struct cli_args *args, const struct experiment **e,
                                   struct error *err)
{
    char names[256] = "";

    *e = args->experiment ? experiment_find(args->experiment) : NULL;
    if (*e)
        return STATUS_OK;
    for (int i = 0; experiments[i]; i++) {
        strncat(names, i ? ", " : "", sizeof names - strlen(names) - 1);
        strncat(names, experiments[i]->name, sizeof names - strlen(names) - 1);
    }
    return error_set(err, STATUS_BAD_CONFIG, "device: --experiment %s: must be one of %s",
                     args->experiment ? args->experiment : "is missing", names);
}

struct pace {
    double began_s, began_share;
    int done; /* before this call */
};

static void show_progress(void *context, int done, double running, int n_trials)
{
    struct pace *w = context;
    const double share = (done + running) / n_trials, wall_s = clock_now_s() - w->began_s;
    char left[48] = "";

    if (w->began_s == 0.0) {
        *w = (struct pace){.began_s = clock_now_s(), .began_share = share, .done = done};
        return;
    }
    if (share > w->began_share + 1e-4)
        snprintf(left, sizeof left, ", %.0f min left",
                 wall_s / (share - w->began_share) * (1.0 - share) / 60.0);
    cli_progress("%d of %d runs, %.1f %%%s", done, n_trials, 100.0 * share, left);
}

static enum status write_summary(const struct cli_args *args, const struct experiment *e,
                                 const struct device *d, const char *folder, json_t *summary,
                                 struct error *err)
{
    char path[1024];
    char *text;
    enum status status;

    json_object_set_new(summary, "experiment", json_string(e->name));
    json_object_set_new(summary, "device", result_text_json(d->name));
    experiment_note_device(d, summary);
    json_object_set_new(summary, "command", result_text_json(args->command));
    json_object_set_new(summary, "version", json_string(SKYLOOM_VERSION));
    snprintf(path, sizeof path, "%s/%s.json", folder, e->name);
    text = json_dumps(summary, JSON_INDENT(2) | JSON_REAL_PRECISION(9) | JSON_SORT_KEYS);
    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory", path);
    status = file_write_all(path, text, strlen(text), err);
    free(text);
    return status;
}

static void print_table(const char *folder, const char *name)
{
    char path[1024];
    unsigned char *text;
    size_t n;
    struct error ignored;

    snprintf(path, sizeof path, "%s/%s.tsv", folder, name);
    if (file_read_all(path, 1 << 22, &text, &n, &ignored))
        return;
    printf("%s:\n%s", path, (const char *)text);
    free(text);
}

/* Under mpirun every rank takes its share; the files say who did what, so no messages are needed.
 */
static void find_rank(int *rank, int *n_ranks)
{
    static const char *const names[][2] = {{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                                           {"PMI_RANK", "PMI_SIZE"},
                                           {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS"}};

    for (int i = 0; i < 3; i++) {
        const char *r = getenv(names[i][0]), *n = getenv(names[i][1]);

        if (!r || !n || atoi(r) < 0 || atoi(n) < 2 || atoi(r) >= atoi(n))
            continue;
        *rank = atoi(r);
        *n_ranks = atoi(n);
        return;
    }
}

/* At once: the other runs may need hours. */
static void show_failure(void *context, const struct error *err)
{
    (void)context;
    cli_progress_done();
    fprintf(stderr, "skyloom: %s; the other runs go on\n", err->text);
}

/* left: runs that other ranks are still at. */
static enum status simulate(const struct cli_args *args, const char *folder,
                            const struct trial_list *list, int *left, struct error *err)
{
    struct pace watch = {0};
    struct ensemble ensemble = {.trial = list->trial,
                                .n_trials = list->n,
                                .folder = folder,
                                .n_workers = cli_workers(args),
                                .stop = cli_watch.stop,
                                .keep_every_wall_s = 60.0,
                                .progress = show_progress,
                                .failed = show_failure,
                                .context = &watch};
    enum status status;

    find_rank(&ensemble.rank, &ensemble.n_ranks);
    if (ensemble.n_ranks > 1 && args->processes == 0)
        ensemble.n_workers = 1;
    status = ensemble_run(&ensemble, err);
    cli_progress_done();
    *left = ensemble_left(&ensemble);
    if (!status && *left > 0)
        fprintf(stderr, "skyloom: rank %d of %d is done; %d of %d runs are with other ranks\n",
                ensemble.rank, ensemble.n_ranks, *left, ensemble.n_trials);
    return status;
}

static enum status conclude(const struct cli_args *args, const struct experiment *e,
                            const struct device *d, const char *folder,
                            const struct trial_list *list, struct error *err)
{
    json_t *summary = json_object();
    enum status status = summary ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory");

    if (!status && !args->replace) /* again: another command may have ended meanwhile */
        status = experiment_check_folder(e->name, d, folder, err);
    if (!status)
        status = experiment_conclude(e, d, list, folder, summary, err);
    if (!status)
        status = write_summary(args, e, d, folder, summary, err);
    json_decref(summary);
    if (!status && !args->quiet)
        print_table(folder, e->name);
    return status;
}

/* Runs that failed do not take the table of the others with them. */
static enum status run_experiment(const struct cli_args *args, const struct experiment *e,
                                  const struct device *d, const char *folder,
                                  const struct trial_list *list, struct error *err)
{
    enum status status = STATUS_OK;
    int left = 0;

    if (!args->conclude && list->n > 0)
        status = simulate(args, folder, list, &left, err);
    if (status == STATUS_BAD_CONFIG || status == STATUS_BAD_FILE)
        conclude(args, e, d, folder, list, &(struct error){STATUS_OK, ""});
    if (status || left > 0)
        return status;
    return conclude(args, e, d, folder, list, err);
}

static enum status run(const struct cli_args *args, struct error *err)
{
    struct trial_list list = {0};
    const struct experiment *e;
    struct device d;
    char folder[800];
    enum status status;

    if ((status = find_experiment(args, &e, err)) || (status = cli_load_device(args, &d, err)))
        return status;
    if (!args->out && !d.name[0])
        return error_set(err, STATUS_BAD_CONFIG, "%.300s: name is empty: give -o DIR",
                         args->positional[0]);
    if (snprintf(folder, sizeof folder, "%s%s", args->out ? args->out : "out/",
                 args->out ? "" : d.name)
        >= (int)sizeof folder)
        return error_set(err, STATUS_BAD_CONFIG, "-o %.40s...: path too long", folder);
    if ((status = file_check_folder(folder, err)))
        return status;
    if (!args->replace)
        status = experiment_check_folder(e->name, &d, folder, err);
    if (!status)
        status = e->plan(&d, (int)args->seeds, &list, err);
    if (!status && !args->conclude)
        status = trial_list_check_steps(&list, err);
    if (!status)
        status = run_experiment(args, e, &d, folder, &list, err);
    trial_list_free(&list);
    return status;
}

static const char *const device_options[] = {"experiment", "seeds",   "set",      "out",
                                             "processes",  "threads", "conclude", "replace",
                                             "quiet",      NULL};

const struct cli_verb cmd_device = {
    .name = "device",
    .usage = "skyloom device DEVICE --experiment NAME [options]",
    .doc =
        "Simulate a skyrmion synapse by micromagnetics: a track with a barrier, pulse by pulse.\n"
        "DEVICE is a YAML file or the name of a shipped one: small takes seconds, paper hours.\n"
        "DIR, by default out/NAME, gets EXPERIMENT.tsv and .json, a strip of pictures per point,\n"
        "and in runs/ a table and pictures per run.\n"
        "One run per process. Finished runs are kept, and a run that was stopped goes on from its\n"
        "last state (kept every minute and on ctrl-C) to the same bytes: give the same command.\n"
        "With --conclude it makes the tables of what is done by now, while others still run.\n"
        "A folder whose table is of other keys is refused, unless with --replace; more --seeds,\n"
        "or fewer, are no other keys.",
    .options = device_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "Pulses there and back, in seconds:\n"
               "  skyloom device small --experiment curve -o out/small\n"
               "Which torque, count and barrier move skyrmions, at 0 K:\n"
               "  skyloom device paper --experiment map -o out/map\n"
               "All keys of a device: skyloom help device\n",
    .run = run,
};
