#include "lab/llg/film_parts.h"
#include <math.h>
#include <stdio.h>
#include "base/constants.h"
/* Over which lengths m turns by a radian, and whether a cell is small enough for them:
 *     sqrt(2 A / (mu0 Ms^2)), exchange against the stray field,
 *     sqrt(A / K), a wall: K = |Ku - mu0 Ms^2 / 2 (u_z)^2|, in a thin film,
 *     2 A / |D|, the spiral that the DMI prefers.
 * In cells wider than its sqrt(A / K) a wall is held by the mesh; see docs/micromagnetics.md for
 * the field that it takes to move it. */

static double of_exchange_m(const struct film *f, size_t i)
{
    const struct material *mat = &f->magnet.material;
    const double saturation = (double)mat->saturation_A_per_m[i];

    return sqrt(2.0 * (double)mat->exchange_J_per_m[i] / (mu0_N_per_A2 * saturation * saturation));
}

static double of_wall_m(const struct film *f, size_t i)
{
    const struct material *mat = &f->magnet.material;
    const double saturation = (double)mat->saturation_A_per_m[i], up = (double)mat->axis.z[i];
    const double anisotropy = (double)mat->anisotropy_J_per_m3[i];
    const double stray = f->c->magnetostatic == MAGNETOSTATIC_OFF
                             ? 0.0
                             : 0.5 * mu0_N_per_A2 * saturation * saturation * up * up;

    return anisotropy == 0.0 ? INFINITY
                             : sqrt((double)mat->exchange_J_per_m[i] / fabs(anisotropy - stray));
}

static double of_dmi_m(const struct film *f, size_t i)
{
    const struct material *mat = &f->magnet.material;
    const double dmi =
        fmax(fabs((double)mat->dmi_J_per_m2[i]), fabs((double)mat->bulk_dmi_J_per_m2[i]));

    return 2.0 * (double)mat->exchange_J_per_m[i] / dmi; /* without DMI infinite */
}

static const struct {
    double (*of_cell_m)(const struct film *f, size_t i);
    double most; /* sides of a cell in it */
    const char *name, *effect;
} lengths[FILM_LENGTHS] = {
    [FILM_EXCHANGE] = {of_exchange_m, 1.0, "exchange lengths",
                       "m may turn within it, walls and vortices may stick"},
    [FILM_WALL] = {of_wall_m, 0.8, "wall widths sqrt(A / K)", "walls stick to the mesh"},
    [FILM_DMI] = {of_dmi_m, 1.0, "lengths 2 A / |D|", "m may turn within it by more than a radian"},
};

/* The longest side along which there is a neighbour to turn against; of the exchange length, which
 * the stray field of one cell asks for too, the longest of all. */
static double side_m(const struct mesh *mesh, enum film_length_kind kind)
{
    const bool all = kind == FILM_EXCHANGE;
    double side_m = all || mesh->n_x > 1 ? mesh->cell_x_m : 0.0;

    side_m = fmax(side_m, all || mesh->n_y > 1 ? mesh->cell_y_m : 0.0);
    return fmax(side_m, all || (mesh->n_z > 1 && mesh->spacer_m == 0.0) ? mesh->cell_z_m : 0.0);
}

void film_measure_cells(struct film *f)
{
    for (int k = 0; k < FILM_LENGTHS; k++) {
        struct film_length *shortest = &f->length[k];

        *shortest = (struct film_length){.shortest_m = INFINITY};
        for (size_t i = 0; i < mesh_cells(&f->c->mesh); i++) {
            double length_m;

            if (!(f->magnet.material.saturation_A_per_m[i] > 0
                  && f->magnet.material.exchange_J_per_m[i] > 0))
                continue;
            length_m = lengths[k].of_cell_m(f, i);
            if (length_m < shortest->shortest_m)
                *shortest = (struct film_length){length_m, f->magnet.region[i], 0.0};
        }
        shortest->cells = side_m(&f->c->mesh, (enum film_length_kind)k) / shortest->shortest_m;
    }
}

void film_tell_of_cells(const struct film *f, const struct llg_listener *l)
{
    for (int k = 0; k < FILM_LENGTHS; k++) {
        const struct film_length *shortest = &f->length[k];
        const int r = shortest->region;
        char text[256];

        if (!(shortest->cells > lengths[k].most))
            continue;
        snprintf(text, sizeof text,
                 "the longest side of a cell is %.3g %s of %.3g nm%s%s, should be at most %g: %s",
                 shortest->cells, lengths[k].name, 1e9 * shortest->shortest_m,
                 r > 0 ? " in region " : "", r > 0 ? f->c->region[r - 1].name : "", lengths[k].most,
                 lengths[k].effect);
        l->tell(l->context, text);
    }
}
