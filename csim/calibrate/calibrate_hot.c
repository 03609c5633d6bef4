#include "calibrate/calibrate_fit.h"
#include "calibrate/hot.h"
#include "constants.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
/* What heat makes of the coefficients, and how long skyrmions live in it. */

struct hot_line { /* sums of a line of least squares */
    double n, x, y, xx, xy;
};

struct hot_fitting {
    struct calibrate_fitting *f;
    struct hot_table table;
    struct skyrmions_felt *felt;
    struct skyrmions_exposure *exposure;
    size_t n_felt, n_exposures;
    double look_s, mz_sum, density_sum_per_m2;
    double edge_alive_m;
    long mz_n;
    struct hot_line radius; /* against the energy felt */
};

/* The film's geometry and temperature; which coefficients is the caller's. */
static struct skyrmions_config film_of(const struct measure *m, const struct skyrmions_config *p)
{
    struct skyrmions_config film = *p;

    calibrate_set_track(&m->film, &film);
    return film;
}

/* --- places and velocities --- */

enum {
    ROWS = 13
}; /* of a stretch of 0.24 ns: centres shake by a nanometre, which a longer one hides */

struct stretch { /* bodies that are whole all through it */
    int n, rows, which[HOT_MAX_BODIES];
    double x_m[HOT_MAX_BODIES], y_m[HOT_MAX_BODIES], velocity_m_per_s[HOT_MAX_BODIES][2];
    double radius_m, factor;
    bool steady; /* the current is the same all through it */
};

static bool is_whole(const struct hot_table *t, int first, int rows, int body)
{
    for (int i = first; i < first + rows; i++)
        if (t->look[i].body[body].layers < t->n_layers)
            return false;
    return true;
}

static void add_body(const struct hot_table *t, int first, int rows, int body, double look_s,
                     struct stretch *s)
{
    const double middle = 0.5 * (rows - 1);
    double square = 0.0, *v = s->velocity_m_per_s[s->n];

    v[0] = v[1] = s->x_m[s->n] = s->y_m[s->n] = 0.0;
    for (int i = 0; i < rows; i++) {
        const struct measure_body *b = &t->look[first + i].body[body];

        s->x_m[s->n] += b->x_m / rows;
        s->y_m[s->n] += b->y_m / rows;
        s->radius_m += b->radius_m / rows;
        v[0] += (i - middle) * b->x_m;
        v[1] += (i - middle) * b->y_m;
        square += (i - middle) * (i - middle) * look_s;
    }
    v[0] /= square;
    v[1] /= square;
    s->which[s->n++] = body;
}

static void set_stretch(const struct hot_table *t, int first, int rows, double look_s,
                        struct stretch *s)
{
    *s = (struct stretch){.rows = rows, .factor = t->look[first + rows - 1].factor, .steady = true};
    for (int i = first + 1; i < first + rows; i++)
        s->steady = s->steady && t->look[i].factor == s->factor;
    for (int body = 0; body < t->n_bodies; body++)
        if (is_whole(t, first, rows, body))
            add_body(t, first, rows, body, look_s, s);
    s->radius_m = s->n > 0 ? s->radius_m / s->n : 0.0;
}

/* --- forces --- */

/* Where the laws of repulsion were seen at 0 K: not at an edge, not nearer to another than three
 * radii. */
static bool is_in_range(const struct measure *m, const struct stretch *s, int i)
{
    const struct measure_body b = {.x_m = s->x_m[i], .y_m = s->y_m[i]};

    for (int j = 0; j < s->n; j++)
        if (j != i && hypot(s->x_m[i] - s->x_m[j], s->y_m[i] - s->y_m[j]) < 3.0 * m->radius_m)
            return false;
    return hot_is_on_film(m, &b);
}

