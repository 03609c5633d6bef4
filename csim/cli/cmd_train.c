#include <stdio.h>
#include "cli/cli.h"
#include "run/run.h"

static enum status train(const struct cli_args *args, struct error *err)
{
    struct run_options o;
    struct weights t;
    enum status status;

    if ((status = cli_run_options(args, &o, err)) != STATUS_OK
        || (status = run_train(&o, &cli_watch, &t, err)) != STATUS_OK)
        return status;
    if (!args->quiet) {
        printf("%s: ", t.path.text);
        for (int l = 0; l <= t.mlp.n_layers; l++)
            printf("%s%d", l ? "-" : "", t.mlp.size[l]);
        printf(", training %.2f %%, held-out %.2f %%\n", 100 * t.mlp.train_accuracy,
               100 * t.mlp.validation_accuracy);
    }
    mlp_free(&t.mlp);
    return STATUS_OK;
}

static const char *const train_options[] = {"set", "programs", "threads", "force", "quiet", NULL};

const struct cli_verb cmd_train = {
    .name = "train",
    .usage = "skyloom train DESIGN [options]",
    .doc =
        "Train a design's network and keep its weights in programs/LAYERS-sSEED-KEY.mlp.\n"
        "KEY is over what made them: network, settings of training, bytes of the images. Ctrl-C\n"
        "leaves a checkpoint; the next call goes on from there to the same bytes. Weights that "
        "are\n"
        "there already are kept; --force trains again.",
    .options = train_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom train designs/mnist-small.yaml\n"
               "A second seed, for error bars:\n"
               "  skyloom train designs/mnist-small.yaml --set train.seed=2\n",
    .run = train,
};
