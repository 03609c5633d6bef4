#include "lab/characterise/draw.h"
#include <math.h>
#include <stdlib.h>
#include "base/moments.h"

enum branch { BRANCH_TRIED = 1, BRANCH_LATER, BRANCH_HOLD, BRANCH_COLD, BRANCH_PREPARED };

/* A copy whose noise is neither that of the way it leaves nor that of a copy that left before. */
static struct skyrmions branch_of(const struct skyrmions *s, enum branch branch)
{
    struct skyrmions copy = *s;

    copy.config.thermal.seed ^= ((int64_t)branch << 28) ^ ((int64_t)(s->step & 0x7fffffff) << 32);
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
    const struct synapse *d = plan->synapse;
    const double radius_m = particles_radius_m(plan->calibration, s);
    double sum = 0.0;

    for (int i = 0; i < s->n; i++)
        sum += skyrmions_share(s, i)
               * (share_left((d->readout.to_m - s->x_m[i]) / radius_m)
                  - share_left((d->readout.from_m - s->x_m[i]) / radius_m));
    return sum;
}

static int count(const struct synapse *d, const struct skyrmions *s)
{
    int n = 0;

    for (int i = 0; i < s->n; i++)
        n += s->x_m[i] >= d->readout.from_m && s->x_m[i] < d->readout.to_m;
    return n;
}

/* Skyrmions by the layers that they have. */
static double whole(const struct skyrmions *s)
{
    double sum = 0.0;

    for (int i = 0; i < s->n; i++)
        sum += skyrmions_share(s, i);
    return sum;
}

/* --- pulses --- */

struct way {
    const struct draw_plan *plan;
    struct skyrmions s;
    int cycle; /* that counts, from 0; below: the one that calibrates */
    struct draw *out;
};

static enum status pulse(const struct draw_plan *plan, struct skyrmions *s, double factor,
                         double width_s, struct error *err)
{
    enum status status;

    s->config.radius_m = particles_radius_m(plan->calibration, s);
    s->config.density_A_per_m2 = factor * plan->synapse->torque.density_A_per_m2;
    status = skyrmions_run(s, s->time_s + width_s, err);
    s->config.density_A_per_m2 = 0.0;
    return status;
}

static enum status pulse_and_gap(const struct draw_plan *plan, struct skyrmions *s, int direction,
                                 struct draw_event *event, struct error *err)
{
    const struct synapse *d = plan->synapse;
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

/* --- reads --- */

/* Moves s on by length_s. */
static enum status read_on(const struct draw_plan *plan, struct skyrmions *s, double length_s,
                           int samples, struct moments *read, struct error *err)
{
    const double begin_s = s->time_s;
    enum status status = STATUS_OK;

    *read = (struct moments){0};
    for (int i = 0; i < samples && status == STATUS_OK; i++) {
        status = skyrmions_run(s, begin_s + length_s * (i + 1) / samples, err);
        moments_add(read, draw_read(plan, s));
    }
    return status;
}

static double variance_of(const struct moments *read)
{
    return moments_sd(read) * moments_sd(read);
}

/* The same rest after_s later, on a copy. */
static enum status read_later(const struct way *w, struct draw_level *level, struct error *err)
{
    const struct synapse_pulses *p = &w->plan->synapse->pulses;
    const double after_s = w->plan->after_s, window_s = fmin(p->window_s, after_s);
    struct skyrmions copy = branch_of(&w->s, BRANCH_LATER);
    struct moments read;
    enum status status = skyrmions_run(&copy, copy.time_s + after_s - window_s, err);

    if (status == STATUS_OK)
        status = read_on(w->plan, &copy, window_s, (int)p->samples, &read, err);
    if (status != STATUS_OK)
        return status;
    level->later_mean = read.mean;
    level->later_variance = variance_of(&read);
    return STATUS_OK;
}

/* The gap of the way, read in its last window as LLG is. */
static enum status rest(struct way *w, struct error *err)
{
    const struct synapse_pulses *p = &w->plan->synapse->pulses;
    struct draw_level level = {.cycle = w->cycle};
    struct moments read;
    enum status status = skyrmions_run(&w->s, w->s.time_s + p->gap_s - p->window_s, err);

