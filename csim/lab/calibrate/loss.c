#include "lab/calibrate/fit.h"
#include <math.h>
#include "base/moments.h"
/* Where skyrmions are lost, and how small a crowd makes them. */

/* Of an edge or of another: the nearest distance that it came back from, and the farthest that it
 * did not; 0: none. */
struct threshold {
    double alive_m, dead_m;
};

static void note(struct threshold *t, bool alive, double distance_m)
{
    if (alive && (t->alive_m == 0.0 || distance_m < t->alive_m))
        t->alive_m = distance_m;
    if (!alive)
        t->dead_m = fmax(t->dead_m, distance_m);
}

static double loss_of(const struct threshold *t)
{
    if (t->dead_m == 0.0)
        return 0.5 * t->alive_m;
    return t->alive_m > 0.0 ? 0.5 * (t->dead_m + t->alive_m) : t->dead_m;
}

/* The last row in which all layers have all skyrmions, if they had them from the first; -1: not so.
 */
static int last_whole(const struct measure *m, const struct measure_table *t)
{
    int last = t->n_rows - 1;

    while (last >= 0 && !measure_is_whole(m, t, last))
        last--;
    return last >= 0 && measure_is_whole(m, t, 0) ? last : -1;
}

/* --- pushed against an edge --- */

struct push {
    const struct measure *m;
    const struct measure_table *t;
    const struct skyrmions_config *particles;
    struct threshold *first, *next; /* layer with torque */
    struct moments *step;
    int layers[MEASURE_MAX_ROWS]; /* that have it, or will again */
};

static void set_layers(struct push *p)
{
    int most = 0;

    for (int i = p->t->n_rows - 1; i >= 0; i--) {
        most = p->t->row[i].body[0].layers > most ? (int)p->t->row[i].body[0].layers : most;
        p->layers[i] = most;
    }
}

static double from_edge_m(const struct push *p, int row)
{
    const double y_m = p->t->row[row].body[0].y_m;

    return fmin(y_m, p->m->film.track.width_m - y_m);
}

/* The edge's force inwards by Thiele's equation, N; that of the current is along the edge. NaN
 * where layers come and go. */
static double edge_N(const struct push *p, int row)
{
    const int half = (int)lround(0.5 * CALIBRATE_SPAN_S / p->m->look_s);
    const struct measure_row *from, *to;
    double velocity[2], force_N[2];

    if (row < half || row + half >= p->t->n_rows)
        return NAN;
    from = &p->t->row[row - half];
    to = &p->t->row[row + half];
    for (int i = row - half; i <= row + half; i++)
        if (p->t->row[i].body[0].layers != from->body[0].layers)
            return NAN;
    velocity[0] = (to->body[0].x_m - from->body[0].x_m) / (to->time_s - from->time_s);
    velocity[1] = (to->body[0].y_m - from->body[0].y_m) / (to->time_s - from->time_s);
    skyrmions_force(p->particles, velocity, force_N);
    return from->body[0].y_m > 0.5 * p->m->film.track.width_m ? -force_N[1] : force_N[1];
}

/* Which threshold a row speaks of; NULL: no layer with torque is left. */
static struct threshold *threshold_of(const struct push *p, int row)
{
    const int gone = p->t->n_layers - p->layers[row];

    if (gone == 0)
        return p->first;
    return p->layers[row] > 0 && gone < p->particles->driven_layers ? p->next : NULL;
}

static bool is_near_the_end(const struct push *p, int row)
{
    const double x_m = p->t->row[row].body[0].x_m, length_m = p->m->film.track.length_m;

    return fmin(x_m, length_m - x_m) < 4.0 * p->m->radius_m;
}

/* The edge pushes it back as far as the point of no return, from where it draws it in. A layer may
 * go before. Places are of the middle of the layers that there are. */
