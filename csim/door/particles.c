#include "door/parts.h"
#include <math.h>
#include <stdlib.h>
#include "base/clock.h"
#include "files/share.h"
#include "lab/calibrate/particles.h"

struct skyloom_particles {
    struct skyrmions model;
    struct calibration calibration;
    struct synapse synapse; /* name "": none */
};

/* --- make and free --- */

static enum status load_synapse(struct skyloom_particles *p, const char *name,
                                const char *const settings[], struct error *err)
{
    enum status status = synapse_load(name, &p->synapse, err);

    for (size_t i = 0; status == STATUS_OK && settings != NULL && settings[i] != NULL; i++)
        status = synapse_set(&p->synapse, settings[i], err);
    return status == STATUS_OK ? synapse_check(&p->synapse, name, err) : status;
}

static enum status open_particles(struct skyloom_particles *p, const char *coefficients,
                                  const char *device, const char *const settings[], uint64_t seed,
                                  struct error *err)
{
    struct path path;
    enum status status;

    if (seed > INT64_MAX)
        return error_set(err, STATUS_BAD_CONFIG, "particles: seed = %llu, must be at most %lld",
                         (unsigned long long)seed, (long long)INT64_MAX);
    if ((status = share_path("devices", door_name(coefficients), ".yaml", &path, err)) != STATUS_OK
        || (status = calibrate_load(path.text, &p->calibration, err)) != STATUS_OK)
        return status;
    if (device == NULL) {
        p->model.config = p->calibration.particles;
        p->model.config.density_A_per_m2 = 0.0;
        p->model.config.waveform = waveform_default;
        p->model.config.thermal = (struct thermal_config){.seed = (int64_t)seed};
        return STATUS_OK;
    }
    status = load_synapse(p, device, settings, err);
    if (status == STATUS_OK)
        status = particles_begin(&p->calibration, &p->synapse, false, seed, &p->model, err);
    p->model.config.density_A_per_m2 = 0.0;
    p->model.config.waveform = waveform_default;
    return status;
}

enum skyloom_status skyloom_particles_open(struct skyloom_particles **particles,
                                           const char *coefficients, const char *device,
                                           const char *const settings[], uint64_t seed,
                                           struct skyloom_error *err)
{
    struct error why;
    enum status status = door_alloc((void **)particles, sizeof **particles, &why);

    if (status == STATUS_OK)
        status = open_particles(*particles, coefficients, device, settings, seed, &why);
    if (status != STATUS_OK) {
        skyloom_particles_close(*particles);
        *particles = NULL;
    }
    return door_error(err, status, &why);
}

void skyloom_particles_close(struct skyloom_particles *particles) { free(particles); }

enum skyloom_status skyloom_particles_add(struct skyloom_particles *particles, double x_m,
                                          double y_m, struct skyloom_error *err)
{
    struct error why;

    return door_error(err, skyrmions_add(&particles->model, x_m, y_m, &why), &why);
}

/* --- time --- */

/* Long times come in parts of whole steps, which are the same whoever watches. */
static enum status run(struct skyrmions *model, double until_s, const struct watch *watch,
                       struct error *err)
{
    const double begin_s = model->time_s, part_s = 65536.0 * skyrmions_step_s(&model->config);
    double told_s = 0.0;
    enum status status = STATUS_OK;

    while (model->time_s < until_s && status == STATUS_OK) {
        if (watch_stopped(watch))
            return watch_interrupted(err);
        status = skyrmions_run(model, fmin(until_s, model->time_s + part_s), err);
        if (model->time_s < until_s && clock_now_s() - told_s > 0.2) {
            told_s = clock_now_s();
            watch_progress(watch, "particles: %.4g of %.4g ns", 1e9 * (model->time_s - begin_s),
                           1e9 * (until_s - begin_s));
        }
    }
    return status;
}

static enum status pass(struct skyloom_particles *p, double density_A_per_m2, double seconds,
                        const struct skyloom_watch *watch, struct error *err)
{
    const struct watch w = door_watch(watch);
    struct skyrmions *model = &p->model;
    enum status status = door_check_finite(&density_A_per_m2, 1, "particles: current, A/m2", err);

    if (status == STATUS_OK)
        status = door_check_finite(&seconds, 1, "particles: time, s", err);
    if (status == STATUS_OK && seconds < 0.0)
        status =
            error_set(err, STATUS_BAD_CONFIG, "particles: time = %g s, must be 0 or more", seconds);
    if (status != STATUS_OK)
        return status;
    if (density_A_per_m2 != 0.0) /* which the radius is for */
        model->config.radius_m = particles_radius_m(&p->calibration, model);
    model->config.density_A_per_m2 = density_A_per_m2;
    status = skyrmions_check(&model->config, "particles", err);
    if (status == STATUS_OK)
        status = run(model, model->time_s + seconds, &w, err);
    watch_over(&w);
    model->config.density_A_per_m2 = 0.0;
    return status;
}

enum skyloom_status skyloom_particles_pulse(struct skyloom_particles *particles,
                                            double density_A_per_m2, double width_s,
                                            const struct skyloom_watch *watch,
                                            struct skyloom_error *err)
{
    struct error why;

    return door_error(err, pass(particles, density_A_per_m2, width_s, watch, &why), &why);
}

enum skyloom_status skyloom_particles_rest(struct skyloom_particles *particles, double seconds,
                                           const struct skyloom_watch *watch,
                                           struct skyloom_error *err)
{
    struct error why;

    return door_error(err, pass(particles, 0.0, seconds, watch, &why), &why);
}

/* --- what is there --- */

double skyloom_particles_time_s(const struct skyloom_particles *particles)
{
    return particles->model.time_s;
}

void skyloom_particles_count(const struct skyloom_particles *particles,
                             struct skyloom_particles_count *count)
{
    const struct skyrmions *model = &particles->model;
    const struct skyrmions_count n = skyrmions_count(model);

    *count = (struct skyloom_particles_count){.pre = n.pre,
                                              .barrier = model->n - n.pre - n.post,
                                              .post = n.post,
                                              .at_edge = model->lost_at_edge,
                                              .in_pairs = model->lost_in_pairs,
                                              .to_heat = model->lost_to_heat};
}

void skyloom_particles_own_pulse(const struct skyloom_particles *particles,
                                 double *density_A_per_m2, double *width_s, double *gap_s)
{
    const struct synapse *d = &particles->synapse;

    *density_A_per_m2 = d->torque.density_A_per_m2;
    *width_s = d->pulses.width_s;
    *gap_s = d->pulses.gap_s;
}

int skyloom_particles_places(const struct skyloom_particles *particles, int n, double x_m[],
                             double y_m[])
{
    const struct skyrmions *model = &particles->model;

    for (int i = 0; i < n && i < model->n; i++) {
        x_m[i] = model->x_m[i];
        y_m[i] = model->y_m[i];
    }
    return model->n;
}
