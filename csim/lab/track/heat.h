#ifndef SKYLOOM_LAB_TRACK_HEAT_H
#define SKYLOOM_LAB_TRACK_HEAT_H
#include "lab/track/synapse.h"
/* Joule heat of one pulse: E = rho J^2 T l w t, papers/000 eq. (3), with t all of the metal that
 * conducts (the paper's 2 t of top and bottom). */
double heat_pulse_energy_J(const struct synapse *d);
/* Rise of temperature if none of it leaves the stack during the pulse: an upper bound. */
double heat_pulse_rise_K(const struct synapse *d);
#endif
