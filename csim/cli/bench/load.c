#include "cli/bench/load.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/philox.h"
#include "cli/cli.h"
#include "map/map.h"
#include "run/evaluate.h"

#define BENCH_SEED 2026
#define LEVEL_SIGMA 0.25 /* of the largest level: step by least squares on trained layers */
#define HIDDEN_RATE 0.02 /* spikes per neuron and step of the trained mnist-deep */
#define OUTPUT_RATE 0.05
#define N_IMAGES 256

static void random_levels(struct program_layer *layer, int l, int n_states)
{
    const size_t n = (size_t)layer->n_in * (size_t)layer->n_out;
    const double sigma = LEVEL_SIGMA * (n_states - 1);

    for (size_t i = 0; i < n; i++) {
        const uint32_t word =
            philox(BENCH_SEED, PHILOX_TEST, (uint32_t)(i / 4), (uint32_t)l, 0, 0).w[i % 4];
        const long k = lround(sigma * (double)normal_from_bits((uint16_t)(word >> 16)));

        layer->level[i] = (int8_t)(k > n_states - 1   ? n_states - 1
                                   : k < 1 - n_states ? 1 - n_states
                                                      : k);
    }
}

static enum status layers_create(struct prepared *p, struct error *err)
{
    struct program *g = &p->program;
    int sizes[PROGRAM_MAX_LAYERS + 1];
    const int n = design_layers(&p->design, sizes, PROGRAM_MAX_LAYERS + 1);

    for (g->n_layers = 0; g->n_layers < n - 1; g->n_layers++) {
        const int l = g->n_layers;
        struct program_layer *layer = &g->layer[l];

        *layer = (struct program_layer){
            .n_in = sizes[l], .n_out = sizes[l + 1], .threshold_levels = 4 * (g->n_states - 1)};
        layer->level = malloc((size_t)layer->n_in * (size_t)layer->n_out);
        if (!layer->level)
            return error_set(err, STATUS_NO_MEMORY, "bench: no memory for layer %d", l);
        random_levels(layer, l, g->n_states);
    }
    return STATUS_OK;
}

/* Spikes per neuron and step of layer l over a few images. */
static enum status layer_rate(const struct prepared *p, const struct dataset *data, int l,
                              double *rate, struct error *err)
{
    enum { IMAGES = 4 };
    const struct program digital = prepare_digital(&p->program);
    struct golden_config config = p->golden;
    struct evaluation e = {0};
    struct golden *g;
    enum status status;

    config.array = GOLDEN_IDEAL;
    if ((status = golden_create(&g, &digital, &config, err)) != STATUS_OK)
        return status;
    status = evaluate_golden(g, data, 0, IMAGES, 1, "bench: spike rates", &cli_watch, &e, err);
    golden_destroy(g);
    *rate = (double)e.ledger.layer[l].n[EVENT_SPIKES]
            / ((double)IMAGES * digital.timesteps * digital.layer[l].n_out);
    evaluation_free(&e);
    return status;
}

/* Bisection on the logarithm of the threshold: the rate falls with it. */
static enum status match_rate(struct prepared *p, const struct dataset *data, int l,
                              struct error *err)
{
    const double wanted = l == p->program.n_layers - 1 ? OUTPUT_RATE : HIDDEN_RATE;
    double low = log(0.5), high = log(20.0 * p->program.layer[l].n_in), rate;
    enum status status;

    for (int i = 0; i < 8; i++) {
        const double middle = (low + high) / 2;

        p->program.layer[l].threshold_levels = exp(middle);
        if ((status = layer_rate(p, data, l, &rate, err)) != STATUS_OK)
            return status;
        if (rate > wanted)
            low = middle;
        else
            high = middle;
    }
    return STATUS_OK;
}

enum status bench_random_program(struct prepared *p, const struct dataset *data, struct error *err)
{
    struct program *g = &p->program;
    enum status status;

    if ((status = prepare_card(&p->design, &p->card, err)) != STATUS_OK)
        return status;
    *g = (struct program){.n_states = (int)p->card.n_states};
    snprintf(g->design, sizeof g->design, "%s", p->design.name);
    snprintf(g->card, sizeof g->card, "%s", p->card.name);
    snprintf(g->provenance, sizeof g->provenance, "{\"random\": true}");
    if ((status = layers_create(p, err)) == STATUS_OK
        && (status = map_apply_design(g, &p->design, &p->card, err)) == STATUS_OK)
        status = prepare_golden(p, err);
    for (int l = 0; l < g->n_layers && status == STATUS_OK; l++)
        status = match_rate(p, data, l, err);
    if (status == STATUS_OK) /* the thresholds found */
        status = map_apply_design(g, &p->design, &p->card, err);
    if (status != STATUS_OK)
        prepared_free(p);
    return status;
}

/* A fifth of MNIST's pixels are inked. */
enum status bench_random_images(struct dataset *data, struct error *err)
{
    const size_t pixels = 28 * 28;

    *data = (struct dataset){.n = N_IMAGES, .rows = 28, .cols = 28, .n_classes = 10};
    data->pixels = calloc(N_IMAGES, pixels);
    data->labels = calloc(N_IMAGES, 1);
    if (!data->pixels || !data->labels)
        return error_set(err, STATUS_NO_MEMORY, "bench: no memory for images");
    snprintf(data->source.text, sizeof data->source.text, "random images");
    for (size_t i = 0; i < N_IMAGES * pixels; i++) {
        const uint32_t word = philox(BENCH_SEED, PHILOX_TEST, (uint32_t)(i / 4), 99, 0, 0).w[i % 4];

        if (word % 5 == 0)
            data->pixels[i] = (uint8_t)(128 + (word >> 25));
    }
    return STATUS_OK;
}
