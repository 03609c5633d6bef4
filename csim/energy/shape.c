#include "energy/shape.h"
#include "energy/bill.h"

int shape_bits_for(int values) /* clog2, at least 1 */
{
    int bits = 1;

    while (bits < 31 && (1 << bits) < values)
        bits++;
    return bits;
}

int shape_inputs(const struct program *p) { return p->geometry.word_lines / 2; }

static int ceil_div(int a, int b) { return (a + b - 1) / b; }

int shape_cores(const struct program *p, int layer)
{
    return ceil_div(p->layer[layer].n_out, p->geometry.columns);
}

int shape_tiles(const struct program *p, int layer)
{
    return ceil_div(p->layer[layer].n_in, shape_inputs(p));
}

/* Phases summed over the cores of a layer: the last core may need fewer. */
int shape_phases(const struct program *p, int layer)
{
    const int columns = p->geometry.columns, converters = p->geometry.converters;
    const int n_out = p->layer[layer].n_out, full = n_out / columns;

    return full * ceil_div(columns, converters) + ceil_div(n_out % columns, converters);
}

int shape_accumulator_bits(const struct program *p, int layer)
{
    return p->converter_bits + shape_bits_for(shape_tiles(p, layer));
}

int shape_state_bits(const struct program *p, int layer)
{
    return p->layer[layer].lif.membrane_bits + 4; /* and the refractory count */
}

int shape_token_bits(const struct program *p, int layer) /* into a layer; address, eos, last */
{
    return shape_bits_for(shape_tiles(p, layer) * shape_inputs(p)) + 2;
}

int shape_token_out_bits(const struct program *p, int layer)
{
    return shape_bits_for(shape_cores(p, layer) * p->geometry.columns) + 2;
}

int bill_weight_bits(int n_states) { return 1 + shape_bits_for(n_states); /* sign and 0..n-1 */ }

double bill_core_ram_bits(const struct program *p, int layer)
{
    const double tiles = shape_tiles(p, layer), columns = p->geometry.columns;
    const double bitmap = 2.0 * tiles * shape_inputs(p);
    const double list = 2.0 * tiles * shape_bits_for((int)tiles);

    return bitmap + list + columns * (shape_accumulator_bits(p, layer) + shape_state_bits(p, layer))
           + columns * shape_bits_for(p->geometry.columns);
}

double bill_weight_ram_bits(const struct program *p, int layer)
{
    /* only real rows and used phases: a memory compiled to fit, the kindest to the baseline */
    return (double)p->layer[layer].n_in * shape_phases(p, layer) * p->geometry.converters
           * bill_weight_bits(p->n_states);
}
