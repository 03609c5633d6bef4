#include <math.h>
#include <string.h>
#include "base/constants.h"
#include "base/param_table.h"
#include "device/kinds.h"

/* A perpendicular junction of 40 nm with a barrier of 60 kT at 300 K. */
static const struct device_mtj_config mtj_default = {
    .spin = {.saturation_A_per_m = 1e6,
             .volume_m3 = 1.508e-24,
             .damping = 0.02,
             .gyromagnetic_rad_per_sT = gamma_rad_per_sT,
             .anisotropy_J_per_m3 = 1.65e5,
             .axis = {0.0, 0.0, 1.0},
             .torque = {.polarisation = {0.0, 0.0, 1.0},
                        .efficiency = 0.6,
                        .asymmetry = 1.0,
                        .thickness_m = 1.2e-9,
                        .density_A_per_m2 = 1.6e11}, /* four times the critical one */
             .thermal = {.temperature_K = 300.0, .seed = 1},
             .time_step_s = 1e-12},
    .g_parallel_S = 314e-6, /* 4 Ohm um^2 */
    .tmr = 1.0,
    .area_m2 = 1.257e-15,
    .width_s = 5e-9,
    .gap_s = 5e-9,
    .tilt_rad = 0.01,
};

const struct param device_mtj_params[] = {
    {PARAM_NUMBER(device_mtj_config, g_parallel_S, "S", 1e-12, 1e3,
                  "conductance with both layers parallel")},
    {PARAM_NUMBER(device_mtj_config, tmr, "", 0.0, 100.0, "G parallel / G antiparallel - 1")},
    {PARAM_NUMBER(device_mtj_config, area_m2, "m^2", 1e-20, 1e-8, "area of the junction")},
    {PARAM_NUMBER(device_mtj_config, width_s, "s", 1e-12, 1.0, "width of its pulse")},
    {PARAM_NUMBER(device_mtj_config, gap_s, "s", 0.0, 1.0, "rest after it")},
    {PARAM_NUMBER(device_mtj_config, tilt_rad, "rad", 0.0, 1.5,
                  "angle from the pole that every cell starts with")},
};
const size_t device_mtj_n_params = sizeof device_mtj_params / sizeof device_mtj_params[0];

struct cell {
    double m[3];
    uint64_t step; /* of the noise */
};

static enum status mtj_prepare(const void *config, void *shared, struct device_traits *traits,
                               struct error *err)
{
    struct device_mtj_config *c = shared;
    double density_A_per_m2;
    enum status status;

    memcpy(c, config, sizeof *c);
    c->spin.waveform = waveform_default; /* pulses come from outside */
    density_A_per_m2 = c->spin.torque.density_A_per_m2;
    status = params_check(device_mtj_params, device_mtj_n_params, c, "mtj", err);
    if (status == STATUS_OK)
        status = macrospin_check(&c->spin, "mtj", err);
    if (status != STATUS_OK)
        return status;
    if (!(density_A_per_m2 > 0.0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "mtj: density_A_per_m2 = %g A/m^2, must be above 0: polarity gives it its "
                         "sign",
                         density_A_per_m2);
    *traits = (struct device_traits){.g_min_S = c->g_parallel_S / (1.0 + c->tmr),
                                     .g_max_S = c->g_parallel_S,
                                     .pulse = {1, density_A_per_m2, c->width_s},
                                     .gap_s = c->gap_s,
                                     .step_s = c->spin.time_step_s};
    return STATUS_OK;
}

/* Angle from the pole: Boltzmann's for small angles, exp(-K V theta^2 / kT), and what is always
 * there: at the pole itself a spin torque has nothing to take hold of. */
static double start_angle(const struct device_mtj_config *c, uint32_t bits)
{
    const double barrier_J = fabs(c->spin.anisotropy_J_per_m3) * c->spin.volume_m3;
    const double kT_J = boltzmann_J_per_K * c->spin.thermal.temperature_K;
    const double square =
        kT_J > 0.0 ? -log(ldexp(bits + 1.0, -32)) * kT_J / fmax(barrier_J, kT_J) : 0.0;

    return fmin(sqrt(square + c->tilt_rad * c->tilt_rad), 1.5);
}

/* Two unit vectors across the unit vector p. */
static void set_across(const double p[3], double first[3], double second[3])
{
    const int least = fabs(p[0]) < 0.6 ? 0 : 1; /* an axis that p is not along */
    double length = 0.0;

    for (int i = 0; i < 3; i++) {
        first[i] = (i == least) - p[least] * p[i];
        length += first[i] * first[i];
    }
    for (int i = 0; i < 3; i++)
        first[i] /= sqrt(length);
    second[0] = p[1] * first[2] - p[2] * first[1];
    second[1] = p[2] * first[0] - p[0] * first[2];
    second[2] = p[0] * first[1] - p[1] * first[0];
}

static enum status mtj_init(const void *shared, void *cells, size_t n, const struct device_key *key,
                            struct error *err)
{
    const struct device_mtj_config *c = shared;
    const double *p = c->spin.torque.polarisation;
    struct cell *cell = cells;
    double first[3], second[3];