static void note_push(struct push *p)
{
    set_layers(p);
    for (int i = 0; i < p->t->n_rows && !is_near_the_end(p, i); i++) {
        struct threshold *threshold = threshold_of(p, i);
        const bool goes = i + 1 < p->t->n_rows && p->layers[i + 1] < p->layers[i];
        const double force_N = p->t->row[i].time_s > CALIBRATE_RINGING_S ? edge_N(p, i) : NAN;

        if (threshold == NULL)
            return;
        if (goes || force_N <= 0.0)
            note(threshold, false, from_edge_m(p, i));
        else if (force_N > 0.0)
            note(threshold, true, from_edge_m(p, i));
        if (force_N <= 0.0)
            return;
        if (goes && p->layers[i + 1] > 0)
            moments_add(p->step, from_edge_m(p, i + 1) - from_edge_m(p, i));
    }
}

/* --- squeezed --- */

/* Where they begin: what becomes of them is decided there. */
static void note_squeeze(struct calibrate_fitting *f, const struct measure *m,
                         struct threshold *threshold)
{
    const struct measure_table *t = &f->table;
    const struct measure_body *a = &t->row[0].body[0], *b = &t->row[0].body[1];
    const int last = last_whole(m, t);

    if (last >= 0)
        note(threshold, last + 1 == t->n_rows, hypot(b->x_m - a->x_m, b->y_m - a->y_m));
}

static void set_thresholds(struct calibration *c, const struct threshold *first,
                           const struct threshold *next, const struct threshold *pair,
                           const struct moments *step)
{
    struct calibration_fit *fit = &c->fit;

    fit->edge_alive_m = first->alive_m;
    fit->edge_dead_m = first->dead_m;
    fit->next_alive_m = next->alive_m;
    fit->next_dead_m = next->dead_m;
    fit->pair_alive_m = pair->alive_m;
    fit->pair_dead_m = pair->dead_m;
    c->particles.edge_loss_m = loss_of(first);
    c->particles.edge_next_m = loss_of(next);
    c->particles.edge_step_m = step->mean;
    c->particles.pair_loss_m = loss_of(pair);
}

enum status calibrate_find_thresholds(struct calibrate_fitting *f, struct error *err)
{
    struct threshold first = {0}, next = {0}, pair = {0};
    struct moments step = {0};

    for (int i = 0; i < f->list->n; i++) {
        const struct measure *m = &f->list->measure[i];
        struct push push = {.m = m,
                            .t = &f->table,
                            .particles = &f->c->particles,
                            .first = &first,
                            .next = &next,
                            .step = &step};
        enum status status;

        if (m->kind != MEASURE_PUSH && m->kind != MEASURE_SQUEEZE)
            continue;
        status = measure_read(m, f->folder, &f->table, err);
        if (status != STATUS_OK)
            return status;
        if (m->kind == MEASURE_PUSH)
            note_push(&push);
        else
            note_squeeze(f, m, &pair);
    }
    set_thresholds(f->c, &first, &next, &pair, &step);
    return STATUS_OK;
}

/* --- crowds --- */

enum status calibrate_find_crowding(struct calibrate_fitting *f, struct error *err)
{
    for (int i = 0; i < f->list->n; i++) {
        const struct measure *m = &f->list->measure[i];
        const struct synapse_track *film = &m->film.track;
        enum status status;

        if (m->kind != MEASURE_CROWD)
            continue;
        status = measure_read(m, f->folder, &f->table, err);
        if (status != STATUS_OK)
            return status;
        if (!measure_is_whole(m, &f->table, 0))
            return error_set(err, STATUS_BAD_CONFIG,
                             "crowd: %d skyrmions do not stay in all layers of %g m x %g m",
                             (int)m->film.start.skyrmions, film->length_m, film->width_m);
        f->c->stack.crowding_m3 =
            fmax(f->c->particles.radius_m - f->table.row[0].body[0].radius_m, 0.0) * film->length_m
            * film->width_m / (double)m->film.start.skyrmions;
    }
    return STATUS_OK;
}
