#include <math.h>
#include "base/constants.h"
#include "micromag/film.h"

static double exchange_m(const struct film *f, size_t i)
{
    const struct material *mat = &f->magnet.material;
    const double saturation = (double)mat->saturation_A_per_m[i];

    return sqrt(2.0 * (double)mat->exchange_J_per_m[i] / (mu0_N_per_A2 * saturation * saturation));
}

static double wall_m(const struct film *f, size_t i)
{
    const struct material *mat = &f->magnet.material;
    const double saturation = (double)mat->saturation_A_per_m[i], up = (double)mat->axis.z[i];
    const double anisotropy = (double)mat->anisotropy_J_per_m3[i];
    const double stray = f->config.magnetostatic == MAGNETOSTATIC_OFF
                             ? 0.0
                             : 0.5 * mu0_N_per_A2 * saturation * saturation * up * up;

    return anisotropy == 0.0 ? INFINITY
                             : sqrt((double)mat->exchange_J_per_m[i] / fabs(anisotropy - stray));
}

static double dmi_m(const struct film *f, size_t i)
{
    const struct material *mat = &f->magnet.material;
    const double dmi =
        fmax(fabs((double)mat->dmi_J_per_m2[i]), fabs((double)mat->bulk_dmi_J_per_m2[i]));

    return dmi == 0.0 ? INFINITY : 2.0 * (double)mat->exchange_J_per_m[i] / dmi;
}

double film_shortest_m(const struct film *f, enum film_length which, int *region)
{
    static double (*const of_cell_m[FILM_LENGTHS])(const struct film *, size_t) = {
        [FILM_EXCHANGE] = exchange_m, [FILM_WALL] = wall_m, [FILM_DMI] = dmi_m};
    const struct material *mat = &f->magnet.material;
    double shortest_m = INFINITY;

    *region = 0;
    for (size_t i = 0; i < mesh_cells(&f->magnet.mesh); i++) {
        const bool couples = mat->saturation_A_per_m[i] > 0 && mat->exchange_J_per_m[i] > 0;
        const double length_m = couples ? of_cell_m[which](f, i) : INFINITY;

        if (length_m < shortest_m) {
            shortest_m = length_m;
            *region = f->region[i];
        }
    }
    return shortest_m;
}

/* --- whether cells are small enough for what turns in them --- */

/* Static figures of a wall along an axis of
 * the mesh, in docs/micromagnetics.md: at 0.8 of its width it takes 0.7 % of 2 K / Ms to move it
 * from one cell to the next, at 1 already 6 %, at 1.3 all of it. */

static const struct {
    double most; /* sides of a cell in it */
    const char *name, *effect;
} lengths[FILM_LENGTHS] = {
    [FILM_EXCHANGE] = {1.0, "exchange lengths",
                       "m may turn within it, walls and vortices may stick"},
    [FILM_WALL] = {0.8, "wall widths sqrt(A / K)", "walls stick to the mesh"},
    [FILM_DMI] = {1.0, "lengths 2 A / |D|", "m may turn within it by more than a radian"},
};

/* The longest side along which there is a neighbour to turn against; of the exchange length, which
 * the stray field of one cell asks for too, the longest of all. */
static double side_m(const struct mesh *mesh, enum film_length which)
{
    const bool all = which == FILM_EXCHANGE;
    double side_m = all || mesh->n_x > 1 ? mesh->cell_x_m : 0.0;

    side_m = fmax(side_m, all || mesh->n_y > 1 ? mesh->cell_y_m : 0.0);
    return fmax(side_m, all || (mesh->n_z > 1 && mesh->spacer_m == 0.0) ? mesh->cell_z_m : 0.0);
}

void film_doubt_cells(const struct film *f, const char *const region_name[], struct warnings *out)
{
    for (int k = 0; k < FILM_LENGTHS; k++) {
        int region;
        const double length_m = film_shortest_m(f, (enum film_length)k, &region);
        const double sides = side_m(&f->magnet.mesh, (enum film_length)k) / length_m;
        const char *name = region_name != NULL ? region_name[region] : NULL;
        const bool is_named = name != NULL && name[0] != '\0';

        if (sides > lengths[k].most)
            warnings_add(out,
                         "the longest side of a cell is %.3g %s of %.3g nm%s%s, should be at most "
                         "%g: %s",
                         sides, lengths[k].name, 1e9 * length_m, is_named ? " in region " : "",
                         is_named ? name : "", lengths[k].most, lengths[k].effect);
    }
}
