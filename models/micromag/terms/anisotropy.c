#include "micromag/terms/rows.h"
#include "base/simd.h"
/* E = Ku [1 - (m . u)^2] V, zero along the axis (OOMMF counts so for Ku > 0).
 * B = 2 Ku / Ms (m . u) u. */

SKYLOOM_SIMD static void add_row(size_t n, const real *inverse, const real *constant,
                                 struct vector_field u, struct vector_field m,
                                 struct vector_field field)
{
    real *restrict fx = field.x, *restrict fy = field.y, *restrict fz = field.z;

    for (size_t i = 0; i < n; i++) {
        const real along = m.x[i] * u.x[i] + m.y[i] * u.y[i] + m.z[i] * u.z[i];
        const real size = 2 * constant[i] * inverse[i] * along;

        fx[i] += size * u.x[i];
        fy[i] += size * u.y[i];
        fz[i] += size * u.z[i];
    }
}

static void add_rows(void *context, int begin, int end)
{
    const struct pass *p = context;
    const struct material *mat = &p->g->material;

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);

        add_row(r.n, p->g->bonds.inverse_saturation + r.at, mat->anisotropy_J_per_m3 + r.at,
                vector_at(mat->axis, r.at), vector_at(p->m, r.at), vector_at(p->field_T, r.at));
    }
}

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    struct pass p = {g, m, field_T, time_s};

    if (g->bonds.has_anisotropy)
        crew_run(g->crew, add_rows, &p, mesh_rows(&g->mesh));
}

static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    const struct material *mat = &g->material;
    double sum = 0.0;

    (void)time_s;
    for (size_t i = 0; i < mesh_cells(&g->mesh); i++) {
        const double along = (double)m.x[i] * (double)mat->axis.x[i]
                             + (double)m.y[i] * (double)mat->axis.y[i]
                             + (double)m.z[i] * (double)mat->axis.z[i];

        if (mat->saturation_A_per_m[i] > 0)
            sum += (double)mat->anisotropy_J_per_m3[i] * (1.0 - along * along);
    }
    return sum * mesh_cell_volume_m3(&g->mesh);
}

const struct field_term field_anisotropy = {"anisotropy", add_field, energy_J};
