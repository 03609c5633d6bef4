#include <math.h>
#include <string.h>
#include "base/param_table.h"
#include "device/kinds.h"

/* A chiral Neel wall on a heavy metal, pinned every 50 nm by 39 kT at 300 K; a pulse takes it about
 * one site further. */
static const struct device_wall_config wall_config_default = {
    .wall = {.saturation_A_per_m = 956e3,
             .damping = 0.1,
             .gyromagnetic_rad_per_sT = 1.7594613e11,
             .wall_width_m = 8.4e-9,
             .transverse_J_per_m3 = 2e4,
             .dmi_J_per_m2 = 5e-4,
             .area_m2 = 200e-18,
             .polarity = 1,
             .pinning_J_per_m2 = 8e-4,
             .pinning_period_m = 50e-9,
             .torque = {.polarisation = {0.0, 1.0, 0.0},
                        .efficiency = 0.3,
                        .asymmetry = 1.0,
                        .thickness_m = 1e-9},
             .thermal = {.temperature_K = 300.0, .seed = 1},
             .time_step_s = 1e-13},
    .track_m = 600e-9,
    .start_m = 50e-9,
    .from_m = 50e-9,
    .to_m = 550e-9,
    .g_low_S = 20e-6,
    .g_high_S = 60e-6,
    .current_sign = 1,
    .amplitude_A_per_m2 = 3e11,
    .width_s = 4e-10,
    .gap_s = 1e-9,
    .resistivity_Ohm_m = 1e-6,
    .conductor_m2 = 1200e-18,
};

const struct param device_wall_params[] = {
    {PARAM_NUMBER(device_wall_config, track_m, "m", 1e-9, 1e-2, "length that the wall stays in")},
    {PARAM_NUMBER(device_wall_config, start_m, "m", 0.0, 1e-2, "where the wall is at first")},
    {PARAM_NUMBER(device_wall_config, from_m, "m", 0.0, 1e-2, "begin of the junction")},
    {PARAM_NUMBER(device_wall_config, to_m, "m", 0.0, 1e-2, "end of the junction")},
    {PARAM_NUMBER(device_wall_config, g_low_S, "S", 1e-12, 1e3, "with the wall before it")},
    {PARAM_NUMBER(device_wall_config, g_high_S, "S", 1e-12, 1e3, "with the wall behind it")},
    {PARAM_WHOLE(device_wall_config, current_sign, "", -1, 1,
                 "1 or -1: of the current that drives the wall up the track")},
    {PARAM_NUMBER(device_wall_config, amplitude_A_per_m2, "A/m^2", 1.0, 1e15,
                  "current density of its pulse")},
    {PARAM_NUMBER(device_wall_config, width_s, "s", 1e-12, 1.0, "width of its pulse")},
    {PARAM_NUMBER(device_wall_config, gap_s, "s", 0.0, 1.0, "rest after it")},
    {PARAM_NUMBER(device_wall_config, resistivity_Ohm_m, "Ohm m", 1e-9, 1.0, "of the track")},
    {PARAM_NUMBER(device_wall_config, conductor_m2, "m^2", 1e-20, 1e-8,
                  "cross-section that carries the current")},
};
const size_t device_wall_n_params = sizeof device_wall_params / sizeof device_wall_params[0];

struct cell {
    double position_m, angle_rad;
    uint64_t step; /* of the noise */
};

static void drive(struct wall_config *wall, double density_A_per_m2)
{
    wall->density_A_per_m2 = density_A_per_m2;
    wall->torque.density_A_per_m2 = density_A_per_m2;
}

static enum status check_density(const struct device_wall_config *c, double density_A_per_m2,
                                 struct error *err)
{
    struct wall_config wall = c->wall;

    drive(&wall, density_A_per_m2);
    return wall_check(&wall, "wall", err);
}

