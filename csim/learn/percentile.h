#ifndef SKYLOOM_LEARN_PERCENTILE_H
#define SKYLOOM_LEARN_PERCENTILE_H
#include "learn/sgd.h"
/* lambda[l]: the smallest value that at least `percentile` % of the positive activations after
 * layer l do not exceed, over the first images of the training set, without dropout and shifts:
 * the scale that conversion to spikes needs. Exact, so no order of evaluation plays a part. */
enum status percentile_activations(const struct sgd *s, const struct dataset *set, int n_images,
                                   double percentile, double lambda[], struct error *err);
#endif
