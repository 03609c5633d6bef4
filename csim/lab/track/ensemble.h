#ifndef SKYLOOM_LAB_TRACK_ENSEMBLE_H
#define SKYLOOM_LAB_TRACK_ENSEMBLE_H
#include "lab/track/trial.h"
/* Many trials over worker processes, one per core. What is done is a file, so a second call goes on
 * where the first one stopped, and which worker did what never shows. */
struct ensemble {
    const struct trial *trial;
    int n_trials;
    /* In the place of trials, other runs that leave a file when they are done: run i of `list`. */
    const void *list;
    enum status (*run_one)(const void *list, int i, const struct trial_options *options,
                           struct error *err);
    bool (*one_is_done)(const void *list, int i, const char *folder);
    const char *folder;
    int n_workers;
    int rank, n_ranks; /* of several calls at once (mpirun): every n_ranks-th trial; 0 ranks: alone
                        */
    const volatile int *stop; /* set by a signal handler; the workers look at it too */
    double keep_every_wall_s;
    /* In the parent, about once a second: trials done and the sum of the shares of those that run.
     */
    void (*progress)(void *context, int done, double running, int n_trials);
    /* In the parent, when a trial has failed and the others go on: hours may pass before the end.
     */
    void (*failed)(void *context, const struct error *err);
    void *context;
};

/* A trial that fails leaves the others their turn, and the first error of the list is returned
 * after them. When one without skyrmions fails, all stop at once, their states kept: there is
 * nothing to compare them with. */
enum status ensemble_run(const struct ensemble *e, struct error *err);
/* Trials that have no table yet, of all ranks. */
int ensemble_left(const struct ensemble *e);
#endif
