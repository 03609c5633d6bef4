#include "compact/domain_wall.h"
#include "base/constants.h"
#include "base/param_table.h"
#include "compact/clock.h"
#include "compact/noise.h"

const struct wall_config wall_default = {
    .saturation_A_per_m = 956e3,
    .damping = 0.1,
    .gyromagnetic_rad_per_sT = gamma_rad_per_sT,
    .wall_width_m = 8.4e-9,
    .transverse_J_per_m3 = 2e4,
    .area_m2 = 220e-18,
    .polarity = 1,
    .pinning_period_m = 50e-9,
    .torque = {.polarisation = {0.0, 1.0, 0.0},
               .efficiency = 0.6,
               .asymmetry = 1.0,
               .thickness_m = 1e-9},
    .waveform = {.kind = WAVEFORM_CONSTANT,
                 .frequency_Hz = 1e9,
                 .width_s = 2e-9,
                 .gap_s = 5e-9,
                 .count = 1},
    .thermal = {.temperature_K = 0.0, .seed = 1},
    .time_step_s = 1e-13,
};

const struct param wall_params[] = {
    {PARAM_NUMBER(wall_config, saturation_A_per_m, "A/m", 1.0, 1e7, "saturation magnetisation")},
    {PARAM_NUMBER(wall_config, damping, "", 0.0, 10.0, "Gilbert damping")},
    {PARAM_NUMBER(wall_config, gyromagnetic_rad_per_sT, "rad/(s T)", 1e10, 1e12,
                  "gyromagnetic ratio")},
    {PARAM_NUMBER(wall_config, wall_width_m, "m", 1e-10, 1e-6,
                  "width Delta of the wall, sqrt(A/K_effective)")},
    {PARAM_NUMBER(wall_config, transverse_J_per_m3, "J/m^3", -1e7, 1e7,
                  "energy density of a Neel over a Bloch wall")},
    {PARAM_NUMBER(wall_config, dmi_J_per_m2, "J/m^2", -0.1, 0.1, "interfacial DMI")},
    {PARAM_NUMBER(wall_config, area_m2, "m^2", 1e-20, 1e-8, "cross-section of the track")},
    {PARAM_WHOLE(wall_config, polarity, "", -1, 1, "1: up on the left of the wall; -1: down")},
    {PARAM_NUMBER(wall_config, pinning_J_per_m2, "J/m^2", 0.0, 1.0,
                  "height of the periodic pinning energy; 0: none")},
    {PARAM_NUMBER(wall_config, pinning_period_m, "m", 1e-10, 1e-3, "period of the pinning energy")},
    {PARAM_VECTOR3(wall_config, field_T, "T", -100.0, 100.0, "applied field")},
    {PARAM_NUMBER(wall_config, density_A_per_m2, "A/m^2", -1e15, 1e15,
                  "current density along the track")},
    {PARAM_NUMBER(wall_config, zhang_li_polarisation, "", -1.0, 1.0,
                  "spin polarisation of the current along the track")},
    {PARAM_NUMBER(wall_config, non_adiabaticity, "", 0.0, 100.0, "beta, Zhang and Li's xi")},
    {PARAM_NUMBER(wall_config, time_step_s, "s", 1e-18, 1e-8, "Heun step")},
};
const size_t wall_n_params = sizeof wall_params / sizeof wall_params[0];

struct drive {
    double field_T[3];  /* applied, and that of the field-like torque */
    double transfer_Hz; /* u / Delta */
    double torque_Hz;   /* gamma b */
    double noise_Hz[2]; /* of the two equations */
};

struct rate {
    double position_m_per_s, angle_rad_per_s;
};

/* dE/dphi / (2 Delta Ms S), tesla */
static double angle_field_T(const struct wall_config *c, const double field_T[3], double angle)
{
    const double width_A = c->wall_width_m * c->saturation_A_per_m, p = (double)c->polarity;

    return -c->transverse_J_per_m3 / c->saturation_A_per_m * sin(2.0 * angle)
           + p * M_PI * c->dmi_J_per_m2 * sin(angle) / (2.0 * width_A)
           + 0.5 * M_PI * (field_T[0] * sin(angle) - field_T[1] * cos(angle));
}