static void add_felt(struct hot_fitting *h, const struct measure *m, const struct stretch *s)
{
    const struct skyrmions_config film = film_of(m, &h->f->c->particles);
    const double angle = film.drive_angle_deg * M_PI / 180.0;
    const double drive_N =
        film.drive_Nm_per_A * s->radius_m * m->film.torque.density_A_per_m2 * s->factor;
    struct skyrmions_config one[SKYRMIONS_SOURCES];
    double x_N[SKYRMIONS_SOURCES][HOT_MAX_BODIES], y_N[SKYRMIONS_SOURCES][HOT_MAX_BODIES];

    for (int k = SKYRMIONS_PAIRS; k < SKYRMIONS_SOURCES; k++) {
        one[k] = film;
        one[k].pair_J = k == SKYRMIONS_PAIRS ? film.pair_J : 0.0;
        one[k].edge_J = k == SKYRMIONS_EDGES ? film.edge_J : 0.0;
        one[k].barrier_J = k == SKYRMIONS_BARRIER ? film.barrier_J : 0.0;
        skyrmions_set_force(&one[k], s->n, s->x_m, s->y_m, x_N[k], y_N[k]);
    }
    for (int i = 0; i < s->n; i++) {
        struct skyrmions_felt *felt = &h->felt[h->n_felt];

        if (!is_in_range(m, s, i))
            continue;
        h->n_felt++;
        felt->force_N[SKYRMIONS_DRIVE][0] = drive_N * cos(angle);
        felt->force_N[SKYRMIONS_DRIVE][1] = drive_N * sin(angle);
        for (int k = SKYRMIONS_PAIRS; k < SKYRMIONS_SOURCES; k++) {
            felt->force_N[k][0] = x_N[k][i];
            felt->force_N[k][1] = y_N[k][i];
        }
        memcpy(felt->velocity_m_per_s, s->velocity_m_per_s[i], sizeof felt->velocity_m_per_s);
    }
}

static void take_motion(struct hot_fitting *h, const struct measure *m)
{
    const struct hot_table *t = &h->table;

    h->look_s = m->look_s;
    for (int first = 0; first + ROWS <= t->n_looks; first += ROWS - 1) {
        struct stretch s;

        set_stretch(t, first, ROWS, m->look_s, &s);
        if (s.steady)
            add_felt(h, m, &s);
    }
    for (int i = 0; i < t->n_looks; i++) {
        h->mz_sum += t->look[i].film_mz;
        h->mz_n += t->look[i].film_mz != 0.0;
    }
}

/* --- lives --- */

static void add_to_line(struct hot_line *l, double x, double y)
{
    l->n += 1.0;
    l->x += x;
    l->y += y;
    l->xx += x * x;
    l->xy += x * y;
}

struct lives { /* until which look so many layers, less one, have a skyrmion */
    int lost_at[HOT_MAX_BODIES][MEASURE_MAX_LAYERS];
};

static void set_lives(const struct measure *m, const struct hot_table *t, struct lives *l)
{
    for (int body = 0; body < t->n_bodies; body++)
        for (int k = 0; k < t->n_layers; k++)
            l->lost_at[body][k] = hot_lost_at(m, t, body, k + 1);
}

/* A look of a skyrmion that all layers have. Where it breaks it dies by the share of the layers
 * that lose it in the end: what is left of it is no particle, and is not followed. */
static struct skyrmions_exposure exposure_of(const struct hot_table *t, const struct lives *l,
                                             int body, int at, double look_s)
{
    struct skyrmions_exposure e = {.time_s = look_s};

    for (int k = 0; k < t->n_layers && at + 1 == l->lost_at[body][t->n_layers - 1]; k++)
        e.deaths += l->lost_at[body][k] < t->n_looks ? 1.0 / t->n_layers : 0.0;
    return e;
}

static void note_edge(struct hot_fitting *h, const struct hot_table *t,
                      const struct skyrmions_config *film, const struct measure_body *b)
{
    const double from_m = fmin(b->x_m, fmin(b->y_m, film->width_m - b->y_m));

    if (b->layers == t->n_layers)
        h->edge_alive_m = fmin(h->edge_alive_m, from_m);
}

