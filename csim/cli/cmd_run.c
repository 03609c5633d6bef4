#include <stdio.h>
#include "cli/cli.h"
#include "run/run.h"

static void print_result(const struct cli_args *args, const struct run_result *r)
{
    summary_print(stdout, r);
    if (r->written)
        printf("written: %s/result.json %s/report.html\n", args->out, args->out);
    if (args->trace && !r->comparison.differences)
        printf("written: %s\n", args->trace);
}

static enum status run(const struct cli_args *args, struct error *err)
{
    struct run_options o;
    struct run_result *r;
    enum status status;

    if ((status = cli_run_options(args, &o, err)) != STATUS_OK
        || (status = result_create(&r, err)) != STATUS_OK)
        return status;
    status = run_design(&o, &cli_watch, r, err);
    if (!args->quiet && r->bill.n_items > 0) /* whole, though it may be of engines that differ */
        print_result(args, r);
    result_free(r);
    return status;
}

static const char *const option_names[] = {
    "engine",  "images",    "rtl-images", "first-image", "baseline-images",
    "set",     "out",       "programs",   "program",     "cache",
    "threads", "processes", "trace",      "trace-core",  "trace-window",
    "quiet",   NULL};

const struct cli_verb cmd_run = {
    .name = "run",
    .usage = "skyloom run DESIGN [options]",
    .doc = "Run test images through a design: accuracy, latency, energy bill.\n"
           "DESIGN is a YAML file or the name of a shipped design (demo).\n"
           "Weights and program are trained and mapped first where they are missing. With -o,\n"
           "DIR/result.json and DIR/report.html are written.",
    .options = option_names,
    .min_positional = 1,
    .max_positional = 1,
    .example =
        "Ten thousand images by the bit-exact twin, the first hundred of them in Verilog too:\n"
        "  skyloom run designs/demo.yaml --engine both --rtl-images 100 -o out/demo\n"
        "Another card, another converter (skyloom help design lists the keys):\n"
        "  skyloom run designs/mnist-small.yaml --set device.card=gdfeco-hall "
        "--set converter.bits=6\n"
        "Waves of core 0 of layer 1 over the first 5000 cycles, for GTKWave:\n"
        "  skyloom run designs/demo.yaml --engine rtl -n 1 --trace core.fst --trace-core 1:0 "
        "--trace-window 0:5000\n"
        "Exit code: 0, 2 bad input, 1 engines differ or protocol broken, 130 ctrl-C.\n",
    .run = run,
};
