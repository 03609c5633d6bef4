#include "lab/llg/loop.h"
#include "base/clock.h"

enum { RELAX_BLOCK = 500 };

uint64_t llg_loop_steps(const struct mesh *mesh)
{
    const size_t cells = mesh_cells(mesh);

    return cells < 4096 ? 4096 / cells : 1;
}

static bool is_stopped(const struct llg_loop *l) { return l->stop != NULL && *l->stop; }

static enum status keep(struct llg_loop *l, struct error *err)
{
    const enum status status = l->keep != NULL ? l->keep(l->context, err) : STATUS_OK;

    l->kept_s = clock_now_s();
    return status;
}

enum status llg_loop_look(struct llg_loop *l, double torque_T, struct error *err)
{
    bool stop;
    enum status status = STATUS_OK;

    if (l->progress != NULL)
        l->progress(l->context, torque_T);
    stop = is_stopped(l);
    if (stop || clock_now_s() - l->kept_s >= l->keep_every_wall_s)
        status = keep(l, err);
    return status == STATUS_OK && stop ? l->interrupted(l->context, err) : status;
}

enum status llg_loop_run(struct llg_loop *l, double until_s, struct error *err)
{
    const struct llg *llg = &l->film->llg;
    enum status status = STATUS_OK;

    while (status == STATUS_OK && llg->time_s < until_s) {
        status = film_run(l->film, until_s, l->steps, err);
        if (status == STATUS_OK && llg->time_s < until_s)
            status = llg_loop_look(l, 0.0, err);
    }
    return status;
}

enum status llg_loop_instants(struct llg_loop *l, bool (*next)(void *context, double *instant_s),
                              enum status (*at)(void *context, double instant_s, struct error *err),
                              struct error *err)
{
    double instant_s;
    bool more = next(l->context, &instant_s);

    while (more) {
        enum status status = llg_loop_run(l, instant_s, err);

        if (status == STATUS_OK)
            status = at(l->context, instant_s, err);
        if (status != STATUS_OK)
            return status;
        more = next(l->context, &instant_s);
        if (more && (status = llg_loop_look(l, 0.0, err)) != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* --- rest --- */

static bool goes_on(void *context)
{
    const struct llg_loop *l = context;

    if (l->progress != NULL)
        l->progress(l->context, 0.0);
    return !is_stopped(l);
}

enum status llg_loop_relax(struct llg_loop *l, const struct relax_config *config,
                           struct relax_result *result, struct error *err)
{
    struct relax_config heard = *config;
    enum status status;

    heard.look_up = goes_on;
    heard.context = l;
    status = film_relax(l->film, &heard, result, err);
    return status == STATUS_INTERRUPTED ? l->interrupted(l->context, err) : status;
}

enum status llg_loop_relax_blocks(struct llg_loop *l, const struct relax_config *config,
                                  uint64_t *iterations, struct relax_result *result,
                                  struct error *err)
{
    const uint64_t max = (uint64_t)config->max_iterations;
    struct relax_config block = *config;

    for (;;) {
        const uint64_t left = max - *iterations;
        enum status status;

        block.max_iterations = (int64_t)(left < RELAX_BLOCK ? left : RELAX_BLOCK);
        status = film_relax(l->film, &block, result, err);
        if (status != STATUS_OK)
            return status;
        *iterations += (uint64_t)result->iterations;
        if (result->converged || result->stalled || *iterations >= max)
            return STATUS_OK;
        if ((status = llg_loop_look(l, result->torque_T, err)) != STATUS_OK)
            return status;
    }
}
