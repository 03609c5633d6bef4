#ifndef SKYLOOM_H
#define SKYLOOM_H
/* skyloom for other programs: one header for C11 and C++11. docs/library.md is the way in,
 * examples/ has programs. Link with `pkg-config --cflags --libs skyloom`.
 *
 * - Units are SI and stand in the names: time_s, field_T, density_A_per_m2.
 * - What can fail returns enum skyloom_status and, where err is not NULL, leaves one line there:
 *   where, name, value, unit, allowed range. On failure *handle is NULL and nothing is left to
 *   free. Nothing here prints, exits or catches signals.
 * - Handles are made by ..._load or ..._open and given back by ..._free or ..._close, which take
 *   NULL, too. A handle is for one thread at a time; different handles may be used at once, but
 *   films are opened and closed by one thread at a time (FFTW plans).
 * - Settings are "section.key=value", as --set of the program; lists of them end in NULL, and NULL
 *   is an empty list. `skyloom help design|case|device` prints the keys.
 * - A NAME is that of a shipped file (cards/ideal.yaml: "ideal"); what contains '/' or ends in
 *   .yaml is a path. Shipped files are looked for in $SKYLOOM_HOME, else in share/skyloom beside
 *   the library or the program.
 * - Structs that a caller fills are zeroed first; zero is the default of every member. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- errors, version, progress --- */
enum skyloom_status {
    SKYLOOM_OK = 0,
    SKYLOOM_BAD_CONFIG, /* a value that the caller or a file gave */
    SKYLOOM_BAD_FILE,   /* missing, truncated, malformed, unwritable */
    SKYLOOM_PROTOCOL,   /* hardware handshake broken: cycle and tile are named */
    SKYLOOM_MISMATCH,   /* RTL and golden twin differ */
    SKYLOOM_NO_MEMORY,
    SKYLOOM_INTERRUPTED /* watch.stop was set; files that are left are valid */
};
struct skyloom_error {
    enum skyloom_status code;
    char text[512];
};
/* "0.1.0", with the commit where it was built from a checkout. Same major and minor: same ABI. */
const char *skyloom_version(void);

/* Of every call that may take seconds: what it tells, in the thread that made it, and how it hears
 * that it shall end. Each member may be NULL, and so may a pointer to all of it. */
struct skyloom_watch {
    /* A line that replaces the last one, at most a few times a second; NULL: that work is over. */
    void (*progress)(void *context, const char *line);
    void (*report)(void *context, const char *line); /* one to keep */
    void *context;
    /* Set nonzero, by anybody, the call ends as soon as it can with SKYLOOM_INTERRUPTED. */
    const volatile int *stop;
};

/* --- cards: what physics tells circuits --- */
struct skyloom_card;
enum { SKYLOOM_MAX_STATES = 64 };
struct skyloom_card_state {
    double mean_S;        /* mean conductance over devices */
    double spread_S;      /* device to device, standard deviation */
    double programming_S; /* of one device between programmings, standard deviation */
    double read_noise_S;  /* of one device between reads, standard deviation */
};
struct skyloom_card_info {
    char name[64], doc[256];
    int n_states; /* 2 .. SKYLOOM_MAX_STATES; conductance rises from state 0 on */
    struct skyloom_card_state state[SKYLOOM_MAX_STATES];
    double quantum_S; /* conductances are whole numbers of it in the tiles of a network */
    double read_voltage_V, temperature_K;
    double pulse_amplitude_A_per_m2, pulse_width_s, pulse_energy_J;
};
/* NAME of cards/ or path. BAD_FILE, BAD_CONFIG (a line and its key). */
enum skyloom_status skyloom_card_load(struct skyloom_card **card, const char *name,
                                      struct skyloom_error *err);
void skyloom_card_get(const struct skyloom_card *card, struct skyloom_card_info *info);
void skyloom_card_free(struct skyloom_card *card);

/* --- designs: train, map, run --- */
struct skyloom_design;
/* NAME of designs/ or path. BAD_FILE, BAD_CONFIG (file, line and key). */
enum skyloom_status skyloom_design_load(struct skyloom_design **d, const char *name,
                                        struct skyloom_error *err);
