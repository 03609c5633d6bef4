#ifndef SKYLOOM_LEARN_MLP_H
#define SKYLOOM_LEARN_MLP_H
#include <stdint.h>
#include "base/error.h"
#include "base/watch.h"
#include "io/dataset.h"
#include "net/design.h"
/* The room of training: a network in real numbers, before it is mapped.
 *
 * ReLU network without bias, softmax cross-entropy, trained by SGD with momentum over OpenBLAS.
 * The same bytes at any thread count: fixed shards, single-threaded GEMM, fixed-order reduction. */
#define MLP_MAX_LAYERS 8

struct mlp {
    int n_layers; /* weight matrices */
    int size[MLP_MAX_LAYERS + 1];
    float *weight[MLP_MAX_LAYERS]; /* [size[l]][size[l+1]] input-major */
    double lambda[MLP_MAX_LAYERS]; /* activation percentile after layer l (1 for the input) */
    char provenance[2048];         /* JSON: seed, config hash, BLAS kernel, version */
    double train_accuracy, validation_accuracy; /* the ANN's own */
};

/* Trains by the design; checkpoint_path (may be NULL) is written at the end of epochs, at most
 * once a minute, when interrupted and when done, and resumed from if it fits this design (same
 * hash), giving the same bytes as an uninterrupted run. A line of progress for each epoch; a stop
 * leaves a checkpoint. */
enum status mlp_train(struct mlp *m, const struct design *d, const struct dataset *train,
                      int n_threads, const char *checkpoint_path, const struct watch *watch,
                      struct error *err);
/* Accuracy of the ANN on a set; NaN if its images do not fit or memory is short. */
double mlp_accuracy(const struct mlp *m, const struct dataset *set, int n_threads);
enum status mlp_write(const char *path, const struct mlp *m, struct error *err);
enum status mlp_read(const char *path, struct mlp *m, struct error *err);
void mlp_free(struct mlp *m);
#endif
