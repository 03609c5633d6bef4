#ifndef SKYLOOM_TWIN_REAL_H
#define SKYLOOM_TWIN_REAL_H
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "base/watch.h"
#include "net/program.h"
/* The spiking network in real numbers: unquantised weights, no array, no width of a membrane. The
 * same input spikes, neurons and read-out as the golden twin, so that what lies between the two is
 * the rounding. Single precision, added in ascending order of the inputs: the same answer at any
 * number of threads. */
struct real_layer {
    int n_in, n_out;
    const float *weight; /* [n_in][n_out] */
    double threshold;    /* > 0, in units of the weights */
};

struct real_network {
    int n_layers, timesteps, leak_shift, refractory_steps;
    bool reset_subtract;
    uint64_t input_seed;
    struct real_layer layer[PROGRAM_MAX_LAYERS];
};

struct real_job {
    const uint8_t *pixels; /* [n][n_in of the first layer] */
    int n;
    uint32_t first_image; /* number of image 0: keys the encoder */
    int n_threads;
    const struct watch *watch; /* may be NULL; stopped: STATUS_INTERRUPTED */
};

/* winner: [n], the class that first reached the highest count; no spike: class 0. */
enum status real_run_many(const struct real_network *network, const struct real_job *job,
                          int winner[], struct error *err);
#endif
