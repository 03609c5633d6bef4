#include <math.h>
#include "base/constants.h"
#include "base/param_table.h"
#include "compact/skyrmions.h"

/* papers/000, appendix A, one layer; radius and wall of devices/paper-n1-particles.yaml. */
const struct skyrmions_material skyrmions_material_default = {
    .saturation_A_per_m = 956e3,
    .damping = 0.1,
    .gyromagnetic_rad_per_sT = gamma_rad_per_sT,
    .thickness_m = 1e-9,
    .n_layers = 1,
    .n_torque_layers = 1,
    .torque_thickness_m = 1e-9,
    .efficiency = 0.6,
    .radius_m = 11.30e-9,
    .wall_width_m = 5.63e-9,
    .barrier_step_J_per_m3 = 143e3,
    .up = 1,
    .chirality = 1,
};

const struct param skyrmions_material_params[] = {
    {PARAM_NUMBER(skyrmions_material, saturation_A_per_m, "A/m", 1.0, 1e7,
                  "saturation magnetisation")},
    {PARAM_NUMBER(skyrmions_material, damping, "", 0.0, 10.0, "Gilbert damping")},
    {PARAM_NUMBER(skyrmions_material, gyromagnetic_rad_per_sT, "rad/(s T)", 1e10, 1e12,
                  "gyromagnetic ratio")},
    {PARAM_NUMBER(skyrmions_material, thickness_m, "m", 1e-11, 1e-6,
                  "thickness of one magnetic layer")},
    {PARAM_WHOLE(skyrmions_material, n_layers, "", 1, 1000, "magnetic layers of the stack")},
    {PARAM_WHOLE(skyrmions_material, n_torque_layers, "", 0, 1000, "layers that feel the torque")},
    {PARAM_NUMBER(skyrmions_material, torque_thickness_m, "m", 1e-11, 1e-5,
                  "effective thickness the torque of a layer is spread over")},
    {PARAM_NUMBER(skyrmions_material, efficiency, "", -10.0, 10.0, "spin Hall angle")},
    {PARAM_NUMBER(skyrmions_material, radius_m, "m", 1e-10, 1e-5,
                  "radius of a skyrmion, where m_z = 0")},
    {PARAM_NUMBER(skyrmions_material, wall_width_m, "m", 1e-10, 1e-6,
                  "width Delta of the skyrmion's wall")},
    {PARAM_NUMBER(skyrmions_material, barrier_step_J_per_m3, "J/m^3", -1e7, 1e7,
                  "anisotropy of the barrier over that of the track")},
    {PARAM_WHOLE(skyrmions_material, up, "", -1, 1, "1: film up, cores down; -1: the other way")},
    {PARAM_WHOLE(skyrmions_material, chirality, "", -1, 1, "sign of the interfacial DMI")},
};
const size_t skyrmions_n_material_params =
    sizeof skyrmions_material_params / sizeof skyrmions_material_params[0];

static enum status check_material(const struct skyrmions_material *m, const char *where,
                                  struct error *err)
{
    enum status status =
        params_check(skyrmions_material_params, skyrmions_n_material_params, m, where, err);

    if (status != STATUS_OK)
        return status;
    if (m->up == 0 || m->chirality == 0)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %s = 0, must be 1 or -1", where,
                         m->up == 0 ? "up" : "chirality");
    if (m->n_torque_layers > m->n_layers)
        return error_set(err, STATUS_BAD_CONFIG, "%s: n_torque_layers = %d, must be in [0, %d]",
                         where, (int)m->n_torque_layers, (int)m->n_layers);
    return STATUS_OK;
}

enum status skyrmions_from_material(const struct skyrmions_material *material, const char *where,
                                    struct skyrmions_config *out, struct error *err)
{
    const struct skyrmions_material *m = material;
    const double layers = (double)m->n_layers, ratio = m->radius_m / m->wall_width_m;
    const double spin_Js_per_m2 =
        layers * m->saturation_A_per_m * m->thickness_m / m->gyromagnetic_rad_per_sT;
    enum status status = check_material(m, where, err);

    if (status != STATUS_OK)
        return status;
    out->radius_m = m->radius_m;
    out->gyro_Js_per_m2 = -4.0 * M_PI * (double)m->up * spin_Js_per_m2;
    out->dissipation_Js_per_m2 = m->damping * spin_Js_per_m2 * 2.0 * M_PI * (ratio + 1.0 / ratio);
    out->drive_Nm_per_A = (double)m->n_torque_layers * M_PI * M_PI * hbar_Js * m->efficiency
                          * m->thickness_m / (2.0 * electron_C * m->torque_thickness_m);
    out->drive_angle_deg = m->chirality > 0 ? 0.0 : 180.0;
    out->barrier_J = layers * m->thickness_m * m->barrier_step_J_per_m3 * 4.0 * M_PI * m->radius_m
                     * m->wall_width_m;
    out->barrier_decay_m = 0.25 * M_PI * m->radius_m;
    out->pair_J = layers * skyrmions_default.pair_J;
    out->edge_J = layers * skyrmions_default.edge_J;
    return STATUS_OK;
}