/* "tile.columns=32". BAD_CONFIG: the design stays as it was. */
enum skyloom_status skyloom_design_set(struct skyloom_design *d, const char *setting,
                                       struct skyloom_error *err);
void skyloom_design_free(struct skyloom_design *d);

enum skyloom_engine {
    SKYLOOM_GOLDEN, /* the bit-exact twin */
    SKYLOOM_RTL, /* Verilator, built at the first call by verilator and g++; in forked processes */
    SKYLOOM_BOTH /* RTL beside the twin; the first difference is SKYLOOM_MISMATCH */
};

struct skyloom_run_options {
    enum skyloom_engine engine;
    int64_t images, first_image; /* of the test set; 0 images: all from the first on */
    int64_t rtl_images;          /* of them, in RTL; 0: all */
    int64_t baseline_images;     /* of them, on the digital baseline; 0: 200, below 0: none */
    int64_t threads, processes;  /* 0: one per processor; 0: one per thread */
    bool again;                  /* train, map: although the file is there */
    const char *program;         /* a file instead of the design's own; NULL: its own */
    const char *programs;        /* folder of weights and programs; NULL: "programs" */
    const char *cache;           /* folder of Verilated models; NULL: "build/cosim" */
    const char *out; /* folder that gets result.json and report.html; NULL: none are written */
};

struct skyloom_training {
    char file[1024];                             /* of the weights */
    double training_accuracy, held_out_accuracy; /* 0 .. 1 */
};
/* Trains the network and writes its weights, or finds those that are there. o NULL: zeros.
 * BAD_CONFIG: a key of the design or an option; BAD_FILE: the data set is missing, weights cannot
 * be read or written. Cost: milliseconds where they are there, else minutes to hours. */
enum skyloom_status skyloom_train(const struct skyloom_design *d,
                                  const struct skyloom_run_options *o,
                                  const struct skyloom_watch *w, struct skyloom_training *out,
                                  struct skyloom_error *err);

enum { SKYLOOM_MAX_LAYERS = 8, SKYLOOM_MAX_CLASSES = 64, SKYLOOM_MAX_WARNINGS = 16 };
struct skyloom_mapping {
    char file[1024]; /* of the program */
    int levels;      /* signed levels of a weight */
    int n_layers;
    struct skyloom_mapped_layer {
        int inputs, outputs;
        int cores, tiles; /* row tiles per core */
        int threshold;    /* of its neurons */
    } layer[SKYLOOM_MAX_LAYERS];
};
/* Trains where it must, quantises and maps to a program file, or finds it. Errors and cost as of
 * training; BAD_CONFIG: tiles or card cannot hold the network; seconds to minutes more. */
enum skyloom_status skyloom_map(const struct skyloom_design *d, const struct skyloom_run_options *o,
                                const struct skyloom_watch *w, struct skyloom_mapping *out,
                                struct skyloom_error *err);

struct skyloom_range { /* what the cost card's coefficients leave open */
    double low, typical, high;
};
struct skyloom_result {
    char name[64];
    int n_classes, timesteps, n_layers;
    uint64_t images, correct;
    double accuracy;                                              /* 0 .. 1 */
    uint32_t confusion[SKYLOOM_MAX_CLASSES][SKYLOOM_MAX_CLASSES]; /* [label][answer] */
    double frequency_Hz;
    uint64_t cycles, cycles_min, cycles_max, program_cycles;   /* all images, one; loading */
    uint64_t spikes, synaptic_ops;                             /* of all layers and images */
    struct skyloom_range energy_per_image_J, program_energy_J; /* mean of images; of loading */
    uint64_t baseline_images;                                  /* 0: there was none */
    double baseline_accuracy;
    struct skyloom_range baseline_energy_per_image_J;
    uint64_t compared_images, differences; /* RTL beside the twin */
    char difference[512];                  /* the first one, or "" */
    double clipped[SKYLOOM_MAX_LAYERS];    /* share of a layer's codes at an end of their range */
    int n_warnings;
    char warning[SKYLOOM_MAX_WARNINGS][320]; /* what numbers should not be read without */
    double wall_s;
};
/* Trains and maps where it must and runs images of the test set. result and json may be NULL; *json
 * is the text of result.json, given back by skyloom_text_free. On SKYLOOM_MISMATCH both are filled
 * all the same, from the twin; after any other failure *json is NULL. Errors as of mapping,
 * BAD_FILE for a card, a program, no verilator, a folder; PROTOCOL. Cost: of mapping, then
 * milliseconds an image in the twin, ten times that in RTL, and a minute to build it. */
