#ifndef SKYLOOM_MICROMAG_TERMS_THERMAL_H
#define SKYLOOM_MICROMAG_TERMS_THERMAL_H
#include <stdint.h>
#include "base/param.h"
#include "micromag/mesh.h"
/* Brown's random field, constant within a step: papers' eq. (2) is in A/m as printed,
 * eta sqrt(2 alpha kB T / (mu0 Ms gamma_LL V dt)); times mu0, with gamma = gamma_LL / mu0, it is
 * eta sqrt(2 alpha kB T / (Ms gamma V dt)) tesla. V is one cell of one layer. */
struct thermal_config {
    double temperature_K;
    int64_t seed;
};

struct thermal {
    struct thermal_config config; /* temperature 0: off */
    struct vector_field noise_T;  /* [cells], by thermal_draw */
    const float *normal_table;    /* 65536, normal_table_fill */
};

extern const struct thermal_config thermal_default;
extern const struct param thermal_params[];
extern const size_t thermal_n_params;

struct magnet;
/* Fills noise_T for a step; the same numbers for the same (seed, cell, layer, step), in any order
 * and on any number of threads. Does nothing at 0 K. */
void thermal_draw(const struct magnet *g, double gyromagnetic_rad_per_sT, uint64_t step,
                  double time_step_s);
#endif
