#include "micromag/llg.h"
#include <math.h>
#include "micromag/rows.h"
#include "simd.h"

const struct llg_config llg_default = {
    .gyromagnetic_rad_per_sT = 1.7594613e11, /* 2.211e5 m/(A s) */
    .stepper = LLG_DORMAND_PRINCE,
    .time_step_s = 1e-13,
    .tolerance = 1e-5,
    .min_step_s = 1e-17,
    .max_step_s = 1e-10,
};

static const char *const stepper_names[] = {"heun", "dormand_prince", "runge_kutta", NULL};
const struct stepper *const steppers[] = {&stepper_heun, &stepper_dormand_prince,
                                          &stepper_runge_kutta, NULL};

#define AT(field) #field, .offset = offsetof(struct llg_config, field)
const struct param llg_params[] = {
    {.name = AT(gyromagnetic_rad_per_sT),
     .type = PARAM_DOUBLE,
     .unit = "rad/(s T)",
     .min = 1e10,
     .max = 1e12,
     .doc = "gyromagnetic ratio"},
    {.name = AT(stepper),
     .type = PARAM_ENUM,
     .unit = "",
     .choices = stepper_names,
     .doc = "heun, runge_kutta (fixed step) or dormand_prince (adaptive)"},
    {.name = AT(time_step_s),
     .type = PARAM_DOUBLE,
     .unit = "s",
     .min = 1e-18,
     .max = 1e-9,
     .doc = "step; the first one of dormand_prince"},
    {.name = AT(tolerance),
     .type = PARAM_DOUBLE,
     .unit = "",
     .min = 1e-12,
     .max = 1e-1,
     .doc = "largest error of m in an adaptive step"},
    {.name = AT(min_step_s),
     .type = PARAM_DOUBLE,
     .unit = "s",
     .min = 1e-20,
     .max = 1e-9,
     .doc = "an adaptive step below this stops the run"},
    {.name = AT(max_step_s),
     .type = PARAM_DOUBLE,
     .unit = "s",
     .min = 1e-18,
     .max = 1e-6,
     .doc = "longest adaptive step"},
};
#undef AT
const size_t llg_n_params = sizeof llg_params / sizeof llg_params[0];

size_t llg_reals(const struct mesh *mesh)
{
    return 3 * (LLG_STAGES + 2) * mesh_cells(mesh) + (size_t)mesh_rows(mesh);
}

static struct vector_field take(real **memory, size_t n)
{
    const struct vector_field v = {*memory, *memory + n, *memory + 2 * n};

    *memory += 3 * n;
    return v;
}

enum status llg_open(struct llg *s, real *memory, struct error *err)
{
    const size_t n = mesh_cells(&s->magnet->mesh);
    enum status status = params_check(llg_params, llg_n_params, &s->config, "llg", err);

    if (status != STATUS_OK)
        return status;
    s->field_T = take(&memory, n);
    s->trial = take(&memory, n);
    for (int i = 0; i < LLG_STAGES; i++)
        s->rate[i] = take(&memory, n);
    s->row_value = memory;
    s->rate_is_fresh = false;
    if (!(s->time_step_s > 0.0))
        s->time_step_s = s->config.time_step_s;
    return STATUS_OK;
}

void llg_set_rate(struct llg *s, double time_s, struct vector_field m, struct vector_field rate)
{
    const double gamma = s->config.gyromagnetic_rad_per_sT;

    field_set_total(s->magnet, time_s, m, s->field_T);
    if (s->current != NULL)
        torque_add_current(s->magnet, s->current, gamma, waveform_at(&s->current->waveform, time_s),
                           m, s->field_T);
    torque_set_rate(s->magnet, gamma, m, s->field_T, rate);
    s->evaluations++;
}

static double next_edge_s(const struct llg *s)
{
    double edge_s = INFINITY;

    for (int i = 0; i < s->magnet->n_sources; i++)
        edge_s = fmin(edge_s, waveform_next_edge_s(&s->magnet->source[i].waveform, s->time_s));
    if (s->current != NULL)
        edge_s = fmin(edge_s, waveform_next_edge_s(&s->current->waveform, s->time_s));
    return edge_s;
}

/* A rate at the end of a step serves the next one only if nothing moves with time by itself. */
static bool forces_hold(const struct llg *s)
{
    bool hold = true;

    for (int i = 0; i < s->magnet->n_sources; i++)
        hold &= s->magnet->source[i].waveform.kind == WAVEFORM_CONSTANT
                || s->magnet->source[i].waveform.kind == WAVEFORM_PULSES;
    if (s->current != NULL)
        hold &= s->current->waveform.kind == WAVEFORM_CONSTANT
                || s->current->waveform.kind == WAVEFORM_PULSES;
    return hold;
}

enum status llg_run_steps(struct llg *s, double until_s, uint64_t n_steps, struct error *err)
{
    const struct stepper *stepper = steppers[s->config.stepper];
    const bool hold = forces_hold(s);

    while (s->time_s < until_s && n_steps > 0) {
        const double edge_s = next_edge_s(s), end_s = fmin(until_s, edge_s);
        const double left_s = end_s - s->time_s, wanted_s = s->time_step_s;
        /* a sum of many steps may miss end_s by rounding: no sliver is left over */
        const bool last = wanted_s >= left_s * (1.0 - 1e-6);
        bool accepted = false;
        enum status status = stepper->step(s, last ? left_s : wanted_s, &accepted, err);

        if (status != STATUS_OK)
            return status;
        if (!accepted)
            continue;
        s->step++;
        n_steps--;
        s->time_s = last ? end_s : s->time_s + wanted_s;
        s->rate_is_fresh = s->rate_is_fresh && hold && !(last && end_s == edge_s);
        if (last && s->time_step_s < wanted_s) /* a short last step says nothing about the next */
            s->time_step_s = wanted_s;
    }
    return STATUS_OK;
}

