#include "micromag/terms/rows.h"
#include "base/simd.h"
/* Interfacial DMI, energy density D [(m . grad) m_z - m_z div m]: D > 0 makes a core-down skyrmion
 * with m_r < 0, as OOMMF's does. (mumax3 has the opposite sign of D.) A pair (i, j) along x has
 * D V / d (m_x,i m_z,j - m_z,i m_x,j), which is the density at the middle of the bond. The rim has
 * no bond outwards; the sum of bonds then has the edge condition |dm/dn| = D / (2 A)
 * (S. Rohart, A. Thiaville, Phys. Rev. B 88, 184422 (2013)) as its own, at inner edges too.
 * B_x = -2 D / Ms dm_z/dx, B_y = -2 D / Ms dm_z/dy, B_z = 2 D / Ms (dm_x/dx + dm_y/dy). */

struct stencil {
    const real *west_bond, *south_bond, *north_bond, *inverse;
    const real *mx, *mz, *my_south, *my_north, *mz_south, *mz_north;
    real *fx, *fy, *fz;
};

static inline void dmi_at(const struct stencil *s, size_t i, size_t west, size_t east)
{
    const real bw = s->west_bond[i], be = s->west_bond[i + 1];
    const real bs = s->south_bond[i], bn = s->north_bond[i], inverse = s->inverse[i];

    s->fx[i] -= inverse * (be * s->mz[east] - bw * s->mz[west]);
    s->fy[i] -= inverse * (bn * s->mz_north[i] - bs * s->mz_south[i]);
    s->fz[i] +=
        inverse * (be * s->mx[east] - bw * s->mx[west] + bn * s->my_north[i] - bs * s->my_south[i]);
}

SKYLOOM_SIMD static void add_row(const struct stencil *stencil, size_t n)
{
    const struct stencil s = *stencil;

    dmi_at(&s, 0, 0, n > 1);
#pragma GCC ivdep
    for (size_t i = 1; i < n - 1; i++)
        dmi_at(&s, i, i - 1, i + 1);
    if (n > 1)
        dmi_at(&s, n - 1, n - 2, n - 1);
}

static void add_rows(void *context, int begin, int end)
{
    const struct pass *p = context;
    const struct bonds *b = &p->g->bonds;

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);
        const struct stencil s = {b->dmi_x + r.west_bond,  b->dmi_y + r.south_bond,
                                  b->dmi_y + r.north_bond, b->inverse_saturation + r.at,
                                  p->m.x + r.at,           p->m.z + r.at,
                                  p->m.y + r.south,        p->m.y + r.north,
                                  p->m.z + r.south,        p->m.z + r.north,
                                  p->field_T.x + r.at,     p->field_T.y + r.at,
                                  p->field_T.z + r.at};

        add_row(&s, r.n);
    }
}

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    struct pass p = {g, m, field_T, time_s};

    if (g->bonds.has_dmi)
        crew_run(g->crew, add_rows, &p, mesh_rows(&g->mesh));
}

static double pair(struct vector_field m, int direction, size_t i, size_t j)
{
    return row_pair(m.z, direction == 0 ? m.x : m.y, i, j);
}

static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    const struct bonds *b = &g->bonds;

    (void)time_s;
    return row_sum_bonds(g, m, b->dmi_x, b->dmi_y, NULL, pair) * mesh_cell_volume_m3(&g->mesh);
}

const struct field_term field_dmi = {"dmi", add_field, energy_J};
