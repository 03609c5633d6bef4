#include "micromag/start.h"
#include <math.h>
#include "base/param_table.h"
#include "base/philox.h"

const struct start_skyrmion start_skyrmion_default = {
    .x_m = 0.0, .y_m = 0.0, .radius_m = 20e-9, .wall_width_m = 5e-9, .up = 0, .layer = -1};

const struct param start_skyrmion_params[] = {
    {PARAM_NUMBER(start_skyrmion, x_m, "m", 0.0, 1.0, "centre, from the corner of the mesh"),
     .required = true},
    {PARAM_NUMBER(start_skyrmion, y_m, "m", 0.0, 1.0, "centre, from the corner of the mesh"),
     .required = true},
    {PARAM_NUMBER(start_skyrmion, radius_m, "m", 1e-10, 1e-5, "where m_z = 0")},
    {PARAM_NUMBER(start_skyrmion, wall_width_m, "m", 1e-10, 1e-6,
                  "w of theta(r) = 2 atan(sinh(R / w) / sinh(r / w))")},
    {PARAM_WHOLE(start_skyrmion, up, "", -1, 1,
                 "m_z of the film around, 0: as it is there; the core is against it")},
    {PARAM_WHOLE(start_skyrmion, layer, "", -1, MESH_MAX_LAYERS - 1,
                 "layer it is put into, -1: all")},
};
const size_t start_skyrmion_n_params =
    sizeof start_skyrmion_params / sizeof start_skyrmion_params[0];

/* v in any length; `instead` of a v without one. */
static void set_cell(const struct magnet *g, size_t i, const double v[3], const double instead[3],
                     struct vector_field m)
{
    const double norm = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    const double *from = norm > 0.0 ? v : instead;
    const double whole = norm > 0.0 ? norm : 1.0;
    const double scale = g->material.saturation_A_per_m[i] > 0 ? 1.0 / whole : 0.0;

    m.x[i] = (real)(scale * from[0]);
    m.y[i] = (real)(scale * from[1]);
    m.z[i] = (real)(scale * from[2]);
}

static const double along_z[3] = {0.0, 0.0, 1.0};

void start_uniform(const struct magnet *g, const double direction[3], struct vector_field m)
{
    for (size_t i = 0; i < mesh_cells(&g->mesh); i++)
        set_cell(g, i, direction, along_z, m);
}

void start_random(const struct magnet *g, uint64_t seed, struct vector_field m)
{
    const size_t in_layer = (size_t)g->mesh.n_x * (size_t)g->mesh.n_y;

    for (size_t i = 0; i < mesh_cells(&g->mesh); i++) {
        const struct philox_words w =
            philox(seed, PHILOX_START, (uint32_t)(i % in_layer), (uint32_t)(i / in_layer), 0, 0);
        const double z = ldexp(w.w[0] + 0.5, -31) - 1.0; /* equal areas have equal heights */
        const double angle = 2.0 * M_PI * ldexp(w.w[1] + 0.5, -32);
        const double rho = sqrt((1.0 - z) * (1.0 + z));

        set_cell(g, i, (const double[3]){rho * cos(angle), rho * sin(angle), z}, along_z, m);
    }
}

/* Where a cell is, from a point of the film. */
static struct start_place place_of(const struct mesh *mesh, size_t in_layer, double x_m, double y_m)
{
    const size_t n = (size_t)mesh->n_x;

    return (struct start_place){((double)(in_layer % n) + 0.5) * mesh->cell_x_m - x_m,
                                ((double)(in_layer / n) + 0.5) * mesh->cell_y_m - y_m};
}

/* m_z = (a^2 - r^2) / (a^2 + r^2) in the core and 0 around it (N. A. Usov, S. E. Peschany, J. Magn.
 * Magn. Mater. 118, L290 (1993)). */
