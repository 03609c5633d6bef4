#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "io/png.h"
#include "lab/llg/case_parts.h"
/* What one key alone cannot say. */
#define BAD CASE_BAD

/* So short that its square is lost. */
static bool is_zero(const double v[3])
{
    return !(v[0] * v[0] + v[1] * v[1] + v[2] * v[2] >= DBL_MIN);
}

static enum status check_keys(const struct case_check *k)
{
    struct llg_case defaults;
    const struct settings settings = llg_case_settings(&defaults);

    return settings_check(&settings, k->c, k->where, k->err);
}

/* --- mesh, regions, materials --- */

static enum status check_name(const struct case_check *k)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    const char *name = k->c->name;

    if (name[0] == '\0' || name[0] == '.' || name[strspn(name, allowed)] != '\0')
        return BAD(k, "name = %s, must be letters, digits, '_', '-', '.'", k->where, name);
    return STATUS_OK;
}

static enum status check_mesh(const struct case_check *k)
{
    const struct llg_case *c = k->c;
    const int64_t cells = c->n_x * c->n_y * c->n_z;

    if (cells > (int64_t)OVF_MAX_CELLS)
        return BAD(k, "mesh: n_x x n_y x n_z = %" PRId64 " cells, must be in [1, %zu]", k->where,
                   cells, OVF_MAX_CELLS);
    if (c->magnetostatic == MAGNETOSTATIC_AVERAGED && c->n_z != 1)
        return BAD(k,
                   "magnetostatics.mode = averaged: mesh.n_z = %" PRId64 ", must be 1 (one "
                   "layer stands for n_stack)",
                   k->where, c->n_z);
    if (c->magnetostatic != MAGNETOSTATIC_AVERAGED && c->n_stack != 1)
        return BAD(k, "magnetostatics.n_stack = %" PRId64 ", must be 1 unless mode is averaged",
                   k->where, c->n_stack);
    if (c->interlayer_J_per_m2 != 0.0 && c->n_z == 1)
        return BAD(k, "interlayer.coupling_J_per_m2 = %g J/m^2, must be 0: there is one layer",
                   k->where, c->interlayer_J_per_m2);
    return STATUS_OK;
}

/* A file that is named where `kind` asks for one, and nowhere else. */
static enum status check_file(const struct case_check *k, const char *key, const char *file,
                              const char *kind, bool wanted)
{
    if (wanted && file[0] == '\0')
        return BAD(k, "%s = , must name a file: %s", k->where, key, kind);
    return wanted || file[0] == '\0'
               ? STATUS_OK
               : BAD(k, "%s = %.100s, must be left out unless %s", k->where, key, file, kind);
}

static enum status check_shape(const struct case_check *k, const char *what,
                               const struct shape *shape, const char *image)
{
    char key[64], place[300];
    enum status status;

    snprintf(key, sizeof key, "%s.image", what);
    snprintf(place, sizeof place, "%.200s: %s", k->where, what);
    status = check_file(k, key, image, "shape = image", shape->kind == SHAPE_IMAGE);
    if (status == STATUS_OK)
        status = case_check_shape_keys(k, what, shape);
    return status == STATUS_OK ? shape_check(shape, &k->c->mesh, place, k->err) : status;
}

static enum status check_regions(const struct case_check *k)
{
    const struct llg_case *c = k->c;
    enum status status = check_shape(k, "geometry", &c->geometry, c->geometry_image);

    for (size_t i = 0; status == STATUS_OK && i < c->n_regions; i++) {
        const struct case_region *r = &c->region[i];
        char what[32];

        if (llg_case_region(c, r->name) != (int)i + 1)
            return BAD(k, "region[%zu].name = %s, must be a name of its own", k->where, i, r->name);
        snprintf(what, sizeof what, "region[%zu]", i);
        status = check_shape(k, what, &r->shape, r->image);
    }
    return status;
}

static enum status check_materials(const struct case_check *k)
{
    double saturation = 0.0;

