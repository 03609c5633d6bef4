#include "lab/llg/film_parts.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
/* What a case asks for has cells to act on, or is refused; what acts on nothing by itself is told.
 * Only a painted film knows: regions hide each other, and pictures may be white. */

static const char *where_of(const struct llg_case *c)
{
    return c->file.text[0] != '\0' ? c->file.text : c->name;
}

enum status llg_film_check_magnetic(const struct film *f, const struct llg_case *c,
                                    struct error *err)
{
    const size_t n = mesh_cells(&f->magnet.mesh);
    size_t cells[OUTSIDE + 1] = {0};
    int most = 0;

    for (size_t i = 0; i < n; i++) {
        if (f->magnet.material.saturation_A_per_m[i] > 0)
            return STATUS_OK;
        cells[f->region[i]]++;
    }
    for (int r = 0; r <= (int)c->n_regions; r++)
        most = cells[r] > cells[most] ? r : most;
    if (cells[most] == 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.200s: no cell is magnetic: geometry holds none of %zu cells",
                         where_of(c), n);
    return error_set(err, STATUS_BAD_CONFIG,
                     "%.200s: no cell is magnetic: %s%s, with saturation_A_per_m = 0 A/m, covers "
                     "%zu of %zu cells",
                     where_of(c), most > 0 ? "region " : "material",
                     most > 0 ? c->region[most - 1].name : "", cells[most], n);
}

/* --- cells --- */

static size_t in_layer(const struct film *f)
{
    return (size_t)f->magnet.mesh.n_x * (size_t)f->magnet.mesh.n_y;
}

static bool is_magnetic(const struct film *f, size_t i)
{
    return f->magnet.material.saturation_A_per_m[i] > 0;
}

/* Layer or region -1: any. */
static bool has_magnetic(const struct film *f, int layer, int region)
{
    const size_t begin = layer == -1 ? 0 : (size_t)layer * in_layer(f);
    const size_t end = layer == -1 ? mesh_cells(&f->magnet.mesh) : begin + in_layer(f);

    for (size_t i = begin; i < end; i++)
        if (is_magnetic(f, i) && (region == -1 || f->region[i] == region))
            return true;
    return false;
}

static bool has_cell(const struct film *f, int region)
{
    for (size_t i = 0; i < mesh_cells(&f->magnet.mesh); i++)
        if (f->region[i] == region)
            return true;
    return false;
}

/* --- refused --- */

static enum status check_region(const struct film *f, const struct llg_case *c, const char *what,
                                const char *name, int layer, struct error *err)
{
    const int region = llg_case_region(c, name);

    if (name[0] == '\0' || has_magnetic(f, layer, region))
        return STATUS_OK;
    if (!has_cell(f, region))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.200s: %s.region = %s, must have a cell: none of its own is left, later "
                         "regions lie over it or the geometry leaves it out",
                         where_of(c), what, name);
    return error_set(err, STATUS_BAD_CONFIG, "%.200s: %s.region = %s, must have a magnetic cell%s",
                     where_of(c), what, name, layer == -1 ? "" : " in that layer");
}

static enum status check_layer(const struct film *f, const struct llg_case *c, const char *what,
                               int64_t layer, struct error *err)
{
    return layer == -1 || has_magnetic(f, (int)layer, -1)
               ? STATUS_OK
               : error_set(err, STATUS_BAD_CONFIG,
                           "%.200s: %s.layer = %d, must be a layer with a magnetic cell",
                           where_of(c), what, (int)layer);
}

static enum status check_forces(const struct film *f, const struct llg_case *c, struct error *err)
{
    enum status status = STATUS_OK;
    char what[32];

