#include "micromag/observe/skyrmion.h"
#include <math.h>
#include <string.h>
#include "base/param_table.h"

const struct skyrmion_config skyrmion_default = {
    .layer = 0, .up = 0, .depth = 0.5, .min_radius_m = 2e-9, .max_radius_m = 100e-9};

const struct param skyrmion_params[] = {
    {PARAM_WHOLE(skyrmion_config, layer, "", 0, MESH_MAX_LAYERS - 1, "layer that is searched")},
    {PARAM_WHOLE(
        skyrmion_config, up, "", -1, 1,
        "1: film up, cores down; -1: film down, cores up; 0: as the layer is along its rim")},
    {PARAM_NUMBER(skyrmion_config, depth, "", 0.0, 1.0,
                  "m_z that a core must reach against the film")},
    {PARAM_NUMBER(skyrmion_config, min_radius_m, "m", 0.0, 1.0, "smaller areas are noise")},
    {PARAM_NUMBER(skyrmion_config, max_radius_m, "m", 0.0, 1.0, "larger areas are domains")},
};
const size_t skyrmion_n_params = sizeof skyrmion_params / sizeof skyrmion_params[0];

struct search {
    const struct skyrmion_config *config;
    const struct magnet *g;
    const real *mz, *saturation_A_per_m; /* of the layer */
    int n_x, n_y;
    double up;      /* 1 or -1 */
    int32_t *label; /* 0: not of an area (yet), else number of the area */
    int32_t *stack;
};

struct area {
    double weight, x, y, depth;
    bool touches_rim;
};

/* > 0 along the film, < 0 in a core */
static double height(const struct search *s, int32_t i) { return s->up * (double)s->mz[i]; }

static void visit(const struct search *s, int32_t i, struct area *a)
{
    const int x = i % s->n_x, y = i / s->n_x;
    const double w = -height(s, i);

    a->weight += w;
    a->x += w * (x + 0.5);
    a->y += w * (y + 0.5);
    a->depth = fmax(a->depth, w);
    a->touches_rim |= x == 0 || y == 0 || x == s->n_x - 1 || y == s->n_y - 1;
}

/* Labels the area around a cell. Every cell is pushed once, so n_x n_y places are enough. */
static struct area flood(const struct search *s, int32_t first, int32_t label)
{
    struct area a = {0};
    int n = 0;

    s->label[first] = label;
    s->stack[n++] = first;
    while (n > 0) {
        const int32_t i = s->stack[--n];
        const int x = i % s->n_x, y = i / s->n_x;

        visit(s, i, &a);
        for (int v = y > 0 ? y - 1 : y; v <= y + 1 && v < s->n_y; v++)
            for (int u = x > 0 ? x - 1 : x; u <= x + 1 && u < s->n_x; u++) {
                const int32_t j = v * s->n_x + u;

                a.touches_rim |= !(s->saturation_A_per_m[j] > 0);
                if (s->label[j] == 0 && height(s, j) < 0.0) {
                    s->label[j] = label;
                    s->stack[n++] = j;
                }
            }
    }
    return a;
}

/* Share of a triangle where the plane through its three heights is below zero. */
static double share_below(double a, double b, double c)
{
    const double h[3] = {a, b, c};
    const int below = (a < 0.0) + (b < 0.0) + (c < 0.0);

    if (below == 0 || below == 3)
        return below == 3 ? 1.0 : 0.0;
    for (int i = 0; i < 3; i++) { /* the corner that stands alone */
        const double p = h[i], q = h[(i + 1) % 3], r = h[(i + 2) % 3];

        if ((p < 0.0) == (below == 1) && (q < 0.0) != (p < 0.0) && (r < 0.0) != (p < 0.0)) {
            const double corner = p * p / ((p - q) * (p - r));

            return below == 1 ? corner : 1.0 - corner;
        }
    }
    return 0.0;
}

/* Cells inside the line m_z = 0 of one area: four triangles about the middle of every square of
 * cell centres. Corners below zero that touch belong to one area. */
