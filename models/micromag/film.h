#ifndef SKYLOOM_MICROMAG_FILM_H
#define SKYLOOM_MICROMAG_FILM_H
#include "base/warnings.h"
#include "micromag/observe/observe.h"
#include "micromag/steppers/llg.h"
#include "micromag/steppers/relax.h"
/* A film ready to run: cells, forces, currents, noise, stepper and threads in one piece, the same
 * for whoever asks for one. In this order:
 *
 *     film_size(&config, &bytes, err)          checks the description
 *     film_lay_out(&f, &config, malloc(bytes)) every cell is empty
 *     film_set_cell(&f, i, &material)          cell by cell, i as in mesh.h; f.region[i] too
 *     film_open(&f, err)                       bonds, demag, threads, stepper
 *     start_uniform(&f.magnet, up, f.m)        the state, see start.h; film_m_changed
 *     film_add_field, film_set_current         what acts on it
 *     film_run, film_relax                     and what is read in between
 *     free(film_close(&f))                     after a failure, too
 *
 * All members may be read. What the caller changes itself - m, the fields in source, the current,
 * damping, temperature - is followed by film_m_changed or film_forces_changed. The stepper points
 * into the film: it must not be copied or moved once it is laid out. Two films may run in two
 * threads, but not be opened or closed at the same time: FFTW's planner is shared. */
enum {
    FILM_MAX_LAYERS = MESH_MAX_LAYERS,
    FILM_MAX_FIELDS = 260,
    FILM_MAX_TORQUES = 256, /* of a layer, that add */
    FILM_MAX_TERMS = 16     /* room for the energies of field_terms */
};

enum magnetostatic_mode { MAGNETOSTATIC_OFF, MAGNETOSTATIC_RESOLVED, MAGNETOSTATIC_AVERAGED };

struct film_config {
    struct mesh mesh;           /* at most FILM_MAX_LAYERS layers */
    int magnetostatic;          /* enum magnetostatic_mode */
    int n_stack;                /* layers that the one of MAGNETOSTATIC_AVERAGED stands for */
    double interlayer_J_per_m2; /* between neighbouring layers, > 0 parallel; 0: none */
    struct thermal_config thermal;
    struct llg_config llg;
    int n_threads; /* 1 .. CREW_MAX_THREADS; the same bytes at any number */
};

struct film {
    struct film_config config; /* as given */
    struct magnet magnet;
    struct llg llg;
    struct vector_field m; /* [cells] unit vectors, zero in empty cells; llg's too */
    uint8_t *region;       /* [cells], 0 to begin with */
    struct zeeman_source source[FILM_MAX_FIELDS]; /* the first magnet.n_sources act */
    struct torque_layer *torque;                  /* [FILM_MAX_TORQUES][n_z] */
    real *damping;                                /* [cells] as film_open found it */
    struct current current;                       /* acts while llg.current points to it */
    double interlayer_J_per_m2[FILM_MAX_LAYERS];
    struct crew *crew;
    float *normal_table;
    real *bonds, *stages; /* memory of magnet_prepare and llg_open */
    void *memory;         /* the caller's */
};

/* Magnetostatics resolved, no interlayer coupling, 0 K, the steppers' defaults, one thread. */
struct film_config film_config_default(const struct mesh *mesh);
/* bytes: of memory that the film needs, beside what FFTW and the threads take for themselves. */
enum status film_size(const struct film_config *config, size_t *bytes, struct error *err);
/* memory: of film_size, at any address; the film clears it. */
void film_lay_out(struct film *f, const struct film_config *config, void *memory);
void film_set_cell(struct film *f, size_t cell, const struct cell_material *material);
/* Refuses materials out of range and a film without a magnetic cell. */
enum status film_open(struct film *f, struct error *err);
/* Returns the memory, for the caller to free; harmless on a zeroed film. */
void *film_close(struct film *f);

/* One more applied field, everywhere or in a region. */
enum status film_add_field(struct film *f, const struct zeeman_source *source, struct error *err);
/* current->layer: [n_torques][n_z], at most FILM_MAX_TORQUES, with unit vectors, or NULL; both are
 * copied, layers that lie in f->torque already stay there. Nothing acts where no layer has a torque
 * and no Zhang-Li current flows; NULL: no current.
 */
void film_set_current(struct film *f, const struct current *current);
/* In all cells; NaN: the material's. */
void film_set_damping(struct film *f, double damping);
void film_set_temperature(struct film *f, double temperature_K);
/* After the caller changed m. */
void film_m_changed(struct film *f);
/* After the caller changed a field, the current, damping or temperature. */
void film_forces_changed(struct film *f);
/* After the caller changed more of the material than damping. */
enum status film_material_changed(struct film *f, struct error *err);

/* To until_s on llg.time_s exactly, in n_steps accepted steps at most. */
enum status film_run(struct film *f, double until_s, uint64_t n_steps, struct error *err);
/* To rest at 0 K, see relax.h, in fields that stay as waveform_at_rest says; its evaluations count
 * in llg.evaluations. */
enum status film_relax(struct film *f, const struct relax_config *config,
                       struct relax_result *result, struct error *err);

/* Figures of the state as it is. Layer or region -1 means all of them. */
void film_mean(const struct film *f, int layer, int region, double mean[3]);
/* Each of field_terms and their sum, over all layers, those that an averaged one stands for, too.
 * The thermal one is 0: m in the
 * noise of a step is no energy of the film. */
void film_energies_J(const struct film *f, double energies_J[FILM_MAX_TERMS], double *total_J);
/* B = -dE/dm / (Ms V) of every cell without noise and currents, in memory of the film that the next
 * step overwrites. */
struct vector_field film_field_T(struct film *f);
/* Largest |m x B| of a cell in that field. */
double film_max_torque_T(struct film *f);
/* One reading of the thermometer, see thermometer.h: noisy where cells are few. */
double film_temperature_K(struct film *f);
double film_conductance_S(const struct film *f, const struct mtj_config *mtj);

/* Lengths over which m turns by a radian, which cells must resolve:
 *     exchange against the stray field, sqrt(2 A / (mu0 Ms^2)),
 *     a wall, sqrt(A / K) with K = |Ku - mu0 Ms^2 / 2 (u_z)^2|, in a thin film,
 *     the spiral of the DMI, 2 A / |D|. */
enum film_length { FILM_EXCHANGE, FILM_WALL, FILM_DMI, FILM_LENGTHS };
/* The shortest one of a cell, and its region; infinite, and region 0, where there is none. */
double film_shortest_m(const struct film *f, enum film_length which, int *region);
/* A line for each of them that the cells are too wide for. region_name: by the numbers of
 * f->region,
 * "" or NULL for those without; NULL: none has a name. */
void film_doubt_cells(const struct film *f, const char *const region_name[], struct warnings *out);
#endif