    for (int i = 0; i <= (int)k->c->n_regions; i++) {
        const struct cell_material m = llg_case_material(k->c, i);

        if (m.anisotropy_J_per_m3 != 0.0 && is_zero(m.easy_axis))
            return BAD(k,
                       "%s%s: easy_axis = [0, 0, 0], must have a length where "
                       "anisotropy_J_per_m3 = %g J/m^3",
                       k->where, i > 0 ? "region " : "material",
                       i > 0 ? k->c->region[i - 1].name : "", m.anisotropy_J_per_m3);
        if (m.exchange_J_per_m > 0.0 && k->c->interlayer_J_per_m2 != 0.0
            && k->c->mesh.spacer_m == 0.0)
            return BAD(k,
                       "interlayer.coupling_J_per_m2 = %g J/m^2, must be 0 where mesh.spacer_m = 0 "
                       "m: layers that touch are coupled by exchange_J_per_m = %g J/m",
                       k->where, k->c->interlayer_J_per_m2, m.exchange_J_per_m);
        saturation = fmax(saturation, m.saturation_A_per_m);
    }
    if (!(saturation > 0.0))
        return BAD(k, "material: saturation_A_per_m = 0 A/m everywhere, must be > 0 in a region",
                   k->where);
    return STATUS_OK;
}

/* --- what lies in regions and layers --- */

static enum status check_region_name(const struct case_check *k, const char *what, const char *name)
{
    return llg_case_region(k->c, name) != -2
               ? STATUS_OK
               : BAD(k, "%s.region = %s, must be the name of a region", k->where, what, name);
}

static enum status check_layer(const struct case_check *k, const char *what, int64_t layer)
{
    return layer < k->c->n_z
               ? STATUS_OK
               : BAD(k, "%s = %" PRId64 ", must be at most %" PRId64 " (mesh.n_z = %" PRId64 ")",
                     k->where, what, layer, k->c->n_z - 1, k->c->n_z);
}

static enum status check_sign(const struct case_check *k, const char *what, int64_t sign)
{
    return sign != 0 ? STATUS_OK : BAD(k, "%s = 0, must be 1 or -1", k->where, what);
}

static enum status check_direction(const struct case_check *k, const char *what, const double v[3])
{
    return !is_zero(v)
               ? STATUS_OK
               : BAD(k, "%s = [%g, %g, %g], must have a length", k->where, what, v[0], v[1], v[2]);
}

