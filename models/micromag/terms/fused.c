#include "micromag/terms/rows.h"
#include "base/simd.h"
/* Exchange within the layer, anisotropy, interfacial DMI, uniform applied and random field in one
 * pass: m is read once and the field written once, where the terms apart read and write it four
 * times. Each sum is that of the term's own file. */

struct fused {
    const real *west, *south, *north, *dmi_west, *dmi_south, *dmi_north, *inverse, *anisotropy;
    struct vector_field u, m, m_south, m_north, field;
    real applied_T[3];
};

/* Everything but m of one cell. */
struct coefficients {
    real west, east, south, north, dmi_west, dmi_east, dmi_south, dmi_north;
    real inverse, anisotropy, u[3];
};

/* Into the caller, whose instruction set it then has. */
#define INLINE __attribute__((always_inline)) inline

INLINE static struct coefficients coefficients_at(const struct fused *s, size_t i)
{
    return (struct coefficients){
        .west = s->west[i],
        .east = s->west[i + 1],
        .south = s->south[i],
        .north = s->north[i],
        .dmi_west = s->dmi_west[i],
        .dmi_east = s->dmi_west[i + 1],
        .dmi_south = s->dmi_south[i],
        .dmi_north = s->dmi_north[i],
        .inverse = s->inverse[i],
        .anisotropy = s->anisotropy[i],
        .u = {s->u.x[i], s->u.y[i], s->u.z[i]},
    };
}

#define EXCHANGE(c)                                                                                \
    (k->west * (s->m.c[w] - s->m.c[i]) + k->east * (s->m.c[e] - s->m.c[i])                         \
     + k->south * (s->m_south.c[i] - s->m.c[i]) + k->north * (s->m_north.c[i] - s->m.c[i]))

INLINE static void fused_at(const struct fused *s, const struct coefficients *k, size_t i, size_t w,
                            size_t e, bool dmi)
{
    const real along = s->m.x[i] * k->u[0] + s->m.y[i] * k->u[1] + s->m.z[i] * k->u[2];
    const real easy = 2 * k->anisotropy * along;
    real x = EXCHANGE(x) + easy * k->u[0];
    real y = EXCHANGE(y) + easy * k->u[1];
    real z = EXCHANGE(z) + easy * k->u[2];

    if (dmi) {
        x -= k->dmi_east * s->m.z[e] - k->dmi_west * s->m.z[w];
        y -= k->dmi_north * s->m_north.z[i] - k->dmi_south * s->m_south.z[i];
        z += k->dmi_east * s->m.x[e] - k->dmi_west * s->m.x[w] + k->dmi_north * s->m_north.y[i]
             - k->dmi_south * s->m_south.y[i];
    }
    s->field.x[i] = k->inverse * x + s->applied_T[0];
    s->field.y[i] = k->inverse * y + s->applied_T[1];
    s->field.z[i] = k->inverse * z + s->applied_T[2];
}

/* `even`: all cells but the first and the last have the same coefficients, which are then read once
 * instead of for each. */
INLINE static void fused_row(const struct fused *s, size_t n, bool dmi, bool even)
{
    const struct coefficients first = coefficients_at(s, 0), last = coefficients_at(s, n - 1);
    const struct coefficients inner = coefficients_at(s, n / 2);

    fused_at(s, &first, 0, 0, n > 1, dmi);
#pragma GCC ivdep
    for (size_t i = 1; i < n - 1; i++) {
        const struct coefficients own = even ? inner : coefficients_at(s, i);

        fused_at(s, &own, i, i - 1, i + 1, dmi);
    }
    if (n > 1)
        fused_at(s, &last, n - 1, n - 2, n - 1, dmi);
}

SKYLOOM_SIMD static void row_with_dmi(const struct fused *row, size_t n, bool even)
{
    const struct fused s = *row;

    if (even)
        fused_row(&s, n, true, true);
    else
        fused_row(&s, n, true, false);
}

SKYLOOM_SIMD static void row_without_dmi(const struct fused *row, size_t n, bool even)
{
    const struct fused s = *row;

    if (even)
        fused_row(&s, n, false, true);
    else
        fused_row(&s, n, false, false);
}

