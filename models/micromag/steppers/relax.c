#include "micromag/steppers/relax.h"
#include <math.h>
#include <string.h>
#include "base/param_table.h"
#include "base/simd.h"
#include "micromag/steppers/largest.h"
#include "micromag/steppers/stability.h"
#include "micromag/terms/rows.h"

const struct relax_config relax_default = {.stopping_torque_T = 1e-5, .max_iterations = 100000};

const struct param relax_params[] = {
    {PARAM_NUMBER(relax_config, stopping_torque_T, "T", 1e-12, 10.0, "largest |m x B| at rest")},
    {PARAM_WHOLE(relax_config, max_iterations, "", 1, 1e9, "descent steps before giving up")},
};
const size_t relax_n_params = sizeof relax_params / sizeof relax_params[0];

/* The vectors of the descent lie in the stages of the stepper, the sums of the rows behind them. */
struct descent {
    struct llg *s;
    struct vector_field pull, old_m, old_pull; /* pull = B - (m . B) m, tesla */
    real *row_sums;                            /* SUMS doubles each */
    double step_per_T;
    bool moved; /* old_m and old_pull are there */
};

enum { LANES = 8, SS = 0, SG, GG, SUMS, SUM_REALS = SUMS * sizeof(double) / sizeof(real) };

/* --- one row --- */

/* Returns the largest square, of the torque |m x B|: it is the length of the pull. */
SKYLOOM_SIMD static real_bits pull_row(size_t n, struct vector_field m, struct vector_field b,
                                       const real *saturation, struct vector_field pull)
{
    real_bits max = 0;

#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        const real along = m.x[i] * b.x[i] + m.y[i] * b.y[i] + m.z[i] * b.z[i];
        const real there = saturation[i] > 0 ? (real)1 : (real)0;
        const real x = there * (b.x[i] - along * m.x[i]);
        const real y = there * (b.y[i] - along * m.y[i]);
        const real z = there * (b.z[i] - along * m.z[i]);

        max = larger(max, size_bits(x * x + y * y + z * z));
        pull.x[i] = x;
        pull.y[i] = y;
        pull.z[i] = z;
    }
    return max;
}

/* m' = [(4 - q^2) m + 4 q] / (4 + q^2) with q = step pull: of unit length but for rounding, which
 * would grow, so the length is restored. */
SKYLOOM_SIMD static void move_row(size_t n, real step, struct vector_field pull,
                                  struct vector_field m, struct vector_field old_m)
{
#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        const real qx = step * pull.x[i], qy = step * pull.y[i], qz = step * pull.z[i];
        const real square = qx * qx + qy * qy + qz * qz;
        const real keep = (4 - square) / (4 + square), turn = 4 / (4 + square);
        const real x = keep * m.x[i] + turn * qx, y = keep * m.y[i] + turn * qy,
                   z = keep * m.z[i] + turn * qz;
        const real length = x * x + y * y + z * z, off = (real)0.5 * (3 - length);

        old_m.x[i] = m.x[i];
        old_m.y[i] = m.y[i];
        old_m.z[i] = m.z[i];
        m.x[i] = off * x; /* 1 / sqrt(length) next to one; zero stays zero */
        m.y[i] = off * y;
        m.z[i] = off * z;
    }
}

/* One component of a row, in lanes: the order then does not depend on the vector width. */
struct change {
    const real *saturation, *now, *was, *pull, *old_pull;
};

SKYLOOM_SIMD static void sum_row(size_t n, const struct change *of, double sum[SUMS])
{
    const struct change c = *of;
    double lane[SUMS][LANES] = {{0.0}};

    for (size_t first = 0; first < n; first += LANES) {
        const size_t count = n - first < LANES ? n - first : LANES;

        for (size_t k = 0; k < count; k++) {
            const size_t i = first + k;
            const double weight = (double)c.saturation[i];
            const double ds = (double)c.now[i] - (double)c.was[i];
            const double dg = (double)c.old_pull[i] - (double)c.pull[i];

            lane[SS][k] += weight * ds * ds;
            lane[SG][k] += weight * ds * dg;
            lane[GG][k] += weight * dg * dg;
        }
    }
    for (int j = 0; j < SUMS; j++)
        for (int k = 0; k < LANES; k++)
            sum[j] += lane[j][k];
}

/* --- all rows --- */

static void sum_changes(const struct descent *d, size_t at, real *row_sums)
{
    const struct llg *s = d->s;
    const size_t n = (size_t)s->magnet->mesh.n_x;
    const real *saturation = s->magnet->material.saturation_A_per_m + at;
    const struct vector_field m = vector_at(s->m, at), was = vector_at(d->old_m, at);
    const struct vector_field pull = vector_at(d->pull, at), old = vector_at(d->old_pull, at);
    double sum[SUMS] = {0.0};

    sum_row(n, &(struct change){saturation, m.x, was.x, pull.x, old.x}, sum);
    sum_row(n, &(struct change){saturation, m.y, was.y, pull.y, old.y}, sum);
    sum_row(n, &(struct change){saturation, m.z, was.z, pull.z, old.z}, sum);
    memcpy(row_sums, sum, sizeof sum);
}

static void pull_rows(void *context, int begin, int end)
{
    const struct descent *d = context;
    const struct llg *s = d->s;
    const size_t n = (size_t)s->magnet->mesh.n_x;

    for (int row = begin; row < end; row++) {
        const size_t at = (size_t)row * n;
        const real *saturation = s->magnet->material.saturation_A_per_m + at;
        const struct vector_field m = vector_at(s->m, at), pull = vector_at(d->pull, at);

        s->row_value[row] =
            size_of_bits(pull_row(n, m, vector_at(s->field_T, at), saturation, pull));
        if (d->moved)
            sum_changes(d, at, d->row_sums + (size_t)row * SUM_REALS);
    }
}

