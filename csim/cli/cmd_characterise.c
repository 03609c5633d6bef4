#include <stdio.h>
#include <stdlib.h>
#include "cli/cli.h"
#include "lab/characterise/request.h"

static void print_findings(const struct characterise_made *made)
{
    const struct characterised *r = &made->found;

    cli_show_card(&made->card);
    printf("  %10s %10s %14s %14s %14s %14s %8s\n", "skyrmions", "read as", "mean/S", "spread/S",
           "programming/S", "read noise/S", "rests");
    for (int i = 0; i < r->n_levels; i++) {
        const struct characterise_level *l = &r->level[i];

        printf("  %10d %10.2f %14.6g %14.6g %14.6g %14.6g %8d\n", l->count, l->skyrmions, l->mean_S,
               l->spread_S, l->programming_S, l->noise_S, l->samples);
    }
    printf("%s: %d states of %d counts, %lld devices\n", made->path.text, r->n_states, r->n_levels,
           (long long)made->draws);
}

static enum status run(const struct cli_args *args, struct error *err)
{
    const struct characterise_request request = {.device = args->positional[0],
                                                 .set = args->set,
                                                 .n_set = args->n_sets,
                                                 .particles = args->particles,
                                                 .out = args->out,
                                                 .seed = args->seed,
                                                 .draws = args->draws,
                                                 .after_s = 1e-9 * (double)args->after_ns,
                                                 .n_workers = cli_workers(args),
                                                 .command = args->command};
    struct characterise_made *made = calloc(1, sizeof *made);
    enum status status;

    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "characterise: no memory");
    status = characterise_request_run(&request, &cli_watch, made, err);
    if (status == STATUS_OK && !args->quiet)
        print_findings(made);
    free(made);
    return status;
}

static const char *const characterise_options[] = {
    "particles", "draws", "after-ns", "seed", "set", "out", "processes", "threads", "quiet", NULL};

const struct cli_verb cmd_characterise = {
    .name = "characterise",
    .usage = "skyloom characterise DEVICE [-o CARD.yaml] [options]",
    .doc =
        "A device card from the physics of a device.\n"
        "Many devices as particles are taken through pulses; micromagnetics of the film under the\n"
        "junction says what it sees of skyrmions (minutes; kept in out/NAME/runs, from where the\n"
        "same command goes on). DEVICE is as for skyloom device. States are counts of\n"
        "skyrmions that pulses leave and that read apart; docs/cards.md says what else is in the\n"
        "card. Refused, with the reason: a temperature at which no skyrmion lives, pulses that\n"
        "lose all or drive none past the barrier, states that read alike, a stack that nobody has\n"
        "calibrated: skyloom calibrate DEVICE makes out/NAME-nN-particles.yaml, which --particles "
        "takes.",
    .options = characterise_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom characterise paper -o out/card.yaml\n"
               "  skyloom characterise paper --set material.temperature_K=350 --draws 200\n"
               "A device that is not shipped with its particles:\n"
               "  skyloom calibrate small -o out/particles.yaml\n"
               "  skyloom characterise small --particles out/particles.yaml -o out/card.yaml\n"
               "The same states as they are 100 ns later, for what a network then reads:\n"
               "  skyloom characterise paper --after-ns 100 -o out/later/card.yaml\n",
    .run = run,
};
