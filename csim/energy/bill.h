#ifndef SKYLOOM_ENERGY_BILL_H
#define SKYLOOM_ENERGY_BILL_H
#include <stddef.h>
#include "device/card.h"
#include "energy/cost.h"
#include "net/program.h"
#include "twin/ledger.h"
#include "twin/timing.h"
/* The room of prices: counted events times a cost card (cost.h) are joules.
 *
 * Prices a ledger: component x layer x phase, each line quantity x cost of one, with the formula.
 * Energies of a run are per image (the ledger's sum / images); programming is one-off and kept
 * apart. The total is the sum of the lines in their order, nothing else. */
enum bill_phase {
    PHASE_INPUT, /* input transport: link, word-line bitmaps */
    PHASE_READ,  /* word lines and cells, or weight memory and adders */
    PHASE_CONVERSION,
    PHASE_ACCUMULATE,
    PHASE_NEURON,
    PHASE_SPIKES, /* spike transport, read-out included */
    PHASE_CLOCK,  /* clock and control logic */
    PHASE_LEAKAGE,
    PHASE_PROGRAM, /* one-off */
    PHASE_COUNT
};
extern const char *const bill_phase_names[PHASE_COUNT]; /* "input_transport", ... */

enum bill_component {
    COMPONENT_LINK,
    COMPONENT_BITMAP,
    COMPONENT_DRIVER,
    COMPONENT_ARRAY,
    COMPONENT_WEIGHT_MEMORY,
    COMPONENT_CONVERTER,
    COMPONENT_ADDER,
    COMPONENT_ACCUMULATOR,
    COMPONENT_NEURON,
    COMPONENT_SPIKE_LIST,
    COMPONENT_READOUT,
    COMPONENT_CLOCK,
    COMPONENT_CONTROL,
    COMPONENT_LOGIC,  /* leakage of gates */
    COMPONENT_MEMORY, /* leakage of the core's RAM */
    COMPONENT_COUNT
};
extern const char *const bill_component_names[COMPONENT_COUNT]; /* "link", ... */

/* Gates (two-input NAND equivalents) and flip-flops of one neurocore without RAM:
 * fixed + per_input x inputs + per_converter x converters. */
struct core_area {
    char name[64], source[256];
    double gates, gates_per_input, gates_per_converter;
    double flops, flops_per_input, flops_per_converter;
};

struct bill_input {
    const struct ledger *ledger;
    const struct program *program;
    const struct device_card *card;
    const struct cost_card *cost;
    const struct core_area *area;
    enum array_kind array; /* digital: weights in SRAM, no converter */
    double frequency_Hz;
};

struct bill_item {
    enum bill_component component;
    int layer;
    enum bill_phase phase;
    double quantity;       /* per image; events, or seconds for leakage */
    struct range one;      /* J per event, or W */
    struct range energy_J; /* quantity x one */
    char formula[128];     /* "conversions x walden_fom x 2^8" */
};

#define BILL_MAX_ITEMS 256
struct bill {
    size_t n_items;
    struct bill_item item[BILL_MAX_ITEMS];
    struct range total_J;
    double cycles, time_s; /* per image; of the whole loading for programming */
};

/* Running cost per image. */
enum status bill_run(const struct bill_input *in, struct bill *out, struct error *err);
/* One-off cost of loading the arrays: in->ledger is the programming ledger. */
enum status bill_program(const struct bill_input *in, struct bill *out, struct error *err);
/* Sums of the lines, in their order. layer < 0: all. */
struct range bill_phase_J(const struct bill *b, enum bill_phase phase, int layer);
struct range bill_component_J(const struct bill *b, enum bill_component component, int layer);
struct range bill_layer_J(const struct bill *b, int layer);
/* What the bill does not price, and why: NULL-terminated. */
extern const char *const bill_not_counted[];
#endif