enum status llg_run(struct llg *s, double until_s, struct error *err)
{
    s->rate_is_fresh = false;
    return llg_run_steps(s, until_s, UINT64_MAX, err);
}

/* --- sums over the film --- */

enum { BLOCK = 256 };

struct combine_pass {
    const struct llg *s;
    const double *c;
    int n;
    bool unit;
    struct vector_field out;
};

SKYLOOM_SIMD static void weighted_sum(size_t n, real c, const real *rate, real *restrict sum)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += c * rate[i];
}

/* Empty cells stay zero: their square length is replaced by one. */
SKYLOOM_SIMD static void normalise(size_t n, real *restrict x, real *restrict y, real *restrict z,
                                   real *restrict square)
{
    for (size_t i = 0; i < n; i++) {
        const real length = x[i] * x[i] + y[i] * y[i] + z[i] * z[i];
        const real safe = length == 0 ? 1 : length;
#ifdef SKYLOOM_DOUBLE
        const real scale = 1 / sqrt(safe);
#else
        const real scale = 1 / sqrtf(safe);
#endif
        square[i] = safe;
        x[i] *= scale;
        y[i] *= scale;
        z[i] *= scale;
    }
}

enum { LANES = 16 };

/* The largest of max and |value - from|; NaN if a value is not finite. In lanes, so that it runs in
 * vectors: a maximum does not depend on their width. A comparison drops NaN, so what is not finite
 * is kept as 0 x value. */
SKYLOOM_SIMD static real furthest(size_t n, const real *value, real from, real max)
{
    real lane[LANES] = {0}, poison[LANES] = {0};
    size_t i = 0;

    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) {
            const real distance = value[i + (size_t)k] - from,
                       size = distance < 0 ? -distance : distance;

            lane[k] = size > lane[k] ? size : lane[k];
            poison[k] += 0 * distance;
        }
    for (; i < n; i++) {
        const real distance = value[i] - from, size = distance < 0 ? -distance : distance;

        lane[0] = size > lane[0] ? size : lane[0];
        poison[0] += 0 * distance;
    }
    for (int k = 0; k < LANES; k++) {
        max = lane[k] > max ? lane[k] : max;
        poison[0] += poison[k];
    }
    return isnan(poison[0]) || isnan(max) ? (real)NAN : max;
}

static void sum_block(const struct combine_pass *p, size_t at, size_t n, real sum[3][BLOCK])
{
    for (int j = 0; j < p->n; j++) {
        const struct vector_field rate = vector_at(p->s->rate[j], at);

        if (p->c[j] == 0.0)
            continue;
        weighted_sum(n, (real)p->c[j], rate.x, sum[0]);
        weighted_sum(n, (real)p->c[j], rate.y, sum[1]);
        weighted_sum(n, (real)p->c[j], rate.z, sum[2]);
    }
}

static void combine_rows(void *context, int begin, int end)
{
    const struct combine_pass *p = context;
    const size_t n_x = (size_t)p->s->magnet->mesh.n_x;

    for (int row = begin; row < end; row++) {
        real max = 0;

        for (size_t x = 0; x < n_x; x += BLOCK) {
            const size_t at = (size_t)row * n_x + x, n = n_x - x < BLOCK ? n_x - x : BLOCK;
            const struct vector_field m = vector_at(p->s->m, at), out = vector_at(p->out, at);
            real sum[3][BLOCK] = {{0}}, square[BLOCK];

            sum_block(p, at, n, sum);
            for (size_t i = 0; i < n; i++) {
                out.x[i] = m.x[i] + sum[0][i];
                out.y[i] = m.y[i] + sum[1][i];
                out.z[i] = m.z[i] + sum[2][i];
            }
            if (p->unit) {
                normalise(n, out.x, out.y, out.z, square);
                max = furthest(n, square, 1, max);
            }
        }
        p->s->row_value[row] = max;
    }
}

static double row_max(const struct llg *s)
{
    double max = 0.0;

    for (int row = 0; row < mesh_rows(&s->magnet->mesh); row++)
        if ((double)s->row_value[row] > max || isnan(s->row_value[row]))
            max = (double)s->row_value[row];
    return max;
}

double llg_combine(struct llg *s, const double *c, int n, bool unit, struct vector_field out)
{
    struct combine_pass p = {s, c, n, unit, out};

    crew_run(s->magnet->crew, combine_rows, &p, mesh_rows(&s->magnet->mesh));
    return 0.5 * row_max(s);
}

static void largest_rows(void *context, int begin, int end)
{
    const struct combine_pass *p = context;
    const size_t n_x = (size_t)p->s->magnet->mesh.n_x;

    for (int row = begin; row < end; row++) {
        real max = 0;

        for (size_t x = 0; x < n_x; x += BLOCK) {
            const size_t n = n_x - x < BLOCK ? n_x - x : BLOCK;
            real sum[3][BLOCK] = {{0}};

            sum_block(p, (size_t)row * n_x + x, n, sum);
            for (int k = 0; k < 3; k++)
                max = furthest(n, sum[k], 0, max);
        }
        p->s->row_value[row] = max;
    }
}

double llg_largest_sum(struct llg *s, const double *c, int n)
{
    struct combine_pass p = {.s = s, .c = c, .n = n};

    crew_run(s->magnet->crew, largest_rows, &p, mesh_rows(&s->magnet->mesh));
    return row_max(s);
}
