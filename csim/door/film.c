#include "door/film.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "files/share.h"
#include "lab/llg/loop.h"

/* --- make and free --- */

static enum status load_case(struct llg_case *c, const char *name, const char *const settings[],
                             struct error *err)
{
    struct path path;
    enum status status = STATUS_OK;

    llg_case_default(c);
    if (name != NULL) {
        status = share_path("cases", name, ".yaml", &path, err);
        if (status == STATUS_OK)
            status = llg_case_load(path.text, c, err);
    } else {
        snprintf(c->name, sizeof c->name, "film");
        c->n_stages = 1; /* a case has one; open_film takes it off again */
    }
    for (size_t i = 0; status == STATUS_OK && settings != NULL && settings[i] != NULL; i++)
        status = llg_case_set(c, settings[i], err);
    return status;
}

static void tell(void *watch, const char *text) { watch_report(watch, "warning: %s", text); }

static enum status open_film(struct skyloom_film *film, const char *name,
                             const char *const settings[], int threads, struct watch *watch,
                             struct error *err)
{
    const struct llg_listener listener = {tell, watch};
    enum status status = load_case(&film->c, name, settings, err);

    if (status != STATUS_OK)
        return status;
    if (threads < 0 || threads > CREW_MAX_THREADS)
        return error_set(err, STATUS_BAD_CONFIG, "film: threads = %d, must be in [0, %d]", threads,
                         CREW_MAX_THREADS);
    film->own = (struct case_stage){
        .kind = STAGE_RUN, .current = true, .damping = NAN, .temperature_K = NAN};
    status = llg_film_open(&film->film, &film->c, llg_film_threads(threads, &film->c.mesh), err);
    if (status == STATUS_OK) {
        if (name != NULL) /* without one, stages cannot say what is going to act */
            llg_case_tell(&film->c, &listener);
        llg_film_tell(&film->film, &film->c, &listener);
        llg_film_enter_stage(&film->film, &film->c, &film->own);
    }
    if (name == NULL)
        film->c.n_stages = 0;
    return status;
}

enum skyloom_status skyloom_film_open(struct skyloom_film **film, const char *name,
                                      const char *const settings[], int threads,
                                      const struct skyloom_watch *watch, struct skyloom_error *err)
{
    struct watch w = door_watch(watch);
    struct error why;
    enum status status = door_alloc((void **)film, sizeof **film, &why);

    if (status == STATUS_OK)
        status = open_film(*film, name, settings, threads, &w, &why);
    if (status != STATUS_OK) {
        skyloom_film_close(*film);
        *film = NULL;
    }
    return door_error(err, status, &why);
}

void skyloom_film_close(struct skyloom_film *film)
{
    if (film != NULL)
        llg_film_close(&film->film);
    free(film);
}

/* --- what acts on it --- */

enum skyloom_status skyloom_film_set_field(struct skyloom_film *film, const double field_T[3],
                                           struct skyloom_error *err)
{
    struct error why;
    const enum status status = door_check_finite(field_T, 3, "film: field_T", &why);

    if (status == STATUS_OK) {
        memcpy(film->own.field_T, field_T, sizeof film->own.field_T);
        llg_film_enter_stage(&film->film, &film->c, &film->own);
    }
    return door_error(err, status, &why);
}

void skyloom_film_set_current(struct skyloom_film *film, bool acts)
{
    film->own.current = acts;
    llg_film_enter_stage(&film->film, &film->c, &film->own);
}

enum skyloom_status skyloom_film_set_temperature(struct skyloom_film *film, double temperature_K,
                                                 struct skyloom_error *err)
{
    struct error why;
    enum status status = door_check_finite(&temperature_K, 1, "film: temperature_K", &why);

    if (status == STATUS_OK && temperature_K < 0.0)
        status = error_set(&why, STATUS_BAD_CONFIG, "film: temperature = %g K, must be 0 or more",
                           temperature_K);
    if (status == STATUS_OK) {
        film->own.temperature_K = temperature_K;
        llg_film_enter_stage(&film->film, &film->c, &film->own);
    }
    return door_error(err, status, &why);
}

/* --- time --- */

enum skyloom_status skyloom_film_step(struct skyloom_film *film, struct skyloom_error *err)
{
    struct error why;

    return door_error(err, film_run(&film->film, INFINITY, 1, &why), &why);
}

struct way { /* of a film under a watch */
    struct llg_loop loop;
    struct watch watch;
    double until_s, told_s;
};

static void progress(void *context, double torque_T)
{
    struct way *w = context;
    const double now_s = clock_now_s();

    if (now_s - w->told_s < 0.2)
        return;
    w->told_s = now_s;
    if (torque_T > 0.0)
        watch_progress(&w->watch, "film: relaxing, torque %.3g T", torque_T);
    else
        watch_progress(&w->watch, "film: %.4g of %.4g ns", 1e9 * w->loop.film->llg.time_s,
                       1e9 * w->until_s);
}

static enum status interrupted(void *context, struct error *err)
{
    (void)context;
    return watch_interrupted(err);
}

