#ifndef SKYLOOM_TWIN_LEDGER_H
#define SKYLOOM_TWIN_LEDGER_H
#include <stdint.h>
#include "device/card.h"
#include "net/program.h"
/* What happened, counted: by the golden twin and, independently, by the RTL's event taps and the
 * crossbar model. Equality of the two is tested; joules are made of it in bill.c and nowhere else.
 * One image (or a sum over images) per layer; a layer sums its cores. */
enum event {
    EVENT_TOKENS_IN,      /* tokens accepted by each core, end-of-step included */
    EVENT_BITMAP_WRITES,  /* spike tokens written to word-line bitmaps */
    EVENT_TILE_READS,     /* tiles driven */
    EVENT_WORD_LINES,     /* word lines driven: 2 per spiking input of a driven tile */
    EVENT_CONVERSIONS,    /* converter uses: phases x converters per tile read */
    EVENT_ACCUMULATIONS,  /* accumulator updates (one per conversion) */
    EVENT_NEURON_UPDATES, /* LIF updates: neurons of the core x steps */
    EVENT_SPIKES,         /* output spikes */
    EVENT_TOKENS_OUT,     /* tokens sent, end-of-step included */
    EVENT_SATURATIONS,    /* membrane saturations */
    EVENT_DRIVEN_CYCLES,  /* cycles with word lines driven, per core */
    EVENT_SWEEP_CYCLES,   /* cycles of the LIF sweep, per core */
    EVENT_MEMORY_READS,   /* digital array: weight words read (0 in the analog array) */
    EVENT_PROGRAM_COMMANDS,
    EVENT_PROGRAM_PULSES,
    EVENT_CLIPPED, /* codes at either end of their range, which a converter or block RAM clips to */
    EVENT_COUNT
};
extern const char *const event_names[EVENT_COUNT]; /* "tokens_in", ... as in result.json */

struct layer_ledger {
    uint64_t n[EVENT_COUNT];
    int64_t read_quanta_cycles; /* sum over reads: G quanta of driven rows x driven cycles */
    uint64_t cell_reads[CARD_MAX_STATES];
};

struct ledger {
    int n_layers;
    uint64_t images;
    uint64_t cycles;         /* sum over images of first token offered .. last token read out + 1 */
    uint64_t program_cycles; /* cycles of loading the array through the write path (slowest core) */
    uint64_t synaptic_ops;   /* spikes x fan-out, padding excluded */
    struct layer_ledger layer[PROGRAM_MAX_LAYERS];
};

void ledger_add(struct ledger *sum, const struct ledger *more); /* order-free: integers */
/* First difference as "layer 1 conversions: golden 12, rtl 13"; STATUS_MISMATCH. */
enum status ledger_compare(const struct ledger *golden, const struct ledger *rtl,
                           struct error *err);
#endif
