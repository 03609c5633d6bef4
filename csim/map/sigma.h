#ifndef SKYLOOM_MAP_SIGMA_H
#define SKYLOOM_MAP_SIGMA_H
#include "io/dataset.h"
#include "net/design.h"
#include "net/program.h"
/* Private to map/: the threshold factor of a converted network, found with the golden twin. */
struct sigma_scan {
    const struct design *design;
    const struct dataset *train;
    int n_threads;
    const struct watch *watch;       /* a line for each factor tried; may be NULL */
    double unit[PROGRAM_MAX_LAYERS]; /* in: threshold in level steps at sigma = 1 */
    double sigma;                    /* out */
    double accuracy;                 /* out: on the held-out images */
};
/* Sets threshold_levels of every layer of p. */
enum status sigma_search(struct sigma_scan *scan, struct program *p, struct error *err);
/* Factor i of those that the design asks to be tried, ascending. */
double sigma_at(const struct design *d, int i);
/* Which of n_factors ascending factors, by images right of n_images. The accuracy has a plateau,
 * and a finite set of images ranks its points by chance. A larger factor means fewer spikes, so
 * less time and energy: the largest one within half a standard error of the best count. */
int sigma_choose(const int right[], int n_factors, int n_images);
#endif
