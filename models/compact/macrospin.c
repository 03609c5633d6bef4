#include "compact/macrospin.h"
#include <string.h>
#include "base/constants.h"
#include "base/param_table.h"
#include "compact/clock.h"
#include "compact/noise.h"

const struct macrospin_config macrospin_default = {
    .saturation_A_per_m = 956e3,
    .volume_m3 = 1e-24,
    .damping = 0.1,
    .gyromagnetic_rad_per_sT = gamma_rad_per_sT,
    .anisotropy_J_per_m3 = 717e3,
    .axis = {0.0, 0.0, 1.0},
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

const struct param macrospin_params[] = {
    {PARAM_NUMBER(macrospin_config, saturation_A_per_m, "A/m", 1.0, 1e7,
                  "saturation magnetisation")},
    {PARAM_NUMBER(macrospin_config, volume_m3, "m^3", 1e-30, 1e-12, "volume of the moment")},
    {PARAM_NUMBER(macrospin_config, damping, "", 0.0, 10.0, "Gilbert damping")},
    {PARAM_NUMBER(macrospin_config, gyromagnetic_rad_per_sT, "rad/(s T)", 1e10, 1e12,
                  "gyromagnetic ratio")},
    {PARAM_NUMBER(macrospin_config, anisotropy_J_per_m3, "J/m^3", -1e8, 1e8,
                  "uniaxial anisotropy; below zero: an easy plane")},
    {PARAM_VECTOR3(macrospin_config, axis, "", -1.0, 1.0, "unit vector, easy axis")},
    {PARAM_VECTOR3(macrospin_config, demag, "", 0.0, 1.0,
                   "demagnetising factors, sum 1; 0 to leave the shape out")},
    {PARAM_VECTOR3(macrospin_config, field_T, "T", -100.0, 100.0, "applied field")},
    {PARAM_NUMBER(macrospin_config, time_step_s, "s", 1e-18, 1e-9, "Heun step")},
};
const size_t macrospin_n_params = sizeof macrospin_params / sizeof macrospin_params[0];

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

/* b = hbar J/(e Ms d), tesla */
static double torque_scale_T(const struct macrospin_config *c, double factor)
{
    return hbar_Js * factor * c->torque.density_A_per_m2
           / (electron_C * c->saturation_A_per_m * c->torque.thickness_m);
}

static void add_torque_field(const struct macrospin_config *c, double factor, const double m[3],
                             double field_T[3])
{
    const struct torque_layer *t = &c->torque;
    const double square = t->asymmetry * t->asymmetry, b = torque_scale_T(c, factor);
    const double eps =
        t->efficiency * square / ((square + 1.0) + (square - 1.0) * dot(m, t->polarisation));
    double across[3];

    cross(m, t->polarisation, across);
    for (int i = 0; i < 3; i++)
        field_T[i] += b * (eps * across[i] + t->secondary * t->polarisation[i]);
}

/* noise: the field's part that does not depend on m, drawn for the step */
static void rate_of(const struct macrospin_config *c, double factor, const double noise_T[3],
                    const double m[3], double rate[3])
{
    const double scale = -c->gyromagnetic_rad_per_sT / (1.0 + c->damping * c->damping);
    const double along = 2.0 * c->anisotropy_J_per_m3 / c->saturation_A_per_m * dot(m, c->axis);
    double field_T[3], precession[3], damping[3];

    for (int i = 0; i < 3; i++)
        field_T[i] = c->field_T[i] + noise_T[i] + along * c->axis[i]
                     - mu0_N_per_A2 * c->saturation_A_per_m * c->demag[i] * m[i];
    if (c->torque.density_A_per_m2 != 0.0)
        add_torque_field(c, factor, m, field_T);
    cross(m, field_T, precession);
    cross(m, precession, damping);
    for (int i = 0; i < 3; i++)
        rate[i] = scale * (precession[i] + c->damping * damping[i]);
}

static double make_unit(double m[3])
{
    const double length = sqrt(dot(m, m));

    for (int i = 0; i < 3; i++)
        m[i] /= length;
    return length;
}

static void draw_noise(const struct macrospin *s, double step_s, double noise_T[3])
{
    const struct macrospin_config *c = &s->config;
    const double sigma_T =
        sqrt(2.0 * c->damping * boltzmann_J_per_K * c->thermal.temperature_K
             / (c->saturation_A_per_m * c->gyromagnetic_rad_per_sT * c->volume_m3 * step_s));
    double normal[NOISE_BLOCK];

    memset(noise_T, 0, 3 * sizeof noise_T[0]);
    if (c->thermal.temperature_K == 0.0)
        return;
    noise_block(c->thermal.seed, NOISE_MACROSPIN, 0, s->step, normal);
    for (int i = 0; i < 3; i++)
        noise_T[i] = sigma_T * normal[i];
}

/* The noise is the same in both stages: Heun then converges to Stratonovich's solution
 * (J. L. Garcia-Palacios, F. J. Lazaro, PRB 58, 14937 (1998)). False: not finite. */
static bool step_heun(struct macrospin *s, double factor, double step_s)
{
    double noise_T[3], first[3], second[3], trial[3], length;

    draw_noise(s, step_s, noise_T);
    rate_of(&s->config, factor, noise_T, s->m, first);
    for (int i = 0; i < 3; i++)
        trial[i] = s->m[i] + step_s * first[i];
    make_unit(trial);
    rate_of(&s->config, factor, noise_T, trial, second);
    for (int i = 0; i < 3; i++)
        s->m[i] += 0.5 * step_s * (first[i] + second[i]);
    length = make_unit(s->m);
    s->step++;
    return isfinite(length) && length > 0.0;
}

enum status macrospin_run(struct macrospin *s, double until_s, struct error *err)
{
    const struct macrospin_config *c = &s->config;

    while (s->time_s < until_s) {
        const double next_s = clock_next_s(s->time_s, c->time_step_s, until_s, &c->waveform);
        const double factor = clock_factor(s->time_s, next_s, &c->waveform);

        if (!step_heun(s, factor, next_s - s->time_s))
            return error_set(err, STATUS_BAD_CONFIG,
                             "macrospin: m is not finite at %g s, time_step_s = %g s", s->time_s,
                             c->time_step_s);
        s->time_s = next_s;
    }
    return STATUS_OK;
}

double macrospin_energy_J(const struct macrospin *s)
{
    const struct macrospin_config *c = &s->config;
    const double along = dot(s->m, c->axis), ms = c->saturation_A_per_m;
    double density = c->anisotropy_J_per_m3 * (1.0 - along * along) - ms * dot(s->m, c->field_T);

    for (int i = 0; i < 3; i++)
        density += 0.5 * mu0_N_per_A2 * ms * ms * c->demag[i] * s->m[i] * s->m[i];
    return density * c->volume_m3;
}

double macrospin_critical_A_per_m2(const struct macrospin_config *config, double field_T)
{
    const struct macrospin_config *c = config;
    const double stiffness_T = field_T + 2.0 * c->anisotropy_J_per_m3 / c->saturation_A_per_m;
    const double square = c->torque.asymmetry * c->torque.asymmetry;
    const double eps = c->torque.efficiency * square / 2.0; /* m . p = -1 */

    return c->damping * stiffness_T * c->saturation_A_per_m * electron_C * c->torque.thickness_m
           / (hbar_Js * eps);
}

/* --- checks --- */

static enum status check_unit(const double v[3], const char *where, const char *name,
                              struct error *err)
{
    const double length = sqrt(dot(v, v));

    if (fabs(length - 1.0) <= 1e-6)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s has length %g, must be 1", where, name,
                     length);
}

