#include "llg/stability.h"
#include <complex.h>
#include <math.h>

enum { POWER_STEPS = 12, HALVINGS = 40 };

/* --- the fastest mode --- */

static void begin_chequered(const struct film *f, struct vector_field v)
{
    const struct mesh *mesh = &f->c->mesh;
    size_t i = 0;

    for (int z = 0; z < mesh->n_z; z++)
        for (int y = 0; y < mesh->n_y; y++)
            for (int x = 0; x < mesh->n_x; x++, i++) {
                const bool magnetic = f->magnet.material.saturation_A_per_m[i] > 0;

                v.x[i] = (real)(!magnetic ? 0.0 : (x + y + z) % 2 == 0 ? 1.0 : -1.0);
                v.y[i] = v.z[i] = 0;
            }
}

/* The mean of -v B(v) over that of v^2, weighed by Ms: at most the largest eigenvalue (Rayleigh).
 */
static double quotient_T(const struct film *f, struct vector_field v, struct vector_field field)
{
    const real *saturation = f->magnet.material.saturation_A_per_m;
    double upper = 0.0, lower = 0.0;

    for (size_t i = 0; i < mesh_cells(&f->c->mesh); i++) {
        upper -= (double)saturation[i] * (double)v.x[i] * (double)field.x[i];
        lower += (double)saturation[i] * (double)v.x[i] * (double)v.x[i];
    }
    return lower > 0.0 ? upper / lower : 0.0;
}

/* Power iteration from neighbours against each other: from below, so no step is called too long
 * that is not. */
static double largest_exchange_T(struct film *f)
{
    const size_t n = mesh_cells(&f->c->mesh);
    struct vector_field v = f->llg.trial, field = f->llg.field_T;
    double largest_T = 0.0;

    begin_chequered(f, v);
    for (int step = 0; step < POWER_STEPS; step++) {
        for (size_t i = 0; i < n; i++)
            field.x[i] = field.y[i] = field.z[i] = 0;
        field_exchange.add_field(&f->magnet, f->llg.time_s, v, field);
        largest_T = fmax(largest_T, quotient_T(f, v, field));
        for (size_t i = 0; i < n && largest_T > 0.0; i++)
            v.x[i] = (real)((double)field.x[i] / -largest_T);
    }
    return largest_T;
}

/* --- the stepper on it --- */

/* log of the factor of one step on a mode that turns by angle in it and is damped. */
static double log_factor(int stepper, double angle, double damping)
{
    const double complex z = angle * (I - damping) / (1.0 + damping * damping);
    const double complex factor =
        stepper == LLG_HEUN ? 1.0 + z * (1.0 + z / 2.0)
                            : 1.0 + z * (1.0 + z / 2.0 * (1.0 + z / 3.0 * (1.0 + z / 4.0)));

    return log(cabs(factor));
}

/* --- a stage --- */

static double shortest_s(double step_s, double every_s)
{
    return every_s > 0.0 ? fmin(step_s, every_s) : step_s;
}

/* The mode lives where it is damped least. */
static double smallest_damping(const struct film *f)
{
    double damping = INFINITY;

    for (size_t i = 0; i < mesh_cells(&f->c->mesh); i++)
        if (f->magnet.material.saturation_A_per_m[i] > 0)
            damping = fmin(damping, (double)f->magnet.material.damping[i]);
    return damping;
}

static double log_growth(const struct film *f, double rad_per_s, double damping, double step_s,
                         double duration_s)
{
    return log_factor(f->c->llg.stepper, rad_per_s * step_s, damping) * duration_s / step_s;
}

static double cut_step_s(const struct film *f, const struct case_stage *s)
{
    const struct case_output *o = &f->c->output;
    double step_s = shortest_s(f->c->llg.time_step_s, o->table_every_s);

    step_s = shortest_s(step_s, o->ovf ? o->ovf_every_s : 0.0);
    step_s = shortest_s(step_s, o->picture_every_s);
    return fmin(step_s, s->duration_s);
}

struct llg_stability llg_stability_of(struct film *f, const struct case_stage *s)
{
    const double step_s = cut_step_s(f, s);
    struct llg_stability stability = {step_s, INFINITY, -INFINITY};
    double damping, rad_per_s, stable_s = 0.0, unstable_s = step_s;

    if (f->c->llg.stepper == LLG_DORMAND_PRINCE || s->kind != STAGE_RUN)
        return stability;
    damping = smallest_damping(f);
    rad_per_s = f->c->llg.gyromagnetic_rad_per_sT * largest_exchange_T(f);
    stability.log_growth = log_growth(f, rad_per_s, damping, step_s, s->duration_s);
    if (!(stability.log_growth > 1.0))
        return stability;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle_s = 0.5 * (stable_s + unstable_s);

        if (log_growth(f, rad_per_s, damping, middle_s, s->duration_s) > 1.0)
            unstable_s = middle_s;
        else
            stable_s = middle_s;
    }
    stability.longest_s = stable_s;
    return stability;
}
