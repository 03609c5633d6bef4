#include <stdio.h>
#include "cli/cli.h"
#include "run/prepare.h"

static void print_layers(const struct program *g)
{
    for (int l = 0; l < g->n_layers; l++)
        printf("  layer %d: %d -> %d, %d cores of %d row tiles, threshold %d (%.2f levels)\n", l,
               g->layer[l].n_in, g->layer[l].n_out, program_cores(g, l), program_tiles(g, l),
               g->layer[l].lif.threshold, g->layer[l].threshold_levels);
}

static enum status map(const struct cli_args *args, struct error *err)
{
    struct run_options o;
    struct prepared p;
    enum status status;

    if ((status = cli_run_options(args, &o, err)) != STATUS_OK
        || (status = prepare_run(&o, &cli_watch, &p, err)) != STATUS_OK)
        return status;
    if (!args->quiet) {
        printf("%s: card %s, %d signed levels\n", p.program_path.text, p.card.name,
               2 * p.program.n_states - 1);
        print_layers(&p.program);
    }
    prepared_free(&p);
    return STATUS_OK;
}

static const char *const map_options[] = {"set", "programs", "threads", "force", "quiet", NULL};

const struct cli_verb cmd_map = {
    .name = "map",
    .usage = "skyloom map DESIGN [options]",
    .doc =
        "Quantise and map a network to a program file, programs/NAME-HASH.prog.\n"
        "HASH covers the weights, the images, the card's conductances and every key that mapping\n"
        "reads; a program that is there already is kept. Weights are trained first where they are\n"
        "missing.",
    .options = map_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom map designs/demo.yaml\n"
               "The same weights on five states of the card:\n"
               "  skyloom map designs/demo.yaml --set device.states=5\n",
    .run = map,
};
