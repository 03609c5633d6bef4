#include "micromag/observe/thermometer.h"
#include <math.h>
#include "base/constants.h"
#include "micromag/terms/rows.h"

/* tr H - m . H m of cell i of row r, divided by V. */
static double own_curvature(const struct magnet *g, const struct row *r, size_t i,
                            const double diagonal[3], const double m[3])
{
    const struct bonds *b = &g->bonds;
    const struct material *mat = &g->material;
    const size_t at = r->at + i;
    const double exchange =
        (double)b->exchange_x[r->west_bond + i] + (double)b->exchange_x[r->west_bond + i + 1]
        + (double)b->exchange_y[r->south_bond + i] + (double)b->exchange_y[r->north_bond + i]
        + (double)b->exchange_z[r->below_bond + i] + (double)b->exchange_z[r->above_bond + i];
    const double along = m[0] * (double)mat->axis.x[at] + m[1] * (double)mat->axis.y[at]
                         + m[2] * (double)mat->axis.z[at];
    const double ms = (double)mat->saturation_A_per_m[at];
    double demag = 0.0;

    for (int c = 0; c < 3; c++)
        demag += diagonal[c] * (1.0 - m[c] * m[c]);
    return 2.0 * exchange - 2.0 * (double)mat->anisotropy_J_per_m3[at] * (1.0 - along * along)
           + mu0_N_per_A2 * ms * ms * demag;
}

static void read_row(struct thermometer *t, const struct magnet *g, const struct row *r,
                     const double diagonal[3], struct vector_field m, struct vector_field field_T)
{
    const double volume_m3 = mesh_cell_volume_m3(&g->mesh);

    for (size_t i = 0; i < r->n; i++) {
        const size_t at = r->at + i;
        const double moment = (double)g->material.saturation_A_per_m[at] * volume_m3;
        const double v[3] = {(double)m.x[at], (double)m.y[at], (double)m.z[at]};
        const double b[3] = {(double)field_T.x[at], (double)field_T.y[at], (double)field_T.z[at]};
        const double along = v[0] * b[0] + v[1] * b[1] + v[2] * b[2];
        const double torque[3] = {v[1] * b[2] - v[2] * b[1], v[2] * b[0] - v[0] * b[2],
                                  v[0] * b[1] - v[1] * b[0]};

        if (moment == 0.0)
            continue;
        t->gradient_J2 += moment * moment
                          * (torque[0] * torque[0] + torque[1] * torque[1] + torque[2] * torque[2]);
        t->divergence_J += 2.0 * moment * along + volume_m3 * own_curvature(g, r, i, diagonal, v);
    }
}

void thermometer_read(struct thermometer *t, const struct magnet *g, double time_s,
                      struct vector_field m, struct vector_field scratch_T)
{
    struct magnet quiet = *g;
    double diagonal[3] = {0.0, 0.0, 0.0};

    quiet.thermal.config.temperature_K = 0.0;
    field_set_total(&quiet, time_s, m, scratch_T);
    if (g->demag != NULL)
        demag_self_tensor(g->demag, diagonal);
    for (int index = 0; index < mesh_rows(&g->mesh); index++) {
        const struct row r = row_of(&g->mesh, index);

        read_row(t, g, &r, diagonal, m, scratch_T);
    }
    t->readings++;
}

double thermometer_K(const struct thermometer *t)
{
    return t->readings > 0 ? t->gradient_J2 / (boltzmann_J_per_K * t->divergence_J) : NAN;
}