enum skyloom_status skyloom_run(const struct skyloom_design *d, const struct skyloom_run_options *o,
                                const struct skyloom_watch *w, struct skyloom_result *result,
                                char **json, struct skyloom_error *err);
void skyloom_text_free(char *text);

/* --- films: Landau-Lifshitz-Gilbert dynamics --- */
/* A mesh of n[2] layers of n[1] x n[0] cells with unit vectors m, zero where it is empty. Fields
 * are three blocks, of x, y, z, each [n[2]][n[1]][n[0]]. Layer or region -1 means all of them. */
struct skyloom_film;
/* NAME of cases/ or path; NULL: nothing but the settings, which then describe the film:
 * "mesh.n_x=64", "material.saturation_A_per_m=8e5". The film is in the case's starting state at
 * t = 0 with its fields, currents and temperature; its stages wait for skyloom_film_run_stage.
 * threads: 1 .. 16, the same bytes at any number; 0: chosen by the mesh. The watch's report gets
 * "warning: ..." for cells larger than what turns in them and for keys without effect. BAD_FILE: no
 * such case, state or picture; BAD_CONFIG: a key, a value, nothing magnetic; NO_MEMORY. */
enum skyloom_status skyloom_film_open(struct skyloom_film **f, const char *name,
                                      const char *const settings[], int threads,
                                      const struct skyloom_watch *w, struct skyloom_error *err);
void skyloom_film_close(struct skyloom_film *f);
void skyloom_film_mesh(const struct skyloom_film *f, int n[3], double cell_m[3]);
double skyloom_film_time_s(const struct skyloom_film *f);
uint64_t skyloom_film_steps(const struct skyloom_film *f); /* since t = 0 */

/* A uniform field on top of the case's, until the next call, and the temperature in the place of
 * the case's. BAD_CONFIG: not finite, a temperature below 0. */
enum skyloom_status skyloom_film_set_field(struct skyloom_film *f, const double field_T[3],
                                           struct skyloom_error *err);
enum skyloom_status skyloom_film_set_temperature(struct skyloom_film *f, double temperature_K,
                                                 struct skyloom_error *err);
void skyloom_film_set_current(struct skyloom_film *f, bool acts); /* of the case; does at first */
/* m[3][cells] takes the place of the state, each cell made a unit vector; what lies in empty cells
 * is not looked at. BAD_CONFIG where a cell has no direction, and the film stays as it was. */
enum skyloom_status skyloom_film_set_m(struct skyloom_film *f, const float m[],
                                       struct skyloom_error *err);

/* One step. BAD_CONFIG: m is not finite, the step is too long, the tolerance cannot be met. */
enum skyloom_status skyloom_film_step(struct skyloom_film *f, struct skyloom_error *err);
/* To time_s exactly; a time that has passed changes nothing. BAD_CONFIG as of a step; INTERRUPTED:
 * skyloom_film_time_s says where. Cost: by steps and cells, `skyloom bench` measures it. */
enum skyloom_status skyloom_film_advance(struct skyloom_film *f, double time_s,
                                         const struct skyloom_watch *w, struct skyloom_error *err);
/* Downhill to the next minimum of the energy, without currents and heat; the clock stands still.
 * torque_T, largest |m x B| of a cell at the end, may be NULL: it is above the case's
 * relax.stopping_torque_T where relax.max_iterations came first. BAD_CONFIG: the torque is not
 * finite. INTERRUPTED after a whole iteration. */
