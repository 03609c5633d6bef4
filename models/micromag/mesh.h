#ifndef SKYLOOM_MICROMAG_MESH_H
#define SKYLOOM_MICROMAG_MESH_H
#include <stddef.h>
/* Finite-difference grid: n_z magnetic layers of n_x x n_y cells. Layers are cell_z_m thick and
 * spacer_m apart; spacer_m = 0 means touching cells, which are exchange-coupled along z. Fields are
 * three arrays [z][y][x], x fastest. Single precision unless built with SKYLOOM_DOUBLE. */
#ifdef SKYLOOM_DOUBLE
typedef double real;
#else
typedef float real;
#endif

/* What every part of a film can do. */
enum { MESH_MAX_SIDE = 65536, MESH_MAX_LAYERS = 64 };

struct mesh {
    int n_x, n_y, n_z;
    double cell_x_m, cell_y_m, cell_z_m, spacer_m;
};

struct vector_field {
    real *x, *y, *z; /* each [n_z][n_y][n_x] */
};

static inline size_t mesh_cells(const struct mesh *g)
{
    return (size_t)g->n_x * (size_t)g->n_y * (size_t)g->n_z;
}

static inline double mesh_cell_volume_m3(const struct mesh *g)
{
    return g->cell_x_m * g->cell_y_m * g->cell_z_m;
}
#endif