static enum status check_places(const struct device_wall_config *c, struct error *err)
{
    if (c->current_sign == 0)
        return error_set(err, STATUS_BAD_CONFIG, "wall: current_sign = 0, must be 1 or -1");
    if (!(c->from_m < c->to_m && c->to_m <= c->track_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "wall: from_m = %g m, to_m = %g m, must be ascending and in the track of "
                         "%g m",
                         c->from_m, c->to_m, c->track_m);
    if (!(c->start_m <= c->track_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "wall: start_m = %g m, must be in the track of %g m", c->start_m,
                         c->track_m);
    if (!(c->g_low_S < c->g_high_S))
        return error_set(err, STATUS_BAD_CONFIG,
                         "wall: g_low_S = %g S, must be below g_high_S = %g S", c->g_low_S,
                         c->g_high_S);
    return STATUS_OK;
}

static enum status wall_prepare(const void *config, void *shared, struct device_traits *traits,
                                struct error *err)
{
    struct device_wall_config *c = shared;
    enum status status;

    memcpy(c, config, sizeof *c);
    c->wall.waveform = waveform_default; /* pulses come from outside */
    status = params_check(device_wall_params, device_wall_n_params, c, "wall", err);
    if (status == STATUS_OK)
        status = check_density(c, c->amplitude_A_per_m2, err);
    if (status == STATUS_OK)
        status = check_places(c, err);
    *traits = (struct device_traits){.g_min_S = c->g_low_S,
                                     .g_max_S = c->g_high_S,
                                     .pulse = {1, c->amplitude_A_per_m2, c->width_s},
                                     .gap_s = c->gap_s,
                                     .step_s = c->wall.time_step_s};
    return status;
}

/* At rest a wall is a Neel wall of the sign of p D, or a Bloch wall without DMI. */
static double rest_angle(const struct wall_config *wall)
{
    const double chirality = (double)wall->polarity * wall->dmi_J_per_m2;

    return chirality > 0.0 ? 0.0 : chirality < 0.0 ? M_PI : 0.5 * M_PI;
}

static enum status wall_init(const void *shared, void *cells, size_t n,
                             const struct device_key *key, struct error *err)
{
    const struct device_wall_config *c = shared;
    struct cell *cell = cells;

    (void)key, (void)err;
    for (size_t i = 0; i < n; i++)
        cell[i] = (struct cell){.position_m = c->start_m, .angle_rad = rest_angle(&c->wall)};
    return STATUS_OK;
}

static enum status run(const struct device_wall_config *c, struct cell *cell,
                       const struct device_key *key, size_t i, double density_A_per_m2,
                       double seconds, struct error *err)
{
    struct wall s = {.config = c->wall,
                     .position_m = cell->position_m,
                     .angle_rad = cell->angle_rad,
                     .step = cell->step};
    enum status status;

    drive(&s.config, density_A_per_m2);
    s.config.thermal.seed = device_cell_seed(key, i);
    status = wall_run(&s, seconds, err);
    cell->position_m = fmax(0.0, fmin(s.position_m, c->track_m));
    cell->angle_rad = s.angle_rad;
    cell->step = s.step;
    return status;
}

static enum status wall_pulse(const void *shared, void *cells, size_t n,
                              const struct device_key *key, const struct device_pulse pulse[],
                              struct error *err)
{
    const struct device_wall_config *c = shared;
    const double sign = (double)c->current_sign;
    enum status status = device_pulse_check(pulse, n, "wall", err);

    /* a stronger pulse than the one that was checked may need a shorter step */
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (pulse[i].amplitude_A_per_m2 > c->amplitude_A_per_m2)
            status = check_density(c, pulse[i].amplitude_A_per_m2, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (pulse[i].polarity != 0)
            status =
                run(c, (struct cell *)cells + i, key, i,
                    sign * pulse[i].polarity * pulse[i].amplitude_A_per_m2, pulse[i].width_s, err);
    return status;
}

static enum status wall_rest(const void *shared, void *cells, size_t n,
                             const struct device_key *key, double seconds, struct error *err)
{
    enum status status = device_rest_check(seconds, "wall", err);

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = run(shared, (struct cell *)cells + i, key, i, 0.0, seconds, err);
    return status;
}

/* ln cosh without overflow */
static double log_cosh(double x) { return fabs(x) + log1p(exp(-2.0 * fabs(x))) - log(2.0); }

/* Mean of (1 + tanh((q - x)/Delta))/2 over the junction. */
static double share_behind(const struct device_wall_config *c, double position_m)
{
    const double width_m = c->wall.wall_width_m, length_m = c->to_m - c->from_m;
    const double share = 0.5
                         + 0.5 * width_m / length_m
                               * (log_cosh((position_m - c->from_m) / width_m)
                                  - log_cosh((position_m - c->to_m) / width_m));

    return fmax(0.0, fmin(share, 1.0)); /* rounding */
}

static void wall_conductance_S(const void *shared, const void *cells, size_t n,
                               const struct device_key *key, double conductance_S[])
{
    const struct device_wall_config *c = shared;
    const struct cell *cell = cells;

    (void)key;
    for (size_t i = 0; i < n; i++)
        conductance_S[i] =
            c->g_low_S + (c->g_high_S - c->g_low_S) * share_behind(c, cell[i].position_m);
}

/* rho V J^2 T of the whole track */
static void wall_energy(const void *shared, const void *cells, size_t n,
                        const struct device_pulse pulse[], double energy_J[])
{
    const struct device_wall_config *c = shared;

    (void)cells;
    for (size_t i = 0; i < n; i++) {
        const double density = pulse[i].polarity * pulse[i].amplitude_A_per_m2;

        energy_J[i] = c->resistivity_Ohm_m * c->track_m * c->conductor_m2 * density * density
                      * pulse[i].width_s;
    }
}

const struct device_kind device_wall = {
    .name = "wall",
    .doc = "domain wall in a track under a junction, driven by the current in the track",
    .config_size = sizeof(struct device_wall_config),
    .config_default = &wall_config_default,
    .shared_size = sizeof(struct device_wall_config),
    .cell_size = sizeof(struct cell),
    .prepare = wall_prepare,
    .init = wall_init,
    .pulse = wall_pulse,
    .rest = wall_rest,
    .conductance_S = wall_conductance_S,
    .energy_J = wall_energy,
};