/* -p Delta (dE/dq) / (2 Delta Ms S), tesla */
static double drive_field_T(const struct wall_config *c, const double field_T[3], double position)
{
    const double slope_J_per_m3 = c->pinning_J_per_m2 * M_PI / c->pinning_period_m
                                  * sin(2.0 * M_PI * position / c->pinning_period_m);

    return field_T[2] - (double)c->polarity * slope_J_per_m3 / (2.0 * c->saturation_A_per_m);
}

static struct rate rate_of(const struct wall_config *c, const struct drive *d, double position,
                           double angle)
{
    const double gamma = c->gyromagnetic_rad_per_sT, alpha = c->damping, p = (double)c->polarity;
    const double *spin = c->torque.polarisation;
    const double moving = p * d->transfer_Hz + gamma * angle_field_T(c, d->field_T, angle)
                          + d->torque_Hz * spin[2] + d->noise_Hz[0];
    const double turning =
        c->non_adiabaticity * p * d->transfer_Hz + gamma * drive_field_T(c, d->field_T, position)
        + 0.5 * M_PI * d->torque_Hz * (spin[1] * cos(angle) - spin[0] * sin(angle))
        + d->noise_Hz[1];
    const double share = 1.0 / (1.0 + alpha * alpha);

    return (struct rate){p * c->wall_width_m * share * (moving + alpha * turning),
                         share * (turning - alpha * moving)};
}

/* hbar J/(e Ms d), tesla */
static double torque_scale_T(const struct wall_config *c)
{
    return hbar_Js * c->torque.density_A_per_m2
           / (electron_C * c->saturation_A_per_m * c->torque.thickness_m);
}

/* u, m/s: along the electrons */
static double transfer_m_per_s(const struct wall_config *c)
{
    const double beta = c->non_adiabaticity;

    return -bohr_magneton_J_per_T * c->zhang_li_polarisation * c->density_A_per_m2
           / (electron_C * c->saturation_A_per_m * (1.0 + beta * beta));
}

static struct drive drive_of(const struct wall *s, double factor, double step_s)
{
    const struct wall_config *c = &s->config;
    const double scale_T = factor * torque_scale_T(c), gamma = c->gyromagnetic_rad_per_sT;
    const double volume_m3 = 2.0 * c->wall_width_m * c->area_m2;
    const double sigma_T = sqrt(2.0 * c->damping * boltzmann_J_per_K * c->thermal.temperature_K
                                / (gamma * c->saturation_A_per_m * volume_m3 * step_s));
    struct drive d = {.transfer_Hz = factor * transfer_m_per_s(c) / c->wall_width_m,
                      .torque_Hz = gamma * scale_T * 0.5 * c->torque.efficiency};
    double normal[NOISE_BLOCK];

    for (int i = 0; i < 3; i++)
        d.field_T[i] = c->field_T[i] + scale_T * c->torque.secondary * c->torque.polarisation[i];
    if (sigma_T > 0.0) {
        noise_block(c->thermal.seed, NOISE_WALL, 0, s->step, normal);
        d.noise_Hz[0] = gamma * sigma_T * normal[0];
        d.noise_Hz[1] = gamma * sigma_T * normal[1];
    }
    return d;
}

static bool step_heun(struct wall *s, double factor, double step_s)
{
    const struct drive d = drive_of(s, factor, step_s);
    const struct rate first = rate_of(&s->config, &d, s->position_m, s->angle_rad);
    const struct rate second =
        rate_of(&s->config, &d, s->position_m + step_s * first.position_m_per_s,
                s->angle_rad + step_s * first.angle_rad_per_s);

    s->position_m += 0.5 * step_s * (first.position_m_per_s + second.position_m_per_s);
    s->angle_rad += 0.5 * step_s * (first.angle_rad_per_s + second.angle_rad_per_s);
    s->step++;
    return isfinite(s->position_m) && isfinite(s->angle_rad);
}

enum status wall_run(struct wall *s, double until_s, struct error *err)
{
    const struct wall_config *c = &s->config;

    while (s->time_s < until_s) {
        const double next_s = clock_next_s(s->time_s, c->time_step_s, until_s, &c->waveform);
        const double factor = clock_factor(s->time_s, next_s, &c->waveform);

        if (!step_heun(s, factor, next_s - s->time_s))
            return error_set(err, STATUS_BAD_CONFIG, "wall: not finite at %g s, time_step_s = %g s",
                             s->time_s, c->time_step_s);
        s->time_s = next_s;
    }
    return STATUS_OK;
}

