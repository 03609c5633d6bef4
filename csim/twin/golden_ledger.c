#include "twin/golden_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/simd.h"

/* Cells of both word lines of an input in one core of the ideal array: every column, padding
 * included, has two cells; a level k keeps one of them in state |k|. */
static void ideal_row_states(const struct golden *g, int layer, int core, int input,
                             uint32_t count[CARD_MAX_STATES])
{
    const struct program_layer *l = &g->program->layer[layer];
    const int8_t *level =
        l->level + (size_t)input * (size_t)l->n_out + (size_t)(core * g->program->geometry.columns);

    memset(count, 0, sizeof(uint32_t) * CARD_MAX_STATES);
    count[0] = 2 * (uint32_t)g->program->geometry.columns;
    for (int n = 0; n < program_neurons(g->program, layer, core); n++) {
        count[0]--;
        count[abs(level[n])]++;
    }
}

static int64_t ideal_row_quanta(const struct device_card *card, int n_states,
                                const uint32_t count[])
{
    int64_t sum = 0;

    for (int s = 0; card && s < n_states; s++)
        sum += count[s] * llrint(card->state[s].g_mean_S / card->g_quantum_S);
    return sum;
}

/* Adds one core's row to the layer's tables. A block RAM has neither states nor conductance. */
static void add_row(struct golden *g, int layer, int core, int input)
{
    struct golden_static *fixed = &g->fixed[layer];
    const int n_states = g->program->n_states, tile = input / fixed->inputs;
    const uint64_t driven =
        timing_driven_cycles(&g->config.timing, program_phases(g->program, layer, core), 1);
    uint32_t count[CARD_MAX_STATES] = {0};
    int64_t quanta;

    if (g->config.timing.array == ARRAY_DIGITAL)
        return;
    if (g->config.array == GOLDEN_TILED) {
        xbar_row_states(&g->xbar[layer][core], tile, input % fixed->inputs, count);
        quanta = xbar_row_quanta(&g->xbar[layer][core], tile, input % fixed->inputs);
    } else {
        ideal_row_states(g, layer, core, input, count);
        quanta = ideal_row_quanta(g->config.xbar.card, n_states, count);
    }
    for (int s = 0; s < n_states; s++)
        fixed->row_states[input * n_states + s] += count[s];
    fixed->row_quanta[input] += quanta * (int64_t)driven;
}

enum status golden_static_create(struct golden *g, int layer, struct error *err)
{
    const struct program *p = g->program;
    struct golden_static *fixed = &g->fixed[layer];
    const size_t n_in = (size_t)p->layer[layer].n_in;

    fixed->n_cores = program_cores(p, layer);
    fixed->n_tiles = program_tiles(p, layer);
    fixed->inputs = program_inputs(p);
    fixed->row_states = calloc(n_in * (size_t)p->n_states, sizeof *fixed->row_states);
    fixed->row_quanta = calloc(n_in, sizeof *fixed->row_quanta);
    if (!fixed->row_states || !fixed->row_quanta)
        return error_set(err, STATUS_NO_MEMORY, "golden: no memory for the tables of layer %d",
                         layer);
    for (int core = 0; core < fixed->n_cores; core++) {
        const int phases = program_phases(p, layer, core);

        fixed->phases += (uint64_t)phases;
        for (int rows = 1; rows <= fixed->inputs; rows++)
            fixed->driven_cycles[rows] += timing_driven_cycles(&g->config.timing, phases, rows);
        for (int i = 0; i < p->layer[layer].n_in; i++)
            add_row(g, layer, core, i);
    }
    return STATUS_OK;
}

void golden_static_destroy(struct golden_static *fixed)
{
    free(fixed->row_states);
    free(fixed->row_quanta);
}

