#include <math.h>
#include <string.h>
#include "base/simd.h"
#include "micromag/steppers/largest.h"
#include "micromag/steppers/parts.h"
#include "micromag/terms/rows.h"
/* What a stage does with each cell once the field is there: the rate, the sum over the stages, unit
 * length. All of it block by block while the cells are in cache. */

enum { BLOCK = 256 };

/* Into the caller, whose instruction set it then has. */
#define INLINE __attribute__((always_inline)) inline

#ifdef SKYLOOM_DOUBLE
#define ROOT sqrt
#else
#define ROOT sqrtf
#endif

struct sum {
    int n; /* rates that count */
    real c[LLG_STAGES];
    struct vector_field rate[LLG_STAGES];
};

struct stage_pass {
    const struct llg *s;
    struct vector_field at, rate; /* rate of `at`, to be set; x NULL: none */
    struct sum sum;
    struct vector_field out; /* x NULL: only the largest component of the sum */
    bool unit;
};

INLINE static void add_up(int n_rates, const struct sum *sum, int axis, size_t first, size_t n,
                          const real *m, real *out)
{
    const real *rate[LLG_STAGES] = {0};
    real c[LLG_STAGES] = {0};

#pragma GCC unroll 7
    for (int j = 0; j < n_rates; j++) {
        const struct vector_field *r = &sum->rate[j];

        rate[j] = (axis == 0 ? r->x : axis == 1 ? r->y : r->z) + first;
        c[j] = sum->c[j];
    }
#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        real total = c[0] * rate[0][i];

#pragma GCC unroll 7
        for (int j = 1; j < n_rates; j++)
            total += c[j] * rate[j][i];
        out[i] = m != NULL ? m[i] + total : total;
    }
}

INLINE static void add_up_any(const struct sum *sum, int axis, size_t first, size_t n,
                              const real *m, real *out)
{
    switch (sum->n) {
    case 1:
        add_up(1, sum, axis, first, n, m, out);
        break;
    case 2:
        add_up(2, sum, axis, first, n, m, out);
        break;
    case 3:
        add_up(3, sum, axis, first, n, m, out);
        break;
    case 4:
        add_up(4, sum, axis, first, n, m, out);
        break;
    case 5:
        add_up(5, sum, axis, first, n, m, out);
        break;
    case 6:
        add_up(6, sum, axis, first, n, m, out);
        break;
    default:
        add_up(7, sum, axis, first, n, m, out);
    }
}

SKYLOOM_SIMD static void combine(const struct sum *sum, struct vector_field m, size_t first,
                                 size_t n, real *x, real *y, real *z)
{
    add_up_any(sum, 0, first, n, m.x + first, x);
    add_up_any(sum, 1, first, n, m.y + first, y);
    add_up_any(sum, 2, first, n, m.z + first, z);
}

/* Empty cells stay zero: their square length is replaced by one. */
SKYLOOM_SIMD static real_bits normalise(size_t n, const real *from_x, const real *from_y,
                                        const real *from_z, real *x, real *y, real *z)
{
    real_bits max = 0;

#pragma GCC ivdep
    for (size_t i = 0; i < n; i++) {
        const real length = from_x[i] * from_x[i] + from_y[i] * from_y[i] + from_z[i] * from_z[i];
        const real safe = length + (length == 0 ? (real)1 : (real)0);
        const real scale = 1 / ROOT(safe);

        max = larger(max, size_bits(safe - 1));
        x[i] = from_x[i] * scale;
        y[i] = from_y[i] * scale;
        z[i] = from_z[i] * scale;
    }
    return max;
}

SKYLOOM_SIMD static real_bits largest(const struct sum *sum, size_t first, size_t n)
{
    real_bits max = 0;

    for (int axis = 0; axis < 3; axis++) {
        real total[BLOCK];

        add_up_any(sum, axis, first, n, NULL, total);
        for (size_t i = 0; i < n; i++)
            max = larger(max, size_bits(total[i]));
    }
    return max;
}

