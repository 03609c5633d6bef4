#ifndef SKYLOOM_TWIN_GOLDEN_H
#define SKYLOOM_TWIN_GOLDEN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "crossbar/xbar.h"
#include "net/program.h"
#include "twin/ledger.h"
#include "twin/timing.h"
/* The room of the twin: the integers of the Verilog without its clock (here), its cycles
 * (timing.h), its counts (ledger.h), and the same network in real numbers (real.h).
 *
 * The golden twin: the same integers, cycles and events as the RTL, from the same crossbar codes.
 * Layer by layer over all time steps (a feed-forward network allows it), tile by tile within a
 * layer. Images are independent: each starts from an idle pipeline and cleared membranes. */
enum golden_array {
    GOLDEN_IDEAL, /* integer levels, lossless converter: a dense integer product per step. A code
                     is one level step, so thresholds are program_layer.threshold_levels where
                     recorded (> 0); equals an ideal card read whose codes never reach an end of
                     the converter's range */
    GOLDEN_TILED  /* tiles, quanta, converters, read noise if the crossbar has it */
};

struct golden_config {
    enum golden_array array;
    struct xbar_config xbar; /* tiled */
    struct timing_config timing;
    uint64_t input_seed; /* of the Bernoulli encoder */
};

/* What one image did. Read-out (rtl/readout.v): spikes of each output neuron are counted; the
 * winner is the class that first reached the highest count (tokens in order); no spike: class 0. */
struct golden_image {
    int winner;
    uint32_t spikes[64];  /* per class */
    struct ledger ledger; /* images = 1 */
};

/* Optional full record for comparison with RTL; arrays owned by the caller. */
struct golden_trace {
    uint64_t *spike_bits[PROGRAM_MAX_LAYERS]; /* [step][(n_out + 63) / 64] */
    int32_t *membrane[PROGRAM_MAX_LAYERS];    /* [step][n_out] v' of lif_update (before the
                                                 end-of-image clear) */
    uint64_t *sweep_end[PROGRAM_MAX_LAYERS];  /* [step][core] */
};

struct golden;         /* read-only after create; shared by threads */
struct golden_scratch; /* one per thread */
/* The program and the card outlive the twin. */
enum status golden_create(struct golden **g, const struct program *p,
                          const struct golden_config *config, struct error *err);
const struct program *golden_program(const struct golden *g);
void golden_destroy(struct golden *g);
enum status golden_scratch_create(struct golden_scratch **s, const struct golden *g,
                                  struct error *err);
void golden_scratch_destroy(struct golden_scratch *s);

/* Bernoulli rate code (papers/000 App. B): input i spikes at a step when a uniform byte is below
 * pixel[i] (pixel 255: probability 255/256). bits: [step][(n_in + 63) / 64]. Byte i of a step:
 * byte i % 16 (little end of w[0] first) of philox(seed, PHILOX_INPUT, image, step, i / 16, 0). */
void golden_encode(const struct golden *g, const uint8_t pixels[], uint32_t image, uint64_t *bits);
/* Runs one image from its input spikes. trace may be NULL. */
void golden_run(const struct golden *g, struct golden_scratch *s, const uint64_t *input_bits,
                uint32_t image, struct golden_image *out, const struct golden_trace *trace);
/* The bill's one-off part: programming commands, pulses and cycles of all cores. */
void golden_program_ledger(const struct golden *g, int pulse_cycles, int gap_cycles,
                           struct ledger *out);
/* Crossbar of a core (tiled), for the co-simulation to start from and for inspection. */
const struct xbar *golden_xbar(const struct golden *g, int layer, int core);
#endif
