#ifndef SKYLOOM_ENERGY_COST_H
#define SKYLOOM_ENERGY_COST_H
#include <stddef.h>
#include "base/error.h"
/* A cost card (cards/cmos45.yaml): what each counted event costs. Every coefficient that a formula
 * of bill.c uses is listed here with the unit that the formula needs; a card has all of them and
 * nothing else, each with low <= value <= high, source and technology node. */
enum cost {
    COST_SUPPLY,           /* V */
    COST_WALDEN_FOM,       /* J/step: one conversion = FOM x 2^code_bits */
    COST_CURRENT_SENSE,    /* J per conversion: column current to the converter's input */
    COST_COLUMN_MUX,       /* J per conversion */
    COST_WORD_LINE_DRIVER, /* J per word line driven */
    COST_DECODER_32,       /* J per row selection (programming), 5 -> 32 */
    COST_DECODER_128,      /* J, 7 -> 128; others on the line through both in log2 */
    COST_CELL_PITCH,       /* um */
    COST_WIRE_CAPACITANCE, /* F/um */
    COST_LINK_LENGTH,      /* um of wire per receiver of a stream */
    COST_ADD_8,            /* J per addition */
    COST_ADD_16,
    COST_ADD_32,  /* other widths: piecewise linear */
    COST_SRAM_8K, /* J per 64-bit access of an 8 KB bank */
    COST_SRAM_32K,
    COST_SRAM_1M,         /* other sizes: straight lines in log-log; below 8 KB as sqrt(size) */
    COST_FLOP,            /* J per bit stored or moved through a register */
    COST_CLOCK,           /* J per flip-flop and clock cycle */
    COST_GATE_SWITCH,     /* J per switching gate */
    COST_ACTIVITY,        /* 1: fraction of a core's gates switching in a busy cycle */
    COST_SRAM_LEAKAGE,    /* W/bit */
    COST_GATE_LEAKAGE,    /* W/gate */
    COST_DRIVER_GATES,    /* gates per word line that leak in the driver */
    COST_CONVERTER_GATES, /* gates per converter that leak */
    COST_COUNT
};

struct range {
    double low, typical, high;
};

struct cost_coefficient {
    struct range value;
    char source[256], node[32];
};

struct cost_card {
    char name[64], doc[256];
    struct cost_coefficient c[COST_COUNT];
};

struct cost_info {
    const char *name, *unit, *doc;
};
extern const struct cost_info cost_info[COST_COUNT];

struct range range_scale(struct range r, double factor);
struct range range_product(struct range a, struct range b); /* all factors >= 0 */
struct range range_sum(struct range a, struct range b);
struct range cost_add_J(const struct cost_card *c, int bits);
/* Reading or writing `bits` bits of a memory of bank_bits bits; never below the register's cost. */
struct range cost_memory_J(const struct cost_card *c, double bank_bits, double bits);
struct range cost_conversion_J(const struct cost_card *c, int code_bits);
struct range cost_decoder_J(const struct cost_card *c, int word_lines);
/* One random bit over one link: C V^2 / 4, a bit rises in a quarter of the cycles. */
struct range cost_link_bit_J(const struct cost_card *c);
#endif
