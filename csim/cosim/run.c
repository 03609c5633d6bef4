#include "cosim/parts.h"
#include <stdlib.h>
#include <string.h>

/* Where the loading of one core has come to: tile by tile, column by column, word line by word
 * line. */
struct cursor {
    int layer, core; /* of the layer */
    int tile, column, word_line;
};

struct loader {
    const struct program *program;
    struct cursor *cursor; /* [n_cores] */
};

/* State the program wants of a cell: G+ on the even word line, G- on the odd one. */
static int wanted_state(const struct program *p, const struct cursor *at)
{
    const struct program_layer *layer = &p->layer[at->layer];
    const int input = at->tile * (p->geometry.word_lines / 2) + at->word_line / 2;
    const int neuron = at->core * p->geometry.columns + at->column;
    int level;

    if (input >= layer->n_in || neuron >= layer->n_out)
        return 0;
    level = layer->level[(size_t)input * (size_t)layer->n_out + (size_t)neuron];
    level = at->word_line % 2 == 0 ? level : -level;
    return level > 0 ? level : 0;
}

static void advance(const struct program *p, struct cursor *at)
{
    if (++at->word_line < p->geometry.word_lines)
        return;
    at->word_line = 0;
    if (++at->column < p->geometry.columns)
        return;
    at->column = 0;
    at->tile++;
}

static bool next_command(void *context, int core, struct cosim_command *command)
{
    struct loader *loader = context;
    const struct program *p = loader->program;
    struct cursor *at = &loader->cursor[core];
    const int tiles = program_tiles(p, at->layer);

    for (; at->tile < tiles; advance(p, at)) {
        const int state = wanted_state(p, at);

        if (state == 0)
            continue;
        *command = (struct cosim_command){.tile = (uint16_t)at->tile,
                                          .word_line = (uint16_t)at->word_line,
                                          .column = (uint16_t)at->column,
                                          .polarity = 1,
                                          .pulses = (uint16_t)state};
        advance(p, at);
        return true;
    }
    return false;
}

static void start_cursors(const struct program *p, struct cursor cursor[])
{
    int at = 0;

    for (int l = 0; l < p->n_layers; l++)
        for (int k = 0; k < program_cores(p, l); k++)
            cursor[at++] = (struct cursor){.layer = l, .core = k};
}

/* What the write path did to the array must be what the program says. */
static enum status verify_core(const struct cosim *c, int core, struct cursor at, struct error *err)
{
    const struct program *p = c->program;
    const uint8_t *state = c->xbar[core].state;
    const int tiles = program_tiles(p, at.layer);

    for (at.tile = 0; at.tile < tiles; at.tile++)
        for (at.word_line = 0; at.word_line < p->geometry.word_lines; at.word_line++)
            for (at.column = 0; at.column < p->geometry.columns; at.column++, state++)
                if (*state != wanted_state(p, &at))
                    return error_set(err, STATUS_MISMATCH,
                                     "layer %d core %d tile %d word line %d column %d: program "
                                     "state %d, rtl wrote %d",
                                     at.layer, at.core, at.tile, at.word_line, at.column,
                                     wanted_state(p, &at), *state);
    return STATUS_OK;
}

static void take_events(const struct cosim *c, const struct cosim_outcome *outcome,
                        struct ledger *out)
{
    out->n_layers = c->program->n_layers;
    for (int l = 0; l < out->n_layers; l++)
        memcpy(out->layer[l].n, outcome->event[l], sizeof out->layer[l].n);
}

enum status cosim_load(struct cosim *c, struct ledger *out, struct error *err)
{
    struct loader loader = {.program = c->program};
    struct cosim_loading loading = {.next = next_command, .context = &loader};
    struct cosim_outcome outcome = {0};
    char text[400];
    enum status status = STATUS_OK;

    loader.cursor = calloc((size_t)c->n_cores, sizeof *loader.cursor);
    if (loader.cursor == NULL)
        return error_set(err, STATUS_NO_MEMORY, "cosim: no memory for loading");
    start_cursors(c->program, loader.cursor);
    memset(out, 0, sizeof *out);
    if (c->api->load(c->network, &loading, &outcome, text, sizeof text) != 0)
        status = error_set(err, STATUS_PROTOCOL, "loading: %s", text);
    start_cursors(c->program, loader.cursor);
    for (int i = 0; i < c->n_cores && status == STATUS_OK && !is_digital(c); i++) {
        xbar_prepare(&c->xbar[i]);
        status = verify_core(c, i, loader.cursor[i], err);
    }
    free(loader.cursor);
    take_events(c, &outcome, out);
    out->program_cycles = outcome.cycles;
    c->loaded = status == STATUS_OK;
    return status;
}

