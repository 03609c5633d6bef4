#ifndef SKYLOOM_MAP_REFERENCE_H
#define SKYLOOM_MAP_REFERENCE_H
#include "io/dataset.h"
#include "learn/mlp.h"
#include "map/map.h"
#include "net/design.h"
/* What a network reaches before any rounding: as the ANN it was trained as, and as the spiking
 * network of the design with its weights in real numbers. Thresholds as map_network sets them,
 * theta_l = sigma lambda_l / lambda_{l-1}, with sigma scanned on the same held-out images. */
struct reference {
    double sigma, held_out_accuracy;
    double ann_accuracy; /* on all images of the test set */
    int images;          /* of the spiking network */
    double accuracy;
};
/* n_images: of the start of the test set; 0: all. */
enum status map_reference(const struct design *d, const struct mlp *m, const struct dataset *train,
                          const struct dataset *test, int n_images, int n_threads,
                          const struct watch *watch, struct reference *out, struct error *err);
#endif
