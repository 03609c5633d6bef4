#include <math.h>
#include <string.h>
#include "base/param_table.h"
#include "device/kinds.h"

/* papers/000's device of four layers at 300 K with twelve skyrmions: what calibrate_device_config
 * makes of devices/paper.yaml and devices/paper-n4-particles.yaml, rounded
 * (tests/test_calibrate_device.c). */
static const struct device_skyrmion_track_config track_config_default = {
    .track = {.length_m = 800e-9,
              .width_m = 220e-9,
              .radius_m = 14.6e-9,
              .gyro_Js_per_m2 = -2.5001e-13,
              .dissipation_Js_per_m2 = 3.9708e-14,
              .drive_Nm_per_A = 2.9261e-16,
              .density_A_per_m2 = 3e11,
              .pair_J = 4.5323e-18,
              .pair_length_m = 13.368e-9,
              .edge_J = 7.2849e-19,
              .edge_length_m = 17.941e-9,
              .barrier_J = 2.1864e-19,
              .barrier_decay_m = 6.0618e-9,
              .barrier_reach_m = 6.7892e-9,
              .barrier_x_m = 400e-9,
              .barrier_y_m = 110e-9,
              .barrier_along_m = 145e-9,
              .barrier_across_m = 60e-9,
              .barrier_corner_m = 20e-9,
              .layers = 4,
              .driven_layers = 2,
              .edge_loss_m = 30.098e-9,
              .edge_next_m = 31.711e-9,
              .edge_step_m = 3.4455e-9,
              .pair_loss_m = 21.605e-9,
              .death_rate_per_s = 3.5096e6,
              .pre_end_m = 327.5e-9,
              .post_begin_m = 472.5e-9,
              .thermal = {.temperature_K = 300.0, .seed = 1}},
    .skyrmions = 12,
    .settle_s = 2e-9,
    .from_m = 400e-9,
    .to_m = 800e-9,
    .g_zero_S = 20e-6,
    .tmr = 2.8,
    .width_s = 2e-9,
    .gap_s = 5e-9,
    .resistivity_Ohm_m = 80e-8,
    .conductor_m2 = 2640e-18,
};

const struct param device_skyrmion_track_params[] = {
    {PARAM_WHOLE(device_skyrmion_track_config, skyrmions, "", 1, SKYRMIONS_MAX,
                 "in the track at first")},
    {PARAM_NUMBER(device_skyrmion_track_config, settle_s, "s", 0.0, 1e-6,
                  "time that they settle without turning and heat")},
    {PARAM_NUMBER(device_skyrmion_track_config, from_m, "m", 0.0, 1e-2, "begin of the junction")},
    {PARAM_NUMBER(device_skyrmion_track_config, to_m, "m", 0.0, 1e-2, "end of the junction")},
    {PARAM_NUMBER(device_skyrmion_track_config, g_zero_S, "S", 1e-12, 1e3, "without a skyrmion")},
    {PARAM_NUMBER(device_skyrmion_track_config, tmr, "", 1e-6, 100.0,
                  "of the whole junction switched")},
    {PARAM_NUMBER(device_skyrmion_track_config, width_s, "s", 1e-12, 1.0, "width of its pulse")},
    {PARAM_NUMBER(device_skyrmion_track_config, gap_s, "s", 0.0, 1.0, "rest after it")},
    {PARAM_NUMBER(device_skyrmion_track_config, resistivity_Ohm_m, "Ohm m", 1e-9, 1.0,
                  "of the track")},
    {PARAM_NUMBER(device_skyrmion_track_config, conductor_m2, "m^2", 1e-20, 1e-8,
                  "cross-section that carries the current")},
};
const size_t device_skyrmion_track_n_params =
    sizeof device_skyrmion_track_params / sizeof device_skyrmion_track_params[0];

struct shared {
    struct device_skyrmion_track_config config;
    struct skyrmions settled; /* a cell before it is shaken */
};

static double junction_m2(const struct device_skyrmion_track_config *c)
{
    return (c->to_m - c->from_m) * c->track.width_m;
}

/* Of the junction, when all that there are lie under it. */
static double share_of_all(const struct device_skyrmion_track_config *c)
{
    const double disc_m2 = M_PI * c->track.radius_m * c->track.radius_m;

    return fmin((double)c->skyrmions * disc_m2 / junction_m2(c), 1.0);
}

/* --- prepare --- */

