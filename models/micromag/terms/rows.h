#ifndef SKYLOOM_MICROMAG_TERMS_ROWS_H
#define SKYLOOM_MICROMAG_TERMS_ROWS_H
#include "micromag/magnet.h"
/* Internal to models/micromag: a pass over the film row by row, row = layer * n_y + y. */
struct pass {
    const struct magnet *g;
    struct vector_field m, field_T;
    double time_s;
};

/* Where the neighbours of a row are. At the rim of the film a neighbour is the row itself and its
 * bonds are zero. */
struct row {
    size_t n;                /* cells */
    size_t at, south, north; /* first cell of the row, of y - 1 and of y + 1 */
    size_t below, above;     /* of z - 1 and of z + 1 */
    size_t west_bond;        /* in the arrays [..._x]; the bond east of cell i is i + 1 */
    size_t south_bond, north_bond, below_bond, above_bond;
};

static inline struct row row_of(const struct mesh *mesh, int index)
{
    const size_t nx = (size_t)mesh->n_x, ny = (size_t)mesh->n_y, nz = (size_t)mesh->n_z;
    const size_t r = (size_t)index, z = r / ny, y = r % ny, at = r * nx;

    return (struct row){
        .n = nx,
        .at = at,
        .south = y > 0 ? at - nx : at,
        .north = y + 1 < ny ? at + nx : at,
        .below = z > 0 ? at - nx * ny : at,
        .above = z + 1 < nz ? at + nx * ny : at,
        .west_bond = r * (nx + 1),
        .south_bond = (z * (ny + 1) + y) * nx,
        .north_bond = (z * (ny + 1) + y + 1) * nx,
        .below_bond = at,
        .above_bond = at + nx * ny,
    };
}

/* The part of the exchange between touching layers alone. */
void field_add_layer_exchange(const struct magnet *g, struct vector_field m,
                              struct vector_field field_T);

/* m_b(j) m_c(i) - m_c(j) m_b(i): e . (m_j x m_i) of two cells, (b, c) following e cyclically. The
 * energy of a bond of either DMI. */
static inline double row_pair(const real *mb, const real *mc, size_t i, size_t j)
{
    return (double)mb[j] * (double)mc[i] - (double)mc[j] * (double)mb[i];
}

static inline int mesh_rows(const struct mesh *mesh) { return mesh->n_y * mesh->n_z; }

/* Sum over all bonds of their coefficient times pair(m, direction, i, j), j = the neighbour of i in
 * direction 0, 1 or 2: x, y, z. bond_z NULL: none between layers. */
static inline double row_sum_bonds(const struct magnet *g, struct vector_field m,
                                   const real *bond_x, const real *bond_y, const real *bond_z,
                                   double (*pair)(struct vector_field m, int direction, size_t i,
                                                  size_t j))
{
    double sum = 0.0;

    for (int index = 0; index < mesh_rows(&g->mesh); index++) {
        const struct row r = row_of(&g->mesh, index);

        for (size_t i = 0; i < r.n; i++) {
            if (i > 0)
                sum += (double)bond_x[r.west_bond + i] * pair(m, 0, r.at + i - 1, r.at + i);
            sum += (double)bond_y[r.south_bond + i] * pair(m, 1, r.south + i, r.at + i);
            if (bond_z != NULL)
                sum += (double)bond_z[r.below_bond + i] * pair(m, 2, r.below + i, r.at + i);
        }
    }
    return sum;
}
#endif
