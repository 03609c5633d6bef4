#include "calibrate/calibrate_fit.h"
#include <math.h>
/* Where skyrmions are lost, and how small a crowd makes them. */

struct threshold {
    double alive_m, dead_m; /* nearest that lived, farthest that did not; 0: none */
    double sum_m;           /* of those that did not */
    int n_dead;
};

static void note(struct threshold *t, bool alive, double distance_m)
{
    if (alive && (t->alive_m == 0.0 || distance_m < t->alive_m))
        t->alive_m = distance_m;
    if (alive)
        return;
    t->dead_m = fmax(t->dead_m, distance_m);
    t->sum_m += distance_m;
    t->n_dead++;
}

static bool has_lived(const struct measure *m, const struct measure_table *t)
{
    return measure_is_whole(m, t, t->n_rows - 1);
}

/* Where the middle of the layers is when the first of them loses it; before the far end. */
static void note_push(const struct measure *m, const struct measure_table *t,
                      struct threshold *threshold)
{
    const struct device_track *film = &m->film.track;
    const double margin_m = 4.0 * m->radius_m;
    double least_m = INFINITY, last_m = INFINITY;

    for (int i = 0; i < t->n_rows && measure_is_whole(m, t, i); i++) {
        const struct measure_body *b = &t->row[i].body[0];

        if (fmin(b->x_m, film->length_m - b->x_m) < margin_m) {
            note(threshold, true, least_m);
            return;
        }
        last_m = fmin(b->y_m, film->width_m - b->y_m);
        least_m = fmin(least_m, last_m);
    }
    if (isfinite(least_m))
        note(threshold, has_lived(m, t), has_lived(m, t) ? least_m : last_m);
}

static void note_squeeze(const struct measure *m, const struct measure_table *t,
                         struct threshold *threshold)
{
    const struct measure_body *a = &t->row[0].body[0], *b = &t->row[0].body[1];
    const bool alive = has_lived(m, t);

    note(threshold, alive, alive ? hypot(b->x_m - a->x_m, b->y_m - a->y_m) : m->at_m);
}

enum status calibrate_find_thresholds(struct calibrate_fitting *f, struct error *err)
{
    struct threshold edge = {0}, pair = {0};
    struct calibration_fit *fit = &f->c->fit;

    for (int i = 0; i < f->list->n; i++) {
        const struct measure *m = &f->list->measure[i];
        enum status s;

        if (m->kind != MEASURE_PUSH && m->kind != MEASURE_SQUEEZE)
            continue;
        s = measure_read(m, f->folder, &f->table, err);
        if (s != STATUS_OK)
            return s;
        if (m->kind == MEASURE_PUSH)
            note_push(m, &f->table, &edge);
        else
            note_squeeze(m, &f->table, &pair);
    }
    fit->edge_alive_m = edge.alive_m;
    fit->edge_dead_m = edge.dead_m;
    fit->pair_alive_m = pair.alive_m;
    fit->pair_dead_m = pair.dead_m;
    f->c->particles.edge_loss_m = edge.n_dead > 0 ? edge.sum_m / edge.n_dead : 0.5 * edge.alive_m;
    f->c->particles.pair_loss_m = pair.n_dead == 0     ? 0.5 * pair.alive_m
                                  : pair.alive_m > 0.0 ? 0.5 * (pair.dead_m + pair.alive_m)
                                                       : pair.dead_m;
    return STATUS_OK;
}

enum status calibrate_find_crowding(struct calibrate_fitting *f, struct error *err)
{
    for (int i = 0; i < f->list->n; i++) {
        const struct measure *m = &f->list->measure[i];
        const struct device_track *film = &m->film.track;
        enum status s;

        if (m->kind != MEASURE_CROWD)
            continue;
        s = measure_read(m, f->folder, &f->table, err);
        if (s != STATUS_OK)
            return s;
        if (!measure_is_whole(m, &f->table, 0))
            return error_set(err, STATUS_BAD_CONFIG,
                             "crowd: %d skyrmions do not stay in all layers of %g m x %g m",
                             (int)m->film.start.skyrmions, film->length_m, film->width_m);
        f->c->stack.crowding_m3 = (f->c->particles.radius_m - f->table.row[0].body[0].radius_m)
                                  * film->length_m * film->width_m
                                  / (double)m->film.start.skyrmions;
    }
    return STATUS_OK;
}
