#ifndef SKYLOOM_TESTS_RANDOM_PROGRAM_H
#define SKYLOOM_TESTS_RANDOM_PROGRAM_H
#include <stdbool.h>
#include <stdint.h>
#include "cosim/cosim.h"
#include "device/card.h"
#include "net/program.h"
/* Random networks, cards, inputs and stalls that fit one set of RTL parameters, so that one
 * Verilator build serves many of them. The same seed gives the same case. */
struct random_set {
    const char *name;
    struct xbar_geometry geometry;
    int code_bits, membrane_bits, max_tiles;
    enum array_kind array;
    int weight_bits;
    int n_layers, cores[PROGRAM_MAX_LAYERS];
};

struct random_case {
    struct program program;
    struct device_card card;
    struct cosim_config config; /* points into this struct: do not move it */
    uint32_t *source_delay, *sink_delay;
    uint64_t *input_bits;
    uint32_t image;
};

/* What the sets are made of; every corner the hardware has is in one of them. */
extern const struct random_set random_sets[];
extern const int n_random_sets;

/* Freed with random_case_free even if it fails. */
enum status random_case_make(struct random_case *c, const struct random_set *set, uint64_t seed,
                             int timesteps, struct error *err);
void random_case_free(struct random_case *c);
#endif
