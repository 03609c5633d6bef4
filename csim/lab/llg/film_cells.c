#include <math.h>
#include <string.h>
#include "io/png.h"
#include "lab/llg/film_parts.h"

void llg_unit_vector(const double v[3], double out[3])
{
    const double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);

    for (int i = 0; i < 3; i++)
        out[i] = length > 0.0 ? v[i] / length : 0.0;
}

/* --- regions and material --- */

/* A shape of the case, with its picture. */
struct brush {
    const struct shape *shape;
    const char *image;
    struct shape_mask mask;
};

static enum status open_brush(const struct llg_case *c, struct brush *b, struct error *err)
{
    struct path path;
    enum status status = STATUS_OK;

    if (b->shape->kind != SHAPE_IMAGE)
        return STATUS_OK;
    status = llg_case_path(c, b->image, &path, err);
    return status == STATUS_OK ? image_read_mask(path.text, &b->mask, err) : status;
}

static bool covers(const struct llg_case *c, const struct brush *b, size_t i)
{
    const struct mesh *mesh = &c->mesh;
    const size_t n_x = (size_t)mesh->n_x, n_y = (size_t)mesh->n_y;

    return shape_holds(b->shape, mesh, b->shape->kind == SHAPE_IMAGE ? &b->mask : NULL,
                       (int)(i % n_x), (int)(i / n_x % n_y), (int)(i / n_x / n_y));
}

static void set_if_given(real *value, double given)
{
    if (!isnan(given))
        *value = (real)given;
}

/* What is not given stays as it was. axis: the easy one, of unit length. */
static void lay_over(struct material *mat, size_t i, const struct cell_material *m,
                     const double axis[3])
{
    set_if_given(&mat->saturation_A_per_m[i], m->saturation_A_per_m);
    set_if_given(&mat->exchange_J_per_m[i], m->exchange_J_per_m);
    set_if_given(&mat->anisotropy_J_per_m3[i], m->anisotropy_J_per_m3);
    if (!isnan(m->easy_axis[0])) {
        mat->axis.x[i] = (real)axis[0];
        mat->axis.y[i] = (real)axis[1];
        mat->axis.z[i] = (real)axis[2];
    }
    set_if_given(&mat->dmi_J_per_m2[i], m->dmi_J_per_m2);
    set_if_given(&mat->bulk_dmi_J_per_m2[i], m->bulk_dmi_J_per_m2);
    set_if_given(&mat->damping[i], m->damping);
}

/* The cells that the geometry holds get the material around all regions; the others stay zero. */
static enum status cut_out(struct film *f, const struct llg_case *c, struct error *err)
{
    struct brush b = {&c->geometry, c->geometry_image, {0}};
    enum status status = open_brush(c, &b, err);
    double axis[3];

    llg_unit_vector(c->material.easy_axis, axis);
    for (size_t i = 0; status == STATUS_OK && i < mesh_cells(&c->mesh); i++)
        if (covers(c, &b, i))
            lay_over(&f->magnet.material, i, &c->material, axis);
        else
            f->region[i] = OUTSIDE;
    image_free_mask(&b.mask);
    return status;
}

static enum status paint_region(struct film *f, const struct llg_case *c, size_t number,
                                struct error *err)
{
    const struct case_region *r = &c->region[number - 1];
    struct brush b = {&r->shape, r->image, {0}};
    enum status status = open_brush(c, &b, err);
    double axis[3];

    llg_unit_vector(r->material.easy_axis, axis);
    for (size_t i = 0; status == STATUS_OK && i < mesh_cells(&c->mesh); i++)
        if (f->region[i] != OUTSIDE && covers(c, &b, i)) {
            f->region[i] = (uint8_t)number;
            lay_over(&f->magnet.material, i, &r->material, axis);
        }
    image_free_mask(&b.mask);
    return status;
}