/* The port model counts on its own; the taps of the RTL must agree. */
static enum status check_counts(const struct cosim *c, int layer, const struct port_counts *port,
                                const uint64_t tap[], struct error *err)
{
    const struct {
        enum event event;
        uint64_t port;
    } pairs[] = {
        {EVENT_TILE_READS, port->tile_reads},       {EVENT_WORD_LINES, port->word_lines},
        {EVENT_CONVERSIONS, port->conversions},     {EVENT_CLIPPED, port->clipped},
        {EVENT_DRIVEN_CYCLES, port->driven_cycles},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0] && !is_digital(c); i++)
        if (pairs[i].port != tap[pairs[i].event])
            return error_set(err, STATUS_MISMATCH, "layer %d %s: crossbar model %llu, rtl tap %llu",
                             layer, event_names[pairs[i].event], (unsigned long long)pairs[i].port,
                             (unsigned long long)tap[pairs[i].event]);
    return STATUS_OK;
}

static void add_counts(struct port_counts *sum, const struct port_counts *more)
{
    sum->tile_reads += more->tile_reads;
    sum->word_lines += more->word_lines;
    sum->conversions += more->conversions;
    sum->clipped += more->clipped;
    sum->driven_cycles += more->driven_cycles;
    sum->read_quanta_cycles += more->read_quanta_cycles;
    for (int s = 0; s < CARD_MAX_STATES; s++)
        sum->cell_reads[s] += more->cell_reads[s];
}

static enum status take_ledger(const struct cosim *c, const struct cosim_outcome *outcome,
                               struct ledger *out, struct error *err)
{
    const struct program *p = c->program;
    enum status status = STATUS_OK;
    int at = 0;

    take_events(c, outcome, out);
    out->images = 1;
    out->cycles = outcome->cycles;
    for (int l = 0; l < p->n_layers && status == STATUS_OK; l++) {
        const uint64_t *tap = outcome->event[l];
        struct port_counts sum = {0};

        for (int k = 0; k < program_cores(p, l); k++, at++)
            if (!is_digital(c))
                add_counts(&sum, &c->port[at].counts);
        status = check_counts(c, l, &sum, tap, err);
        out->layer[l].read_quanta_cycles = sum.read_quanta_cycles;
        memcpy(out->layer[l].cell_reads, sum.cell_reads, sizeof sum.cell_reads);
        out->synaptic_ops +=
            tap[EVENT_BITMAP_WRITES] / (uint64_t)program_cores(p, l) * (uint64_t)p->layer[l].n_out;
    }
    return status;
}

enum status cosim_run(struct cosim *c, const uint64_t *input_bits, uint32_t image,
                      struct golden_image *out, const struct golden_trace *trace,
                      uint64_t *core_cycles, struct error *err)
{
    const struct timing_config *timing = &c->config.golden.timing;
    struct cosim_image in = {.input_bits = input_bits,
                             .words_per_step = (c->program->layer[0].n_in + 63) / 64,
                             .image = image,
                             .source_delay = timing->source_delay,
                             .sink_delay = timing->sink_delay,
                             .sign = trace != NULL};
    struct cosim_outcome outcome = {0};
    char text[400];

    memset(out, 0, sizeof *out);
    if (!c->loaded)
        return error_set(err, STATUS_BAD_CONFIG, "cosim: run before the arrays are loaded");
    for (int l = 0; l < c->program->n_layers && trace != NULL; l++) {
        in.spike_bits[l] = trace->spike_bits[l];
        in.membrane[l] = trace->membrane[l];
        in.sweep_end[l] = trace->sweep_end[l];
        if (trace->spike_bits[l] != NULL)
            memset(trace->spike_bits[l], 0,
                   (size_t)c->program->timesteps * ((size_t)(c->program->layer[l].n_out + 63) / 64)
                       * sizeof(uint64_t));
    }
    for (int i = 0; i < c->n_cores && !is_digital(c); i++)
        c->port[i].counts = (struct port_counts){0};
    if (c->api->run(c->network, &in, &outcome, text, sizeof text) != 0)
        return error_set(err, STATUS_PROTOCOL, "image %u: %s", image, text);
    c->signature = outcome.signature;
    out->winner = outcome.winner;
    memcpy(out->spikes, outcome.spikes, sizeof out->spikes);
    if (core_cycles != NULL)
        *core_cycles = outcome.core_cycles;
    return take_ledger(c, &outcome, &out->ledger, err);
}

uint64_t cosim_signature(const struct cosim *c) { return c->signature; }
