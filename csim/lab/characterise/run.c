#include "lab/characterise/characterise.h"
#include "threads/pool.h"
/* Draws over threads: which of them made which never shows. */

struct work {
    const struct characterise *c;
    struct draw *draws;
};

static enum status run_draw(void *context, int worker, int i, struct error *err)
{
    const struct work *work = context;
    const struct characterise *c = work->c;
    const struct draw_plan plan = {
        .synapse = c->synapse, .calibration = c->calibration, .after_s = c->after_s};

    (void)worker;
    return draw_run(&plan, c->seed + i, &work->draws[i], err);
}

enum status characterise_run(const struct characterise *c, struct draw draws[], struct error *err)
{
    struct work work = {c, draws};
    const struct pool_job job = {.run = run_draw,
                                 .context = &work,
                                 .n_items = (int)c->draws,
                                 .items = "devices",
                                 .progress = c->progress,
                                 .progress_context = c->context,
                                 .stop = c->stop};
    struct pool *pool;
    enum status status = pool_open(&pool, c->n_workers, err);

    if (status != STATUS_OK)
        return status;
    status = pool_do(pool, &job, err);
    pool_close(pool);
    if (status == STATUS_INTERRUPTED)
        return error_set(err, status, "interrupted; nothing was left half-written");
    return status;
}
