#include "experiment/strip.h"
#include "experiment/census.h"
#include "io/field_image.h"
#include "io/png.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { IN_COLUMN = 11, GAP = 4, RAMP = 256, LEVELS = 8 /* of mz > 0 */ };

struct strip {
    int n_x, n_y, n_frames;
    double cell_m;
    real *frames; /* mz, [n_frames][n_y][n_x], upwards */
};

/* --- reading: colours back to mz --- */

static double mz_of(int i) { return 2.0 * (i + 0.5) / RAMP - 1.0; }

static enum status make_ramp(uint8_t ramp[3 * RAMP], struct error *err)
{
    const struct mesh mesh = {.n_x = RAMP, .n_y = 1, .n_z = 1};
    real *m = calloc(3 * RAMP, sizeof *m);

    if (m == NULL)
        return error_set(err, STATUS_NO_MEMORY, "strip: out of memory");
    for (int i = 0; i < RAMP; i++)
        m[2 * RAMP + i] = (real)mz_of(i);
    image_render_field(&mesh, (struct vector_field){m, m + RAMP, m + 2 * RAMP},
                       &(struct image_options){.colours = IMAGE_MZ, .zoom = 1}, ramp);
    free(m);
    return STATUS_OK;
}

static real nearest_mz(const uint8_t ramp[3 * RAMP], const uint8_t rgb[3])
{
    int best = 0, least = INT32_MAX;

    for (int i = 0; i < RAMP; i++) {
        int square = 0;

        for (int k = 0; k < 3; k++)
            square += (rgb[k] - ramp[3 * i + k]) * (rgb[k] - ramp[3 * i + k]);
        if (square < least) {
            least = square;
            best = i;
        }
    }
    return (real)mz_of(best);
}

/* The picture has the first frame on top, a line between two, and y up. */
static enum status take_frames(struct strip *s, const char *path, int width, int height,
                               const uint8_t *rgb, struct error *err)
{
    uint8_t ramp[3 * RAMP];

    s->n_frames = (height + 1) / (s->n_y + 1);
    if (width != s->n_x || s->n_frames * (s->n_y + 1) - 1 != height)
        return error_set(err, STATUS_BAD_FILE, "%s: %d x %d pixels, not frames of %d x %d", path,
                         width, height, s->n_x, s->n_y);
    s->frames = calloc((size_t)s->n_frames * (size_t)s->n_y * (size_t)s->n_x, sizeof *s->frames);
    if (s->frames == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    if (make_ramp(ramp, err) != STATUS_OK)
        return err->code;
    for (int k = 0; k < s->n_frames; k++)
        for (int y = 0; y < s->n_y; y++)
            for (int x = 0; x < s->n_x; x++) {
                const int row = k * (s->n_y + 1) + s->n_y - 1 - y;

                s->frames[(k * s->n_y + y) * s->n_x + x] =
                    nearest_mz(ramp, &rgb[3 * (row * width + x)]);
            }
    return STATUS_OK;
}

static enum status read_frames(struct strip *s, const char *path, struct error *err)
{
    int width, height;
    uint8_t *rgb;
    enum status status = image_read(path, &width, &height, &rgb, err);

    if (status == STATUS_OK)
        status = take_frames(s, path, width, height, rgb, err);
    free(rgb);
    return status;
}

/* --- writing: columns of frames, mz in few levels so that the file is small --- */

static void place_frame(const struct strip *s, int k, int in_column, bool noisy,
                        const struct mesh *mesh, real *mz)
{
    const struct mesh frame = {.n_x = s->n_x, .n_y = s->n_y, .n_z = 1, .cell_x_m = s->cell_m};
    const int from_x = k / in_column * (s->n_x + GAP);
    const int from_y = mesh->n_y - (k % in_column + 1) * (s->n_y + 1) + 1;
    const real *of = s->frames + k * s->n_y * s->n_x;

    for (int y = 0; y < s->n_y; y++)
        for (int x = 0; x < s->n_x; x++) {
            const double value =
                noisy ? census_smooth(&frame, of, x, y) : (double)of[y * s->n_x + x];
            const double level = round(LEVELS * value) / LEVELS;

            mz[(from_y + y) * mesh->n_x + from_x + x] =
                (real)(level + 1e-6); /* zero would be an empty cell */
        }
}

static enum status write_frames(const struct strip *s, const char *path, bool noisy,
                                struct error *err)
{
    const int n_columns = (s->n_frames + IN_COLUMN - 1) / IN_COLUMN;
    const int in_column = (s->n_frames + n_columns - 1) / n_columns;
    const struct mesh mesh = {
        .n_x = n_columns * (s->n_x + GAP) - GAP, .n_y = in_column * (s->n_y + 1) - 1, .n_z = 1};
    const size_t n = (size_t)mesh.n_x * (size_t)mesh.n_y;
    real *m = calloc(3 * n, sizeof *m);
    enum status status;

    if (m == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    for (int k = 0; k < s->n_frames; k++)
        place_frame(s, k, in_column, noisy, &mesh, m + 2 * n);
    status = image_write_field(path, &mesh, (struct vector_field){m, m + n, m + 2 * n},
                               &(struct image_options){.colours = IMAGE_MZ, .zoom = 1}, err);
    free(m);
    return status;
}

enum status trial_write_strip(const struct trial *t, const char *folder, struct error *err)
{
    const struct device_track *track = &t->device.track;
    struct strip strip = {.cell_m = track->cell_m,
                          .n_x = (int)lround(track->length_m / track->cell_m),
                          .n_y = (int)lround(track->width_m / track->cell_m)};
    char from[1100], to[1100];
    enum status s;

    snprintf(from, sizeof from, "%.900s/runs/%s.png", folder, t->key);
    snprintf(to, sizeof to, "%.900s/%s.png", folder, t->label);
    if (access(from, F_OK) != 0)
        return STATUS_OK;
    s = read_frames(&strip, from, err);
    if (s == STATUS_OK)
        s = write_frames(&strip, to, t->device.material.temperature_K > 0.0, err);
    free(strip.frames);
    return s;
}
