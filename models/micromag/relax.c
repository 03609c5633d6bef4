#include "micromag/relax.h"
#include <math.h>
#include <string.h>
#include "micromag/rows.h"

const struct relax_config relax_default = {.stopping_torque_T = 1e-5, .max_iterations = 100000};

#define AT(field) #field, .offset = offsetof(struct relax_config, field)
const struct param relax_params[] = {
    {.name = AT(stopping_torque_T),
     .type = PARAM_DOUBLE,
     .unit = "T",
     .min = 1e-12,
     .max = 10.0,
     .doc = "largest |m x B| at rest"},
    {.name = AT(max_iterations),
     .type = PARAM_INT,
     .unit = "",
     .min = 1,
     .max = 1e9,
     .doc = "descent steps before giving up"},
};
#undef AT
const size_t relax_n_params = sizeof relax_params / sizeof relax_params[0];

/* The three vectors of the descent lie in the stages of the stepper. */
struct descent {
    struct llg *s;
    struct vector_field pull, old_m, old_pull; /* pull = B - (m . B) m, tesla */
    double step_per_T;
};

/* The torque |m x B| is the length of the pull. */
static double set_pull(struct descent *d)
{
    const struct llg *s = d->s;
    const struct vector_field m = s->m, b = s->field_T, pull = d->pull;
    double max = 0.0;

    field_set_total(s->magnet, s->time_s, m, b);
    for (size_t i = 0; i < mesh_cells(&s->magnet->mesh); i++) {
        const real along = m.x[i] * b.x[i] + m.y[i] * b.y[i] + m.z[i] * b.z[i];
        const bool empty = !(s->magnet->material.saturation_A_per_m[i] > 0);
        double square;

        pull.x[i] = empty ? 0 : b.x[i] - along * m.x[i];
        pull.y[i] = empty ? 0 : b.y[i] - along * m.y[i];
        pull.z[i] = empty ? 0 : b.z[i] - along * m.z[i];
        square = (double)(pull.x[i] * pull.x[i] + pull.y[i] * pull.y[i] + pull.z[i] * pull.z[i]);
        if (square > max || isnan(square))
            max = square;
    }
    return sqrt(max);
}

/* Largest turn of a moment in one step, rad: a Barzilai-Borwein step may be far too long for the
 * stiffest cells while the state still changes, and would tear a skyrmion apart. */
static const double largest_turn = 0.1;

/* m' = [(4 - q^2) m + 4 q] / (4 + q^2) with q = step pull: of unit length but for rounding, which
 * would grow, so the length is restored. */
static void move(const struct descent *d)
{
    const struct vector_field m = d->s->m, pull = d->pull;
    const real step = (real)d->step_per_T;

    for (size_t i = 0; i < mesh_cells(&d->s->magnet->mesh); i++) {
        const real qx = step * pull.x[i], qy = step * pull.y[i], qz = step * pull.z[i];
        const real square = qx * qx + qy * qy + qz * qz;
        const real keep = (4 - square) / (4 + square), turn = 4 / (4 + square);

        const real x = keep * m.x[i] + turn * qx, y = keep * m.y[i] + turn * qy,
                   z = keep * m.z[i] + turn * qz;
        const real length = x * x + y * y + z * z, off = (real)0.5 * (3 - length);

        m.x[i] = off * x; /* 1 / sqrt(length) next to one; zero stays zero */
        m.y[i] = off * y;
        m.z[i] = off * z;
    }
}

static void copy(struct vector_field to, struct vector_field from, size_t n)
{
    memcpy(to.x, from.x, n * sizeof(real));
    memcpy(to.y, from.y, n * sizeof(real));
    memcpy(to.z, from.z, n * sizeof(real));
}

/* With ds the change of m and dg = -(change of pull), weighted by the moment as the energy is:
 * ds.ds / ds.dg and ds.dg / dg.dg in turn. */
static void choose_step(struct descent *d, int64_t iteration)
{
    const struct llg *s = d->s;
    const real *now[3] = {s->m.x, s->m.y, s->m.z};
    const real *was[3] = {d->old_m.x, d->old_m.y, d->old_m.z};
    const real *pull[3] = {d->pull.x, d->pull.y, d->pull.z};
    const real *old[3] = {d->old_pull.x, d->old_pull.y, d->old_pull.z};
    double ss = 0.0, sg = 0.0, gg = 0.0;

    for (int c = 0; c < 3; c++)
        for (size_t i = 0; i < mesh_cells(&s->magnet->mesh); i++) {
            const double weight = (double)s->magnet->material.saturation_A_per_m[i];
            const double ds = (double)now[c][i] - (double)was[c][i];
            const double dg = (double)old[c][i] - (double)pull[c][i];

            ss += weight * ds * ds;
            sg += weight * ds * dg;
            gg += weight * dg * dg;
        }
    if (!(sg > 0.0)) /* the energy curves down: go on as before */
        return;
    d->step_per_T = iteration % 2 == 0 ? ss / sg : sg / gg;
}

enum status relax_run(struct llg *s, const struct relax_config *config, struct relax_result *result,
                      struct error *err)
{
    struct descent d = {s, s->rate[0], s->rate[1], s->rate[2], 1e-3};
    const size_t n = mesh_cells(&s->magnet->mesh);
    enum status status = params_check(relax_params, relax_n_params, config, "relax", err);

    if (status != STATUS_OK)
        return status;
    if (s->magnet->thermal.config.temperature_K > 0.0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "relax: temperature_K = %g K, must be 0 K: noise has no minimum",
                         s->magnet->thermal.config.temperature_K);
    s->rate_is_fresh = false;
    *result = (struct relax_result){.torque_T = set_pull(&d)};
    while (result->torque_T > config->stopping_torque_T
           && result->iterations < config->max_iterations) {
        copy(d.old_m, s->m, n);
        copy(d.old_pull, d.pull, n);
        d.step_per_T = fmin(d.step_per_T, largest_turn / result->torque_T);
        move(&d);
        result->torque_T = set_pull(&d);
        choose_step(&d, result->iterations++);
    }
    if (!isfinite(result->torque_T))
        return error_set(err, STATUS_BAD_CONFIG, "relax: torque is not finite after %lld steps",
                         (long long)result->iterations);
    result->converged = result->torque_T <= config->stopping_torque_T;
    return STATUS_OK;
}
