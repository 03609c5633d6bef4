#ifndef SKYLOOM_MICROMAG_START_H
#define SKYLOOM_MICROMAG_START_H
#include "micromag/magnet.h"
/* States to begin with. Unit vectors in the cells of g, zero in empty ones. */
void start_uniform(const struct magnet *g, const double direction[3], struct vector_field m);
/* Random directions, uniform on the sphere; the same numbers for the same (seed, cell). */
void start_random(const struct magnet *g, uint64_t seed, struct vector_field m);
/* Where the middle of a state is, from the corner of the mesh. */
struct start_place {
    double x_m, y_m;
};
/* A vortex: circulation 1 is counterclockwise, core mz = polarity. */
void start_vortex(const struct magnet *g, struct start_place middle, int circulation, int polarity,
                  double core_radius_m, struct vector_field m);
/* Along `left` on the left of x_m, along `right` on its right, a wall of width_m along `wall`
 * between. */
void start_two_domains(const struct magnet *g, double x_m, const double left[3],
                       const double right[3], const double wall[3], double width_m,
                       struct vector_field m);

/* A Neel skyrmion put into a film of mz = up (1 or -1): the 360 degree wall profile
 * theta(r) = 2 atan(sinh(R / w) / sinh(r / w)) (H.-B. Braun, PRB 50, 16485 (1994)), core against
 * the film, m_r of the sign that lowers the interfacial DMI of the cell under the centre. Only
 * cells within R + 5 w and of the layers asked for change. */
enum { START_MAX_SKYRMIONS = 1024 }; /* put into a film at once */
struct start_skyrmion {
    double x_m, y_m, radius_m, wall_width_m;
    int64_t up;    /* mz around it; 0: as it is there */
    int64_t layer; /* -1: all */
};
extern const struct start_skyrmion start_skyrmion_default;
extern const struct param start_skyrmion_params[];
extern const size_t start_skyrmion_n_params;
void start_add_skyrmion(const struct magnet *g, const struct start_skyrmion *s,
                        struct vector_field m);
/* Several at once, in any order: a cell in reach of more than one follows the one whose wall, the
 * line m_z = 0, is nearest to it. n at most START_MAX_SKYRMIONS. */
void start_add_skyrmions(const struct magnet *g, const struct start_skyrmion s[], size_t n,
                         struct vector_field m);
/* Whether the walls of two cross or touch from within in a layer: then neither is what it is said
 * to be. One may lie in the core of another. */
bool start_skyrmions_cross(const struct start_skyrmion *a, const struct start_skyrmion *b);
#endif
