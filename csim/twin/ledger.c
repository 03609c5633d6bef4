#include "twin/ledger.h"
#include <stdio.h>

const char *const event_names[EVENT_COUNT] = {
    [EVENT_TOKENS_IN] = "tokens_in",           [EVENT_BITMAP_WRITES] = "bitmap_writes",
    [EVENT_TILE_READS] = "tile_reads",         [EVENT_WORD_LINES] = "word_lines",
    [EVENT_CONVERSIONS] = "conversions",       [EVENT_ACCUMULATIONS] = "accumulations",
    [EVENT_NEURON_UPDATES] = "neuron_updates", [EVENT_SPIKES] = "spikes",
    [EVENT_TOKENS_OUT] = "tokens_out",         [EVENT_SATURATIONS] = "saturations",
    [EVENT_DRIVEN_CYCLES] = "driven_cycles",   [EVENT_SWEEP_CYCLES] = "sweep_cycles",
    [EVENT_MEMORY_READS] = "memory_reads",     [EVENT_PROGRAM_COMMANDS] = "program_commands",
    [EVENT_PROGRAM_PULSES] = "program_pulses", [EVENT_CLIPPED] = "clipped",
};

void ledger_add(struct ledger *sum, const struct ledger *more)
{
    if (more->n_layers > sum->n_layers)
        sum->n_layers = more->n_layers;
    sum->images += more->images;
    sum->cycles += more->cycles;
    sum->synaptic_ops += more->synaptic_ops;
    if (more->program_cycles > sum->program_cycles) /* cores load at the same time */
        sum->program_cycles = more->program_cycles;
    for (int l = 0; l < more->n_layers; l++) {
        struct layer_ledger *a = &sum->layer[l];
        const struct layer_ledger *b = &more->layer[l];

        for (int e = 0; e < EVENT_COUNT; e++)
            a->n[e] += b->n[e];
        a->read_quanta_cycles += b->read_quanta_cycles;
        for (int s = 0; s < CARD_MAX_STATES; s++)
            a->cell_reads[s] += b->cell_reads[s];
    }
}

static enum status differs(struct error *err, const char *where, const char *what, uint64_t golden,
                           uint64_t rtl)
{
    return error_set(err, STATUS_MISMATCH, "%s%s: golden %llu, rtl %llu", where, what,
                     (unsigned long long)golden, (unsigned long long)rtl);
}

static enum status compare_layer(const struct layer_ledger *a, const struct layer_ledger *b,
                                 int layer, struct error *err)
{
    char where[32], state[32];

    snprintf(where, sizeof where, "layer %d ", layer);
    for (int e = 0; e < EVENT_COUNT; e++)
        if (a->n[e] != b->n[e])
            return differs(err, where, event_names[e], a->n[e], b->n[e]);
    if (a->read_quanta_cycles != b->read_quanta_cycles)
        return differs(err, where, "read_quanta_cycles", (uint64_t)a->read_quanta_cycles,
                       (uint64_t)b->read_quanta_cycles);
    for (int s = 0; s < CARD_MAX_STATES; s++) {
        snprintf(state, sizeof state, "cell_reads of state %d", s);
        if (a->cell_reads[s] != b->cell_reads[s])
            return differs(err, where, state, a->cell_reads[s], b->cell_reads[s]);
    }
    return STATUS_OK;
}

enum status ledger_compare(const struct ledger *golden, const struct ledger *rtl, struct error *err)
{
    if (golden->n_layers != rtl->n_layers)
        return differs(err, "", "layers", (uint64_t)golden->n_layers, (uint64_t)rtl->n_layers);
    for (int l = 0; l < golden->n_layers; l++) {
        const enum status status = compare_layer(&golden->layer[l], &rtl->layer[l], l, err);

        if (status != STATUS_OK)
            return status;
    }
    if (golden->images != rtl->images)
        return differs(err, "", "images", golden->images, rtl->images);
    if (golden->cycles != rtl->cycles)
        return differs(err, "", "cycles", golden->cycles, rtl->cycles);
    if (golden->program_cycles != rtl->program_cycles)
        return differs(err, "", "program_cycles", golden->program_cycles, rtl->program_cycles);
    if (golden->synaptic_ops != rtl->synaptic_ops)
        return differs(err, "", "synaptic_ops", golden->synaptic_ops, rtl->synaptic_ops);
    return STATUS_OK;
}
