#include "compact/skyrmions.h"
#include <math.h>
#include <string.h>
#include "base/constants.h"
#include "compact/clock.h"
#include "compact/noise.h"

const struct skyrmions_config skyrmions_default = {
    .length_m = 800e-9,
    .width_m = 220e-9,
    .radius_m = 11.30e-9,
    .gyro_Js_per_m2 = -6.828e-14,
    .dissipation_Js_per_m2 = 9.311e-15,
    .drive_Nm_per_A = 1.958e-15, /* of 12 nm, times 12 */
    .pair_J = 4.869e-19,
    .pair_length_m = 11.35e-9,
    .edge_J = 1.201e-19,
    .edge_length_m = 13.37e-9,
    .barrier_J = 4.622e-20,
    .barrier_decay_m = 4.055e-9,
    .barrier_reach_m = 3.741e-9,
    .barrier_x_m = 400e-9,
    .barrier_y_m = 110e-9,
    .barrier_along_m = 60e-9,
    .barrier_across_m = 145e-9,
    .barrier_corner_m = 20e-9,
    .layers = 1,
    .driven_layers = 1,
    .edge_loss_m = 13.2e-9,
    .pair_loss_m = 24.0e-9,
    .pre_end_m = 400e-9,
    .post_begin_m = 400e-9,
    .waveform = {.kind = WAVEFORM_CONSTANT,
                 .frequency_Hz = 1e9,
                 .width_s = 2e-9,
                 .gap_s = 5e-9,
                 .count = 1},
    .thermal = {.temperature_K = 0.0, .seed = 1},
};

enum status skyrmions_add(struct skyrmions *s, double x_m, double y_m, struct error *err)
{
    const struct skyrmions_config *c = &s->config;
    int next = s->lost_at_edge + s->lost_in_pairs + s->lost_to_heat + s->n;

    if (s->n >= SKYRMIONS_MAX)
        return error_set(err, STATUS_BAD_CONFIG, "skyrmions: more than %d", SKYRMIONS_MAX);
    if (!(x_m >= 0.0 && x_m <= c->length_m && y_m >= 0.0 && y_m <= c->width_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "skyrmions: x_m, y_m = %g, %g m, must be in the track of %g x %g m", x_m,
                         y_m, c->length_m, c->width_m);
    s->x_m[s->n] = x_m;
    s->y_m[s->n] = y_m;
    s->torn[s->n] = 0;
    s->id[s->n++] = next;
    return STATUS_OK;
}

void skyrmions_velocity(const struct skyrmions_config *config, const double force_N[2],
                        double velocity_m_per_s[2])
{
    const double g = config->gyro_Js_per_m2, d = config->dissipation_Js_per_m2;
    const double square = g * g + d * d;

    velocity_m_per_s[0] = (d * force_N[0] + g * force_N[1]) / square;
    velocity_m_per_s[1] = (d * force_N[1] - g * force_N[0]) / square;
}

void skyrmions_force(const struct skyrmions_config *config, const double velocity_m_per_s[2],
                     double force_N[2])
{
    const double g = config->gyro_Js_per_m2, d = config->dissipation_Js_per_m2;

    force_N[0] = d * velocity_m_per_s[0] - g * velocity_m_per_s[1];
    force_N[1] = d * velocity_m_per_s[1] + g * velocity_m_per_s[0];
}

double skyrmions_diffusion_m2_per_s(const struct skyrmions_config *config)
{
    const double g = config->gyro_Js_per_m2, d = config->dissipation_Js_per_m2;

    return boltzmann_J_per_K * config->thermal.temperature_K * d / (g * g + d * d);
}

struct skyrmions_count skyrmions_count(const struct skyrmions *s)
{
    struct skyrmions_count count = {0, 0};

