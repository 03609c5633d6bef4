#include "twin/golden_many.h"
#include <stdlib.h>
#include "threads/pool.h"

struct worker {
    struct golden_scratch *scratch;
    uint64_t *bits;
};

struct work {
    const struct golden *g;
    const struct golden_many *job;
    struct golden_image *out;
    struct worker *worker;
};

/* A worker's memory is made on its first image. */
static enum status worker_open(struct worker *w, const struct golden *g, struct error *err)
{
    const struct program *p = golden_program(g);
    const size_t words = ((size_t)p->layer[0].n_in + 63) / 64;

    w->bits = calloc((size_t)p->timesteps * words, sizeof *w->bits);
    if (!w->bits)
        return error_set(err, STATUS_NO_MEMORY, "golden: no memory for spikes");
    return golden_scratch_create(&w->scratch, g, err);
}

static enum status run_image(void *context, int worker, int i, struct error *err)
{
    const struct work *work = context;
    const struct golden_many *job = work->job;
    struct worker *w = &work->worker[worker];
    const size_t n_in = (size_t)golden_program(work->g)->layer[0].n_in;
    const uint32_t image = job->first_image + (uint32_t)i;
    const enum status status = w->scratch ? STATUS_OK : worker_open(w, work->g, err);

    if (status != STATUS_OK)
        return status;
    golden_encode(work->g, job->pixels + (size_t)i * n_in, image, w->bits);
    golden_run(work->g, w->scratch, w->bits, image, &work->out[i], NULL);
    return STATUS_OK;
}

static void tell(void *count, int done, int n_images)
{
    (void)n_images;
    watch_count_show(count, done);
}

static enum status run_on(struct pool *pool, struct work *work, struct error *err)
{
    const struct golden_many *many = work->job;
    struct watch_count count = watch_count_start(many->watch, many->label, many->n, "images");
    const struct pool_job job = {.run = run_image,
                                 .context = work,
                                 .n_items = many->n,
                                 .items = "images",
                                 .progress = many->label ? tell : NULL,
                                 .progress_context = &count,
                                 .stop = many->watch ? many->watch->stop : NULL};
    const int n_workers = pool_workers(pool);
    enum status status;

    work->worker = calloc((size_t)n_workers, sizeof *work->worker);
    if (!work->worker)
        return error_set(err, STATUS_NO_MEMORY, "golden: no memory for %d threads", n_workers);
    status = pool_do(pool, &job, err);
    for (int i = 0; i < n_workers; i++) {
        golden_scratch_destroy(work->worker[i].scratch);
        free(work->worker[i].bits);
    }
    free(work->worker);
    return status;
}

enum status golden_run_many(const struct golden *g, const struct golden_many *job,
                            struct golden_image *out, struct error *err)
{
    struct work work = {.g = g, .job = job, .out = out};
    struct pool *pool;
    enum status status = pool_open(&pool, job->n_threads, err);

    if (status != STATUS_OK)
        return status;
    status = run_on(pool, &work, err);
    pool_close(pool);
    return status;
}

enum status golden_config_crossbar(struct golden_config *c, const struct program *p,
                                   const struct device_card *card, struct error *err)
{
    c->xbar = (struct xbar_config){.geometry = p->geometry, .card = card};
    return converter_init(&c->xbar.converter, p->converter_bits,
                          p->converter_lsb_S / card->g_quantum_S, err);
}
