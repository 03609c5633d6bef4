#ifndef SKYLOOM_THREADS_PROCESSES_H
#define SKYLOOM_THREADS_PROCESSES_H
#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
/* Many jobs over forked workers: for what is not made for threads, is fastest with a core and a
 * memory of its own, or may die. Jobs get their data by number and give back bytes or files, so
 * that workers on other machines (MPI) can do them, too. */
#define PROCESSES_MAX_WORKERS 256

/* A job and who runs it. */
struct processes_job {
    int index;                /* of n_jobs */
    int rank, n_ranks;        /* of the worker, among all workers of all calls */
    void *result;             /* [result_size], zero at first */
    const volatile int *stop; /* nonzero: the run ends, what the job returns is not looked at */
    bool ends_all; /* set by a job that fails: no other need go on, and its error is the one */
    struct processes_worker *worker;
};

struct processes {
    int n_jobs, n_workers;
    int rank, n_ranks; /* of several calls at once: every n_ranks-th job; 0 ranks: alone */
    size_t result_size;
    /* In a worker, which is a copy of the caller as of processes_run: what it writes to context is
     * seen by later jobs of the same worker only. One worker is the caller itself. */
    enum status (*job)(void *context, struct processes_job *job, struct error *err);
    void *context;
    bool go_on;   /* a job that fails leaves the others their turn */
    bool patient; /* jobs look at stop and keep what they have: wait for them, send no signal */
    /* In the caller; may be NULL. About once a second and at the end: jobs done, and the sum of the
     * shares of those that run. */
    void (*progress)(void *caller, int done, double running, int n_jobs);
    /* A job has failed and others go on: hours may pass before the end. */
    void (*failed)(void *caller, const struct error *err);
    void *caller;
    const volatile int *stop; /* nonzero: STATUS_INTERRUPTED; may be NULL */
};

struct processes_tally {
    int done, failed;
    bool stopped; /* before all had their turn */
};

/* results: [n_jobs][result_size], by job, so the order in which workers finish never shows; NULL if
 * result_size is 0. The error of the lowest failing job wins; jobs are begun in order and, without
 * go_on, none after a failed one, so it does not depend on the workers. One that dies is an error.
 * tally may be NULL. */
enum status processes_run(const struct processes *p, void *results, struct processes_tally *tally,
                          struct error *err);
/* How much of it is done, 0..1. For jobs that take long: the worker also looks here whether it is
 * to stop. */
void processes_note_share(struct processes_job *job, double share);
/* Under mpirun or srun: which of how many this process is. Alone, both stay what they are. Files
 * say who did what, so no messages are needed. */
void processes_find_rank(int *rank, int *n_ranks);
#endif