static enum status check_places(const struct device_skyrmion_track_config *c, struct error *err)
{
    if (!(c->from_m < c->to_m && c->to_m <= c->track.length_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "skyrmion_track: from_m = %g m, to_m = %g m, must be ascending and in the "
                         "track of %g m",
                         c->from_m, c->to_m, c->track.length_m);
    if (!(c->track.density_A_per_m2 > 0.0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "skyrmion_track: density_A_per_m2 = %g A/m^2, must be above 0: polarity "
                         "gives it its sign",
                         c->track.density_A_per_m2);
    return STATUS_OK;
}

/* Rows and columns about as far from each other, in the region before the barrier. */
static enum status place(struct skyrmions *s, int n, struct error *err)
{
    const struct skyrmions_config *c = &s->config;
    const double width_m = c->width_m, length_m = c->pre_end_m;
    const int rows = (int)fmax(1.0, rint(sqrt(n * width_m / length_m)));
    const int columns = (n + rows - 1) / rows;
    enum status status = STATUS_OK;

    for (int i = 0; i < n && status == STATUS_OK; i++)
        status = skyrmions_add(s, length_m * (i / rows + 0.5) / columns,
                               width_m * (i % rows + 0.5) / rows, err);
    return status;
}

/* Downhill, without turning and without heat. */
static enum status settle(struct skyrmions *s, double seconds, struct error *err)
{
    const struct skyrmions_config config = s->config;
    enum status status;

    s->config.gyro_Js_per_m2 = 0.0;
    s->config.thermal.temperature_K = 0.0;
    status = skyrmions_run(s, seconds, err);
    s->config = config;
    s->step = 0;
    return status;
}

static enum status make_settled(struct shared *m, struct error *err)
{
    const struct device_skyrmion_track_config *c = &m->config;
    struct skyrmions *s = &m->settled;
    enum status status;

    s->config = c->track;
    s->config.density_A_per_m2 = 0.0;
    status = place(s, (int)c->skyrmions, err);
    if (status == STATUS_OK)
        status = settle(s, c->settle_s, err);
    if (status == STATUS_OK && s->n < c->skyrmions)
        status = error_set(err, STATUS_BAD_CONFIG,
                           "skyrmion_track: skyrmions = %d, only %d of them settle before the "
                           "barrier without a loss",
                           (int)c->skyrmions, s->n);
    return status;
}

static enum status track_prepare(const void *config, void *shared, struct device_traits *traits,
                                 struct error *err)
{
    struct shared *m = shared;
    struct device_skyrmion_track_config *c = &m->config;
    enum status status;

    memset(m, 0, sizeof *m);
    memcpy(c, config, sizeof *c);
    c->track.waveform = waveform_default; /* pulses come from outside */
    status = params_check(device_skyrmion_track_params, device_skyrmion_track_n_params, c,
                          "skyrmion_track", err);
    if (status == STATUS_OK)
        status = skyrmions_check(&c->track, "skyrmion_track", err);
    if (status == STATUS_OK)
        status = check_places(c, err);
    if (status == STATUS_OK)
        status = make_settled(m, err);
    *traits = (struct device_traits){.g_min_S = c->g_zero_S,
                                     .g_max_S = c->g_zero_S * (1.0 + c->tmr * share_of_all(c)),
                                     .pulse = {1, c->track.density_A_per_m2, c->width_s},
                                     .gap_s = c->gap_s,
                                     .step_s = skyrmions_step_s(&m->settled.config)};
    return status;
}

/* --- cells: struct skyrmions --- */

static void shake(struct skyrmions *s, const struct device_key *key, size_t cell)
{
    const double sd_m = 1e-9; /* as the lab's particles */

    for (int i = 0; i < s->n; i++) {
        const uint32_t word = device_draw(key, cell, 0, (uint32_t)i / 4).w[i % 4];

        s->x_m[i] += sd_m * (double)normal_from_bits((uint16_t)(word & 0xffff));
        s->y_m[i] += sd_m * (double)normal_from_bits((uint16_t)(word >> 16));
    }
}

static enum status track_init(const void *shared, void *cells, size_t n,
                              const struct device_key *key, struct error *err)
{
    const struct shared *m = shared;
    struct skyrmions *cell = cells;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        memcpy(&cell[i], &m->settled, sizeof cell[i]);
        cell[i].config.thermal.seed = device_cell_seed(key, i);
        shake(&cell[i], key, i);
    }
    return STATUS_OK;
}

/* Their own clock begins anew, so that it never grows coarse. */
static enum status run(struct skyrmions *s, double density_A_per_m2, double seconds,
                       struct error *err)
{
    enum status status;

