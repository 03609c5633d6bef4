#ifndef SKYLOOM_CALIBRATE_FIT_H
#define SKYLOOM_CALIBRATE_FIT_H
#include "calibrate/calibrate.h"
/* Internal to csim/calibrate: what fits look at. */

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

/* Force of a barrier, s outside its rim: U / l w (1 - w), w = 1 / (1 + exp((s - reach) / l)). */
struct calibrate_rim_sample {
    double distance_m, force_N;
};
struct calibrate_rim {
    double strength_J, strength_error_J, decay_m, decay_error_m, reach_m, reach_error_m, residual;
};
enum status calibrate_fit_rim(const struct calibrate_rim_sample sample[], int n, const char *where,
                              struct calibrate_rim *out, struct error *err);
#endif