/* Spikes per core and step; returns their sum. */
SKYLOOM_SIMD static uint64_t count_spikes(const struct golden *g, struct golden_scratch *s,
                                          int layer)
{
    const struct program *p = g->program;
    const int n_out = p->layer[layer].n_out, n_cores = g->fixed[layer].n_cores;
    const int n_words = golden_words(n_out);
    uint64_t sum = 0;

    for (int step = 0; step < p->timesteps; step++)
        for (int core = 0; core < n_cores; core++) {
            const int first = core * p->geometry.columns, n = program_neurons(p, layer, core);
            uint32_t count = 0;

            for (int at = 0; at < n; at += 64)
                count += (uint32_t)__builtin_popcountll(golden_field(
                    s->bits[layer] + step * n_words, n_out, first + at, n - at < 64 ? n - at : 64));
            s->spikes[layer][step * n_cores + core] = count;
            sum += count;
        }
    return sum;
}

/* Tiles with spikes per step; adds their driven cycles; returns the number of tile reads. */
SKYLOOM_SIMD static uint64_t count_tiles(const struct golden *g, struct golden_scratch *s,
                                         int layer, const uint64_t *input_bits,
                                         uint64_t *driven_cycles)
{
    const struct golden_static *fixed = &g->fixed[layer];
    const int n_in = g->program->layer[layer].n_in, n_words = golden_words(n_in);
    uint64_t sum = 0;

    for (int step = 0; step < g->program->timesteps; step++) {
        const uint64_t *bits = input_bits + step * n_words;
        uint32_t active = 0;

        for (int tile = 0; tile < fixed->n_tiles; tile++) {
            const int first = tile * fixed->inputs, left = n_in - first;
            const uint64_t rows =
                golden_field(bits, n_in, first, left < fixed->inputs ? left : fixed->inputs);

            active += rows != 0;
            *driven_cycles += fixed->driven_cycles[__builtin_popcountll(rows)];
        }
        s->active_tiles[layer][step] = active;
        s->active_rows[layer][step] = s->rows.start[step + 1] - s->rows.start[step];
        sum += active;
    }
    return sum;
}

static void count_cells(const struct golden *g, struct golden_scratch *s, uint32_t n_rows,
                        int layer, struct layer_ledger *out)
{
    const struct golden_static *fixed = &g->fixed[layer];
    const int n_in = g->program->layer[layer].n_in, n_states = g->program->n_states;
    uint32_t *count = s->row_count;

    memset(count, 0, sizeof *count * (size_t)n_in);
    for (uint32_t i = 0; i < n_rows; i++)
        count[s->rows.row[i]]++;
    for (int i = 0; i < n_in; i++) {
        if (!count[i])
            continue;
        out->read_quanta_cycles += fixed->row_quanta[i] * (int64_t)count[i];
        for (int state = 0; state < n_states; state++)
            out->cell_reads[state] += fixed->row_states[i * n_states + state] * count[i];
    }
}

void golden_count_layer(const struct golden *g, struct golden_scratch *s, int layer,
                        const uint64_t *input_bits, struct golden_image *out)
{
    const struct program *p = g->program;
    const struct golden_static *fixed = &g->fixed[layer];
    struct layer_ledger *ledger = &out->ledger.layer[layer];
    const uint64_t steps = (uint64_t)p->timesteps, cores = (uint64_t)fixed->n_cores;
    const uint32_t n_rows = s->rows.start[p->timesteps];
    uint64_t *n = ledger->n;
    const uint64_t reads = count_tiles(g, s, layer, input_bits, &n[EVENT_DRIVEN_CYCLES]);

    n[EVENT_TOKENS_IN] = (n_rows + steps) * cores;
    n[EVENT_BITMAP_WRITES] = n_rows * cores;
    n[EVENT_TILE_READS] = reads * cores;
    n[EVENT_WORD_LINES] = 2 * n_rows * cores;
    n[EVENT_CONVERSIONS] = reads * fixed->phases * (uint64_t)p->geometry.converters;
    n[EVENT_ACCUMULATIONS] = n[EVENT_CONVERSIONS];
    n[EVENT_NEURON_UPDATES] = (uint64_t)p->layer[layer].n_out * steps;
    n[EVENT_SWEEP_CYCLES] = n[EVENT_NEURON_UPDATES];
    n[EVENT_SPIKES] = count_spikes(g, s, layer);
    n[EVENT_TOKENS_OUT] = n[EVENT_SPIKES] + steps * cores;
    if (g->config.timing.array == ARRAY_DIGITAL)
        n[EVENT_MEMORY_READS] = n_rows * fixed->phases;
    out->ledger.synaptic_ops += (uint64_t)n_rows * (uint64_t)p->layer[layer].n_out;
    count_cells(g, s, n_rows, layer, ledger);
}

