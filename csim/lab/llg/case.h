#ifndef SKYLOOM_LAB_LLG_CASE_H
#define SKYLOOM_LAB_LLG_CASE_H
#include "base/error.h"
#include "config/settings.h"
#include "files/path.h"
#include "io/ovf.h"
#include "micromag/film.h"
#include "micromag/observe/skyrmion.h"
#include "micromag/shape.h"
#include "micromag/start.h"
/* A micromagnetic case, cases/NAME.yaml: all that `skyloom llg` depends on. Keys of the file are
 * the names below; sections are mappings, lists are sequences of mappings. docs/micromagnetics.md
 * explains each. */
enum {
    CASE_MAX_REGIONS = 254, /* the numbers of a cell's byte, but for what is around and outside */
    CASE_MAX_FIELDS = 256,
    CASE_MAX_TORQUES = FILM_MAX_TORQUES,
    CASE_MAX_SKYRMIONS = START_MAX_SKYRMIONS,
    CASE_MAX_STAGES = 1024,
    CASE_MAX_SWEEP = 100000, /* steps of the field in a stage */
    CASE_MAX_LAYERS = MESH_MAX_LAYERS,
    CASE_NAME = 64,
    CASE_PATH = 512
};

/* List "region": a cell belongs to the last one that holds it, and has its material where that one
 * says it; else what was there before. Region i + 1 of the film. */
struct case_region {
    char name[32];
    struct shape shape;
    char image[CASE_PATH];         /* of SHAPE_IMAGE, beside the case file */
    struct cell_material material; /* NaN: as below it */
};

struct case_field { /* list "field" */
    double field_T[3];
    char region[32]; /* "": everywhere */
    struct waveform waveform;
};

struct case_torque { /* list "torque": those of one layer add */
    int64_t layer;   /* -1: every layer */
    struct torque_layer torque;
};

enum start_kind { START_UNIFORM, START_RANDOM, START_VORTEX, START_TWO_DOMAINS, START_FILE };
struct case_start { /* section "start" */
    int kind;       /* enum start_kind */
    double direction[3], left[3], right[3], wall[3];
    int64_t seed, circulation, polarity;
    double width_m;       /* of the vortex core, of the wall */
    double x_m, y_m;      /* their middle; NaN: the geometry's */
    char file[CASE_PATH]; /* OVF, beside the case file */
};

enum stage_kind { STAGE_RELAX, STAGE_RUN };
struct case_stage { /* list "stage", one after the other */
    int kind;       /* enum stage_kind */
    double duration_s;
    double field_T[3];    /* in this stage, on top of the list "field"; the first of a sweep */
    double field_to_T[3]; /* the last of a sweep; NaN: no sweep */
    int64_t field_steps;  /* from the first to the last, on a line; 0: no sweep */
    bool there_and_back;  /* the sweep returns to its first field */
    bool current;         /* run: torques and current act (default yes) */
    double damping;       /* NaN: the material's */
    double temperature_K; /* run; NaN: that of "thermal" */
};

struct case_output {                   /* section "output" */
    double table_every_s, ovf_every_s; /* ovf: 0: only at the end of each stage */
    double picture_every_s;            /* 0: only at the end of each stage */
    double checkpoint_every_wall_s;    /* of wall time */
    int ovf_format;                    /* enum ovf_format */
    int64_t zoom;                      /* 0: chosen by the size of the mesh */
    int64_t picture_layer;
    bool ovf, pictures;                                          /* at the end of each stage too */
    bool energies, torque, temperature, charge, regions, layers; /* further columns of table.txt */
};

struct case_track { /* section "track": skyrmions over time, per layer */
    bool skyrmions;
    double from_s, to_s; /* window of the mean velocity and radius, on the clock of the run; to_s
                            NaN: the end */
};

