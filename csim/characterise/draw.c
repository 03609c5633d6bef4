#include "characterise/draw.h"
#include <math.h>
#include <stdlib.h>

/* Seeds of copies: their noise must not be that of the way they leave. */
enum branch { BRANCH_TRIED = 1, BRANCH_HOLD, BRANCH_COLD, BRANCH_PREPARED };

static struct skyrmions branch_of(const struct skyrmions *s, enum branch branch)
{
    struct skyrmions copy = *s;

    copy.config.thermal.seed ^= (int64_t)branch << 28;
    return copy;
}

/* Share of a disc that lies on the left of a line u radii to the right of its centre. */
static double share_left(double u)
{
    if (u <= -1.0 || u >= 1.0)
        return u > 0.0 ? 1.0 : 0.0;
    return 0.5 + (u * sqrt(1.0 - u * u) + asin(u)) / M_PI;
}

double draw_read(const struct draw_plan *plan, const struct skyrmions *s)
{
    const struct device *d = plan->device;
    const double radius_m = particles_radius_m(plan->calibration, s);
    double sum = 0.0;

    for (int i = 0; i < s->n; i++)
        sum += share_left((d->readout.to_m - s->x_m[i]) / radius_m)
               - share_left((d->readout.from_m - s->x_m[i]) / radius_m);
    return sum;
}

static int count(const struct device *d, const struct skyrmions *s)
{
    int n = 0;

    for (int i = 0; i < s->n; i++)
        n += s->x_m[i] >= d->readout.from_m && s->x_m[i] < d->readout.to_m;
    return n;
}

/* --- pulses --- */

struct way {
    const struct draw_plan *plan;
    struct skyrmions s;
    struct draw *out;
};

static enum status pulse(const struct draw_plan *plan, struct skyrmions *s, double factor,
                         double width_s, struct error *err)
{
    enum status status;

    s->config.radius_m = particles_radius_m(plan->calibration, s);
    s->config.density_A_per_m2 = factor * plan->device->torque.density_A_per_m2;
    status = skyrmions_run(s, s->time_s + width_s, err);
    s->config.density_A_per_m2 = 0.0;
    return status;
}

static enum status pulse_and_gap(const struct draw_plan *plan, struct skyrmions *s, int direction,
                                 struct draw_event *event, struct error *err)
{
    const struct device *d = plan->device;
    const int before = s->n;
    enum status status;

    *event = (struct draw_event){.direction = direction, .before = count(d, s)};
    status = pulse(plan, s, direction, d->pulses.width_s, err);
    if (status == STATUS_OK)
        status = skyrmions_run(s, s->time_s + d->pulses.gap_s, err);
    event->after = count(d, s);
    event->lost = before - s->n;
    return status;
}

static void add_event(struct draw *out, struct draw_event event)
{
    if (out->n_events < DRAW_MAX_EVENTS)
        out->event[out->n_events++] = event;
}

/* A pulse on a copy, against the way: so every state is left in both directions. */
static enum status try_pulse(const struct way *w, int direction, struct error *err)
{
    struct skyrmions copy = branch_of(&w->s, BRANCH_TRIED);
    struct draw_event event;
    const enum status status = pulse_and_gap(w->plan, &copy, direction, &event, err);

    add_event(w->out, event);
    return status;
}

/* Moves s on by a window. */
static enum status read_window(const struct draw_plan *plan, struct skyrmions *s, double *mean,
                               double *variance, struct error *err)
{
    const struct device *d = plan->device;
    const int n = (int)d->pulses.samples;
    const double begin_s = s->time_s;
    double squares = 0.0;

    *mean = 0.0;
    for (int i = 0; i < n; i++) {
        const enum status status =
            skyrmions_run(s, begin_s + d->pulses.window_s * (i + 1) / n, err);
        const double off = draw_read(plan, s) - *mean;

        if (status != STATUS_OK)
            return status;
        *mean += off / (i + 1);
        squares += off * (draw_read(plan, s) - *mean);
    }
    *variance = squares / (n - 1);
    return STATUS_OK;
}

/* Read for a window after the gap, on a copy, so that sampling changes no step of the way. */
static enum status read_level(const struct way *w, struct error *err)
{
    struct skyrmions now = w->s, later = w->s;
    struct draw_level level = {.count = count(w->plan->device, &w->s)};
    enum status status = read_window(w->plan, &now, &level.mean, &level.variance, err);

    level.later_mean = level.mean;
    level.later_variance = level.variance;
    if (status == STATUS_OK && w->plan->after_s > 0.0) {
        status = skyrmions_run(&later, later.time_s + w->plan->after_s, err);
        if (status == STATUS_OK)
            status = read_window(w->plan, &later, &level.later_mean, &level.later_variance, err);
    }
    if (status == STATUS_OK && w->out->n_levels < DRAW_MAX_LEVELS)
        w->out->level[w->out->n_levels++] = level;
    return status;
}

static enum status step_on(struct way *w, int direction, bool counts, struct error *err)
{
    struct draw_event event;
    enum status status = counts ? try_pulse(w, -direction, err) : STATUS_OK;

    if (status == STATUS_OK)
        status = pulse_and_gap(w->plan, &w->s, direction, &event, err);
    if (status != STATUS_OK || !counts)
        return status;
    add_event(w->out, event);
    return read_level(w, err);
}