void start_vortex(const struct magnet *g, struct start_place middle, int circulation, int polarity,
                  double core_radius_m, struct vector_field m)
{
    const struct mesh *mesh = &g->mesh;
    const size_t in_layer = (size_t)mesh->n_x * (size_t)mesh->n_y;
    const double turn = circulation < 0 ? -1.0 : 1.0, core = polarity < 0 ? -1.0 : 1.0;
    const double a2 = core_radius_m * core_radius_m;

    for (size_t i = 0; i < mesh_cells(mesh); i++) {
        const struct start_place at = place_of(mesh, i % in_layer, middle.x_m, middle.y_m);
        const double r2 = at.x_m * at.x_m + at.y_m * at.y_m, r = sqrt(r2);
        const double along = r2 < a2 ? 2.0 * core_radius_m / (a2 + r2) : r > 0.0 ? 1.0 / r : 0.0;

        set_cell(g, i,
                 (const double[3]){-turn * along * at.y_m, turn * along * at.x_m,
                                   r2 < a2 ? core * (a2 - r2) / (a2 + r2) : 0.0},
                 (const double[3]){0.0, 0.0, core}, m);
    }
}

void start_two_domains(const struct magnet *g, double x_m, const double left[3],
                       const double right[3], const double wall[3], double width_m,
                       struct vector_field m)
{
    const struct mesh *mesh = &g->mesh;
    const size_t in_layer = (size_t)mesh->n_x * (size_t)mesh->n_y;

    for (size_t i = 0; i < mesh_cells(mesh); i++) {
        const struct start_place at = place_of(mesh, i % in_layer, x_m, 0.0);
        const double *domain = at.x_m < 0.0 ? left : right;
        const double share = fabs(at.x_m) < 0.5 * width_m ? fabs(at.x_m) / (0.5 * width_m) : 1.0;
        const double of_domain = sin(0.5 * M_PI * share);
        const double of_wall = share < 1.0 ? cos(0.5 * M_PI * share) : 0.0;
        double v[3];

        for (int c = 0; c < 3; c++)
            v[c] = of_domain * domain[c] + of_wall * wall[c];
        set_cell(g, i, v, wall, m);
    }
}

/* --- skyrmions --- */

static double reach_m(const struct start_skyrmion *s)
{
    return s->radius_m + 5.0 * s->wall_width_m;
}

static bool is_in_layer(const struct start_skyrmion *s, int layer)
{
    return s->layer == -1 || s->layer == layer;
}

/* Distance of a cell of a layer to the centre. */
static double distance_m(const struct mesh *mesh, const struct start_skyrmion *s, size_t in_layer)
{
    const struct start_place at = place_of(mesh, in_layer, s->x_m, s->y_m);

    return hypot(at.x_m, at.y_m);
}

static bool lies_in_core(const struct start_skyrmion *s, const struct start_skyrmion *of)
{
    return s->radius_m < of->radius_m && hypot(s->x_m - of->x_m, s->y_m - of->y_m) < of->radius_m;
}

/* m_z around skyrmion k, 1 or -1: that of the film in its reach, before any is in it, and the other
 * way in the core of another one. */
static double film_up(const struct magnet *g, const struct start_skyrmion s[], size_t n, size_t k,
                      int layer, struct vector_field m)
{
    const size_t in_layer = (size_t)g->mesh.n_x * (size_t)g->mesh.n_y;
    double sum = 0.0, up;

    if (s[k].up != 0)
        return s[k].up < 0 ? -1.0 : 1.0;
    for (size_t i = 0; i < in_layer; i++)
        if (distance_m(&g->mesh, &s[k], i) <= reach_m(&s[k]))
            sum += (double)m.z[(size_t)layer * in_layer + i];
    up = sum < 0.0 ? -1.0 : 1.0;
    for (size_t j = 0; j < n; j++)
        if (is_in_layer(&s[j], layer) && lies_in_core(&s[k], &s[j]))
            up = -up;
    return up;
}

/* +1 or -1 to be multiplied by sin(theta): the density of D [(m . grad) m_z - m_z div m] is
 * -(m_z of the film) (m_r / sin theta) D (theta' + sin theta cos theta / r), and theta' < 0. */
static double radial_sign(const struct magnet *g, const struct start_skyrmion *s, double up,
                          int layer)
{
    const struct mesh *mesh = &g->mesh;
    const double x = fmin(fmax(floor(s->x_m / mesh->cell_x_m), 0.0), mesh->n_x - 1.0);
    const double y = fmin(fmax(floor(s->y_m / mesh->cell_y_m), 0.0), mesh->n_y - 1.0);
    const size_t i =
        ((size_t)layer * (size_t)mesh->n_y + (size_t)y) * (size_t)mesh->n_x + (size_t)x;

    return g->material.dmi_J_per_m2[i] < 0 ? up : -up;
}

