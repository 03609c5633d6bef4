#include "lab/llg/run.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"
#include "files/file.h"
#include "lab/llg/folder.h"
#include "lab/llg/run_parts.h"
#include "lab/llg/stability.h"

/* Instants less than this share of themselves apart are one: k * every_s is rounded. */
static const double same_instant = 1e-12;
double llg_run_cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const struct case_stage *stage_of(const struct run *r) { return &r->c->stage[r->at.stage]; }

/* Of the stage at this field of its sweep. */
static double point_end_s(const struct run *r)
{
    const double begin_s = llg_case_end_s(r->c, r->at.stage);

    return begin_s + (double)(r->at.point + 1) * stage_of(r)->duration_s;
}

/* --- progress, checkpoint, ctrl-C --- */

static void tell(void *context, double torque_T)
{
    struct run *r = context;
    const double now_s = clock_now_s(), time_s = r->film.llg.time_s;
    struct llg_progress p = {r->at.stage,
                             r->c->n_stages,
                             time_s,
                             r->end_s,
                             torque_T,
                             r->film.llg.step,
                             r->film.llg.evaluations,
                             now_s - r->started_s,
                             NAN};

    if (r->options->progress == NULL || now_s - r->told_s < 0.2)
        return;
    if (r->moving_s > 0.0 && time_s > r->moving_from_s)
        p.left_s = (now_s - r->moving_s) * (r->end_s - time_s) / (time_s - r->moving_from_s);
    r->told_s = now_s;
    r->options->progress(r->options->context, &p);
}

static enum status keep(void *context, struct error *err)
{
    return llg_checkpoint_write(context, err);
}

static enum status interrupted(void *context, struct error *err)
{
    const struct run *r = context;

    return error_set(err, STATUS_INTERRUPTED,
                     "stopped at %g s of %g s, stage %zu of %zu; resuming goes on from %s",
                     r->film.llg.time_s, r->end_s, (size_t)r->at.stage + 1, r->c->n_stages,
                     r->checkpoint.text);
}

static struct llg_loop loop_of(struct run *r)
{
    const double every_s = r->c->output.checkpoint_every_wall_s;

    return (struct llg_loop){.film = &r->film,
                             .stop = r->options->stop,
                             .steps = llg_loop_steps(&r->c->mesh),
                             .keep_every_wall_s = every_s > 0.0 ? every_s : INFINITY,
                             .kept_s = clock_now_s(),
                             .context = r,
                             .progress = tell,
                             .keep = keep,
                             .interrupted = interrupted};
}

/* --- dynamics --- */

static double instant_of(uint64_t number, double every_s)
{
    return every_s > 0.0 ? (double)number * every_s : INFINITY;
}

static bool is_due(uint64_t number, double every_s, double time_s)
{
    return instant_of(number, every_s) <= time_s * (1.0 + same_instant);
}

static double states_every_s(const struct case_output *o) { return o->ovf ? o->ovf_every_s : 0.0; }

/* The next instant at which something is written, at the latest the end of the stage. */
static bool next_instant(void *context, double *instant_s)
{
    const struct run *r = context;
    const struct case_output *o = &r->c->output;
    const double end_s = point_end_s(r);
    double next_s = instant_of(r->at.next_row, o->table_every_s);

    next_s = fmin(next_s, instant_of(r->at.next_state, states_every_s(o)));
    next_s = fmin(next_s, instant_of(r->at.next_frame, o->picture_every_s));
    *instant_s = next_s >= end_s * (1.0 - same_instant) ? end_s : next_s;
    return r->film.llg.time_s < end_s;
}

/* A row, and a look at the skyrmions: one of each instant, so not after a relaxation later on; of a
 * case that never moves, after each. */
static enum status add_row(struct run *r, struct error *err)
{
    const bool moves = stage_of(r)->kind == STAGE_RUN;
    const struct outputs_stage stage = {r->at.stage + 1, moves && stage_of(r)->current};
    enum status status = llg_outputs_row(&r->out, &stage, err);

    if (status == STATUS_OK && r->c->track.skyrmions
        && (moves || r->out.table.n_rows == 1 || !(r->end_s > 0.0)))
        status = llg_path_look(&r->track, r->film.llg.time_s, r->film.m, err);
    return status;
}

