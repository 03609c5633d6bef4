#include "lab/calibrate/calibrate.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"
/* What follows from the stack and the profile at rest, by theory. */

static int torque_layers(const struct synapse *d)
{
    const int n = (int)d->track.repeats;

    switch ((enum torque_site)d->torque.site) {
    case TORQUE_OUTER:
        return n < 2 ? n : 2;
    case TORQUE_ALL:
        return n;
    case TORQUE_BOTTOM:
    case TORQUE_TOP:
        break;
    }
    return 1;
}

/* What the coefficients belong to, but for the temperature. Hashed at any value: another default is
 * another stack. */
static bool is_of_stack(const char *section, const char *key)
{
    static const char *const keys[][2] = {{"track", "cell_m"},
                                          {"track", "repeats"},
                                          {"track", "magnet_m"},
                                          {"track", "spacer_m"},
                                          {"track", "model"},
                                          {"track", "interlayer_J_per_m2"},
                                          {"material", "saturation_A_per_m"},
                                          {"material", "exchange_J_per_m"},
                                          {"material", "anisotropy_J_per_m3"},
                                          {"material", "dmi_J_per_m2"},
                                          {"material", "damping"},
                                          {"material", "field_T"},
                                          {"torque", "site"},
                                          {"torque", "field_like"},
                                          {"barrier", "anisotropy_J_per_m3"}};

    for (size_t i = 0; i < SETTINGS_COUNT(keys); i++)
        if (strcmp(section, keys[i][0]) == 0 && strcmp(key, keys[i][1]) == 0)
            return true;
    return false;
}

/* A key that came to the material after those above: its default changes nothing. */
static bool is_new(const struct settings_walk *w)
{
    return strcmp(w->section->name, "material") == 0 && strcmp(w->param.name, "temperature_K") != 0
           && !settings_is_usual(w);
}

uint64_t calibrate_stack_hash(const struct synapse *d)
{
    uint64_t hash = HASH_START;

    for (struct settings_walk w = settings_values(&synapse_settings, d); settings_next(&w);)
        if (is_of_stack(w.section->name, w.param.name) || is_new(&w))
            hash = settings_hash_value(hash, &w);
    return hash;
}

void calibrate_set_track(const struct synapse *d, struct skyrmions_config *out)
{
    out->length_m = d->track.length_m;
    out->width_m = d->track.width_m;
    out->density_A_per_m2 = d->torque.density_A_per_m2;
    out->barrier_x_m = d->barrier.centre_m;
    out->barrier_y_m = 0.5 * d->track.width_m;
    out->barrier_along_m = synapse_barrier_x_m(d);
    out->barrier_across_m = synapse_barrier_y_m(d);
    out->barrier_corner_m = d->barrier.corner_m;
    out->pre_end_m = synapse_barrier_begin_m(d);
    out->post_begin_m = synapse_barrier_end_m(d);
    out->thermal.temperature_K = d->material.temperature_K;
    if (!d->barrier.on)
        out->barrier_J = 0.0;
}

static struct skyrmions_material material_of(const struct synapse *d, double radius_m,
                                             double wall_m)
{
    struct skyrmions_material m = skyrmions_material_default;

    m.saturation_A_per_m = d->material.saturation_A_per_m;
    m.damping = d->material.damping;
    m.thickness_m = d->track.magnet_m;
    m.n_layers = d->track.repeats;
    m.n_torque_layers = torque_layers(d);
    m.torque_thickness_m = d->torque.thickness_m;
    m.efficiency = d->torque.efficiency;
    m.radius_m = radius_m;
    m.wall_width_m = wall_m;
    m.barrier_step_J_per_m3 = d->barrier.anisotropy_J_per_m3 - d->material.anisotropy_J_per_m3;
    m.up = synapse_up(d);
    m.chirality = d->material.dmi_J_per_m2 < 0.0 ? -1 : 1;
    return m;
}

static enum status take(const struct synapse *d, const struct measure *rest,
                        const struct measure_table *t, struct calibration *c, struct error *err)
{
    const struct measure_row *last = &t->row[t->n_rows - 1];
    const double radius_m = last->body[0].radius_m;
    struct skyrmions_material m;
    enum status status;

    /* one that is held up by the mesh is none either */
    if (!measure_is_whole(rest, t, t->n_rows - 1) || radius_m < 1.5 * d->track.cell_m)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: a skyrmion of %g m (start.radius_m) does not live in %d layer%s at "
                         "0 K: there is nothing to calibrate",
                         d->name, rest->radius_m, (int)d->track.repeats,
                         d->track.repeats == 1 ? "" : "s");
    c->fit.wall_m = last->wall_area_m2 / (4.0 * M_PI * radius_m);
    m = material_of(d, radius_m, c->fit.wall_m);
    c->particles = skyrmions_default;
    status = skyrmions_from_material(&m, d->name, &c->particles, err);
    if (d->track.model == TRACK_RESOLVED) { /* otherwise all are lost at once */
        c->particles.layers = d->track.repeats;
        c->particles.driven_layers = m.n_torque_layers;
    }
    calibrate_set_track(d, &c->particles);
    c->fit.static_drive_Nm_per_A = c->particles.drive_Nm_per_A;
    c->fit.static_dissipation_Js_per_m2 =
        last->dissipation * d->material.damping * fabs(c->particles.gyro_Js_per_m2) / (4.0 * M_PI);
    c->particles.dissipation_Js_per_m2 = c->fit.static_dissipation_Js_per_m2;
    return status;
}

enum status calibrate_set_rest(const struct synapse *d, const struct measure *rest,
                               const char *folder, struct calibration *c, struct error *err)
{
    struct measure_table *t = malloc(sizeof *t);
    enum status status =
        t != NULL ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "%s: out of memory", rest->key);

    *c = (struct calibration){.stack = {.repeats = d->track.repeats,
                                        .torque_thickness_m = d->torque.thickness_m,
                                        .efficiency = d->torque.efficiency}};
    snprintf(c->name, sizeof c->name, "%.40s-n%d-particles", d->name, (int)d->track.repeats);
    snprintf(c->stack.hash, sizeof c->stack.hash, "%016" PRIx64, calibrate_stack_hash(d));
    if (status == STATUS_OK)
        status = measure_read(rest, folder, t, err);
    if (status == STATUS_OK)
        status = take(d, rest, t, c, err);
    free(t);
    return status;
}
