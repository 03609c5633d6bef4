#include "io/field_image.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "io/png.h"

static double clamp(double v, double low, double high)
{
    return v < low ? low : v > high ? high : v;
}

static uint8_t to_byte(double v) { return (uint8_t)(255 * clamp(v, 0, 1) + 0.5); }

/* Red and blue of equal lightness about white, told apart without red-green vision. */
static void mz_colour(double mz, uint8_t rgb[3])
{
    static const double up[3] = {178, 24, 43}, down[3] = {33, 102, 172}, zero = 247;
    const double *end = mz < 0 ? down : up;

    for (int c = 0; c < 3; c++)
        rgb[c] = (uint8_t)(zero + fabs(mz) * (end[c] - zero) + 0.5);
}

/* HSL colour of full saturation: hue the angle, lightness (1 + mz) / 2. */
static void in_plane_colour(double mx, double my, double mz, uint8_t rgb[3])
{
    static const double peak[3] = {0, 2, 4}; /* hue of red, green, blue in sixths of a turn */
    const double hue = atan2(my, mx) * 3 / acos(-1);
    const double chroma = 1 - fabs(mz);

    for (int c = 0; c < 3; c++) {
        double away = fabs(hue - peak[c]);

        away = away > 3 ? 6 - away : away;
        rgb[c] = to_byte((1 + mz - chroma) / 2 + chroma * clamp(2 - away, 0, 1));
    }
}

static void cell_colour(double mx, double my, double mz, enum image_colours colours, uint8_t rgb[3])
{
    if (!(mx * mx + my * my + mz * mz > 0)) /* empty, or NaN */
        memset(rgb, 128, 3);
    else if (colours == IMAGE_MZ)
        mz_colour(clamp(mz, -1, 1), rgb);
    else
        in_plane_colour(mx, my, clamp(mz, -1, 1), rgb);
}

void image_render_field(const struct mesh *mesh, struct vector_field m,
                        const struct image_options *options, uint8_t rgb[])
{
    const size_t n_x = (size_t)mesh->n_x, n_y = (size_t)mesh->n_y, zoom = (size_t)options->zoom;
    const size_t row_bytes = 3 * n_x * zoom;

    for (size_t y = 0; y < n_y; y++) {
        uint8_t *row = rgb + (n_y - 1 - y) * zoom * row_bytes;

        for (size_t x = 0; x < n_x; x++) {
            const size_t i = ((size_t)options->layer * n_y + y) * n_x + x;
            uint8_t *pixel = row + 3 * x * zoom;

            cell_colour((double)m.x[i], (double)m.y[i], (double)m.z[i], options->colours, pixel);
            for (size_t k = 1; k < zoom; k++)
                memcpy(pixel + 3 * k, pixel, 3);
        }
        for (size_t k = 1; k < zoom; k++)
            memcpy(row + k * row_bytes, row, row_bytes);
    }
}

enum status image_write_field(const char *path, const struct mesh *mesh, struct vector_field m,
                              const struct image_options *options, struct error *err)
{
    const int64_t width = (int64_t)mesh->n_x * options->zoom;
    const int64_t height = (int64_t)mesh->n_y * options->zoom;
    uint8_t *rgb;
    enum status status;

    if (options->layer < 0 || options->layer >= mesh->n_z)
        return error_set(err, STATUS_BAD_CONFIG, "%s: layer = %d, must be in [0, %d]", path,
                         options->layer, mesh->n_z - 1);
    if (options->zoom < 1 || options->zoom > IMAGE_MAX_ZOOM)
        return error_set(err, STATUS_BAD_CONFIG, "%s: zoom = %d, must be in [1, %d]", path,
                         options->zoom, IMAGE_MAX_ZOOM);
    status = image_check_size(path, width, height, err);
    if (status != STATUS_OK)
        return status;
    rgb = malloc((size_t)(3 * width * height));
    if (rgb == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory (%lld x %lld pixels)", path,
                         (long long)width, (long long)height);
    image_render_field(mesh, m, options, rgb);
    status = image_write(path, (int)width, (int)height, rgb, err);
    free(rgb);
    return status;
}
