#ifndef SKYLOOM_LAB_LLG_STABILITY_H
#define SKYLOOM_LAB_LLG_STABILITY_H
#include "lab/llg/film.h"
/* Whether a fixed step is short enough for the fastest mode of the exchange
 * (micromag/steppers/stability.h).
 */
struct llg_stability {
    double time_step_s; /* as the outputs cut it */
    double longest_s;   /* step with which log_growth is 1; infinite where it is below */
    double log_growth;  /* of that mode over the stage */
};

/* Of a stage that llg_film_enter_stage was called for; writes to the scratch fields of f->llg. */
struct llg_stability llg_stability_of(struct film *f, const struct llg_case *c,
                                      const struct case_stage *s);
#endif
