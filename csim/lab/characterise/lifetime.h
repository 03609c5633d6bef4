#ifndef SKYLOOM_LAB_CHARACTERISE_LIFETIME_H
#define SKYLOOM_LAB_CHARACTERISE_LIFETIME_H
#include <stdbool.h>
#include <stdint.h>
/* How often what comes by chance happens, and how long a state lasts. */

/* Events over an exposure (time, pulses) and the exact 95 % interval of Poisson (F. Garwood,
 * Biometrika 28, 437 (1936)). None seen: mean and low are 0, high is what 95 % of such
 * observations would have seen one at. */
struct characterise_rate {
    double mean, low, high;
};
struct characterise_rate characterise_rate_of(int64_t events, double exposure);

/* A watched device: reads, each the mean over a span, one after the other. Its state is that
 * nearest to the first read. It is lost for good when a read has gone from the first one by half
 * the step to the next state and none of the later ones, this many with it at least, is back: to
 * and fro is no event, nor at the end. */
#define CHARACTERISE_GONE_READS 3
struct characterise_wait {
    double waited_s; /* until then; else as long as it was watched */
    bool lost;
};
/* state_S ascends; n_reads and n_states are at least 2; with fewer reads than
 * it takes to be gone nothing is lost. */
struct characterise_wait characterise_wait_of(int n_reads, const double read_S[], double span_s,
                                              int n_states, const double state_S[]);
#endif
