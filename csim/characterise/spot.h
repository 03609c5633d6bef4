#ifndef SKYLOOM_SPOT_H
#define SKYLOOM_SPOT_H
#include "experiment/ensemble.h"
#include "experiment/experiment.h"
/* What one skyrmion is worth to the junction, from LLG at the device's temperature: a square film
 * of the device's stack with one skyrmion, and the same film, with the same noise, without. */
struct spot {
    double area_m2, area_error_m2; /* reversed area of a skyrmion, mean over time and seeds */
    double area_sd_m2;             /* standard deviation of an instantaneous read of it */
    double film_share;             /* reversed area of the film without one, over its area */
    double film_variance_m2;       /* variance of a film's reversed area over its area */
    double side_m;
    int runs, alive; /* seeds; of them, those whose skyrmion was there at the end */
};

enum { SPOT_SEEDS = 2, SPOT_WINDOWS = 3 };
/* Two trials per seed; one seed at 0 K. They run, and stay, as any trial does (ensemble.h). */
enum status spot_plan(const struct device *d, int64_t seed, struct trial_list *list,
                      struct error *err);
/* What LLG said of a film that it could not run, as a reason not to make a card. */
enum status spot_refused(const struct device *d, struct error *err);
/* From the tables in folder. No skyrmion left in any is an error that says so. */
enum status spot_take(const struct device *d, const struct trial_list *list, const char *folder,
                      struct spot *out, struct error *err);
#endif
