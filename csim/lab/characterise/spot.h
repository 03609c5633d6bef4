#ifndef SKYLOOM_LAB_CHARACTERISE_SPOT_H
#define SKYLOOM_LAB_CHARACTERISE_SPOT_H
#include "lab/track/ensemble.h"
#include "lab/track/experiment.h"
/* What skyrmions are worth to the junction, from LLG at the device's temperature: the film that it
 * reads, alone, without skyrmions, with half of those that the device starts with (the crowd), and
 * with half of that (few), each with the same seeds: characterise.films of them, one at 0 K. A run
 * gives one mean, over the window after the equilibration. */
struct spot {
    int few, crowd;
    int runs; /* of each film */
    /* Reversed area of each of few, mean of the runs; error: standard error, 0 with one run. */
    double few_area_m2, few_error_m2;
    double crowd_area_m2, crowd_error_m2;
    double area_sd_m2;       /* standard deviation of an instantaneous read of one of the crowd */
    double film_share;       /* reversed area of the film without any, over its area */
    double film_variance_m2; /* variance of that film's reversed area over its area */
    double length_m, width_m;
    int started, alive; /* skyrmions of all runs after the equilibration, and at the end */
    double watched_s;   /* in between */
};

/* The three films of seed, then those of seed + 1 and so on. They run, and stay, as any trial does
 * (ensemble.h). */
enum status spot_plan(const struct synapse *d, int64_t seed, struct trial_list *list,
                      struct error *err);
/* What LLG said of a film that it could not run, as a reason not to make a card. */
enum status spot_refused(const struct synapse *d, struct error *err);
/* From the tables in folder. No skyrmion left is an error that says so. */
enum status spot_measure(const struct synapse *d, const struct trial_list *list, const char *folder,
                         struct spot *out, struct error *err);
/* Reversed area of n skyrmions, n / (p + q n) through both films: each takes room from the others.
 * And what one more adds to it. */
double spot_total_m2(const struct spot *s, double n);
double spot_added_m2(const struct spot *s, double n);
#endif
