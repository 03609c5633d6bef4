#ifndef SKYLOOM_MAP_MAP_H
#define SKYLOOM_MAP_MAP_H
#include "base/watch.h"
#include "device/card.h"
#include "io/dataset.h"
#include "learn/mlp.h"
#include "net/design.h"
#include "net/program.h"
/* The room of mapping: weights in real numbers become states of devices in tiles. */

/* Conversion of a trained ANN to a program: quantise each layer onto the card's real signed levels
 * (step by maximum, of the layer or of the network, or by least squared error), thresholds from
 * activation percentiles theta_l = sigma lambda_l / (lambda_{l-1} step_l), then expressed in
 * membrane units. sigma is scanned with the golden twin (ideal array) over convert.sigma_min ..
 * sigma_max on the last convert.images training images, held out of training: the largest factor
 * within half a standard error of the best accuracy, since a larger one spikes less. A line of
 * progress for each factor tried. */
enum status map_network(struct program *p, const struct design *d, const struct mlp *m,
                        const struct device_card *card, const struct dataset *train, int n_threads,
                        const struct watch *watch, struct error *err);
/* Weights and images must be of the design's network, with the percentiles thresholds need. */
enum status map_check_network(const struct design *d, const struct mlp *m,
                              const struct dataset *train, struct error *err);
/* A program must be of the design's network, card and states: one line, STATUS_BAD_FILE. */
enum status map_check_program(const struct program *p, const struct design *d,
                              const struct device_card *card, const char *where, struct error *err);
/* Expresses a program anew in the design's geometry, converter, timesteps and neuron widths: levels
 * and thresholds in level steps stay, so that a sweep over those keys needs no new conversion. */
enum status map_apply_design(struct program *p, const struct design *d,
                             const struct device_card *card, struct error *err);
#endif
