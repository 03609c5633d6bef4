#include "micromag/torque.h"
#include "base/constants.h"
#include "base/param_table.h"
#include "base/simd.h"
#include "micromag/terms/rows.h"

const struct torque_layer torque_layer_default = {
    .polarisation = {0.0, 1.0, 0.0}, .efficiency = 0.6, .asymmetry = 1.0, .thickness_m = 1e-9};

const struct param torque_layer_params[] = {
    {PARAM_NUMBER(torque_layer, efficiency, "", -10.0, 10.0,
                  "spin polarisation P or spin Hall angle")},
    {PARAM_NUMBER(torque_layer, asymmetry, "", 1.0, 100.0, "Slonczewski's Lambda")},
    {PARAM_NUMBER(torque_layer, secondary, "", -100.0, 100.0, "field-like part eps'")},
    {PARAM_NUMBER(torque_layer, thickness_m, "m", 1e-11, 1e-5,
                  "effective thickness the torque is spread over")},
    {PARAM_NUMBER(torque_layer, density_A_per_m2, "A/m^2", -1e15, 1e15,
                  "current density that makes the torque")},
};
const size_t torque_layer_n_params = sizeof torque_layer_params / sizeof torque_layer_params[0];

const struct param current_params[] = {
    {PARAM_NUMBER(current, zhang_li_polarisation, "", -1.0, 1.0,
                  "spin polarisation of the current in the film")},
    {PARAM_NUMBER(current, non_adiabaticity, "", 0.0, 100.0, "Zhang and Li's xi")},
};
const size_t current_n_params = sizeof current_params / sizeof current_params[0];

struct rate_pass {
    const struct magnet *g;
    struct vector_field m, field_T, rate;
    double gyromagnetic_rad_per_sT, factor;
    const struct current *current;
};

SKYLOOM_SIMD static void rate_row(size_t n, real gamma, const real *damping, struct vector_field m,
                                  struct vector_field b, struct vector_field rate)
{
    real *restrict rx = rate.x, *restrict ry = rate.y, *restrict rz = rate.z;

#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        const real a = damping[i], scale = -gamma / (1 + a * a);
        const real px = m.y[i] * b.z[i] - m.z[i] * b.y[i];
        const real py = m.z[i] * b.x[i] - m.x[i] * b.z[i];
        const real pz = m.x[i] * b.y[i] - m.y[i] * b.x[i];

        rx[i] = scale * (px + a * (m.y[i] * pz - m.z[i] * py));
        ry[i] = scale * (py + a * (m.z[i] * px - m.x[i] * pz));
        rz[i] = scale * (pz + a * (m.x[i] * py - m.y[i] * px));
    }
}

void torque_set_rate_cells(const struct magnet *g, double gyromagnetic_rad_per_sT,
                           struct vector_field m, struct vector_field field_T,
                           struct vector_field rate, size_t first, size_t n)
{
    rate_row(n, (real)gyromagnetic_rad_per_sT, g->material.damping + first, vector_at(m, first),
             vector_at(field_T, first), vector_at(rate, first));
}

static void rate_rows(void *context, int begin, int end)
{
    const struct rate_pass *p = context;
    const size_t n = (size_t)p->g->mesh.n_x;

    torque_set_rate_cells(p->g, p->gyromagnetic_rad_per_sT, p->m, p->field_T, p->rate,
                          (size_t)begin * n, (size_t)(end - begin) * n);
}

void torque_set_rate(const struct magnet *g, double gyromagnetic_rad_per_sT, struct vector_field m,
                     struct vector_field field_T, struct vector_field rate)
{
    struct rate_pass p = {.g = g,
                          .m = m,
                          .field_T = field_T,
                          .rate = rate,
                          .gyromagnetic_rad_per_sT = gyromagnetic_rad_per_sT};

    crew_run(g->crew, rate_rows, &p, mesh_rows(&g->mesh));
}

/* scale = hbar J / (e d), T A/m */
SKYLOOM_SIMD static void layer_row(size_t n, const struct torque_layer *layer, real scale,
                                   const real *inverse, struct vector_field m,
                                   struct vector_field field)
{
    const real px = (real)layer->polarisation[0], py = (real)layer->polarisation[1],
               pz = (real)layer->polarisation[2];
    const real square = (real)(layer->asymmetry * layer->asymmetry);
    const real top = (real)layer->efficiency * square, secondary = (real)layer->secondary;
    real *restrict fx = field.x, *restrict fy = field.y, *restrict fz = field.z;

#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        const real along = m.x[i] * px + m.y[i] * py + m.z[i] * pz;
        const real b = scale * inverse[i];
        const real damping_like = b * (top / ((square + 1) + (square - 1) * along));
        const real field_like = b * secondary;

        fx[i] += damping_like * (m.y[i] * pz - m.z[i] * py) + field_like * px;
        fy[i] += damping_like * (m.z[i] * px - m.x[i] * pz) + field_like * py;
        fz[i] += damping_like * (m.x[i] * py - m.y[i] * px) + field_like * pz;
    }
}