enum skyloom_status skyloom_film_relax(struct skyloom_film *f, const struct skyloom_watch *w,
                                       double *torque_T, struct skyloom_error *err);
/* Stages of the case, each a relaxation or a run of its own duration, field and temperature, or, of
 * a sweep, one at each of its points; what was set by hand comes back after it. A stage is all of
 * its points as `skyloom llg` has them, but that no step ends for a row of its table. BAD_CONFIG:
 * there is none, or as of advance and relax; INTERRUPTED somewhere on its way. */
int skyloom_film_stages(const struct skyloom_film *f);
int skyloom_film_points(const struct skyloom_film *f, int stage); /* 1: no sweep; 0: no stage */
enum skyloom_status skyloom_film_run_point(struct skyloom_film *f, int stage, int point,
                                           const struct skyloom_watch *w,
                                           struct skyloom_error *err);
enum skyloom_status skyloom_film_run_stage(struct skyloom_film *f, int stage,
                                           const struct skyloom_watch *w,
                                           struct skyloom_error *err);

/* Mean of m over the magnetic cells of a layer and region; zeros where there is none. */
void skyloom_film_mean(const struct skyloom_film *f, int layer, int region, double mean[3]);
void skyloom_film_m(const struct skyloom_film *f, float m[]); /* m[3][cells] */
/* field_T[3][cells]: the effective field without noise and currents. */
void skyloom_film_field(struct skyloom_film *f, float field_T[]);
/* Of a term: "exchange", "anisotropy", "dmi", "zeeman", ...; NULL: of all. NaN: there is none. */
double skyloom_film_energy_J(const struct skyloom_film *f, const char *term);
/* Topological charge of a layer as solid angle, -1: skyrmion, core down. NaN: no layer. */
double skyloom_film_charge(const struct skyloom_film *f, int layer);
/* The state as OVF 2.0. BAD_FILE: it cannot be written. */
enum skyloom_status skyloom_film_write(const struct skyloom_film *f, const char *path,
                                       struct skyloom_error *err);

/* --- particles: skyrmions of a track as rigid bodies (Thiele) --- */
struct skyloom_particles;
struct skyloom_particles_count {
    int pre, barrier, post;         /* alive: before, in and behind the middle of the track */
    int at_edge, in_pairs, to_heat; /* lost so far, and to what */
};

/* coefficients: NAME of devices/ or path of a file by `skyloom calibrate`. device NULL: an empty
 * track as that file has it, at 0 K. Else NAME or path of a device of the same stack, changed by
 * settings: its track, current and temperature, and its skyrmions at rest. seed: of the noise.
 * BAD_FILE; BAD_CONFIG: a key, a value, another stack. */
enum skyloom_status skyloom_particles_open(struct skyloom_particles **p, const char *coefficients,
                                           const char *device, const char *const settings[],
                                           uint64_t seed, struct skyloom_error *err);
void skyloom_particles_close(struct skyloom_particles *p);
/* One more, x along the track and y across, from its corner. BAD_CONFIG: outside, or the 129th. */
enum skyloom_status skyloom_particles_add(struct skyloom_particles *p, double x_m, double y_m,
                                          struct skyloom_error *err);
/* A current, or none, for a time; above zero it drives towards post. BAD_CONFIG: not finite, width
 * < 0, too strong for the time step. INTERRUPTED: skyloom_particles_time_s says where. Cost: a
 * microsecond of one skyrmion takes about 0.2 s, of many with the square of their number. */
enum skyloom_status skyloom_particles_pulse(struct skyloom_particles *p, double density_A_per_m2,
                                            double width_s, const struct skyloom_watch *w,
                                            struct skyloom_error *err);
enum skyloom_status skyloom_particles_rest(struct skyloom_particles *p, double seconds,
                                           const struct skyloom_watch *w,
                                           struct skyloom_error *err);
double skyloom_particles_time_s(const struct skyloom_particles *p);
void skyloom_particles_count(const struct skyloom_particles *p,
                             struct skyloom_particles_count *count);
