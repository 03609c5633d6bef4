#include "map/map.h"
#include <cblas.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "map/compensate.h"
#include "map/origin.h"
#include "map/quantise.h"
#include "map/sigma.h"

enum status map_check_network(const struct design *d, const struct mlp *m,
                              const struct dataset *train, struct error *err)
{
    int sizes[PROGRAM_MAX_LAYERS + 1];
    const int n = design_layers(d, sizes, PROGRAM_MAX_LAYERS + 1);

    if (n != m->n_layers + 1)
        return error_set(err, STATUS_BAD_CONFIG, "map: weights have %d layers, design %s has %s",
                         m->n_layers, d->name, d->network.layers);
    for (int l = 0; l < n; l++)
        if (sizes[l] != m->size[l])
            return error_set(err, STATUS_BAD_CONFIG,
                             "map: layer size %d of the weights, design %s has %s", m->size[l],
                             d->name, d->network.layers);
    if (train->rows * train->cols != sizes[0])
        return error_set(err, STATUS_BAD_CONFIG, "map: images of %d x %d pixels, network has %d",
                         train->rows, train->cols, sizes[0]);
    if (d->convert.images > train->n)
        return error_set(err, STATUS_BAD_CONFIG, "map: convert.images = %lld, the set has %d",
                         (long long)d->convert.images, train->n);
    for (int l = 0; l < m->n_layers; l++)
        if (!(m->lambda[l] > 0.0 && isfinite(m->lambda[l])))
            return error_set(err, STATUS_BAD_CONFIG,
                             "map: activation percentile of layer %d = %g, must be positive", l,
                             m->lambda[l]);
    return STATUS_OK;
}

static enum status set_threshold(struct program_layer *l, double codes_per_level, int layer,
                                 struct error *err)
{
    const double top = ldexp(1.0, l->lif.membrane_bits - 1) - 1.0;
    const double threshold = round(ldexp(l->threshold_levels * codes_per_level, l->lif.gain_shift));

    if (!(threshold >= 1.0 && threshold <= top))
        return error_set(err, STATUS_BAD_CONFIG,
                         "map: threshold of layer %d = %g membrane units, must be in [1, %g]: "
                         "see neuron.membrane_bits, neuron.gain_shift, converter.lsb_levels",
                         layer, threshold, top);
    l->lif.threshold = (int32_t)threshold;
    return STATUS_OK;
}

enum status map_apply_design(struct program *p, const struct design *d,
                             const struct device_card *card, struct error *err)
{
    const double mean_S = card_mean_step_S(card), one = 1 << CONVERTER_SHIFT;
    struct converter converter;
    enum status status;

    p->timesteps = (int)d->neuron.timesteps;
    p->geometry = (struct xbar_geometry){.word_lines = (int)d->tile.word_lines,
                                         .columns = (int)d->tile.columns,
                                         .converters = (int)d->tile.converters};
    p->converter_bits = (int)d->converter.bits;
    p->converter_lsb_S = d->converter.lsb_levels * mean_S;
    status =
        converter_init(&converter, p->converter_bits, p->converter_lsb_S / card->g_quantum_S, err);
    for (int l = 0; l < p->n_layers && status == STATUS_OK; l++) {
        struct lif_params *lif = &p->layer[l].lif;

        lif->leak_shift = (uint8_t)d->neuron.leak_shift;
        lif->gain_shift = (uint8_t)d->neuron.gain_shift;
        lif->refractory_steps = (uint8_t)d->neuron.refractory_steps;
        lif->membrane_bits = (uint8_t)d->neuron.membrane_bits;
        lif->reset_subtract = d->neuron.reset == RESET_SUBTRACT;
        /* the step of one code as the integer multiplier really makes it */
        status = set_threshold(&p->layer[l],
                               mean_S * converter.multiplier / (one * card->g_quantum_S), l, err);
    }
    return status;
}

/* What the layers see while they are rounded one after the other: up to two thousand images of the
 * start of the training set, never the held-out ones at its end. */
struct rounding {
    const struct design *design;
    const struct device_card *card;
    int n_images;
    float *input; /* [n_images][n_in of the next layer]; NULL: no error feedback */
};

