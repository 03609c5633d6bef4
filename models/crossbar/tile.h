#ifndef SKYLOOM_CROSSBAR_TILE_H
#define SKYLOOM_CROSSBAR_TILE_H
#include "base/watch.h"
#include "crossbar/xbar.h"
#include "device/device.h"
/* One crossbar tile whose cells are devices of any kind: one of device_kinds or one's own. It reads
 * as the crossbar does (xbar.h): two word lines per input, driven +V and -V, conductances in whole
 * quanta, exact sums, the same converter and the same keyed read noise.
 *
 * Time passes by pulses and by tile_rest alone, and a cell ages when it is looked at: every cell
 * has its own clock. So a tile that nobody reads costs nothing. The caller allocates. What a tile
 * remembers is cells, clock_s, time_s and energy_J: with those four copied back, tile_restore goes
 * on from there.
 *
 * Kinds that integrate (traits.step_s) cost a rest when they are looked at, cell by cell; a pulse
 * or a rest of more than TILE_MOST_STEPS of their steps is refused. */
#define TILE_MOST_STEPS 1e8
struct tile_config {
    struct xbar_geometry geometry;
    struct converter converter;
    const struct device_kind *kind; /* must outlive the tile */
    const void *device;             /* config of that kind; needed by tile_init only */
    uint64_t seed;
    uint32_t tile_id;   /* part of every key, as in the crossbar */
    double g_quantum_S; /* of conductance; 0: 1/1000 of the kind's range */
    bool read_noise;    /* of kinds that have some */
};

struct tile {
    struct tile_config config;
    struct device_traits traits;
    struct xbar xbar;        /* one tile: what is read */
    struct device_card card; /* of the crossbar: quantum and range alone */
    void *shared;            /* of the kind */
    unsigned char *cells;    /* [word line][column] states of cell_size bytes */
    double *clock_s;         /* [word line][column] time that the cell has reached */
    bool *stale;             /* [word line] the crossbar has older conductances */
    double *row_S;           /* [columns] scratch, like the next three */
    double *row_noise_S;     /* [columns] */
    double *pair_variance;   /* [columns], quanta^2 */
    int32_t *row_quanta;     /* [2 columns] */
    double time_s, energy_J; /* so far; energy of pulses */
    /* Asked whether to end while cells age and between pulses; NULL: nobody. What was stopped is
     * STATUS_INTERRUPTED: every cell is where its clock says, and what comes next goes on from
     * there to the same bytes. */
    const struct watch *watch;
    double told_s; /* clock on the wall */
};

/* A whole kind and a geometry that the crossbar has; before tile_bytes. */
enum status tile_check(const struct tile_config *config, struct error *err);
size_t tile_bytes(const struct tile_config *config);
/* All cells as made. normal: 65536 from normal_table_fill, shared, NULL if no read noise. memory:
 * tile_bytes() aligned to 64. A tile points into itself: it stays where it was initialised. */
enum status tile_init(struct tile *t, const struct tile_config *config, const float *normal,
                      void *memory, struct error *err);
/* After cells, clock_s, time_s and energy_J were copied in. */
void tile_restore(struct tile *t);

/* One pulse for one cell; time goes on by its width. */
enum status tile_pulse(struct tile *t, int word_line, int column, const struct device_pulse *pulse,
                       struct error *err);
/* pulse[columns] to a word line at once; time goes on by the widest. */
enum status tile_pulse_row(struct tile *t, int word_line, const struct device_pulse pulse[],
                           struct error *err);
enum { TILE_MAX_PULSES = 1000000 };
/* |pulses| of the pulse that the device is made for, up where above zero, each with its rest. At
 * most TILE_MAX_PULSES: each is simulated. Interrupted: some of them are given, as tile_pulse_row's
 * to the first cells of what integrates. */
enum status tile_program(struct tile *t, int word_line, int column, int pulses, struct error *err);
enum status tile_rest(struct tile *t, double seconds, struct error *err);

/* Conductances of a word line, without read noise: conductance_S[columns]. */
enum status tile_conductance_S(struct tile *t, int word_line, double conductance_S[],
                               struct error *err);
/* Exact column sums in quanta: sum[columns]; rows: bit i = input i driven. A column's current is
 * its sum times g_quantum_S times the read voltage. */
enum status tile_sum(struct tile *t, uint64_t rows, int32_t sum[], struct error *err);
/* Codes of all columns: code[columns]; image and step key the read noise. */
enum status tile_read(struct tile *t, uint64_t rows, uint32_t image, uint32_t step, int16_t code[],
                      struct error *err);
#endif
