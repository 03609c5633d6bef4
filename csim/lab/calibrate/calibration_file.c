#include "lab/calibrate/calibrate.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/param_table.h"
#include "config/settings.h"
#include "files/file.h"
#include "files/share.h"

static const struct param top_params[] = {
    {PARAM_TEXT(calibration, name, "name of the file"), .required = true},
    {PARAM_TEXT(calibration, doc, "what it is, in a line"), .required = true},
};

#define OF_STACK(field, unit_, min_, max_, doc_)                                                   \
    {                                                                                              \
        PARAM_NUMBER(calibration_stack, field, unit_, min_, max_, doc_), .required = true          \
    }
static const struct param stack_params[] = {
    {PARAM_TEXT(calibration_stack, hash,
                "of layers, material, barrier's anisotropy, torque's site"),
     .required = true},
    {PARAM_WHOLE(calibration_stack, repeats, "", 1, 32, "magnetic layers"), .required = true},
    OF_STACK(torque_thickness_m, "m", 1e-10, 1e-6, "effective thickness the drive belongs to"),
    OF_STACK(efficiency, "", -10.0, 10.0, "spin Hall angle the drive belongs to"),
    OF_STACK(crowding_m3, "m^3", 0.0, 1e-20, "loss of radius over skyrmions per area"),
};

#define OF_HOT(field, unit_, min_, max_, doc_)                                                     \
    {                                                                                              \
        PARAM_NUMBER(calibration_hot, field, unit_, min_, max_, doc_), .required = true            \
    }
static const struct param hot_params[] = {
    OF_HOT(temperature_K, "K", 0.0, 1e4, "of what follows; 0: nothing was measured"),
    OF_HOT(magnetisation, "", 0.0, 1.0, "of the film, over saturation"),
    OF_HOT(radius_m, "m", 0.0, 1e-5, "radius of a skyrmion alone"),
    OF_HOT(crowding_m3, "m^3", 0.0, 1e-20, "loss of radius over skyrmions per area"),
    OF_HOT(gyro_Js_per_m2, "J s/m^2", -1e-8, 1e-8, "gyrocoupling, with the sign of Q"),
    OF_HOT(dissipation_Js_per_m2, "J s/m^2", 0.0, 1e-8, "drag"),
    OF_HOT(drive_Nm_per_A, "N m/A", -1e-8, 1e-8, "force per current density and radius"),
    OF_HOT(pair_J, "J", 0.0, 1e-12, "strength of the repulsion, with the length at 0 K"),
    OF_HOT(edge_J, "J", 0.0, 1e-12, "repulsion of an edge, with the length at 0 K"),
    OF_HOT(barrier_J, "J", -1e-12, 1e-12, "energy within the barrier, with its shape at 0 K"),
    OF_HOT(death_rate_per_s, "1/s", 0.0, 1e13, "rate at which one that feels nothing dies of heat"),
    OF_HOT(death_share, "", 0.0, 1.0, "of the energy it feels, what helps it die"),
    OF_HOT(edge_loss_m, "m", 0.0, 1e-6, "nearer to an edge a skyrmion is lost"),
    OF_HOT(fitted_dissipation_Js_per_m2, "J s/m^2", -1e-8, 1e-8,
           "drag that the drifts give, not used"),
    OF_HOT(dissipation_error_Js_per_m2, "J s/m^2", 0.0, 1e-8, "its standard error"),
    OF_HOT(drive_error_Nm_per_A, "N m/A", 0.0, 1e-8, "standard error"),
    OF_HOT(pair_error_J, "J", 0.0, 1e9, "standard error"),
    OF_HOT(edge_error_J, "J", 0.0, 1e9, "standard error"),
    OF_HOT(barrier_error_J, "J", 0.0, 1e9, "standard error; 0: not felt, as at 0 K"),
    OF_HOT(noise_ratio, "", 0.0, 1e9,
           "rms of velocities that forces leave, over the model's noise"),
    OF_HOT(deaths, "", 0.0, 1e9, "skyrmions that died of heat"),
    OF_HOT(alive_s, "s", 0.0, 1.0, "in this time of all skyrmions together"),
    OF_HOT(death_rate_error_per_s, "1/s", 0.0, 1e13, "standard error"),
    OF_HOT(death_share_error, "", 0.0, 1e9, "standard error"),
    OF_HOT(death_bound_per_s, "1/s", 0.0, 1e13, "95 % bound of the rate if none died; otherwise 0"),
    OF_HOT(death_gain, "", -1e9, 1e9,
           "log-likelihood that the energy felt adds; 2 or more: it matters"),
};

