#include "random_program.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/philox.h"

const struct random_set random_sets[] = {
    {"8x8", {8, 8, 2}, 6, 12, 4, ARRAY_ANALOG, 4, 2, {2, 1}},
    {"32x32", {32, 32, 4}, 8, 16, 3, ARRAY_ANALOG, 5, 2, {2, 1}},
    {"16x8-deep", {16, 8, 8}, 5, 10, 4, ARRAY_ANALOG, 4, 3, {3, 2, 1}},
    {"digital-8x8", {8, 8, 2}, 5, 14, 4, ARRAY_DIGITAL, 5, 2, {2, 1}},
    {"8x16-one-converter", {8, 16, 1}, 4, 9, 5, ARRAY_ANALOG, 4, 2, {2, 2}},
    {"4x4-narrow", {4, 4, 4}, 3, 8, 7, ARRAY_ANALOG, 4, 2, {2, 1}},
    {"4x2-smallest", {4, 2, 1}, 2, 8, 8, ARRAY_ANALOG, 4, 3, {4, 3, 2}},
    {"digital-32x16", {32, 16, 4}, 8, 20, 3, ARRAY_DIGITAL, 6, 3, {2, 2, 1}},
    {"128x128", {128, 128, 8}, 8, 20, 3, ARRAY_ANALOG, 5, 2, {1, 1}},
    {"16x16-wide-membrane", {16, 16, 4}, 10, 28, 4, ARRAY_ANALOG, 4, 2, {2, 1}},
    {"16x12-not-power-of-two", {16, 12, 3}, 7, 14, 5, ARRAY_ANALOG, 4, 2, {3, 1}},
    {"8x8-five-layers", {8, 8, 4}, 6, 12, 3, ARRAY_ANALOG, 4, 5, {1, 1, 1, 1, 2}},
    {"digital-8x8-deep", {8, 8, 8}, 4, 10, 4, ARRAY_DIGITAL, 4, 4, {2, 2, 2, 1}},
    {"64x32-fine-code", {64, 32, 8}, 12, 24, 3, ARRAY_ANALOG, 5, 2, {2, 1}},
};
const int n_random_sets = sizeof random_sets / sizeof random_sets[0];

struct dice {
    uint64_t seed;
    uint32_t count;
};

static uint32_t roll(struct dice *d, uint32_t sides)
{
    return philox(d->seed, PHILOX_TEST, d->count++, 0, 0, 0).w[0] % sides;
}

static int between(struct dice *d, int low, int high)
{
    return high <= low ? low : low + (int)roll(d, (uint32_t)(high - low + 1));
}

static double uniform(struct dice *d, double low, double high)
{
    return low + (high - low) * (double)roll(d, 1u << 24) / (double)(1 << 24);
}

static int random_level(struct dice *d, double density, int max)
{
    if (uniform(d, 0.0, 1.0) >= density)
        return 0;
    return between(d, 1, max) * (roll(d, 2) ? 1 : -1);
}

/* A digital array adds levels exactly: its twin is a card of whole quanta. */
static void make_card(struct random_case *c, const struct random_set *set, struct dice *d)
{
    const bool digital = set->array == ARRAY_DIGITAL;
    const int most = digital ? (1 << (set->weight_bits - 1)) - 1 : 12;
    const double quantum = 1e-8, step = digital ? 1.0 : uniform(d, 2.0, 200.0);
    double g = digital ? 10.0 : uniform(d, 10.0, 500.0);

    strcpy(c->card.name, "random");
    strcpy(c->card.kind, "ideal");
    c->card.n_states = between(d, 2, most > 12 ? 13 : most + 1);
    c->card.g_quantum_S = quantum;
    c->card.read_voltage_V = 0.1;
    c->card.read_voltage_limit_V = 0.5;
    c->card.temperature_K = 300.0;
    c->card.retention_s = 1.0;
    c->card.pulse_states = 1.0;
    c->card.pulse_width_s = 2e-9;
    c->card.pulse_energy_J = 1e-13;
    for (int i = 0; i < c->card.n_states; i++) {
        c->card.state[i] = (struct card_state){
            .g_mean_S = floor(g) * quantum,
            .g_spread_S = digital ? 0.0 : uniform(d, 0.0, 0.3) * step * quantum,
            .read_noise_S = digital ? 0.0 : uniform(d, 0.0, 0.5) * step * quantum,
        };
        g += digital ? 1.0 : step * uniform(d, 0.8, 1.2) + 1.0;
    }
}

