#ifndef SKYLOOM_MICROMAG_STEPPERS_PARTS_H
#define SKYLOOM_MICROMAG_STEPPERS_PARTS_H
#include "micromag/steppers/llg.h"
/* Internal to the steppers: passes over the film that work out rates and add them up. */

/* out = m + sum of c[j] rate[j], j < n, made a unit vector where `unit`. Returns the largest
 * | |out| - 1 | before that (NaN if one is); 0 where not `unit`. */
double llg_combine(struct llg *s, const double *c, int n, bool unit, struct vector_field out);
/* rate[stage] = dm/dt of `at`, and with it llg_combine(s, c, stage + 1, unit, out) in the same pass
 * over the film. out may be `at`. */
double llg_stage(struct llg *s, double time_s, struct vector_field at, int stage, const double *c,
                 bool unit, struct vector_field out);
/* The same, but the largest component of sum of c[j] rate[j]; NaN if one is. */
double llg_stage_error(struct llg *s, double time_s, struct vector_field at, int stage,
                       const double *c);
/* The end of a fixed step h_s that moved | |m| - 1 | by `stretch` before m was made unit vectors.
 */
enum status llg_end_fixed_step(struct llg *s, double h_s, double stretch, bool *accepted,
                               struct error *err);
void llg_copy(struct llg *s, struct vector_field from, struct vector_field to);
#endif
