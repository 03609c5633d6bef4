#ifndef SKYLOOM_LAB_TRACK_CENSUS_H
#define SKYLOOM_LAB_TRACK_CENSUS_H
#include "lab/track/film.h"
#include "micromag/observe/skyrmion.h"
/* Skyrmions of a track, layer by layer: before, beside and behind the barrier by the x of their
 * centres, and how far the layers of one have slid apart. */
enum { CENSUS_MAX_LAYERS = 32, CENSUS_MAX = 256 };

struct census {
    int n_layers;
    int pre[CENSUS_MAX_LAYERS], barrier[CENSUS_MAX_LAYERS], post[CENSUS_MAX_LAYERS];
    double radius_m, radius_sd_m; /* of all layers; 0 if there is none */
    /* Of a skyrmion of layer 0, the largest distance to its nearest in another layer: the mean,
     * and how many are further than two radii. */
    double apart_m;
    int torn;
};

/* Reals and integers that census_take works in. */
struct census_scratch {
    int32_t *labels;        /* 2 n_x n_y */
    real *smooth;           /* n_x n_y n_z */
    struct skyrmion *found; /* CENSUS_MAX_LAYERS x CENSUS_MAX */
};
enum status census_open(struct census_scratch *s, const struct track *t, struct error *err);
void census_close(struct census_scratch *s);
/* With a temperature, mz is first averaged over 12 nm, three by three cells of 4 nm: noise is not a
 * skyrmion. */
void census_take(const struct track *t, const struct census_scratch *s, struct census *c);
/* Of a layer's cell and its neighbours up to 4 nm away, one at least; at the rim, of those there
 * are. */
double census_smooth(const struct mesh *mesh, const real *layer, int x, int y);
/* Means over the layers. */
double census_mean(const struct census *c, const int per_layer[]);
#endif
