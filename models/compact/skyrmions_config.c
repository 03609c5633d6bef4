#include <math.h>
#include "base/param_table.h"
#include "compact/skyrmions.h"

const struct param skyrmions_params[] = {
    {PARAM_NUMBER(skyrmions_config, length_m, "m", 1e-9, 1e-2, "length of the track, along x")},
    {PARAM_NUMBER(skyrmions_config, width_m, "m", 1e-9, 1e-2, "width of the track, along y")},
    {PARAM_NUMBER(skyrmions_config, radius_m, "m", 1e-10, 1e-5,
                  "radius of a skyrmion, where m_z = 0")},
    {PARAM_NUMBER(skyrmions_config, gyro_Js_per_m2, "J s/m^2", -1e-8, 1e-8,
                  "gyrocoupling 4 pi Q s of the whole stack, with the sign of Q")},
    {PARAM_NUMBER(skyrmions_config, dissipation_Js_per_m2, "J s/m^2", 0.0, 1e-8,
                  "drag alpha s Dint of the whole stack")},
    {PARAM_NUMBER(skyrmions_config, drive_Nm_per_A, "N m/A", -1e-8, 1e-8,
                  "force per current density and radius")},
    {PARAM_NUMBER(skyrmions_config, drive_angle_deg, "deg", -360.0, 360.0,
                  "direction of the force at positive current, from x")},
    {PARAM_NUMBER(skyrmions_config, density_A_per_m2, "A/m^2", -1e15, 1e15, "current density")},
    {PARAM_NUMBER(skyrmions_config, pair_J, "J", 0.0, 1e-12, "strength U0 of the repulsion")},
    {PARAM_NUMBER(skyrmions_config, pair_length_m, "m", 1e-10, 1e-5,
                  "decay length of the repulsion")},
    {PARAM_NUMBER(skyrmions_config, edge_J, "J", 0.0, 1e-12,
                  "repulsion of an edge, taken to the edge itself")},
    {PARAM_NUMBER(skyrmions_config, edge_length_m, "m", 1e-10, 1e-5,
                  "decay length of an edge's repulsion")},
    {PARAM_NUMBER(skyrmions_config, barrier_J, "J", -1e-12, 1e-12,
                  "energy of a skyrmion within the barrier; 0: no barrier")},
    {PARAM_NUMBER(skyrmions_config, barrier_decay_m, "m", 1e-10, 1e-5,
                  "decay of the barrier's energy across its rim")},
    {PARAM_NUMBER(skyrmions_config, barrier_reach_m, "m", -1e-5, 1e-5,
                  "how far outside the rim half the energy is felt")},
    {PARAM_NUMBER(skyrmions_config, barrier_x_m, "m", -1e-2, 1e-2,
                  "centre of the barrier along x")},
    {PARAM_NUMBER(skyrmions_config, barrier_y_m, "m", -1e-2, 1e-2,
                  "centre of the barrier along y")},
    {PARAM_NUMBER(skyrmions_config, barrier_along_m, "m", 0.0, 1e-2,
                  "size of the barrier along x")},
    {PARAM_NUMBER(skyrmions_config, barrier_across_m, "m", 0.0, 1e-2,
                  "size of the barrier along y")},
    {PARAM_NUMBER(skyrmions_config, barrier_corner_m, "m", 0.0, 1e-2,
                  "corner radius of the barrier")},
    {PARAM_WHOLE(skyrmions_config, layers, "", 1, 1000, "magnetic layers of the stack")},
    {PARAM_WHOLE(skyrmions_config, driven_layers, "", 1, 1000,
                 "layers with torque: those that an edge takes, one by one")},
    {PARAM_NUMBER(skyrmions_config, edge_loss_m, "m", -1e-6, 1e-6,
                  "nearer to an edge a skyrmion loses a layer")},
    {PARAM_NUMBER(skyrmions_config, edge_next_m, "m", 0.0, 1e-6,
                  "nearer to an edge one without a layer loses the next one with torque")},
    {PARAM_NUMBER(skyrmions_config, edge_step_m, "m", 0.0, 1e-6,
                  "the middle of the layers is so much further in when one is lost")},
    {PARAM_NUMBER(skyrmions_config, pair_loss_m, "m", 0.0, 1e-6,
                  "of two skyrmions nearer to each other one is lost")},
    {PARAM_NUMBER(skyrmions_config, death_rate_per_s, "1/s", 0.0, 1e13,
                  "rate at which one that feels nothing dies of heat; 0: none does")},
    {PARAM_NUMBER(skyrmions_config, death_share, "", 0.0, 1.0,
                  "of the energy it feels, what helps it die: rate exp(share U / kT)")},
    {PARAM_NUMBER(skyrmions_config, pre_end_m, "m", 0.0, 1e-2, "end of the pre-synapse region")},
    {PARAM_NUMBER(skyrmions_config, post_begin_m, "m", 0.0, 1e-2,
                  "begin of the post-synapse region")},
    {PARAM_NUMBER(skyrmions_config, time_step_s, "s", 0.0, 1e-8,
                  "Heun step; 0: chosen from the stiffest force")},
};
const size_t skyrmions_n_params = sizeof skyrmions_params / sizeof skyrmions_params[0];

