#ifndef SKYLOOM_TWIN_TIMING_H
#define SKYLOOM_TWIN_TIMING_H
#include <stdint.h>
#include "net/program.h"
/* The closed timing model: the time of a step is a max-plus recurrence over spike and active-tile
 * counts (DESIGN, spike stream). Exact: equals the RTL cycle by cycle at every core and step. */
enum array_kind { ARRAY_ANALOG, ARRAY_DIGITAL };

struct timing_config {
    enum array_kind array;
    int settle_cycles, conversion_cycles; /* analog */
    /* External stalls, for tests; NULL means none. */
    const uint32_t *source_delay; /* [timesteps] idle cycles before offering a step's first token */
    const uint32_t *sink_delay;   /* [timesteps] cycles the read-out refuses a step's first token */
};

/* Counts that decide the time. Index [step * n_cores + core] where per core. */
struct timing_counts {
    const uint32_t *input_spikes;                     /* [step] */
    const uint32_t *spikes[PROGRAM_MAX_LAYERS];       /* [step][core] output spikes */
    const uint32_t *active_tiles[PROGRAM_MAX_LAYERS]; /* [step] tiles with spikes */
    const uint32_t *active_rows[PROGRAM_MAX_LAYERS];  /* [step] spiking inputs (digital) */
};

struct timing_trace { /* optional, for comparison step by step; arrays may be NULL */
    uint64_t *sweep_end[PROGRAM_MAX_LAYERS]; /* [step][core] cycle of the last neuron write */
};

/* Cycles of one image: from the cycle in which the host first offers a token (0) to the one in
 * which the read-out accepts the last end-of-step token, inclusive. */
uint64_t timing_image(const struct program *p, const struct timing_config *config,
                      const struct timing_counts *counts, const struct timing_trace *trace,
                      void *scratch);
size_t timing_scratch_bytes(const struct program *p);
/* Cycles one tile read keeps the word lines driven (the same in every step); phases of the core. */
uint64_t timing_driven_cycles(const struct timing_config *config, int phases, int active_rows);
/* Cycles of loading one core: n_commands commands with n_pulses pulses in all. */
uint64_t timing_program_cycles(uint64_t n_commands, uint64_t n_pulses, int pulse_cycles,
                               int gap_cycles);
#endif
