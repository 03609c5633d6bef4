#ifndef SKYLOOM_COSIM_COMPARE_H
#define SKYLOOM_COSIM_COMPARE_H
#include "base/error.h"
#include "twin/golden.h"
/* The full record of one image, with the memory it needs. */
struct cosim_record {
    struct golden_trace trace;
    struct golden_image image;
};
enum status cosim_record_create(struct cosim_record *r, const struct program *p, struct error *err);
void cosim_record_destroy(struct cosim_record *r);

/* The first difference of golden and RTL as one line with layer, step, neuron or core, and both
 * values: spikes and membranes in the order of time, then the cycle of every sweep, the read-out,
 * the cycles of the image, the ledger. STATUS_MISMATCH. */
enum status cosim_compare(const struct program *p, const struct cosim_record *golden,
                          const struct cosim_record *rtl, uint32_t image, struct error *err);
#endif