#define OF_FIT(field, unit_, max_, doc_)                                                           \
    {                                                                                              \
        PARAM_NUMBER(calibration_fit, field, unit_, -(max_), max_, doc_), .required = true         \
    }
static const struct param fit_params[] = {
    OF_FIT(wall_m, "m", 1e-6, "width of the wall at rest"),
    OF_FIT(static_dissipation_Js_per_m2, "J s/m^2", 1e-8, "drag of the profile at rest"),
    OF_FIT(static_drive_Nm_per_A, "N m/A", 1e-8, "drive of a thin ring-shaped wall"),
    OF_FIT(dissipation_error_Js_per_m2, "J s/m^2", 1e-8, "standard error of the drag"),
    OF_FIT(drive_error_Nm_per_A, "N m/A", 1e-8, "standard error of the drive"),
    OF_FIT(drive_residual, "", 1e9, "left over of the driven velocities"),
    OF_FIT(velocity_deviation, "", 1e9, "largest of a driven velocity vector, over it"),
    OF_FIT(apart_m, "m", 1e-5, "largest distance of the layers of a driven one"),
    OF_FIT(pair_error_J, "J", 1e9, "standard error"),
    OF_FIT(pair_length_error_m, "m", 1e9, "standard error"),
    OF_FIT(pair_residual, "", 1e9, "left over of the forces"),
    OF_FIT(pair_sideways, "", 1e9, "force across over force along"),
    OF_FIT(pair_from_m, "m", 1e-5, "nearest that was fitted"),
    OF_FIT(pair_to_m, "m", 1e-5, "farthest that was fitted"),
    OF_FIT(edge_error_J, "J", 1e9, "standard error"),
    OF_FIT(edge_length_error_m, "m", 1e9, "standard error"),
    OF_FIT(edge_residual, "", 1e9, "left over of the forces"),
    OF_FIT(edge_sideways, "", 1e9, "force across over force along"),
    OF_FIT(edge_from_m, "m", 1e-5, "nearest that was fitted"),
    OF_FIT(edge_to_m, "m", 1e-5, "farthest that was fitted"),
    OF_FIT(barrier_error_J, "J", 1e9, "standard error"),
    OF_FIT(barrier_decay_error_m, "m", 1e9, "standard error"),
    OF_FIT(barrier_reach_error_m, "m", 1e9, "standard error"),
    OF_FIT(barrier_residual, "", 1e9, "left over of the forces"),
    OF_FIT(barrier_sideways, "", 1e9, "force across over force along"),
    OF_FIT(edge_alive_m, "m", 1e-5, "nearest to an edge that a whole one came back from; 0: none"),
    OF_FIT(edge_dead_m, "m", 1e-5,
           "farthest from an edge of one that was drawn in or lost a layer; 0: none"),
    OF_FIT(next_alive_m, "m", 1e-5, "the same without a layer; 0: none"),
    OF_FIT(next_dead_m, "m", 1e-5,
           "farthest from an edge of one that lost its next layer; 0: none"),
    OF_FIT(pair_alive_m, "m", 1e-5, "nearest pair that survived; 0: none"),
    OF_FIT(pair_dead_m, "m", 1e-5, "farthest pair that was lost; 0: none"),
};

