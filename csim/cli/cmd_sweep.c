#include <stdio.h>
#include "cli/cli.h"
#include "run/sweep.h"

static void print_row(void *context, const struct sweep *s, const struct sweep_row *row)
{
    sweep_print_row(context, s, row);
}

static enum status sweep(const struct cli_args *args, struct error *err)
{
    struct sweep_options o = {.range = args->range,
                              .n_range = args->n_ranges,
                              .row = args->quiet ? NULL : print_row,
                              .context = stdout};
    struct sweep s;
    enum status status;

    if (!args->n_ranges || !args->out)
        return error_set(err, STATUS_BAD_CONFIG, "sweep: --set-range and -o DIR are needed");
    if ((status = cli_run_options(args, &o.run, err)) != STATUS_OK)
        return status;
    status = sweep_run(&o, &cli_watch, &s, err);
    if (status == STATUS_OK && !args->quiet)
        sweep_print_summary(stdout, args->out, &s);
    sweep_free(&s);
    return status;
}

static const char *const option_names[] = {
    "set-range",  "out",      "set",   "images",  "first-image", "baseline-images", "engine",
    "rtl-images", "programs", "cache", "threads", "processes",   "quiet",           NULL};

const struct cli_verb cmd_sweep = {
    .name = "sweep",
    .usage = "skyloom sweep DESIGN --set-range KEY=RANGE [--set-range KEY=RANGE] -o DIR",
    .doc = "Run a design over a range of one or two keys: table and figure.\n"
           "DIR/sweep.tsv, sweep.json, figure.svg and figure.png (by gnuplot from figure.gp).\n"
           "Finished points are kept in DIR/points: after ctrl-C the same command goes on.",
    .options = option_names,
    .min_positional = 1,
    .max_positional = 1,
    .example =
        "Accuracy and energy against the number of steps:\n"
        "  skyloom sweep designs/demo.yaml --set-range neuron.timesteps=10:60:10 -n 2000 "
        "-o out/steps\n"
        "Ten device samples:\n"
        "  skyloom sweep designs/mnist-deep.yaml --set-range device.draw=0:9 -o out/draws\n"
        "Converter bits against range:\n"
        "  skyloom sweep designs/mnist-small.yaml --set-range converter.lsb_levels=0.25,0.5,1 "
        "--set-range converter.bits=5:8 -n 2000 -o out/converter\n",
    .run = sweep,
};
