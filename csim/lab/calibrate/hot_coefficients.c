#include "lab/calibrate/hot_parts.h"
#include <math.h>
#include <stdlib.h>
/* What heat makes of the coefficients, and how long skyrmions live in it. */

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
            hot_take_motion(h, m);
        else
            hot_take_lives(h, m, hot);
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
    hot->crowding_m3 = fmax((hot->radius_m - r) * l->n / h->density_sum_per_m2, 0.0);
}

/* The slope of a line through many places of a random walk: 6/5 of 2 D / t. */
static void set_noise(const struct hot_fitting *h, const struct skyrmions_config *config,
                      double noise_m_per_s, struct calibration_hot *hot)
{
    struct skyrmions_config c = *config;

    c.thermal.temperature_K = hot->temperature_K;
    hot->noise_ratio =
        noise_m_per_s
        / sqrt(1.2 * 2.0 * skyrmions_diffusion_m2_per_s(&c) / ((HOT_ROWS - 1) * h->look_s));
}

static void set_scales(struct skyrmions_scales *s, const struct skyrmions_config *cold,
                       struct calibration_hot *hot)
{
    const double known = 0.3;

    for (int k = 0; k < SKYRMIONS_SOURCES; k++)
        if (!(s->error[k] < known) || s->scale[k] <= 0.0)
            s->scale[k] = 1.0; /* hardly felt: as at 0 K */
    hot->drive_Nm_per_A = s->scale[SKYRMIONS_DRIVE] * cold->drive_Nm_per_A;
    hot->drive_error_Nm_per_A = s->error[SKYRMIONS_DRIVE] * cold->drive_Nm_per_A;
    hot->pair_J = s->scale[SKYRMIONS_PAIRS] * cold->pair_J;
    hot->pair_error_J = s->error[SKYRMIONS_PAIRS] * cold->pair_J;
    hot->edge_J = s->scale[SKYRMIONS_EDGES] * cold->edge_J;
    hot->edge_error_J = s->error[SKYRMIONS_EDGES] * cold->edge_J;
    hot->barrier_J = s->scale[SKYRMIONS_BARRIER] * cold->barrier_J;
    hot->barrier_error_J =
        isfinite(s->error[SKYRMIONS_BARRIER]) ? s->error[SKYRMIONS_BARRIER] * cold->barrier_J : 0.0;
}

/* G and D are spin per area times numbers of the shape, and go with the magnetisation; the D that
 * the drifts themselves give, of which they know little, is kept beside it. Forces are those at 0 K
 * times their scales. */
static enum status set_forces(struct hot_fitting *h, struct calibration_hot *hot, struct error *err)
{
    const struct skyrmions_config *cold = &h->f->c->particles;
    struct skyrmions_config config = *cold;
    struct skyrmions_scales s;
    enum status status;

    hot->magnetisation = h->mz_n > 0 ? h->mz_sum / (double)h->mz_n : 1.0;
    config.gyro_Js_per_m2 *= hot->magnetisation;
    config.dissipation_Js_per_m2 *= hot->magnetisation;
    status = skyrmions_fit_scales(&config, h->felt, h->n_felt, true, "hot", &s, err);
    if (status != STATUS_OK)
        return status;
    hot->fitted_dissipation_Js_per_m2 = s.dissipation_Js_per_m2;
    hot->dissipation_error_Js_per_m2 = s.dissipation_error_Js_per_m2;
    status = skyrmions_fit_scales(&config, h->felt, h->n_felt, false, "hot", &s, err);
    if (status != STATUS_OK)
        return status;
    set_scales(&s, cold, hot);
    hot->gyro_Js_per_m2 = config.gyro_Js_per_m2;
    hot->dissipation_Js_per_m2 = config.dissipation_Js_per_m2;
    set_noise(h, &config, s.noise_m_per_s, hot);
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
    enum status status = each(h, NULL, err);

    if (status == STATUS_OK)
        status = set_forces(h, hot, err);
    hot->radius_m = warm.radius_m;
    take_coefficients(hot, &warm);
    if (status == STATUS_OK)
        status = each(h, &warm, err);
    if (status != STATUS_OK)
        return status;
    set_radius(h, hot);
    /* a larger one comes to the edge earlier */
    hot->edge_loss_m =
        fmin(h->f->c->particles.edge_loss_m * hot->radius_m / h->f->c->particles.radius_m,
             h->edge_alive_m);
    return set_deaths(h, hot, err);
}

enum status calibrate_fit_hot(struct calibrate_fitting *f, struct error *err)
{
    struct hot_fitting *h = calloc(1, sizeof *h);
    size_t room = 0;
    enum status status = STATUS_OK;

    f->c->hot = (struct calibration_hot){0};
    for (int i = 0; i < f->list->n; i++)
        if (f->list->measure[i].kind == MEASURE_HOT) {
            room += HOT_MAX_LOOKS * (size_t)f->list->measure[i].film.start.skyrmions;
            f->c->hot.temperature_K = f->list->measure[i].film.material.temperature_K;
        }
    if (room == 0 || h == NULL) {
        free(h);
        return h != NULL ? status : error_set(err, STATUS_NO_MEMORY, "hot: out of memory");
    }
    h->f = f;
    h->edge_alive_m = INFINITY;
    h->felt = calloc(room / (HOT_ROWS - 1) + 1, sizeof *h->felt);
    h->exposure = calloc(room, sizeof *h->exposure);
    if (h->felt == NULL || h->exposure == NULL)
        status = error_set(err, STATUS_NO_MEMORY, "hot: out of memory");
    if (status == STATUS_OK)
        status = fit_opened(h, &f->c->hot, err);
    free(h->felt);
    free(h->exposure);
    free(h);
    return status;
}
