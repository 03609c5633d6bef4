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

void llg_record_relaxation(struct run *r, const struct relax_result *result)
{
    struct stage_record *record = &r->record[r->at.stage];

    record->iterations += r->at.iterations;
    record->unsettled += !result->converged;
    record->stalled += result->stalled;
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
