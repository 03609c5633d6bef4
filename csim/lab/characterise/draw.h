#ifndef SKYLOOM_LAB_CHARACTERISE_DRAW_H
#define SKYLOOM_LAB_CHARACTERISE_DRAW_H
#include <stdbool.h>
#include "lab/calibrate/particles.h"
/* One device as particles, taken through pulses up and down, a long wait and an initialisation
 * pulse: what is counted and read on the way. Counts are of skyrmions whose centre lies under the
 * junction. */
enum { DRAW_MAX_EVENTS = 1024, DRAW_MAX_LEVELS = DRAW_MAX_EVENTS / 2, DRAW_MAX_READS = 256 };

struct draw_plan {
    const struct synapse *synapse;
    const struct calibration *calibration;
    double after_s; /* how long after the gap they are read a second time */
};

/* One pulse, of the way or tried on a copy. */
struct draw_event {
    int direction, before, after, lost;
};

/* One rest in the window that ends the gap: `mean` skyrmions under the junction, parts of discs
 * counted. */
struct draw_level {
    int cycle, count;                  /* from 0; as the gap ends */
    double mean, variance;             /* of the samples in the window */
    double later_mean, later_variance; /* of a window that ends after_s later */
};

/* Without current: skyrmions under the junction, parts counted, a mean per characterise.steady_s.
 */
struct draw_hold {
    int n_reads;
    double read[DRAW_MAX_READS];
};
enum draw_hold_state { DRAW_FULL, DRAW_EMPTY, DRAW_HOLDS }; /* after pulses up, after pulses down */

struct draw {
    int n_events, n_levels;
    struct draw_event event[DRAW_MAX_EVENTS];
    struct draw_level level[DRAW_MAX_LEVELS];
    struct draw_hold hold[DRAW_HOLDS];
    int started, after_first_cycle, remaining;       /* skyrmions */
    double whole_after_first_cycle, whole_remaining; /* by the layers that they have */
    int first_to_heat;                               /* lost to it in the first cycle */
    int lost_at_edge, lost_in_pairs, lost_to_heat;   /* of them */
    int stuck_after_down, stuck_after_up;         /* on the wrong side at the end of a half cycle */
    int by_preparing, first_cold, first_prepared; /* change of the count: see draw.c */
};

/* seed: of all its noise. A device without skyrmions is no error: left is 0 then. */
enum status draw_run(const struct draw_plan *plan, int64_t seed, struct draw *out,
                     struct error *err);
/* Skyrmions under the junction, parts of discs counted. */
double draw_read(const struct draw_plan *plan, const struct skyrmions *s);
/* Watches s without current for characterise.watch_s. */
enum status draw_watch(const struct draw_plan *plan, struct skyrmions *s, struct draw_hold *out,
                       struct error *err);
#endif
