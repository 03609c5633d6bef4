#include "twin/golden_many.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define MAX_THREADS 256

struct queue {
    const struct golden *g;
    const struct golden_many *job;
    struct golden_image *out;
    struct watch_count count;
    atomic_int next, done;
};

struct worker {
    struct queue *queue;
    pthread_t thread;
    bool started;
    enum status status;
    struct error error;
};

static enum status run_images(struct queue *q, struct error *err)
{
    const struct program *p = golden_program(q->g);
    const size_t n_in = (size_t)p->layer[0].n_in;
    uint64_t *bits = calloc((size_t)p->timesteps * ((n_in + 63) / 64), sizeof *bits);
    struct golden_scratch *scratch;
    enum status status = golden_scratch_create(&scratch, q->g, err);

    if (status == STATUS_OK && !bits)
        status = error_set(err, STATUS_NO_MEMORY, "golden: no memory for spikes");
    while (status == STATUS_OK && !watch_stopped(q->job->watch)) {
        const int i = atomic_fetch_add(&q->next, 1);
        const uint32_t image = q->job->first_image + (uint32_t)i;

        if (i >= q->job->n)
            break;
        golden_encode(q->g, q->job->pixels + (size_t)i * n_in, image, bits);
        golden_run(q->g, scratch, bits, image, &q->out[i], NULL);
        atomic_fetch_add(&q->done, 1);
    }
    golden_scratch_destroy(scratch);
    free(bits);
    return status;
}

static void *work(void *argument)
{
    struct worker *w = argument;

    w->status = run_images(w->queue, &w->error);
    return NULL;
}

/* Waits for a thread, reporting progress on the way. */
static void join(struct worker *w)
{
    struct queue *q = w->queue;

    for (;;) {
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 200000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        if (!pthread_timedjoin_np(w->thread, NULL, &until))
            return;
        if (q->job->label)
            watch_count_show(&q->count, atomic_load(&q->done));
    }
}

enum status golden_run_many(const struct golden *g, const struct golden_many *job,
                            struct golden_image *out, struct error *err)
{
    const int wanted = job->n_threads < 1 ? 1 : job->n_threads;
    const int n = wanted < MAX_THREADS ? wanted : MAX_THREADS;
    struct queue queue = {.g = g,
                          .job = job,
                          .out = out,
                          .count = watch_count_start(job->watch, job->label, job->n, "images")};
    struct worker *workers = calloc((size_t)n, sizeof *workers);
    enum status status = STATUS_OK;

    if (!workers)
        return error_set(err, STATUS_NO_MEMORY, "golden: no memory for %d threads", n);
    for (int i = 0; i < n; i++) {
        workers[i].queue = &queue;
        workers[i].started = !pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    if (!workers[0].started)
        work(&workers[0]); /* no thread to be had: here, then */
    for (int i = 0; i < n; i++) {
        if (workers[i].started)
            join(&workers[i]);
        if (workers[i].status != STATUS_OK && status == STATUS_OK) {
            status = workers[i].status;
            *err = workers[i].error;
        }
    }
    free(workers);
    if (status == STATUS_OK && atomic_load(&queue.done) < job->n)
        status = error_set(err, STATUS_INTERRUPTED, "golden: interrupted after %d of %d images",
                           atomic_load(&queue.done), job->n);
    return status;
}

enum status golden_config_crossbar(struct golden_config *c, const struct program *p,
                                   const struct device_card *card, struct error *err)
{
    c->xbar = (struct xbar_config){.geometry = p->geometry, .card = card};
    return converter_init(&c->xbar.converter, p->converter_bits,
                          p->converter_lsb_S / card->g_quantum_S, err);
}
