#ifndef SKYLOOM_MICROMAG_SHAPE_H
#define SKYLOOM_MICROMAG_SHAPE_H
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "base/param.h"
#include "micromag/mesh.h"
/* A part of the film: which cells have their centre in it. Lengths from the corner of the mesh. */
enum shape_kind { SHAPE_ALL, SHAPE_RECTANGLE, SHAPE_ROUNDED_RECTANGLE, SHAPE_ELLIPSE, SHAPE_IMAGE };

struct shape {
    int kind;                /* enum shape_kind */
    double x_m, y_m;         /* centre; NaN: the middle of the mesh */
    double width_m;          /* along x before the turn; NaN: the whole mesh */
    double height_m;         /* along y before the turn; NaN: the whole mesh */
    double corner_radius_m;  /* of the rounded rectangle; at most half the shorter side */
    double angle_deg;        /* turned counterclockwise about its centre */
    int64_t layer, n_layers; /* from layer on; n_layers 0: to the top */
    bool outside;            /* the cells that are not in it (of the same layers) */
};
extern const struct shape shape_default;
extern const struct param shape_params[]; /* kind is called "shape" */
extern const size_t shape_n_params;

/* A picture as a mask: its dark pixels (below half) are inside. Stretched over the shape's box. */
struct shape_mask {
    int width, height;
    const uint8_t *grey; /* [height][width], the top row first */
};

/* What the table cannot say: a corner that is too round, a shape without a cell, layers that are
 * not there. */
enum status shape_check(const struct shape *s, const struct mesh *mesh, const char *where,
                        struct error *err);
/* The centre, filled in; of what is outside a shape the middle of the mesh. */
void shape_centre(const struct shape *s, const struct mesh *mesh, double *x_m, double *y_m);
/* mask: of SHAPE_IMAGE, else NULL. */
bool shape_holds(const struct shape *s, const struct mesh *mesh, const struct shape_mask *mask,
                 int ix, int iy, int layer);
#endif
