#ifndef SKYLOOM_LAB_CALIBRATE_MEASURE_H
#define SKYLOOM_LAB_CALIBRATE_MEASURE_H
#include <stdio.h>
#include "files/path.h"
#include "lab/llg/loop.h"
#include "lab/track/trial.h"
/* One small film at 0 K with one or two skyrmions, watched for a nanosecond or two, or a hot one
 * with many (hot.h): what a coefficient of the particle model is read off. It leaves
 * FOLDER/runs/KEY.tsv, a row per look. */
enum measure_kind {
    MEASURE_REST,    /* one, alone: radius, wall */
    MEASURE_DRIVE,   /* one, far from all edges, under current */
    MEASURE_PAIR,    /* two that repel each other */
    MEASURE_EDGE,    /* one that drifts along an edge */
    MEASURE_BARRIER, /* one that drifts along the flat side of a barrier */
    MEASURE_PUSH,    /* one that is driven against an edge, perhaps through it */
    MEASURE_SQUEEZE, /* two that begin too near to each other, perhaps */
    MEASURE_CROWD,   /* film.start.skyrmions at rest, counted as one with their mean radius */
    MEASURE_HOT      /* film.start.skyrmions at film.material.temperature_K: hot.h */
};
extern const char *const measure_kinds[]; /* NULL-terminated */

enum { MEASURE_BODIES = 2, MEASURE_MAX_ROWS = 512, MEASURE_MAX_LAYERS = 32 };
struct measure {
    char key[TRIAL_KEY];
    int kind;            /* enum measure_kind */
    struct synapse film; /* its start and pulses are not used */
    int n;               /* skyrmions */
    uint64_t seed;       /* of the noise; 0 in films at 0 K */
    double x_m[MEASURE_BODIES], y_m[MEASURE_BODIES], radius_m, wall_m;
    double factor;        /* of the film's current */
    double settle_s;      /* first, without current, at a damping of 0.5: it ends the ringing */
    double run_s, look_s; /* then, and between two looks */
    double at_m;          /* distance that the run is made for: what its name says */
};

/* Means over the layers in which the skyrmion is seen. */
struct measure_body {
    double x_m, y_m, radius_m;
    double apart_m; /* largest distance of two of its layers' centres */
    double layers;  /* that have it */
};
struct measure_row {
    double time_s; /* since the current is on */
    struct measure_body body[MEASURE_BODIES];
    /* Of the first one, a layer's mean: half the integral of (dm/dx)^2 + (dm/dy)^2, and the
     * integral of 1 - m_z^2, within three radii of its centre. */
    double dissipation, wall_area_m2;
};
struct measure_table {
    int n_rows, n_layers;
    struct measure_row row[MEASURE_MAX_ROWS];
};

/* KEY = kind, distance, current and a hash over all that decides the numbers; call it last. */
void measure_name(struct measure *m);
bool measure_is_done(const struct measure *m, const char *folder);
/* Ends early when a layer has lost a skyrmion: then that is the last row. */
enum status measure_run(const struct measure *m, const struct trial_options *options,
                        struct error *err);
enum status measure_write(const struct measure *m, const char *folder,
                          const struct measure_table *table, struct error *err);
enum status measure_read(const struct measure *m, const char *folder, struct measure_table *table,
                         struct error *err);
/* Rows of numbers in the files of measurements; at: where the numbers are, in the order of the
 * file. */
enum { MEASURE_BODY_NUMBERS = 5 };
int measure_list_body(struct measure_body *b, double *at[MEASURE_BODY_NUMBERS]);
void measure_print_numbers(FILE *f, double *const at[], int n, int digits);
bool measure_scan_numbers(const char *line, double *const at[], int n);
/* Of the tables of measurements and of hot films: FOLDER/runs/KEY.tsv, and each of its lines that
 * is no comment to take(table, line); false: not a row of `what`. A file without rows is refused.
 */
enum status measure_path(struct path *path, const struct measure *m, const char *folder,
                         struct error *err);
enum status measure_each_line(const struct measure *m, const char *folder, const char *what,
                              size_t max_bytes, bool (*take)(void *table, const char *line),
                              void *table, struct error *err);
/* How the film of a measurement runs: heard by the options, and nothing is kept on the way, for it
 * is short. The listener must outlive the loop. */
struct measure_listener {
    const struct measure *m;
    const struct trial_options *options;
    const struct film *film;
};
struct llg_loop measure_loop(struct film *film, struct measure_listener *l);
/* Whether all layers have all skyrmions of the measurement. */
bool measure_is_whole(const struct measure *m, const struct measure_table *t, int row);
#endif