static enum status rounding_start(struct rounding *r, const struct dataset *train,
                                  struct error *err)
{
    const int free_images = train->n - (int)r->design->convert.images;
    const size_t n_pixels = (size_t)(train->rows * train->cols);
    size_t n;

    r->n_images = free_images < 2000 ? free_images : 2000;
    if (r->design->convert.step != STEP_COMPENSATED || r->n_images < 1)
        return STATUS_OK;
    n = (size_t)r->n_images * n_pixels;
    r->input = malloc(n * sizeof *r->input);
    if (!r->input)
        return error_set(err, STATUS_NO_MEMORY, "map: no memory for %d images", r->n_images);
    for (size_t i = 0; i < n; i++)
        r->input[i] = (float)train->pixels[i] / 255.0f;
    return STATUS_OK;
}

/* Rounds with error feedback and moves the images on by one layer. */
static enum status round_layer(struct rounding *r, struct program_layer *out, const float weight[],
                               double step, struct error *err)
{
    const struct compensate_layer layer = {.n_in = out->n_in,
                                           .n_out = out->n_out,
                                           .n_images = r->n_images,
                                           .input = r->input,
                                           .weight = weight,
                                           .step = step,
                                           .level = out->level};
    float *output;
    enum status status;

    if (!r->input) {
        quantise_levels(r->card, weight, (size_t)out->n_in * (size_t)out->n_out, step, out->level);
        return STATUS_OK;
    }
    output = malloc((size_t)r->n_images * (size_t)out->n_out * sizeof *output);
    if (!output)
        return error_set(err, STATUS_NO_MEMORY, "map: no memory for %d images", r->n_images);
    status = compensate_round(&layer, r->card, err);
    if (status == STATUS_OK)
        status = compensate_forward(&layer, r->card, output, err);
    free(r->input);
    r->input = output;
    return status;
}

static size_t n_weights(const struct mlp *m, int l)
{
    return (size_t)m->size[l] * (size_t)m->size[l + 1];
}

static double step_of(const struct rounding *r, const struct mlp *m, int layer)
{
    const int kind = r->design->convert.step;
    const bool mse = kind == STEP_MSE || kind == STEP_COMPENSATED;
    double largest = 0.0;

    if (kind != STEP_NETWORK)
        return quantise_step(r->card, m->weight[layer], n_weights(m, layer), mse);
    for (int l = 0; l < m->n_layers; l++)
        largest = fmax(largest, quantise_step(r->card, m->weight[l], n_weights(m, l), false));
    return largest;
}

static enum status quantise_layer(struct program_layer *out, struct rounding *r,
                                  const struct mlp *m, int l, double *step, struct error *err)
{
    const size_t n = n_weights(m, l);
    const double before = l > 0 ? m->lambda[l - 1] : 1.0;

    *step = step_of(r, m, l);
    out->n_in = m->size[l];
    out->n_out = m->size[l + 1];
    out->level = malloc(n);
    if (!out->level || isnan(*step))
        return error_set(err, STATUS_NO_MEMORY, "map: no memory for layer %d", l);
    out->threshold_levels = m->lambda[l] / (before * *step);
    return round_layer(r, out, m->weight[l], *step, err);
}

static enum status quantise_network(struct program *p, const struct design *d, const struct mlp *m,
                                    const struct device_card *card, const struct dataset *train,
                                    double step[], struct error *err)
{
    struct rounding r = {.design = d, .card = card};
    enum status status = rounding_start(&r, train, err);

    for (int l = 0; l < m->n_layers && status == STATUS_OK; l++)
        status = quantise_layer(&p->layer[l], &r, m, l, &step[l], err);
    free(r.input);
    return status;
}

static json_t *layers_json(const struct program *p, const double step[])
{
    json_t *list = json_array();

    for (int l = 0; l < p->n_layers; l++)
        json_array_append_new(list, json_pack("{s:f, s:f}", "step", step[l], "threshold_levels",
                                              p->layer[l].threshold_levels));
    return list;
}

