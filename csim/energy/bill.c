#include "energy/bill.h"
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "energy/shape.h"

/* One layer being priced: what every line of it needs. */
struct pricing {
    const struct bill_input *in;
    struct bill *bill;
    int layer;
    enum bill_phase phase;
    double images; /* 1 for programming */
    double time_s; /* per image, or of the loading */
    struct error *err;
    enum status status;
};

__attribute__((format(printf, 5, 6))) static void line(struct pricing *w,
                                                       enum bill_component component,
                                                       double quantity, struct range one,
                                                       const char *formula, ...)
{
    struct bill_item *item = &w->bill->item[w->bill->n_items];
    va_list args;

    if (w->status != STATUS_OK || quantity == 0.0)
        return;
    if (w->bill->n_items == BILL_MAX_ITEMS) {
        w->status =
            error_set(w->err, STATUS_BAD_CONFIG, "bill: more than %d lines", BILL_MAX_ITEMS);
        return;
    }
    item->component = component;
    item->layer = w->layer;
    item->phase = w->phase;
    item->quantity = quantity;
    item->one = one;
    item->energy_J = range_scale(one, quantity);
    va_start(args, formula);
    vsnprintf(item->formula, sizeof item->formula, formula, args);
    va_end(args);
    if (!isfinite(item->energy_J.high)) {
        w->status = error_set(w->err, STATUS_BAD_CONFIG, "bill: layer %d %s is not finite (%s)",
                              w->layer, bill_component_names[component], item->formula);
        return;
    }
    w->bill->n_items++;
}

static double events(const struct pricing *w, enum event e)
{
    return (double)w->in->ledger->layer[w->layer].n[e] / w->images;
}

static struct range coefficient(const struct pricing *w, enum cost id)
{
    return w->in->cost->c[id].value;
}

static struct range exactly(double x) { return (struct range){x, x, x}; }

static void price_input(struct pricing *w)
{
    const struct program *p = w->in->program;
    const int token = shape_token_bits(p, w->layer), inputs = program_inputs(p);
    const int tiles = program_tiles(p, w->layer), tile_bits = shape_bits_for(tiles);

    w->phase = PHASE_INPUT;
    line(w, COMPONENT_LINK, events(w, EVENT_TOKENS_IN),
         range_scale(cost_link_bit_J(w->in->cost), token),
         "tokens_in x %d bit x C V^2 / 4 of a link", token);
    line(w, COMPONENT_BITMAP, events(w, EVENT_BITMAP_WRITES),
         cost_memory_J(w->in->cost, tiles * inputs, 2.0 * inputs),
         "bitmap_writes x (read + write) x %d bit of %d-bit memory", inputs, tiles * inputs);
    line(w, COMPONENT_BITMAP, events(w, EVENT_TILE_READS),
         cost_memory_J(w->in->cost, tiles * tile_bits, 2.0 * tile_bits),
         "tile_reads x (push + pop) x %d bit of the tile list", tile_bits);
}

static void price_analog_read(struct pricing *w)
{
    const struct program *p = w->in->program;
    const struct device_card *card = w->in->card;
    const struct layer_ledger *n = &w->in->ledger->layer[w->layer];
    const double volt2 = card->read_voltage_V * card->read_voltage_V;
    const double quanta_s = (double)n->read_quanta_cycles / w->images / w->in->frequency_Hz;
    const struct range line_F = range_scale(
        range_product(coefficient(w, COST_CELL_PITCH), coefficient(w, COST_WIRE_CAPACITANCE)),
        p->geometry.columns);

    line(w, COMPONENT_DRIVER, events(w, EVENT_WORD_LINES), coefficient(w, COST_WORD_LINE_DRIVER),
         "word_lines x word_line_driver");
    line(w, COMPONENT_DRIVER, events(w, EVENT_WORD_LINES), range_scale(line_F, volt2),
         "word_lines x %d cells x cell_pitch x wire_capacitance x V^2", p->geometry.columns);
    line(w, COMPONENT_ARRAY, quanta_s, exactly(volt2 * card->g_quantum_S),
         "read_quanta_cycles / f x V^2 x G quantum; V = %g V", card->read_voltage_V);
}

