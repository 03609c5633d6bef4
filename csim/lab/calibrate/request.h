#ifndef SKYLOOM_LAB_CALIBRATE_REQUEST_H
#define SKYLOOM_LAB_CALIBRATE_REQUEST_H
#include "base/watch.h"
#include "files/path.h"
#include "lab/calibrate/particles.h"
/* A calibration as it is asked for: films planned, run over processes, fitted, written; and the
 * particles that come of it beside finished runs of a device. */
struct calibrate_request {
    const char *device;     /* a file, or a shipped device */
    const char *const *set; /* [n_set] "key=value", in this order */
    int n_set;
    const char *out; /* file of coefficients, NULL: out/NAME-nN-particles.yaml; folder of the
                        comparison, NULL: out/NAME */
    int n_workers;   /* processes */
    const char *command;
    /* of a comparison: */
    const char *particles, *experiment;
    int n_seeds;
};

/* path: of the file. Tables of the films are kept in out/calibrate/runs, from where the same call
 * goes on. */
enum status calibrate_request_run(const struct calibrate_request *q, const struct watch *watch,
                                  struct calibration *c, struct path *path, struct error *err);
/* table: FOLDER/particles-EXPERIMENT.tsv. */
enum status calibrate_request_compare(const struct calibrate_request *q, const struct watch *watch,
                                      struct particles_summary *sum, struct path *table,
                                      struct error *err);
#endif