/* A coefficient that is missing is none that was measured: defaults are not for this file. */
static const struct settings_section sections[] = {
    {.name = "", .part = {{SETTINGS_TABLE(top_params)}}},
    {.name = "stack",
     .part = {{SETTINGS_TABLE(stack_params), .offset = offsetof(struct calibration, stack)}}},
    {.name = "particles",
     .part = {{.params = skyrmions_params,
               .n_params = &skyrmions_n_params,
               .offset = offsetof(struct calibration, particles),
               .all_required = true}}},
    {.name = "hot",
     .part = {{SETTINGS_TABLE(hot_params), .offset = offsetof(struct calibration, hot)}}},
    {.name = "fit",
     .part = {{SETTINGS_TABLE(fit_params), .offset = offsetof(struct calibration, fit)}}},
};

/* What decides a run of particles. */
static bool decides(const char *section, const char *key)
{
    static const char *const of_stack[] = {"crowding_m3", "torque_thickness_m", "efficiency"};

    if (strcmp(section, "stack") != 0)
        return strcmp(section, "particles") == 0 || strcmp(section, "hot") == 0;
    for (size_t i = 0; i < SETTINGS_COUNT(of_stack); i++)
        if (strcmp(key, of_stack[i]) == 0)
            return true;
    return false;
}

static struct settings settings_of(struct calibration *defaults)
{
    *defaults = (struct calibration){.particles = skyrmions_default};
    return (struct settings){.section = sections,
                             .n_sections = SETTINGS_COUNT(sections),
                             .defaults = defaults,
                             .size = sizeof *defaults,
                             .decides = decides};
}

uint64_t calibrate_hash(const struct calibration *c)
{
    struct calibration defaults;
    const struct settings settings = settings_of(&defaults);

    return settings_hash(&settings, c);
}

static enum status check_stack(const struct calibration *c, const char *file, struct error *err)
{
    if (c->stack.efficiency == 0.0)
        return error_set(err, STATUS_BAD_CONFIG, "%s: stack.efficiency = 0, must not be 0", file);
    if (c->particles.layers != c->stack.repeats)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: particles.layers = %d, must be stack.repeats, %d", file,
                         (int)c->particles.layers, (int)c->stack.repeats);
    return STATUS_OK;
}

/* What a skyrmion that was measured hot cannot be without. */
static enum status check_hot(const struct calibration *c, const char *file, struct error *err)
{
    const struct calibration_hot *h = &c->hot;
    const struct {
        const char *key;
        double hot, cold;
    } all[] = {
        {"magnetisation", h->magnetisation, 1.0},
        {"radius_m", h->radius_m, c->particles.radius_m},
        {"gyro_Js_per_m2", h->gyro_Js_per_m2, c->particles.gyro_Js_per_m2},
        {"dissipation_Js_per_m2", h->dissipation_Js_per_m2, c->particles.dissipation_Js_per_m2},
        {"drive_Nm_per_A", h->drive_Nm_per_A, c->particles.drive_Nm_per_A}};

    if (h->temperature_K == 0.0)
        return STATUS_OK;
    for (size_t i = 0; i < SETTINGS_COUNT(all); i++)
        if (!(all[i].hot * all[i].cold > 0.0))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: hot.%s = %g, must not be 0 and have the sign of %g, at 0 K", file,
                             all[i].key, all[i].hot, all[i].cold);
    return STATUS_OK;
}

enum status calibrate_load(const char *path, struct calibration *c, struct error *err)
{
    struct calibration defaults;
    const struct settings settings = settings_of(&defaults);
    struct path file;
    enum status status = share_path("devices", path, ".yaml", &file, err);

    *c = defaults;
    if (status == STATUS_OK)
        status = settings_load(&settings, file.text, c, err);
    if (status == STATUS_OK)
        status = check_stack(c, file.text, err);
    if (status == STATUS_OK)
        status = check_hot(c, file.text, err);
    return status == STATUS_OK ? skyrmions_check(&c->particles, file.text, err) : status;
}