    for (size_t i = 0; status == STATUS_OK && i < c->n_fields; i++) {
        snprintf(what, sizeof what, "field[%zu]", i);
        status = check_region(f, c, what, c->field[i].region, -1, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < c->n_torques; i++) {
        snprintf(what, sizeof what, "torque[%zu]", i);
        status = check_layer(f, c, what, c->torque[i].layer, err);
    }
    return status;
}

static bool holds_a_cell(const struct film *f, const struct start_skyrmion *s)
{
    const struct mesh *mesh = &f->magnet.mesh;

    for (size_t i = 0; i < mesh_cells(mesh); i++) {
        const size_t n_x = (size_t)mesh->n_x, n_y = (size_t)mesh->n_y;
        const double x_m = ((double)(i % n_x) + 0.5) * mesh->cell_x_m - s->x_m;
        const double y_m = ((double)(i / n_x % n_y) + 0.5) * mesh->cell_y_m - s->y_m;

        if (is_magnetic(f, i) && (s->layer == -1 || (size_t)s->layer == i / in_layer(f))
            && hypot(x_m, y_m) <= s->radius_m)
            return true;
    }
    return false;
}

static enum status check_skyrmions(const struct film *f, const struct llg_case *c,
                                   struct error *err)
{
    for (size_t i = 0; i < c->n_skyrmions; i++) {
        const struct start_skyrmion *s = &c->skyrmion[i];

        if (!holds_a_cell(f, s))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%.200s: skyrmion[%zu] at x_m = %g m, y_m = %g m: no magnetic cell "
                             "lies within radius_m = %g m",
                             where_of(c), i, s->x_m, s->y_m, s->radius_m);
    }
    return STATUS_OK;
}

static bool layers_face_each_other(const struct film *f)
{
    for (size_t i = 0; i + in_layer(f) < mesh_cells(&f->magnet.mesh); i++)
        if (is_magnetic(f, i) && is_magnetic(f, i + in_layer(f)))
            return true;
    return false;
}

static enum status check_axes(const struct film *f, const struct llg_case *c, struct error *err)
{
    const struct material *mat = &f->magnet.material;

    for (size_t i = 0; i < mesh_cells(&f->magnet.mesh); i++) {
        const int r = f->region[i];

        if (is_magnetic(f, i) && mat->anisotropy_J_per_m3[i] != 0 && mat->axis.x[i] == 0
            && mat->axis.y[i] == 0 && mat->axis.z[i] == 0)
            return error_set(err, STATUS_BAD_CONFIG,
                             "%.200s: %s%s: easy_axis = [0, 0, 0], must have a length where "
                             "anisotropy_J_per_m3 = %g J/m^3",
                             where_of(c), r > 0 ? "region " : "material",
                             r > 0 ? c->region[r - 1].name : "",
                             (double)mat->anisotropy_J_per_m3[i]);
    }
    return STATUS_OK;
}

enum status llg_film_check_effects(const struct film *f, const struct llg_case *c,
                                   struct error *err)
{
    enum status status = check_axes(f, c, err);

    if (status == STATUS_OK)
        status = check_forces(f, c, err);
    if (status == STATUS_OK)
        status = check_skyrmions(f, c, err);
    if (status == STATUS_OK && c->interlayer_J_per_m2 != 0.0 && !layers_face_each_other(f))
        status =
            error_set(err, STATUS_BAD_CONFIG,
                      "%.200s: interlayer.coupling_J_per_m2 = %g J/m^2, must be 0: no two magnetic "
                      "cells of neighbouring layers face each other",
                      where_of(c), c->interlayer_J_per_m2);
    if (status == STATUS_OK && c->readout.on)
        status = check_layer(f, c, "readout", c->readout.mtj.layer, err);
    if (status == STATUS_OK && c->readout.on)
        status = check_region(f, c, "readout", c->readout.region, (int)c->readout.mtj.layer, err);
    return status;
}

/* --- told --- */

static void tell_of_cells(const struct film *f, const struct llg_case *c,
                          const struct llg_listener *l)
{
    const char *name[CASE_MAX_REGIONS + 1] = {NULL};
    struct warnings doubts = {0};

    for (size_t i = 0; i < c->n_regions; i++)
        name[i + 1] = c->region[i].name;
    film_doubt_cells(f, name, &doubts);
    for (int i = 0; i < doubts.n; i++)
        l->tell(l->context, doubts.line[i]);
}

void llg_film_tell(const struct film *f, const struct llg_case *c, const struct llg_listener *l)
{
    char text[200];

    for (size_t i = 0; i < c->n_regions; i++)
        if (!has_cell(f, (int)i + 1)) {
            snprintf(text, sizeof text,
                     "region %s has no cell of its own left: later regions lie over it or the "
                     "geometry leaves it out",
                     c->region[i].name);
            l->tell(l->context, text);
        }
    if (!has_magnetic(f, (int)c->skyrmion_finder.layer, -1)) {
        snprintf(
            text, sizeof text,
            "finder.layer = %d has no magnetic cell: charge and skyrmions are those of nothing",
            (int)c->skyrmion_finder.layer);
        l->tell(l->context, text);
    }
    tell_of_cells(f, c, l);
}
