#ifndef SKYLOOM_TESTS_COSIM_CASE_H
#define SKYLOOM_TESTS_COSIM_CASE_H
#include "cosim/compare.h"
#include "random_program.h"
/* One random case on the RTL and its twin: loads the arrays through the write path, runs n_images
 * images from the same input and compares each, and the programming, with the twin. */
struct case_counts { /* what the cases went through, summed */
    uint64_t programs, images, core_cycles, spikes;
    uint64_t saturations, refractory, clipped, stall_cycles;
};

enum status case_run(const struct random_case *c, int n_images, const char *source_dir,
                     const char *cache_dir, struct case_counts *counts, struct error *err);
#endif
