#include "lab/track/strip.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "io/field_image.h"
#include "io/png.h"
#include "lab/track/trial_parts.h"

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
    return status != STATUS_OK
               ? trial_remedy(err, "without this file there is no strip, and without the .tsv "
                                   "beside it too the run is done again")
               : status;
}

/* --- writing: columns of frames, mz in few levels so that the file is small --- */

struct place { /* of a frame in the picture: its lower left corner, y upwards */
    int x, y, n_x, n_y;
};

static struct place place_of(const struct strip *s, int k, int in_column, const struct mesh *mesh)
{
    return (struct place){k / in_column * (s->n_x + GAP),
                          mesh->n_y - (k % in_column + 1) * (s->n_y + 1) + 1, mesh->n_x, mesh->n_y};
}

static void place_frame(const struct strip *s, int k, bool noisy, struct place at, real *mz)
{
    const struct mesh frame = {.n_x = s->n_x, .n_y = s->n_y, .n_z = 1, .cell_x_m = s->cell_m};
    const real *of = s->frames + k * s->n_y * s->n_x;

    for (int y = 0; y < s->n_y; y++)
        for (int x = 0; x < s->n_x; x++) {
            const double value =
                noisy ? census_smooth(&frame, of, x, y) : (double)of[y * s->n_x + x];
            const double level = round(LEVELS * value) / LEVELS;

            mz[(at.y + y) * at.n_x + at.x + x] =
                (real)(level + 1e-6); /* zero would be an empty cell */
        }
}

/* --- marks: the rim of the barrier, and dashed where the junction begins and ends --- */

static bool is_rim(const struct synapse *d, int x, int y)
{
    static const int to[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    const double cell_m = d->track.cell_m, x_m = (x + 0.5) * cell_m, y_m = (y + 0.5) * cell_m;
    bool within = true;

    for (int i = 0; i < 4; i++)
        within &= track_in_barrier(d, x_m + to[i][0] * cell_m, y_m + to[i][1] * cell_m);
    return track_in_barrier(d, x_m, y_m) && !within;
}

static bool is_end_of_junction(const struct synapse *d, int n_x, int x, int y)
{
    const int from = (int)lround(d->readout.from_m / d->track.cell_m);
    const int to = (int)lround(d->readout.to_m / d->track.cell_m);

    return y / 3 % 2 == 0 && ((x == from && from > 0) || (x == to - 1 && to < n_x));
}

/* Darker, so that what lies below still shows. */
static void mark_frame(const struct strip *s, const struct synapse *d, struct place at,
                       uint8_t *rgb)
{
    for (int y = 0; y < s->n_y; y++)
        for (int x = 0; x < s->n_x; x++) {
            uint8_t *pixel = rgb + 3 * ((at.n_y - 1 - at.y - y) * at.n_x + at.x + x);

            if (is_rim(d, x, y) || is_end_of_junction(d, s->n_x, x, y))
                for (int i = 0; i < 3; i++)
                    pixel[i] = (uint8_t)(pixel[i] / 2);
        }
}

static enum status write_frames(const struct strip *s, const struct synapse *d, const char *path,
                                struct error *err)
{
    const int n_columns = (s->n_frames + IN_COLUMN - 1) / IN_COLUMN;
    const int in_column = (s->n_frames + n_columns - 1) / n_columns;
    const struct mesh mesh = {
        .n_x = n_columns * (s->n_x + GAP) - GAP, .n_y = in_column * (s->n_y + 1) - 1, .n_z = 1};
    const size_t n = (size_t)mesh.n_x * (size_t)mesh.n_y;
    real *m = calloc(3 * n, sizeof *m);
    uint8_t *rgb = calloc(3 * n, 1);
    enum status status;

    if (m == NULL || rgb == NULL) {
        free(m);
        free(rgb);
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    }
    for (int k = 0; k < s->n_frames; k++)
        place_frame(s, k, d->material.temperature_K > 0.0, place_of(s, k, in_column, &mesh),
                    m + 2 * n);
    image_render_field(&mesh, (struct vector_field){m, m + n, m + 2 * n},
                       &(struct image_options){.colours = IMAGE_MZ, .zoom = 1}, rgb);
    for (int k = 0; k < s->n_frames; k++)
        mark_frame(s, d, place_of(s, k, in_column, &mesh), rgb);
    status = image_write(path, mesh.n_x, mesh.n_y, rgb, err);
    free(m);
    free(rgb);
    return status;
}

enum status trial_write_strip(const struct trial *t, const char *folder, struct error *err)
{
    const struct synapse_track *track = &t->synapse.track;
    struct strip strip = {.cell_m = track->cell_m,
                          .n_x = (int)lround(track->length_m / track->cell_m),
                          .n_y = (int)lround(track->width_m / track->cell_m)};
    struct path from, to;
    enum status status = trial_path(&from, t, folder, "png", err);

    if (status == STATUS_OK)
        status = path_join(&to, err, folder, "%s.png", t->label);
    if (status != STATUS_OK || access(from.text, F_OK) != 0)
        return status;
    status = read_frames(&strip, from.text, err);
    if (status == STATUS_OK)
        status = write_frames(&strip, &t->synapse, to.text, err);
    free(strip.frames);
    return status;
}
