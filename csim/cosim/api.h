#ifndef SKYLOOM_COSIM_API_H
#define SKYLOOM_COSIM_API_H
#include <stdbool.h>
#include <stdint.h>
#include "twin/ledger.h"
/* Between the host program (C) and the library built for one RTL parameter set (network.cpp with
 * the Verilated classes). The library needs no symbol of the host: the crossbar model comes in as
 * a table, so that one library serves every device card, seed and program. */
#define COSIM_API_VERSION 1

struct cosim_port_ops { /* models/crossbar/port.h; 0 is STATUS_OK */
    void (*begin_step)(void *port, uint32_t image, uint32_t step);
    int (*drive)(void *port, uint64_t cycle, int tile, uint64_t rows);
    int (*convert)(void *port, uint64_t cycle, int phase, int16_t code[]);
    int (*release)(void *port, uint64_t cycle);
    int (*pulse)(void *port, uint64_t cycle, int tile, int word_line, int column, int polarity);
    int (*programming)(void *port, uint64_t cycle, bool on);
    const char *(*error)(const void *port);
};

struct cosim_core_setup {
    void *port;                           /* NULL: digital array */
    int neurons, phases, membrane_offset; /* membrane_offset: of the core in its layer's arrays */
    int32_t threshold;
    int leak_shift, gain_shift, refractory_steps, reset_subtract;
};

struct cosim_setup {
    struct cosim_port_ops ops;
    int n_layers, timesteps, n_classes;
    int cores[PROGRAM_MAX_LAYERS], inputs[PROGRAM_MAX_LAYERS], neurons[PROGRAM_MAX_LAYERS];
    int inputs_per_tile, columns, converters;
    int settle_cycles, conversion_cycles, pulse_cycles, gap_cycles;
    const struct cosim_core_setup *core; /* layer by layer */
    const char *trace_path;
    int trace_layer, trace_core;
    uint64_t trace_from, trace_to;
};

struct cosim_command {
    uint16_t tile, word_line, column;
    int8_t polarity;
    uint16_t pulses;
};

struct cosim_loading { /* the next command of a core; false: no more */
    bool (*next)(void *context, int core, struct cosim_command *command);
    void *context;
};

struct cosim_image {
    const uint64_t *input_bits; /* [step][words_per_step] */
    int words_per_step;
    uint32_t image;
    const uint32_t *source_delay, *sink_delay; /* [timesteps] or NULL */
    uint64_t *spike_bits[PROGRAM_MAX_LAYERS];  /* as struct golden_trace; NULL where not wanted */
    int32_t *membrane[PROGRAM_MAX_LAYERS];
    bool sign; /* make the signature */
    uint64_t *sweep_end[PROGRAM_MAX_LAYERS];
};

struct cosim_outcome {
    int winner;
    uint32_t spikes[64];
    uint64_t cycles, core_cycles;
    uint64_t signature; /* hash over all cycles of what the boundaries of the cores show */
    uint64_t event[PROGRAM_MAX_LAYERS][EVENT_COUNT];
};

struct cosim_network;
struct cosim_api {
    int version;
    struct cosim_network *(*create)(const struct cosim_setup *setup, char *error, int size);
    void (*destroy)(struct cosim_network *n);
    /* 0, or 1 with the reason in error */
    int (*load)(struct cosim_network *n, const struct cosim_loading *loading,
                struct cosim_outcome *out, char *error, int size);
    int (*run)(struct cosim_network *n, const struct cosim_image *image, struct cosim_outcome *out,
               char *error, int size);
};
#endif