static void move_rows(void *context, int begin, int end)
{
    const struct descent *d = context;
    const size_t n = (size_t)d->s->magnet->mesh.n_x, at = (size_t)begin * n;

    move_row((size_t)(end - begin) * n, (real)d->step_per_T, vector_at(d->pull, at),
             vector_at(d->s->m, at), vector_at(d->old_m, at));
}

/* Returns the largest torque. */
static double set_pull(struct descent *d)
{
    const struct llg *s = d->s;
    const int n_rows = mesh_rows(&s->magnet->mesh);
    real_bits max = 0;

    field_set_total(s->magnet, s->time_s, s->m, s->field_T);
    crew_run(s->magnet->crew, pull_rows, d, n_rows);
    for (int row = 0; row < n_rows; row++)
        max = larger(max, size_bits(s->row_value[row]));
    return sqrt((double)size_of_bits(max));
}

/* Largest turn of a moment in one step, rad: a Barzilai-Borwein step may be far too long for the
 * stiffest cells while the state still changes, and would tear a skyrmion apart. */
static const double largest_turn = 0.1;

static void move(struct descent *d)
{
    const struct vector_field pull = d->pull;

    crew_run(d->s->magnet->crew, move_rows, d, mesh_rows(&d->s->magnet->mesh));
    d->pull = d->old_pull;
    d->old_pull = pull;
    d->moved = true;
}

/* With ds the change of m and dg = -(change of pull), weighted by the moment as the energy is:
 * ds.ds / ds.dg and ds.dg / dg.dg in turn. */
static void choose_step(struct descent *d, int64_t iteration)
{
    double sum[SUMS] = {0.0};

    for (int row = 0; row < mesh_rows(&d->s->magnet->mesh); row++) {
        double of_row[SUMS];

        memcpy(of_row, d->row_sums + (size_t)row * SUM_REALS, sizeof of_row);
        for (int j = 0; j < SUMS; j++)
            sum[j] += of_row[j];
    }
    if (!(sum[SG] > 0.0)) /* the energy curves down: go on as before */
        return;
    d->step_per_T = iteration % 2 == 0 ? sum[SS] / sum[SG] : sum[SG] / sum[GG];
}

/* --- a torque that falls no more --- */

/* Steps of the descent go up and down, so what counts is the least torque of a window of steps. */
struct stall {
    double least_T, before_T; /* of this window, of all before */
    int windows;              /* in which it did not fall */
};
enum { STALL_WINDOW = 125, STALL_WINDOWS = 2 };
static const double still_falls = 0.9;

/* Rounding of the field, tesla: that of exchange is of differences between neighbours and so as
 * large as if they stood against each other. Writes to trial and field_T. */
static double rounding_T(struct llg *s)
{
    const double share = sizeof(real) == 4 ? 6e-8 : 1.1e-16;
    double largest = 0.0;

    for (size_t i = 0; i < mesh_cells(&s->magnet->mesh); i++) {
        const double x = s->field_T.x[i], y = s->field_T.y[i], z = s->field_T.z[i];

        largest = fmax(largest, sqrt(x * x + y * y + z * z));
    }
    return share * (largest + llg_exchange_mode_T(s));
}

/* At a saddle the torque may be as small, but leaves that size again. */
static bool has_stalled(struct stall *stall, struct llg *s, const struct relax_result *r)
{
    bool at_rounding;

    stall->least_T = fmin(stall->least_T, r->torque_T);
    if (r->iterations % STALL_WINDOW != 0)
        return false;
    stall->windows = stall->least_T > still_falls * stall->before_T ? stall->windows + 1 : 0;
    at_rounding = stall->windows >= STALL_WINDOWS && stall->least_T <= rounding_T(s);
    stall->before_T = fmin(stall->before_T, stall->least_T);
    stall->least_T = INFINITY;
    return at_rounding;
}

enum status relax_run(struct llg *s, const struct relax_config *config, struct relax_result *result,
                      struct error *err)
{
    struct descent d = {s, s->rate[0], s->rate[1], s->rate[2], s->rate[3].x, 1e-3, false};
    struct stall stall = {INFINITY, INFINITY, 0};
    enum status status = params_check(relax_params, relax_n_params, config, "relax", err);

    if (status != STATUS_OK)
        return status;
    if (s->magnet->thermal.config.temperature_K > 0.0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "relax: temperature_K = %g K, must be 0 K: noise has no minimum",
                         s->magnet->thermal.config.temperature_K);
    s->rate_is_fresh = false;
    s->lag.known = 0; /* it will be another m, and its memory is used here */
    *result = (struct relax_result){.torque_T = set_pull(&d)};
    while (result->torque_T > config->stopping_torque_T && !result->stalled
           && result->iterations < config->max_iterations) {
        if (config->look_up != NULL && !config->look_up(config->context))
            return error_set(err, STATUS_INTERRUPTED, "relax: interrupted after %lld steps",
                             (long long)result->iterations);
        d.step_per_T = fmin(d.step_per_T, largest_turn / result->torque_T);
        move(&d);
        result->torque_T = set_pull(&d);
        choose_step(&d, result->iterations++);
        result->stalled = has_stalled(&stall, s, result);
    }
    if (!isfinite(result->torque_T))
        return error_set(err, STATUS_BAD_CONFIG, "relax: torque is not finite after %lld steps",
                         (long long)result->iterations);
    result->converged = result->torque_T <= config->stopping_torque_T;
    result->stalled = result->stalled && !result->converged;
    return STATUS_OK;
}
