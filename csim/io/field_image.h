#ifndef SKYLOOM_IO_FIELD_IMAGE_H
#define SKYLOOM_IO_FIELD_IMAGE_H
#include <stdint.h>
#include "base/error.h"
#include "micromag/mesh.h"
/* A picture of one layer of m, x to the right and y up, zoom x zoom pixels per cell. Empty cells
 * (m = 0) are grey. */
enum image_colours {
    IMAGE_MZ,       /* mz from -1 to 1: blue, white, red */
    IMAGE_IN_PLANE, /* hue: angle of (mx, my), +x red, counterclockwise to yellow, green, blue;
                       mz = 1 white, -1 black */
};
#define IMAGE_MAX_ZOOM 64

struct image_options {
    enum image_colours colours;
    int layer; /* from 0 */
    int zoom;
};

/* rgb: [n_y * zoom][n_x * zoom][3]. The options must be in range. */
void image_render_field(const struct mesh *mesh, struct vector_field m,
                        const struct image_options *options, uint8_t rgb[]);
/* Renders and writes a PNG; the options are checked. */
enum status image_write_field(const char *path, const struct mesh *mesh, struct vector_field m,
                              const struct image_options *options, struct error *err);
#endif
