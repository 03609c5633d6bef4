#ifndef SKYLOOM_MICROMAG_OBSERVE_SKYRMION_H
#define SKYLOOM_MICROMAG_OBSERVE_SKYRMION_H
#include "micromag/magnet.h"
/* Skyrmions of a layer: connected areas (eight neighbours) with m_z against the film. */
struct skyrmion_config {
    int64_t layer;
    int64_t up;                        /* 1: the film is up and cores are down; -1: the other way;
                                          0: as the layer is along its rim */
    double depth;                      /* a core must reach m_z beyond this against the film */
    double min_radius_m, max_radius_m; /* smaller is noise, larger a domain */
};

struct skyrmion {
    double x_m, y_m;  /* centre, weighted by m_z, from the corner of the mesh */
    double radius_m;  /* of the circle with the area inside the line m_z = 0 */
    int region;       /* under the centre */
    bool touches_rim; /* of the film, empty cells beyond it or none: perhaps an edge domain */
};
extern const struct skyrmion_config skyrmion_default;
extern const struct param skyrmion_params[];
extern const size_t skyrmion_n_params;

/* 1 or -1: what `up` means for a state. At the rim of the film, and not in its mean: a skyrmion may
 * fill most of it. */
int skyrmion_film_up(const struct skyrmion_config *config, const struct magnet *g,
                     struct vector_field m);
/* Fills at most n_max of found in the order of their first cells and returns how many there are.
 * scratch: 2 n_x n_y values. */
int skyrmion_find(const struct skyrmion_config *config, const struct magnet *g,
                  struct vector_field m, int32_t *scratch, struct skyrmion found[], int n_max);
#endif
