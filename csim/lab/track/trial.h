#ifndef SKYLOOM_LAB_TRACK_TRIAL_H
#define SKYLOOM_LAB_TRACK_TRIAL_H
#include "lab/track/synapse.h"
/* One run of a device: nucleate, relax, equilibrate, then pulse after pulse. It leaves
 * FOLDER/runs/KEY.tsv, a row per pulse, and KEY.png, a picture per pulse; while it runs,
 * KEY.state and KEY.frames, from which it goes on to the same bytes. */
enum { TRIAL_MAX_PULSES = 128, TRIAL_MAX_COLUMNS = 128, TRIAL_KEY = 128, TRIAL_LABEL = 112 };
enum { TRIAL_STEPS = 25 }; /* between two looks at ctrl-C and the clock on the wall */

struct trial_pulse {
    double factor; /* of the device's current; 0: only wait */
    double width_s, gap_s;
};

struct trial {
    char key[TRIAL_KEY];     /* of its files; made by trial_name */
    char label[TRIAL_LABEL]; /* the point of an experiment; trials with one label differ in seed */
    char reference[TRIAL_LABEL]; /* label of the trials without skyrmions to compare with */
    struct synapse synapse;
    uint64_t seed; /* of noise and grains */
    bool empty;    /* no skyrmions: the reference of the conductance */
    int n_pulses;
    struct trial_pulse pulse[TRIAL_MAX_PULSES]; /* the first one is the equilibration */
};

struct trial_options {
    const char *folder;
    const volatile int *stop; /* nonzero: keep the state and return STATUS_INTERRUPTED */
    double keep_every_wall_s; /* between two states on the disk */
    void (*progress)(void *context, double share);
    void *context;
};

/* Columns of every row; then pre_I, barrier_I, post_I of each layer I, then struct trial_radius. */
enum trial_column {
    TRIAL_PULSE,   /* 0: before the first */
    TRIAL_FACTOR,  /* of the current */
    TRIAL_TIME,    /* s */
    TRIAL_G,       /* S, mean of the samples */
    TRIAL_G_SD,    /* S */
    TRIAL_PRE,     /* skyrmions before, beside and behind the barrier, means over the layers */
    TRIAL_BARRIER, /* */
    TRIAL_POST,    /* */
    TRIAL_RADIUS,  /* m, as the row ends */
    TRIAL_APART,   /* m, see struct census */
    TRIAL_TORN,    /* */
    TRIAL_COLUMNS
};
extern const char *const trial_column_names[TRIAL_COLUMNS];

/* Over the samples that have skyrmions; zeros in tables of runs from before it was measured. */
struct trial_radius {
    double mean_m;
    double sd_m;      /* between the skyrmions of all layers at a time, root mean square */
    double time_sd_m; /* of their mean */
};

struct trial_table {
    int n_rows, n_columns;
    bool unrest; /* the film was not at rest before the first row */
    double value[TRIAL_MAX_PULSES][TRIAL_MAX_COLUMNS];
    struct trial_radius radius[TRIAL_MAX_PULSES];
};

/* Equilibration, and after it the device's pulses up and down, cycles times. */
void trial_set_cycles(struct trial *t, int cycles);
void trial_add_pulse(struct trial *t, double factor, double width_s, double gap_s);
/* The end of the n-th of its pulses, s. */
double trial_end_s(const struct trial *t, int n_pulses);
/* KEY = label-HASH, the hash over all that decides the numbers; call it last. */
void trial_name(struct trial *t, const char *label);
bool trial_is_done(const struct trial *t, const char *folder);
enum status trial_run(const struct trial *t, const struct trial_options *options,
                      struct error *err);
enum status trial_read(const struct trial *t, const char *folder, struct trial_table *table,
                       struct error *err);
/* The last row of a trial at or before `pulse`: a table ends early when nothing is left. */
const double *trial_row_at(const struct trial_table *table, int pulse);
/* Skyrmions of a row, mean over the layers. */
double trial_row_count(const double *row);
#endif
