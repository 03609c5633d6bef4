#ifndef SKYLOOM_LEARN_ORIGIN_H
#define SKYLOOM_LEARN_ORIGIN_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "learn/mlp.h"
/* What made weights: the network, the settings of training and the bytes of the training images. No
 * name and no path is in it, so that other data under an old name trains anew and the same training
 * under a new name does not. Both hashes are in the provenance of weights and in checkpoints. */
struct mlp_origin {
    uint64_t train_hash; /* network, section train, percentile */
    uint64_t data_hash;  /* labels, pixels, shape */
    bool is_old;         /* version 0.1.0 knew all that is set; by its rules: */
    uint64_t old_train_hash, old_data_hash;
};
struct mlp_origin mlp_origin(const struct design *d, const struct dataset *train);
/* Whether a record, the provenance of weights or the header of a checkpoint, says that this made
 * it; what says nothing does not. */
bool mlp_origin_agrees(const json_t *record, const struct mlp_origin *origin);
bool mlp_is_made_by(const struct mlp *m, const struct mlp_origin *origin);
uint64_t mlp_train_hash(const struct design *d);
/* Of the weights themselves and their percentiles. */
uint64_t mlp_hash(const struct mlp *m);
#endif
