#include "door/film.h"
#include <math.h>
#include <string.h>
#include "micromag/observe/observe.h"

void skyloom_film_mesh(const struct skyloom_film *film, int n[3], double cell_m[3])
{
    const struct mesh *mesh = &film->c.mesh;

    memcpy(n, (const int[]){mesh->n_x, mesh->n_y, mesh->n_z}, 3 * sizeof *n);
    memcpy(cell_m, (const double[]){mesh->cell_x_m, mesh->cell_y_m, mesh->cell_z_m},
           3 * sizeof *cell_m);
}

double skyloom_film_time_s(const struct skyloom_film *film) { return film->film.llg.time_s; }

uint64_t skyloom_film_steps(const struct skyloom_film *film) { return film->film.llg.step; }

void skyloom_film_mean(const struct skyloom_film *film, int layer, int region, double mean[3])
{
    if (layer < -1 || layer >= film->c.mesh.n_z)
        memset(mean, 0, 3 * sizeof *mean);
    else
        film_mean(&film->film, layer, region, mean);
}

/* Single precision to the other side, whatever the library counts in. */
static void copy_out(struct vector_field from, size_t n, float to[])
{
    for (size_t i = 0; i < n; i++) {
        to[i] = (float)from.x[i];
        to[n + i] = (float)from.y[i];
        to[2 * n + i] = (float)from.z[i];
    }
}

void skyloom_film_m(const struct skyloom_film *film, float m[])
{
    copy_out(film->film.m, mesh_cells(&film->c.mesh), m);
}

void skyloom_film_field(struct skyloom_film *film, float field_T[])
{
    copy_out(film_field_T(&film->film), mesh_cells(&film->c.mesh), field_T);
}

/* Squares of floats neither overflow nor vanish as doubles. */
static bool unit_of(const float m[], size_t n, size_t i, double unit[3])
{
    const double v[3] = {(double)m[i], (double)m[n + i], (double)m[2 * n + i]};
    const double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);

    for (int k = 0; k < 3; k++)
        unit[k] = v[k] / length;
    return isfinite(length) && length > 0.0;
}

static enum status check_m(const struct film *f, const float m[], size_t n, struct error *err)
{
    double unit[3];

    for (size_t i = 0; i < n; i++)
        if (f->magnet.material.saturation_A_per_m[i] > 0 && !unit_of(m, n, i, unit))
            return error_set(err, STATUS_BAD_CONFIG,
                             "film: m of cell %zu = (%g, %g, %g), must be finite and not zero", i,
                             (double)m[i], (double)m[n + i], (double)m[2 * n + i]);
    return STATUS_OK;
}

enum skyloom_status skyloom_film_set_m(struct skyloom_film *film, const float m[],
                                       struct skyloom_error *err)
{
    struct film *f = &film->film;
    const size_t n = mesh_cells(&film->c.mesh);
    struct error why;
    const enum status status = check_m(f, m, n, &why);
    double unit[3];

    for (size_t i = 0; status == STATUS_OK && i < n; i++)
        if (f->magnet.material.saturation_A_per_m[i] > 0 && unit_of(m, n, i, unit)) {
            f->m.x[i] = (real)unit[0];
            f->m.y[i] = (real)unit[1];
            f->m.z[i] = (real)unit[2];
        }
    film_m_changed(f);
    return door_error(err, status, &why);
}

double skyloom_film_energy_J(const struct skyloom_film *film, const char *term)
{
    double energies_J[FILM_MAX_TERMS], total_J;

    film_energies_J(&film->film, energies_J, &total_J);
    if (term == NULL)
        return total_J;
    for (size_t i = 0; field_terms[i] != NULL; i++)
        if (strcmp(field_terms[i]->name, term) == 0)
            return energies_J[i];
    return NAN;
}

double skyloom_film_charge(const struct skyloom_film *film, int layer)
{
    if (layer < 0 || layer >= film->c.mesh.n_z)
        return NAN;
    return charge_berg_luescher(&film->film.magnet, film->film.m, layer);
}

enum skyloom_status skyloom_film_write(const struct skyloom_film *film, const char *path,
                                       struct skyloom_error *err)
{
    const struct ovf_quantity quantity = {"m", "1"};
    struct error why;

    return door_error(err,
                      ovf_write(door_name(path), &film->c.mesh, film->film.m, &quantity,
                                film->film.llg.time_s, (enum ovf_format)film->c.output.ovf_format,
                                &why),
                      &why);
}
