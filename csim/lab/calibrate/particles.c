#include "lab/calibrate/particles.h"
#include <math.h>
#include <string.h>
#include "base/philox.h"
#include "lab/track/film.h"

static const double jitter_m = 1e-9, overdamped_s = 2e-9;

static double normal_of(uint64_t seed, uint32_t number)
{
    const struct philox_words w = philox(seed, PHILOX_COMPACT, number, 255, 0, 0);

    return (double)normal_from_bits((uint16_t)(w.w[0] & 0xffff));
}

static enum status place(struct skyrmions *s, const struct synapse *d, struct error *err)
{
    double x_m[SKYRMIONS_MAX], y_m[SKYRMIONS_MAX];
    enum status status = track_lattice(d, x_m, y_m, err);

    for (int i = 0; i < d->start.skyrmions && status == STATUS_OK; i++)
        status = skyrmions_add(s, x_m[i], y_m[i], err);
    return status;
}

/* As the relaxation of LLG does, downhill without turning, at 0 K. */
static enum status settle(struct skyrmions *s, uint64_t seed, struct error *err)
{
    const struct skyrmions_config config = s->config;
    enum status status;

    s->config.gyro_Js_per_m2 = 0.0;
    s->config.density_A_per_m2 = 0.0;
    s->config.thermal.temperature_K = 0.0;
    status = skyrmions_run(s, overdamped_s, err);
    s->config = config;
    s->time_s = 0.0;
    for (int i = 0; i < s->n; i++) {
        s->x_m[i] += jitter_m * normal_of(seed, 2 * (uint32_t)i);
        s->y_m[i] += jitter_m * normal_of(seed, 2 * (uint32_t)i + 1);
    }
    return status;
}

double particles_radius_m(const struct calibration *c, const struct skyrmions *s)
{
    const struct skyrmions_config *p = &s->config;
    const struct skyrmions_count count = skyrmions_count(s);
    const int n[3] = {count.pre, s->n - count.pre - count.post, count.post};
    const double length_m[3] = {p->pre_end_m, p->post_begin_m - p->pre_end_m,
                                p->length_m - p->post_begin_m};
    const double t_K = p->thermal.temperature_K;
    const double alone_m = calibrate_between(c, t_K, c->particles.radius_m, c->hot.radius_m);
    const double crowding_m3 = calibrate_between(c, t_K, c->stack.crowding_m3, c->hot.crowding_m3);
    double density_per_m2 = 0.0;

    for (int i = 0; i < 3; i++)
        if (n[i] > 0 && length_m[i] > 0.0)
            density_per_m2 += n[i] * (n[i] / (length_m[i] * p->width_m)) / s->n;
    return fmax(alone_m - crowding_m3 * density_per_m2, 0.5 * alone_m);
}

static void add_row(const struct skyrmions *s, int pulse, double factor, struct trial_table *table)
{
    double *row = table->value[table->n_rows++], *first = row + TRIAL_COLUMNS;

    row[TRIAL_PULSE] = pulse;
    row[TRIAL_FACTOR] = factor;
    row[TRIAL_TIME] = s->time_s;
    row[TRIAL_RADIUS] = s->config.radius_m;
    for (int i = 0; i < s->n; i++) {
        const int region =
            (s->x_m[i] >= s->config.pre_end_m) + (s->x_m[i] >= s->config.post_begin_m);

        row[TRIAL_PRE + region] += skyrmions_share(s, i);
        first[region] += s->torn[i] == 0;
    }
}

static enum status run_pulses(const struct calibration *c, struct skyrmions *s,
                              const struct trial *t, struct trial_table *table, struct error *err)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < t->n_pulses && status == STATUS_OK; i++) {
        const struct trial_pulse *pulse = &t->pulse[i];

        s->config.radius_m = particles_radius_m(c, s);
        s->config.density_A_per_m2 = pulse->factor * t->synapse.torque.density_A_per_m2;
        status = skyrmions_run(s, s->time_s + pulse->width_s, err);
        s->config.density_A_per_m2 = 0.0;
        if (status == STATUS_OK)
            status = skyrmions_run(s, s->time_s + pulse->gap_s, err);
        add_row(s, i, pulse->factor, table);
    }
    return status;
}

enum status particles_begin(const struct calibration *c, const struct synapse *d, bool empty,
                            uint64_t seed, struct skyrmions *s, struct error *err)
{
    enum status status;

    *s = (struct skyrmions){0};
    status = calibrate_apply(c, d, &s->config, err);
    s->config.thermal.seed = (int64_t)seed;
    s->config.waveform = (struct waveform){.kind = WAVEFORM_CONSTANT};
    if (status == STATUS_OK && !empty)
        status = place(s, d, err);
    return status == STATUS_OK ? settle(s, seed, err) : status;
}

enum status particles_run(const struct calibration *c, const struct trial *t, uint64_t seed,
                          struct trial_table *table, struct error *err)
{
    struct skyrmions s;
    const enum status status = particles_begin(c, &t->synapse, t->empty, seed, &s, err);

    *table = (struct trial_table){.n_columns = TRIAL_COLUMNS + 3};
    return status == STATUS_OK ? run_pulses(c, &s, t, table, err) : status;
}
