#ifndef SKYLOOM_DEVICE_DEVICE_H
#define SKYLOOM_DEVICE_DEVICE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "base/philox.h"
/* The room of synapse devices: one interface, a file per kind. docs/devices.md shows how to write
 * one.
 *
 * A kind is one const table of functions and plain data. What all cells of an array have in common
 * is its shared block, made once from a config by prepare; what one cell remembers is its state.
 * The caller owns both, aligned as for max_align_t and without pointers: a copy is a checkpoint. A
 * kind never allocates. Every call covers n cells that lie side by side along a row: one indirect
 * call per row, none per cell. */

/* Where a row of cells lies: array `array`, row `row`, columns from `column` on. A kind draws by
 * (seed, cell, event) alone, where a cell counts its own events; so rows in any order, in parts and
 * on any thread give the same bytes. */
struct device_key {
    uint64_t seed;
    uint32_t array;
    uint32_t row, column; /* below 65536 */
};

/* One programming pulse. Polarity 1 raises the conductance, -1 lowers it, 0: this cell gets none.
 * A pulse takes its width; what follows it is a rest. */
struct device_pulse {
    int polarity;
    double amplitude_A_per_m2; /* current density, >= 0 */
    double width_s;
};

/* What a prepared device says of itself. */
struct device_traits {
    double g_min_S, g_max_S;   /* no cell is ever outside */
    struct device_pulse pulse; /* the one that it is made for, polarity 1 */
    double gap_s;              /* rest that belongs to such a pulse */
    bool holds;                /* a rest changes nothing: nobody need ask for it */
    double step_s;             /* of its integrator without current, what a rest costs; 0: none */
};

/* So that the bytes of the largest array are a number. */
#define DEVICE_MAX_CELL_SIZE ((size_t)1 << 20)
#define DEVICE_MAX_SHARED_SIZE ((size_t)1 << 30)

struct device_kind {
    const char *name;           /* "mtj" */
    const char *doc;            /* one line */
    size_t config_size;         /* bytes of the kind's own config */
    const void *config_default; /* one to copy and change */
    size_t shared_size;         /* bytes of the shared block, at most DEVICE_MAX_SHARED_SIZE */
    size_t cell_size;           /* bytes of one cell's state; a multiple of its alignment, at most
                                   DEVICE_MAX_CELL_SIZE */
    /* Checks the config, in range and free of NaN, and makes the shared block. The config is not
     * needed afterwards. */
    enum status (*prepare)(const void *config, void *shared, struct device_traits *traits,
                           struct error *err);
    /* n cells as made, of low conductance. */
    enum status (*init)(const void *shared, void *cells, size_t n, const struct device_key *key,
                        struct error *err);
    /* pulse[n] */
    enum status (*pulse)(const void *shared, void *cells, size_t n, const struct device_key *key,
                         const struct device_pulse pulse[], struct error *err);
    /* Without current for `seconds`, finite and not negative. A rest may come in parts. */
    enum status (*rest)(const void *shared, void *cells, size_t n, const struct device_key *key,
                        double seconds, struct error *err);
    /* conductance_S[n], without read noise */
    void (*conductance_S)(const void *shared, const void *cells, size_t n,
                          const struct device_key *key, double conductance_S[]);
    /* noise_S[n], standard deviation of one read; NULL: none */
    void (*noise_S)(const void *shared, const void *cells, size_t n, double noise_S[]);
    /* energy_J[n], what pulse[n] would give to heat in cells as they are; 0 where there is none */
    void (*energy_J)(const void *shared, const void *cells, size_t n,
                     const struct device_pulse pulse[], double energy_J[]);
};

extern const struct device_kind *const device_kinds[];   /* NULL-terminated */
const struct device_kind *device_find(const char *name); /* NULL if there is none */

/* A table without gaps: all functions but noise_S, a name, sizes. For kinds of one's own. */
enum status device_kind_check(const struct device_kind *kind, struct error *err);
/* Polarities of -1, 0, 1, amplitudes and widths finite and not negative. where: the kind's name. */
enum status device_pulse_check(const struct device_pulse pulse[], size_t n, const char *where,
                               struct error *err);
enum status device_rest_check(double seconds, const char *where, struct error *err);
/* 128 random bits of cell i of the row for its event; `use` tells draws of one event apart. */
struct philox_words device_draw(const struct device_key *key, size_t i, uint32_t event,
                                uint32_t use);
/* A seed of cell i's own, for models that key their noise by (seed, step); not negative. */
int64_t device_cell_seed(const struct device_key *key, size_t i);
#endif