static enum status check_fields(const struct case_check *k)
{
    for (size_t i = 0; i < k->c->n_fields; i++) {
        char what[32];
        enum status status;

        snprintf(what, sizeof what, "field[%zu]", i);
        if ((status = check_region_name(k, what, k->c->field[i].region)) != STATUS_OK
            || (status = case_check_waveform(k, what, &k->c->field[i].waveform)) != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status check_torques(const struct case_check *k)
{
    for (size_t i = 0; i < k->c->n_torques; i++) {
        const struct case_torque *t = &k->c->torque[i];
        char what[64];
        enum status status;

        snprintf(what, sizeof what, "torque[%zu].layer", i);
        if ((status = check_layer(k, what, t->layer)) != STATUS_OK)
            return status;
        snprintf(what, sizeof what, "torque[%zu].polarisation", i);
        if ((status = check_direction(k, what, t->torque.polarisation)) != STATUS_OK)
            return status;
    }
    return case_check_current(k);
}

static enum status check_skyrmions(const struct case_check *k)
{
    const struct mesh *mesh = &k->c->mesh;
    const double width_m = mesh->n_x * mesh->cell_x_m, height_m = mesh->n_y * mesh->cell_y_m;

    for (size_t i = 0; i < k->c->n_skyrmions; i++) {
        const struct start_skyrmion *y = &k->c->skyrmion[i];
        char what[64];
        enum status status;

        if (!(y->x_m <= width_m))
            return BAD(k, "skyrmion[%zu].x_m = %g m, must be in [0, %g], the mesh", k->where, i,
                       y->x_m, width_m);
        if (!(y->y_m <= height_m))
            return BAD(k, "skyrmion[%zu].y_m = %g m, must be in [0, %g], the mesh", k->where, i,
                       y->y_m, height_m);
        snprintf(what, sizeof what, "skyrmion[%zu].layer", i);
        if ((status = check_layer(k, what, y->layer)) != STATUS_OK)
            return status;
        for (size_t j = 0; j < i; j++)
            if (start_skyrmions_cross(&k->c->skyrmion[j], y))
                return BAD(k,
                           "skyrmion[%zu] and [%zu] lie over each other: centres %g m apart, radii "
                           "%g m and %g m",
                           k->where, j, i,
                           hypot(k->c->skyrmion[j].x_m - y->x_m, k->c->skyrmion[j].y_m - y->y_m),
                           k->c->skyrmion[j].radius_m, y->radius_m);
    }
    return STATUS_OK;
}

static enum status check_start(const struct case_check *k)
{
    const struct case_start *st = &k->c->start;
    const struct mesh *mesh = &k->c->mesh;
    enum status status =
        check_file(k, "start.file", st->file, "kind = file", st->kind == START_FILE);

    if (status == STATUS_OK && st->kind == START_UNIFORM)
        status = check_direction(k, "start.direction", st->direction);
    if (status == STATUS_OK && st->kind == START_VORTEX)
        status = check_sign(k, "start.circulation", st->circulation);
    if (status == STATUS_OK && st->kind == START_VORTEX)
        status = check_sign(k, "start.polarity", st->polarity);
    if (status == STATUS_OK && st->kind == START_TWO_DOMAINS
        && ((status = check_direction(k, "start.left", st->left)) == 0)
        && ((status = check_direction(k, "start.right", st->right)) == 0))
        status = check_direction(k, "start.wall", st->wall);
    if (status == STATUS_OK && st->x_m > mesh->n_x * mesh->cell_x_m)
        status = BAD(k, "start.x_m = %g m, must be in [0, %g], the mesh", k->where, st->x_m,
                     mesh->n_x * mesh->cell_x_m);
    if (status == STATUS_OK && st->y_m > mesh->n_y * mesh->cell_y_m)
        status = BAD(k, "start.y_m = %g m, must be in [0, %g], the mesh", k->where, st->y_m,
                     mesh->n_y * mesh->cell_y_m);
    return status;
}

/* --- time --- */

/* A sweep is all of its keys or none. A component that is NaN is one that is not given. */
static enum status check_sweep(const struct case_check *k, size_t i)
{
    const struct case_stage *g = &k->c->stage[i];
    const bool has_last = !isnan(g->field_to_T[0]);

    if (has_last && g->field_steps < 1)
        return BAD(k, "stage[%zu].field_steps = %" PRId64 ", must be in [1, %d] with field_to_T",
                   k->where, i, g->field_steps, CASE_MAX_SWEEP);
    if (!has_last && g->field_steps != 0)
        return BAD(k, "stage[%zu].field_steps = %" PRId64 ", must be left out without field_to_T",
                   k->where, i, g->field_steps);
    if (!has_last && g->there_and_back)
        return BAD(k, "stage[%zu].there_and_back = true, must be left out without field_to_T",
                   k->where, i);
    return STATUS_OK;
}

static enum status check_stages(const struct case_check *k)
{
    for (size_t i = 0; i < k->c->n_stages; i++) {
        const struct case_stage *g = &k->c->stage[i];
        const enum status status = check_sweep(k, i);

        if (status != STATUS_OK)
            return status;
        if (g->kind == STAGE_RUN && !(g->duration_s > 0.0))
            return BAD(k, "stage[%zu].duration_s = %g s, must be > 0 in a run", k->where, i,
                       g->duration_s);
        if (g->kind == STAGE_RELAX && g->duration_s != 0.0)
            return BAD(k, "stage[%zu].duration_s = %g s, must be 0 in a relaxation", k->where, i,
                       g->duration_s);
        if (g->kind == STAGE_RELAX && !isnan(g->temperature_K))
            return BAD(k, "stage[%zu].temperature_K = %g K, must be left out of a relaxation",
                       k->where, i, g->temperature_K);
    }
    if (!(k->c->llg.min_step_s <= k->c->llg.max_step_s))
        return BAD(k, "llg.min_step_s = %g s, must be at most max_step_s = %g s", k->where,
                   k->c->llg.min_step_s, k->c->llg.max_step_s);
    return STATUS_OK;
}

static enum status check_window(const struct case_check *k)
{
    const struct case_track *t = &k->c->track;
    const double end_s = llg_case_end_s(k->c, k->c->n_stages), slack = 1.0 + 1e-9;
    const double to_s = isnan(t->to_s) ? end_s : t->to_s;

    if (!t->skyrmions || (end_s == 0.0 && to_s == 0.0 && t->from_s == 0.0)) /* relaxations only */
        return STATUS_OK;
    if (!(to_s <= end_s * slack && to_s > 0.0))
        return BAD(k, "track.to_s = %g s, must be in (0, %g], the time of all runs", k->where, to_s,
                   end_s);
    if (!(t->from_s < to_s))
        return BAD(k, "track.from_s = %g s, must be less than to_s = %g s", k->where, t->from_s,
                   to_s);
    return STATUS_OK;
}

static enum status check_every(const struct case_check *k)
{
    const struct case_output *o = &k->c->output;
    const double every_s[3] = {o->table_every_s, o->ovf_every_s, o->picture_every_s};
    static const char *const name[3] = {"table_every_s", "ovf_every_s", "picture_every_s"};
    const double end_s = llg_case_end_s(k->c, k->c->n_stages), largest[3] = {1e8, 999999, 999999};

    for (int i = 0; i < 3; i++)
        if (every_s[i] > 0.0 && !(end_s / every_s[i] <= largest[i]))
            return BAD(k, "output.%s = %g s, must be 0 or >= %g: the runs take %g s", k->where,
                       name[i], every_s[i], end_s / largest[i], end_s);
    return STATUS_OK;
}

/* --- output --- */

static enum status check_output(const struct case_check *k)
{
    const struct llg_case *c = k->c;
    enum status status = check_every(k);

    if (status == STATUS_OK)
        status = check_layer(k, "output.picture_layer", c->output.picture_layer);
    if (status == STATUS_OK && (c->output.pictures || c->output.picture_every_s > 0.0))
        status = image_check_size(k->where, c->n_x * llg_case_zoom(c), c->n_y * llg_case_zoom(c),
                                  k->err);
    if (status == STATUS_OK)
        status = check_layer(k, "finder.layer", c->skyrmion_finder.layer);
    if (status == STATUS_OK
        && !(c->skyrmion_finder.min_radius_m <= c->skyrmion_finder.max_radius_m))
        status = BAD(k, "finder.min_radius_m = %g m, must be at most max_radius_m = %g m", k->where,
                     c->skyrmion_finder.min_radius_m, c->skyrmion_finder.max_radius_m);
    if (status == STATUS_OK)
        status = check_region_name(k, "readout", c->readout.region);
    if (status == STATUS_OK)
        status = check_layer(k, "readout.layer", c->readout.mtj.layer);
    return status == STATUS_OK ? check_direction(k, "readout.fixed", c->readout.fixed) : status;
}

enum status llg_case_check(const struct llg_case *c, const char *where, struct error *err)
{
    static enum status (*const checks[])(const struct case_check *) = {
        check_keys,    check_name,      check_mesh,  check_regions, check_materials, check_fields,
        check_torques, check_skyrmions, check_start, check_stages,  check_window,    check_output};
    const struct case_check k = {c, where, err};

    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        const enum status status = checks[i](&k);

        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}