static void price_digital_read(struct pricing *w)
{
    const struct program *p = w->in->program;
    const int converters = p->geometry.converters, weight = program_weight_bits(p);
    const double bank_bits = (double)program_inputs(p) * p->geometry.columns * weight;
    const double reads = events(w, EVENT_MEMORY_READS);

    line(w, COMPONENT_WEIGHT_MEMORY, reads,
         cost_memory_J(w->in->cost, bank_bits, (double)converters * weight),
         "memory_reads x %d weights x %d bit of a %g-bit bank", converters, weight, bank_bits);
    line(w, COMPONENT_ADDER, reads,
         range_scale(cost_add_J(w->in->cost, p->converter_bits), converters),
         "memory_reads x %d lanes x add of %d bit", converters, p->converter_bits);
}

static void price_read(struct pricing *w)
{
    const struct program *p = w->in->program;
    const int inputs = program_inputs(p), tiles = program_tiles(p, w->layer);

    w->phase = PHASE_READ;
    line(w, COMPONENT_BITMAP, events(w, EVENT_TILE_READS),
         cost_memory_J(w->in->cost, tiles * inputs, inputs), "tile_reads x %d bit of %d-bit memory",
         inputs, tiles * inputs);
    if (w->in->array == ARRAY_DIGITAL)
        price_digital_read(w);
    else
        price_analog_read(w);
}

static void price_conversion(struct pricing *w)
{
    const double conversions = events(w, EVENT_CONVERSIONS);
    const int bits = w->in->program->converter_bits;

    w->phase = PHASE_CONVERSION;
    if (w->in->array == ARRAY_DIGITAL)
        return;
    line(w, COMPONENT_CONVERTER, conversions, cost_conversion_J(w->in->cost, bits),
         "conversions x walden_fom x 2^%d", bits);
    line(w, COMPONENT_CONVERTER, conversions, coefficient(w, COST_CURRENT_SENSE),
         "conversions x current_sense");
    line(w, COMPONENT_CONVERTER, conversions, coefficient(w, COST_COLUMN_MUX),
         "conversions x column_mux");
}

static void price_neurons(struct pricing *w)
{
    const struct program *p = w->in->program;
    const struct cost_card *c = w->in->cost;
    const double columns = p->geometry.columns, updates = events(w, EVENT_NEURON_UPDATES);
    const int acc = shape_accumulator_bits(p, w->layer), state = shape_state_bits(p, w->layer);
    const int membrane = p->layer[w->layer].lif.membrane_bits;

    w->phase = PHASE_ACCUMULATE;
    line(w, COMPONENT_ACCUMULATOR, events(w, EVENT_ACCUMULATIONS), cost_add_J(c, acc),
         "accumulations x add of %d bit", acc);
    line(w, COMPONENT_ACCUMULATOR, events(w, EVENT_ACCUMULATIONS),
         cost_memory_J(c, columns * acc, 2.0 * acc), "accumulations x (read + write) x %d bit",
         acc);
    w->phase = PHASE_NEURON;
    line(w, COMPONENT_ACCUMULATOR, updates, cost_memory_J(c, columns * acc, acc),
         "neuron_updates x read of %d bit", acc);
    line(w, COMPONENT_NEURON, updates, range_scale(cost_add_J(c, membrane), 4.0),
         "neuron_updates x 4 (leak, integrate, compare, reset) x add of %d bit", membrane);
    line(w, COMPONENT_NEURON, updates, cost_memory_J(c, columns * state, 2.0 * state),
         "neuron_updates x (read + write) x %d bit", state);
}