static void write_provenance(struct program *p, const struct design *d,
                             const struct device_card *card, const struct mlp *m,
                             const double step[], const struct sigma_scan *scan)
{
    json_t *network = json_loads(m->provenance, 0, NULL), *all;
    char hash[17], of_card[17], *text;

    snprintf(hash, sizeof hash, "%016" PRIx64, map_hash(d, card, m, dataset_hash(scan->train).all));
    snprintf(of_card, sizeof of_card, "%016" PRIx64, map_card_hash(card));
    all = json_pack(
        "{s:s, s:i, s:s, s:s, s:I, s:f, s:f, s:I, s:o, s:f, s:o}", "map_hash", hash, "map_version",
        MAP_VERSION, "card_hash", of_card, "blas", openblas_get_corename(), "input_seed",
        (json_int_t)d->neuron.input_seed, "sigma", scan->sigma, "held_out_accuracy", scan->accuracy,
        "held_out_images", (json_int_t)d->convert.images, "layers", layers_json(p, step),
        "ann_validation_accuracy", isfinite(m->validation_accuracy) ? m->validation_accuracy : 0.0,
        "network", network ? network : json_object());
    text = all ? json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (text && strlen(text) < sizeof p->provenance)
        memcpy(p->provenance, text, strlen(text) + 1);
    free(text);
    json_decref(all);
}

static void name_program(struct program *p, const struct design *d, const struct device_card *card,
                         const struct mlp *m)
{
    memset(p, 0, sizeof *p);
    snprintf(p->design, sizeof p->design, "%s", d->name);
    snprintf(p->card, sizeof p->card, "%s", card->name);
    p->n_states = (int)card->n_states;
    p->n_layers = m->n_layers;
}

enum status map_network(struct program *p, const struct design *d, const struct mlp *m,
                        const struct device_card *full_card, const struct dataset *train,
                        int n_threads, const struct watch *watch, struct error *err)
{
    struct device_card card = *full_card;
    double step[PROGRAM_MAX_LAYERS];
    struct sigma_scan scan = {.design = d, .train = train, .n_threads = n_threads, .watch = watch};
    enum status status = map_check_network(d, m, train, err);

    memset(p, 0, sizeof *p);
    if (status == STATUS_OK)
        status = card_keep_states(&card, d->device.states, err);
    if (status != STATUS_OK)
        return status;
    name_program(p, d, &card, m);
    status = quantise_network(p, d, m, &card, train, step, err);
    for (int l = 0; l < m->n_layers; l++)
        scan.unit[l] = p->layer[l].threshold_levels;
    if (status == STATUS_OK)
        status = map_apply_design(p, d, &card, err);
    if (status == STATUS_OK)
        status = sigma_search(&scan, p, err);
    if (status == STATUS_OK)
        status = map_apply_design(p, d, &card, err);
    if (status == STATUS_OK) {
        write_provenance(p, d, &card, m, step, &scan);
        status = program_check(p, "map", err);
    }
    if (status != STATUS_OK)
        program_free(p);
    return status;
}

enum status map_check_program(const struct program *p, const struct design *d,
                              const struct device_card *card, const char *where, struct error *err)
{
    int sizes[PROGRAM_MAX_LAYERS + 1];
    const int n = design_layers(d, sizes, PROGRAM_MAX_LAYERS + 1);
    bool same = n == p->n_layers + 1;

    for (int l = 0; same && l < p->n_layers; l++)
        same = sizes[l] == p->layer[l].n_in && sizes[l + 1] == p->layer[l].n_out;
    if (!same)
        return error_set(err, STATUS_BAD_FILE,
                         "%s: program of another network (design %s, %d layers, %d inputs, %d "
                         "outputs), the design has network.layers = %s",
                         where, p->design, p->n_layers, p->layer[0].n_in,
                         p->layer[p->n_layers - 1].n_out, d->network.layers);
    if (p->n_states != card->n_states) /* what the card is called decides nothing */
        return error_set(err, STATUS_BAD_FILE,
                         "%s: program for card %s with %d states, the design has %s with %d", where,
                         p->card, p->n_states, card->name, (int)card->n_states);
    return STATUS_OK;
}