static double polar_angle(const struct start_skyrmion *s, double r_m)
{
    const double r = r_m / s->wall_width_m, wall = s->radius_m / s->wall_width_m;

    /* sinh(wall) / sinh(r) that does not overflow before it is large */
    return 2.0 * atan(exp(wall - r) * expm1(-2.0 * wall) / expm1(-2.0 * r));
}

static int compare(double a, double b) { return (a > b) - (a < b); }

/* The order of two whose walls are equally far, the same in any list. */
static int compare_skyrmions(const struct start_skyrmion *a, const struct start_skyrmion *b)
{
    const int by[] = {compare(a->x_m, b->x_m), compare(a->y_m, b->y_m),
                      compare(a->radius_m, b->radius_m)};

    for (size_t i = 0; i < sizeof by / sizeof by[0]; i++)
        if (by[i] != 0)
            return by[i];
    return 0;
}

/* Whether a cell in reach of skyrmion k of the list follows another one. */
static bool belongs_elsewhere(const struct mesh *mesh, const struct start_skyrmion s[], size_t n,
                              size_t k, int layer, size_t in_layer)
{
    const double wall_m = fabs(distance_m(mesh, &s[k], in_layer) - s[k].radius_m);

    for (size_t j = 0; j < n; j++) {
        const double r_m = distance_m(mesh, &s[j], in_layer);
        const int order = compare(fabs(r_m - s[j].radius_m), wall_m);

        if (j != k && is_in_layer(&s[j], layer) && r_m <= reach_m(&s[j])
            && (order < 0 || (order == 0 && compare_skyrmions(&s[j], &s[k]) < 0)))
            return true;
    }
    return false;
}

static void add_to_layer(const struct magnet *g, const struct start_skyrmion list[], size_t n,
                         size_t k, double up, int layer, struct vector_field m)
{
    const size_t in_layer = (size_t)g->mesh.n_x * (size_t)g->mesh.n_y;
    const struct start_skyrmion *s = &list[k];
    const double radial = radial_sign(g, s, up, layer);

    for (size_t i = 0; i < in_layer; i++) {
        const struct start_place at = place_of(&g->mesh, i, s->x_m, s->y_m);
        const double r_m = hypot(at.x_m, at.y_m);
        const double theta = r_m > 0.0 ? polar_angle(s, r_m) : M_PI;
        const double along = r_m > 0.0 ? radial * sin(theta) / r_m : 0.0;

        if (r_m <= reach_m(s) && !belongs_elsewhere(&g->mesh, list, n, k, layer, i))
            set_cell(g, (size_t)layer * in_layer + i,
                     (const double[3]){along * at.x_m, along * at.y_m, up * cos(theta)}, along_z,
                     m);
    }
}

void start_add_skyrmions(const struct magnet *g, const struct start_skyrmion s[], size_t n,
                         struct vector_field m)
{
    double up[START_MAX_SKYRMIONS];

    for (int layer = 0; layer < g->mesh.n_z; layer++) {
        for (size_t k = 0; k < n; k++) /* of the film before any is in it */
            up[k] = is_in_layer(&s[k], layer) ? film_up(g, s, n, k, layer, m) : 0.0;
        for (size_t k = 0; k < n; k++)
            if (is_in_layer(&s[k], layer))
                add_to_layer(g, s, n, k, up[k], layer, m);
    }
}

void start_add_skyrmion(const struct magnet *g, const struct start_skyrmion *s,
                        struct vector_field m)
{
    start_add_skyrmions(g, s, 1, m);
}

bool start_skyrmions_cross(const struct start_skyrmion *a, const struct start_skyrmion *b)
{
    const double apart_m = hypot(a->x_m - b->x_m, a->y_m - b->y_m);
    const bool share_a_layer = a->layer == -1 || b->layer == -1 || a->layer == b->layer;

    return share_a_layer && apart_m < a->radius_m + b->radius_m
           && apart_m >= fabs(a->radius_m - b->radius_m);
}
