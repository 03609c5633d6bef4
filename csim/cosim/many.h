#ifndef SKYLOOM_COSIM_MANY_H
#define SKYLOOM_COSIM_MANY_H
#include <stdint.h>
#include "base/error.h"
#include "cosim/cosim.h"
#include "twin/golden.h"
/* Images through the RTL over worker processes (a Verilated model is fastest with a core of its
 * own); with a twin every image is also run by it and compared (cosim/compare).
 * All workers start from cosim as it is now: load it first. */
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