struct case_readout { /* section "readout": a tunnel junction over a region */
    bool on;
    char region[32]; /* "": everywhere */
    double fixed[3];
    struct mtj_config mtj; /* mtj.region is found by name */
};

struct llg_case {
    char name[CASE_NAME], doc[512];
    struct path file;   /* as given to llg_case_load; "": made by a program */
    struct path folder; /* of the file; images and states are looked up from here */
    struct mesh mesh;
    int64_t n_x, n_y, n_z; /* as read */
    struct shape geometry; /* section "geometry": outside it the mesh is empty */
    char geometry_image[CASE_PATH];
    struct cell_material material; /* section "material"; easy_axis is not zero */
    struct case_region region[CASE_MAX_REGIONS];
    struct case_field field[CASE_MAX_FIELDS];
    struct case_torque torque[CASE_MAX_TORQUES];
    struct current current;     /* section "current": Zhang-Li numbers; waveform of all currents */
    double interlayer_J_per_m2; /* between neighbouring layers */
    struct start_skyrmion skyrmion[CASE_MAX_SKYRMIONS];
    struct case_stage stage[CASE_MAX_STAGES];
    size_t n_regions, n_fields, n_torques, n_skyrmions, n_stages;
    int magnetostatic; /* enum magnetostatic_mode */
    int64_t n_stack;   /* layers that the one of MAGNETOSTATIC_AVERAGED stands for */
    struct case_start start;
    struct thermal_config thermal;
    struct llg_config llg;
    struct relax_config relax;
    struct skyrmion_config skyrmion_finder;
    struct case_output output;
    struct case_track track;
    struct case_readout readout;
};

/* Nothing given: what llg_case_load starts from, for cases made by a program. */
void llg_case_default(struct llg_case *c);
/* One mistake is one line: file, line, key, value, unit, range. */
enum status llg_case_load(const char *path, struct llg_case *c, struct error *err);
/* "llg.time_step_s=1e-13": sections only; call llg_case_check after the last one. */
enum status llg_case_set(struct llg_case *c, const char *assignment, struct error *err);
enum status llg_case_check(const struct llg_case *c, const char *where, struct error *err);
/* Lines that a user should know of a case or film that runs all the same. */
struct llg_listener {
    void (*tell)(void *context, const char *text);
    void *context;
};
/* What has no effect in a case that llg_case_check has passed. */
void llg_case_tell(const struct llg_case *c, const struct llg_listener *l);
/* Changes when anything that decides the numbers changes (not name, doc, output). */
uint64_t llg_case_hash(const struct llg_case *c);
/* Changes when section output does: it cuts steps short and fills the table. How often a checkpoint
 * is written changes nothing. */
uint64_t llg_case_output_hash(const struct llg_case *c);
/* Number of a region by its name, -1 for "", -2 if there is none. */
int llg_case_region(const struct llg_case *c, const char *name);
/* Material of a region of the film, 0: around all regions. A cell may have keys of a region below
 * it, too: the film knows. */
struct cell_material llg_case_material(const struct llg_case *c, int region);
/* The fields of a stage's sweep, one after the other; 1: no sweep. */
uint64_t llg_case_points(const struct case_stage *stage);
/* The stage as it is at one of them, from 0: a stage of one field. */
struct case_stage llg_case_point(const struct case_stage *stage, uint64_t point);
/* When the first n_stages have run, on the clock of the run; at each field of a sweep, a run takes
 * its duration. */
double llg_case_end_s(const struct llg_case *c, size_t n_stages);
/* Pixels of a cell's side; not given: the longer side of a picture has 400 to 800. */
int64_t llg_case_zoom(const struct llg_case *c);
/* Where a file named in the case is. */
enum status llg_case_path(const struct llg_case *c, const char *name, struct path *path,
                          struct error *err);
/* Sections and lists of a case. defaults: filled with what llg_case_default gives; must outlive the
 * settings. */
struct settings llg_case_settings(struct llg_case *defaults);
#endif