static enum status write_instant(void *context, double instant_s, struct error *err)
{
    struct run *r = context;
    const bool stage_ends = instant_s == point_end_s(r);
    const struct case_output *o = &r->c->output;
    const double time_s = r->film.llg.time_s;
    enum status status = STATUS_OK;
    char name[40];

    if (is_due(r->at.next_row, o->table_every_s, time_s) || stage_ends) {
        r->at.next_row += is_due(r->at.next_row, o->table_every_s, time_s);
        status = add_row(r, err);
    }
    if (status == STATUS_OK && is_due(r->at.next_state, states_every_s(o), time_s)) {
        snprintf(name, sizeof name, "m%06llu", (unsigned long long)r->at.next_state++);
        status = llg_outputs_state(&r->out, name, err);
    }
    if (status == STATUS_OK && is_due(r->at.next_frame, o->picture_every_s, time_s))
        status = llg_outputs_frame(&r->out, r->at.next_frame++, err);
    return status;
}

static enum status run_dynamics(struct run *r, struct error *err)
{
    if (!(r->moving_s > 0.0)) {
        r->moving_s = clock_now_s();
        r->moving_from_s = r->film.llg.time_s;
    }
    return llg_loop_instants(&r->loop, next_instant, write_instant, err);
}

/* --- relaxation --- */

static enum status run_relaxation(struct run *r, struct error *err)
{
    struct relax_result result;
    const enum status status =
        llg_loop_relax_blocks(&r->loop, &r->c->relax, &r->at.iterations, &result, err);

    if (status != STATUS_OK)
        return status;
    llg_record_relaxation(r, &result);
    return add_row(r, err);
}

/* --- stages --- */

static enum status end_point(struct run *r, struct error *err)
{
    const enum status status = llg_run_write_point(r, err);

    if (status != STATUS_OK)
        return status;
    r->at.iterations = 0;
    if (++r->at.point < llg_case_points(stage_of(r)))
        return STATUS_OK;
    r->record[r->at.stage].last_step = r->film.llg.step;
    llg_warn_not_at_rest(r, r->at.stage);
    llg_warn_balanced(r, r->at.stage);
    r->at.stage++;
    r->at.point = 0;
    return STATUS_OK;
}

static enum status run_stages(struct run *r, struct error *err)
{
    enum status status = STATUS_OK;