static void price_spikes(struct pricing *w)
{
    const struct program *p = w->in->program;
    const struct cost_card *c = w->in->cost;
    const int address = shape_bits_for(p->geometry.columns),
              token = shape_token_out_bits(p, w->layer);
    const double spikes = events(w, EVENT_SPIKES);

    w->phase = PHASE_SPIKES;
    line(w, COMPONENT_SPIKE_LIST, spikes,
         cost_memory_J(c, (double)p->geometry.columns * address, 2.0 * address),
         "spikes x (push + pop) x %d bit", address);
    line(w, COMPONENT_LINK, events(w, EVENT_TOKENS_OUT),
         range_scale(coefficient(w, COST_FLOP), 2.0 * token),
         "tokens_out x 2 registers x %d bit x flop", token);
    if (w->layer != p->n_layers - 1)
        return;
    line(w, COMPONENT_LINK, events(w, EVENT_TOKENS_OUT), range_scale(cost_link_bit_J(c), token),
         "tokens_out x %d bit x C V^2 / 4 of a link (to the read-out)", token);
    line(w, COMPONENT_READOUT, spikes,
         range_sum(range_scale(cost_add_J(c, 16), 2.0),
                   range_scale(coefficient(w, COST_FLOP), 32.0)),
         "spikes x (2 add of 16 bit + 32 bit x flop): count and compare");
}

static double core_gates(const struct pricing *w)
{
    const struct core_area *a = w->in->area;
    const struct xbar_geometry *g = &w->in->program->geometry;

    return a->gates + a->gates_per_input * (g->word_lines / 2)
           + a->gates_per_converter * g->converters;
}

static double core_flops(const struct pricing *w)
{
    const struct core_area *a = w->in->area;
    const struct xbar_geometry *g = &w->in->program->geometry;

    return a->flops + a->flops_per_input * (g->word_lines / 2)
           + a->flops_per_converter * g->converters;
}

/* No clock gating in this RTL: every flip-flop of every core is clocked in every cycle. */
static void price_clock(struct pricing *w, double busy_cycles, double cycles)
{
    const int cores = program_cores(w->in->program, w->layer);
    const struct range gate =
        range_product(coefficient(w, COST_GATE_SWITCH), coefficient(w, COST_ACTIVITY));

    line(w, COMPONENT_CLOCK, cycles, range_scale(coefficient(w, COST_CLOCK), cores * core_flops(w)),
         "cycles x %d cores x %g flip-flops x clock", cores, core_flops(w));
    line(w, COMPONENT_CONTROL, busy_cycles, range_scale(gate, core_gates(w)),
         "busy cycles x %g gates x activity x gate_switch", core_gates(w));
}

/* Power x the whole time, of every core and tile, idle or not. */
static void price_leakage(struct pricing *w)
{
    const struct program *p = w->in->program;
    const int cores = program_cores(p, w->layer), tiles = program_tiles(p, w->layer);
    const double ram = shape_core_ram_bits(p, w->layer);
    const double weights = shape_weight_ram_bits(p, w->layer);
    const struct range gate = coefficient(w, COST_GATE_LEAKAGE);
    const struct range bit = coefficient(w, COST_SRAM_LEAKAGE);

    line(w, COMPONENT_LOGIC, w->time_s, range_scale(gate, cores * core_gates(w)),
         "time x %d cores x %g gates x gate_leakage", cores, core_gates(w));
    line(w, COMPONENT_MEMORY, w->time_s, range_scale(bit, cores * ram),
         "time x %d cores x %g bit x sram_leakage", cores, ram);
    if (w->in->array == ARRAY_DIGITAL) {
        line(w, COMPONENT_WEIGHT_MEMORY, w->time_s, range_scale(bit, weights),
             "time x %g weight bits x sram_leakage", weights);
        return;
    }
    line(w, COMPONENT_DRIVER, w->time_s,
         range_product(gate, range_scale(coefficient(w, COST_DRIVER_GATES),
                                         (double)cores * tiles * p->geometry.word_lines)),
         "time x %d tiles x %d word lines x driver_gates x gate_leakage", cores * tiles,
         p->geometry.word_lines);
    line(w, COMPONENT_CONVERTER, w->time_s,
         range_product(gate, range_scale(coefficient(w, COST_CONVERTER_GATES),
                                         (double)cores * tiles * p->geometry.converters)),
         "time x %d tiles x %d converters x converter_gates x gate_leakage", cores * tiles,
         p->geometry.converters);
}

static void price_run_layer(struct pricing *w)
{
    price_input(w);
    price_read(w);
    price_conversion(w);
    price_neurons(w);
    price_spikes(w);
    w->phase = PHASE_CLOCK;
    price_clock(w,
                events(w, EVENT_TOKENS_IN) + events(w, EVENT_DRIVEN_CYCLES)
                    + events(w, EVENT_SWEEP_CYCLES),
                w->bill->cycles);
    w->phase = PHASE_LEAKAGE;
    price_leakage(w);
}

