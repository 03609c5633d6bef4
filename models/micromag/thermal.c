#include "micromag/thermal.h"
#include <math.h>
#include "micromag/rows.h"
#include "philox.h"

static const double boltzmann_J_per_K = 1.380649e-23;

const struct thermal_config thermal_default = {.temperature_K = 0.0, .seed = 1};

#define AT(field) #field, .offset = offsetof(struct thermal_config, field)
const struct param thermal_params[] = {
    {.name = AT(temperature_K),
     .type = PARAM_DOUBLE,
     .unit = "K",
     .min = 0.0,
     .max = 2000.0,
     .doc = "temperature of the random field; 0 switches it off"},
    {.name = AT(seed),
     .type = PARAM_INT,
     .unit = "",
     .min = 0,
     .max = 9.2e18,
     .doc = "seed of the random field"},
};
#undef AT
const size_t thermal_n_params = sizeof thermal_params / sizeof thermal_params[0];

struct draw {
    const struct magnet *g;
    double size_T2_A_per_m; /* sigma^2 Ms / alpha */
    uint64_t step;
};

static inline void set_cell(const struct draw *d, size_t i, const uint32_t word[2])
{
    const struct material *mat = &d->g->material;
    const struct thermal *t = &d->g->thermal;
    const double variance =
        d->size_T2_A_per_m * (double)mat->damping[i] * (double)d->g->bonds.inverse_saturation[i];
    const real sigma_T = (real)sqrt(variance);

    t->noise_T.x[i] = sigma_T * (real)t->normal_table[word[0] & 0xffff];
    t->noise_T.y[i] = sigma_T * (real)t->normal_table[word[0] >> 16];
    t->noise_T.z[i] = sigma_T * (real)t->normal_table[word[1] & 0xffff];
}

/* One block of random words serves two cells, counted in their layer; a row may begin or end in the
 * middle of a pair and then draws the block again. */
static void draw_rows(void *context, int begin, int end)
{
    const struct draw *d = context;
    const struct mesh *mesh = &d->g->mesh;
    const uint64_t seed = (uint64_t)d->g->thermal.config.seed;

    for (int index = begin; index < end; index++) {
        const int layer = index / mesh->n_y, y = index % mesh->n_y;
        const size_t n = (size_t)mesh->n_x, in_layer = (size_t)y * n, at = (size_t)index * n;

        for (size_t i = 0; i < n;) {
            const size_t cell = in_layer + i;
            const struct philox_words w =
                philox(seed, PHILOX_THERMAL, (uint32_t)(cell / 2), (uint32_t)layer,
                       (uint32_t)d->step, (uint32_t)(d->step >> 32));

            if (cell % 2 == 0)
                set_cell(d, at + i++, w.w);
            if (i < n && (in_layer + i) % 2 == 1)
                set_cell(d, at + i++, w.w + 2);
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