    for (int i = 0; i < s->n; i++) {
        count.pre += s->x_m[i] < s->config.pre_end_m;
        count.post += s->x_m[i] >= s->config.post_begin_m;
    }
    return count;
}

/* --- losses --- */

double skyrmions_share(const struct skyrmions *s, int i)
{
    return 1.0 - (double)s->torn[i] / (double)s->config.layers;
}

/* Of all; where none lacks a layer nobody asks. */
static void set_shares(const struct skyrmions *s, double share[])
{
    for (int i = 0; i < s->n && s->n_torn > 0; i++)
        share[i] = skyrmions_share(s, i);
}

static void remove_one(struct skyrmions *s, int at)
{
    const size_t after = (size_t)(s->n - at - 1);

    memmove(s->x_m + at, s->x_m + at + 1, after * sizeof s->x_m[0]);
    memmove(s->y_m + at, s->y_m + at + 1, after * sizeof s->y_m[0]);
    memmove(s->id + at, s->id + at + 1, after * sizeof s->id[0]);
    s->n_torn -= s->torn[at] > 0;
    memmove(s->torn + at, s->torn + at + 1, after * sizeof s->torn[0]);
    s->n--;
}

/* How near an edge may be. */
static double edge_limit_m(const struct skyrmions *s, int i)
{
    const struct skyrmions_config *c = &s->config;

    if (s->torn[i] == 0)
        return c->edge_loss_m;
    return s->torn[i] < c->driven_layers ? c->edge_next_m : 0.0;
}

static double nearest_edge_m(const struct skyrmions *s, int i)
{
    const struct skyrmions_config *c = &s->config;

    return fmin(fmin(s->x_m[i], c->length_m - s->x_m[i]), fmin(s->y_m[i], c->width_m - s->y_m[i]));
}

static void step_in(struct skyrmions *s, int i)
{
    const struct skyrmions_config *c = &s->config;
    const double nearest_m = nearest_edge_m(s, i), step_m = c->edge_step_m;

    if (nearest_m == fmin(s->x_m[i], c->length_m - s->x_m[i]))
        s->x_m[i] += nearest_m == s->x_m[i] ? step_m : -step_m;
    else
        s->y_m[i] += nearest_m == s->y_m[i] ? step_m : -step_m;
}

static void lose_at_edges(struct skyrmions *s)
{
    for (int i = s->n - 1; i >= 0; i--) {
        if (nearest_edge_m(s, i) >= edge_limit_m(s, i))
            continue;
        if (s->torn[i] < s->config.driven_layers && s->torn[i] + 1 < s->config.layers) {
            s->n_torn += s->torn[i]++ == 0;
            step_in(s, i);
        } else {
            remove_one(s, i);
            s->lost_at_edge++;
        }
    }
}

/* The younger of the two goes. */
static void lose_in_pairs(struct skyrmions *s)
{
    const double square = s->config.pair_loss_m * s->config.pair_loss_m;

    for (int i = s->n - 1; i >= 0; i--)
        for (int j = 0; j < i; j++) {
            const double dx = s->x_m[i] - s->x_m[j], dy = s->y_m[i] - s->y_m[j];

            if (dx * dx + dy * dy >= square)
                continue;
            remove_one(s, i);
            s->lost_in_pairs++;
            break;
        }
}

double skyrmions_death_per_s(const struct skyrmions_config *config, double felt_J)
{
    const double kT_J = boltzmann_J_per_K * config->thermal.temperature_K;
    const double steepest = 40.0; /* kT: it dies at once by any of them */

    return kT_J > 0.0
               ? config->death_rate_per_s * exp(fmin(config->death_share * felt_J / kT_J, steepest))
               : 0.0;
}

/* In [0, 1), the same for the same seed, skyrmion and step. */
static double chance(const struct skyrmions *s, int i)
{
    const struct philox_words words =
        philox((uint64_t)s->config.thermal.seed, PHILOX_COMPACT, (uint32_t)s->id[i] / 4,
               NOISE_DEATHS, (uint32_t)s->step, (uint32_t)(s->step >> 32));

    return ldexp((double)words.w[s->id[i] % 4], -32);
}

/* What of it happens does not depend on what happened before, so a copy may go on with other
 * noise. */
static void lose_to_heat(struct skyrmions *s)
{
    double felt_J[SKYRMIONS_MAX], share[SKYRMIONS_MAX];

    set_shares(s, share);
    skyrmions_feel(&s->config, s->n, s->x_m, s->y_m, s->n_torn > 0 ? share : NULL, felt_J);
    for (int i = s->n - 1; i >= 0; i--) {
        const double rate_per_s = skyrmions_death_per_s(&s->config, felt_J[i]);

        if (chance(s, i) >= -expm1(-rate_per_s * s->risked_s))
            continue;
        remove_one(s, i);
        s->lost_to_heat++;
    }
    s->risked_s = 0.0;
}

/* Seldom enough to cost little, often enough that nobody moves far. */
static void risk(struct skyrmions *s, double step_s)
{
    enum { STEPS_BETWEEN = 8 };

    if (s->config.death_rate_per_s == 0.0 || s->config.thermal.temperature_K == 0.0)
        return;
    s->risked_s += step_s;
    if (s->step % STEPS_BETWEEN == 0)
        lose_to_heat(s);
}

/* --- motion --- */

struct forces {
    double x_N[SKYRMIONS_MAX], y_N[SKYRMIONS_MAX];
};

/* Drive and noise of one that lacks layers, over its share of them. */
static void set_torn(const struct skyrmions *s, int i, double drive_x_N, double drive_y_N,
                     struct forces *f)
{
    const struct skyrmions_config *c = &s->config;
    const double share = skyrmions_share(s, i);
    const double driven = (double)(c->driven_layers - s->torn[i]) / (double)c->driven_layers;

