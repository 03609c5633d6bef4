#include <math.h>
#include "micromag/steppers/parts.h"
/* J. Dormand, P. Prince, J. Comput. Appl. Math. 6, 19 (1980): order 5 with an error estimate of
 * order 4. The last stage is the first of the next step, taken at the unit vectors.
 *
 * Under thermal noise the field is constant within a step, as in mumax3. A step that is rejected
 * keeps its random numbers: thermal_draw scales the same ones by 1 / sqrt of the shorter step. */

static const double node[LLG_STAGES] = {0.0, 0.2, 0.3, 0.8, 8.0 / 9.0, 1.0, 1.0};
static const double stage[LLG_STAGES][LLG_STAGES - 1] = {
    {0},
    {1.0 / 5.0},
    {3.0 / 40.0, 9.0 / 40.0},
    {44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0},
    {19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0},
    {9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0},
    {35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0},
};
/* order 5 less order 4 */
static const double difference[LLG_STAGES] = {
    71.0 / 57600.0,      0.0,          -71.0 / 16695.0, 71.0 / 1920.0,
    -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0};

static void scaled(const double *c, int n, double h_s, double out[LLG_STAGES])
{
    for (int i = 0; i < n; i++)
        out[i] = h_s * c[i];
}

/* Returns the error. */
static double evaluate_stages(struct llg *s, double h_s)
{
    const double inside_s = 1e-7 * h_s; /* forces that jump at an end keep the value of the step */
    double c[LLG_STAGES];

    scaled(stage[1], 1, h_s, c);
    if (s->rate_is_fresh)
        llg_combine(s, c, 1, false, s->trial);
    else
        llg_stage(s, s->time_s + inside_s, s->m, 0, c, false, s->trial);
    for (int i = 1; i < LLG_STAGES - 1; i++) {
        const bool last = i == LLG_STAGES - 2;

        scaled(stage[i + 1], i + 1, h_s, c);
        llg_stage(s, s->time_s + fmin(node[i] * h_s, h_s - inside_s), s->trial, i, c, last,
                  s->trial);
    }
    scaled(difference, LLG_STAGES, h_s, c);
    return llg_stage_error(s, s->time_s + h_s - inside_s, s->trial, LLG_STAGES - 1, c);
}

/* m becomes the last trial; rate[0] and the last change places, so that the last is the first of
 * the next step. */
static void accept(struct llg *s)
{
    const struct vector_field last = s->rate[LLG_STAGES - 1];

    llg_copy(s, s->trial, s->m);
    s->rate[LLG_STAGES - 1] = s->rate[0];
    s->rate[0] = last;
}

/* The shortest step of the defaults is beyond need: one that is refused there is lost in rounding,
 * or the field is beyond all bounds. */
static enum status refuse_short_step(const struct llg *s, struct error *err)
{
    const double rounding = sizeof(real) == 4 ? 6e-8 : 1.1e-16;
    const char *advice = "check field and current";

    if (s->config.min_step_s > llg_default.min_step_s)
        advice = "lower min_step_s or raise tolerance";
    else if (s->config.tolerance < 16.0 * rounding)
        advice = sizeof(real) == 4 ? "raise tolerance, single precision cannot hold it"
                                   : "raise tolerance, double precision cannot hold it";
    return error_set(err, STATUS_BAD_CONFIG,
                     "llg: step %llu at %g s wants %g s at tolerance = %g, must be >= min_step_s = "
                     "%g s: %s",
                     (unsigned long long)s->step, s->time_s, s->time_step_s, s->config.tolerance,
                     s->config.min_step_s, advice);
}

/* A step so long that its stages run out of numbers says nothing but that. What is not finite in
 * the shortest step, too, is field or current. */
static enum status retry_shorter(struct llg *s, double h_s, struct error *err)
{
    s->rejected++;
    s->rate_is_fresh = false;
    s->time_step_s = 0.2 * h_s;
    if (s->time_step_s >= s->config.min_step_s)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_CONFIG,
                     "llg: m is not finite in step %llu at %g s, time_step_s = %g s: check field "
                     "and current",
                     (unsigned long long)s->step, s->time_s, h_s);
}

static enum status step(struct llg *s, double h_s, bool *accepted, struct error *err)
{
    const double tolerance = s->config.tolerance;
    double factor;

    thermal_draw(s->magnet, s->config.gyromagnetic_rad_per_sT, s->step, h_s);
    s->error = evaluate_stages(s, h_s);
    if (!isfinite(s->error))
        return retry_shorter(s, h_s, err);
    *accepted = s->error <= tolerance;
    if (*accepted)
        accept(s);
    else
        s->rejected++;
    /* a rejected step keeps rate[0] too; noise is new in every step */
    s->rate_is_fresh = !(s->magnet->thermal.config.temperature_K > 0.0);
    factor = s->error > 0.0 ? 0.9 * pow(tolerance / s->error, 0.2) : 5.0;
    s->time_step_s = fmin(h_s * fmin(fmax(factor, 0.2), 5.0), s->config.max_step_s);
    if (!*accepted && s->time_step_s < s->config.min_step_s)
        return refuse_short_step(s, err);
    return STATUS_OK;
}

const struct stepper stepper_dormand_prince = {"dormand_prince", 5, true, step};
