#include <stdio.h>
#include "cli/cli.h"
#include "run/run.h"

static enum status reference(const struct cli_args *args, struct error *err)
{
    struct run_options o;
    struct reference r;
    struct design d;
    enum status status;

    if ((status = cli_run_options(args, &o, err)) != STATUS_OK
        || (status = run_reference(&o, &cli_watch, &d, &r, err)) != STATUS_OK)
        return status;
    if (!args->quiet)
        printf("%s, before any rounding:\n"
               "  trained network    %.2f %% of the test images\n"
               "  spiking network    %.2f %% of %d, threshold factor %.3f (held out: %.2f %%)\n",
               d.name, 100 * r.ann_accuracy, 100 * r.accuracy, r.images, r.sigma,
               100 * r.held_out_accuracy);
    return STATUS_OK;
}

static const char *const reference_options[] = {"set",     "images", "out", "programs",
                                                "threads", "quiet",  NULL};

const struct cli_verb cmd_reference = {
    .name = "reference",
    .usage = "skyloom reference DESIGN [options]",
    .doc =
        "What a network reaches before its weights are rounded.\n"
        "As the trained network, and as the spiking one with weights in real numbers, no array:\n"
        "the end of every sweep over device.states. With -o, DIR/reference.tsv.",
    .options = reference_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom reference designs/mnist-deep.yaml -n 2000\n"
               "With the thresholds of the trained network as they are:\n"
               "  skyloom reference designs/mnist-deep.yaml --set convert.sigma_min=1 "
               "--set convert.sigma_max=1 --set convert.sigma_steps=1\n",
    .run = reference,
};
