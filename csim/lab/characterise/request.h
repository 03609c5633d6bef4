#ifndef SKYLOOM_LAB_CHARACTERISE_REQUEST_H
#define SKYLOOM_LAB_CHARACTERISE_REQUEST_H
#include "base/watch.h"
#include "files/path.h"
#include "lab/characterise/characterise.h"
/* A device card as it is asked for: devices as particles, LLG of the film that is read, the card
 * written with its provenance. */
struct characterise_request {
    const char *device;     /* a file, or a shipped device */
    const char *const *set; /* [n_set] "key=value", in this order */
    int n_set;
    const char *particles; /* coefficients; NULL: those shipped with the device */
    const char *out;       /* file of the card; NULL: out/NAME-card.yaml */
    int64_t seed, draws;   /* 0: 1 and 64 */
    double after_s;        /* without current, before the states are read */
    int n_workers;
    const char *command;
};

struct characterise_made { /* large: not for the stack */
    struct path path;
    int64_t draws;
    struct characterised found;
    struct device_card card;
};

/* Runs of LLG are kept in out/NAME/runs, from where the same call goes on. */
enum status characterise_request_run(const struct characterise_request *q,
                                     const struct watch *watch, struct characterise_made *made,
                                     struct error *err);
#endif
