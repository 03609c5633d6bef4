#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "run/prepare.h"

static void print_histogram(const struct program *g, int l)
{
    const struct program_layer *layer = &g->layer[l];
    const size_t n = (size_t)layer->n_in * (size_t)layer->n_out;
    size_t count[2 * CARD_MAX_STATES] = {0};

    for (size_t i = 0; i < n; i++)
        count[layer->level[i] + CARD_MAX_STATES]++;
    printf("    levels:");
    for (int k = 1 - g->n_states; k < g->n_states; k++)
        printf(" %+d:%.1f%%", k, 100 * (double)count[k + CARD_MAX_STATES] / (double)n);
    putchar('\n');
}

static void print_program(const char *path, const struct program *g)
{
    printf("%s: program of design %s for card %s\n", path, g->design, g->card);
    printf("  %d states (%d signed levels), %d steps; cores and tiles as on %d x %d tiles, a run "
           "takes its design's\n",
           g->n_states, 2 * g->n_states - 1, g->timesteps, g->geometry.word_lines,
           g->geometry.columns);
    for (int l = 0; l < g->n_layers; l++) {
        const struct program_layer *layer = &g->layer[l];

        printf("  layer %d: %d -> %d, %d core%s x %d row tiles\n", l, layer->n_in, layer->n_out,
               program_cores(g, l), program_cores(g, l) == 1 ? "" : "s", program_tiles(g, l));
        printf("    threshold %d (%.3f levels), leak 2^-%d, gain 2^%d, refractory %d, reset %s, "
               "%d-bit membrane\n",
               layer->lif.threshold, layer->threshold_levels, layer->lif.leak_shift,
               layer->lif.gain_shift, layer->lif.refractory_steps,
               layer->lif.reset_subtract ? "subtract" : "zero", layer->lif.membrane_bits);
        print_histogram(g, l);
    }
    printf("  provenance: %s\n", g->provenance);
}

static void print_mlp(const char *path, const struct mlp *m)
{
    printf("%s: trained weights ", path);
    for (int l = 0; l <= m->n_layers; l++)
        printf("%s%d", l ? "-" : "", m->size[l]);
    printf(", training %.2f %%, held-out %.2f %%\n", 100 * m->train_accuracy,
           100 * m->validation_accuracy);
    for (int l = 0; l < m->n_layers; l++)
        printf("  layer %d: %d -> %d, activation percentile %.4g\n", l, m->size[l], m->size[l + 1],
               m->lambda[l]);
    printf("  provenance: %s\n", m->provenance);
}

static void print_design(const char *path, const struct design *d)
{
    printf("%s: design, hash %016llx\n", path, (unsigned long long)design_hash(d));
    for (struct settings_walk w = settings_values(&design_settings, d); settings_next(&w);) {
        char key[SETTINGS_PATH], value[600];

        settings_path(&w, key);
        config_format(&w.param, w.values, value, sizeof value);
        printf("  %-26s %s%s%s\n", key, value, *w.param.unit ? " " : "", w.param.unit);
    }
}

static bool ends_in(const char *text, const char *tail)
{
    const size_t n = strlen(text), t = strlen(tail);

    return n >= t && !strcmp(text + n - t, tail);
}

static enum status inspect(const struct cli_args *args, struct error *err)
{
    const char *path = args->positional[0];
    enum status status;

    if (ends_in(path, ".prog")) {
        struct program g;

        if ((status = program_read(path, &g, err)) != STATUS_OK)
            return status;
        print_program(path, &g);
        program_free(&g);
    } else if (ends_in(path, ".mlp")) {
        struct mlp m;

        if ((status = mlp_read(path, &m, err)) != STATUS_OK)
            return status;
        print_mlp(path, &m);
        mlp_free(&m);
    } else {
        struct path file;
        struct run_options o;
        struct design d;

        if ((status = cli_run_options(args, &o, err)) != STATUS_OK
            || (status = prepare_design(&o, &d, &file, err)) != STATUS_OK)
            return status;
        print_design(file.text, &d);
    }
    return STATUS_OK;
}

static const char *const inspect_options[] = {"set", NULL};

const struct cli_verb cmd_inspect = {
    .name = "inspect",
    .usage = "skyloom inspect FILE.prog|FILE.mlp|DESIGN",
    .doc =
        "Show what is in a program, in trained weights or in a design (every key, with defaults).",
    .options = inspect_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom inspect designs/demo.yaml\n"
               "  skyloom inspect programs/784-256-10-s1-*.mlp\n",
    .run = inspect,
};
