#include "micromag/observe/observe.h"
#include <math.h>
#include "base/param_table.h"
#include "micromag/terms/rows.h"

static bool counts(const struct magnet *g, size_t i, int region)
{
    return g->material.saturation_A_per_m[i] > 0
           && (region == -1 || region == (g->region == NULL ? 0 : g->region[i]));
}

size_t observe_mean(const struct magnet *g, struct vector_field m, int layer, int region,
                    double mean[3])
{
    const size_t in_layer = (size_t)g->mesh.n_x * (size_t)g->mesh.n_y;
    const size_t begin = layer == -1 ? 0 : (size_t)layer * in_layer;
    const size_t end = layer == -1 ? mesh_cells(&g->mesh) : begin + in_layer;
    double sum[3] = {0.0, 0.0, 0.0};
    size_t n = 0;

    for (size_t i = begin; i < end; i++) {
        if (!counts(g, i, region))
            continue;
        sum[0] += (double)m.x[i];
        sum[1] += (double)m.y[i];
        sum[2] += (double)m.z[i];
        n++;
    }
    for (int c = 0; c < 3; c++)
        mean[c] = n > 0 ? sum[c] / (double)n : 0.0;
    return n;
}

double observe_max_torque_T(const struct magnet *g, struct vector_field m, struct vector_field b)
{
    double max = 0.0;

    for (size_t i = 0; i < mesh_cells(&g->mesh); i++) {
        const double x = (double)m.y[i] * (double)b.z[i] - (double)m.z[i] * (double)b.y[i];
        const double y = (double)m.z[i] * (double)b.x[i] - (double)m.x[i] * (double)b.z[i];
        const double z = (double)m.x[i] * (double)b.y[i] - (double)m.y[i] * (double)b.x[i];
        const double square = x * x + y * y + z * z;

        if (square > max || isnan(square))
            max = square;
    }
    return sqrt(max);
}

const struct mtj_config mtj_default = {.rule = MTJ_COSINE,
                                       .conductance_S = 20e-6,
                                       .tmr = 2.8,
                                       .fixed = {0.0, 0.0, -1.0},
                                       .layer = -1,
                                       .region = -1};

static const char *const rules[] = {"cosine", "linear", NULL};

const struct param mtj_params[] = {
    {PARAM_CHOICE(mtj_config, rule, rules,
                  "cosine: by the angle to the fixed layer; linear: by the share opposite to it")},
    {PARAM_NUMBER(mtj_config, conductance_S, "S", 1e-15, 1e3,
                  "of the antiparallel state (cosine), of the film without skyrmions (linear)")},
    {PARAM_NUMBER(mtj_config, tmr, "", 0.0, 100.0,
                  "tunnelling magnetoresistance (R_AP - R_P) / R_P")},
    {PARAM_WHOLE(mtj_config, layer, "", -1, MESH_MAX_LAYERS - 1,
                 "layer that is read, -1: the mean of all")},
    {PARAM_WHOLE(mtj_config, region, "", -1, 255, "region under the junction, -1: everywhere")},
};
const size_t mtj_n_params = sizeof mtj_params / sizeof mtj_params[0];

/* Both rules are linear in cos(theta), so the mean of m is enough: cos^2(theta/2) is
 * (1 + cos theta) / 2. */
double mtj_conductance_S(const struct mtj_config *config, const struct magnet *g,
                         struct vector_field m)
{
    double mean[3], along, share;

    if (observe_mean(g, m, (int)config->layer, (int)config->region, mean) == 0)
        return NAN;
    along = mean[0] * config->fixed[0] + mean[1] * config->fixed[1] + mean[2] * config->fixed[2];
    share = 0.5 * (config->rule == MTJ_LINEAR ? 1.0 - along : 1.0 + along);
    return config->conductance_S * (1.0 + config->tmr * share);
}