/* Of the device, with the pause after it; zeros without a device. */
void skyloom_particles_own_pulse(const struct skyloom_particles *p, double *density_A_per_m2,
                                 double *width_s, double *gap_s);
/* Fills at most n and returns how many there are. */
int skyloom_particles_places(const struct skyloom_particles *p, int n, double x_m[], double y_m[]);

/* --- devices: kinds of cells, those that come with the library and one's own --- */
/* Where a row of cells lies: from `column` on. A kind draws random numbers by (seed, cell, event)
 * alone, where a cell counts its own events: then the order of calls decides nothing. */
struct skyloom_device_key {
    uint64_t seed;
    uint32_t array, row, column; /* row, column below 65536 */
};
struct skyloom_device_pulse {
    int polarity;              /* 1 raises the conductance, -1 lowers it, 0: no pulse */
    double amplitude_A_per_m2; /* 0 or more */
    double width_s;
};
struct skyloom_device_traits {         /* what a prepared device says of itself */
    double g_min_S, g_max_S;           /* no cell is ever outside */
    struct skyloom_device_pulse pulse; /* the one that it is made for, polarity 1 */
    double gap_s;                      /* rest that belongs to it */
    double step_s; /* of an integrator, so that long rests come in parts; 0: there is none */
};

/* Functions and plain data. What all cells share is a block, made once by prepare; what one cell
 * remembers is its state. Both are the library's memory, without pointers into themselves. Calls
 * cover n cells side by side in a row; what they fail with reaches the tile's caller, with text. */
struct skyloom_device_kind {
    const char *name;    /* "my-memristor" */
    const char *doc;     /* a line */
    const void *config;  /* given to prepare, which checks it, as it is */
    size_t shared_bytes; /* of the shared block, below 2^30; may be 0 */
    size_t cell_bytes;   /* of one cell's state, a multiple of its alignment; at most 2^20 */
    enum skyloom_status (*prepare)(const void *config, void *shared,
                                   struct skyloom_device_traits *traits, struct skyloom_error *err);
    /* Cells as made, of low conductance. */
    enum skyloom_status (*init)(const void *shared, void *cells, size_t n,
                                const struct skyloom_device_key *key, struct skyloom_error *err);
    enum skyloom_status (*pulse)(const void *shared, void *cells, size_t n,
                                 const struct skyloom_device_key *key,
                                 const struct skyloom_device_pulse pulse[],
                                 struct skyloom_error *err);
    /* Without current; NULL: nothing happens. */
    enum skyloom_status (*rest)(const void *shared, void *cells, size_t n,
                                const struct skyloom_device_key *key, double seconds,
                                struct skyloom_error *err);
    /* Of n cells, without read noise. */
    void (*conductance_S)(const void *shared, const void *cells, size_t n,
                          const struct skyloom_device_key *key, double conductance_S[]);
    /* noise_S[n]: standard deviation of one read. NULL: none. */
    void (*noise_S)(const void *shared, const void *cells, size_t n, double noise_S[]);
    /* energy_J[n]: what pulse[n] gives to heat in cells as they are. NULL: nothing. */
    void (*energy_J)(const void *shared, const void *cells, size_t n,
                     const struct skyloom_device_pulse pulse[], double energy_J[]);
};

/* The kinds of the library, "synapse_card", "mtj" and others, and those that are registered. */
struct skyloom_devices;
enum skyloom_status skyloom_devices_open(struct skyloom_devices **d, struct skyloom_error *err);
/* Copied, but for the strings and the config, which must outlive d and its tiles. BAD_CONFIG:
 * a name that is taken, a function or size that is missing. */
enum skyloom_status skyloom_devices_register(struct skyloom_devices *d,
                                             const struct skyloom_device_kind *kind,
                                             struct skyloom_error *err);
const char *skyloom_devices_name(const struct skyloom_devices *d, int i); /* NULL: no more */
void skyloom_devices_close(struct skyloom_devices *d);                    /* after its tiles */

