#ifndef SKYLOOM_CROSSBAR_XBAR_H
#define SKYLOOM_CROSSBAR_XBAR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "crossbar/converter.h"
#include "device/card.h"
/* The room of crossbars: arrays of synapses (here by card, tile.h by any kind of device), their
 * converters (converter.h) and the port that the Verilog sees (port.h).
 *
 * The crossbar tiles of one core. Two word lines per input, driven +V and -V (papers/003 eq. 12):
 * word line 2i carries G+ of input i, word line 2i+1 carries G-. A tile has at most 64 inputs, so
 * the word-line pairs of a step are one uint64_t (bit i = input i spiked).
 * Conductances are integer quanta (card.g_quantum_S), sums are exact integers.
 * Read noise of a column: z * sqrtf(sum of variances over driven cells), rounded to the nearest
 * integer quantum (ties to even) and added to the sum before conversion; z = normal(bits) rounded
 * to a multiple of 1/XBAR_NORMAL_ONE. Bits: 16 of philox(seed, PHILOX_READ, image, step, tile id,
 * column / 8): column % 8 picks half-words, low half of w[0] first. The caller allocates; the model
 * never does. */
#define XBAR_NORMAL_ONE 4096

struct xbar_geometry {
    int word_lines; /* per tile, even, 2..128; inputs = word_lines / 2 */
    int columns;    /* per tile, 1..128, a multiple of converters */
    int converters; /* per tile; phases = columns / converters */
};

struct xbar_config {
    struct xbar_geometry geometry;
    struct converter converter;
    const struct device_card *card;
    uint64_t seed;
    uint32_t draw; /* which device sample of the spread */
    bool spread; /* apply card_kept_S: G = mean[state] + kept[state] * z(cell), z fixed per cell */
    bool read_noise;
};

struct xbar {
    struct xbar_config config;
    int n_tiles;
    int columns_used;        /* <= columns; reads may leave out the rest. xbar_init: all. */
    uint32_t first_tile_id;  /* global id of tile 0: part of the noise and spread keys */
    size_t stride;           /* columns rounded up to 32; columns beyond hold zero */
    uint8_t *state;          /* [tile][word line][column] */
    int32_t *quanta;         /* [tile][word line][column] conductance with spread */
    int16_t *difference;     /* [tile][input + one row of zeros][stride] G+ - G- in quanta */
    uint16_t *variance;      /* [tile][input + one row of zeros][stride] of both cells, quanta^2 */
    int64_t *row_quanta;     /* [tile][input] sum of quanta of both word lines */
    uint16_t *row_states;    /* [tile][input][n_states] cells of both word lines by state */
    bool *narrow;            /* [tile] 16-bit sums cannot overflow */
    int32_t *reach;          /* [tile] largest |difference| of an input, quanta */
    int32_t *reach_variance; /* [tile] largest variance of an input, quanta^2 */
    bool *dirty;             /* [tile] all but state must be made again */
    int16_t *deviate;        /* [32768] upper half of the normal quantile x XBAR_NORMAL_ONE */
    const float *normal;     /* [65536] from normal_table_fill, shared; NULL if no read noise */
};

/* Whether differences and variances of the card's conductances fit the model's 16 bits. */
enum status xbar_check_card(const struct device_card *card, bool spread, bool read_noise,
                            struct error *err);
enum status xbar_geometry_check(const struct xbar_geometry *g, int n_tiles, struct error *err);
size_t xbar_bytes(const struct xbar_config *config, int n_tiles);
/* All cells in the background state. memory: xbar_bytes() aligned to 64. */
enum status xbar_init(struct xbar *x, const struct xbar_config *config, int n_tiles,
                      uint32_t first_tile_id, const float *normal, void *memory, struct error *err);
/* One programming pulse: the state moves by one in the direction of polarity (+1 or -1) and stays
 * within the card's states. */
void xbar_pulse(struct xbar *x, int tile, int word_line, int column, int polarity);
/* Makes conductances, differences and variances of changed tiles again; call after programming,
 * before reading. */
void xbar_prepare(struct xbar *x);
/* Instead of states and xbar_prepare, for cells whose conductance comes from elsewhere (tile.h):
 * quanta[2 columns] of both word lines of an input, then their variances in quanta^2,
 * pair_variance[columns]. xbar_set_done after the last input of a tile, before reading. Such a tile
 * counts no states. */
void xbar_set_input(struct xbar *x, int tile, int input, const int32_t quanta[],
                    const double pair_variance[]);
void xbar_set_done(struct xbar *x, int tile);
/* Exact column sums in quanta; rows: bit i = input i driven. sum[columns]. */
void xbar_sum(const struct xbar *x, int tile, uint64_t rows, int32_t sum[]);
/* Codes of all columns of one tile read; image and step key the noise. code[columns]; columns from
 * columns_used on are not read: 0. */
void xbar_read(const struct xbar *x, int tile, uint64_t rows, uint32_t image, uint32_t step,
               int16_t code[]);
/* xbar_read for many steps, adding to acc[step][columns]; rows[step] == 0 is skipped (the
 * controller skips tiles without spikes: no conversion, no noise). Bit-equal to xbar_read; columns
 * from columns_used on are left alone. Returns how many codes are at an end of the range. */
uint64_t xbar_accumulate(const struct xbar *x, int tile, const uint64_t rows[], int n_steps,
                         uint32_t image, int32_t acc[]);
/* Fetches what xbar_read and the row counts will touch; no effect on any result. */
void xbar_prefetch(const struct xbar *x, int tile, uint64_t rows);
/* Sum of conductance quanta of both word lines of an input over all columns: read energy is
 * V^2 x quantum x this x driven time, background included. */
int64_t xbar_row_quanta(const struct xbar *x, int tile, int input);
/* Cells of both word lines of an input by state: count[n_states]. */
void xbar_row_states(const struct xbar *x, int tile, int input, uint32_t count[]);
#endif