static void take_look(struct hot_fitting *h, const struct measure *m, int at, const struct lives *l,
                      const struct skyrmions_config *film)
{
    const struct hot_table *t = &h->table;
    const double kT_J = boltzmann_J_per_K * film->thermal.temperature_K;
    int n = 0, which[HOT_MAX_BODIES];
    double x_m[HOT_MAX_BODIES], y_m[HOT_MAX_BODIES], felt_J[HOT_MAX_BODIES];

    for (int i = 0; i < t->n_bodies; i++) {
        const struct measure_body *b = &t->look[at].body[i];

        if (at >= l->lost_at[i][t->n_layers - 1] || b->layers == 0.0)
            continue;
        x_m[n] = b->x_m;
        y_m[n] = b->y_m;
        which[n++] = i;
        note_edge(h, t, film, b);
    }
    skyrmions_feel(film, n, x_m, y_m, felt_J);
    for (int i = 0; i < n; i++) {
        struct skyrmions_exposure e = exposure_of(t, l, which[i], at, m->look_s);

        if (x_m[i] > film->pre_end_m)
            continue; /* within the barrier */
        e.energy_kT = felt_J[i] / kT_J;
        h->exposure[h->n_exposures++] = e;
        h->density_sum_per_m2 += n / (film->width_m * film->pre_end_m);
        add_to_line(&h->radius, felt_J[i], t->look[at].body[which[i]].radius_m);
    }
}

static void take_lives(struct hot_fitting *h, const struct measure *m,
                       const struct skyrmions_config *hot)
{
    const struct skyrmions_config film = film_of(m, hot);
    struct lives lives;

    set_lives(m, &h->table, &lives);
    for (int at = 0; at < h->table.n_looks; at++)
        take_look(h, m, at, &lives, &film);
}

/* --- all --- */

static enum status each(struct hot_fitting *h, const struct skyrmions_config *hot,
                        struct error *err)
{
    const struct measure_list *list = h->f->list;

    for (int i = 0; i < list->n; i++) {
        const struct measure *m = &list->measure[i];

        if (m->kind != MEASURE_HOT)
            continue;
        if (hot_read(m, h->f->folder, &h->table, err) != STATUS_OK)
            return err->code;
        if (hot == NULL)
            take_motion(h, m);
        else
            take_lives(h, m, hot);
    }
    return STATUS_OK;
}

/* Radius of one that feels nothing, from the line through radius and energy; and what a crowd takes
 * of it. */
static void set_radius(const struct hot_fitting *h, struct calibration_hot *hot)
{
    const struct hot_line *l = &h->radius;
    const double u = l->x / l->n, r = l->y / l->n;
    const double slope = (l->xy / l->n - u * r) / (l->xx / l->n - u * u);

    hot->radius_m = r - fmin(slope, 0.0) * u;
    hot->crowding_m3 = (hot->radius_m - r) * l->n / h->density_sum_per_m2;
}

/* G shrinks with the magnetisation; forces are those at 0 K times their scales. */
static enum status set_forces(struct hot_fitting *h, struct calibration_hot *hot, struct error *err)
{
    const struct skyrmions_config *cold = &h->f->c->particles;
    struct skyrmions_config config = *cold;
    struct skyrmions_scales s;
    const double known = 0.3;
    double diffusion;
    enum status status;

    hot->magnetisation = h->mz_n > 0 ? h->mz_sum / (double)h->mz_n : 1.0;
    config.gyro_Js_per_m2 *= hot->magnetisation;
    status = skyrmions_fit_scales(&config, h->felt, h->n_felt, "hot", &s, err);
    if (status != STATUS_OK)
        return status;
    for (int k = 0; k < SKYRMIONS_SOURCES; k++)
        if (!(s.error[k] < known) || s.scale[k] <= 0.0)
            s.scale[k] = 1.0; /* hardly felt: as at 0 K */
    hot->gyro_Js_per_m2 = config.gyro_Js_per_m2;
    hot->dissipation_Js_per_m2 = s.dissipation_Js_per_m2;
    hot->dissipation_error_Js_per_m2 = s.dissipation_error_Js_per_m2;
    hot->drive_Nm_per_A = s.scale[SKYRMIONS_DRIVE] * cold->drive_Nm_per_A;
    hot->drive_error_Nm_per_A = s.error[SKYRMIONS_DRIVE] * cold->drive_Nm_per_A;
    hot->pair_J = s.scale[SKYRMIONS_PAIRS] * cold->pair_J;
    hot->pair_error_J = s.error[SKYRMIONS_PAIRS] * cold->pair_J;
    hot->edge_J = s.scale[SKYRMIONS_EDGES] * cold->edge_J;
    hot->edge_error_J = s.error[SKYRMIONS_EDGES] * cold->edge_J;
    hot->barrier_J = s.scale[SKYRMIONS_BARRIER] * cold->barrier_J;
    hot->barrier_error_J =
        isfinite(s.error[SKYRMIONS_BARRIER]) ? s.error[SKYRMIONS_BARRIER] * cold->barrier_J : 0.0;
    config.dissipation_Js_per_m2 = s.dissipation_Js_per_m2;
    config.thermal.temperature_K = hot->temperature_K;
    /* the slope of a line through n places of a random walk: 6/5 of 2 D / t for many */
    diffusion = skyrmions_diffusion_m2_per_s(&config);
    hot->noise_ratio = s.noise_m_per_s / sqrt(1.2 * 2.0 * diffusion / ((ROWS - 1) * h->look_s));
    return STATUS_OK;
}

