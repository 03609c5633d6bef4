#include "lab/track/census.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum status census_open(struct census_scratch *s, const struct track *t, struct error *err)
{
    const struct mesh *mesh = &t->film.magnet.mesh;

    s->labels = calloc(2 * (size_t)mesh->n_x * (size_t)mesh->n_y, sizeof *s->labels);
    s->smooth = calloc(mesh_cells(mesh), sizeof *s->smooth);
    s->found = calloc((size_t)CENSUS_MAX_LAYERS * CENSUS_MAX, sizeof *s->found);
    if (s->labels != NULL && s->smooth != NULL && s->found != NULL)
        return STATUS_OK;
    census_close(s);
    return error_set(err, STATUS_NO_MEMORY, "census: out of memory");
}

void census_close(struct census_scratch *s)
{
    free(s->labels);
    free(s->smooth);
    free(s->found);
    *s = (struct census_scratch){0};
}

double census_smooth(const struct mesh *mesh, const real *layer, int x, int y)
{
    const int reach = mesh->cell_x_m < 4e-9 ? (int)lround(4e-9 / mesh->cell_x_m) : 1;
    const int last_x = x + reach < mesh->n_x ? x + reach : mesh->n_x - 1;
    const int last_y = y + reach < mesh->n_y ? y + reach : mesh->n_y - 1;
    double sum = 0.0;
    int n = 0;

    for (int v = y > reach ? y - reach : 0; v <= last_y; v++)
        for (int u = x > reach ? x - reach : 0; u <= last_x; u++, n++)
            sum += (double)layer[v * mesh->n_x + u];
    return sum / n;
}

static void smooth_layer(const struct mesh *mesh, const real *from, real *to)
{
    for (int y = 0; y < mesh->n_y; y++)
        for (int x = 0; x < mesh->n_x; x++)
            to[y * mesh->n_x + x] = (real)census_smooth(mesh, from, x, y);
}

static int find(const struct track *t, const struct census_scratch *s, int layer,
                struct skyrmion found[])
{
    const struct synapse_readout *r = &t->synapse.readout;
    const struct skyrmion_config config = {.layer = layer,
                                           .up = synapse_up(&t->synapse),
                                           .depth = r->depth,
                                           .min_radius_m = r->min_radius_m,
                                           .max_radius_m = t->synapse.track.width_m};
    const struct mesh *mesh = &t->film.magnet.mesh;
    const size_t at = (size_t)layer * (size_t)mesh->n_x * (size_t)mesh->n_y;
    struct vector_field m = t->film.m;
    int n;

    if (t->film.magnet.thermal.config.temperature_K > 0.0) {
        smooth_layer(mesh, t->film.m.z + at, s->smooth + at);
        m.z = s->smooth;
    }
    n = skyrmion_find(&config, &t->film.magnet, m, s->labels, found, CENSUS_MAX);
    return n < CENSUS_MAX ? n : CENSUS_MAX;
}

static void measure_radius(struct census *c, const struct skyrmion *found, const int n[], int all)
{
    double square_m2 = 0.0;

    for (int layer = 0; layer < c->n_layers; layer++)
        for (int i = 0; i < n[layer]; i++)
            c->radius_m += found[layer * CENSUS_MAX + i].radius_m;
    c->radius_m = all > 0 ? c->radius_m / all : 0.0;
    for (int layer = 0; layer < c->n_layers; layer++)
        for (int i = 0; i < n[layer]; i++)
            square_m2 += pow(found[layer * CENSUS_MAX + i].radius_m - c->radius_m, 2.0);
    c->radius_sd_m = all > 1 ? sqrt(square_m2 / (all - 1)) : 0.0;
}

static double nearest_m(const struct skyrmion *of, const struct skyrmion found[], int n)
{
    double least_m = INFINITY;

    for (int i = 0; i < n; i++)
        least_m = fmin(least_m, hypot(found[i].x_m - of->x_m, found[i].y_m - of->y_m));
    return least_m;
}

static void measure_slide(struct census *c, const struct skyrmion *found, const int n[])
{
    int whole = 0;

    for (int i = 0; i < n[0]; i++) {
        double apart_m = 0.0;

        for (int layer = 1; layer < c->n_layers; layer++)
            apart_m = fmax(apart_m, nearest_m(&found[i], found + layer * CENSUS_MAX, n[layer]));
        if (apart_m > 2.0 * c->radius_m) {
            c->torn++;
            continue;
        }
        c->apart_m += apart_m;
        whole++;
    }
    c->apart_m = whole > 0 ? c->apart_m / whole : 0.0;
}

void census_take(const struct track *t, const struct census_scratch *s, struct census *c)
{
    int n[CENSUS_MAX_LAYERS] = {0}, all = 0;

    *c = (struct census){.n_layers = t->film.magnet.mesh.n_z};
    for (int layer = 0; layer < c->n_layers; layer++) {
        struct skyrmion *found = s->found + layer * CENSUS_MAX;

        n[layer] = find(t, s, layer, found);
        for (int i = 0; i < n[layer]; i++, all++) {
            c->pre[layer] += found[i].x_m < t->barrier_from_m;
            c->post[layer] += found[i].x_m >= t->barrier_to_m;
        }
        c->barrier[layer] = n[layer] - c->pre[layer] - c->post[layer];
    }
    measure_radius(c, s->found, n, all);
    measure_slide(c, s->found, n);
}

double census_mean(const struct census *c, const int per_layer[])
{
    double sum = 0.0;

    for (int i = 0; i < c->n_layers; i++)
        sum += per_layer[i];
    return sum / c->n_layers;
}