enum status calibrate_write(const char *path, const struct calibration *c, const char *command,
                            uint64_t device, struct error *err)
{
    struct calibration defaults;
    const struct settings settings = settings_of(&defaults);
    struct file_out f;
    enum status status = file_out_open(&f, path, err);

    if (status != STATUS_OK)
        return status;
    fprintf(f.stream,
            "# Skyrmions as particles, from LLG of small films with all layers resolved.\n"
            "# %s\n# skyloom %s, device %016" PRIx64 "\n",
            command, SKYLOOM_VERSION, device);
    settings_write(f.stream, &settings, c, true);
    return file_out_commit(&f, err);
}

double calibrate_between(const struct calibration *c, double temperature_K, double cold, double hot)
{
    return c->hot.temperature_K > 0.0 ? cold + temperature_K / c->hot.temperature_K * (hot - cold)
                                      : cold;
}

/* In between, and a little beyond, coefficients go with the temperature. */
static void warm_up(const struct calibration *c, double temperature_K, struct skyrmions_config *p)
{
    const struct calibration_hot *hot = &c->hot;
    const struct {
        double *to, hot;
    } all[] = {{&p->radius_m, hot->radius_m},
               {&p->gyro_Js_per_m2, hot->gyro_Js_per_m2},
               {&p->dissipation_Js_per_m2, hot->dissipation_Js_per_m2},
               {&p->drive_Nm_per_A, hot->drive_Nm_per_A},
               {&p->pair_J, hot->pair_J},
               {&p->edge_J, hot->edge_J},
               {&p->barrier_J, hot->barrier_J},
               {&p->edge_loss_m, hot->edge_loss_m}};

    for (size_t i = 0; i < SETTINGS_COUNT(all); i++)
        *all[i].to = calibrate_between(c, temperature_K, *all[i].to, all[i].hot);
    if (c->particles.edge_loss_m > 0.0)
        p->edge_next_m *= p->edge_loss_m / c->particles.edge_loss_m;
    p->death_rate_per_s = temperature_K > 0.0 ? hot->death_rate_per_s : 0.0;
    p->death_share = hot->death_share;
}

static enum status check_heat(const struct calibration *c, const struct synapse *d,
                              struct error *err)
{
    static const double beyond = 1.2;
    const double most_K = beyond * c->hot.temperature_K;

    if (d->material.temperature_K <= most_K)
        return STATUS_OK;
    if (c->hot.temperature_K == 0.0)
        return error_set(
            err, STATUS_BAD_CONFIG,
            "%s: material.temperature_K = %g K, must be 0: %s was measured at 0 K only", d->name,
            d->material.temperature_K, c->name);
    return error_set(err, STATUS_BAD_CONFIG,
                     "%s: material.temperature_K = %g K, must be in [0, %g]: %s was measured at 0 "
                     "and %g K",
                     d->name, d->material.temperature_K, most_K, c->name, c->hot.temperature_K);
}

enum status calibrate_apply(const struct calibration *c, const struct synapse *d,
                            struct skyrmions_config *out, struct error *err)
{
    char hash[24];

    snprintf(hash, sizeof hash, "%016" PRIx64, calibrate_stack_hash(d));
    if (strcmp(hash, c->stack.hash) != 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: its coefficients are of another stack (%s, %d layers) than %s (%s, "
                         "%d layers): layers, cell, material, the barrier's anisotropy and the "
                         "torque's site must be the same",
                         c->name, c->stack.hash, (int)c->stack.repeats, d->name, hash,
                         (int)d->track.repeats);
    if (check_heat(c, d, err) != STATUS_OK)
        return err->code;
    *out = c->particles;
    warm_up(c, d->material.temperature_K, out);
    out->drive_Nm_per_A *= d->torque.efficiency / c->stack.efficiency * c->stack.torque_thickness_m
                           / d->torque.thickness_m;
    calibrate_set_track(d, out);
    return skyrmions_check(out, d->name, err);
}
