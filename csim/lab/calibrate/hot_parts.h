#ifndef SKYLOOM_LAB_CALIBRATE_HOT_PARTS_H
#define SKYLOOM_LAB_CALIBRATE_HOT_PARTS_H
#include "lab/calibrate/fit.h"
#include "lab/calibrate/hot.h"
/* Internal to lab/calibrate: what is gathered from hot films. */

struct hot_line { /* sums of a line of least squares */
    double n, x, y, xx, xy;
};

struct hot_fitting {
    struct calibrate_fitting *f;
    struct hot_table table;
    struct skyrmions_felt *felt;
    struct skyrmions_exposure *exposure;
    size_t n_felt, n_exposures;
    double look_s, mz_sum, density_sum_per_m2;
    double edge_alive_m;
    long mz_n;
    struct hot_line radius; /* against the energy felt */
};

enum { HOT_ROWS = 13 }; /* of a stretch of 0.24 ns: centres shake by a nanometre, which it hides */

/* The film's geometry and temperature; which coefficients is the caller's. */
struct skyrmions_config hot_film_of(const struct measure *m, const struct skyrmions_config *p);
/* Drifts of h->table, with what each force would be at 0 K; the film's magnetisation. */
void hot_take_motion(struct hot_fitting *h, const struct measure *m);
/* How long skyrmions of h->table live at which energy, and their radii. */
void hot_take_lives(struct hot_fitting *h, const struct measure *m,
                    const struct skyrmions_config *hot);
#endif
