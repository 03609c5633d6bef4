#ifndef SKYLOOM_COSIM_COSIM_H
#define SKYLOOM_COSIM_COSIM_H
#include <stdint.h>
#include "base/error.h"
#include "base/watch.h"
#include "net/program.h"
#include "twin/golden.h"
/* The room of co-simulation, the only one that knows Verilator: the Verilog is built (build.h), run
 * (here) and compared with the twin (compare.h).
 *
 * Verilator co-simulation of a whole network: Verilated neurocores stitched by the Verilated
 * fabric (merge, broadcast, read-out), their crossbar ports served by models/crossbar through DPI
 * or by rtl/xbar_digital.v. Built and cached per RTL configuration, loaded with dlopen. */
struct cosim_mutant { /* every occurrence of find in one RTL file is replaced; none is an error */
    const char *file, *find, *replace;
};

struct cosim_build {
    struct xbar_geometry geometry;
    int code_bits, membrane_bits;
    int max_tiles; /* row tiles per core: the largest layer's */
    enum array_kind array;
    bool trace; /* FST support compiled in */
    bool flat;  /* one flat RTL top instead of stitched classes */
    int n_layers;
    int cores[PROGRAM_MAX_LAYERS];
    int weight_bits;                   /* digital array */
    bool quick;                        /* compile fast, run slowly (tests) */
    const struct cosim_mutant *mutant; /* NULL, or one planted fault (tests) */
};

/* A digital array adds the program's levels: its twin is a card of one quantum a level read by a
 * converter of one code a quantum. */
struct cosim_config {
    const struct program *program;
    struct golden_config golden; /* array, crossbar, timing: the same as the twin's */
    int pulse_cycles, gap_cycles;
    int weight_bits;                   /* digital array; 0: what the program's levels need */
    bool flat, quick;                  /* see struct cosim_build */
    const struct cosim_mutant *mutant; /* see struct cosim_build */
    const char *trace_path;            /* FST file or NULL */
    int trace_layer, trace_core;
    uint64_t trace_from, trace_to; /* cycles */
};

struct cosim;
/* cache_dir: where built libraries live; source_dir: holds rtl/ and csim/cosim/. A signal
 * that stops the program ends the compiler too. */
enum status cosim_open(struct cosim **c, const struct cosim_config *config, const char *source_dir,
                       const char *cache_dir, const struct watch *watch, struct error *err);
/* Loads the arrays through the RTL write path, in RTL time. out: program commands, pulses, cycles.
 */
enum status cosim_load(struct cosim *c, struct ledger *out, struct error *err);
/* Runs one image. trace: filled like the twin's when not NULL. core_cycles: Verilated core cycles
 * evaluated. */
enum status cosim_run(struct cosim *c, const uint64_t *input_bits, uint32_t image,
                      struct golden_image *out, const struct golden_trace *trace,
                      uint64_t *core_cycles, struct error *err);
/* Hash over all cycles of the last traced image of what the boundaries of cores and network show:
 * equal for the flat top and the stitched classes. */
uint64_t cosim_signature(const struct cosim *c);
void cosim_close(struct cosim *c);
#endif