enum status llg_film_paint(struct film *f, const struct llg_case *c, struct error *err)
{
    enum status status = cut_out(f, c, err);

    for (size_t i = 0; status == STATUS_OK && i < c->n_regions; i++)
        status = paint_region(f, c, i + 1, err);
    if (status == STATUS_OK)
        status = llg_film_check_magnetic(f, c, err);
    for (size_t i = 0; status == STATUS_OK && i < mesh_cells(&c->mesh); i++) {
        f->region[i] = f->region[i] == OUTSIDE ? 0 : f->region[i];
    }
    return status;
}

/* --- the state to begin with --- */

static enum status take_state(struct film *f, const struct ovf *ovf, const char *path,
                              struct error *err)
{
    const struct mesh *mesh = &f->magnet.mesh;
    const size_t nx = (size_t)mesh->n_x, ny = (size_t)mesh->n_y;

    for (size_t i = 0; i < mesh_cells(mesh); i++) {
        const double v[3] = {(double)ovf->field.x[i], (double)ovf->field.y[i],
                             (double)ovf->field.z[i]};
        const bool magnetic = f->magnet.material.saturation_A_per_m[i] > 0;
        double unit[3];

        llg_unit_vector(v, unit);
        if (magnetic && v[0] == 0.0 && v[1] == 0.0 && v[2] == 0.0)
            return error_set(err, STATUS_BAD_FILE,
                             "%.300s: m of cell %zu, %zu, %zu is zero, must have a length: the "
                             "case has Ms > 0 there",
                             path, i % nx, i / nx % ny, i / nx / ny);
        f->m.x[i] = (real)(magnetic ? unit[0] : 0.0);
        f->m.y[i] = (real)(magnetic ? unit[1] : 0.0);
        f->m.z[i] = (real)(magnetic ? unit[2] : 0.0);
    }
    return STATUS_OK;
}

static enum status start_from_file(struct film *f, const struct llg_case *c, struct error *err)
{
    struct path path;
    struct ovf ovf;
    enum status status = llg_case_path(c, c->start.file, &path, err);

    if (status == STATUS_OK)
        status = ovf_read(path.text, &ovf, err);
    if (status != STATUS_OK)
        return status;
    status = ovf_check_mesh(&ovf, path.text, &c->mesh, err);
    if (status == STATUS_OK)
        status = take_state(f, &ovf, path.text, err);
    ovf_free(&ovf);
    return status;
}

/* Of a vortex, of the wall between two domains: the geometry's unless the case says another. */
static struct start_place start_middle(const struct llg_case *c)
{
    struct start_place middle;

    shape_centre(&c->geometry, &c->mesh, &middle.x_m, &middle.y_m);
    if (!isnan(c->start.x_m))
        middle.x_m = c->start.x_m;
    if (!isnan(c->start.y_m))
        middle.y_m = c->start.y_m;
    return middle;
}

enum status llg_film_set_start(struct film *f, const struct llg_case *c, struct error *err)
{
    const struct case_start *start = &c->start;
    const struct start_place middle = start_middle(c);
    const struct magnet *g = &f->magnet;
    enum status status = STATUS_OK;

    switch ((enum start_kind)start->kind) {
    case START_UNIFORM:
        start_uniform(g, start->direction, f->m);
        break;
    case START_RANDOM:
        start_random(g, (uint64_t)start->seed, f->m);
        break;
    case START_VORTEX:
        start_vortex(g, middle, (int)start->circulation, (int)start->polarity, 0.5 * start->width_m,
                     f->m);
        break;
    case START_TWO_DOMAINS:
        start_two_domains(g, middle.x_m, start->left, start->right, start->wall, start->width_m,
                          f->m);
        break;
    case START_FILE:
        status = start_from_file(f, c, err);
        break;
    }
    if (status == STATUS_OK)
        start_add_skyrmions(g, c->skyrmion, c->n_skyrmions, f->m);
    return status;
}
