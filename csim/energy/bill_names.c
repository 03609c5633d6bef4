#include "energy/bill.h"
#include <stddef.h>

const char *const bill_phase_names[PHASE_COUNT] = {
    [PHASE_INPUT] = "input_transport", [PHASE_READ] = "array_read",
    [PHASE_CONVERSION] = "conversion", [PHASE_ACCUMULATE] = "accumulate",
    [PHASE_NEURON] = "neuron",         [PHASE_SPIKES] = "spike_transport",
    [PHASE_CLOCK] = "clock",           [PHASE_LEAKAGE] = "leakage",
    [PHASE_PROGRAM] = "programming",
};

const char *const bill_component_names[COMPONENT_COUNT] = {
    [COMPONENT_LINK] = "link",
    [COMPONENT_BITMAP] = "bitmap",
    [COMPONENT_DRIVER] = "word_line_driver",
    [COMPONENT_ARRAY] = "array",
    [COMPONENT_WEIGHT_MEMORY] = "weight_memory",
    [COMPONENT_CONVERTER] = "converter",
    [COMPONENT_ADDER] = "adder",
    [COMPONENT_ACCUMULATOR] = "accumulator",
    [COMPONENT_NEURON] = "neuron",
    [COMPONENT_SPIKE_LIST] = "spike_list",
    [COMPONENT_READOUT] = "readout",
    [COMPONENT_CLOCK] = "clock",
    [COMPONENT_CONTROL] = "control",
    [COMPONENT_LOGIC] = "logic_leakage",
    [COMPONENT_MEMORY] = "memory_leakage",
};

const char *const bill_not_counted[] = {
    "rate encoder: input spikes are drawn on the host (off-chip, 0 J here); their transport is "
    "counted",
    "clearing membranes between images: done by the last step's sweep, no extra cycle or energy",
    "the result word sent back to the host (one per image), I/O pads, clock source",
    "supply and read-voltage regulators, converter references; leakage of the links between cores",
    NULL,
};
