#include "calibrate/calibrate.h"
#include "io/config.h"
#include "io/file.h"
#include "io/share.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "param_table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
static const struct param top_params[] = {
    {PARAM_TEXT(calibration, name, "name of the file"), .required = true},
    {PARAM_TEXT(calibration, doc, "what it is, in a line"), .required = true},
};

#define OF_STACK(field, unit_, max_, doc_)                                                         \
    {                                                                                              \
        PARAM_NUMBER(calibration_stack, field, unit_, -(max_), max_, doc_), .required = true       \
    }
static const struct param stack_params[] = {
    {PARAM_TEXT(calibration_stack, hash,
                "of layers, material, barrier's anisotropy, torque's site"),
     .required = true},
    {PARAM_WHOLE(calibration_stack, repeats, "", 1, 32, "magnetic layers"), .required = true},
    OF_STACK(torque_thickness_m, "m", 1e-6, "effective thickness the drive belongs to"),
    OF_STACK(efficiency, "", 10.0, "spin Hall angle the drive belongs to"),
    OF_STACK(crowding_m3, "m^3", 1e-18, "loss of radius over skyrmions per area"),
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
    OF_FIT(edge_alive_m, "m", 1e-5, "nearest to an edge that was survived; 0: none"),
    OF_FIT(edge_dead_m, "m", 1e-5, "farthest from an edge of one that was lost; 0: none"),
    OF_FIT(pair_alive_m, "m", 1e-5, "nearest pair that survived; 0: none"),
    OF_FIT(pair_dead_m, "m", 1e-5, "farthest pair that was lost; 0: none"),
};

enum { N_SECTIONS = 4 };
static void sections_of(struct calibration *c, struct config_section out[N_SECTIONS])
{
    out[0] = (struct config_section){"", top_params, COUNT(top_params), c};
    out[1] = (struct config_section){"stack", stack_params, COUNT(stack_params), &c->stack};
    out[2] =
        (struct config_section){"particles", skyrmions_params, skyrmions_n_params, &c->particles};
    out[3] = (struct config_section){"fit", fit_params, COUNT(fit_params), &c->fit};
}

enum status calibrate_load(const char *path, struct calibration *c, struct error *err)
{
    struct config_section sections[N_SECTIONS];
    char file[SHARE_PATH_MAX];
    enum status s = share_path("devices", path, ".yaml", file, err);

    *c = (struct calibration){.particles = skyrmions_default};
    sections_of(c, sections);
    if (s == STATUS_OK)
        s = config_load(file, sections, N_SECTIONS, NULL, 0, err);
    if (s == STATUS_OK && (c->stack.efficiency == 0.0 || !(c->stack.torque_thickness_m > 0.0)))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: stack.efficiency = %g, must not be 0; torque_thickness_m = %g m, "
                         "must be above 0",
                         file, c->stack.efficiency, c->stack.torque_thickness_m);
    return s == STATUS_OK ? skyrmions_check(&c->particles, file, err) : s;
}

static void print_section(FILE *f, const struct config_section *section)
{
    const bool top = section->name[0] == '\0';

    if (!top)
        fprintf(f, "%s:\n", section->name);
    for (size_t i = 0; i < section->n_params; i++) {
        const struct param *p = &section->params[i];
        const char *quote = p->type == PARAM_STRING ? "\"" : "";
        char value[600];

        config_format(p, section->target, value, sizeof value);
        fprintf(f, "%s%s: %s%s%s  # %s%s%s\n", top ? "" : "  ", p->name, quote, value, quote,
                p->doc, p->unit[0] != '\0' ? ", " : "", p->unit);
    }
}

enum status calibrate_write(const char *path, const struct calibration *c, const char *command,
                            uint64_t device, struct error *err)
{
    struct config_section sections[N_SECTIONS];
    struct calibration copy = *c;
    struct file_out f;
    enum status s = file_out_open(&f, path, err);

    if (s != STATUS_OK)
        return s;
    fprintf(f.stream,
            "# Skyrmions as particles, from LLG of small films at 0 K with all layers resolved.\n"
            "# %s\n# skyloom %s, device %016" PRIx64 "\n",
            command, SKYLOOM_VERSION, device);
    sections_of(&copy, sections);
    for (int i = 0; i < N_SECTIONS; i++)
        print_section(f.stream, &sections[i]);
    return file_out_commit(&f, err);
}

enum status calibrate_apply(const struct calibration *c, const struct device *d,
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
    *out = c->particles;
    out->drive_Nm_per_A *= d->torque.efficiency / c->stack.efficiency * c->stack.torque_thickness_m
                           / d->torque.thickness_m;
    calibrate_set_track(d, out);
    return skyrmions_check(out, d->name, err);
}