static struct way way_of(struct skyloom_film *film, const struct skyloom_watch *watch)
{
    struct way w = {.watch = door_watch(watch)};

    w.loop = (struct llg_loop){.film = &film->film,
                               .stop = w.watch.stop,
                               .steps = llg_loop_steps(&film->c.mesh),
                               .keep_every_wall_s = INFINITY,
                               .progress = progress,
                               .interrupted = interrupted};
    return w;
}

static enum status advance(struct way *w, double until_s, struct error *err)
{
    const double time_s = w->loop.film->llg.time_s;

    w->loop.context = w;
    w->until_s = until_s;
    if (time_s < until_s && watch_stopped(&w->watch))
        return watch_interrupted(err);
    return llg_loop_run(&w->loop, until_s, err);
}

enum skyloom_status skyloom_film_advance(struct skyloom_film *film, double time_s,
                                         const struct skyloom_watch *watch,
                                         struct skyloom_error *err)
{
    struct way w = way_of(film, watch);
    struct error why;
    enum status status = door_check_finite(&time_s, 1, "film: time_s", &why);

    if (status == STATUS_OK)
        status = advance(&w, time_s, &why);
    watch_over(&w.watch);
    return door_error(err, status, &why);
}

static bool goes_on(void *context)
{
    struct way *w = context;

    return !watch_stopped(&w->watch);
}

/* In the blocks of a case's stage, so that both come to the same state; heard at every step. */
static enum status relax(struct way *w, const struct relax_config *config, double *torque_T,
                         struct error *err)
{
    struct relax_config heard = *config;
    struct relax_result result = {.torque_T = NAN};
    uint64_t iterations = 0;
    enum status status;

    w->loop.context = w;
    heard.look_up = goes_on;
    heard.context = w;
    status = llg_loop_relax_blocks(&w->loop, &heard, &iterations, &result, err);
    if (torque_T != NULL)
        *torque_T = result.torque_T;
    return status == STATUS_INTERRUPTED ? watch_interrupted(err) : status;
}

enum skyloom_status skyloom_film_relax(struct skyloom_film *film, const struct skyloom_watch *watch,
                                       double *torque_T, struct skyloom_error *err)
{
    struct way w = way_of(film, watch);
    struct error why;
    const enum status status = relax(&w, &film->c.relax, torque_T, &why);

    watch_over(&w.watch);
    return door_error(err, status, &why);
}

/* --- stages --- */

int skyloom_film_stages(const struct skyloom_film *film) { return (int)film->c.n_stages; }

int skyloom_film_points(const struct skyloom_film *film, int stage)
{
    if (stage < 0 || stage >= skyloom_film_stages(film))
        return 0;
    return (int)llg_case_points(&film->c.stage[stage]);
}

/* Points from .. to of a stage; a run ends at whole durations after it began, as in a case. */
static enum status run_points(struct skyloom_film *film, int stage, int from, int to,
                              const struct skyloom_watch *watch, struct error *err)
{
    const struct case_stage *s = &film->c.stage[stage];
    const double begin_s = film->film.llg.time_s;
    struct way w = way_of(film, watch);
    enum status status = STATUS_OK;

    for (int point = from; point < to && status == STATUS_OK; point++) {
        const struct case_stage here = llg_case_point(s, (uint64_t)point);

        llg_film_enter_stage(&film->film, &film->c, &here);
        status = s->kind == STAGE_RELAX
                     ? relax(&w, &film->c.relax, NULL, err)
                     : advance(&w, begin_s + (point - from + 1) * s->duration_s, err);
    }
    llg_film_enter_stage(&film->film, &film->c, &film->own);
    watch_over(&w.watch);
    return status;
}

static enum status check_point(const struct skyloom_film *film, int stage, int point,
                               struct error *err)
{
    const int n = skyloom_film_points(film, stage);

    if (stage < 0 || stage >= skyloom_film_stages(film))
        return error_set(err, STATUS_BAD_CONFIG, "film: stage = %d, %s has %d", stage, film->c.name,
                         skyloom_film_stages(film));
    if (point < 0 || point >= n)
        return error_set(err, STATUS_BAD_CONFIG, "film: point = %d, must be in [0, %d]", point,
                         n - 1);
    return STATUS_OK;
}

enum skyloom_status skyloom_film_run_stage(struct skyloom_film *film, int stage,
                                           const struct skyloom_watch *watch,
                                           struct skyloom_error *err)
{
    struct error why;
    enum status status = check_point(film, stage, 0, &why);

    if (status == STATUS_OK)
        status = run_points(film, stage, 0, skyloom_film_points(film, stage), watch, &why);
    return door_error(err, status, &why);
}

enum skyloom_status skyloom_film_run_point(struct skyloom_film *film, int stage, int point,
                                           const struct skyloom_watch *watch,
                                           struct skyloom_error *err)
{
    struct error why;
    enum status status = check_point(film, stage, point, &why);

    if (status == STATUS_OK)
        status = run_points(film, stage, point, point + 1, watch, &why);
    return door_error(err, status, &why);
}
