#include <math.h>
#include <string.h>
#include "io/png.h"
#include "lab/llg/film_parts.h"

enum { OUTSIDE = 255 }; /* larger than any region */

void llg_unit_vector(const double v[3], double out[3])
{
    const double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);

    for (int i = 0; i < 3; i++)
        out[i] = length > 0.0 ? v[i] / length : 0.0;
}

/* --- regions and material --- */

/* Writes number into the cells that the shape holds, or into those it does not; what is outside
 * stays so. */
static enum status paint(const struct llg_case *c, const struct shape *shape, const char *image,
                         bool inside, uint8_t number, uint8_t *region, struct error *err)
{
    const struct mesh *mesh = &c->mesh;
    struct shape_mask mask = {0};
    char path[LLG_CASE_PATH];
    size_t i = 0;

    llg_case_path(c, image, path);
    if (shape->kind == SHAPE_IMAGE) {
        const enum status s = image_read_mask(path, &mask, err);

        if (s != STATUS_OK)
            return s;
    }
    for (int layer = 0; layer < mesh->n_z; layer++)
        for (int y = 0; y < mesh->n_y; y++)
            for (int x = 0; x < mesh->n_x; x++, i++)
                if (region[i] != OUTSIDE
                    && shape_holds(shape, mesh, shape->kind == SHAPE_IMAGE ? &mask : NULL, x, y,
                                   layer)
                           == inside)
                    region[i] = number;
    image_free_mask(&mask);
    return STATUS_OK;
}

enum status llg_film_paint(const struct llg_case *c, uint8_t *region, struct error *err)
{
    enum status s = paint(c, &c->geometry, c->geometry_image, false, OUTSIDE, region, err);

    for (size_t i = 0; s == STATUS_OK && i < c->n_regions; i++)
        s = paint(c, &c->region[i].shape, c->region[i].image, true, (uint8_t)(i + 1), region, err);
    return s;
}

enum status llg_film_check_magnetic(const struct llg_case *c, const uint8_t *region,
                                    struct error *err)
{
    const size_t n = mesh_cells(&c->mesh);
    const char *where = c->file[0] != '\0' ? c->file : c->name;
    size_t cells[OUTSIDE + 1] = {0};
    int most = 0;

    for (size_t i = 0; i < n; i++)
        cells[region[i]]++;
    for (int r = 0; r <= (int)c->n_regions; r++) {
        if (cells[r] > 0 && llg_case_material(c, r).saturation_A_per_m > 0.0)
            return STATUS_OK;
        most = cells[r] > cells[most] ? r : most;
    }
    if (cells[most] == 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.200s: no cell is magnetic: geometry holds none of %zu cells", where, n);
    return error_set(err, STATUS_BAD_CONFIG,
                     "%.200s: no cell is magnetic: %s%s, with saturation_A_per_m = 0 A/m, covers "
                     "%zu of %zu cells",
                     where, most > 0 ? "region " : "material",
                     most > 0 ? c->region[most - 1].name : "", cells[most], n);
}

/* Cells outside stay zero, and count as the region around all others from here on. */
void llg_film_set_material(struct film *f, const struct llg_case *c)
{
    struct cell_material m[CASE_MAX_REGIONS + 1];

    for (int r = 0; r <= (int)c->n_regions; r++)
        m[r] = llg_case_material(c, r);
    for (size_t i = 0; i < mesh_cells(&c->mesh); i++)
        if (f->region[i] == OUTSIDE)
            f->region[i] = 0;
        else
            film_set_cell(f, i, &m[f->region[i]]);
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
    char path[LLG_CASE_PATH];
    struct ovf ovf;
    enum status s;

    llg_case_path(c, c->start.file, path);
    s = ovf_read(path, &ovf, err);
    if (s != STATUS_OK)
        return s;
    s = ovf_check_mesh(&ovf, path, &c->mesh, err);
    if (s == STATUS_OK)
        s = take_state(f, &ovf, path, err);
    ovf_free(&ovf);
    return s;
}

enum status llg_film_set_start(struct film *f, const struct llg_case *c, struct error *err)
{
    const struct case_start *start = &c->start;
    const struct magnet *g = &f->magnet;
    enum status s = STATUS_OK;

    switch ((enum start_kind)start->kind) {
    case START_UNIFORM:
        start_uniform(g, start->direction, f->m);
        break;
    case START_RANDOM:
        start_random(g, (uint64_t)start->seed, f->m);
        break;
    case START_VORTEX:
        start_vortex(g, (int)start->circulation, (int)start->polarity, 0.5 * start->width_m, f->m);
        break;
    case START_TWO_DOMAINS:
        start_two_domains(g, start->left, start->right, start->wall, start->width_m, f->m);
        break;
    case START_FILE:
        s = start_from_file(f, c, err);
        break;
    }
    for (size_t i = 0; s == STATUS_OK && i < c->n_skyrmions; i++)
        start_add_skyrmion(g, &c->skyrmion[i], f->m);
    return s;
}
