#ifndef SKYLOOM_LAB_CHARACTERISE_ESCAPE_H
#define SKYLOOM_LAB_CHARACTERISE_ESCAPE_H
#include "compact/skyrmions.h"
/* How long one skyrmion alone stays on its side of the barrier, by rate theory:
 *   t = (1/D_x) int_start^end dx e^{F(x)/kT} int_0^x dx' e^{-F(x')/kT},  e^{-F/kT} = int dy
 * e^{-U/kT}, the first passage along the track (H. A. Kramers, Physica 7, 284 (1940)) with what
 * lies across it in equilibrium. D_x = kT times the growing rate over the curvature at the saddle
 * beside the barrier, which makes it J. S. Langer's rate (Ann. Phys. 54, 258 (1969)) where the
 * saddle is harmonic; on a flat ridge that is kT/D. Without a barrier it is free diffusion, kT
 * D/(G^2 + D^2). */
struct escape {
    double time_s;   /* infinite at 0 K */
    double height_J; /* of the saddle over the lowest energy of the side; 0 without a barrier */
};
/* from: -1, from before the barrier; 1, from behind it. */
struct escape escape_of(const struct skyrmions_config *config, int from);
#endif
