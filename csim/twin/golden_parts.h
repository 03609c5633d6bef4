#ifndef SKYLOOM_TWIN_GOLDEN_PARTS_H
#define SKYLOOM_TWIN_GOLDEN_PARTS_H
#include "twin/golden.h"
/* Private to csim/twin/golden*.c: how the twin is cut. create packs a program for speed, run goes
 * layer by layer: row lists -> sums (ideal or tiled) -> LIF -> spike bits, then counts, time and
 * ledger of the image from those bits. */
#define GOLDEN_LANES 64        /* columns of one SIMD block of the ideal array */
#define GOLDEN_MAX_COLUMNS 256 /* columns of one weight tile of the ideal array */

/* Weights of the ideal array, cut in column tiles that stay in the second-level cache for all
 * steps: tile t holds columns first[t] .. first[t] + width[t] - 1 as [n_in][width[t]]. */
struct golden_weights {
    int n_tiles, n_columns; /* columns with padding, a multiple of GOLDEN_LANES */
    int width;              /* of all tiles but the last */
    int narrow_rows;        /* rows that cannot overflow an int8 sum */
    int medium_rows;        /* rows that cannot overflow an int16 sum, a multiple of narrow_rows */
    int8_t *data;
};

/* What an image's ledger needs from the program, made once per layer. */
struct golden_static {
    int n_tiles, n_cores, inputs;
    uint64_t phases;            /* summed over the cores of the layer */
    uint64_t *row_states;       /* [n_in][n_states] cells of both word lines over all cores */
    int64_t *row_quanta;        /* [n_in] quanta x driven cycles over all cores (analog) */
    uint64_t driven_cycles[65]; /* of one tile read, summed over cores, by driven rows */
};

struct golden {
    const struct program *program; /* outlives the twin */
    struct golden_config config;
    struct lif_params lif[PROGRAM_MAX_LAYERS];
    struct golden_weights weights[PROGRAM_MAX_LAYERS]; /* ideal */
    struct xbar *xbar[PROGRAM_MAX_LAYERS];             /* tiled: [core] */
    void *xbar_memory[PROGRAM_MAX_LAYERS];
    float *normal; /* tiled with read noise */
    struct golden_static fixed[PROGRAM_MAX_LAYERS];
};

/* Spiking inputs of every step of one layer: row[start[t]] .. row[start[t + 1] - 1], ascending. */
struct golden_rows {
    uint32_t *start; /* [timesteps + 1] */
    uint16_t *row;
};

struct golden_neurons { /* LIF state of a block of neurons, all in step */
    int32_t *v;
    int32_t *refractory;
    uint8_t *spike; /* 0 or 1 per neuron, padded to a multiple of 64 */
};

struct golden_scratch {
    struct golden_rows rows;
    uint64_t *bits[PROGRAM_MAX_LAYERS];         /* [step][words] output spikes of each layer */
    uint32_t *spikes[PROGRAM_MAX_LAYERS];       /* [step][core] */
    uint32_t *active_tiles[PROGRAM_MAX_LAYERS]; /* [step] */
    uint32_t *active_rows[PROGRAM_MAX_LAYERS];  /* [step] */
    uint64_t *tile_rows;                        /* [step] driven rows of one tile */
    int32_t *sums;                              /* tiled: [step][columns]; ideal: one tile's row */
    struct golden_neurons neurons;
    uint32_t *row_count;    /* [n_in] spikes of each input over the image */
    uint32_t *input_spikes; /* [step] */
    void *timing;
};

static inline int golden_words(int n) { return (n + 63) / 64; }
/* n bits of a step's spike bits from position at on, n <= 64. */
static inline uint64_t golden_field(const uint64_t *bits, int n_bits, int at, int n)
{
    const int word = at / 64, shift = at % 64;
    uint64_t field = bits[word] >> shift;

    if (shift && word + 1 < golden_words(n_bits))
        field |= bits[word + 1] << (64 - shift);
    return n < 64 ? field & ((1ull << n) - 1) : field;
}

/* golden_ideal.c */
enum status golden_weights_create(struct golden_weights *w, const struct program_layer *layer,
                                  struct error *err);
/* Sums of all spiking rows for the columns of one tile: sum[width]. */
void golden_ideal_sum(const struct golden_weights *w, int n_in, int tile, const uint16_t row[],
                      int n_rows, int32_t sum[]);
int golden_ideal_width(const struct golden_weights *w, int tile);

/* golden_lif.c */
/* One step of n neurons: as lif_update for each. Returns the number of saturations. spike beyond n
 * up to a multiple of 64 is cleared. */
unsigned golden_lif_step(const struct lif_params *p, const int32_t acc[],
                         const struct golden_neurons *state, int n);
/* One bit per byte of spike (0 or 1); words 64-bit words. */
void golden_pack_bits(const uint8_t spike[], int n_words, uint64_t bits[]);

/* golden_rows.c */
/* Lists the set bits of every step; row must have room for all of them. */
void golden_rows_list(const uint64_t *bits, int n_bits, int n_steps, struct golden_rows *rows);
/* ORs n packed bits into bits from position at on; bits of field beyond n are zero. */
void golden_put_bits(uint64_t *bits, int at, const uint64_t field[], int n);

/* golden_ledger.c */
enum status golden_static_create(struct golden *g, int layer, struct error *err);
void golden_static_destroy(struct golden_static *fixed);
/* Counts and events of one layer from its input and output spike bits; s->rows lists its inputs. */
void golden_count_layer(const struct golden *g, struct golden_scratch *s, int layer,
                        const uint64_t *input_bits, struct golden_image *out);
/* Cycles, read-out and totals of the image, after all layers. */
void golden_count_image(const struct golden *g, struct golden_scratch *s,
                        const uint64_t *input_bits, struct golden_image *out,
                        const struct golden_trace *trace);
#endif
