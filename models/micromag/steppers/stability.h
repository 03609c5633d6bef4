#ifndef SKYLOOM_MICROMAG_STEPPERS_STABILITY_H
#define SKYLOOM_MICROMAG_STEPPERS_STABILITY_H
#include "micromag/steppers/llg.h"
/* Whether a fixed step is short enough for the fastest mode of a film, neighbours against each
 * other. Beyond the limit of the stepper rounding grows into noise that |m| does not show. */

/* The field that the mode turns in, tesla, by a power iteration: from below, so no step is called
 * too long that is not. Writes to the trial and field_T of the opened s. */
double llg_exchange_mode_T(struct llg *s); /* by exchange alone: in any state */
/* With all fields of the state in s->m, which is uniform along z; writes to s->rate[0] too. */
double llg_saturated_mode_T(struct llg *s);

struct llg_mode {
    int stepper; /* of a fixed step */
    double rad_per_s, damping;
};
/* log of the factor that the mode grows by in duration_s; <= 0: it dies out. */
double llg_mode_growth(const struct llg_mode *mode, double step_s, double duration_s);
/* The longest step up to step_s with which it is at most 1. */
double llg_mode_step_s(const struct llg_mode *mode, double step_s, double duration_s);
#endif