/* While the row is in cache. */
SKYLOOM_SIMD static void add_row(struct vector_field field, struct vector_field noise, size_t n)
{
#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        field.x[i] += noise.x[i];
        field.y[i] += noise.y[i];
        field.z[i] += noise.z[i];
    }
}

SKYLOOM_SIMD static void add_held_row(struct vector_field field, struct vector_field held,
                                      struct vector_field m, const real *saturation,
                                      const real own[3], size_t n)
{
    const real own_x = own[0], own_y = own[1], own_z = own[2];

#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        field.x[i] += held.x[i] + own_x * saturation[i] * m.x[i];
        field.y[i] += held.y[i] + own_y * saturation[i] * m.y[i];
        field.z[i] += held.z[i] + own_z * saturation[i] * m.z[i];
    }
}

static void add_held(const struct magnet *g, const struct fused *s, const struct row *r)
{
    const struct held *held = &g->held;
    const real own[3] = {(real)held->own_T_m_per_A[0], (real)held->own_T_m_per_A[1],
                         (real)held->own_T_m_per_A[2]};

    add_held_row(s->field, vector_at(held->field_T, r->at), s->m,
                 g->material.saturation_A_per_m + r->at, own, r->n);
}

struct fused_pass {
    const struct magnet *g;
    struct vector_field m, field_T;
    real applied_T[3];
};

static void set_rows(void *context, int begin, int end)
{
    const struct fused_pass *p = context;
    const struct bonds *b = &p->g->bonds;
    const struct material *mat = &p->g->material;

    for (int index = begin; index < end; index++) {
        const struct row r = row_of(&p->g->mesh, index);
        const struct fused s = {
            .west = b->exchange_x + r.west_bond,
            .south = b->exchange_y + r.south_bond,
            .north = b->exchange_y + r.north_bond,
            .dmi_west = b->dmi_x + r.west_bond,
            .dmi_south = b->dmi_y + r.south_bond,
            .dmi_north = b->dmi_y + r.north_bond,
            .inverse = b->inverse_saturation + r.at,
            .anisotropy = mat->anisotropy_J_per_m3 + r.at,
            .u = vector_at(mat->axis, r.at),
            .m = vector_at(p->m, r.at),
            .m_south = vector_at(p->m, r.south),
            .m_north = vector_at(p->m, r.north),
            .field = vector_at(p->field_T, r.at),
            .applied_T = {p->applied_T[0], p->applied_T[1], p->applied_T[2]},
        };

        if (b->has_dmi)
            row_with_dmi(&s, r.n, b->row_is_even[index]);
        else
            row_without_dmi(&s, r.n, b->row_is_even[index]);
        if (p->g->held.field_T.x != NULL)
            add_held(p->g, &s, &r);
        else if (p->g->thermal.config.temperature_K > 0.0)
            add_row(s.field, vector_at(p->g->thermal.noise_T, r.at), r.n);
    }
}

static bool applied_is_uniform(const struct magnet *g)
{
    for (int s = 0; s < g->n_sources && g->region != NULL; s++)
        if (g->source[s].region != -1)
            return false;
    return true;
}

void field_set_total(const struct magnet *g, double time_s, struct vector_field m,
                     struct vector_field field_T)
{
    struct fused_pass p = {g, m, field_T, {0}};
    const bool uniform = applied_is_uniform(g);

    if (uniform) {
        double applied_T[3];

        zeeman_region_field(g, time_s, 0, applied_T);
        for (int c = 0; c < 3; c++)
            p.applied_T[c] = (real)applied_T[c];
    }
    crew_run(g->crew, set_rows, &p, mesh_rows(&g->mesh));
    if (!uniform)
        field_zeeman.add_field(g, time_s, m, field_T);
    field_add_layer_exchange(g, m, field_T);
    field_bulk_dmi.add_field(g, time_s, m, field_T);
    field_interlayer.add_field(g, time_s, m, field_T);
    if (g->held.field_T.x == NULL)
        field_magnetostatic.add_field(g, time_s, m, field_T);
}
