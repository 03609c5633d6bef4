#ifndef SKYLOOM_ENERGY_SHAPE_H
#define SKYLOOM_ENERGY_SHAPE_H
#include "net/program.h"
/* Widths and counts that the geometry of a program implies; the bill needs them, nothing else. */
int shape_bits_for(int values);                       /* clog2, at least 1 */
int shape_phases(const struct program *p, int layer); /* summed over cores */
int shape_accumulator_bits(const struct program *p, int layer);
int shape_state_bits(const struct program *p, int layer); /* membrane and refractory count */
int shape_token_bits(const struct program *p, int layer); /* into a layer: address, eos, last */
int shape_token_out_bits(const struct program *p, int layer);
/* RAM bits of one core of a layer without weights; weight bits of the whole layer. */
double shape_core_ram_bits(const struct program *p, int layer);
double shape_weight_ram_bits(const struct program *p, int layer);
#endif
