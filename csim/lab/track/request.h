#ifndef SKYLOOM_LAB_TRACK_REQUEST_H
#define SKYLOOM_LAB_TRACK_REQUEST_H
#include "base/watch.h"
#include "files/path.h"
#include "lab/track/experiment.h"
/* An experiment with a device as it is asked for: planned, simulated over processes, concluded. */
struct track_request {
    const char *device;     /* a file, or a shipped device */
    const char *const *set; /* [n_set] "key=value", in this order */
    int n_set;
    const char *experiment; /* of the list experiments */
    int n_seeds;            /* of each point where there is noise */
    const char *out;        /* folder of all output; NULL: out/NAME */
    int n_workers;          /* processes */
    int rank, n_ranks;      /* of several calls at once; 0 ranks: alone */
    bool conclude;          /* simulate nothing: the tables of what is done */
    bool replace;           /* a table of other keys, too */
    const char *command;
};

struct track_made {
    struct path table;  /* FOLDER/EXPERIMENT.tsv */
    bool concluded;     /* it was made, which it may be though runs failed */
    int left, n_trials; /* left: runs that other ranks are still at; then there is no table */
};

/* d with the keys set, checked. */
enum status synapse_load_set(const char *name, const char *const *set, int n_set, struct synapse *d,
                             struct error *err);
/* Runs that fail do not take the table of the others with them; the error is the first of theirs.
 */
enum status track_request_run(const struct track_request *q, const struct watch *watch,
                              struct track_made *made, struct error *err);
#endif
