#include "micromag/steppers/stability.h"
#include <complex.h>
#include <math.h>

enum { POWER_STEPS = 12, HALVINGS = 40 };

/* --- the fastest mode --- */

/* What turns v back: shift_T v - B(v), B linear. */
struct operator
{
    const struct field_term *const *terms; /* NULL-terminated */
    const real *shift_T;                   /* per cell; NULL: none */
    double least_shift_T;                  /* begin where it is this and more: modes have places */
};

static void begin_chequered(const struct llg *s, const struct operator* a, struct vector_field v)
{
    const struct mesh *mesh = &s->magnet->mesh;
    const real *saturation = s->magnet->material.saturation_A_per_m;
    size_t i = 0;

    for (int z = 0; z < mesh->n_z; z++)
        for (int y = 0; y < mesh->n_y; y++)
            for (int x = 0; x < mesh->n_x; x++, i++) {
                const bool here =
                    saturation[i] > 0
                    && (a->shift_T == NULL || (double)a->shift_T[i] >= a->least_shift_T);

                v.x[i] = (real)(!here ? 0.0 : (x + y + z) % 2 == 0 ? 1.0 : -1.0);
                v.y[i] = v.z[i] = 0;
            }
}

static void apply(struct llg *s, const struct operator* a, struct vector_field v,
                  struct vector_field to)
{
    const size_t n = mesh_cells(&s->magnet->mesh);

    for (size_t i = 0; i < n; i++)
        to.x[i] = to.y[i] = to.z[i] = 0;
    for (int k = 0; a->terms[k] != NULL; k++)
        a->terms[k]->add_field(s->magnet, s->time_s, v, to);
    for (size_t i = 0; i < n; i++)
        to.x[i] = (a->shift_T != NULL ? a->shift_T[i] * v.x[i] : 0) - to.x[i];
}

/* The mean of v A(v) over that of v^2, weighed by Ms: at most the largest eigenvalue (Rayleigh). */
static double quotient_T(const struct llg *s, struct vector_field v, struct vector_field av)
{
    const real *saturation = s->magnet->material.saturation_A_per_m;
    double upper = 0.0, lower = 0.0;

    for (size_t i = 0; i < mesh_cells(&s->magnet->mesh); i++) {
        upper += (double)saturation[i] * (double)v.x[i] * (double)av.x[i];
        lower += (double)saturation[i] * (double)v.x[i] * (double)v.x[i];
    }
    return lower > 0.0 ? upper / lower : 0.0;
}

static double largest_T(struct llg *s, const struct operator* a)
{
    struct vector_field v = s->trial, av = s->field_T;
    double largest = 0.0;

    begin_chequered(s, a, v);
    for (int step = 0; step < POWER_STEPS; step++) {
        apply(s, a, v, av);
        largest = fmax(largest, quotient_T(s, v, av));
        for (size_t i = 0; i < mesh_cells(&s->magnet->mesh) && largest > 0.0; i++)
            v.x[i] = (real)((double)av.x[i] / largest);
    }
    return largest;
}

double llg_exchange_mode_T(struct llg *s)
{
    static const struct field_term *const terms[] = {&field_exchange, NULL};

    return largest_T(s, &(struct operator){.terms = terms});
}

/* Anisotropy, applied fields and what DMI does are along z: only the shift has them. The mode has
 * its place where the shift is largest, so begin in the upper third. */
double llg_saturated_mode_T(struct llg *s)
{
    static const struct field_term *const terms[] = {&field_exchange, &field_magnetostatic,
                                                     &field_interlayer, NULL};
    const real *saturation = s->magnet->material.saturation_A_per_m;
    real *shift_T = s->rate[0].z;
    double least = INFINITY, most = -INFINITY;

    s->rate_is_fresh = false;
    field_set_total(s->magnet, s->time_s, s->m, s->field_T);
    for (size_t i = 0; i < mesh_cells(&s->magnet->mesh); i++) {
        shift_T[i] = s->m.z[i] * s->field_T.z[i];
        if (saturation[i] > 0) {
            least = fmin(least, (double)shift_T[i]);
            most = fmax(most, (double)shift_T[i]);
        }
    }
    return largest_T(s, &(struct operator){.terms = terms,
                                           .shift_T = shift_T,
                                           .least_shift_T = most - (most - least) / 3.0});
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

double llg_mode_growth(const struct llg_mode *mode, double step_s, double duration_s)
{
    return log_factor(mode->stepper, mode->rad_per_s * step_s, mode->damping) * duration_s / step_s;
}

double llg_mode_step_s(const struct llg_mode *mode, double step_s, double duration_s)
{
    double stable_s = 0.0, unstable_s = step_s;

    if (!(llg_mode_growth(mode, step_s, duration_s) > 1.0))
        return step_s;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle_s = 0.5 * (stable_s + unstable_s);

        if (llg_mode_growth(mode, middle_s, duration_s) > 1.0)
            unstable_s = middle_s;
        else
            stable_s = middle_s;
    }
    return stable_s;
}
