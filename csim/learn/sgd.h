#ifndef SKYLOOM_LEARN_SGD_H
#define SKYLOOM_LEARN_SGD_H
#include <stdint.h>
#include "learn/mlp.h"
#include "threads/pool.h"
/* One batch forward and backward. The work is cut into fixed blocks of neurons (not of images), so
 * that every weight's gradient is one single-threaded GEMM over the batch: its order of summation
 * is the same whoever computes it, and the momentum step rides on the GEMM's beta. */
struct sgd {
    struct mlp *m;
    struct pool *pool;
    int rows_max;                          /* images in a batch */
    float *velocity[MLP_MAX_LAYERS];       /* NULL: forward only */
    float *activation[MLP_MAX_LAYERS + 1]; /* [rows][size[l]]; 0: input, last: logits */
    float *delta[MLP_MAX_LAYERS + 1];      /* [rows][size[l]] d loss / d pre-activation */
    /* of the batch under way */
    int rows, layer;
    float dropout_input, dropout_hidden; /* 0: off */
    float rate, momentum;
    uint64_t seed;
    uint32_t step; /* global batch number: keys dropout and shifts */
    bool shift;    /* random shift by -1, 0, 1 pixel in x and y */
    const struct dataset *set;
    const uint32_t *index; /* [rows] images of the batch */
};

/* What a counter of the PHILOX_TRAIN domain is used for: its last word, plus the layer. */
enum train_random {
    RANDOM_WEIGHT = 0x100,
    RANDOM_SHUFFLE = 0x200,
    RANDOM_SHIFT = 0x300,
    RANDOM_DROPOUT = 0x400
};

enum status sgd_open(struct sgd *s, struct mlp *m, int rows_max, bool training, int n_threads,
                     struct error *err);
void sgd_close(struct sgd *s);
void sgd_init_weights(struct mlp *m, uint64_t seed); /* He: uniform, variance 2 / n_in */
/* Input of the batch: pixels / 255, shifted and dropped out. */
void sgd_gather(struct sgd *s);
void sgd_forward(struct sgd *s);
/* Softmax cross-entropy: sum of losses and number of right answers over the batch; fills the last
 * delta with the gradient of the mean loss where training. */
void sgd_loss(struct sgd *s, double *loss_sum, int *n_right);
/* velocity = momentum velocity + gradient; weight -= rate velocity */
void sgd_backward(struct sgd *s);
#endif