static real_bits run_block(const struct stage_pass *p, size_t first, size_t n)
{
    real x[BLOCK], y[BLOCK], z[BLOCK];

    if (p->rate.x != NULL)
        torque_set_rate_cells(p->s->magnet, p->s->config.gyromagnetic_rad_per_sT, p->at,
                              p->s->field_T, p->rate, first, n);
    if (p->out.x == NULL)
        return largest(&p->sum, first, n);
    if (!p->unit) {
        combine(&p->sum, p->s->m, first, n, p->out.x + first, p->out.y + first, p->out.z + first);
        return 0;
    }
    combine(&p->sum, p->s->m, first, n, x, y, z);
    return normalise(n, x, y, z, p->out.x + first, p->out.y + first, p->out.z + first);
}

static void run_rows(void *context, int begin, int end)
{
    const struct stage_pass *p = context;
    const size_t n_x = (size_t)p->s->magnet->mesh.n_x, behind = (size_t)end * n_x;
    real_bits max = 0;

    for (size_t first = (size_t)begin * n_x; first < behind; first += BLOCK)
        max = larger(max, run_block(p, first, behind - first < BLOCK ? behind - first : BLOCK));
    for (int row = begin; row < end; row++)
        p->s->row_value[row] = 0;
    p->s->row_value[begin] = size_of_bits(max);
}

static double run_pass(struct stage_pass *p, const double *c, int n)
{
    const int n_rows = mesh_rows(&p->s->magnet->mesh);
    real_bits max = 0;

    for (int j = 0; j < n; j++)
        if (c[j] != 0.0) {
            p->sum.rate[p->sum.n] = p->s->rate[j];
            p->sum.c[p->sum.n++] = (real)c[j];
        }
    crew_run(p->s->magnet->crew, run_rows, p, n_rows);
    for (int row = 0; row < n_rows; row++)
        max = larger(max, size_bits(p->s->row_value[row]));
    return (double)size_of_bits(max);
}

double llg_combine(struct llg *s, const double *c, int n, bool unit, struct vector_field out)
{
    struct stage_pass p = {.s = s, .unit = unit, .out = out};

    return 0.5 * run_pass(&p, c, n);
}

double llg_stage(struct llg *s, double time_s, struct vector_field at, int stage, const double *c,
                 bool unit, struct vector_field out)
{
    struct stage_pass p = {.s = s, .at = at, .rate = s->rate[stage], .unit = unit, .out = out};

    llg_set_field(s, time_s, at);
    s->evaluations++;
    return 0.5 * run_pass(&p, c, stage + 1);
}

double llg_stage_error(struct llg *s, double time_s, struct vector_field at, int stage,
                       const double *c)
{
    struct stage_pass p = {.s = s, .at = at, .rate = s->rate[stage]};

    llg_set_field(s, time_s, at);
    s->evaluations++;
    return run_pass(&p, c, stage + 1);
}

static void copy_rows(void *context, int begin, int end)
{
    const struct stage_pass *p = context;
    const size_t n_x = (size_t)p->s->magnet->mesh.n_x, first = (size_t)begin * n_x;
    const size_t bytes = (size_t)(end - begin) * n_x * sizeof(real);

    memcpy(p->out.x + first, p->at.x + first, bytes);
    memcpy(p->out.y + first, p->at.y + first, bytes);
    memcpy(p->out.z + first, p->at.z + first, bytes);
}

void llg_copy(struct llg *s, struct vector_field from, struct vector_field to)
{
    struct stage_pass p = {.s = s, .at = from, .out = to};

    crew_run(s->magnet->crew, copy_rows, &p, mesh_rows(&s->magnet->mesh));
}

enum status llg_end_fixed_step(struct llg *s, double h_s, double stretch, bool *accepted,
                               struct error *err)
{
    static const double largest = 0.2; /* turns some moment by about a radian: it would be noise */

    if (!(stretch <= largest))
        return error_set(err, STATUS_BAD_CONFIG,
                         "llg: |m| off by %g in step %llu at %g s, must be in [0, %g]: time_step_s "
                         "= %g s is too long, try a quarter",
                         stretch, (unsigned long long)s->step, s->time_s, largest, h_s);
    s->rate_is_fresh = false;
    *accepted = true;
    return STATUS_OK;
}