static enum status check_tables(const struct skyrmions_config *c, const char *where,
                                struct error *err)
{
    enum status status = params_check(skyrmions_params, skyrmions_n_params, c, where, err);

    if (status == STATUS_OK)
        status = params_check(waveform_params, waveform_n_params, &c->waveform, where, err);
    if (status == STATUS_OK)
        status = params_check(thermal_params, thermal_n_params, &c->thermal, where, err);
    return status;
}

static enum status check_track(const struct skyrmions_config *c, const char *where,
                               struct error *err)
{
    const double free_m = fmin(c->length_m, c->width_m) - 2.0 * c->edge_loss_m;

    if (!(free_m > 0.0))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: edge_loss_m = %g m, must be below %g m: half the track", where,
                         c->edge_loss_m, 0.5 * fmin(c->length_m, c->width_m));
    if (!(c->driven_layers <= c->layers))
        return error_set(err, STATUS_BAD_CONFIG, "%s: driven_layers = %d, must be in [1, %d]",
                         where, (int)c->driven_layers, (int)c->layers);
    if (!(c->pre_end_m <= c->post_begin_m && c->post_begin_m <= c->length_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: pre_end_m = %g m, post_begin_m = %g m, must ascend to length_m = %g",
                         where, c->pre_end_m, c->post_begin_m, c->length_m);
    return STATUS_OK;
}

static enum status check_barrier(const struct skyrmions_config *c, const char *where,
                                 struct error *err)
{
    const double half_m = 0.5 * fmin(c->barrier_along_m, c->barrier_across_m);

    if (c->barrier_J == 0.0)
        return STATUS_OK;
    if (!(c->barrier_corner_m <= half_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: barrier_corner_m = %g m, must be in [0, %g]: half the shorter side",
                         where, c->barrier_corner_m, half_m);
    if (!(c->barrier_x_m >= 0.0 && c->barrier_x_m <= c->length_m && c->barrier_y_m >= 0.0
          && c->barrier_y_m <= c->width_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: barrier_x_m, barrier_y_m = %g, %g m, must be in the track", where,
                         c->barrier_x_m, c->barrier_y_m);
    return STATUS_OK;
}

static enum status check_forces(const struct skyrmions_config *c, const char *where,
                                struct error *err)
{
    struct skyrmions_config chosen = *c;

    if (c->gyro_Js_per_m2 == 0.0 && c->dissipation_Js_per_m2 == 0.0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: gyro_Js_per_m2 and dissipation_Js_per_m2 are both 0", where);
    chosen.time_step_s = 0.0;
    if (!(c->time_step_s <= 2.5 * skyrmions_step_s(&chosen)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: time_step_s = %g s, must be at most %.3g s: the forces are stiff",
                         where, c->time_step_s, 2.5 * skyrmions_step_s(&chosen));
    return STATUS_OK;
}

enum status skyrmions_check(const struct skyrmions_config *config, const char *where,
                            struct error *err)
{
    enum status status = check_tables(config, where, err);

    if (status == STATUS_OK)
        status = check_track(config, where, err);
    if (status == STATUS_OK)
        status = check_barrier(config, where, err);
    return status == STATUS_OK ? check_forces(config, where, err) : status;
}
