#include "lab/calibrate/fit.h"
#include <math.h>
#include <stdlib.h>

/* The film as the particle model sees it; all of the barrier's films are one. */
static struct skyrmions_config strip_of(const struct measure *m, const struct skyrmions_config *p)
{
    struct skyrmions_config strip = *p;

    calibrate_set_track(&m->film, &strip);
    return strip;
}

struct visits {
    struct skyrmions_config strip;
    int n, n_runs, run[CALIBRATE_MAX_SAMPLES]; /* which run each is of */
    struct skyrmions_visit all[CALIBRATE_MAX_SAMPLES], some[CALIBRATE_MAX_SAMPLES];
    double residual;
};

enum { HEIGHT, DECAY, REACH, VALUES };
static enum status refit(void *context, int without, double value[], struct error *err)
{
    struct visits *v = context;
    struct skyrmions_barrier found = {0};
    size_t n = 0;
    enum status status;

    for (int i = 0; i < v->n; i++)
        if (v->run[i] != without)
            v->some[n++] = v->all[i];
    status = skyrmions_fit_barrier(&v->strip, v->some, n, true, "barrier", &found, err);
    value[HEIGHT] = found.barrier_J;
    value[DECAY] = found.decay_m;
    value[REACH] = found.reach_m;
    if (without < 0)
        v->residual = found.residual;
    return status;
}

static enum status fit_visits(struct calibrate_fitting *f, const struct measure *m,
                              struct visits *v, struct error *err)
{
    struct skyrmions_config *p = &f->c->particles;
    struct calibration_fit *fit = &f->c->fit;
    double value[VALUES], value_error[VALUES];
    enum status status;

    v->strip = strip_of(m, p);
    status = calibrate_leave_out(v->n_runs, VALUES, refit, v, "barrier", value, value_error, err);
    if (status != STATUS_OK)
        return status;
    p->barrier_J = value[HEIGHT];
    p->barrier_decay_m = value[DECAY];
    p->barrier_reach_m = value[REACH];
    fit->barrier_error_J = value_error[HEIGHT];
    fit->barrier_decay_error_m = value_error[DECAY];
    fit->barrier_reach_error_m = value_error[REACH];
    fit->barrier_residual = v->residual;
    return STATUS_OK;
}

/* The strip's flat side lies along y: the force should be along x. */
static enum status take_visits(struct calibrate_fitting *f, struct visits *v,
                               const struct measure **strip, struct error *err)
{
    double along = 0.0, across = 0.0;
    const struct measure *m;
    int next = 0, found;

    *err = (struct error){STATUS_OK, ""};
    while ((found = calibrate_next_run(f, MEASURE_BARRIER, CALIBRATE_RINGING_S, CALIBRATE_SPAN_S,
                                       &next, &m, err))
           >= 0) {
        for (int i = 0; i < found && v->n < CALIBRATE_MAX_SAMPLES; i++, v->n++) {
            const double *velocity = f->motion[i].velocity_m_per_s;
            double force_N[2];

            skyrmions_force(&f->c->particles, velocity, force_N);
            v->run[v->n] = v->n_runs;
            v->all[v->n] = (struct skyrmions_visit){
                f->motion[i].x_m, f->motion[i].y_m, {velocity[0], velocity[1]}};
            along += force_N[0] * force_N[0];
            across += force_N[1] * force_N[1];
        }
        v->n_runs += found > 0;
        *strip = m;
    }
    f->c->fit.barrier_sideways = along > 0.0 ? sqrt(across / along) : 0.0;
    return err->code;
}

enum status calibrate_fit_barrier(struct calibrate_fitting *f, struct error *err)
{
    struct visits *v = calloc(1, sizeof *v);
    const struct measure *strip = NULL;
    enum status status = v != NULL ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "out of memory");

    if (status == STATUS_OK)
        status = take_visits(f, v, &strip, err);
    if (status == STATUS_OK && strip != NULL) /* a track without a barrier has none to fit */
        status = fit_visits(f, strip, v, err);
    free(v);
    return status;
}
