#ifndef SKYLOOM_LAB_LLG_RUN_PARTS_H
#define SKYLOOM_LAB_LLG_RUN_PARTS_H
#include "lab/llg/loop.h"
#include "lab/llg/outputs.h"
#include "lab/llg/run.h"
/* Internal to lab/llg: a run under way and its checkpoint. */
struct run_progress { /* with m, and time and step of the stepper, all that a run goes on from */
    uint64_t stage;   /* that is running, from 0 */
    uint64_t point;   /* of its sweep, from 0 */
    uint64_t next_row, next_state, next_frame; /* the next instant is this times its interval */
    uint64_t rows;                             /* of table.txt */
    uint64_t iterations;                       /* of this relaxation so far */
    uint64_t in_plane;                         /* of the frames */
    uint64_t track_rows, track_last;           /* of skyrmions.txt */
    double wall_s, cpu_s;                      /* before this process */
};

struct stage_record { /* kept by the checkpoint: what llg_stage_result is made of */
    uint64_t unsettled, stalled, iterations;
    uint64_t balanced;  /* fields that m lay against with no torque to turn it */
    uint64_t last_step; /* of the run, when the stage ended */
    double torque_T;
};

struct run {
    const struct llg_case *c;
    const struct llg_run_options *options;
    struct llg_run_result *result;
    struct film film;
    struct llg_loop loop;
    struct outputs out;
    struct llg_path track;
    struct run_progress at;
    struct stage_record record[CASE_MAX_STAGES];
    struct case_stage here; /* the stage at the field that its sweep has come to */
    struct path checkpoint;
    double end_s;                    /* of the whole run */
    double started_s, cpu_started_s; /* clocks */
    double told_s;                   /* when progress was */
    double moving_s, moving_from_s;  /* clock and time_s when dynamics began in this process */
};

enum status llg_checkpoint_write(struct run *r, struct error *err);
/* Reads the state into an opened film. A checkpoint of another case is refused. */
enum status llg_checkpoint_read(struct run *r, struct error *err);
/* The state after a stage, after each field of a sweep; of one stage alone it is m_final. */
enum status llg_run_write_point(struct run *r, struct error *err);
/* The last files and the result. */
enum status llg_run_finish(struct run *r, struct error *err);
void llg_warn(struct run *r, const char *text);
/* Of this stage's relaxation that has ended. */
void llg_record_relaxation(struct run *r, const struct relax_result *result);
/* Nothing of a stage that is at rest. */
void llg_warn_not_at_rest(struct run *r, uint64_t stage);
/* Nothing of a stage in which m never lay against the field with nothing to push it. */
void llg_warn_balanced(struct run *r, uint64_t stage);
void llg_record_results(const struct run *r, struct llg_run_result *result);
double llg_run_cpu_s(void);
#endif
