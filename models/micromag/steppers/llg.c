#include "micromag/steppers/llg.h"
#include <math.h>
#include "base/constants.h"
#include "base/param_table.h"
#include "micromag/terms/rows.h"

const struct llg_config llg_default = {
    .gyromagnetic_rad_per_sT = gamma_rad_per_sT,
    .stepper = LLG_DORMAND_PRINCE,
    .time_step_s = 1e-13,
    .tolerance = 1e-5,
    .min_step_s = 1e-17,
    .max_step_s = 1e-10,
    .demag_every = 1,
};

static const char *const stepper_names[] = {"heun", "dormand_prince", "runge_kutta", NULL};
const struct stepper *const steppers[] = {&stepper_heun, &stepper_dormand_prince,
                                          &stepper_runge_kutta, NULL};

/* A step of 1e-16 s turns m by 2e-5 in 1 T: in much shorter ones rounding to single precision would
 * lose the turn, and m stand still. */
#define SHORTEST_STEP_S 1e-16
const struct param llg_params[] = {
    {PARAM_NUMBER(llg_config, gyromagnetic_rad_per_sT, "rad/(s T)", 1e10, 1e12,
                  "gyromagnetic ratio")},
    {PARAM_CHOICE(llg_config, stepper, stepper_names,
                  "heun, runge_kutta (fixed step) or dormand_prince (adaptive)")},
    {PARAM_NUMBER(llg_config, time_step_s, "s", SHORTEST_STEP_S, 1e-9,
                  "step; the first one of dormand_prince")},
    {PARAM_NUMBER(llg_config, tolerance, "", 1e-12, 1e-1,
                  "largest error of m in an adaptive step")},
    {PARAM_NUMBER(llg_config, min_step_s, "s", 1e-20, 1e-9,
                  "an adaptive step below this stops the run")},
    {PARAM_NUMBER(llg_config, max_step_s, "s", SHORTEST_STEP_S, 1e-6, "longest adaptive step")},
    {PARAM_WHOLE(llg_config, demag_every, "", 1, 16,
                 "heun: steps between stray fields of other cells, extrapolated in between")},
};
#undef SHORTEST_STEP_S
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

enum status llg_check(const struct llg_config *config, struct error *err)
{
    const enum status status = params_check(llg_params, llg_n_params, config, "llg", err);

    if (status != STATUS_OK)
        return status;
    if (config->demag_every > 1 && config->stepper != LLG_HEUN)
        return error_set(err, STATUS_BAD_CONFIG, "llg: demag_every = %d, must be 1 with stepper %s",
                         (int)config->demag_every, stepper_names[config->stepper]);
    return STATUS_OK;
}

enum status llg_open(struct llg *s, real *memory, struct error *err)
{
    const size_t n = mesh_cells(&s->magnet->mesh);
    const enum status status = llg_check(&s->config, err);

    if (status != STATUS_OK)
        return status;
    s->field_T = take(&memory, n);
    s->trial = take(&memory, n);
    for (int i = 0; i < LLG_STAGES; i++)
        s->rate[i] = take(&memory, n);
    s->lag = (struct lag){.field_T = {s->rate[2], s->rate[3]}, .held_T = s->rate[4]};
    s->row_value = memory;
    s->rate_is_fresh = false;
    if (!(s->time_step_s > 0.0))
        s->time_step_s = steppers[s->config.stepper]->adaptive
                             ? fmin(s->config.time_step_s, s->config.max_step_s)
                             : s->config.time_step_s;
    return STATUS_OK;
}

void llg_set_field(struct llg *s, double time_s, struct vector_field m)
{
    field_set_total(s->magnet, time_s, m, s->field_T);
    if (s->current != NULL)
        torque_add_current(s->magnet, s->current, s->config.gyromagnetic_rad_per_sT,
                           waveform_at(&s->current->waveform, time_s), m, s->field_T);
}

void llg_set_rate(struct llg *s, double time_s, struct vector_field m, struct vector_field rate)
{
    llg_set_field(s, time_s, m);
    torque_set_rate(s->magnet, s->config.gyromagnetic_rad_per_sT, m, s->field_T, rate);
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
