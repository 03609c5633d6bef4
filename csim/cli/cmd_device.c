#include <stdio.h>
#include "cli/cli.h"
#include "lab/track/request.h"
#include "threads/processes.h"

static enum status run(const struct cli_args *args, struct error *err)
{
    struct track_request request = {.device = args->positional[0],
                                    .set = args->set,
                                    .n_set = args->n_sets,
                                    .experiment = args->experiment,
                                    .n_seeds = (int)args->seeds,
                                    .out = args->out,
                                    .n_workers = cli_workers(args),
                                    .conclude = args->conclude,
                                    .replace = args->replace,
                                    .command = args->command};
    struct track_made made;
    enum status status;

    processes_find_rank(&request.rank, &request.n_ranks);
    if (request.n_ranks > 1 && args->processes == 0)
        request.n_workers = 1;
    status = track_request_run(&request, &cli_watch, &made, err);
    if (status == STATUS_OK && made.left > 0)
        watch_report(&cli_watch, "rank %d of %d is done; %d of %d runs are with other ranks",
                     request.rank, request.n_ranks, made.left, made.n_trials);
    if (made.concluded && !args->quiet)
        cli_print_table(made.table.text);
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
