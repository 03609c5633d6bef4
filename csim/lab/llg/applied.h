#ifndef SKYLOOM_LAB_LLG_APPLIED_H
#define SKYLOOM_LAB_LLG_APPLIED_H
#include "lab/llg/film.h"
/* What acts on a film from outside: the columns B_ext and J of table.txt. */

/* How much of the magnetic cells lies in each region, 0 .. 1. */
void llg_applied_shares(const struct film *f, double share[MAGNET_REGIONS]);
/* The applied field as it is now, in the mean over the magnetic cells: that of the stage and of the
 * list "field", each with its waveform. */
void llg_applied_field_T(const struct film *f, const double share[MAGNET_REGIONS],
                         double field_T[3]);
/* The current density that the waveform of all currents multiplies. Of several torques, the
 * density that is largest in size, the first of equals, with its sign; without a torque, the length
 * of zhang_li_A_per_m2 with the sign of its first component that is not 0. */
double llg_applied_density_A_per_m2(const struct llg_case *c);
#endif
