#ifndef SKYLOOM_RUN_OPTIONS_H
#define SKYLOOM_RUN_OPTIONS_H
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "net/design.h"
/* What a run is asked for, besides its design. Strings and lists stay the caller's. */
enum run_engine { RUN_GOLDEN, RUN_RTL, RUN_BOTH }; /* twin, Verilog, Verilog against the twin */
extern const char *const run_engine_names[];       /* "golden", ...; NULL-terminated */

enum run_make {
    RUN_MAKE_MISSING, /* weights and program are made where they are missing */
    RUN_MAKE_AGAIN,   /* what the call is for is made again: training trains, mapping maps */
    RUN_MAKE_PROGRAM  /* never trains: STATUS_BAD_FILE where weights are missing */
};

struct run_trace {                  /* waveform of one core, RTL only */
    const char *path;               /* FST file; NULL: none */
    uint64_t layer, core, from, to; /* cycles from .. to - 1 */
};

struct run_options {
    const char *design;         /* a file, or the name of a shipped design */
    const struct design *ready; /* not NULL: this, loaded and checked, and `set` is not read */
    const char *const *set;     /* [n_set] "key=value", in this order */
    int n_set;
    enum run_engine engine;
    int64_t images, first_image; /* 0 images: all from the first on */
    int64_t rtl_images;          /* of them, how many run in RTL; 0: all */
    int64_t baseline_images;     /* of them, how many run on the digital baseline */
    int64_t threads, processes;  /* 0: one per processor; 0: one per thread */
    enum run_make make;
    const char *program;  /* this one instead of the design's own; NULL: its own */
    const char *programs; /* folder of trained weights and programs */
    const char *cache;    /* folder of Verilated models */
    const char *out;      /* folder of result.json and report.html; NULL: none are written */
    struct run_trace trace;
    const char *command; /* what the result says it was made by; NULL: "" */
};
extern const struct run_options run_options_default;

/* Ranges, and what options mean together. */
enum status run_options_check(const struct run_options *o, struct error *err);
int run_threads(const struct run_options *o);
int run_processes(const struct run_options *o);
#endif
