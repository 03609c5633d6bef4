#include "twin/timing.h"
#include <stddef.h>
/* The RTL's time in closed form; rtl/README.md has the same equations. Cycles are counted from the
 * first offer of the host. A "time" is the cycle in which something happens. */

enum {
    DRIVE_LATENCY = 3,   /* step seen -> first tile driven (list, word, word lines) */
    TILE_GAP = 1,        /* word lines low between two tiles */
    SWEEP_LATENCY = 3,   /* neuron addressed -> written */
    TX_LATENCY = 2,      /* last write -> first token valid */
    DIGITAL_SETTLE = 1,  /* rtl/xbar_digital.v: drive -> ready */
    DIGITAL_LATENCY = 4, /* conversion -> codes, beyond one cycle per driven row */
    LONG_AGO = -1000
};

struct core_time {
    int64_t released[2]; /* bank of even, odd steps was freed in this cycle */
    int64_t written;     /* last neuron write */
    int64_t sent;        /* own end-of-step token accepted from the transmitter */
    int64_t eos;         /* end-of-step token accepted by the receiver */
};

/* Merge, two-entry FIFO and broadcast between two layers */
struct link_time {
    int64_t consumed;  /* last token taken from a source, dropped ones included */
    int64_t popped[2]; /* last and last but one token that left the FIFO */
    int64_t head;      /* first token of the step at the FIFO's head */
    uint64_t tokens;   /* of this step, so far */
};

struct layer_shape {
    int n_cores;
    struct core_time *core;
};

static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }

uint64_t timing_driven_cycles(const struct timing_config *config, int phases, int active_rows)
{
    if (config->array == ARRAY_ANALOG)
        return (uint64_t)(config->settle_cycles + phases * config->conversion_cycles + 1);
    return (uint64_t)(DIGITAL_SETTLE + phases * (active_rows + DIGITAL_LATENCY) + 1);
}

uint64_t timing_program_cycles(uint64_t n_commands, uint64_t n_pulses, int pulse_cycles,
                               int gap_cycles)
{
    return n_commands + n_pulses * (uint64_t)(pulse_cycles + gap_cycles);
}

/* Drive to drive summed over the tiles of a step: linear in tiles and rows for both arrays. */
static int64_t walk_cycles(const struct timing_config *config, int phases, uint32_t tiles,
                           uint32_t rows)
{
    const int64_t empty = (int64_t)timing_driven_cycles(config, phases, 0) + TILE_GAP;

    return tiles * empty + (config->array == ARRAY_DIGITAL ? (int64_t)phases * rows : 0);
}

/* One token of a source whose token is valid from `valid`; gate: the destinations take the first
 * token of a step not before it. Returns when the source was relieved of it. */
static int64_t link_token(struct link_time *k, int64_t valid, int64_t gate)
{
    const int64_t u = later(later(valid, k->consumed + 1), k->popped[1] + 1);
    int64_t p = later(u, k->popped[0]) + 1;

    if (k->tokens++ == 0) {
        k->head = p;
        p = later(p, gate);
    }
    k->consumed = u;
    k->popped[1] = k->popped[0];
    k->popped[0] = p;
    return u;
}

/* n spikes of one source, one a cycle as soon as the FIFO runs through. */
static void link_spikes(struct link_time *k, int64_t valid, int64_t gate, uint32_t n)
{
    while (n > 0) {
        const bool through = k->tokens > 0 && valid <= k->consumed + 1
                             && k->popped[0] <= k->consumed + 1 && k->popped[1] <= k->consumed;
        if (through && n > 1) {
            k->consumed += n;
            k->popped[0] = k->consumed + 1;
            k->popped[1] = k->consumed;
            k->tokens += n;
            return;
        }
        link_token(k, valid, gate);
        n--;
    }
}

/* The end-of-step token of a source that is not the last: one cycle, goes nowhere. */
static int64_t link_drop(struct link_time *k, int64_t valid)
{
    k->consumed = later(later(valid, k->consumed + 1), k->popped[1] + 1);
    return k->consumed;
}

static int64_t gate_of(const struct layer_shape *to, int step)
{
    int64_t gate = LONG_AGO;

    for (int c = 0; c < to->n_cores; c++)
        gate = later(gate, to->core[c].released[step & 1] + 1);
    return gate;
}

/* When each destination accepted the end-of-step token: all at once, unless it was the only token
 * of the step, which each takes when its own bank is free. */
static void arrive(const struct link_time *k, const struct layer_shape *to, int step)
{
    for (int c = 0; c < to->n_cores; c++) {
        struct core_time *core = &to->core[c];
        core->eos = k->tokens == 1 ? later(k->head, core->released[step & 1] + 1) : k->popped[0];
    }
}

