#include "micromag/shape.h"
#include <math.h>
#include "base/param_table.h"

const struct shape shape_default = {.kind = SHAPE_ALL,
                                    .x_m = NAN,
                                    .y_m = NAN,
                                    .width_m = NAN,
                                    .height_m = NAN,
                                    .corner_radius_m = 0.0,
                                    .angle_deg = 0.0,
                                    .layer = 0,
                                    .n_layers = 0,
                                    .outside = false};

static const char *const kinds[] = {"all",     "rectangle", "rounded_rectangle",
                                    "ellipse", "image",     NULL};

const struct param shape_params[] = {
    {.name = "shape",
     .offset = offsetof(struct shape, kind),
     .type = PARAM_ENUM,
     .unit = "",
     .choices = kinds,
     .doc = "cells whose centre is in it belong to it"},
    {PARAM_NUMBER(shape, x_m, "m", -1.0, 1.0, "centre; not given: the middle of the mesh")},
    {PARAM_NUMBER(shape, y_m, "m", -1.0, 1.0, "centre; not given: the middle of the mesh")},
    {PARAM_NUMBER(shape, width_m, "m", 1e-12, 1.0,
                  "along x before the turn; not given: the whole mesh")},
    {PARAM_NUMBER(shape, height_m, "m", 1e-12, 1.0,
                  "along y before the turn; not given: the whole mesh")},
    {PARAM_NUMBER(shape, corner_radius_m, "m", 0.0, 1.0, "of the rounded rectangle")},
    {PARAM_NUMBER(shape, angle_deg, "deg", -360.0, 360.0,
                  "turned counterclockwise about its centre")},
    {PARAM_WHOLE(shape, layer, "", 0, MESH_MAX_LAYERS - 1, "lowest layer")},
    {PARAM_WHOLE(shape, n_layers, "", 0, MESH_MAX_LAYERS, "from the lowest on; 0: to the top")},
    {PARAM_FLAG(shape, outside, "the cells of these layers that are not in it")},
};
const size_t shape_n_params = sizeof shape_params / sizeof shape_params[0];

static double or_else(double value, double otherwise) { return isnan(value) ? otherwise : value; }

/* The same shape with every length a number. */
static struct shape fill_in(const struct shape *s, const struct mesh *mesh)
{
    const double width_m = mesh->n_x * mesh->cell_x_m, height_m = mesh->n_y * mesh->cell_y_m;
    struct shape full = *s;

    full.x_m = or_else(s->x_m, 0.5 * width_m);
    full.y_m = or_else(s->y_m, 0.5 * height_m);
    full.width_m = or_else(s->width_m, width_m);
    full.height_m = or_else(s->height_m, height_m);
    return full;
}

void shape_centre(const struct shape *s, const struct mesh *mesh, double *x_m, double *y_m)
{
    const struct shape full = fill_in(s->outside ? &shape_default : s, mesh);

    *x_m = full.x_m;
    *y_m = full.y_m;
}

static bool in_layers(const struct shape *s, int layer)
{
    return layer >= s->layer && (s->n_layers == 0 || layer - s->layer < s->n_layers);
}

/* u, v: from the centre, along the shape's own axes. */
static bool in_rounded(const struct shape *s, double u, double v, double slack_m)
{
    const double du = fabs(u) - (0.5 * s->width_m - s->corner_radius_m);
    const double dv = fabs(v) - (0.5 * s->height_m - s->corner_radius_m);

    if (du > 0.0 && dv > 0.0)
        return hypot(du, dv) <= s->corner_radius_m + slack_m;
    return fmax(du, dv) <= s->corner_radius_m + slack_m;
}

static int pixel(double from_edge_m, double side_m, int n)
{
    const double at = floor(from_edge_m / side_m * n);

    return at < 0.0 ? 0 : at > n - 1 ? n - 1 : (int)at;
}

static bool in_mask(const struct shape *s, const struct shape_mask *mask, double u, double v)
{
    const int x = pixel(0.5 * s->width_m + u, s->width_m, mask->width);
    const int y = pixel(0.5 * s->height_m - v, s->height_m, mask->height);

    return mask->grey[(size_t)y * (size_t)mask->width + (size_t)x] < 128;
}

