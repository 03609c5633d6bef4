#include <stdio.h>
#include <stdlib.h>
#include "cli/cli.h"
#include "lab/llg/request.h"

static enum status run(const struct cli_args *args, struct error *err)
{
    const struct llg_request request = {.name = args->positional[0],
                                        .set = args->set,
                                        .n_set = args->n_sets,
                                        .out = args->out,
                                        .threads = args->threads,
                                        .resume = args->resume,
                                        .force = args->force,
                                        .command = args->command};
    struct llg_report *report = calloc(1, sizeof *report);
    enum status status;

    if (!report)
        return error_set(err, STATUS_NO_MEMORY, "llg: no memory");
    status = llg_request_run(&request, &cli_watch, report, err);
    if (status == STATUS_OK && !report->was_finished && !args->quiet)
        llg_result_print(stdout, report);
    free(report);
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
           "on from it to the same bytes, at any number of threads, and does nothing\n"
           "where the run has ended. --force drops it.",
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