/* All sources of a layer in core order; sink_delay only for the last link. */
static void link_layer(struct link_time *k, const struct layer_shape *from, const uint32_t spikes[],
                       int64_t gate, int64_t sink_delay)
{
    k->tokens = 0;
    for (int c = 0; c < from->n_cores; c++) {
        struct core_time *core = &from->core[c];
        const int64_t valid = core->written + TX_LATENCY;
        const bool final = c == from->n_cores - 1;
        if (k->tokens == 0 && sink_delay > 0 && (spikes[c] > 0 || final)) {
            const int64_t u = later(later(valid, k->consumed + 1), k->popped[1] + 1);
            gate = later(u, k->popped[0]) + 1 + sink_delay;
        }
        link_spikes(k, valid, gate, spikes[c]);
        core->sent = final ? link_token(k, valid, gate) : link_drop(k, valid);
    }
}

/* Tile walk and sweep of one core. */
static void core_step(struct core_time *core, const struct timing_config *config, int phases,
                      int neurons, uint32_t tiles, uint32_t rows, int step)
{
    const int64_t seen = later(core->eos, core->written) + 1;
    int64_t last_code = seen, sweep;

    if (tiles > 0)
        last_code = seen + DRIVE_LATENCY + walk_cycles(config, phases, tiles, rows) - TILE_GAP - 1;
    core->released[step & 1] = last_code;
    sweep = later(last_code + 1, core->sent + 1) + 1;
    core->written = sweep + neurons - 1 + SWEEP_LATENCY;
}

static void layer_step(const struct program *p, int layer, const struct layer_shape *shape,
                       const struct timing_config *config, const struct timing_counts *counts,
                       const struct timing_trace *trace, int step)
{
    const uint32_t tiles = counts->active_tiles[layer][step];
    const uint32_t rows = config->array == ARRAY_DIGITAL ? counts->active_rows[layer][step] : 0;

    for (int c = 0; c < shape->n_cores; c++) {
        core_step(&shape->core[c], config, program_phases(p, layer, c),
                  program_neurons(p, layer, c), tiles, rows, step);
        if (trace && trace->sweep_end[layer])
            trace->sweep_end[layer][(size_t)step * (size_t)shape->n_cores + (size_t)c] =
                (uint64_t)shape->core[c].written;
    }
}

size_t timing_scratch_bytes(const struct program *p)
{
    size_t cores = 0;

    for (int l = 0; l < p->n_layers; l++)
        cores += (size_t)program_cores(p, l);
    return cores * sizeof(struct core_time);
}

static void idle_pipeline(const struct program *p, struct layer_shape shape[],
                          struct link_time link[], struct core_time *core)
{
    for (int l = 0; l <= p->n_layers; l++)
        link[l] = (struct link_time){LONG_AGO, {LONG_AGO, LONG_AGO}, LONG_AGO, 0};
    for (int l = 0; l < p->n_layers; l++) {
        shape[l] = (struct layer_shape){program_cores(p, l), core};
        for (int c = 0; c < shape[l].n_cores; c++)
            *core++ = (struct core_time){{LONG_AGO, LONG_AGO}, LONG_AGO, LONG_AGO, LONG_AGO};
    }
}

uint64_t timing_image(const struct program *p, const struct timing_config *config,
                      const struct timing_counts *counts, const struct timing_trace *trace,
                      void *scratch)
{
    struct layer_shape shape[PROGRAM_MAX_LAYERS];
    struct link_time link[PROGRAM_MAX_LAYERS + 1];
    int64_t offer = 0;

    idle_pipeline(p, shape, link, scratch);
    for (int step = 0; step < p->timesteps; step++) {
        const int64_t sink_delay = config->sink_delay ? config->sink_delay[step] : 0;
        if (step > 0 && config->source_delay)
            offer += config->source_delay[step];
        link[0].tokens = 0;
        link_spikes(&link[0], offer, gate_of(&shape[0], step), counts->input_spikes[step]);
        offer = link_token(&link[0], offer, gate_of(&shape[0], step)) + 1;
        for (int l = 0; l < p->n_layers; l++) {
            const bool last = l == p->n_layers - 1;
            const size_t first = (size_t)step * (size_t)shape[l].n_cores;
            const int64_t gate = last ? LONG_AGO : gate_of(&shape[l + 1], step);
            arrive(&link[l], &shape[l], step);
            layer_step(p, l, &shape[l], config, counts, trace, step);
            link_layer(&link[l + 1], &shape[l], &counts->spikes[l][first], gate,
                       last ? sink_delay : 0);
        }
    }
    return (uint64_t)link[p->n_layers].popped[0] + 1;
}
