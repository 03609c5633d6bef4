#ifndef SKYLOOM_MICROMAG_GRAINS_H
#define SKYLOOM_MICROMAG_GRAINS_H
#include <stdbool.h>
#include <stdint.h>
#include "base/param.h"
#include "micromag/material.h"
/* Disorder of a sputtered film: grains are the Voronoi cells of points scattered at random (as
 * mumax3's makeGrains), each with an anisotropy and an easy axis of its own. They depend on the
 * seed and the place alone, neither on the cells nor on the size of the mesh. */
#define GRAINS_MIN_SIZE_M 1e-10
struct grains_config {
    double size_m;            /* square root of the mean area; below an atom: no grains */
    double anisotropy_spread; /* standard deviation of Ku over Ku; below zero it is cut */
    double axis_tilt_deg;     /* root mean square angle of the easy axis to the film's, if small */
    bool columnar;            /* through all layers; else each layer has its own */
    int64_t seed;
};
extern const struct grains_config grains_default;
extern const struct param grains_params[];
extern const size_t grains_n_params;

struct grain {
    double x_m, y_m;   /* the point whose Voronoi cell it is */
    double anisotropy; /* factor of Ku */
    double tilt[2];    /* added to an axis of length 1, in two directions across it */
};
/* The grain at a place of a layer, of a size_m of at least GRAINS_MIN_SIZE_M. */
struct grain grains_at(const struct grains_config *config, double x_m, double y_m, int layer);
/* Changes Ku and the axis of every cell; before magnet_prepare, and once only. */
void grains_apply(const struct grains_config *config, const struct mesh *mesh,
                  struct material *material);
#endif
