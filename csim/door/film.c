#include "door/film.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files/share.h"

/* The same choice as the program's: threads would only wait for each other on a small mesh. */
static const size_t cells_of_a_thread = 8192;
/* Between two looks at the watch: as many steps as this many cells make one. */
static const size_t cells_at_once = 4096;

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

static enum status open_film(struct skyloom_film *film, const char *name,
                             const char *const settings[], int threads, struct error *err)
{
    enum status status = load_case(&film->c, name, settings, err);
    size_t most;

    if (status != STATUS_OK)
        return status;
    if (threads < 0 || threads > CREW_MAX_THREADS)
        return error_set(err, STATUS_BAD_CONFIG, "film: threads = %d, must be in [0, %d]", threads,
                         CREW_MAX_THREADS);
    most = 1 + mesh_cells(&film->c.mesh) / cells_of_a_thread;
    if (threads == 0)
        threads = door_threads(0, most < CREW_MAX_THREADS ? (int)most : CREW_MAX_THREADS);
    film->own = (struct case_stage){
        .kind = STAGE_RUN, .current = true, .damping = NAN, .temperature_K = NAN};
    status = llg_film_open(&film->film, &film->c, threads, err);
    if (status == STATUS_OK)
        llg_film_enter_stage(&film->film, &film->c, &film->own);
    if (name == NULL)
        film->c.n_stages = 0;
    return status;
}

enum skyloom_status skyloom_film_open(struct skyloom_film **film, const char *name,
                                      const char *const settings[], int threads,
                                      struct skyloom_error *err)
{
    struct error why;
    enum status status = door_alloc((void **)film, sizeof **film, &why);

    if (status == STATUS_OK)
        status = open_film(*film, name, settings, threads, &why);
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

static enum status advance(struct skyloom_film *film, double time_s, const struct watch *watch,
                           struct error *err)
{
    struct llg *llg = &film->film.llg;
    const size_t cells = mesh_cells(&film->c.mesh);
    const uint64_t n_steps = cells < cells_at_once ? cells_at_once / cells : 1;
    enum status status = door_check_finite(&time_s, 1, "film: time_s", err);

    while (status == STATUS_OK && llg->time_s < time_s) {
        status = watch_stopped(watch) ? watch_interrupted(err)
                                      : film_run(&film->film, time_s, n_steps, err);
        watch_progress(watch, "film: %.4g of %.4g ns", 1e9 * llg->time_s, 1e9 * time_s);
    }
    watch_over(watch);
    return status;
}

enum skyloom_status skyloom_film_advance(struct skyloom_film *film, double time_s,
                                         const struct skyloom_watch *watch,
                                         struct skyloom_error *err)
{
    const struct watch w = door_watch(watch);
    struct error why;

    return door_error(err, advance(film, time_s, &w, &why), &why);
}

static bool goes_on(void *context) { return !watch_stopped(context); }

static enum status relax(struct skyloom_film *film, struct watch *watch, double *torque_T,
                         struct error *err)
{
    struct relax_config config = film->c.relax;
    struct relax_result result = {0};
    enum status status;

    config.look_up = goes_on;
    config.context = watch;
    status = film_relax(&film->film, &config, &result, err);
    if (torque_T != NULL)
        *torque_T = result.torque_T;
    return status;
}

enum skyloom_status skyloom_film_relax(struct skyloom_film *film, const struct skyloom_watch *watch,
                                       double *torque_T, struct skyloom_error *err)
{
    struct watch w = door_watch(watch);
    struct error why;

    return door_error(err, relax(film, &w, torque_T, &why), &why);
}

int skyloom_film_stages(const struct skyloom_film *film) { return (int)film->c.n_stages; }

enum skyloom_status skyloom_film_run_stage(struct skyloom_film *film, int stage,
                                           const struct skyloom_watch *watch,
                                           struct skyloom_error *err)
{
    struct watch w = door_watch(watch);
    const struct case_stage *s;
    struct error why;
    enum status status;

    if (stage < 0 || stage >= skyloom_film_stages(film)) {
        status = error_set(&why, STATUS_BAD_CONFIG, "film: stage = %d, %s has %d", stage,
                           film->c.name, skyloom_film_stages(film));
        return door_error(err, status, &why);
    }
    s = &film->c.stage[stage];
    llg_film_enter_stage(&film->film, &film->c, s);
    status = s->kind == STAGE_RELAX
                 ? relax(film, &w, NULL, &why)
                 : advance(film, film->film.llg.time_s + s->duration_s, &w, &why);
    llg_film_enter_stage(&film->film, &film->c, &film->own);
    return door_error(err, status, &why);
}
