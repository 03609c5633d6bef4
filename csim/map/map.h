#ifndef SKYLOOM_MAP_H
#define SKYLOOM_MAP_H
#include "device/card.h"
#include "io/dataset.h"
#include "net/design.h"
#include "learn/mlp.h"
#include "map/program.h"
/* Conversion of a trained ANN to a program: quantise each layer onto the card's real signed levels
 * (step by maximum or by least squared error), thresholds from activation percentiles
 * theta_l = sigma lambda_l / (lambda_{l-1} step_l), sigma scanned with the golden twin on held-out
 * training images (the last train.validation_images), then expressed in membrane units. */
enum status map_network(struct program *p, const struct design *d, const struct mlp *m,
                        const struct device_card *card, const struct dataset *train,
                        int n_threads, void (*report)(void *, const char *), void *context,
                        struct error *err);
/* Step (weight per mean level) that minimises the squared error of rounding to the card's levels,
 * and the nearest level of a weight (ties away from zero). */
double quantise_step(const struct device_card *card, const float w[], size_t n, int mse);
int quantise_level(const struct device_card *card, double w_over_step);
#endif
