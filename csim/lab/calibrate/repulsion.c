#include "lab/calibrate/fit.h"
#include <math.h>
#include <stdlib.h>

struct approaches {
    const struct skyrmions_config *config;
    const char *where;
    int bodies, n, n_runs, run[CALIBRATE_MAX_SAMPLES]; /* which run each is of */
    struct skyrmions_approach all[CALIBRATE_MAX_SAMPLES], some[CALIBRATE_MAX_SAMPLES];
    struct skyrmions_repulsion found; /* of all */
};

enum { STRENGTH, LENGTH, VALUES };
static enum status refit(void *context, int without, double value[], struct error *err)
{
    struct approaches *a = context;
    struct skyrmions_repulsion found = {0};
    size_t n = 0;
    enum status status;

    for (int i = 0; i < a->n; i++)
        if (a->run[i] != without)
            a->some[n++] = a->all[i];
    status = skyrmions_fit_repulsion(a->config, a->bodies, a->some, n, a->where, &found, err);
    value[STRENGTH] = found.strength_J;
    value[LENGTH] = found.length_m;
    if (without < 0)
        a->found = found;
    return status;
}

/* Pairs, or an edge along y = 0. */
static enum status take(struct calibrate_fitting *f, int kind, struct approaches *a,
                        struct error *err)
{
    const struct measure *m;
    int next = 0, found;

    *err = (struct error){STATUS_OK, ""};
    while (
        (found = calibrate_next_run(f, kind, CALIBRATE_RINGING_S, CALIBRATE_SPAN_S, &next, &m, err))
        >= 0) {
        for (int i = 0; i < found && a->n < CALIBRATE_MAX_SAMPLES; i++, a->n++) {
            const double *v = f->motion[i].velocity_m_per_s;

            a->run[a->n] = a->n_runs;
            a->all[a->n] = (struct skyrmions_approach){
                {kind == MEASURE_PAIR ? f->motion[i].x_m : 0.0, f->motion[i].y_m}, {v[0], v[1]}};
        }
        a->n_runs += found > 0;
    }
    return err->code;
}

static void set_range(const struct approaches *a, double *from_m, double *to_m)
{
    *from_m = INFINITY;
    *to_m = 0.0;
    for (int i = 0; i < a->n; i++) {
        const double distance_m = hypot(a->all[i].separation_m[0], a->all[i].separation_m[1]);

        *from_m = fmin(*from_m, distance_m);
        *to_m = fmax(*to_m, distance_m);
    }
}

static enum status fit_one(struct calibrate_fitting *f, int kind, struct approaches *a,
                           double value[VALUES], double value_error[VALUES], struct error *err)
{
    enum status status;

    *a = (struct approaches){.config = &f->c->particles,
                             .where = measure_kinds[kind],
                             .bodies = kind == MEASURE_PAIR ? 2 : 1};
    status = take(f, kind, a, err);
    return status == STATUS_OK
               ? calibrate_leave_out(a->n_runs, VALUES, refit, a, a->where, value, value_error, err)
               : status;
}

static enum status fit_both(struct calibrate_fitting *f, struct approaches *a, struct error *err)
{
    struct calibration_fit *fit = &f->c->fit;
    double pair[VALUES], pair_error[VALUES], edge[VALUES], edge_error[VALUES];
    enum status status = fit_one(f, MEASURE_PAIR, a, pair, pair_error, err);

    if (status != STATUS_OK)
        return status;
    set_range(a, &fit->pair_from_m, &fit->pair_to_m);
    fit->pair_error_J = pair_error[STRENGTH];
    fit->pair_length_error_m = pair_error[LENGTH];
    fit->pair_residual = a->found.residual;
    fit->pair_sideways = a->found.sideways;
    status = fit_one(f, MEASURE_EDGE, a, edge, edge_error, err);
    if (status != STATUS_OK)
        return status;
    set_range(a, &fit->edge_from_m, &fit->edge_to_m);
    fit->edge_error_J = edge_error[STRENGTH];
    fit->edge_length_error_m = edge_error[LENGTH];
    fit->edge_residual = a->found.residual;
    fit->edge_sideways = a->found.sideways;
    f->c->particles.pair_J = pair[STRENGTH];
    f->c->particles.pair_length_m = pair[LENGTH];
    f->c->particles.edge_J = edge[STRENGTH];
    f->c->particles.edge_length_m = edge[LENGTH];
    return STATUS_OK;
}

enum status calibrate_fit_repulsions(struct calibrate_fitting *f, struct error *err)
{
    struct approaches *a = malloc(sizeof *a);
    const enum status status =
        a != NULL ? fit_both(f, a, err) : error_set(err, STATUS_NO_MEMORY, "pair: out of memory");

    free(a);
    return status;
}
