#include <stdio.h>
#include "base/clock.h"
#include "files/file.h"
#include "io/run_state.h"
#include "lab/llg/run_parts.h"

enum {
    N_OWN_NUMBERS = 6,
    N_OWN_COUNTS = 17,
    N_FIELDS = 3,
    N_STAGE_COUNTS = 5, /* and one number: those of a struct stage_record */
    NAME_BYTES = 24
};

/* One list of places, written from and read into. */
struct state {
    uint64_t case_hash, output_hash, is_fresh;
    struct run_number number[N_OWN_NUMBERS + CASE_MAX_STAGES];
    struct run_count count[N_OWN_COUNTS + N_STAGE_COUNTS * CASE_MAX_STAGES];
    char name[CASE_MAX_STAGES][1 + N_STAGE_COUNTS][NAME_BYTES];
    struct run_field field[N_FIELDS];
    struct run_state list;
};

/* "unsettled.3": of the third stage. */
static void add_record(struct state *s, struct stage_record *record, size_t stage)
{
    static const char *const names[1 + N_STAGE_COUNTS] = {"torque_T",   "unsettled", "stalled",
                                                          "iterations", "balanced",  "last_step"};
    uint64_t *const counts[N_STAGE_COUNTS] = {&record->unsettled, &record->stalled,
                                              &record->iterations, &record->balanced,
                                              &record->last_step};

    for (int i = 0; i <= N_STAGE_COUNTS; i++)
        snprintf(s->name[stage][i], NAME_BYTES, "%s.%zu", names[i], stage + 1);
    s->number[s->list.n_numbers++] = (struct run_number){s->name[stage][0], &record->torque_T};
    for (int i = 0; i < N_STAGE_COUNTS; i++)
        s->count[s->list.n_counts++] = (struct run_count){s->name[stage][1 + i], counts[i]};
}

static void set_places(struct state *s, struct run *r)
{
    struct llg *llg = &r->film.llg;

    *s = (struct state){
        .case_hash = llg_case_hash(r->c),
        .output_hash = llg_case_output_hash(r->c),
        .is_fresh = llg->rate_is_fresh,
        .number = {{"time_s", &llg->time_s},
                   {"time_step_s", &llg->time_step_s},
                   {"wall_s", &r->at.wall_s},
                   {"cpu_s", &r->at.cpu_s},
                   {"stray_s", &llg->lag.at_s[0]},
                   {"stray_before_s", &llg->lag.at_s[1]}},
        .count = {{"case_hash", &s->case_hash},
                  {"output_hash", &s->output_hash},
                  {"step", &llg->step},
                  {"evaluations", &llg->evaluations},
                  {"rejected", &llg->rejected},
                  {"rate_is_fresh", &s->is_fresh},
                  {"stage", &r->at.stage},
                  {"point", &r->at.point},
                  {"next_row", &r->at.next_row},
                  {"next_state", &r->at.next_state},
                  {"next_frame", &r->at.next_frame},
                  {"rows", &r->at.rows},
                  {"iterations", &r->at.iterations},
                  {"in_plane", &r->at.in_plane},
                  {"track_rows", &r->at.track_rows},
                  {"track_last", &r->at.track_last},
                  {"stray_known", &llg->lag.known}},
        .field = {{"m", r->film.m},
                  {"stray_T", llg->lag.field_T[0]},
                  {"stray_before_T", llg->lag.field_T[1]}},
        .list = {&r->film.magnet.mesh, s->number, N_OWN_NUMBERS, s->count, N_OWN_COUNTS, s->field,
                 llg->config.demag_every > 1 ? N_FIELDS : 1},
    };
    for (size_t i = 0; i < r->c->n_stages; i++)
        add_record(s, &r->record[i], i);
}

enum status llg_checkpoint_write(struct run *r, struct error *err)
{
    const struct run_progress before = r->at;
    struct state s;
    enum status status;

    r->at.rows = r->out.table.n_rows;
    r->at.in_plane = r->out.in_plane;
    r->at.track_rows = r->track.table.n_rows;
    r->at.track_last = r->track.n_last;
    r->at.wall_s += clock_now_s() - r->started_s;
    r->at.cpu_s += llg_run_cpu_s() - r->cpu_started_s;
    set_places(&s, r);
    status = run_state_write(r->checkpoint.text, &s.list, err);
    r->at = before;
    return status;
}

enum status llg_checkpoint_read(struct run *r, struct error *err)
{
    const uint64_t case_hash = llg_case_hash(r->c);
    struct state s;
    enum status status;

    set_places(&s, r);
    if ((status = run_state_read(r->checkpoint.text, &s.list, err)) != STATUS_OK)
        return status;
    if (s.case_hash != case_hash)
        return error_set(
            err, STATUS_BAD_FILE, "%s: made by another case (hash %016llx, this one is %016llx)",
            r->checkpoint.text, (unsigned long long)s.case_hash, (unsigned long long)case_hash);
    if (s.output_hash != llg_case_output_hash(r->c) || r->at.stage > r->c->n_stages
        || (r->at.stage < r->c->n_stages
            && r->at.point >= llg_case_points(&r->c->stage[r->at.stage])))
        return error_set(err, STATUS_BAD_FILE, "%s: the case's section output has changed since",
                         r->checkpoint.text);
    r->film.llg.rate_is_fresh = false;
    if (s.is_fresh) /* the rate that is at hand there is evaluated again here: count it once */
        r->film.llg.evaluations--;
    return STATUS_OK;
}