double wall_energy_J(const struct wall *s)
{
    const struct wall_config *c = &s->config;
    const double width = c->wall_width_m, ms = c->saturation_A_per_m, p = (double)c->polarity;
    const double across = cos(s->angle_rad), along = sin(s->angle_rad);
    const double pinning = sin(M_PI * s->position_m / c->pinning_period_m);

    return c->area_m2
           * (2.0 * width * c->transverse_J_per_m3 * across * across
              - p * M_PI * c->dmi_J_per_m2 * across
              - M_PI * width * ms * (c->field_T[0] * across + c->field_T[1] * along)
              - 2.0 * p * ms * c->field_T[2] * s->position_m
              + c->pinning_J_per_m2 * pinning * pinning);
}

double wall_width_of(double exchange_J_per_m, double effective_anisotropy_J_per_m3)
{
    return sqrt(exchange_J_per_m / effective_anisotropy_J_per_m3);
}

double wall_walker_T(const struct wall_config *config)
{
    return config->damping * fabs(config->transverse_J_per_m3) / config->saturation_A_per_m;
}

double wall_walker_m_per_s(const struct wall_config *config)
{
    return config->gyromagnetic_rad_per_sT * config->wall_width_m
           * fabs(config->transverse_J_per_m3) / config->saturation_A_per_m;
}

/* --- checks --- */

static enum status check_tables(const struct wall_config *c, const char *where, struct error *err)
{
    enum status status = params_check(wall_params, wall_n_params, c, where, err);

    if (status == STATUS_OK)
        status = params_check(torque_layer_params, torque_layer_n_params, &c->torque, where, err);
    if (status == STATUS_OK)
        status = params_check(waveform_params, waveform_n_params, &c->waveform, where, err);
    if (status == STATUS_OK)
        status = params_check(thermal_params, thermal_n_params, &c->thermal, where, err);
    return status;
}

static enum status check_meaning(const struct wall_config *c, const char *where, struct error *err)
{
    const double *p = c->torque.polarisation;
    const double length = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);

    if (c->polarity == 0)
        return error_set(err, STATUS_BAD_CONFIG, "%s: polarity = 0, must be 1 or -1", where);
    if (c->torque.asymmetry != 1.0)
        return error_set(err, STATUS_BAD_CONFIG, "%s: asymmetry = %g, must be 1 for a wall", where,
                         c->torque.asymmetry);
    if (!(fabs(length - 1.0) <= 1e-6))
        return error_set(err, STATUS_BAD_CONFIG, "%s: polarisation has length %g, must be 1", where,
                         length);
    return STATUS_OK;
}

/* Half a radian of turning, or a tenth of a pinning period, at the largest rates there can be. */
static double step_limit_s(const struct wall_config *c)
{
    const double width = c->wall_width_m, ms = c->saturation_A_per_m;
    const double gamma = c->gyromagnetic_rad_per_sT;
    double sum_T =
        2.0 * fabs(c->transverse_J_per_m3) / ms + M_PI * fabs(c->dmi_J_per_m2) / (2.0 * width * ms)
        + 0.5 * M_PI * c->pinning_J_per_m2 / (c->pinning_period_m * ms)
        + 2.0 * fabs(torque_scale_T(c)) * (fabs(c->torque.efficiency) + fabs(c->torque.secondary));
    double rate_Hz;

    for (int i = 0; i < 3; i++)
        sum_T += 2.0 * fabs(c->field_T[i]);
    rate_Hz = gamma * sum_T + fabs(transfer_m_per_s(c)) * (1.0 + c->non_adiabaticity) / width;
    if (c->pinning_J_per_m2 > 0.0)
        return fmin(0.5, 0.1 * c->pinning_period_m / width) / rate_Hz;
    return 0.5 / rate_Hz;
}

enum status wall_check(const struct wall_config *config, const char *where, struct error *err)
{
    enum status status = check_tables(config, where, err);

    if (status == STATUS_OK)
        status = check_meaning(config, where, err);
    if (status == STATUS_OK && !(config->time_step_s <= step_limit_s(config)))
        status = error_set(err, STATUS_BAD_CONFIG,
                           "%s: time_step_s = %g s, must be at most %.3g s for the fields given",
                           where, config->time_step_s, step_limit_s(config));
    return status;
}
