#ifndef SKYLOOM_RUN_WEIGHTS_H
#define SKYLOOM_RUN_WEIGHTS_H
#include <stdbool.h>
#include "base/watch.h"
#include "files/path.h"
#include "learn/mlp.h"
#include "learn/origin.h"
#include "run/options.h"
/* Weights by what made them (learn/origin.h): programs/LAYERS-sSEED-KEY.mlp, KEY over network,
 * training and the bytes of the images. What version 0.1.0 left as NAME-sSEED.mlp is taken where
 * its recorded hashes agree, and left alone where not. */

struct weights {
    struct path path;   /* of the file */
    struct mlp mlp;     /* free by mlp_free */
    uint64_t data_hash; /* of the images it was trained on, which are the design's */
};
/* Reads the weights, or trains and writes them; retrain: whatever is there. */
enum status weights_prepare(const struct run_options *o, const struct watch *watch,
                            const struct design *d, bool retrain, struct weights *w,
                            struct error *err);
/* Loads the training images for it. */
enum status weights_origin(const struct design *d, struct mlp_origin *origin, struct error *err);
#endif