static enum status check_demag(const double n[3], const char *where, struct error *err)
{
    const double sum = n[0] + n[1] + n[2];

    if (sum == 0.0 || fabs(sum - 1.0) <= 1e-6)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: demag = [%g, %g, %g], must have sum 1 or all be 0", where, n[0], n[1],
                     n[2]);
}

static enum status check_tables(const struct macrospin_config *c, const char *where,
                                struct error *err)
{
    enum status status = params_check(macrospin_params, macrospin_n_params, c, where, err);

    if (status == STATUS_OK)
        status = params_check(torque_layer_params, torque_layer_n_params, &c->torque, where, err);
    if (status == STATUS_OK)
        status = params_check(waveform_params, waveform_n_params, &c->waveform, where, err);
    if (status == STATUS_OK)
        status = params_check(thermal_params, thermal_n_params, &c->thermal, where, err);
    if (status == STATUS_OK)
        status = check_unit(c->axis, where, "axis", err);
    if (status == STATUS_OK && c->torque.density_A_per_m2 != 0.0)
        status = check_unit(c->torque.polarisation, where, "polarisation", err);
    return status == STATUS_OK ? check_demag(c->demag, where, err) : status;
}

/* Half a radian of precession in the largest field there can be, the noise apart. */
static double step_limit_s(const struct macrospin_config *c)
{
    const double ms = c->saturation_A_per_m;
    const double largest_n = fmax(c->demag[0], fmax(c->demag[1], c->demag[2]));
    const double asymmetry = c->torque.asymmetry * c->torque.asymmetry;
    const double field_T =
        sqrt(dot(c->field_T, c->field_T)) + fabs(2.0 * c->anisotropy_J_per_m3 / ms)
        + mu0_N_per_A2 * ms * largest_n
        + fabs(torque_scale_T(c, 1.0))
              * (0.5 * fabs(c->torque.efficiency) * asymmetry + fabs(c->torque.secondary));

    return 0.5 / (c->gyromagnetic_rad_per_sT * field_T);
}

enum status macrospin_check(const struct macrospin_config *config, const char *where,
                            struct error *err)
{
    enum status status = check_tables(config, where, err);

    if (status == STATUS_OK && !(config->time_step_s <= step_limit_s(config)))
        status = error_set(err, STATUS_BAD_CONFIG,
                           "%s: time_step_s = %g s, must be at most %.3g s: half a radian of the "
                           "fastest precession",
                           where, config->time_step_s, step_limit_s(config));
    return status;
}
