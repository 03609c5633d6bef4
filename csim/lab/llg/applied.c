#include "lab/llg/applied.h"
#include <math.h>

void llg_applied_shares(const struct film *f, double share[MAGNET_REGIONS])
{
    const struct magnet *g = &f->magnet;
    double cells = 0.0;

    for (int r = 0; r < MAGNET_REGIONS; r++)
        share[r] = 0.0;
    for (size_t i = 0; i < mesh_cells(&g->mesh); i++)
        if (g->material.saturation_A_per_m[i] > 0) {
            share[g->region == NULL ? 0 : g->region[i]] += 1.0;
            cells += 1.0;
        }
    for (int r = 0; r < MAGNET_REGIONS; r++)
        share[r] /= cells; /* a film has a magnetic cell */
}

void llg_applied_field_T(const struct film *f, const double share[MAGNET_REGIONS],
                         double field_T[3])
{
    for (int c = 0; c < 3; c++)
        field_T[c] = 0.0;
    for (int i = 0; i < f->magnet.n_sources; i++) {
        const struct zeeman_source *source = &f->magnet.source[i];
        const double part = source->region < 0 ? 1.0 : share[source->region];
        const double factor = part * waveform_at(&source->waveform, f->llg.time_s);

        for (int c = 0; c < 3; c++)
            field_T[c] += factor * source->field_T[c];
    }
}

double llg_applied_density_A_per_m2(const struct llg_case *c)
{
    const double *in_plane = c->current.zhang_li_A_per_m2;
    double largest = 0.0, length;

    for (size_t i = 0; i < c->n_torques; i++) {
        const double density = c->torque[i].torque.density_A_per_m2;

        if (fabs(density) > fabs(largest))
            largest = density;
    }
    if (c->n_torques > 0)
        return largest;
    length = hypot(hypot(in_plane[0], in_plane[1]), in_plane[2]);
    for (int i = 0; i < 3; i++)
        if (in_plane[i] != 0.0)
            return copysign(length, in_plane[i]);
    return 0.0;
}
