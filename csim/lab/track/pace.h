#ifndef SKYLOOM_LAB_TRACK_PACE_H
#define SKYLOOM_LAB_TRACK_PACE_H
#include "base/error.h"
#include "base/watch.h"
/* What an ensemble tells, as lines for who watches: "3 of 40 runs, 8.2 %, 25 min left". */
struct ensemble_pace {
    const struct watch *watch;
    const char *what; /* runs, films */
    double began_s, began_share;
};
/* Members of struct ensemble; its context is the pace. */
void ensemble_pace_show(void *context, int done, double running, int n_trials);
void ensemble_pace_failed(void *context, const struct error *err);
#endif