/* --- tiles: a crossbar of device cells, programmed and read --- */
/* Two word lines per input, driven +V and -V: word line 2i carries what input i adds, 2i + 1 what
 * it takes off. Conductances count in whole quanta, so sums are exact. Time passes by pulses and
 * rests; a cell ages when it is looked at. Cost: a cell of a kind that integrates takes 0.2 us
 * (mtj, wall) to 2 us (skyrmion_track) for each step_s of a pulse, and of a rest when it is looked
 * at; more than 1e8 steps are BAD_CONFIG. Others take nanoseconds. INTERRUPTED: a look goes on from
 * where cells are; of pulses the last are missing. */
struct skyloom_tile;
struct skyloom_tile_config {
    int inputs, columns; /* 1 .. 64, 1 .. 128 */
    /* Of the columns' converters: signed codes, 2 .. 16 bits, 0: 8; conductance of one code in
     * quanta, 0: 1000 inputs / 2^(code_bits - 1), so that all inputs at the full contrast of 1000
     * quanta reach the last code. */
    int code_bits;
    double code_quanta;
    double quantum_S; /* 0: a thousandth of the kind's range */
    uint64_t seed;    /* of every draw */
    uint32_t id;      /* of the tile: tiles of one seed differ by it */
    bool read_noise;  /* of kinds that have some */
};
struct skyloom_tile_info {
    struct skyloom_device_traits device;
    double quantum_S, code_S; /* conductance of one quantum, of one code */
    double time_s, energy_J;  /* that has passed; of all pulses */
};

/* Cells as made, all of one kind. d NULL: the kinds of the library, which alone have settings
 * (docs/library.md): "tmr=2", "spin.damping=0.01", "card=NAME". BAD_CONFIG: no such kind, a size, a
 * setting or what the kind refuses; BAD_FILE: no such card. */
enum skyloom_status skyloom_tile_open(struct skyloom_tile **t, const struct skyloom_devices *d,
                                      const char *kind, const char *const settings[],
                                      const struct skyloom_tile_config *config,
                                      struct skyloom_error *err);
void skyloom_tile_close(struct skyloom_tile *t);
void skyloom_tile_get(const struct skyloom_tile *t, struct skyloom_tile_info *info);
/* |pulses| of the pulse that the device is made for into one cell, up where above zero, each with
 * the rest that belongs to it. BAD_CONFIG: no such cell, more than a million. */
enum skyloom_status skyloom_tile_program(struct skyloom_tile *t, int word_line, int column,
                                         int pulses, const struct skyloom_watch *w,
                                         struct skyloom_error *err);
/* pulse[columns] into a word line at once. BAD_CONFIG: no such line, or the kind takes no such. */
enum skyloom_status skyloom_tile_pulse(struct skyloom_tile *t, int word_line,
                                       const struct skyloom_device_pulse pulse[],
                                       const struct skyloom_watch *w, struct skyloom_error *err);
/* At once: what it costs is paid by the looks to come. */
enum skyloom_status skyloom_tile_rest(struct skyloom_tile *t, double seconds,
                                      struct skyloom_error *err);
/* conductance_S[columns], without read noise. */
enum skyloom_status skyloom_tile_conductance(struct skyloom_tile *t, int word_line,
                                             const struct skyloom_watch *w, double conductance_S[],
                                             struct skyloom_error *err);
/* inputs[(n + 63) / 64] for n inputs: i is driven where bit i % 64 of word i / 64 is set.
 * BAD_CONFIG: a bit beyond the last. sum_S[columns]: conductance of the driven plus less that of
 * the minus lines, exact in quanta; times the read voltage it is the column's current. */
enum skyloom_status skyloom_tile_sum(struct skyloom_tile *t, const uint64_t inputs[],
                                     const struct skyloom_watch *w, double sum_S[],
                                     struct skyloom_error *err);
/* code[columns] of the converters. The same image and step give the same read noise. */
enum skyloom_status skyloom_tile_read(struct skyloom_tile *t, const uint64_t inputs[],
                                      uint32_t image, uint32_t step, const struct skyloom_watch *w,
                                      int16_t code[], struct skyloom_error *err);

#ifdef __cplusplus
}
#endif
#endif