static enum status go(struct way *w, int direction, bool counts, struct error *err)
{
    const struct device_pulses *p = &w->plan->device->pulses;
    const int64_t n = direction > 0 ? p->up : p->down;
    enum status status = STATUS_OK;

    for (int64_t i = 0; i < n && status == STATUS_OK; i++)
        status = step_on(w, direction, counts, err);
    return status;
}

/* --- waiting --- */

/* Beside the barrier it is on the side where it was seen last; 0: not seen yet. */
static int side(const struct skyrmions_config *c, double x_m, int before)
{
    return x_m < c->pre_end_m ? -1 : x_m >= c->post_begin_m ? 1 : before;
}

enum status draw_watch(struct skyrmions *s, double hold_s, struct draw_hold *out, struct error *err)
{
    static const double look_s = 0.5e-9; /* free skyrmions go 3 nm in it */
    const int n = s->n, looks = (int)ceil(hold_s / look_s);
    const double begin_s = s->time_s;
    int at[SKYRMIONS_MAX];

    s->config.density_A_per_m2 = 0.0;
    *out = (struct draw_hold){0};
    for (int i = 0; i < n; i++)
        at[i] = side(&s->config, s->x_m[i], 0);
    for (int look = 1; look <= looks && !out->left; look++) {
        const enum status status = skyrmions_run(s, begin_s + hold_s * look / looks, err);

        if (status != STATUS_OK)
            return status;
        out->waited_s = s->time_s - begin_s;
        out->left = s->n < n;
        for (int i = 0; i < s->n && !out->left; i++) {
            const int now = side(&s->config, s->x_m[i], at[i]);

            out->left = at[i] != 0 && now != at[i];
            at[i] = now;
        }
    }
    return STATUS_OK;
}

static enum status hold(const struct way *w, enum draw_hold_state state, struct error *err)
{
    struct skyrmions copy = branch_of(&w->s, BRANCH_HOLD);

    return draw_watch(&copy, w->plan->hold_s, &w->out->hold[state], err);
}

/* --- initialisation --- */

/* From a lattice that has rested: what the first pulse up does, cold, and after an initialisation
 * pulse. */
static enum status prepare(const struct way *w, struct error *err)
{
    const struct device *d = w->plan->device;
    struct skyrmions cold = branch_of(&w->s, BRANCH_COLD), prepared;
    struct draw_event first = {0};
    enum status status = skyrmions_run(&cold, cold.time_s + d->pulses.rest_s, err);
    const int rested = count(d, &cold);

    prepared = branch_of(&cold, BRANCH_PREPARED);
    if (status == STATUS_OK)
        status =
            pulse(w->plan, &prepared, d->pulses.prepare_fraction, d->pulses.prepare_width_s, err);
    w->out->by_preparing = count(d, &prepared) - rested;
    if (status == STATUS_OK)
        status = pulse_and_gap(w->plan, &prepared, 1, &first, err);
    w->out->first_prepared = first.after - first.before;
    if (status == STATUS_OK)
        status = pulse_and_gap(w->plan, &cold, 1, &first, err);
    w->out->first_cold = first.after - first.before;
    return status;
}

/* --- the whole --- */

static enum status begin(struct way *w, int64_t seed, struct error *err)
{
    const struct device *d = w->plan->device;
    const enum status status =
        particles_begin(w->plan->calibration, d, false, (uint64_t)seed, &w->s, err);
    struct skyrmions_config driven = w->s.config;

    if (status != STATUS_OK)
        return status;
    driven.density_A_per_m2 = d->torque.density_A_per_m2;
    w->s.config.time_step_s = skyrmions_step_s(&driven); /* the same with and without current */
    w->s.config.density_A_per_m2 = 0.0;
    w->out->started = w->s.n;
    return skyrmions_run(&w->s, d->start.equilibrate_s, err);
}

static enum status cycle(struct way *w, bool counts, struct error *err)
{
    enum status status = go(w, 1, counts, err);

    w->out->stuck_after_up = w->s.n - count(w->plan->device, &w->s);
    if (status == STATUS_OK && counts)
        status = hold(w, DRAW_FULL, err);
    if (status == STATUS_OK)
        status = go(w, -1, counts, err);
    w->out->stuck_after_down = count(w->plan->device, &w->s);
    return status;
}

/* The first cycle calibrates (papers/000, Fig. 5): nothing of it counts. */
enum status draw_run(const struct draw_plan *plan, int64_t seed, struct draw *out,
                     struct error *err)
{
    struct way *w = malloc(sizeof *w);
    enum status status;

    if (w == NULL)
        return error_set(err, STATUS_NO_MEMORY, "draw: out of memory");
    *out = (struct draw){0};
    w->plan = plan;
    w->out = out;
    status = begin(w, seed, err);
    if (status == STATUS_OK)
        status = prepare(w, err);
    if (status == STATUS_OK)
        status = cycle(w, false, err);
    out->after_first_cycle = w->s.n;
    out->first_to_heat = w->s.lost_to_heat;
    for (int i = 0; i < DRAW_CYCLES && status == STATUS_OK; i++)
        status = cycle(w, true, err);
    if (status == STATUS_OK)
        status = hold(w, DRAW_EMPTY, err);
    out->left = w->s.n;
    out->lost_at_edge = w->s.lost_at_edge;
    out->lost_in_pairs = w->s.lost_in_pairs;
    out->lost_to_heat = w->s.lost_to_heat;
    free(w);
    return status;
}
