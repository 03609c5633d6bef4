#include <math.h>
#include "compact/skyrmions.h"

#define AT(field) #field, .offset = offsetof(struct skyrmions_config, field)
#define DOUBLE(field) AT(field), .type = PARAM_DOUBLE

static const char *const pair_laws[] = {"exponential", "bessel", NULL};

const struct param skyrmions_params[] = {
    {.name = DOUBLE(length_m),
     .unit = "m",
     .min = 1e-9,
     .max = 1e-2,
     .doc = "length of the track, along x"},
    {.name = DOUBLE(width_m),
     .unit = "m",
     .min = 1e-9,
     .max = 1e-2,
     .doc = "width of the track, along y"},
    {.name = DOUBLE(radius_m),
     .unit = "m",
     .min = 1e-10,
     .max = 1e-5,
     .doc = "radius of a skyrmion, where m_z = 0"},
    {.name = DOUBLE(gyro_Js_per_m2),
     .unit = "J s/m^2",
     .min = -1e-8,
     .max = 1e-8,
     .doc = "gyrocoupling 4 pi Q s of the whole stack, with the sign of Q"},
    {.name = DOUBLE(dissipation_Js_per_m2),
     .unit = "J s/m^2",
     .min = 0.0,
     .max = 1e-8,
     .doc = "drag alpha s Dint of the whole stack"},
    {.name = DOUBLE(drive_Nm_per_A),
     .unit = "N m/A",
     .min = -1e-8,
     .max = 1e-8,
     .doc = "force per current density and radius"},
    {.name = DOUBLE(drive_angle_deg),
     .unit = "deg",
     .min = -360.0,
     .max = 360.0,
     .doc = "direction of the force at positive current, from x"},
    {.name = DOUBLE(density_A_per_m2),
     .unit = "A/m^2",
     .min = -1e15,
     .max = 1e15,
     .doc = "current density"},
    {.name = AT(pair_law),
     .type = PARAM_ENUM,
     .unit = "",
     .choices = pair_laws,
     .doc = "law of the repulsion of two skyrmions"},
    {.name = DOUBLE(pair_J),
     .unit = "J",
     .min = 0.0,
     .max = 1e-12,
     .doc = "strength U0 of the repulsion"},
    {.name = DOUBLE(pair_length_m),
     .unit = "m",
     .min = 1e-10,
     .max = 1e-5,
     .doc = "decay length of the repulsion"},
    {.name = DOUBLE(edge_J),
     .unit = "J",
     .min = 0.0,
     .max = 1e-12,
     .doc = "repulsion of an edge, taken to the edge itself"},
    {.name = DOUBLE(edge_length_m),
     .unit = "m",
     .min = 1e-10,
     .max = 1e-5,
     .doc = "decay length of an edge's repulsion"},
    {.name = DOUBLE(barrier_J),
     .unit = "J",
     .min = -1e-12,
     .max = 1e-12,
     .doc = "energy of a skyrmion within the barrier; 0: no barrier"},
    {.name = DOUBLE(barrier_decay_m),
     .unit = "m",
     .min = 1e-10,
     .max = 1e-5,
     .doc = "decay of the barrier's energy across its rim"},
    {.name = DOUBLE(barrier_reach_m),
     .unit = "m",
     .min = -1e-5,
     .max = 1e-5,
     .doc = "how far outside the rim half the energy is felt"},
    {.name = DOUBLE(barrier_x_m),
     .unit = "m",
     .min = -1e-2,
     .max = 1e-2,
     .doc = "centre of the barrier along x"},
    {.name = DOUBLE(barrier_y_m),
     .unit = "m",
     .min = -1e-2,
     .max = 1e-2,
     .doc = "centre of the barrier along y"},
    {.name = DOUBLE(barrier_along_m),
     .unit = "m",
     .min = 0.0,
     .max = 1e-2,
     .doc = "size of the barrier along x"},
    {.name = DOUBLE(barrier_across_m),
     .unit = "m",
     .min = 0.0,
     .max = 1e-2,
     .doc = "size of the barrier along y"},
    {.name = DOUBLE(barrier_corner_m),
     .unit = "m",
     .min = 0.0,
     .max = 1e-2,
     .doc = "corner radius of the barrier"},
    {.name = DOUBLE(edge_loss_m),
     .unit = "m",
     .min = -1e-6,
     .max = 1e-6,
     .doc = "nearer to an edge a skyrmion is lost"},
    {.name = DOUBLE(pair_loss_m),
     .unit = "m",
     .min = 0.0,
     .max = 1e-6,
     .doc = "of two skyrmions nearer to each other one is lost"},
    {.name = DOUBLE(pre_end_m),
     .unit = "m",
     .min = 0.0,
     .max = 1e-2,
     .doc = "end of the pre-synapse region"},
    {.name = DOUBLE(post_begin_m),
     .unit = "m",
     .min = 0.0,
     .max = 1e-2,
     .doc = "begin of the post-synapse region"},
    {.name = DOUBLE(time_step_s),
     .unit = "s",
     .min = 0.0,
     .max = 1e-8,
     .doc = "Heun step; 0: chosen from the stiffest force"},
};
#undef DOUBLE
#undef AT
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
    if (c->pair_law == SKYRMIONS_BESSEL && c->pair_J > 0.0
        && !(c->pair_loss_m >= 0.1 * c->pair_length_m))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: pair_loss_m = %g m, must be at least %g m: the bessel law has no "
                         "bound at 0",
                         where, c->pair_loss_m, 0.1 * c->pair_length_m);
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