    if (status == STATUS_OK)
        status = read_on(w->plan, &w->s, p->window_s, (int)p->samples, &read, err);
    if (status != STATUS_OK)
        return status;
    level.count = count(w->plan->synapse, &w->s);
    level.mean = level.later_mean = read.mean;
    level.variance = level.later_variance = variance_of(&read);
    if (w->plan->after_s > 0.0)
        status = read_later(w, &level, err);
    if (status == STATUS_OK && w->out->n_levels < DRAW_MAX_LEVELS)
        w->out->level[w->out->n_levels++] = level;
    return status;
}

/* A pulse of the way that counts. */
static enum status step_on(struct way *w, int direction, struct error *err)
{
    const struct synapse *d = w->plan->synapse;
    const int n = w->s.n;
    struct draw_event event = {.direction = direction, .before = count(d, &w->s)};
    enum status status = try_pulse(w, -direction, err);

    if (status == STATUS_OK)
        status = pulse(w->plan, &w->s, direction, d->pulses.width_s, err);
    if (status == STATUS_OK)
        status = rest(w, err);
    event.after = count(d, &w->s);
    event.lost = n - w->s.n;
    add_event(w->out, event);
    return status;
}

static enum status go(struct way *w, int direction, struct error *err)
{
    const struct synapse_pulses *p = &w->plan->synapse->pulses;
    const int64_t n = direction > 0 ? p->up : p->down;
    struct draw_event event;
    enum status status = STATUS_OK;

    for (int64_t i = 0; i < n && status == STATUS_OK; i++)
        status = w->cycle < 0 ? pulse_and_gap(w->plan, &w->s, direction, &event, err)
                              : step_on(w, direction, err);
    return status;
}

/* --- waiting --- */

enum status draw_watch(const struct draw_plan *plan, struct skyrmions *s, struct draw_hold *out,
                       struct error *err)
{
    enum { LOOKS = 20 }; /* at a read: half a nanosecond each, in which free skyrmions go 3 nm */
    const struct synapse_characterise *c = &plan->synapse->characterise;
    const int n = (int)(c->watch_s / c->steady_s + 1e-9);
    enum status status = STATUS_OK;

    s->config.density_A_per_m2 = 0.0;
    *out = (struct draw_hold){.n_reads = n < DRAW_MAX_READS ? n : DRAW_MAX_READS};
    for (int i = 0; i < out->n_reads && status == STATUS_OK; i++) {
        struct moments read;

        status = read_on(plan, s, c->steady_s, LOOKS, &read, err);
        out->read[i] = read.mean;
    }
    return status;
}

static enum status hold(const struct way *w, enum draw_hold_state state, struct error *err)
{
    struct skyrmions copy = branch_of(&w->s, BRANCH_HOLD);

    return draw_watch(w->plan, &copy, &w->out->hold[state], err);
}

/* --- initialisation --- */

/* From a lattice that has rested: what the first pulse up does, cold, and after an initialisation
 * pulse. */
static enum status prepare(const struct way *w, struct error *err)
{
    const struct synapse *d = w->plan->synapse;
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
    const struct synapse *d = w->plan->synapse;
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

/* Those before the first one calibrate (papers/000, Fig. 5): nothing of them counts. */
static enum status cycle(struct way *w, int number, struct error *err)
{
    enum status status;

    w->cycle = number;
    status = go(w, 1, err);
    w->out->stuck_after_up = w->s.n - count(w->plan->synapse, &w->s);
    if (status == STATUS_OK && number >= 0)
        status = hold(w, DRAW_FULL, err);
    if (status == STATUS_OK)
        status = go(w, -1, err);
    w->out->stuck_after_down = count(w->plan->synapse, &w->s);
    return status;
}

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
        status = cycle(w, -1, err);
    out->after_first_cycle = w->s.n;
    out->whole_after_first_cycle = whole(&w->s);
    out->first_to_heat = w->s.lost_to_heat;
    for (int i = 0; i < plan->synapse->characterise.cycles && status == STATUS_OK; i++)
        status = cycle(w, i, err);
    if (status == STATUS_OK)
        status = hold(w, DRAW_EMPTY, err);
    out->remaining = w->s.n;
    out->whole_remaining = whole(&w->s);
    out->lost_at_edge = w->s.lost_at_edge;
    out->lost_in_pairs = w->s.lost_in_pairs;
    out->lost_to_heat = w->s.lost_to_heat;
    free(w);
    return status;
}