/* n cells from `at` on, all of one layer. */
static void add_torque(const struct rate_pass *p, const struct torque_layer *layer, size_t at,
                       size_t n, struct vector_field field)
{
    const double density = p->factor * layer->density_A_per_m2;

    if (density != 0.0)
        layer_row(n, layer, (real)(hbar_Js * density / (electron_C * layer->thickness_m)),
                  p->g->bonds.inverse_saturation + at, vector_at(p->m, at), field);
}

static void layer_rows(void *context, int begin, int end)
{
    const struct rate_pass *p = context;

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);

        add_torque(p, &p->current->layer[index / p->g->mesh.n_y], r.at, r.n,
                   vector_at(p->field_T, r.at));
    }
}

/* Torques of one layer are summed by themselves, so that two that are opposite leave the field as
 * it is, to the last bit. */
static void sum_cells(const struct rate_pass *p, int layer, size_t at, size_t n)
{
    enum { BLOCK = 256 };
    const int n_z = p->g->mesh.n_z;

    for (size_t first = 0; first < n; first += BLOCK) {
        const size_t count = n - first < BLOCK ? n - first : BLOCK;
        real sum[3][BLOCK] = {{0}};
        real *const field[3] = {p->field_T.x, p->field_T.y, p->field_T.z};

        for (int t = 0; t < p->current->n_torques; t++)
            add_torque(p, &p->current->layer[t * n_z + layer], at + first, count,
                       (struct vector_field){sum[0], sum[1], sum[2]});
        for (int c = 0; c < 3; c++)
            for (size_t i = 0; i < count; i++)
                field[c][at + first + i] += sum[c][i];
    }
}

static void sum_rows(void *context, int begin, int end)
{
    const struct rate_pass *p = context;

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);

        sum_cells(p, index / p->g->mesh.n_y, r.at, r.n);
    }
}

/* The neighbour in a central difference; at a rim, the cell itself. */
static inline size_t magnetic_or_self(const struct magnet *g, size_t neighbour, size_t self)
{
    return g->material.saturation_A_per_m[neighbour] > 0 ? neighbour : self;
}

/* u = -mu_B P J / [e Ms (1 + xi^2)]: along the electrons. dm/dt has -(u.grad) m + xi m x (u.grad)
 * m, the field is B = -[m x h + xi h] / gamma with h = (u.grad) m. */
static void zhang_li_cell(const struct rate_pass *p, size_t i, size_t west, size_t east,
                          size_t south, size_t north)
{
    const struct magnet *g = p->g;
    const double xi = p->current->non_adiabaticity;
    const double speed = -bohr_magneton_J_per_T * p->current->zhang_li_polarisation * p->factor
                         * (double)g->bonds.inverse_saturation[i]
                         / (electron_C * (1.0 + xi * xi) * p->gyromagnetic_rad_per_sT);
    const real ux = (real)(speed * p->current->zhang_li_A_per_m2[0] / (2.0 * g->mesh.cell_x_m));
    const real uy = (real)(speed * p->current->zhang_li_A_per_m2[1] / (2.0 * g->mesh.cell_y_m));
    const struct vector_field m = p->m;
    const real hx = ux * (m.x[east] - m.x[west]) + uy * (m.x[north] - m.x[south]);
    const real hy = ux * (m.y[east] - m.y[west]) + uy * (m.y[north] - m.y[south]);
    const real hz = ux * (m.z[east] - m.z[west]) + uy * (m.z[north] - m.z[south]);

    p->field_T.x[i] -= m.y[i] * hz - m.z[i] * hy + (real)xi * hx;
    p->field_T.y[i] -= m.z[i] * hx - m.x[i] * hz + (real)xi * hy;
    p->field_T.z[i] -= m.x[i] * hy - m.y[i] * hx + (real)xi * hz;
}

static void zhang_li_rows(void *context, int begin, int end)
{
    const struct rate_pass *p = context;
    const struct magnet *g = p->g;

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&g->mesh, index);

        for (size_t x = 0; x < r.n; x++) {
            const size_t i = r.at + x;

            zhang_li_cell(p, i, magnetic_or_self(g, x > 0 ? i - 1 : i, i),
                          magnetic_or_self(g, x + 1 < r.n ? i + 1 : i, i),
                          magnetic_or_self(g, r.south + x, i), magnetic_or_self(g, r.north + x, i));
        }
    }
}

void torque_add_current(const struct magnet *g, const struct current *current,
                        double gyromagnetic_rad_per_sT, double factor, struct vector_field m,
                        struct vector_field field_T)
{
    struct rate_pass p = {.g = g,
                          .m = m,
                          .field_T = field_T,
                          .gyromagnetic_rad_per_sT = gyromagnetic_rad_per_sT,
                          .factor = factor,
                          .current = current};
    const double *j = current->zhang_li_A_per_m2;

    if (factor == 0.0)
        return;
    if (current->layer != NULL)
        crew_run(g->crew, current->n_torques > 1 ? sum_rows : layer_rows, &p, mesh_rows(&g->mesh));
    if (j[0] != 0.0 || j[1] != 0.0)
        crew_run(g->crew, zhang_li_rows, &p, mesh_rows(&g->mesh));
}
