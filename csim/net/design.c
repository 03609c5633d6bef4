#include "net/design.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/param_table.h"
#include "config/settings.h"

#define MAX_SEED 9007199254740992.0 /* 2^53 */

const struct design design_default = {
    .data = {.set = DATA_MNIST},
    .train = {.plain_epochs = 20,
              .shift_epochs = 0,
              .batch = 100,
              .seed = 1,
              .validation_images = 5000,
              .rate = 0.1,
              .momentum = 0.9,
              .dropout_input = 0.2,
              .dropout_hidden = 0.5},
    .convert = {.percentile = 99.9,
                .sigma_min = 0.5,
                .sigma_max = 1.5,
                .sigma_steps = 6,
                .images = 1000,
                .step = STEP_MSE},
    .neuron = {.timesteps = 100,
               .leak_shift = 0,
               .gain_shift = 4,
               .refractory_steps = 0,
               .membrane_bits = 20,
               .reset = RESET_SUBTRACT,
               .input_seed = 1},
    .device = {.card = "ideal", .states = 0, .draw = 0, .seed = 1},
    .tile = {.word_lines = 128,
             .columns = 128,
             .converters = 8,
             .settle_cycles = 4,
             .conversion_cycles = 1},
    .converter = {.bits = 8, .lsb_levels = 1.0},
    .cost = {.frequency_Hz = 1e8, .cost_card = "cmos45"},
};

static const char *const resets[] = {"zero", "subtract", NULL};
static const char *const steps[] = {"max", "mse", "compensated", "network", NULL};

static const struct param top_params[] = {
    {PARAM_TEXT(design, name, "name of the design and of its program file"), .required = true},
    {PARAM_TEXT(design, doc, "what it is, in a line")},
};
static const struct param data_params[] = {
    {PARAM_CHOICE(design_data, set, dataset_names, "images to learn and classify"),
     .required = true},
    {PARAM_TEXT(design_data, path,
                "directory of the four IDX files; empty: look in the usual places")},
};
static const struct param network_params[] = {
    {PARAM_TEXT(design_network, layers, "neurons per layer from input to output, as 784-256-10"),
     .required = true},
};
static const struct param train_params[] = {
    {PARAM_WHOLE(design_train, plain_epochs, "", 0, 10000, "epochs on the images as they are")},
    {PARAM_WHOLE(design_train, shift_epochs, "", 0, 10000,
                 "epochs on images shifted by up to one pixel")},
    {PARAM_WHOLE(design_train, batch, "images", 1, 10000, "images per gradient step")},
    {PARAM_WHOLE(design_train, seed, "", 0, MAX_SEED,
                 "seed of weights, shuffles, dropout and shifts")},
    {PARAM_WHOLE(design_train, validation_images, "images", 1, 50000,
                 "last training images, held out")},
    {PARAM_NUMBER(design_train, rate, "", 1e-9, 100, "initial learning rate")},
    {PARAM_NUMBER(design_train, momentum, "", 0, 0.9999, "momentum of the gradient descent")},
    {PARAM_NUMBER(design_train, dropout_input, "", 0, 0.95,
                  "probability that an input is dropped")},
    {PARAM_NUMBER(design_train, dropout_hidden, "", 0, 0.95,
                  "probability that a hidden neuron is dropped")},
};
static const struct param convert_params[] = {
    {PARAM_NUMBER(design_convert, percentile, "%", 1, 100,
                  "of the activations, that scales thresholds")},
    {PARAM_NUMBER(design_convert, sigma_min, "", 1e-3, 100, "smallest threshold factor tried")},
    {PARAM_NUMBER(design_convert, sigma_max, "", 1e-3, 100, "largest threshold factor tried")},
    {PARAM_WHOLE(design_convert, sigma_steps, "", 1, 1000, "threshold factors tried")},
    {PARAM_WHOLE(design_convert, images, "images", 1, 60000,
                 "held-out images each factor is tried on")},
    {PARAM_CHOICE(
        design_convert, step, steps,
        "weight step: largest weight on the last level, least squares, that with error feedback, "
        "or "
        "the largest weight of the network")},
};
static const struct param neuron_params[] = {
    {PARAM_WHOLE(design_neuron, timesteps, "steps", 1, 65535, "steps an image is shown")},
    {PARAM_WHOLE(design_neuron, leak_shift, "", 0, 15, "leak time constant 2^n steps; 0: no leak")},
    {PARAM_WHOLE(design_neuron, gain_shift, "bits", 0, 7, "fraction bits of the membrane")},
    {PARAM_WHOLE(design_neuron, refractory_steps, "steps", 0, 15, "steps of rest after a spike")},
    {PARAM_WHOLE(design_neuron, membrane_bits, "bits", 8, 28, "width of the signed membrane")},
    {PARAM_CHOICE(design_neuron, reset, resets,
                  "membrane after a spike: zero, or threshold subtracted")},
    {PARAM_WHOLE(design_neuron, input_seed, "", 0, MAX_SEED, "seed of the input spikes")},
};
static const struct param device_params[] = {
    {PARAM_TEXT(design_device, card, "device card: a name in cards/ or a path")},
    {PARAM_WHOLE(design_device, states, "", 0, 64,
                 "states used, background included; 0: all of the card's")},
    {PARAM_FLAG(design_device, spread, "apply the spread of the card, of devices and programming")},
    {PARAM_FLAG(design_device, read_noise, "apply the read noise of the card")},
    {PARAM_WHOLE(design_device, draw, "", 0, 4294967295.0, "which sample of the spread")},
    {PARAM_WHOLE(design_device, seed, "", 0, MAX_SEED, "seed of spread and read noise")},
};
static const struct param tile_params[] = {
    {PARAM_WHOLE(design_tile, word_lines, "", 4, 128,
                 "word lines of a tile, two per input: a power of two")},
    {PARAM_WHOLE(design_tile, columns, "", 2, 128, "columns of a tile")},
    {PARAM_WHOLE(design_tile, converters, "", 1, 128,
                 "converters of a tile, each shared by columns/converters")},
    {PARAM_WHOLE(design_tile, settle_cycles, "cycles", 1, 4095,
                 "from driving the word lines to the first sample")},
    {PARAM_WHOLE(design_tile, conversion_cycles, "cycles", 1, 4095, "of one conversion")},
};
static const struct param converter_params[] = {
    {PARAM_WHOLE(design_converter, bits, "bits", 2, 16, "of the signed code")},
    {PARAM_NUMBER(design_converter, lsb_levels, "levels", 1e-3, 1e4,
                  "one code, in mean level steps of the card")},
};
static const struct param cost_params[] = {
    {PARAM_NUMBER(design_cost, frequency_Hz, "Hz", 1e3, 1e11, "clock")},
    {PARAM_TEXT(design_cost, cost_card, "cost card: a name in cards/ or a path")},
};

