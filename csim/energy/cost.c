#include "energy/cost.h"
#include <math.h>

const struct cost_info cost_info[COST_COUNT] = {
    [COST_SUPPLY] = {"supply", "V", "supply voltage of the logic"},
    [COST_WALDEN_FOM] = {"walden_fom", "J/step", "converter: one conversion costs this x 2^bits"},
    [COST_CURRENT_SENSE] = {"current_sense", "J", "column current to the converter's input"},
    [COST_COLUMN_MUX] = {"column_mux", "J", "column multiplexer, per conversion"},
    [COST_WORD_LINE_DRIVER] = {"word_line_driver", "J", "switching one word line on and off"},
    [COST_DECODER_32] = {"decoder_32", "J", "row decoder 5 to 32, per selection"},
    [COST_DECODER_128] = {"decoder_128", "J", "row decoder 7 to 128, per selection"},
    [COST_CELL_PITCH] = {"cell_pitch", "um", "word-line length per cell"},
    [COST_WIRE_CAPACITANCE] = {"wire_capacitance", "F/um", "of word lines and links"},
    [COST_LINK_LENGTH] = {"link_length", "um", "wire per receiver of a spike stream"},
    [COST_ADD_8] = {"add_8", "J", "8-bit integer addition"},
    [COST_ADD_16] = {"add_16", "J", "16-bit integer addition"},
    [COST_ADD_32] = {"add_32", "J", "32-bit integer addition"},
    [COST_SRAM_8K] = {"sram_8k", "J", "64-bit access of an 8 KB bank"},
    [COST_SRAM_32K] = {"sram_32k", "J", "64-bit access of a 32 KB bank"},
    [COST_SRAM_1M] = {"sram_1m", "J", "64-bit access of a 1 MB bank"},
    [COST_FLOP] = {"flop", "J", "one bit stored in or moved through a register"},
    [COST_CLOCK] = {"clock", "J", "one flip-flop, one clock cycle"},
    [COST_GATE_SWITCH] = {"gate_switch", "J", "one switching of one gate"},
    [COST_ACTIVITY] = {"activity", "1", "fraction of the gates switching in a busy cycle"},
    [COST_SRAM_LEAKAGE] = {"sram_leakage", "W/bit", "static memory, periphery included"},
    [COST_GATE_LEAKAGE] = {"gate_leakage", "W/gate", "two-input NAND equivalent"},
    [COST_DRIVER_GATES] = {"driver_gates", "gate", "leaking gates per word line"},
    [COST_CONVERTER_GATES] = {"converter_gates", "gate", "leaking gates per converter"},
};

struct range range_scale(struct range r, double factor)
{
    return (struct range){r.low * factor, r.typical * factor, r.high * factor};
}

struct range range_product(struct range a, struct range b)
{
    return (struct range){a.low * b.low, a.typical * b.typical, a.high * b.high};
}

struct range range_sum(struct range a, struct range b)
{
    return (struct range){a.low + b.low, a.typical + b.typical, a.high + b.high};
}

static struct range value(const struct cost_card *c, enum cost id) { return c->c[id].value; }

static struct range mix(struct range a, struct range b, double t)
{
    return range_sum(range_scale(a, 1.0 - t), range_scale(b, t));
}

struct range cost_add_J(const struct cost_card *c, int bits)
{
    if (bits <= 8)
        return range_scale(value(c, COST_ADD_8), bits / 8.0);
    if (bits <= 16)
        return mix(value(c, COST_ADD_8), value(c, COST_ADD_16), (bits - 8) / 8.0);
    return mix(value(c, COST_ADD_16), value(c, COST_ADD_32), (bits - 16) / 16.0);
}

/* Access energy grows with word-line and bit-line length, so as the square root of the capacity
 * below the smallest bank we have a number for; between the numbers a power law. */
static double bank_J(double e8K, double e32K, double e1M, double bank_bits)
{
    const double bits_8K = 65536.0, bits_32K = 262144.0, bits_1M = 8388608.0;

    if (bank_bits <= bits_8K)
        return e8K * sqrt(bank_bits / bits_8K);
    if (bank_bits <= bits_32K)
        return e8K * pow(e32K / e8K, log(bank_bits / bits_8K) / log(bits_32K / bits_8K));
    return e32K * pow(e1M / e32K, log(bank_bits / bits_32K) / log(bits_1M / bits_32K));
}

struct range cost_memory_J(const struct cost_card *c, double bank_bits, double bits)
{
    const struct range a = value(c, COST_SRAM_8K), b = value(c, COST_SRAM_32K),
                       d = value(c, COST_SRAM_1M), flop = value(c, COST_FLOP);
    const struct range bit = {
        fmax(flop.low, bank_J(a.low, b.low, d.low, bank_bits) / 64.0),
        fmax(flop.typical, bank_J(a.typical, b.typical, d.typical, bank_bits) / 64.0),
        fmax(flop.high, bank_J(a.high, b.high, d.high, bank_bits) / 64.0),
    };

    return range_scale(bit, bits);
}

struct range cost_conversion_J(const struct cost_card *c, int code_bits)
{
    return range_scale(value(c, COST_WALDEN_FOM), ldexp(1.0, code_bits));
}

struct range cost_decoder_J(const struct cost_card *c, int word_lines)
{
    const struct range a = value(c, COST_DECODER_32), b = value(c, COST_DECODER_128);
    const double t = (log2(word_lines) - 5.0) / 2.0;

    return t <= 0.0 ? range_scale(a, word_lines / 32.0) : mix(a, b, t);
}

struct range cost_link_bit_J(const struct cost_card *c)
{
    const struct range supply = value(c, COST_SUPPLY);
    const struct range wire_F =
        range_product(value(c, COST_WIRE_CAPACITANCE), value(c, COST_LINK_LENGTH));

    /* C V^2 per charge from the supply; a random bit rises in a quarter of the cycles */
    return range_scale(range_product(wire_F, range_product(supply, supply)), 0.25);
}
