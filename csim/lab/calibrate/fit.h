#ifndef SKYLOOM_LAB_CALIBRATE_FIT_H
#define SKYLOOM_LAB_CALIBRATE_FIT_H
#include "lab/calibrate/calibrate.h"
/* Internal to lab/calibrate: what fits look at. */

/* Motion over a stretch of a run: the place in its middle and the slopes of least-squares lines. Of
 * two skyrmions, the second against the first. */
struct calibrate_motion {
    double x_m, y_m, velocity_m_per_s[2];
    double radius_m, apart_m; /* of the first one; the largest, of both */
};
enum { CALIBRATE_MAX_SAMPLES = 1024 };

/* Stretches of span_s from from_s on that overlap by half, while all layers have the skyrmions and
 * these are not further apart than apart_m. Returns how many, at most n_max. */
int calibrate_motions(const struct measure *m, const struct measure_table *t, double from_s,
                      double span_s, double apart_m, struct calibrate_motion out[], int n_max);

/* Runs begin with some ringing; velocities are taken over a time in which a pair hardly turns. */
#define CALIBRATE_RINGING_S 0.3e-9
#define CALIBRATE_SPAN_S 0.12e-9

struct calibrate_fitting {
    const struct measure_list *list;
    const char *folder;
    struct calibration *c;
    struct measure_table table;
    struct calibrate_motion motion[CALIBRATE_MAX_SAMPLES];
};
/* Motions of the next run of a kind, from run *next on; span_s 0: one, over all that is left of the
 * run. -1: no more, or an error. */
int calibrate_next_run(struct calibrate_fitting *f, int kind, double from_s, double span_s,
                       int *next, const struct measure **m, struct error *err);

/* Standard errors by leaving out one run after the other: samples of one run are not independent
 * (M. H. Quenouille, Biometrika 43, 353 (1956); J. Tukey's jackknife). refit fills the values of a
 * fit without a run, -1: with all. Three runs or more. */
enum { CALIBRATE_MAX_VALUES = 4 };
enum status calibrate_leave_out(int n_runs, int n_values,
                                enum status (*refit)(void *context, int without, double value[],
                                                     struct error *err),
                                void *context, const char *where, double value[],
                                double value_error[], struct error *err);

/* U0 and length of pairs and of edges. */
enum status calibrate_fit_repulsions(struct calibrate_fitting *f, struct error *err);
/* Height, decay and reach with errors; nothing where the track has no barrier. */
enum status calibrate_fit_barrier(struct calibrate_fitting *f, struct error *err);
enum status calibrate_find_thresholds(struct calibrate_fitting *f, struct error *err);
/* Nothing where no film is hot. */
enum status calibrate_fit_hot(struct calibrate_fitting *f, struct error *err);
enum status calibrate_find_crowding(struct calibrate_fitting *f, struct error *err);
#endif
