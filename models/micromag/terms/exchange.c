#include "micromag/terms/rows.h"
#include "base/simd.h"
/* E = sum over pairs of neighbours A_ij (m_i - m_j)^2 / d^2 V, A_ij the harmonic mean (the series
 * circuit of two half cells). B_i = 2 / Ms_i sum_j A_ij (m_j - m_i) / d^2. The rim is free. */

struct stencil {
    const real *west_bond, *south_bond, *north_bond, *below_bond, *above_bond, *inverse;
};

static inline real exchange_at(const struct stencil *b, size_t i, size_t west, size_t east,
                               const real *m, const real *south, const real *north)
{
    return b->inverse[i]
           * (b->west_bond[i] * (m[west] - m[i]) + b->west_bond[i + 1] * (m[east] - m[i])
              + b->south_bond[i] * (south[i] - m[i]) + b->north_bond[i] * (north[i] - m[i]));
}

SKYLOOM_SIMD static void add_plane(const struct stencil *b, size_t n, const real *m,
                                   const real *south, const real *north, real *restrict field)
{
    field[0] += exchange_at(b, 0, 0, n > 1, m, south, north);
    for (size_t i = 1; i + 1 < n; i++)
        field[i] += exchange_at(b, i, i - 1, i + 1, m, south, north);
    if (n > 1)
        field[n - 1] += exchange_at(b, n - 1, n - 2, n - 1, m, south, north);
}

SKYLOOM_SIMD static void add_layers(const struct stencil *b, size_t n, const real *m,
                                    const real *below, const real *above, real *restrict field)
{
    for (size_t i = 0; i < n; i++)
        field[i] += b->inverse[i]
                    * (b->below_bond[i] * (below[i] - m[i]) + b->above_bond[i] * (above[i] - m[i]));
}

static struct stencil stencil_of(const struct bonds *b, const struct row *r)
{
    return (struct stencil){b->exchange_x + r->west_bond,  b->exchange_y + r->south_bond,
                            b->exchange_y + r->north_bond, b->exchange_z + r->below_bond,
                            b->exchange_z + r->above_bond, b->inverse_saturation + r->at};
}

static void add_plane_rows(void *context, int begin, int end)
{
    const struct pass *p = context;
    const real *m[3] = {p->m.x, p->m.y, p->m.z};
    real *field[3] = {p->field_T.x, p->field_T.y, p->field_T.z};

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);
        const struct stencil s = stencil_of(&p->g->bonds, &r);

        for (int c = 0; c < 3; c++)
            add_plane(&s, r.n, m[c] + r.at, m[c] + r.south, m[c] + r.north, field[c] + r.at);
    }
}

static void add_layer_rows(void *context, int begin, int end)
{
    const struct pass *p = context;
    const real *m[3] = {p->m.x, p->m.y, p->m.z};
    real *field[3] = {p->field_T.x, p->field_T.y, p->field_T.z};

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);
        const struct stencil s = stencil_of(&p->g->bonds, &r);

        for (int c = 0; c < 3; c++)
            add_layers(&s, r.n, m[c] + r.at, m[c] + r.below, m[c] + r.above, field[c] + r.at);
    }
}

void field_add_layer_exchange(const struct magnet *g, struct vector_field m,
                              struct vector_field field_T)
{
    struct pass p = {g, m, field_T, 0.0};

    if (g->bonds.has_z)
        crew_run(g->crew, add_layer_rows, &p, mesh_rows(&g->mesh));
}

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    struct pass p = {g, m, field_T, time_s};

    crew_run(g->crew, add_plane_rows, &p, mesh_rows(&g->mesh));
    field_add_layer_exchange(g, m, field_T);
}

static double squared_distance(struct vector_field m, int direction, size_t i, size_t j)
{
    const double x = (double)m.x[i] - (double)m.x[j], y = (double)m.y[i] - (double)m.y[j],
                 z = (double)m.z[i] - (double)m.z[j];

    (void)direction;
    return x * x + y * y + z * z;
}

static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    const struct bonds *b = &g->bonds;

    (void)time_s;
    return 0.5 * row_sum_bonds(g, m, b->exchange_x, b->exchange_y, b->exchange_z, squared_distance)
           * mesh_cell_volume_m3(&g->mesh);
}

const struct field_term field_exchange = {"exchange", add_field, energy_J};