    while (r->at.stage < r->c->n_stages) {
        const bool runs = stage_of(r)->kind == STAGE_RUN;

        r->here = llg_case_point(stage_of(r), r->at.point);
        llg_film_enter_stage(&r->film, r->c, &r->here);
        if (runs && r->film.llg.time_s == 0.0 && r->out.table.n_rows == 0)
            status = add_row(r, err); /* at 0, unless a relaxation ends there */
        if (status == STATUS_OK)
            status = runs ? run_dynamics(r, err) : run_relaxation(r, err);
        if (status != STATUS_OK || (status = end_point(r, err)) != STATUS_OK)
            return status;
        if (r->at.stage < r->c->n_stages
            && (status = llg_loop_look(&r->loop, 0.0, err)) != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* --- start and end --- */

static enum status open_track(struct run *r, bool anew, struct error *err)
{
    const struct llg_case *c = r->c;
    struct path path;
    const enum status status = path_join(&path, err, r->options->folder, "skyrmions.txt");

    if (status != STATUS_OK || !c->track.skyrmions)
        return status;
    return anew ? llg_path_open(&r->track, &c->track, &c->skyrmion_finder, &r->film.magnet,
                                path.text, err)
                : llg_path_resume(&r->track, &c->track, &c->skyrmion_finder, &r->film.magnet,
                                  path.text, r->at.track_rows, r->at.track_last, err);
}

static enum status begin_anew(struct run *r, struct error *err)
{
    const struct case_output *o = &r->c->output;
    enum status status;

    r->at = (struct run_progress){.next_row = 1, .next_state = 1, .next_frame = 1};
    unlink(r->checkpoint.text); /* of a run that is given up: it does not fit the new table */
    if ((status = llg_folder_clear(r->options->folder, r->c, err)) != STATUS_OK)
        return status;
    if ((status = llg_outputs_open(&r->out, &r->film, r->c, r->options->folder, SIZE_MAX, err))
            != STATUS_OK
        || (status = open_track(r, true, err)) != STATUS_OK)
        return status;
    r->out.in_plane = llg_outputs_in_plane(&r->film);
    if (o->ovf)
        status = llg_outputs_state(&r->out, "m000000", err);
    if (status == STATUS_OK && o->pictures)
        status = llg_outputs_pictures(&r->out, "m_start", err);
    if (status == STATUS_OK && o->picture_every_s > 0.0)
        status = llg_outputs_frame(&r->out, 0, err);
    return status;
}

static enum status go_on(struct run *r, struct error *err)
{
    enum status status;

    if ((status = llg_checkpoint_read(r, err)) != STATUS_OK
        || (status = llg_outputs_open(&r->out, &r->film, r->c, r->options->folder,
                                      (size_t)r->at.rows, err))
               != STATUS_OK
        || (status = open_track(r, false, err)) != STATUS_OK)
        return status;
    r->out.in_plane = r->at.in_plane != 0;
    for (uint64_t stage = 0; stage < r->at.stage; stage++) {
        llg_warn_not_at_rest(r, stage);
        llg_warn_balanced(r, stage);
    }
    return STATUS_OK;
}

static void hear(void *context, const char *text) { llg_warn(context, text); }

/* The |m| of a step shows only the worst of those that are too long: see stability.h. Rounding that
 * grows to 1 is an error, what grows less a warning. */
static enum status check_steps(struct run *r, struct error *err)
{
    const double rounding = sizeof(real) == 4 ? 6e-8 : 1.1e-16;
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < r->c->n_stages; i++) {
        struct llg_stability s;
        char text[200];

        llg_film_enter_stage(&r->film, r->c, &r->c->stage[i]);
        s = llg_stability_of(&r->film, r->c, &r->c->stage[i]);
        if (!(s.log_growth > 1.0))
            continue;
        snprintf(text, sizeof text,
                 "llg.time_step_s = %g s is too long for the exchange of these cells in stage %zu, "
                 "should be at most %.3g s",
                 s.time_step_s, i + 1, s.longest_s);
        if (s.log_growth > -log(rounding))
            status = error_set(err, STATUS_BAD_CONFIG, "%s: %s", r->c->name, text);
        else
            llg_warn(r, text);
    }
    return status;
}

static enum status run_film(struct run *r, struct error *err)
{
    struct error close_error = {STATUS_OK, ""};
    enum status status;

    llg_case_tell(r->c, &(struct llg_listener){hear, r});
    llg_film_tell(&r->film, r->c, &(struct llg_listener){hear, r});
    if ((status = check_steps(r, err)) != STATUS_OK)
        return status;
    tell(r, 0.0);
    llg_folder_sweep(r->options->folder);
    status = r->options->resume && access(r->checkpoint.text, F_OK) == 0 ? go_on(r, err)
                                                                         : begin_anew(r, err);
    if (status == STATUS_OK)
        status = run_stages(r, err);
    if (status == STATUS_OK)
        status = llg_run_finish(r, err);
    llg_outputs_close(&r->out, &close_error);
    llg_path_close(&r->track, &close_error);
    if (close_error.code && status == STATUS_OK) {
        *err = close_error;
        status = close_error.code;
    }
    if (status == STATUS_OK)
        unlink(r->checkpoint.text);
    return status;
}

enum status llg_case_run(const struct llg_case *c, const struct llg_run_options *options,
                         struct llg_run_result *result, struct error *err)
{
    struct run *r = calloc(1, sizeof *r);
    enum status status;

    if (r == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: no memory for a run", c->name);
    *result = (struct llg_run_result){.conductance_S = NAN, .radius_m = NAN};
    *r = (struct run){.c = c, .options = options, .result = result};
    r->end_s = llg_case_end_s(c, c->n_stages);
    r->started_s = clock_now_s();
    r->loop = loop_of(r);
    r->cpu_started_s = llg_run_cpu_s();
    if ((status = path_join(&r->checkpoint, err, options->folder, LLG_CHECKPOINT)) == STATUS_OK
        && (status = llg_film_open(&r->film, c, options->n_threads, err)) == STATUS_OK
        && (status = file_make_dirs(options->folder, err)) == STATUS_OK)
        status = run_film(r, err);
    llg_film_close(&r->film);
    free(r);
    return status;
}
