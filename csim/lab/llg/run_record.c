#include <math.h>
#include <stdio.h>
#include <string.h>
#include "lab/llg/run_parts.h"
/* What each stage came to, for the checkpoint, the warnings and the result. */

void llg_warn(struct run *r, const char *text)
{
    char *const warning = r->result->warning;
    const size_t n = strlen(warning);

    snprintf(warning + n, sizeof r->result->warning - n, "%s%s", n ? "; " : "", text);
}

/* m against the field may be at a maximum of its energy, which a descent without a torque never
 * leaves: a hysteresis loop exactly along the axis of symmetry would never switch. */
static bool is_balanced(const struct run *r)
{
    double mean[3], field_T[3], along_T = 0.0, square_T2 = 0.0;

    if (r->at.iterations > 0)
        return false;
    film_mean(&r->film, -1, -1, mean);
    llg_applied_field_T(&r->film, r->out.region_share, field_T);
    for (int c = 0; c < 3; c++) {
        along_T += mean[c] * field_T[c];
        square_T2 += field_T[c] * field_T[c];
    }
    return along_T < -0.9 * sqrt(square_T2);
}

void llg_record_relaxation(struct run *r, const struct relax_result *result)
{
    struct stage_record *record = &r->record[r->at.stage];

    record->iterations += r->at.iterations;
    record->unsettled += !result->converged;
    record->stalled += result->stalled;
    record->balanced += is_balanced(r);
    if (result->torque_T > record->torque_T)
        record->torque_T = result->torque_T;
}

void llg_warn_not_at_rest(struct run *r, uint64_t stage)
{
    const struct stage_record *record = &r->record[stage];
    const uint64_t fields = llg_case_points(&r->c->stage[stage]);
    char text[256], which[80] = "";

    if (record->unsettled == 0)
        return;
    if (fields > 1)
        snprintf(which, sizeof which, " at %llu of %llu fields, at the most",
                 (unsigned long long)record->unsettled, (unsigned long long)fields);
    if (record->stalled > 0)
        snprintf(text, sizeof text,
                 "stage %zu: the torque is%s %g T and falls no more, wanted %g T: %s precision "
                 "holds no less here",
                 (size_t)stage + 1, which, record->torque_T, r->c->relax.stopping_torque_T,
                 sizeof(real) == 4 ? "single" : "double");
    else
        snprintf(text, sizeof text,
                 "stage %zu: the torque is%s %g T after %lld steps of relaxation, wanted %g T",
                 (size_t)stage + 1, which, record->torque_T, (long long)r->c->relax.max_iterations,
                 r->c->relax.stopping_torque_T);
    llg_warn(r, text);
}

void llg_warn_balanced(struct run *r, uint64_t stage)
{
    const uint64_t fields = llg_case_points(&r->c->stage[stage]);
    char text[256], which[80] = "";

    if (r->record[stage].balanced == 0)
        return;
    if (fields > 1)
        snprintf(which, sizeof which, " at %llu of %llu fields",
                 (unsigned long long)r->record[stage].balanced, (unsigned long long)fields);
    snprintf(
        text, sizeof text,
        "stage %zu: m lies against the field%s and no torque pushes it: give the field a small "
        "part across",
        (size_t)stage + 1, which);
    llg_warn(r, text);
}

void llg_record_results(const struct run *r, struct llg_run_result *result)
{
    uint64_t before = 0;

    result->n_stages = r->c->n_stages;
    for (size_t i = 0; i < r->c->n_stages; i++) {
        const struct stage_record *record = &r->record[i];

        result->stage[i] = (struct llg_stage_result){
            .relaxes = r->c->stage[i].kind == STAGE_RELAX,
            .fields = llg_case_points(&r->c->stage[i]),
            .unsettled = record->unsettled,
            .stalled = record->stalled,
            .iterations = record->iterations,
            .steps = record->last_step - before,
            .torque_T = record->torque_T,
            .end_s = llg_case_end_s(r->c, i + 1),
        };
        before = record->last_step;
    }
}
