#ifndef SKYLOOM_LAB_LLG_RUN_H
#define SKYLOOM_LAB_LLG_RUN_H
#include "lab/llg/film.h"
#include "lab/llg/path.h"
/* The room of cases: a YAML file of cases/ (case.h) becomes a film (film.h) and is run here.
 *
 * A case from its start to its end: stages, table.txt, states, pictures, tracks, checkpoint. The
 * same bytes at any number of threads and after any number of stops and resumes: steps end at the
 * instants of the outputs and at the ends of stages, as the case says, and never because of a stop,
 * which waits for the end of the step (of 500 steps of a relaxation). */
struct llg_progress {
    size_t stage, n_stages;
    double time_s, end_s; /* of the whole run */
    double torque_T;      /* while relaxing */
    uint64_t steps, evaluations;
    double wall_s, left_s; /* left_s NaN: not yet known */
};

/* In the folder of a run that was stopped. */
#define LLG_CHECKPOINT "checkpoint.state"

struct llg_run_options {
    const char *folder; /* of all output; made if it is not there */
    int n_threads;
    bool resume; /* go on from folder/LLG_CHECKPOINT; without one, start at the beginning */
    const volatile int *stop; /* nonzero: write a checkpoint and return STATUS_INTERRUPTED */
    void (*progress)(void *context, const struct llg_progress *p);
    void *context;
};

/* What became of a stage. */
struct llg_stage_result {
    bool relaxes;
    uint64_t fields;     /* of its sweep, 1: no sweep; each is a relaxation or a run */
    uint64_t unsettled;  /* relaxations that ended above the stopping torque ... */
    uint64_t stalled;    /* ... these at the rounding of m and field, the others out of steps */
    uint64_t iterations; /* of its relaxations */
    uint64_t steps;      /* of the stepper, without the rejected */
    double torque_T;     /* the largest that its relaxations ended with */
    double end_s;        /* on the clock of the run */
};

enum { RUN_MAX_TRACKS = 64 };
struct llg_run_result {
    double time_s, mean[3], energy_J, max_torque_T;
    double energies_J[FILM_MAX_TERMS]; /* as field_terms */
    double charge;                     /* Berg-Luescher, layer of the case's finder */
    int n_skyrmions;                   /* layer of the case's finder, at the end, off the rim */
    double radius_m;                   /* mean of them */
    double conductance_S;              /* where the case reads one; else NaN */
    uint64_t steps, rejected, evaluations;
    double wall_s, cpu_s;
    size_t n_stages;
    struct llg_stage_result stage[CASE_MAX_STAGES];
    size_t n_tracks;
    struct llg_path_result track[RUN_MAX_TRACKS];
    char warning[2048]; /* "" or one line */
};

enum status llg_case_run(const struct llg_case *c, const struct llg_run_options *options,
                         struct llg_run_result *result, struct error *err);
#endif
