#include "energy/shape.h"

int shape_bits_for(int values) /* clog2, at least 1 */
{
    int bits = 1;

    while (bits < 31 && (1 << bits) < values)
        bits++;
    return bits;
}

int shape_phases(const struct program *p, int layer)
{
    int sum = 0;

    for (int core = 0; core < program_cores(p, layer); core++)
        sum += program_phases(p, layer, core);
    return sum;
}

int shape_accumulator_bits(const struct program *p, int layer)
{
    return p->converter_bits + shape_bits_for(program_tiles(p, layer));
}

int shape_state_bits(const struct program *p, int layer)
{
    return p->layer[layer].lif.membrane_bits + 4; /* and the refractory count */
}

int shape_token_bits(const struct program *p, int layer) /* into a layer; address, eos, last */
{
    return shape_bits_for(program_tiles(p, layer) * program_inputs(p)) + 2;
}

int shape_token_out_bits(const struct program *p, int layer)
{
    return shape_bits_for(program_cores(p, layer) * p->geometry.columns) + 2;
}

double shape_core_ram_bits(const struct program *p, int layer)
{
    const double tiles = program_tiles(p, layer), columns = p->geometry.columns;
    const double bitmap = 2.0 * tiles * program_inputs(p);
    const double list = 2.0 * tiles * shape_bits_for((int)tiles);

    return bitmap + list + columns * (shape_accumulator_bits(p, layer) + shape_state_bits(p, layer))
           + columns * shape_bits_for(p->geometry.columns);
}

double shape_weight_ram_bits(const struct program *p, int layer)
{
    /* only real rows and used phases: a memory compiled to fit, the kindest to the baseline */
    return (double)p->layer[layer].n_in * shape_phases(p, layer) * p->geometry.converters
           * program_weight_bits(p);
}
