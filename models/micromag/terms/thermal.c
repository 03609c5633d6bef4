#include "micromag/terms/thermal.h"
#include <math.h>
#include "base/constants.h"
#include "base/param_table.h"
#include "base/philox.h"
#include "base/simd.h"
#include "micromag/terms/rows.h"

const struct thermal_config thermal_default = {.temperature_K = 0.0, .seed = 1};

const struct param thermal_params[] = {
    {PARAM_NUMBER(thermal_config, temperature_K, "K", 0.0, 2000.0,
                  "temperature of the random field; 0 switches it off")},
    {PARAM_WHOLE(thermal_config, seed, "", 0, 9.2e18, "seed of the random field")},
};
const size_t thermal_n_params = sizeof thermal_params / sizeof thermal_params[0];

struct draw {
    const struct magnet *g;
    double size_T2_A_per_m; /* sigma^2 Ms / alpha */
    uint64_t step;
};

enum { PAIRS = 64 }; /* of cells, at once */

/* Words for the counters (first .., layer, step): word i of a pair goes to word[i]. */
SKYLOOM_SIMD static void draw_words(uint64_t seed, uint64_t first, uint64_t layer, uint64_t step,
                                    uint32_t word[4][PAIRS])
{
    for (uint64_t pair = 0; pair < PAIRS; pair++) {
        const struct philox_words w =
            philox_lane(seed, PHILOX_THERMAL, first + pair, layer, step & 0xFFFFFFFFu, step >> 32);

        word[0][pair] = w.w[0];
        word[1][pair] = w.w[1];
        word[2][pair] = w.w[2];
        word[3][pair] = w.w[3];
    }
}

SKYLOOM_SIMD static void set_normals(const float *table, uint32_t word[4][PAIRS],
                                     real normal[3][2 * PAIRS])
{
    for (size_t pair = 0; pair < PAIRS; pair++) {
        normal[0][2 * pair] = (real)table[word[0][pair] & 0xffff];
        normal[1][2 * pair] = (real)table[word[0][pair] >> 16];
        normal[2][2 * pair] = (real)table[word[1][pair] & 0xffff];
        normal[0][2 * pair + 1] = (real)table[word[2][pair] & 0xffff];
        normal[1][2 * pair + 1] = (real)table[word[2][pair] >> 16];
        normal[2][2 * pair + 1] = (real)table[word[3][pair] & 0xffff];
    }
}

SKYLOOM_SIMD static void scale_normals(double size_T2_A_per_m, const real *damping,
                                       const real *inverse_saturation, real *const normal[3],
                                       struct vector_field noise_T, size_t n)
{
    const real *const x = normal[0], *const y = normal[1], *const z = normal[2];

#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        const real sigma_T =
            (real)sqrt(size_T2_A_per_m * (double)damping[i] * (double)inverse_saturation[i]);

        noise_T.x[i] = sigma_T * x[i];
        noise_T.y[i] = sigma_T * y[i];
        noise_T.z[i] = sigma_T * z[i];
    }
}

/* One block of random words serves two cells, counted in their layer; a row may begin or end in the
 * middle of a pair and then draws the block again. */
static void draw_rows(void *context, int begin, int end)
{
    const struct draw *d = context;
    const struct mesh *mesh = &d->g->mesh;
    const struct thermal *t = &d->g->thermal;

    for (int index = begin; index < end; index++) {
        const uint64_t layer = (uint64_t)(index / mesh->n_y);
        const size_t n_x = (size_t)mesh->n_x, row = (size_t)index * n_x;
        const size_t in_layer = (size_t)(index % mesh->n_y) * n_x;

        for (size_t x = 0, n; x < n_x; x += n) {
            const size_t odd = (in_layer + x) % 2, room = 2 * PAIRS - odd, at = row + x;
            uint32_t word[4][PAIRS];
            real normal[3][2 * PAIRS];

            n = n_x - x < room ? n_x - x : room;
            draw_words((uint64_t)t->config.seed, (in_layer + x) / 2, layer, d->step, word);
            set_normals(t->normal_table, word, normal);
            scale_normals(d->size_T2_A_per_m, d->g->material.damping + at,
                          d->g->bonds.inverse_saturation + at,
                          (real *[]){normal[0] + odd, normal[1] + odd, normal[2] + odd},
                          vector_at(t->noise_T, at), n);
        }
    }
}

void thermal_draw(const struct magnet *g, double gyromagnetic_rad_per_sT, uint64_t step,
                  double time_step_s)
{
    struct draw d = {g,
                     2.0 * boltzmann_J_per_K * g->thermal.config.temperature_K
                         / (gyromagnetic_rad_per_sT * mesh_cell_volume_m3(&g->mesh) * time_step_s),
                     step};

    if (g->thermal.config.temperature_K > 0.0)
        crew_run(g->crew, draw_rows, &d, mesh_rows(&g->mesh));
}

static void add_rows(void *context, int begin, int end)
{
    const struct pass *p = context;
    const size_t n = (size_t)p->g->mesh.n_x;
    const struct vector_field noise = p->g->thermal.noise_T;

    for (size_t i = (size_t)begin * n; i < (size_t)end * n; i++) {
        p->field_T.x[i] += noise.x[i];
        p->field_T.y[i] += noise.y[i];
        p->field_T.z[i] += noise.z[i];
    }
}

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    struct pass p = {g, m, field_T, time_s};

    if (g->thermal.config.temperature_K > 0.0)
        crew_run(g->crew, add_rows, &p, mesh_rows(&g->mesh));
}

/* The energy of m in the field of the last draw: it belongs to no balance, but checks the field. */
static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    const struct vector_field noise = g->thermal.noise_T;
    double sum = 0.0;

    (void)time_s;
    for (size_t i = 0; g->thermal.config.temperature_K > 0.0 && i < mesh_cells(&g->mesh); i++)
        sum += (double)g->material.saturation_A_per_m[i]
               * ((double)m.x[i] * (double)noise.x[i] + (double)m.y[i] * (double)noise.y[i]
                  + (double)m.z[i] * (double)noise.z[i]);
    return -sum * mesh_cell_volume_m3(&g->mesh);
}

const struct field_term field_thermal = {"thermal", add_field, energy_J};
