#include "micromag/terms/rows.h"
#include "base/simd.h"
/* Bulk DMI, energy density D m . curl m. A pair (i, j) along the unit vector e has
 * D V / d e . (m_j x m_i). B = -2 D / Ms curl m inside; the rim has no bond outwards. */

/* field += inverse * (low_bond e x low - high_bond e x high) for e = x, y, z by the order of the
 * components: (a, b, c) = cyclic with e = a, so that e x m = (0, -m_c, m_b). */
SKYLOOM_SIMD static void add_pair(size_t n, const real *inverse, const real *low_bond,
                                  const real *high_bond, const real *low_b, const real *low_c,
                                  const real *high_b, const real *high_c, real *restrict field_b,
                                  real *restrict field_c)
{
    for (size_t i = 0; i < n; i++) {
        field_b[i] += inverse[i] * (high_bond[i] * high_c[i] - low_bond[i] * low_c[i]);
        field_c[i] -= inverse[i] * (high_bond[i] * high_b[i] - low_bond[i] * low_b[i]);
    }
}

/* Along x the neighbours are one cell aside: the inner cells in one call, the ends apart. */
static void add_x(const struct pass *p, const struct row *r)
{
    const struct bonds *b = &p->g->bonds;
    const real *bond = b->bulk_x + r->west_bond, *inverse = b->inverse_saturation + r->at;
    const real *my = p->m.y + r->at, *mz = p->m.z + r->at;
    real *fy = p->field_T.y + r->at, *fz = p->field_T.z + r->at;
    const size_t n = r->n;

    if (n == 1)
        return;
    add_pair(1, inverse, bond, bond + 1, my, mz, my + 1, mz + 1, fy, fz);
    add_pair(n - 2, inverse + 1, bond + 1, bond + 2, my, mz, my + 2, mz + 2, fy + 1, fz + 1);
    add_pair(1, inverse + n - 1, bond + n - 1, bond + n, my + n - 2, mz + n - 2, my, mz, fy + n - 1,
             fz + n - 1);
}

static void add_rows(void *context, int begin, int end)
{
    const struct pass *p = context;
    const struct bonds *b = &p->g->bonds;

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);
        const real *inverse = b->inverse_saturation + r.at;

        add_x(p, &r);
        add_pair(r.n, inverse, b->bulk_y + r.south_bond, b->bulk_y + r.north_bond, p->m.z + r.south,
                 p->m.x + r.south, p->m.z + r.north, p->m.x + r.north, p->field_T.z + r.at,
                 p->field_T.x + r.at);
        if (b->has_z)
            add_pair(r.n, inverse, b->bulk_z + r.below_bond, b->bulk_z + r.above_bond,
                     p->m.x + r.below, p->m.y + r.below, p->m.x + r.above, p->m.y + r.above,
                     p->field_T.x + r.at, p->field_T.y + r.at);
    }
}

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    struct pass p = {g, m, field_T, time_s};

    if (g->bonds.has_bulk)
        crew_run(g->crew, add_rows, &p, mesh_rows(&g->mesh));
}

static double pair(struct vector_field m, int direction, size_t i, size_t j)
{
    const real *const along[] = {m.x, m.y, m.z};

    return row_pair(along[(direction + 1) % 3], along[(direction + 2) % 3], i, j);
}

static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    const struct bonds *b = &g->bonds;

    (void)time_s;
    return row_sum_bonds(g, m, b->bulk_x, b->bulk_y, b->bulk_z, pair)
           * mesh_cell_volume_m3(&g->mesh);
}

const struct field_term field_bulk_dmi = {"bulk_dmi", add_field, energy_J};