    f->x_N[i] = driven / share * drive_x_N + (f->x_N[i] - drive_x_N) / sqrt(share);
    f->y_N[i] = driven / share * drive_y_N + (f->y_N[i] - drive_y_N) / sqrt(share);
}

/* Drive and noise, which stay the same through a step. */
static void set_outer(const struct skyrmions *s, double factor, double step_s, struct forces *f)
{
    const struct skyrmions_config *c = &s->config;
    const double drive_N = factor * c->drive_Nm_per_A * c->radius_m * c->density_A_per_m2;
    const double angle = c->drive_angle_deg * M_PI / 180.0;
    const double x_N = drive_N * cos(angle), y_N = drive_N * sin(angle);
    const double sigma_N = sqrt(2.0 * boltzmann_J_per_K * c->thermal.temperature_K
                                * c->dissipation_Js_per_m2 / step_s);
    double normal[NOISE_BLOCK] = {0};

    for (int i = 0; i < s->n; i++) {
        const int at = i % (NOISE_BLOCK / 2);

        if (at == 0 && sigma_N > 0.0)
            noise_block(c->thermal.seed, NOISE_SKYRMIONS, (uint32_t)(i / (NOISE_BLOCK / 2)),
                        s->step, normal);
        f->x_N[i] = x_N + sigma_N * normal[2 * at];
        f->y_N[i] = y_N + sigma_N * normal[2 * at + 1];
        if (s->torn[i] > 0)
            set_torn(s, i, x_N, y_N, f);
    }
}

static double set_inner(const struct skyrmions *s, const double x_m[], const double y_m[],
                        struct forces *f)
{
    double share[SKYRMIONS_MAX];

    set_shares(s, share);
    return skyrmions_set_force(&s->config, s->n, x_m, y_m, s->n_torn > 0 ? share : NULL, f->x_N,
                               f->y_N);
}

/* to = from + h v, v of the force and the outer force */
static void set_moved(const struct skyrmions *s, double step_s, const struct forces *inner,
                      const struct forces *outer, double x_m[], double y_m[])
{
    for (int i = 0; i < s->n; i++) {
        const double force_N[2] = {inner->x_N[i] + outer->x_N[i], inner->y_N[i] + outer->y_N[i]};
        double velocity[2];

        skyrmions_velocity(&s->config, force_N, velocity);
        x_m[i] = s->x_m[i] + step_s * velocity[0];
        y_m[i] = s->y_m[i] + step_s * velocity[1];
    }
}

/* Heun; v is linear in the force, so the two stages average forces. False: not finite. */
static bool step_heun(struct skyrmions *s, double factor, double step_s)
{
    struct forces outer, first, second;
    double x_m[SKYRMIONS_MAX], y_m[SKYRMIONS_MAX], sum = 0.0;

    if (set_inner(s, s->x_m, s->y_m, &first) < s->config.pair_loss_m) {
        lose_in_pairs(s);
        set_inner(s, s->x_m, s->y_m, &first);
    }
    set_outer(s, factor, step_s, &outer);
    set_moved(s, step_s, &first, &outer, x_m, y_m);
    set_inner(s, x_m, y_m, &second);
    for (int i = 0; i < s->n; i++) {
        first.x_N[i] = 0.5 * (first.x_N[i] + second.x_N[i]);
        first.y_N[i] = 0.5 * (first.y_N[i] + second.y_N[i]);
    }
    set_moved(s, step_s, &first, &outer, s->x_m, s->y_m);
    for (int i = 0; i < s->n; i++)
        sum += s->x_m[i] + s->y_m[i];
    lose_at_edges(s);
    risk(s, step_s);
    s->step++;
    return isfinite(sum);
}

enum status skyrmions_run(struct skyrmions *s, double until_s, struct error *err)
{
    const struct waveform *waveform = &s->config.waveform;
    const double step_s = skyrmions_step_s(&s->config);

    lose_at_edges(s);
    while (s->time_s < until_s) {
        const double next_s = clock_next_s(s->time_s, step_s, until_s, waveform);
        const double factor = clock_factor(s->time_s, next_s, waveform);

        if (!step_heun(s, factor, next_s - s->time_s))
            return error_set(err, STATUS_BAD_CONFIG,
                             "skyrmions: a position is not finite at %g s, time step %g s",
                             s->time_s, step_s);
        s->time_s = next_s;
    }
    lose_in_pairs(s);
    return STATUS_OK;
}
