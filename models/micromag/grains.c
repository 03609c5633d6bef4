#include "micromag/grains.h"
#include <math.h>
#include "base/param_table.h"
#include "base/philox.h"

const struct grains_config grains_default = {
    .size_m = 0.0, .anisotropy_spread = 0.1, .axis_tilt_deg = 0.0, .columnar = true, .seed = 1};

const struct param grains_params[] = {
    {PARAM_NUMBER(grains_config, size_m, "m", 0.0, 1e-5,
                  "square root of the mean area of a grain; below 1e-10: no grains")},
    {PARAM_NUMBER(grains_config, anisotropy_spread, "", 0.0, 1.0,
                  "standard deviation of Ku over its mean, from grain to grain")},
    {PARAM_NUMBER(grains_config, axis_tilt_deg, "deg", 0.0, 45.0,
                  "root mean square angle of the easy axis to that of the material")},
    {PARAM_FLAG(grains_config, columnar,
                "grains go through all layers; else each layer has its own")},
    {PARAM_WHOLE(grains_config, seed, "", 0, 9.2e18, "seed of the grains")},
};
const size_t grains_n_params = sizeof grains_params / sizeof grains_params[0];

/* The plane is cut into square tiles, each with a Poisson number of points, so that the points
 * around a place can be drawn without all the others. */
static const double points_per_tile = 4.0;

struct search {
    const struct grains_config *config;
    uint32_t layer;
    double tile_m, x_m, y_m;
    double least_m; /* to the nearest point so far */
    struct philox_words words;
    double nearest_x_m, nearest_y_m;
};

/* Point 0 of a tile says how many there are. */
static struct philox_words draw(const struct search *s, long tile_x, long tile_y, uint32_t point)
{
    return philox((uint64_t)s->config->seed, PHILOX_GRAINS, (uint32_t)tile_x, (uint32_t)tile_y,
                  point, s->layer);
}

static uint32_t poisson(uint32_t word)
{
    const double u = ldexp(word + 0.5, -32);
    double probability = exp(-points_per_tile), sum = probability;
    uint32_t n = 0;

    while (sum < u && n < 64) {
        probability *= points_per_tile / ++n;
        sum += probability;
    }
    return n;
}

static void search_tile(struct search *s, long tile_x, long tile_y)
{
    const uint32_t n = poisson(draw(s, tile_x, tile_y, 0).w[0]);

    for (uint32_t point = 1; point <= n; point++) {
        const struct philox_words words = draw(s, tile_x, tile_y, point);
        const double x_m = ((double)tile_x + ldexp(words.w[0] + 0.5, -32)) * s->tile_m;
        const double y_m = ((double)tile_y + ldexp(words.w[1] + 0.5, -32)) * s->tile_m;
        const double distance_m = hypot(x_m - s->x_m, y_m - s->y_m);

        if (distance_m >= s->least_m)
            continue;
        s->least_m = distance_m;
        s->words = words;
        s->nearest_x_m = x_m;
        s->nearest_y_m = y_m;
    }
}

struct grain grains_at(const struct grains_config *config, double x_m, double y_m, int layer)
{
    const double tile_m = config->size_m * sqrt(points_per_tile);
    const long tile_x = (long)floor(x_m / tile_m), tile_y = (long)floor(y_m / tile_m);
    const double tilt = config->axis_tilt_deg * (M_PI / 180.0) / sqrt(2.0);
    struct search s = {.config = config,
                       .layer = config->columnar ? 0 : (uint32_t)layer,
                       .tile_m = tile_m,
                       .x_m = x_m,
                       .y_m = y_m,
                       .least_m = INFINITY};

    /* ring after ring; beyond ring k every point is farther than k tiles */
    for (long ring = 0; ring == 0 || s.least_m > (double)(ring - 1) * tile_m; ring++)
        for (long y = -ring; y <= ring; y++)
            for (long x = -ring; x <= ring;
                 x += y == -ring || y == ring || ring == 0 ? 1 : 2 * ring)
                search_tile(&s, tile_x + x, tile_y + y);
    return (struct grain){
        .x_m = s.nearest_x_m,
        .y_m = s.nearest_y_m,
        .anisotropy = fmax(
            0.0,
            1.0 + config->anisotropy_spread * (double)normal_from_bits((uint16_t)s.words.w[2])),
        .tilt = {tilt * (double)normal_from_bits((uint16_t)(s.words.w[2] >> 16)),
                 tilt * (double)normal_from_bits((uint16_t)s.words.w[3])},
    };
}

/* Two unit vectors across the axis and across each other. */
static void across(const double axis[3], double first[3], double second[3])
{
    const int least = fabs(axis[0]) <= fabs(axis[1]) && fabs(axis[0]) <= fabs(axis[2]) ? 0
                      : fabs(axis[1]) <= fabs(axis[2])                                 ? 1
                                                                                       : 2;
    const double norm = sqrt(1.0 - axis[least] * axis[least]);

    for (int c = 0; c < 3; c++)
        first[c] = ((c == least) - axis[least] * axis[c]) / norm;
    for (int c = 0; c < 3; c++)
        second[c] = axis[(c + 1) % 3] * first[(c + 2) % 3] - axis[(c + 2) % 3] * first[(c + 1) % 3];
}

static void tilt_axis(struct vector_field field, size_t i, const double tilt[2])
{
    const double given[3] = {(double)field.x[i], (double)field.y[i], (double)field.z[i]};
    const double norm = sqrt(given[0] * given[0] + given[1] * given[1] + given[2] * given[2]);
    const double length = sqrt(1.0 + tilt[0] * tilt[0] + tilt[1] * tilt[1]);
    double axis[3], first[3], second[3];

    if (!(norm > 0.0))
        return;
    for (int c = 0; c < 3; c++)
        axis[c] = given[c] / norm;
    across(axis, first, second);
    for (int c = 0; c < 3; c++)
        axis[c] = (axis[c] + tilt[0] * first[c] + tilt[1] * second[c]) / length;
    field.x[i] = (real)axis[0];
    field.y[i] = (real)axis[1];
    field.z[i] = (real)axis[2];
}

void grains_apply(const struct grains_config *config, const struct mesh *mesh,
                  struct material *material)
{
    const size_t n_x = (size_t)mesh->n_x, n_y = (size_t)mesh->n_y;

    if (!(config->size_m >= GRAINS_MIN_SIZE_M))
        return;
    for (size_t i = 0; i < mesh_cells(mesh); i++) {
        const struct grain grain =
            grains_at(config, ((double)(i % n_x) + 0.5) * mesh->cell_x_m,
                      ((double)(i / n_x % n_y) + 0.5) * mesh->cell_y_m, (int)(i / n_x / n_y));

        material->anisotropy_J_per_m3[i] =
            (real)(grain.anisotropy * (double)material->anisotropy_J_per_m3[i]);
        if (config->axis_tilt_deg > 0.0)
            tilt_axis(material->axis, i, grain.tilt);
    }
}