    s->time_s = 0.0;
    s->config.density_A_per_m2 = density_A_per_m2;
    status = skyrmions_run(s, seconds, err);
    s->config.density_A_per_m2 = 0.0;
    return status;
}

/* A stronger pulse than the one that was checked may need a shorter step. */
static enum status check_stronger(const struct device_skyrmion_track_config *c,
                                  double density_A_per_m2, struct error *err)
{
    struct skyrmions_config stronger = c->track;

    if (density_A_per_m2 <= c->track.density_A_per_m2)
        return STATUS_OK;
    stronger.density_A_per_m2 = density_A_per_m2;
    return skyrmions_check(&stronger, "skyrmion_track", err);
}

static enum status track_pulse(const void *shared, void *cells, size_t n,
                               const struct device_key *key, const struct device_pulse pulse[],
                               struct error *err)
{
    const struct shared *m = shared;
    enum status status = device_pulse_check(pulse, n, "skyrmion_track", err);

    (void)key;
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = check_stronger(&m->config, pulse[i].amplitude_A_per_m2, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (pulse[i].polarity != 0)
            status = run((struct skyrmions *)cells + i,
                         pulse[i].polarity * pulse[i].amplitude_A_per_m2, pulse[i].width_s, err);
    return status;
}

static enum status track_rest(const void *shared, void *cells, size_t n,
                              const struct device_key *key, double seconds, struct error *err)
{
    enum status status = device_rest_check(seconds, "skyrmion_track", err);

    (void)shared, (void)key;
    for (size_t i = 0; i < n && status == STATUS_OK && seconds > 0.0; i++)
        status = run((struct skyrmions *)cells + i, 0.0, seconds, err);
    return status;
}

/* Share of a disc on the left of a line u radii to the right of its centre. */
static double share_left(double u)
{
    if (u <= -1.0 || u >= 1.0)
        return u > 0.0 ? 1.0 : 0.0;
    return 0.5 + (u * sqrt(1.0 - u * u) + asin(u)) / M_PI;
}

static double share_covered(const struct device_skyrmion_track_config *c, const struct skyrmions *s)
{
    const double radius_m = c->track.radius_m;
    double discs = 0.0;

    for (int i = 0; i < s->n; i++)
        discs += skyrmions_share(s, i)
                 * (share_left((c->to_m - s->x_m[i]) / radius_m)
                    - share_left((c->from_m - s->x_m[i]) / radius_m));
    return fmin(discs * M_PI * radius_m * radius_m / junction_m2(c), 1.0);
}

static void track_conductance_S(const void *shared, const void *cells, size_t n,
                                const struct device_key *key, double conductance_S[])
{
    const struct device_skyrmion_track_config *c = &((const struct shared *)shared)->config;

    (void)key;
    for (size_t i = 0; i < n; i++)
        conductance_S[i] =
            c->g_zero_S * (1.0 + c->tmr * share_covered(c, (const struct skyrmions *)cells + i));
}

/* rho V J^2 T of the whole track, eq. 3 of papers/000 */
static void track_energy_J(const void *shared, const void *cells, size_t n,
                           const struct device_pulse pulse[], double energy_J[])
{
    const struct device_skyrmion_track_config *c = &((const struct shared *)shared)->config;

    (void)cells;
    for (size_t i = 0; i < n; i++) {
        const double density = pulse[i].polarity * pulse[i].amplitude_A_per_m2;

        energy_J[i] = c->resistivity_Ohm_m * c->track.length_m * c->conductor_m2 * density * density
                      * pulse[i].width_s;
    }
}

const struct device_kind device_skyrmion_track = {
    .name = "skyrmion_track",
    .doc = "skyrmions as particles that pulses drive past a barrier, under a junction",
    .config_size = sizeof(struct device_skyrmion_track_config),
    .config_default = &track_config_default,
    .shared_size = sizeof(struct shared),
    .cell_size = sizeof(struct skyrmions),
    .prepare = track_prepare,
    .init = track_init,
    .pulse = track_pulse,
    .rest = track_rest,
    .conductance_S = track_conductance_S,
    .energy_J = track_energy_J,
};