static enum status set_deaths(struct hot_fitting *h, struct calibration_hot *hot, struct error *err)
{
    struct skyrmions_deaths d;
    const enum status status = skyrmions_fit_deaths(h->exposure, h->n_exposures, "hot", &d, err);

    if (status != STATUS_OK)
        return status;
    hot->death_rate_per_s = d.rate_per_s;
    hot->death_rate_error_per_s = d.rate_error_per_s;
    hot->death_bound_per_s = d.bound_per_s;
    hot->death_share = d.share;
    hot->death_share_error = d.share_error;
    hot->death_gain = d.gain;
    hot->deaths = d.deaths;
    hot->alive_s = d.time_s;
    return STATUS_OK;
}

static void take_coefficients(const struct calibration_hot *hot, struct skyrmions_config *out)
{
    out->radius_m = hot->radius_m;
    out->gyro_Js_per_m2 = hot->gyro_Js_per_m2;
    out->dissipation_Js_per_m2 = hot->dissipation_Js_per_m2;
    out->drive_Nm_per_A = hot->drive_Nm_per_A;
    out->pair_J = hot->pair_J;
    out->edge_J = hot->edge_J;
    out->barrier_J = hot->barrier_J;
}

static enum status fit_opened(struct hot_fitting *h, struct calibration_hot *hot, struct error *err)
{
    struct skyrmions_config warm = h->f->c->particles;
    enum status s = each(h, NULL, err);

    if (s == STATUS_OK)
        s = set_forces(h, hot, err);
    hot->radius_m = warm.radius_m;
    take_coefficients(hot, &warm);
    if (s == STATUS_OK)
        s = each(h, &warm, err);
    if (s != STATUS_OK)
        return s;
    set_radius(h, hot);
    hot->edge_loss_m = fmin(h->f->c->particles.edge_loss_m, h->edge_alive_m);
    return set_deaths(h, hot, err);
}

enum status calibrate_fit_hot(struct calibrate_fitting *f, struct error *err)
{
    struct hot_fitting *h = calloc(1, sizeof *h);
    size_t room = 0;
    enum status s = STATUS_OK;

    f->c->hot = (struct calibration_hot){0};
    for (int i = 0; i < f->list->n; i++)
        if (f->list->measure[i].kind == MEASURE_HOT) {
            room += HOT_MAX_LOOKS * (size_t)f->list->measure[i].film.start.skyrmions;
            f->c->hot.temperature_K = f->list->measure[i].film.material.temperature_K;
        }
    if (room == 0 || h == NULL) {
        free(h);
        return h != NULL ? s : error_set(err, STATUS_NO_MEMORY, "hot: out of memory");
    }
    h->f = f;
    h->edge_alive_m = INFINITY;
    h->felt = calloc(room / (ROWS - 1) + 1, sizeof *h->felt);
    h->exposure = calloc(room, sizeof *h->exposure);
    if (h->felt == NULL || h->exposure == NULL)
        s = error_set(err, STATUS_NO_MEMORY, "hot: out of memory");
    if (s == STATUS_OK)
        s = fit_opened(h, &f->c->hot, err);
    free(h->felt);
    free(h->exposure);
    free(h);
    return s;
}
