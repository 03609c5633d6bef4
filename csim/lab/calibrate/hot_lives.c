#include "lab/calibrate/hot_parts.h"
#include <math.h>
#include "base/constants.h"
/* How long skyrmions of a hot film live. */

static void add_to_line(struct hot_line *l, double x, double y)
{
    l->n += 1.0;
    l->x += x;
    l->y += y;
    l->xx += x * x;
    l->xy += x * y;
}

struct lives { /* until which look so many layers, less one, have it; whether heat ended that */
    int lost_at[HOT_MAX_BODIES][MEASURE_MAX_LAYERS];
    bool of_heat[HOT_MAX_BODIES][MEASURE_MAX_LAYERS];
};

static void set_lives(const struct measure *m, const struct hot_table *t, struct lives *l)
{
    for (int body = 0; body < t->n_bodies; body++)
        for (int k = 0; k < t->n_layers; k++) {
            l->lost_at[body][k] = hot_lost_at(m, t, body, k + 1);
            l->of_heat[body][k] =
                l->lost_at[body][k] < t->n_looks && !hot_is_taken(m, t, body, k + 1);
        }
}

/* A look of a skyrmion that all layers have. Where it breaks it dies by the share of the layers
 * that heat takes in the end: what is left of it is no particle, and is not followed. Where an edge
 * takes it this was its last look, and no death: the model has its own rule of edges. */
static struct skyrmions_exposure exposure_of(const struct hot_table *t, const struct lives *l,
                                             int body, int at, double look_s)
{
    struct skyrmions_exposure e = {.time_s = look_s};
    const int whole = t->n_layers - 1;

    if (at + 1 == l->lost_at[body][whole] && l->of_heat[body][whole])
        for (int k = 0; k < t->n_layers; k++)
            e.deaths += l->of_heat[body][k] ? 1.0 / t->n_layers : 0.0;
    return e;
}

static void note_edge(struct hot_fitting *h, const struct hot_table *t,
                      const struct skyrmions_config *film, const struct measure_body *b)
{
    const double from_m = fmin(b->x_m, fmin(b->y_m, film->width_m - b->y_m));

    if (b->layers == t->n_layers)
        h->edge_alive_m = fmin(h->edge_alive_m, from_m);
}

static void take_look(struct hot_fitting *h, const struct measure *m, int at, const struct lives *l,
                      const struct skyrmions_config *film)
{
    const struct hot_table *t = &h->table;
    const double kT_J = boltzmann_J_per_K * film->thermal.temperature_K;
    int n = 0, which[HOT_MAX_BODIES];
    double x_m[HOT_MAX_BODIES], y_m[HOT_MAX_BODIES], felt_J[HOT_MAX_BODIES];

    for (int i = 0; i < t->n_bodies; i++) {
        const struct measure_body *b = &t->look[at].body[i];

        if (at >= l->lost_at[i][t->n_layers - 1] || b->layers == 0.0)
            continue;
        x_m[n] = b->x_m;
        y_m[n] = b->y_m;
        which[n++] = i;
        note_edge(h, t, film, b);
    }
    skyrmions_feel(film, n, x_m, y_m, NULL, felt_J);
    for (int i = 0; i < n; i++) {
        struct skyrmions_exposure e = exposure_of(t, l, which[i], at, m->look_s);

        if (x_m[i] > film->pre_end_m)
            continue; /* within the barrier */
        e.energy_kT = felt_J[i] / kT_J;
        h->exposure[h->n_exposures++] = e;
        h->density_sum_per_m2 += n / (film->width_m * film->pre_end_m);
        add_to_line(&h->radius, felt_J[i], t->look[at].body[which[i]].radius_m);
    }
}

void hot_take_lives(struct hot_fitting *h, const struct measure *m,
                    const struct skyrmions_config *hot)
{
    const struct skyrmions_config film = hot_film_of(m, hot);
    struct lives lives;

    set_lives(m, &h->table, &lives);
    for (int at = 0; at < h->table.n_looks; at++)
        take_look(h, m, at, &lives, &film);
}
