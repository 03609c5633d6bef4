#ifndef SKYLOOM_COSIM_WORKERS_H
#define SKYLOOM_COSIM_WORKERS_H
#include <stddef.h>
#include <stdint.h>
#include "cosim/cosim.h"
#include "base/error.h"
#include "twin/golden.h"
/* Many jobs over worker processes (a Verilated model is fastest with a core of its own). Results
 * are indexed by job, so the order in which workers finish never shows. */
struct workers_config {
    int n_jobs, n_workers;
    size_t result_size;
    enum status (*job)(void *context, int index, void *result, struct error *err);
    void *context;
    void (*progress)(void *context, int done, int n_jobs); /* in the parent; may be NULL */
    void *progress_context;
    const volatile int *stop; /* nonzero: STATUS_INTERRUPTED; may be NULL */
};

/* results: [n_jobs][result_size]. The error of the lowest failing job wins; a worker that dies is
 * an error. */
enum status workers_run(const struct workers_config *config, void *results, struct error *err);

/* Images through the RTL; with a twin every image is also run by it and compared (cosim/compare).
 * All workers start from c as it is now: load it first. */
struct cosim_many {
    struct cosim *cosim;
    const struct program *program;
    const struct golden *twin; /* NULL: RTL only */
    void (*input)(void *context, int index, uint64_t *bits, uint32_t *image);
    void *input_context;
    int n_images, n_workers;
    const struct watch *watch; /* may be NULL */
};
enum status cosim_run_many(const struct cosim_many *many, struct golden_image results[],
                           uint64_t *core_cycles, struct error *err);
#endif
