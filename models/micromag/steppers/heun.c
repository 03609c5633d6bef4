#include "micromag/steppers/lag.h"
#include "micromag/steppers/parts.h"
/* Heun's method. The thermal field is the same at both ends of the step, so that it converges to
 * the Stratonovich solution (J. Garcia-Palacios, F. Lazaro, Phys. Rev. B 58, 14937 (1998)). */

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
    return llg_end_fixed_step(s, h_s, stretch, accepted, err);
}

const struct stepper stepper_heun = {"heun", 2, false, step};