/* A centre on the rim is in; the slack keeps rounding from deciding that. */
static bool in_plane(const struct shape *s, const struct shape_mask *mask, double u, double v,
                     double slack_m)
{
    const double half_width = 0.5 * s->width_m + slack_m;
    const double half_height = 0.5 * s->height_m + slack_m;
    const bool in_box = fabs(u) <= half_width && fabs(v) <= half_height;

    switch ((enum shape_kind)s->kind) {
    case SHAPE_ALL:
        return true;
    case SHAPE_RECTANGLE:
        return in_box;
    case SHAPE_ROUNDED_RECTANGLE:
        return in_rounded(s, u, v, slack_m);
    case SHAPE_ELLIPSE:
        return hypot(u / half_width, v / half_height) <= 1.0;
    case SHAPE_IMAGE:
        return in_box && (mask == NULL || in_mask(s, mask, u, v));
    }
    return false;
}

bool shape_holds(const struct shape *s, const struct mesh *mesh, const struct shape_mask *mask,
                 int ix, int iy, int layer)
{
    const struct shape full = fill_in(s, mesh);
    const double x = (ix + 0.5) * mesh->cell_x_m - full.x_m;
    const double y = (iy + 0.5) * mesh->cell_y_m - full.y_m;
    const double angle = full.angle_deg * (M_PI / 180.0);
    const double slack_m = 1e-9 * fmin(mesh->cell_x_m, mesh->cell_y_m);
    const double u = x * cos(angle) + y * sin(angle), v = y * cos(angle) - x * sin(angle);

    return in_layers(s, layer) && in_plane(&full, mask, u, v, slack_m) != s->outside;
}

static enum status check_layers(const struct shape *s, const struct mesh *mesh, const char *where,
                                struct error *err)
{
    if (s->layer >= mesh->n_z)
        return error_set(err, STATUS_BAD_CONFIG, "%s: layer = %lld, must be in [0, %d]", where,
                         (long long)s->layer, mesh->n_z - 1);
    if (s->n_layers > mesh->n_z - s->layer)
        return error_set(
            err, STATUS_BAD_CONFIG, "%s: n_layers = %lld from layer %lld, must be in [0, %lld]",
            where, (long long)s->n_layers, (long long)s->layer, (long long)(mesh->n_z - s->layer));
    return STATUS_OK;
}

static bool is_empty(const struct shape *s, const struct mesh *mesh)
{
    for (int iy = 0; iy < mesh->n_y; iy++)
        for (int ix = 0; ix < mesh->n_x; ix++)
            if (shape_holds(s, mesh, NULL, ix, iy, (int)s->layer))
                return false;
    /* what is outside a picture's box may be nothing, and still be something in the box */
    return !(s->kind == SHAPE_IMAGE && s->outside);
}

enum status shape_check(const struct shape *s, const struct mesh *mesh, const char *where,
                        struct error *err)
{
    const struct shape full = fill_in(s, mesh);
    const double half_m = 0.5 * fmin(full.width_m, full.height_m);
    enum status status = params_check(shape_params, shape_n_params, &full, where, err);

    if (status == STATUS_OK)
        status = check_layers(s, mesh, where, err);
    if (status != STATUS_OK)
        return status;
    if (full.kind == SHAPE_ROUNDED_RECTANGLE && full.corner_radius_m > half_m * (1.0 + 1e-9))
        return error_set(err, STATUS_BAD_CONFIG, "%s: corner_radius_m = %g m, must be in [0, %g]",
                         where, full.corner_radius_m, half_m);
    if (is_empty(s, mesh))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: shape = %s%s: holds no cell of the mesh of %g m x %g m", where,
                         kinds[full.kind], full.outside ? " (outside)" : "",
                         mesh->n_x * mesh->cell_x_m, mesh->n_y * mesh->cell_y_m);
    return STATUS_OK;
}