/* Tokens reach the read-out in step order, ascending within a step. */
static void read_out(const struct golden *g, const struct golden_scratch *s,
                     struct golden_image *out)
{
    const struct program *p = g->program;
    const int last = p->n_layers - 1;
    uint32_t best = 0;

    out->winner = 0;
    for (int step = 0; step < p->timesteps; step++)
        for (uint64_t left = s->bits[last][step]; left; left &= left - 1) {
            const int class = __builtin_ctzll(left);

            if (++out->spikes[class] > best) {
                best = out->spikes[class];
                out->winner = class;
            }
        }
}

SKYLOOM_SIMD static void count_input(const struct golden *g, struct golden_scratch *s,
                                     const uint64_t *input_bits)
{
    const int n_words = golden_words(g->program->layer[0].n_in);

    for (int step = 0; step < g->program->timesteps; step++) {
        uint32_t count = 0;

        for (int word = 0; word < n_words; word++)
            count += (uint32_t)__builtin_popcountll(input_bits[step * n_words + word]);
        s->input_spikes[step] = count;
    }
}

void golden_count_image(const struct golden *g, struct golden_scratch *s,
                        const uint64_t *input_bits, struct golden_image *out,
                        const struct golden_trace *trace)
{
    struct timing_counts counts = {.input_spikes = s->input_spikes};
    struct timing_trace sweep = {0};

    count_input(g, s, input_bits);
    for (int l = 0; l < g->program->n_layers; l++) {
        counts.spikes[l] = s->spikes[l];
        counts.active_tiles[l] = s->active_tiles[l];
        counts.active_rows[l] = s->active_rows[l];
        sweep.sweep_end[l] = trace ? trace->sweep_end[l] : NULL;
    }
    out->ledger.images = 1;
    out->ledger.n_layers = g->program->n_layers;
    out->ledger.cycles =
        timing_image(g->program, &g->config.timing, &counts, trace ? &sweep : NULL, s->timing);
    read_out(g, s, out);
}

void golden_program_ledger(const struct golden *g, int pulse_cycles, int gap_cycles,
                           struct ledger *out)
{
    const struct program *p = g->program;

    memset(out, 0, sizeof *out);
    out->n_layers = p->n_layers;
    for (int l = 0; l < p->n_layers; l++)
        for (int core = 0; core < g->fixed[l].n_cores; core++) {
            const int n_out = p->layer[l].n_out, n = program_neurons(p, l, core);
            const int8_t *level = p->layer[l].level + (size_t)(core * p->geometry.columns);
            uint64_t commands = 0, pulses = 0, cycles;

            for (int i = 0; i < p->layer[l].n_in; i++)
                for (int k = 0; k < n; k++) {
                    const int value = level[(size_t)i * (size_t)n_out + (size_t)k];

                    commands += value != 0;
                    pulses += (uint64_t)abs(value);
                }
            out->layer[l].n[EVENT_PROGRAM_COMMANDS] += commands;
            out->layer[l].n[EVENT_PROGRAM_PULSES] += pulses;
            cycles = timing_program_cycles(commands, pulses, pulse_cycles, gap_cycles);
            if (cycles > out->program_cycles)
                out->program_cycles = cycles;
        }
}
