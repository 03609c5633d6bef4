#include "micromag/terms/rows.h"
#include "base/simd.h"
/* E = - Ms V m . B(t, region), summed over the sources. */

void zeeman_region_field(const struct magnet *g, double time_s, int region, double field_T[3])
{
    for (int c = 0; c < 3; c++)
        field_T[c] = 0.0;
    for (int s = 0; s < g->n_sources; s++) {
        const struct zeeman_source *source = &g->source[s];
        const double factor = waveform_at(&source->waveform, time_s);

        if (source->region != -1 && source->region != region)
            continue;
        for (int c = 0; c < 3; c++)
            field_T[c] += factor * source->field_T[c];
    }
}

struct zeeman_pass {
    const struct magnet *g;
    struct vector_field field_T;
    real table[3][MAGNET_REGIONS];
};

static void add_regions(void *context, int begin, int end)
{
    const struct zeeman_pass *p = context;
    real *field[3] = {p->field_T.x, p->field_T.y, p->field_T.z};
    const size_t n_x = (size_t)p->g->mesh.n_x;

    for (int c = 0; c < 3; c++)
        for (size_t i = (size_t)begin * n_x; i < (size_t)end * n_x; i++)
            field[c][i] += p->table[c][p->g->region[i]];
}

SKYLOOM_SIMD static void add_constant(size_t n, real value, real *field)
{
    for (size_t i = 0; i < n; i++)
        field[i] += value;
}

static void add_uniform(void *context, int begin, int end)
{
    const struct zeeman_pass *p = context;
    real *field[3] = {p->field_T.x, p->field_T.y, p->field_T.z};
    const size_t n_x = (size_t)p->g->mesh.n_x;

    for (int c = 0; c < 3; c++)
        add_constant((size_t)(end - begin) * n_x, p->table[c][0], field[c] + (size_t)begin * n_x);
}

static void add_field(const struct magnet *g, double time_s, struct vector_field m,
                      struct vector_field field_T)
{
    struct zeeman_pass p = {g, field_T, {{0}}};

    (void)m;
    if (g->n_sources == 0)
        return;
    for (int r = 0; r < (g->region == NULL ? 1 : MAGNET_REGIONS); r++) {
        double value[3];

        zeeman_region_field(g, time_s, r, value);
        for (int c = 0; c < 3; c++)
            p.table[c][r] = (real)value[c];
    }
    crew_run(g->crew, g->region == NULL ? add_uniform : add_regions, &p, mesh_rows(&g->mesh));
}

static double energy_J(const struct magnet *g, double time_s, struct vector_field m)
{
    double sum = 0.0, field_T[3] = {0.0};
    int region = -2; /* of field_T; none yet */

    for (size_t i = 0; g->n_sources > 0 && i < mesh_cells(&g->mesh); i++) {
        const int here = g->region == NULL ? 0 : g->region[i];

        if (here != region)
            zeeman_region_field(g, time_s, region = here, field_T);
        sum += (double)g->material.saturation_A_per_m[i]
               * (field_T[0] * (double)m.x[i] + field_T[1] * (double)m.y[i]
                  + field_T[2] * (double)m.z[i]);
    }
    return -sum * mesh_cell_volume_m3(&g->mesh);
}

const struct field_term field_zeeman = {"zeeman", add_field, energy_J};
