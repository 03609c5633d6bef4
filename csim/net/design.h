#ifndef SKYLOOM_NET_DESIGN_H
#define SKYLOOM_NET_DESIGN_H
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "config/settings.h"
#include "io/dataset.h"
/* A design file: everything a run depends on. Loaded by design.c. design_set checks the one
 * key; call design_check after the last one, for what keys mean together. */
enum reset_kind { RESET_ZERO, RESET_SUBTRACT };
enum step_kind { STEP_MAX, STEP_MSE, STEP_COMPENSATED, STEP_NETWORK };

struct design {
    char name[64], doc[256];
    struct design_data {
        int set; /* enum data_set */
        char path[512];
    } data;
    struct design_network {
        char layers[64]; /* "784-256-10" */
    } network;
    struct design_train {
        int64_t plain_epochs, shift_epochs, batch, seed, validation_images;
        double rate, momentum, dropout_input, dropout_hidden;
    } train;
    struct design_convert {
        double percentile;           /* of activation, for lambda */
        double sigma_min, sigma_max; /* threshold factor scanned on held-out training images */
        int64_t sigma_steps, images;
        int step; /* enum step_kind */
    } convert;
    struct design_neuron {
        int64_t timesteps, leak_shift, gain_shift, refractory_steps, membrane_bits;
        int reset; /* enum reset_kind */
        int64_t input_seed;
    } neuron;
    struct design_device {
        char card[512]; /* name in cards/ or a path */
        int64_t states; /* 0: all of the card's */
        bool spread, read_noise;
        int64_t draw, seed;
    } device;
    struct design_tile {
        int64_t word_lines, columns, converters, settle_cycles, conversion_cycles;
    } tile;
    struct design_converter {
        int64_t bits;
        double lsb_levels; /* one code in mean level steps */
    } converter;
    struct design_cost {
        double frequency_Hz;
        char cost_card[512];
    } cost;
};

extern const struct design design_default;
extern const struct settings design_settings; /* sections "", "data", "network", ... */

enum status design_load(const char *path, struct design *d, struct error *err);
/* "tile.columns=32" */
enum status design_set(struct design *d, const char *assignment, struct error *err);
enum status design_check(const struct design *d, const char *where, struct error *err);
/* "784-256-10" -> sizes; returns the number of sizes or -1 */
int design_layers(const struct design *d, int sizes[], int max);
/* Changes when anything does but name and doc; a default value is no change. */
uint64_t design_hash(const struct design *d);
#endif
