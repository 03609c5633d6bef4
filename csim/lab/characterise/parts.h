#ifndef SKYLOOM_LAB_CHARACTERISE_PARTS_H
#define SKYLOOM_LAB_CHARACTERISE_PARTS_H
#include "lab/characterise/characterise.h"
/* Between the files that make a card of draws. */

/* Of the junction over so many skyrmions, parts of discs counted. */
double characterise_conductance_S(const struct characterise *c, double skyrmions);
/* Levels and states; needs the spot. */
void characterise_take_levels(const struct characterise *c, const struct draw draws[],
                              struct characterised *out);
/* Spread, programming and noise together. */
double characterise_deviation_S(const struct characterise_level *level);

/* What cannot be a card, each an error that says why. */
enum status characterise_refuse_dead(const struct characterise *c, const struct characterised *r,
                                     struct error *err);
enum status characterise_refuse_still(const struct characterise *c, const struct draw draws[],
                                      struct error *err);
enum status characterise_refuse_alike(const struct characterise *c, const struct characterised *r,
                                      struct error *err);
#endif
