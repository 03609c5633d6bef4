#include <math.h>
#include <stdlib.h>
#include "lab/llg/path_parts.h"

/* Instants less than this share of themselves apart are one. */
static const double same_instant = 1e-12;

/* --- distance to the rim --- */

static bool is_empty(const struct magnet *g, size_t i)
{
    return !(g->material.saturation_A_per_m[i] > 0);
}

/* An empty cell with a magnetic one beside it. */
static bool is_rim(const struct magnet *g, int layer, int y, int x)
{
    const int n_x = g->mesh.n_x, n_y = g->mesh.n_y;
    const size_t n = (size_t)n_x, i = ((size_t)layer * (size_t)n_y + (size_t)y) * n + (size_t)x;

    return is_empty(g, i)
           && ((x > 0 && !is_empty(g, i - 1)) || (x + 1 < n_x && !is_empty(g, i + 1))
               || (y > 0 && !is_empty(g, i - n)) || (y + 1 < n_y && !is_empty(g, i + n)));
}

static size_t list_rim(const struct magnet *g, struct path_rim *rim)
{
    size_t n = 0;

    for (int layer = 0; layer < g->mesh.n_z; layer++)
        for (int y = 0; y < g->mesh.n_y; y++)
            for (int x = 0; x < g->mesh.n_x; x++) {
                if (!is_rim(g, layer, y, x))
                    continue;
                if (rim != NULL)
                    rim[n] = (struct path_rim){layer, (x + 0.5) * g->mesh.cell_x_m,
                                               (y + 0.5) * g->mesh.cell_y_m};
                n++;
            }
    return n;
}

enum status llg_path_rim_open(struct llg_path *t, const char *path, struct error *err)
{
    t->n_rim = list_rim(t->magnet, NULL);
    t->rim = malloc((t->n_rim + 1) * sizeof *t->rim);
    if (t->rim == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    list_rim(t->magnet, t->rim);
    return STATUS_OK;
}

double llg_path_edge_m(const struct llg_path *t, int layer, double x_m, double y_m)
{
    const struct mesh *mesh = &t->magnet->mesh;
    double least_m = fmin(fmin(x_m, mesh->n_x * mesh->cell_x_m - x_m),
                          fmin(y_m, mesh->n_y * mesh->cell_y_m - y_m));

    for (size_t i = 0; i < t->n_rim; i++) {
        const double dx_m = fabs(t->rim[i].x_m - x_m) - 0.5 * mesh->cell_x_m;
        const double dy_m = fabs(t->rim[i].y_m - y_m) - 0.5 * mesh->cell_y_m;

        if (t->rim[i].layer == layer)
            least_m = fmin(least_m, hypot(fmax(dx_m, 0.0), fmax(dy_m, 0.0)));
    }
    return least_m;
}

/* --- one row after the other --- */

struct path_one *llg_path_find(const struct llg_path *t, int layer, int id)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->one[i].layer == layer && t->one[i].id == id)
            return &t->one[i];
    return NULL;
}

static struct path_one *add_one(struct llg_path *t, const struct path_row *row)
{
    if (t->n == t->capacity) {
        const size_t capacity = 2 * t->capacity + 16;
        struct path_one *grown = realloc(t->one, capacity * sizeof *grown);

        if (grown == NULL)
            return NULL;
        t->one = grown;
        t->capacity = capacity;
    }
    t->one[t->n] = (struct path_one){
        .layer = row->layer, .id = row->id, .from_s = row->time_s, .edge_m = NAN, .apart_m = NAN};
    t->n_ids = row->id > t->n_ids ? row->id : t->n_ids;
    return &t->one[t->n++];
}

/* Means and products about them, updated by each instant: differences of large sums would lose the
 * digits that a slope over nanoseconds needs. */
static void add_instant(struct path_sums *s, const struct path_row *row)
{
    const double dt = row->time_s - s->t, dx = row->x_m - s->x, dy = row->y_m - s->y;

    s->n += 1.0;
    s->t += dt / s->n;
    s->x += dx / s->n;
    s->y += dy / s->n;
    s->radius += (row->radius_m - s->radius) / s->n;
    s->tt += dt * (row->time_s - s->t);
    s->tx += dt * (row->x_m - s->x);
    s->ty += dt * (row->y_m - s->y);
}

/* The same skyrmion in the layers that came before in this look. */
static void add_distances(struct llg_path *t, struct path_one *one)
{
    for (size_t i = 0; i < t->n; i++) {
        struct path_one *other = &t->one[i];
        const double apart_m = hypot(other->x_m - one->x_m, other->y_m - one->y_m);

        if (other == one || other->id != one->id || other->look != t->look)
            continue;
        other->apart_m = fmax(other->apart_m, apart_m);
        one->apart_m = fmax(one->apart_m, apart_m);
    }
}

/* Rows of a look rise in (layer, id); what does not belongs to the next look. */
static bool begins_look(const struct llg_path *t, const struct path_row *row)
{
    return t->look == 0 || row->time_s != t->last_time_s || row->layer < t->last_layer
           || (row->layer == t->last_layer && row->id <= t->last_id);
}

bool llg_path_count_row(struct llg_path *t, const struct path_row *row)
{
    struct path_one *one = llg_path_find(t, row->layer, row->id);

    if (one == NULL && (one = add_one(t, row)) == NULL)
        return false;
    t->look += begins_look(t, row);
    t->last_time_s = row->time_s;
    t->last_layer = row->layer;
    t->last_id = row->id;
    one->look = t->look;
    one->to_s = row->time_s;
    one->x_m = row->x_m;
    one->y_m = row->y_m;
    one->radius_m = row->radius_m;
    if (row->time_s >= t->from_s * (1.0 - same_instant)
        && !(row->time_s > t->to_s * (1.0 + same_instant))) { /* to_s NaN: no end */
        add_instant(&one->sums, row);
        one->edge_m = fmin(one->edge_m, llg_path_edge_m(t, row->layer, row->x_m, row->y_m));
        add_distances(t, one);
    }
    return true;
}

size_t llg_path_results(const struct llg_path *t, struct llg_path_result results[], size_t n_max)
{
    const size_t n = t->n < n_max ? t->n : n_max;

    for (size_t i = 0; i < n; i++) {
        const struct path_one *one = &t->one[i];
        const struct path_sums *s = &one->sums;
        const bool is_line = s->tt > 0.0;

        results[i] = (struct llg_path_result){
            .layer = one->layer,
            .id = one->id,
            .lost = !one->alive,
            .velocity_m_per_s = {is_line ? s->tx / s->tt : NAN, is_line ? s->ty / s->tt : NAN},
            .mean_radius_m = s->n > 0.0 ? s->radius : NAN,
            .edge_m = one->edge_m,
            .apart_m = one->apart_m,
            .from_s = one->from_s,
            .to_s = one->to_s,
            .x_m = one->x_m,
            .y_m = one->y_m,
            .radius_m = one->radius_m,
        };
    }
    return n;
}
