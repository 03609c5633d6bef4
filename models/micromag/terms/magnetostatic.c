#include "micromag/terms/rows.h"
/* E = - 1/2 sum Ms V m . B of the demag field. */

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    (void)time_s;
    if (g->demag != NULL)
        demag_add_field(g->demag, g->material.saturation_A_per_m, m, field_T);
}

static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    const struct vector_field b = g->scratch_T;
    const real *saturation = g->material.saturation_A_per_m;
    const size_t n = mesh_cells(&g->mesh);
    double sum = 0.0;

    if (g->demag == NULL)
        return 0.0;
    for (size_t i = 0; i < n; i++)
        b.x[i] = b.y[i] = b.z[i] = 0;
    add_field(g, time_s, m, b);
    for (size_t i = 0; i < n; i++)
        sum += (double)saturation[i]
               * ((double)m.x[i] * (double)b.x[i] + (double)m.y[i] * (double)b.y[i]
                  + (double)m.z[i] * (double)b.z[i]);
    return -0.5 * sum * mesh_cell_volume_m3(&g->mesh);
}

const struct field_term field_magnetostatic = {"demag", add_field, energy_J};
