#ifndef SKYLOOM_MICROMAG_OBSERVE_THERMOMETER_H
#define SKYLOOM_MICROMAG_OBSERVE_THERMOMETER_H
#include "micromag/magnet.h"
/* The temperature a film has, read off its moments alone: on the unit spheres of the moments
 * kB T = <|grad E|^2> / <div grad E> in equilibrium (P. Ma, S. Dudarev, A. Semenov, C. Woo,
 * Phys. Rev. E 82, 031111 (2010); H. Rugh, Phys. Rev. Lett. 78, 772 (1997)). With B_i = -dE/dm_i /
 * (Ms V) and H_i = d2E/dm_i dm_i the sums over cells are
 *     |grad E|^2 = sum (Ms V)^2 |m x B|^2,
 *     div grad E = sum 2 Ms V m . B + tr H_i - m . H_i m,
 * where H_i is what a cell does to itself: 2 A V / d^2 of every bond, -2 Ku V u u, and mu0 Ms^2 V N
 * of its own demag tensor N. Without demag and anisotropy these are the paper's sums over
 * neighbours. Averages over time belong to numerator and denominator, never to their quotient. */
struct thermometer {
    double gradient_J2, divergence_J; /* summed over all readings */
    int64_t readings;
};

/* Adds a reading of m; scratch_T is overwritten. The thermal field counts for nothing. */
void thermometer_read(struct thermometer *t, const struct magnet *g, double time_s,
                      struct vector_field m, struct vector_field scratch_T);
/* NaN before the first reading. */
double thermometer_K(const struct thermometer *t);
#endif
