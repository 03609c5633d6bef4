#include "micromag/steppers/lag.h"
#include "micromag/steppers/parts.h"
/* Heun's method. The thermal field is the same at both ends of the step, so that it converges to
 * the Stratonovich solution (J. Garcia-Palacios, F. Lazaro, Phys. Rev. B 58, 14937 (1998)). */

/* A step this long turns some moment by about a radian: the result would be noise. */
static const double largest_stretch = 0.2;

static enum status step(struct llg *s, double h_s, bool *accepted, struct error *err)
{
    const double whole[] = {h_s}, half[] = {0.5 * h_s, 0.5 * h_s};
    const double inside_s = 1e-7 * h_s; /* forces that jump at an end keep the value of the step */
    double stretch;

    thermal_draw(s->magnet, s->config.gyromagnetic_rad_per_sT, s->step, h_s);
    if (lag_is_on(s))
        lag_hold(s, s->time_s + 0.5 * h_s);
    llg_stage(s, s->time_s + inside_s, s->m, 0, whole, false, s->trial);
    stretch = llg_stage(s, s->time_s + h_s - inside_s, s->trial, 1, half, true, s->m);
    lag_release(s);
    if (!(stretch <= largest_stretch))
        return error_set(err, STATUS_BAD_CONFIG,
                         "llg: |m| off by %g in step %llu at %g s, must be in [0, %g]: time_step_s "
                         "= %g s is too long, try a quarter",
                         stretch, (unsigned long long)s->step, s->time_s, largest_stretch, h_s);
    s->rate_is_fresh = false;
    *accepted = true;
    return STATUS_OK;
}

const struct stepper stepper_heun = {"heun", 2, false, step};
