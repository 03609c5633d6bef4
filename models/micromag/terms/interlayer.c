#include "micromag/terms/rows.h"
#include "base/simd.h"
/* Exchange through a spacer (RKKY): E = -J a m_i . m_j for the two cells across it, a the area of a
 * cell, J > 0 parallel. B_i = J / (Ms t) m_j. */

SKYLOOM_SIMD static void add_row(size_t n, real factor_J_per_m3, const real *inverse, const real *m,
                                 real *restrict field)
{
    for (size_t i = 0; i < n; i++)
        field[i] += factor_J_per_m3 * inverse[i] * m[i];
}

static void add_rows(void *context, int begin, int end)
{
    const struct pass *p = context;
    const struct magnet *g = p->g;
    const real *m[3] = {p->m.x, p->m.y, p->m.z};
    real *field[3] = {p->field_T.x, p->field_T.y, p->field_T.z};

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&g->mesh, index);
        const int layer = index / g->mesh.n_y;
        const double below = layer > 0 ? g->interlayer_J_per_m2[layer - 1] : 0.0;
        const double above = layer + 1 < g->mesh.n_z ? g->interlayer_J_per_m2[layer] : 0.0;
        const real *inverse = g->bonds.inverse_saturation + r.at;

        for (int c = 0; c < 3; c++) { /* an empty cell across the spacer has m = 0 */
            add_row(r.n, (real)(below / g->mesh.cell_z_m), inverse, m[c] + r.below,
                    field[c] + r.at);
            add_row(r.n, (real)(above / g->mesh.cell_z_m), inverse, m[c] + r.above,
                    field[c] + r.at);
        }
    }
}

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    struct pass p = {g, m, field_T, time_s};

    if (g->interlayer_J_per_m2 != NULL)
        crew_run(g->crew, add_rows, &p, mesh_rows(&g->mesh));
}

static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    const size_t layer = (size_t)g->mesh.n_x * (size_t)g->mesh.n_y;
    double sum = 0.0;

    (void)time_s;
    for (int z = 0; g->interlayer_J_per_m2 != NULL && z + 1 < g->mesh.n_z; z++)
        for (size_t i = (size_t)z * layer; i < ((size_t)z + 1) * layer; i++)
            sum +=
                g->interlayer_J_per_m2[z]
                * ((double)m.x[i] * (double)m.x[i + layer] + (double)m.y[i] * (double)m.y[i + layer]
                   + (double)m.z[i] * (double)m.z[i + layer]);
    return -sum * g->mesh.cell_x_m * g->mesh.cell_y_m;
}

const struct field_term field_interlayer = {"interlayer", add_field, energy_J};
