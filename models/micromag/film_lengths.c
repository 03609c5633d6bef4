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
