#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/cli.h"
#include "lab/llg/result.h"
#include "files/file.h"
#include "files/host.h"
#include "files/share.h"
#include "lab/llg/folder.h"
#include "lab/llg/run.h"

struct warnings { /* of a run under way */
    const struct llg_run_result *result;
    size_t shown; /* of its warning */
};

/* A warning is shown while there is time to stop. */
static void show_warning(struct warnings *w)
{
    const char *text = w->result->warning;
    const size_t n = strlen(text);

    if (n <= w->shown)
        return;
    cli_progress_done();
    fprintf(stderr, "skyloom: warning: %s\n", text + w->shown + strspn(text + w->shown, "; "));
    w->shown = n;
}

static void show_progress(void *context, const struct llg_progress *p)
{
    char left[32] = "";

    show_warning(context);
    if (p->wall_s < 2.0)
        return;
    if (p->left_s >= 0.0)
        snprintf(left, sizeof left, ", %.0f s left", p->left_s);
    if (p->torque_T > 0.0)
        cli_progress("stage %zu of %zu: relaxing, torque %.3g T, %.0f s", p->stage + 1, p->n_stages,
                     p->torque_T, p->wall_s);
    else
        cli_progress("stage %zu of %zu: %.4g of %.4g ns, %llu steps%s", p->stage + 1, p->n_stages,
                     1e9 * p->time_s, 1e9 * p->end_s, (unsigned long long)p->steps, left);
}

static enum status load(const struct cli_args *args, struct llg_case *c, char path[SHARE_PATH_MAX],
                        struct error *err)
{
    enum status status = share_path("cases", args->positional[0], ".yaml", path, err);

    if (status || (status = llg_case_load(path, c, err)))
        return status;
    for (int i = 0; i < args->n_sets; i++)
        if ((status = llg_case_set(c, args->set[i], err)))
            return status;
    return args->n_sets > 0 ? llg_case_check(c, path, err) : STATUS_OK;
}

/* Hours of work are not thrown away because a word was forgotten. */
static enum status check_unfinished(const struct cli_args *args, const char *folder,
                                    struct error *err)
{
    char path[1024];

    snprintf(path, sizeof path, "%s/" LLG_CHECKPOINT, folder);
    if (args->resume || args->force || access(path, F_OK) != 0)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: a run was stopped there; --resume goes on, --force starts anew", path);
}

/* Not given: threads would only wait for each other on a small mesh. */
static int choose_threads(const struct cli_args *args, const struct llg_case *c)
{
    const size_t cells_of_one = 8192, most = 1 + (mesh_cells(&c->mesh) - 1) / cells_of_one;
    const int wanted = host_threads(args->threads);
    const int n = wanted < CREW_MAX_THREADS ? wanted : CREW_MAX_THREADS;

    return args->threads == 0 && most < (size_t)n ? (int)most : n;
}

static enum status run_case(const struct cli_args *args, const struct llg_case *c, const char *path,
                            const char *folder, struct error *err)
{
    struct llg_run_result result = {0};
    struct warnings watch = {&result, 0};
    const int threads = choose_threads(args, c);
    const struct llg_run_options options = {.folder = folder,
                                            .n_threads = threads,
                                            .resume = args->resume,
                                            .stop = cli_watch.stop,
                                            .progress = show_progress,
                                            .context = &watch};
    const struct llg_report report = {c, &result, path, folder, args->command, threads};
    char json[1024];
    enum status status = llg_case_run(c, &options, &result, err);

    cli_progress_done();
    if (!status || status == STATUS_INTERRUPTED)
        show_warning(&watch);
    if (status)
        return status;
    snprintf(json, sizeof json, "%s/result.json", folder);
    status = llg_result_write(json, &report, err);
    if (!status && !args->quiet)
        llg_result_print(stdout, &report);
    return status;
}

/* Locked before the look at the checkpoint: that of a run under way is nobody else's. */
static enum status run_in_folder(const struct cli_args *args, const struct llg_case *c,
                                 const char *path, const char *folder, struct error *err)
{
    int lock = -1;
    enum status status = file_check_folder(folder, err);

    if (status || (status = llg_folder_lock(folder, &lock, err)))
        return status;
    if (!(status = check_unfinished(args, folder, err)))
        status = run_case(args, c, path, folder, err);
    if (lock >= 0)
        close(lock);
    return status;
}

static enum status run(const struct cli_args *args, struct error *err)
{
    struct llg_case *c = calloc(1, sizeof *c);
    char path[SHARE_PATH_MAX], folder[1000];
    enum status status;

    if (c == NULL)
        return error_set(err, STATUS_NO_MEMORY, "llg: no memory");
    status = load(args, c, path, err);
    if (!status
        && snprintf(folder, sizeof folder, "%s%s", args->out ? "" : "out/",
                    args->out ? args->out : c->name)
               >= (int)sizeof folder)
        status = error_set(err, STATUS_BAD_CONFIG, "-o %.40s...: path too long", folder);
    if (!status && args->resume && args->force)
        status = error_set(err, STATUS_BAD_CONFIG, "llg: either --resume or --force");
    if (!status)
        status = run_in_folder(args, c, path, folder, err);
    free(c);
    return status;
}

static const char *const llg_options[] = {"set",   "out",   "threads", "resume",
                                          "force", "quiet", NULL};

const struct cli_verb cmd_llg = {
    .name = "llg",
    .usage = "skyloom llg CASE [options]",
    .doc = "Run a micromagnetic case: Landau-Lifshitz-Gilbert dynamics of a film.\n"
           "CASE is a YAML file or the name of a shipped case (mumag4-field1). DIR, by default\n"
           "out/NAME, gets table.txt (mean m over time and what else the case asks for),\n"
           "states as OVF 2.0, pictures, result.json. Ctrl-C leaves a checkpoint; --resume goes\n"
           "on from it to the same bytes, at any number of threads. --force drops it.",
    .options = llg_options,
    .min_positional = 1,
    .max_positional = 1,
    .example =
        "Standard problem 4 in a second, then with another tolerance:\n"
        "  skyloom llg mumag4-field1 -o out/mumag4\n"
        "  skyloom llg mumag4-field1 --set llg.tolerance=1e-6 -o out/finer\n"
        "Skyrmions driven by a current; stop with ctrl-C, go on later:\n"
        "  skyloom llg skyrmion-drive -o out/drive\n"
        "  skyloom llg skyrmion-drive -o out/drive --resume\n"
        "All keys of a case: skyloom help case. Equations and cases: docs/micromagnetics.md\n"
        "Exit code: 0, 2 bad input or a step too long, 130 ctrl-C, 1 the rest.\n",
    .run = run,
};
