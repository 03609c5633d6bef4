#ifndef SKYLOOM_NET_PROGRAM_H
#define SKYLOOM_NET_PROGRAM_H
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "crossbar/converter.h"
#include "crossbar/xbar.h"
#include "net/lif.h"
/* A program: the quantised, mapped network; the file between learning and hardware. */
#define PROGRAM_MAX_LAYERS 8
#define PROGRAM_MAX_CLASSES 64 /* outputs of the last layer: what the read-out counts */

struct program_layer {
    int n_in, n_out;
    int8_t *level; /* [n_in][n_out] signed level -(n_states-1)..(n_states-1) */
    struct lif_params lif;
    double threshold_levels; /* threshold in mean level steps before rounding, for the record */
};

struct program {
    char design[64], card[64]; /* names it was made for */
    int n_states;              /* of the card, as used */
    int n_layers, timesteps;
    struct xbar_geometry geometry;
    int converter_bits;
    double converter_lsb_S;
    char provenance[2048]; /* JSON object: config hash, seed, version, sources */
    struct program_layer layer[PROGRAM_MAX_LAYERS];
};

/* Mapping: layer l uses n_cores = ceil(n_out / columns) cores, each with n_tiles =
 * ceil(n_in / inputs) row tiles; neuron n lives in core n / columns at column n % columns. A signed
 * level k is states (k, 0) of the two cells, or (0, -k) where it is negative. Tile ids number all
 * tiles of the network: layer by layer, core by core, tile by tile. */
int program_inputs(const struct program *p); /* of a tile */
int program_cores(const struct program *p, int layer);
int program_tiles(const struct program *p, int layer); /* per core */
int program_neurons(const struct program *p, int layer, int core);
int program_phases(const struct program *p, int layer, int core); /* that its neurons need */
/* Bits of a signed level -(n_states-1)..(n_states-1): a weight of the digital array. */
int program_weight_bits(const struct program *p);
uint32_t program_first_tile_id(const struct program *p, int layer, int core);

/* Everything in range and consistent: sizes, levels within the states, neuron parameters. */
enum status program_check(const struct program *p, const char *where, struct error *err);
enum status program_write(const char *path, const struct program *p, struct error *err);
enum status program_read(const char *path, struct program *p, struct error *err);
void program_free(struct program *p);
#endif
