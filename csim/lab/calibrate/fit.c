#include "lab/calibrate/fit.h"
#include <math.h>
#include <stdlib.h>

/* What is left of the ringing when the current comes on. */
static const double after_switching_s = 0.6e-9;

/* --- motion --- */

struct line { /* of least squares through v(t) */
    double middle, slope;
};

static struct line line_through(const double t_s[], const double v[], int n)
{
    double t_mean = 0.0, v_mean = 0.0, tt = 0.0, tv = 0.0;

    for (int i = 0; i < n; i++) {
        t_mean += t_s[i] / n;
        v_mean += v[i] / n;
    }
    for (int i = 0; i < n; i++) {
        tt += (t_s[i] - t_mean) * (t_s[i] - t_mean);
        tv += (t_s[i] - t_mean) * (v[i] - v_mean);
    }
    return (struct line){v_mean, tv / tt};
}

/* Rows first .. first + n - 1; false if a skyrmion is not whole in them. */
static bool motion_of(const struct measure *m, const struct measure_table *t, int first, int n,
                      double apart_m, struct calibrate_motion *out)
{
    double time_s[MEASURE_MAX_ROWS], x_m[MEASURE_MAX_ROWS], y_m[MEASURE_MAX_ROWS];
    struct line x, y;

    *out = (struct calibrate_motion){0};
    for (int i = 0; i < n; i++) {
        const struct measure_row *row = &t->row[first + i];
        const struct measure_body *a = &row->body[0], *b = &row->body[1];
        const bool two = m->n > 1;

        time_s[i] = row->time_s;
        x_m[i] = two ? b->x_m - a->x_m : a->x_m;
        y_m[i] = two ? b->y_m - a->y_m : a->y_m;
        out->radius_m += a->radius_m / n;
        out->apart_m = fmax(out->apart_m, two ? fmax(a->apart_m, b->apart_m) : a->apart_m);
        if (!measure_is_whole(m, t, first + i) || out->apart_m > apart_m)
            return false;
    }
    x = line_through(time_s, x_m, n);
    y = line_through(time_s, y_m, n);
    out->x_m = x.middle;
    out->y_m = y.middle;
    out->velocity_m_per_s[0] = x.slope;
    out->velocity_m_per_s[1] = y.slope;
    return true;
}

int calibrate_motions(const struct measure *m, const struct measure_table *t, double from_s,
                      double span_s, double apart_m, struct calibrate_motion out[], int n_max)
{
    const int rows = (int)lround(span_s / m->look_s) + 1, half = rows > 2 ? rows / 2 : 1;
    int n = 0, first = 0;

    while (first < t->n_rows && t->row[first].time_s < from_s - 1e-15)
        first++;
    for (int i = first; rows > 1 && n < n_max && i + rows <= t->n_rows; i += half) {
        if (!motion_of(m, t, i, rows, apart_m, &out[n]))
            break;
        n++;
    }
    return n;
}

/* --- one kind of measurement after the other --- */

/* Motions of the next run of a kind, from run *next on; span_s 0: one, over all that is left of the
 * run. -1: no more, or an error. */
int calibrate_next_run(struct calibrate_fitting *f, int kind, double from_s, double span_s,
                       int *next, const struct measure **m, struct error *err)
{
    for (; *next < f->list->n; ++*next) {
        *m = &f->list->measure[*next];
        if ((*m)->kind != kind)
            continue;
        ++*next;
        if (measure_read(*m, f->folder, &f->table, err) != STATUS_OK)
            return -1;
        return calibrate_motions(*m, &f->table, from_s,
                                 span_s > 0.0 ? span_s : (*m)->run_s - from_s,
                                 f->c->particles.radius_m, f->motion, CALIBRATE_MAX_SAMPLES);
    }
    return -1;
}

static void compare_velocities(const struct skyrmions_run run[], size_t n, struct calibration *c)
{
    for (size_t i = 0; i < n; i++) {
        const double angle = c->particles.drive_angle_deg * M_PI / 180.0;
        const double f_N =
            c->particles.drive_Nm_per_A * c->particles.radius_m * run[i].density_A_per_m2;
        const double force_N[2] = {f_N * cos(angle), f_N * sin(angle)};
        const double *seen = run[i].velocity_m_per_s;
        double v[2];

        skyrmions_velocity(&c->particles, force_N, v);
        c->fit.velocity_deviation =
            fmax(c->fit.velocity_deviation,
                 hypot(v[0] - seen[0], v[1] - seen[1]) / hypot(seen[0], seen[1]));
    }
}

static enum status fit_drive(struct calibrate_fitting *f, struct error *err)
{
    struct skyrmions_run run[CALIBRATE_MAX_MEASURES];
    struct skyrmions_drive drive;
    struct calibration *c = f->c;
    const struct measure *m;
    size_t n = 0;
    int next = 0, found;
    enum status status;

    *err = (struct error){STATUS_OK, ""};
    while ((found = calibrate_next_run(f, MEASURE_DRIVE, after_switching_s, 0.0, &next, &m, err))
           >= 0) {
        if (found == 0)
            continue; /* torn apart or lost: no velocity */
        run[n].density_A_per_m2 = m->factor * m->film.torque.density_A_per_m2;
        run[n].velocity_m_per_s[0] = f->motion[0].velocity_m_per_s[0];
        run[n++].velocity_m_per_s[1] = f->motion[0].velocity_m_per_s[1];
        if (m->factor <= 1.0)
            c->fit.apart_m = fmax(c->fit.apart_m, f->motion[0].apart_m);
    }
    if (err->code != STATUS_OK)
        return err->code;
    status = skyrmions_fit_drive(&c->particles, run, n, "drive", &drive, err);
    if (status != STATUS_OK)
        return status;
    c->particles.dissipation_Js_per_m2 = drive.dissipation_Js_per_m2;
    c->particles.drive_Nm_per_A = drive.force_N_m2_per_A / c->particles.radius_m;
    c->fit.dissipation_error_Js_per_m2 = drive.dissipation_error_Js_per_m2;
    c->fit.drive_error_Nm_per_A = drive.force_error_N_m2_per_A / c->particles.radius_m;
    c->fit.drive_residual = drive.residual;
    compare_velocities(run, n, c);
    return STATUS_OK;
}

enum status calibrate_fit(const struct measure_list *list, const char *folder,
                          struct calibration *c, struct error *err)
{
    struct calibrate_fitting *f = malloc(sizeof *f);
    enum status status;

    if (f == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", c->name);
    f->list = list;
    f->folder = folder;
    f->c = c;
    status = fit_drive(f, err);
    if (status == STATUS_OK)
        status = calibrate_fit_repulsions(f, err);
    if (status == STATUS_OK)
        status = calibrate_fit_barrier(f, err);
    if (status == STATUS_OK)
        status = calibrate_find_thresholds(f, err);
    if (status == STATUS_OK)
        status = calibrate_find_crowding(f, err);
    if (status == STATUS_OK)
        status = calibrate_fit_hot(f, err);
    free(f);
    return status;
}