static void price_program_layer(struct pricing *w)
{
    const struct program *p = w->in->program;
    const struct cost_card *c = w->in->cost;
    const double commands = events(w, EVENT_PROGRAM_COMMANDS);
    const double pulses = events(w, EVENT_PROGRAM_PULSES);
    const int converters = p->geometry.converters, weight = program_weight_bits(p);
    const int command = shape_bits_for(program_tiles(p, w->layer))
                        + shape_bits_for(p->geometry.word_lines)
                        + shape_bits_for(p->geometry.columns) + 9; /* polarity, 8-bit pulse count */

    w->phase = PHASE_PROGRAM;
    line(w, COMPONENT_LINK, commands, range_scale(cost_link_bit_J(c), command),
         "program_commands x %d bit x C V^2 / 4 of a link", command);
    if (w->in->array == ARRAY_DIGITAL) {
        line(w, COMPONENT_WEIGHT_MEMORY, pulses,
             cost_memory_J(c, (double)program_inputs(p) * p->geometry.columns * weight,
                           2.0 * converters * weight),
             "program_pulses x (read + write) x %d bit", converters * weight);
    } else {
        line(w, COMPONENT_DRIVER, commands, cost_decoder_J(c, p->geometry.word_lines),
             "program_commands x decoder of %d rows", p->geometry.word_lines);
        line(w, COMPONENT_DRIVER, pulses, coefficient(w, COST_WORD_LINE_DRIVER),
             "program_pulses x word_line_driver");
        line(w, COMPONENT_ARRAY, pulses, exactly(w->in->card->pulse_energy_J),
             "program_pulses x pulse energy of the device card");
    }
    price_clock(w, 0.0, w->bill->cycles);
    price_leakage(w);
}

static enum status bill_make(const struct bill_input *in, bool programming, struct bill *out,
                             struct error *err)
{
    struct pricing w = {.in = in, .bill = out, .err = err, .status = STATUS_OK};

    memset(out, 0, sizeof *out);
    if (!(in->frequency_Hz > 0.0))
        return error_set(err, STATUS_BAD_CONFIG, "bill: frequency = %g Hz, must be above 0",
                         in->frequency_Hz);
    if (!programming && in->ledger->images == 0)
        return error_set(err, STATUS_BAD_CONFIG, "bill: the ledger has no images");
    w.images = programming ? 1.0 : (double)in->ledger->images;
    out->cycles =
        programming ? (double)in->ledger->program_cycles : (double)in->ledger->cycles / w.images;
    out->time_s = w.time_s = out->cycles / in->frequency_Hz;
    for (w.layer = 0; w.layer < in->program->n_layers; w.layer++) {
        if (programming)
            price_program_layer(&w);
        else
            price_run_layer(&w);
    }
    for (size_t i = 0; i < out->n_items; i++)
        out->total_J = range_sum(out->total_J, out->item[i].energy_J);
    return w.status;
}

enum status bill_run(const struct bill_input *in, struct bill *out, struct error *err)
{
    return bill_make(in, false, out, err);
}

enum status bill_program(const struct bill_input *in, struct bill *out, struct error *err)
{
    return bill_make(in, true, out, err);
}

static struct range sum_where(const struct bill *b, int phase, int component, int layer)
{
    struct range sum = {0.0, 0.0, 0.0};

    for (size_t i = 0; i < b->n_items; i++) {
        const struct bill_item *item = &b->item[i];

        if ((phase < 0 || item->phase == (enum bill_phase)phase)
            && (component < 0 || item->component == (enum bill_component)component)
            && (layer < 0 || item->layer == layer))
            sum = range_sum(sum, item->energy_J);
    }
    return sum;
}

struct range bill_phase_J(const struct bill *b, enum bill_phase phase, int layer)
{
    return sum_where(b, (int)phase, -1, layer);
}

struct range bill_component_J(const struct bill *b, enum bill_component component, int layer)
{
    return sum_where(b, -1, (int)component, layer);
}

struct range bill_layer_J(const struct bill *b, int layer) { return sum_where(b, -1, -1, layer); }
