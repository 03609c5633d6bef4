#ifndef SKYLOOM_MICROMAG_DEMAG_DEMAG_H
#define SKYLOOM_MICROMAG_DEMAG_DEMAG_H
#include "base/error.h"
#include "micromag/mesh.h"
/* Magnetostatic field by zero-padded FFT convolution with the Newell tensor (A. Newell, W.
 * Williams, D. Dunlop, J. Geophys. Res. 98, 9551 (1993)), asymptotic far away. n layers:
 * two-dimensional transforms and layer-to-layer kernels (n^2 products), never a padded transform
 * along z. */
enum demag_kind {
    DEMAG_RESOLVED, /* every layer its own field */
    DEMAG_AVERAGED  /* one layer stands for n_stack: (1/n) sum_ij N(z_i - z_j); statics */
};

struct demag_config {
    struct mesh mesh;
    enum demag_kind kind;
    int n_stack;   /* DEMAG_AVERAGED: layers of the stack (mesh.n_z must be 1) */
    int n_threads; /* at most so many work; the same bytes at any number */
};

struct demag;
/* Not from two threads at once: FFTW's planner is shared. */
enum status demag_create(struct demag **d, const struct demag_config *config, struct error *err);
void demag_destroy(struct demag *d);
/* By default d starts n_threads - 1 threads of its own; from here on those of the crew work, or
 * the caller alone where it has more than n_threads. The crew stays the caller's. */
struct crew;
void demag_share(struct demag *d, struct crew *crew);
/* field_T += demag field of M = saturation * m, in tesla. */
void demag_add_field(struct demag *d, const real *saturation_A_per_m, struct vector_field m,
                     struct vector_field field_T);
/* For benchmarks: the transforms of one demag_add_field alone, in the caller. */
void demag_transform_only(struct demag *d);
/* Volume-averaged demag tensor N_xx, N_yy, N_zz, N_xy, N_xz, N_yz between two equal cuboid cells
 * a displacement apart, Newell near, asymptotic far. Dimensionless; trace 1 at zero. */
void demag_tensor(double cell_x_m, double cell_y_m, double cell_z_m, double x_m, double y_m,
                  double z_m, double tensor[6]);
/* The tensor of a cell with itself, of a stack the mean of its layers: N_xx, N_yy, N_zz; the others
 * vanish. */
void demag_self_tensor(const struct demag *d, double diagonal[3]);
#endif