    (void)err;
    set_across(p, first, second);
    for (size_t i = 0; i < n; i++) {
        const struct philox_words words = device_draw(key, i, 0, 0);
        const double angle = start_angle(c, words.w[0]), turn = ldexp(2.0 * M_PI * words.w[1], -32);

        for (int k = 0; k < 3; k++)
            cell[i].m[k] =
                -cos(angle) * p[k] + sin(angle) * (cos(turn) * first[k] + sin(turn) * second[k]);
        cell[i].step = 0;
    }
    return STATUS_OK;
}

static enum status run(const struct device_mtj_config *c, struct cell *cell,
                       const struct device_key *key, size_t i, double density_A_per_m2,
                       double seconds, struct error *err)
{
    struct macrospin s = {.config = c->spin, .step = cell->step};
    enum status status;

    s.config.torque.density_A_per_m2 = density_A_per_m2;
    s.config.thermal.seed = device_cell_seed(key, i);
    memcpy(s.m, cell->m, sizeof s.m);
    status = macrospin_run(&s, seconds, err);
    memcpy(cell->m, s.m, sizeof s.m);
    cell->step = s.step;
    return status;
}

/* A stronger pulse than the one that was checked may need a shorter step. */
static enum status check_stronger(const struct device_mtj_config *c, double density_A_per_m2,
                                  struct error *err)
{
    struct macrospin_config stronger = c->spin;

    if (density_A_per_m2 <= c->spin.torque.density_A_per_m2)
        return STATUS_OK;
    stronger.torque.density_A_per_m2 = density_A_per_m2;
    return macrospin_check(&stronger, "mtj", err);
}

static enum status mtj_pulse(const void *shared, void *cells, size_t n,
                             const struct device_key *key, const struct device_pulse pulse[],
                             struct error *err)
{
    const struct device_mtj_config *c = shared;
    enum status status = device_pulse_check(pulse, n, "mtj", err);

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = check_stronger(c, pulse[i].amplitude_A_per_m2, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (pulse[i].polarity != 0)
            status = run(c, (struct cell *)cells + i, key, i,
                         pulse[i].polarity * pulse[i].amplitude_A_per_m2, pulse[i].width_s, err);
    return status;
}

static enum status mtj_rest(const void *shared, void *cells, size_t n, const struct device_key *key,
                            double seconds, struct error *err)
{
    enum status status = device_rest_check(seconds, "mtj", err);

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = run(shared, (struct cell *)cells + i, key, i, 0.0, seconds, err);
    return status;
}

static double conductance_of(const struct device_mtj_config *c, const struct cell *cell)
{
    const double *p = c->spin.torque.polarisation, *m = cell->m;
    const double along = fmax(-1.0, fmin(1.0, m[0] * p[0] + m[1] * p[1] + m[2] * p[2]));

    return c->g_parallel_S / (1.0 + c->tmr) * (1.0 + 0.5 * c->tmr * (1.0 + along));
}

static void mtj_conductance_S(const void *shared, const void *cells, size_t n,
                              const struct device_key *key, double conductance_S[])
{
    (void)key;
    for (size_t i = 0; i < n; i++)
        conductance_S[i] = conductance_of(shared, (const struct cell *)cells + i);
}

/* I^2 t / G of the current through the junction; G as the pulse begins. */
static void mtj_energy_J(const void *shared, const void *cells, size_t n,
                         const struct device_pulse pulse[], double energy_J[])
{
    const struct device_mtj_config *c = shared;

    for (size_t i = 0; i < n; i++) {
        const double current_A = pulse[i].polarity * pulse[i].amplitude_A_per_m2 * c->area_m2;

        energy_J[i] = current_A * current_A * pulse[i].width_s
                      / conductance_of(c, (const struct cell *)cells + i);
    }
}

const struct device_kind device_mtj = {
    .name = "mtj",
    .doc = "tunnel junction with a macrospin as its free layer, written by spin transfer",
    .config_size = sizeof(struct device_mtj_config),
    .config_default = &mtj_default,
    .shared_size = sizeof(struct device_mtj_config),
    .cell_size = sizeof(struct cell),
    .prepare = mtj_prepare,
    .init = mtj_init,
    .pulse = mtj_pulse,
    .rest = mtj_rest,
    .conductance_S = mtj_conductance_S,
    .energy_J = mtj_energy_J,
};
