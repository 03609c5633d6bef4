#include "micromag/steppers/lag.h"
#include "base/constants.h"
#include "base/simd.h"
#include "micromag/terms/rows.h"

struct lag_pass {
    const struct llg *s;
    double weight[2]; /* of the last evaluation and of the one before */
};

static void clear_rows(void *context, int begin, int end)
{
    const struct lag_pass *p = context;
    const struct vector_field last = p->s->lag.field_T[0];
    const size_t n_x = (size_t)p->s->magnet->mesh.n_x;

    for (size_t i = (size_t)begin * n_x; i < (size_t)end * n_x; i++)
        last.x[i] = last.y[i] = last.z[i] = 0;
}

SKYLOOM_SIMD static void take_off(size_t n, real own, const real *saturation, const real *m,
                                  real *field)
{
#pragma GCC ivdep
    for (size_t i = 0; i < n; i++)
        field[i] -= own * saturation[i] * m[i];
}

static void take_own_off_rows(void *context, int begin, int end)
{
    const struct lag_pass *p = context;
    const struct magnet *g = p->s->magnet;
    const size_t n_x = (size_t)g->mesh.n_x, at = (size_t)begin * n_x;
    const size_t n = (size_t)(end - begin) * n_x;
    const struct vector_field m = vector_at(p->s->m, at),
                              last = vector_at(p->s->lag.field_T[0], at);
    const double *own = g->held.own_T_m_per_A;
    const real *saturation = g->material.saturation_A_per_m + at;

    take_off(n, (real)own[0], saturation, m.x, last.x);
    take_off(n, (real)own[1], saturation, m.y, last.y);
    take_off(n, (real)own[2], saturation, m.z, last.z);
}

static void set_own(struct llg *s)
{
    double diagonal[3];

    demag_self_tensor(s->magnet->demag, diagonal);
    for (int i = 0; i < 3; i++)
        s->magnet->held.own_T_m_per_A[i] = -mu0_N_per_A2 * diagonal[i];
}

static void evaluate(struct llg *s)
{
    struct lag *lag = &s->lag;
    struct lag_pass p = {.s = s};
    const struct vector_field before = lag->field_T[1];
    const int n_rows = mesh_rows(&s->magnet->mesh);

    lag->field_T[1] = lag->field_T[0];
    lag->field_T[0] = before;
    lag->at_s[1] = lag->at_s[0];
    lag->at_s[0] = s->time_s;
    lag->known += lag->known < 2;
    crew_run(s->magnet->crew, clear_rows, &p, n_rows);
    demag_add_field(s->magnet->demag, s->magnet->material.saturation_A_per_m, s->m,
                    lag->field_T[0]);
    crew_run(s->magnet->crew, take_own_off_rows, &p, n_rows);
}

SKYLOOM_SIMD static void extrapolate(size_t n, real c_last, real c_before, const real *last,
                                     const real *before, const real *noise, real *held)
{
#pragma GCC ivdep
    for (size_t i = 0; i < n; i++)
        held[i] = c_last * last[i] + c_before * before[i];
    if (noise == NULL)
        return;
#pragma GCC ivdep
    for (size_t i = 0; i < n; i++)
        held[i] += noise[i];
}

static void hold_rows(void *context, int begin, int end)
{
    const struct lag_pass *p = context;
    const struct magnet *g = p->s->magnet;
    const struct lag *lag = &p->s->lag;
    const size_t n_x = (size_t)g->mesh.n_x, at = (size_t)begin * n_x;
    const size_t n = (size_t)(end - begin) * n_x;
    const bool hot = g->thermal.config.temperature_K > 0.0;
    const int earlier = lag->known == 2; /* else there is none */
    const struct vector_field last = vector_at(lag->field_T[0], at),
                              before = vector_at(lag->field_T[earlier], at), held = lag->held_T,
                              noise = g->thermal.noise_T;
    const real c[2] = {(real)p->weight[0], (real)p->weight[1]};

    extrapolate(n, c[0], c[1], last.x, before.x, hot ? noise.x + at : NULL, held.x + at);
    extrapolate(n, c[0], c[1], last.y, before.y, hot ? noise.y + at : NULL, held.y + at);
    extrapolate(n, c[0], c[1], last.z, before.z, hot ? noise.z + at : NULL, held.z + at);
}

void lag_hold(struct llg *s, double time_s)
{
    struct lag *lag = &s->lag;
    struct lag_pass p = {.s = s, .weight = {1.0, 0.0}};

    set_own(s);
    if (lag->known == 0 || s->step % (uint64_t)s->config.demag_every == 0)
        evaluate(s);
    if (lag->known == 2) {
        p.weight[1] = -(time_s - lag->at_s[0]) / (lag->at_s[0] - lag->at_s[1]);
        p.weight[0] = 1.0 - p.weight[1];
    }
    crew_run(s->magnet->crew, hold_rows, &p, mesh_rows(&s->magnet->mesh));
    s->magnet->held.field_T = lag->held_T;
}

void lag_release(struct llg *s) { s->magnet->held.field_T = (struct vector_field){0}; }