static double inner_cells(const struct search *s, int32_t label)
{
    double cells = 0.0;

    for (int y = 0; y + 1 < s->n_y; y++)
        for (int x = 0; x + 1 < s->n_x; x++) {
            const int32_t i = y * s->n_x + x;
            const int32_t corner[5] = {i, i + 1, i + s->n_x + 1, i + s->n_x, i};
            double middle = 0.0;
            bool ours = false;

            for (int c = 0; c < 4; c++) {
                ours |= s->label[corner[c]] == label;
                middle += 0.25 * height(s, corner[c]);
            }
            for (int c = 0; ours && c < 4; c++)
                cells += 0.25 * share_below(height(s, corner[c]), height(s, corner[c + 1]), middle);
        }
    return cells;
}

static struct skyrmion describe(const struct search *s, const struct area *a, int32_t label)
{
    const struct mesh *mesh = &s->g->mesh;
    const double x = a->x / a->weight, y = a->y / a->weight;
    const size_t cell = (size_t)s->config->layer * (size_t)s->n_x * (size_t)s->n_y
                        + (size_t)y * (size_t)s->n_x + (size_t)x;

    return (struct skyrmion){
        .x_m = x * mesh->cell_x_m,
        .y_m = y * mesh->cell_y_m,
        .radius_m = sqrt(inner_cells(s, label) * mesh->cell_x_m * mesh->cell_y_m / M_PI),
        .region = s->g->region == NULL ? 0 : s->g->region[cell],
        .touches_rim = a->touches_rim,
    };
}

/* Beside an empty cell or the end of the mesh. ms: of the layer. */
static bool is_at_rim(const struct mesh *mesh, const real *ms, int x, int y)
{
    for (int v = y - 1; v <= y + 1; v++)
        for (int u = x - 1; u <= x + 1; u++)
            if (u < 0 || v < 0 || u >= mesh->n_x || v >= mesh->n_y
                || !(ms[(size_t)v * (size_t)mesh->n_x + (size_t)u] > 0))
                return true;
    return false;
}

int skyrmion_film_up(const struct skyrmion_config *config, const struct magnet *g,
                     struct vector_field m)
{
    const size_t n_x = (size_t)g->mesh.n_x, n = n_x * (size_t)g->mesh.n_y;
    const size_t from = (size_t)config->layer * n;
    double sum = 0.0; /* an empty cell has m = 0 */

    for (size_t i = 0; config->up == 0 && i < n; i++)
        if (is_at_rim(&g->mesh, g->material.saturation_A_per_m + from, (int)(i % n_x),
                      (int)(i / n_x)))
            sum += (double)m.z[from + i];
    return config->up < 0 || sum < 0.0 ? -1 : 1;
}

int skyrmion_find(const struct skyrmion_config *config, const struct magnet *g,
                  struct vector_field m, int32_t *scratch, struct skyrmion found[], int n_max)
{
    const int32_t n_cells = g->mesh.n_x * g->mesh.n_y;
    const size_t from = (size_t)config->layer * (size_t)n_cells;
    const struct search s = {.config = config,
                             .g = g,
                             .mz = m.z + from,
                             .saturation_A_per_m = g->material.saturation_A_per_m + from,
                             .n_x = g->mesh.n_x,
                             .n_y = g->mesh.n_y,
                             .up = skyrmion_film_up(config, g, m),
                             .label = scratch,
                             .stack = scratch + n_cells};
    int32_t label = 0;
    int n = 0;

    memset(scratch, 0, (size_t)n_cells * sizeof *scratch);
    for (int32_t i = 0; i < n_cells; i++) {
        struct skyrmion one;
        struct area a;

        if (s.label[i] != 0 || height(&s, i) >= 0.0)
            continue;
        a = flood(&s, i, ++label);
        if (a.depth < config->depth)
            continue;
        one = describe(&s, &a, label);
        if (!(one.radius_m >= config->min_radius_m && one.radius_m <= config->max_radius_m))
            continue;
        if (n < n_max)
            found[n] = one;
        n++;
    }
    return n;
}
