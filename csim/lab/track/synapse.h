#ifndef SKYLOOM_LAB_TRACK_SYNAPSE_H
#define SKYLOOM_LAB_TRACK_SYNAPSE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "config/settings.h"
#include "micromag/grains.h"
/* The room of the skyrmion track: the synapse as a film of LLG (film.h), one run of it pulse by
 * pulse (trial.h), and experiments, which are tables of runs (experiment.h).
 *
 * A skyrmion synapse, devices/NAME.yaml: a track with a pre-synapse, a barrier and a post-synapse,
 * its torque, pulses and readout. Keys of the file are the names below, one mapping per struct. */
enum track_model {
    TRACK_RESOLVED, /* every magnetic layer of its own */
    TRACK_AVERAGED  /* one layer stands for all: statics, or where it is shown equal */
};
struct synapse_track {
    double length_m, width_m, cell_m; /* x, y, both */
    int64_t repeats;                  /* n of [HM1/FM/HM2]_n */
    double magnet_m, spacer_m;        /* of one repeat */
    int model;                        /* enum track_model */
    double interlayer_J_per_m2;       /* between neighbouring magnetic layers */
};

struct synapse_material {
    double saturation_A_per_m, exchange_J_per_m, anisotropy_J_per_m3, dmi_J_per_m2, damping;
    double field_T; /* along the film's normal */
    double temperature_K;
};

enum barrier_orientation { BARRIER_ACROSS, BARRIER_ALONG }; /* where the length lies */
struct synapse_barrier {
    bool on;
    double length_m, breadth_m, corner_m;
    int orientation; /* enum barrier_orientation */
    double centre_m; /* of the barrier, from the left end */
    double anisotropy_J_per_m3;
};

enum torque_site { TORQUE_OUTER, TORQUE_ALL, TORQUE_BOTTOM, TORQUE_TOP };
struct synapse_torque {
    double density_A_per_m2, efficiency;
    double thickness_m; /* over which the torque is spread: the free parameter of the map */
    double field_like;  /* over the damping-like torque */
    int site;           /* enum torque_site */
};

struct synapse_pulses {
    double width_s, gap_s;
    int64_t up, down;        /* pulses along +x, then along -x */
    double window_s;         /* end of the gap, where the conductance is sampled */
    int64_t samples;         /* in the window */
    double prepare_width_s;  /* initialisation pulse */
    double prepare_fraction; /* its current over that of a pulse */
    double rest_s;           /* in which skyrmions spread again, before it */
};

struct synapse_start {
    int64_t skyrmions; /* on a lattice in the pre-synapse */
    double radius_m, wall_m, margin_m, equilibrate_s, torque_T;
};

struct synapse_readout {
    double conductance_S, tmr;
    double from_m, to_m;        /* the junction covers this length of the track, all its width */
    int64_t layer;              /* -1: the mean of all */
    double depth, min_radius_m; /* what counts as a skyrmion */
};

struct synapse_heating {
    double resistivity_Ohm_m, conductor_m; /* thickness of all conducting metal */
    double capacity_J_per_m3K;
};

struct synapse_solver {
    double time_step_s, still_time_step_s; /* with a temperature, at 0 K; of cells of 4 nm */
    int64_t
        demag_every; /* at a temperature: steps between stray fields, see micromag/steppers/lag.h */
};

enum { SCAN_MAX = 16 };
struct synapse_scan { /* lists, separated by blanks, that experiments go through */
    char thickness_m[128], skyrmions[64], repeats[64], interspace[128];
    double diameter_m; /* that interspace is counted in */
    int64_t map_pulses, fill;
};

struct synapse_characterise { /* what skyloom characterise does with a device */
    int64_t cycles;           /* of pulses up and down, after the first one */
    double watch_s;           /* without current, each device full and empty */
    double steady_s;          /* a state that is watched is its read, mean over this */
    int64_t films;            /* seeds of each film of the junction in LLG */
    double read_voltage_V, read_voltage_limit_V; /* of the card */
};

struct synapse {
    char name[64], doc[256];
    struct synapse_track track;
    struct synapse_material material;
    struct synapse_barrier barrier;
    struct synapse_torque torque;
    struct synapse_pulses pulses;
    struct synapse_start start;
    struct synapse_readout readout;
    struct synapse_heating heating;
    struct grains_config grains; /* seed 0: of the run, so that every run is another film */
    struct synapse_solver solver;
    struct synapse_scan scan;
    struct synapse_characterise characterise;
};

extern const struct synapse synapse_default; /* the paper's, in papers' Appendix A */
extern const struct settings synapse_settings;
/* Whether a key decides the numbers of one run. */
bool synapse_decides(const char *section, const char *key);

/* One mistake is one line: file, line, key, value, unit, range. */
enum status synapse_load(const char *path, struct synapse *d, struct error *err);
/* Of the shipped ones: "gate, paper". */
void synapse_names(char *out, size_t size);
/* "torque.thickness_m=12e-9"; call synapse_check after the last one. */
enum status synapse_set(struct synapse *d, const char *assignment, struct error *err);
enum status synapse_check(const struct synapse *d, const char *where, struct error *err);
/* Changes when anything that decides the numbers of one run changes (not name, doc, scan, heating,
 * characterise). */
uint64_t synapse_hash(const struct synapse *d);
/* The value of a key as text; empty if there is no such key. */
void synapse_format(const struct synapse *d, const char *key, char *out, size_t size);
/* Every key whose value is not the default, but name and doc, and its text: what a table of an
 * experiment is made of. */
void synapse_each_setting(const struct synapse *d,
                          void (*each)(void *context, const char *key, const char *value),
                          void *context);
/* The values of a list of numbers; at most SCAN_MAX. */
enum status synapse_scan_values(const char *list, const char *key, double values[SCAN_MAX], int *n,
                                struct error *err);

/* Sizes of the barrier along and across the track, and what is left beside it. */
double synapse_barrier_x_m(const struct synapse *d);
double synapse_barrier_y_m(const struct synapse *d);
double synapse_interspace_m(const struct synapse *d);
/* Where it begins and ends along the track; without one, both its middle. */
double synapse_barrier_begin_m(const struct synapse *d);
double synapse_barrier_end_m(const struct synapse *d);
int synapse_up(const struct synapse *d); /* the way the film points, 1 or -1 along z */
/* a_J = hbar J theta / (2 e Ms d) of a layer with torque, tesla. */
double synapse_torque_T(const struct synapse *d);
#endif