static enum status make_layers(struct random_case *c, const struct random_set *set, struct dice *d,
                               double density, struct error *err)
{
    struct program *p = &c->program;
    const int inputs = set->geometry.word_lines / 2, columns = set->geometry.columns;
    int n_in = between(d, (set->max_tiles - 1) * inputs + 1, set->max_tiles * inputs);

    for (int l = 0; l < set->n_layers; l++) {
        struct program_layer *layer = &p->layer[l];
        const int most = set->max_tiles * inputs, full = set->cores[l] * columns;
        const int highest =
            l + 1 < set->n_layers ? (full < most ? full : most) : (full < 64 ? full : 64);

        layer->n_in = n_in;
        layer->n_out =
            roll(d, 4) == 0 ? highest : between(d, (set->cores[l] - 1) * columns + 1, highest);
        layer->level = calloc((size_t)n_in * (size_t)layer->n_out, 1);
        if (layer->level == NULL)
            return error_set(err, STATUS_NO_MEMORY, "random program: no memory");
        for (int i = 0; i < n_in * layer->n_out; i++)
            layer->level[i] = (int8_t)random_level(d, density, (int)c->card.n_states - 1);
        n_in = layer->n_out;
    }
    return STATUS_OK;
}

/* Thresholds around the spread of a step's sum, so that neither silence nor a scream is the rule;
 * membranes narrower than the sum saturate. */
static void make_neurons(struct random_case *c, const struct random_set *set, struct dice *d,
                         double density, double code_per_level)
{
    const int top = (1 << (set->membrane_bits - 1)) - 1;
    double activity = 0.2;

    for (int l = 0; l < set->n_layers; l++) {
        struct lif_params *lif = &c->program.layer[l].lif;
        const double rms = sqrt(c->program.layer[l].n_in * activity * density)
                           * (double)c->card.n_states * 0.6 * code_per_level;
        double threshold;

        lif->gain_shift = (uint8_t)between(d, 0, 3);
        lif->leak_shift = (uint8_t)(roll(d, 3) == 0 ? 0 : between(d, 1, 6));
        lif->refractory_steps = (uint8_t)(roll(d, 2) ? 0 : between(d, 1, 3));
        lif->reset_subtract = roll(d, 2) != 0;
        lif->membrane_bits = (uint8_t)set->membrane_bits;
        threshold = uniform(d, 0.2, 2.0) * rms * (1 << lif->gain_shift);
        lif->threshold = threshold < 1.0 ? 1 : threshold > top ? top : (int32_t)threshold;
        if (roll(d, 16) == 0)
            lif->threshold = top;
        activity = 0.3;
    }
}

static enum status make_input(struct random_case *c, struct dice *d, struct error *err)
{
    const struct program *p = &c->program;
    const size_t n_in = (size_t)p->layer[0].n_in, words = (n_in + 63) / 64;
    const size_t steps = (size_t)p->timesteps;
    const bool stalls = roll(d, 2) != 0;

