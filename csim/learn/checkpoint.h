#ifndef SKYLOOM_LEARN_CHECKPOINT_H
#define SKYLOOM_LEARN_CHECKPOINT_H
#include "learn/origin.h"
#include "learn/sgd.h"
/* All that a training run needs to go on at a batch boundary. Randomness is counter-based, so the
 * batch number stands for every generator's state. */
struct checkpoint {
    struct mlp_origin origin;
    int64_t step;    /* batches done */
    double loss_sum; /* of the epoch under way */
    int64_t n_right, n_seen;
};

enum status checkpoint_write(const char *path, const struct checkpoint *c, const struct sgd *s,
                             struct error *err);
/* *found = false, and nothing is touched, where there is no file or it is of another training. A
 * file of this training that cannot be read is an error: the user decides to delete it. */
enum status checkpoint_read(const char *path, struct checkpoint *c, struct sgd *s, bool *found,
                            struct error *err);
/* Whether there is a checkpoint of this training that can be read. */
bool checkpoint_is_of(const char *path, const struct mlp_origin *origin);
#endif
