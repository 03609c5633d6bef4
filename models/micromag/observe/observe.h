#ifndef SKYLOOM_MICROMAG_OBSERVE_OBSERVE_H
#define SKYLOOM_MICROMAG_OBSERVE_OBSERVE_H
#include "micromag/magnet.h"
/* What is read off a state. Layers count from 0, layer or region -1 means all of them; empty cells
 * count nowhere. */

/* Mean of m over the cells of a region and layer, and how many they are; zero if there is none. */
size_t observe_mean(const struct magnet *g, struct vector_field m, int layer, int region,
                    double mean[3]);
/* Largest |m x B| of a cell, tesla, of a field by field_set_total. */
double observe_max_torque_T(const struct magnet *g, struct vector_field m,
                            struct vector_field field_T);

/* Topological charge of a layer, Q = (1 / 4 pi) sum m . (dm/dx x dm/dy), core down in an up film
 * -1: with central differences, and as the solid angle of triangles of cells, which is an integer
 * when the rim is uniform (B. Berg, M. Luescher, Nucl. Phys. B 190, 412 (1981)). */
double charge_finite_difference(const struct magnet *g, struct vector_field m, int layer);
double charge_berg_luescher(const struct magnet *g, struct vector_field m, int layer);

/* Conductance of a tunnel junction over a region: cells are parallel junctions of equal area. */
enum mtj_rule {
    MTJ_COSINE, /* 1/R = cos^2(theta/2) / R_P + sin^2(theta/2) / R_AP */
    MTJ_LINEAR  /* G_0 (1 + TMR s), s the share of the area opposite to the fixed layer */
};
struct mtj_config {
    int rule;             /* enum mtj_rule */
    double conductance_S; /* cosine: antiparallel, 1 / R_AP; linear: G_0, without a skyrmion */
    double tmr;           /* (R_AP - R_P) / R_P */
    double fixed[3];      /* unit vector of the fixed layer */
    int64_t layer, region;
};
extern const struct mtj_config mtj_default;
extern const struct param mtj_params[]; /* all but the vector */
extern const size_t mtj_n_params;
/* NaN over a region and layer without a cell. */
double mtj_conductance_S(const struct mtj_config *config, const struct magnet *g,
                         struct vector_field m);
#endif
