#ifndef SKYLOOM_MICROMAG_STEPPERS_LAG_H
#define SKYLOOM_MICROMAG_STEPPERS_LAG_H
#include "micromag/steppers/llg.h"
/* The stray field of the other cells moves far more slowly than the exchange that sets the step,
 * and is four fifths of an evaluation. So Heun may evaluate it every few steps only and extrapolate
 * it in between, in a straight line through the last two: the multiple time steps of W. Streett, D.
 * Tildesley, G. Saville, Mol. Phys. 35, 639 (1978). What a cell does to itself, the fast part of
 * its stray field, stays exact in each stage. The order of the stepper stays 2. */

static inline bool lag_is_on(const struct llg *s)
{
    return s->config.demag_every > 1 && s->magnet->demag != NULL;
}
/* Before the stages of a step: sets s->magnet->held to the stray field at time_s, the middle of the
 * step, and the noise. Evaluates it where it is due. */
void lag_hold(struct llg *s, double time_s);
/* After them: s->magnet is as before. */
void lag_release(struct llg *s);
#endif
