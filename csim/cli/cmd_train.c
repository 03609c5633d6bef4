#include <stdio.h>
#include "cli/cli.h"
#include "run/prepare.h"

static enum status train(const struct cli_args *args, struct error *err)
{
    struct design d;
    struct mlp m;
    char path[1024];
    enum status status;

    if ((status = prepare_design(args, &d, err))
        || (status = prepare_mlp(args, &d, args->force, path, &m, err)))
        return status;
    if (!args->quiet)
        printf("%s: %s, training %.2f %%, held-out %.2f %%\n", path, d.network.layers,
               100 * m.train_accuracy, 100 * m.validation_accuracy);
    mlp_free(&m);
    return STATUS_OK;
}

static const char *const train_options[] = {"set", "programs", "threads", "force", "quiet", NULL};

const struct cli_verb cmd_train = {
    .name = "train",
    .usage = "skyloom train DESIGN.yaml [options]",
    .doc =
        "Train a design's network and keep the weights in programs/NAME-sSEED.mlp.\n"
        "Ctrl-C leaves a checkpoint; the next call goes on from there to the same bytes. Weights\n"
        "that are there already are kept; --force trains again.",
    .options = train_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom train designs/mnist-small.yaml\n"
               "A second seed, for error bars:\n"
               "  skyloom train designs/mnist-small.yaml --set train.seed=2\n",
    .run = train,
};
