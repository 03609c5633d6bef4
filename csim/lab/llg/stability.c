#include "lab/llg/stability.h"
#include <math.h>
#include "micromag/steppers/stability.h"

static double shortest_s(double step_s, double every_s)
{
    return every_s > 0.0 ? fmin(step_s, every_s) : step_s;
}

/* The mode lives where it is damped least. */
static double smallest_damping(const struct film *f)
{
    double damping = INFINITY;

    for (size_t i = 0; i < mesh_cells(&f->magnet.mesh); i++)
        if (f->magnet.material.saturation_A_per_m[i] > 0)
            damping = fmin(damping, (double)f->magnet.material.damping[i]);
    return damping;
}

static double cut_step_s(const struct llg_case *c, const struct case_stage *s)
{
    const struct case_output *o = &c->output;
    double step_s = shortest_s(c->llg.time_step_s, o->table_every_s);

    step_s = shortest_s(step_s, o->ovf ? o->ovf_every_s : 0.0);
    step_s = shortest_s(step_s, o->picture_every_s);
    return fmin(step_s, s->duration_s);
}

struct llg_stability llg_stability_of(struct film *f, const struct llg_case *c,
                                      const struct case_stage *s)
{
    const double step_s = cut_step_s(c, s);
    struct llg_stability stability = {step_s, INFINITY, -INFINITY};
    struct llg_mode mode;

    if (c->llg.stepper == LLG_DORMAND_PRINCE || s->kind != STAGE_RUN)
        return stability;
    mode = (struct llg_mode){.stepper = c->llg.stepper,
                             .rad_per_s =
                                 c->llg.gyromagnetic_rad_per_sT * llg_exchange_mode_T(&f->llg),
                             .damping = smallest_damping(f)};
    stability.log_growth = llg_mode_growth(&mode, step_s, s->duration_s);
    if (stability.log_growth > 1.0)
        stability.longest_s = llg_mode_step_s(&mode, step_s, s->duration_s);
    return stability;
}
