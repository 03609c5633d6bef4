#ifndef SKYLOOM_MAP_COMPENSATE_H
#define SKYLOOM_MAP_COMPENSATE_H
#include <stdint.h>
#include "base/error.h"
#include "device/card.h"
/* Private to map/: rounding with error feedback. Rounding each weight to its nearest level
 * minimises the error of the weights; what counts is the error of the layer's output x W over real
 * inputs x. Rows are rounded in order, and the error of a row is made good in the rows that follow,
 * as far as their inputs are correlated (Frantar et al., GPTQ, arXiv:2210.17323): with x^T x = H
 * and H^-1 = U^T U, row j loses U_ij / U_ii (w_i - q_i). One percent of the mean diagonal is
 * added to H. */
struct compensate_layer {
    int n_in, n_out, n_images;
    const float *input;  /* [n_images][n_in] what the layer sees */
    const float *weight; /* [n_in][n_out] */
    double step;         /* weight of one mean level step */
    int8_t *level;       /* out: [n_in][n_out] */
};
enum status compensate_round(const struct compensate_layer *layer, const struct device_card *card,
                             struct error *err);
/* Output of the layer as rounded: max(0, x W), [n_images][n_out]. */
enum status compensate_forward(const struct compensate_layer *layer, const struct device_card *card,
                               float output[], struct error *err);
#endif