    c->input_bits = calloc(steps * words, sizeof *c->input_bits);
    c->source_delay = calloc(steps, sizeof *c->source_delay);
    c->sink_delay = calloc(steps, sizeof *c->sink_delay);
    if (c->input_bits == NULL || c->source_delay == NULL || c->sink_delay == NULL)
        return error_set(err, STATUS_NO_MEMORY, "random program: no memory");
    for (size_t t = 0; t < steps; t++) {
        const uint32_t kind = roll(d, 8);
        const double density = kind == 0 ? 0.0 : kind == 1 ? 1.0 : uniform(d, 0.0, 0.5);

        for (size_t i = 0; i < n_in; i++)
            if (uniform(d, 0.0, 1.0) < density)
                c->input_bits[t * words + i / 64] |= (uint64_t)1 << (i % 64);
        c->source_delay[t] = roll(d, 3) ? 0 : roll(d, 200);
        c->sink_delay[t] = roll(d, 3) ? 0 : roll(d, 300);
    }
    if (stalls) {
        c->config.golden.timing.source_delay = c->source_delay;
        c->config.golden.timing.sink_delay = c->sink_delay;
    }
    c->image = roll(d, 10000);
    return STATUS_OK;
}

/* One code in quanta: from loss-free where the bits allow it to heavy clipping. */
static double choose_lsb(const struct random_case *c, const struct random_set *set, struct dice *d,
                         double density, double *level_quanta)
{
    const double rms =
        sqrt(set->geometry.word_lines / 2 * 0.3 * density) * (double)c->card.n_states * 0.6;
    double lsb;

    *level_quanta = card_mean_step_S(&c->card) / c->card.g_quantum_S;
    lsb = rms * *level_quanta * uniform(d, 0.5, 5.0) / (1 << (set->code_bits - 1));
    return lsb < 1.0 ? 1.0 : lsb;
}

enum status random_case_make(struct random_case *c, const struct random_set *set, uint64_t seed,
                             int timesteps, struct error *err)
{
    struct dice d = {.seed = seed};
    struct program *p = &c->program;
    struct xbar_config *xbar = &c->config.golden.xbar;
    const bool digital = set->array == ARRAY_DIGITAL;
    const double density = uniform(&d, 0.1, 1.0);
    double lsb, level_quanta;
    enum status status;

    memset(c, 0, sizeof *c);
    make_card(c, set, &d);
    strcpy(p->design, "random");
    strcpy(p->card, "random");
    strcpy(p->provenance, "{}");
    p->n_states = (int)c->card.n_states;
    p->n_layers = set->n_layers;
    p->timesteps = timesteps;
    p->geometry = set->geometry;
    p->converter_bits = set->code_bits;
    lsb = choose_lsb(c, set, &d, density, &level_quanta);
    lsb = digital ? 1.0 : lsb;
    p->converter_lsb_S = lsb * c->card.g_quantum_S;
    *xbar = (struct xbar_config){.geometry = set->geometry,
                                 .card = &c->card,
                                 .seed = seed,
                                 .draw = roll(&d, 100),
                                 .spread = !digital && roll(&d, 2) != 0,
                                 .read_noise = !digital && roll(&d, 2) != 0};
    c->config.program = p;
    c->config.weight_bits = digital ? set->weight_bits : 0;
    c->config.golden.array = GOLDEN_TILED;
    c->config.golden.input_seed = seed;
    c->config.golden.timing.array = set->array;
    c->config.golden.timing.settle_cycles = between(&d, 1, 6);
    c->config.golden.timing.conversion_cycles = roll(&d, 2) ? 1 : between(&d, 2, 4);
    c->config.pulse_cycles = between(&d, digital ? 4 : 1, digital ? 6 : 4);
    c->config.gap_cycles = between(&d, digital ? 4 : 1, digital ? 6 : 4);
    status = converter_init(&xbar->converter, set->code_bits, lsb, err);
    if (status == STATUS_OK)
        status = make_layers(c, set, &d, density, err);
    if (status != STATUS_OK)
        return status;
    make_neurons(c, set, &d, density, level_quanta / lsb);
    return make_input(c, &d, err);
}

void random_case_free(struct random_case *c)
{
    for (int l = 0; l < c->program.n_layers; l++)
        free(c->program.layer[l].level);
    free(c->source_delay);
    free(c->sink_delay);
    free(c->input_bits);
    memset(c, 0, sizeof *c);
}