#define SECTION(section)                                                                           \
    {                                                                                              \
        .name = #section, .part = {                                                                \
            {SETTINGS_TABLE(section##_params), .offset = offsetof(struct design, section)}         \
        }                                                                                          \
    }
static const struct settings_section sections[] = {
    {.name = "", .part = {{SETTINGS_TABLE(top_params)}}},
    SECTION(data),
    SECTION(network),
    SECTION(train),
    SECTION(convert),
    SECTION(neuron),
    SECTION(device),
    SECTION(tile),
    SECTION(converter),
    SECTION(cost),
};

/* Words decide nothing. */
static bool decides(const char *section, const char *key)
{
    (void)key;
    return section[0] != '\0';
}

const struct settings design_settings = {.section = sections,
                                         .n_sections = SETTINGS_COUNT(sections),
                                         .defaults = &design_default,
                                         .size = sizeof(struct design),
                                         .decides = decides};

enum status design_load(const char *path, struct design *d, struct error *err)
{
    const enum status status = settings_load(&design_settings, path, d, err);

    return status != STATUS_OK ? status : design_check(d, path, err);
}

enum status design_set(struct design *d, const char *assignment, struct error *err)
{
    return settings_set(&design_settings, assignment, "design", d, err);
}

int design_layers(const struct design *d, int sizes[], int max)
{
    const char *text = d->network.layers;
    int n = 0;

    for (;;) {
        char *end;
        long size;

        /* one way to write a size: the text names files */
        if (!isdigit((unsigned char)*text) || *text == '0' || n == max)
            return -1;
        size = strtol(text, &end, 10);
        if (size < 1 || size > 65535)
            return -1;
        sizes[n++] = (int)size;
        if (*end == '\0')
            return n;
        if (*end != '-')
            return -1;
        text = end + 1;
    }
}

static enum status check_name(const struct design *d, const char *where, struct error *err)
{
    const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

    if (d->name[0] == '\0' || d->name[0] == '.' || d->name[strspn(d->name, allowed)] != '\0')
        return error_set(
            err, STATUS_BAD_CONFIG,
            "%.300s: name = %s, must be letters, digits, '_', '-', '.' (it names files)", where,
            d->name);
    return STATUS_OK;
}

/* The link packs the number of cores of a layer in 8 bits; the read-out counts 64 classes. */
static enum status check_layers(const struct design *d, const char *where, struct error *err)
{
    int sizes[9];
    const int n = design_layers(d, sizes, 9);

    if (n < 2)
        return error_set(
            err, STATUS_BAD_CONFIG,
            "%.300s: network.layers = %s, must be 2 to 9 sizes in [1, 65535] joined by "
            "'-', as 784-256-10",
            where, d->network.layers);
    for (int i = 1; i < n; i++)
        if (sizes[i] > 255 * d->tile.columns)
            return error_set(err, STATUS_BAD_CONFIG,
                             "%.300s: network.layers = %s: %d neurons need more than 255 cores of "
                             "%d columns",
                             where, d->network.layers, sizes[i], (int)d->tile.columns);
    if (sizes[n - 1] > 64)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: network.layers = %s: %d classes, must be in [1, 64]", where,
                         d->network.layers, sizes[n - 1]);
    return STATUS_OK;
}

static enum status check_tile(const struct design *d, const char *where, struct error *err)
{
    const int lines = (int)d->tile.word_lines;

    if (lines < 4 || (lines & (lines - 1)) != 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: tile.word_lines = %d, must be 4, 8, 16, 32, 64 or 128 (two per "
                         "input, and the input is the low bits of an address)",
                         where, lines);
    if (d->tile.columns % d->tile.converters != 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: tile.columns = %d, must be a multiple of tile.converters = %d",
                         where, (int)d->tile.columns, (int)d->tile.converters);
    return STATUS_OK;
}

enum status design_check(const struct design *d, const char *where, struct error *err)
{
    enum status status = settings_check(&design_settings, d, where, err);

    if (status != STATUS_OK)
        return status;
    if (d->convert.sigma_min > d->convert.sigma_max)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.300s: convert.sigma_min = %g, must be at most convert.sigma_max = %g",
                         where, d->convert.sigma_min, d->convert.sigma_max);
    status = check_name(d, where, err);
    if (status == STATUS_OK)
        status = check_tile(d, where, err);
    if (status == STATUS_OK)
        status = check_layers(d, where, err);
    return status;
}

uint64_t design_hash(const struct design *d) { return settings_hash(&design_settings, d); }
