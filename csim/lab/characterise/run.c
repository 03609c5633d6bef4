#include "lab/characterise/characterise.h"
#include <pthread.h>
#include <stdatomic.h>
/* Draws over threads: which of them made which never shows. */

enum { MAX_WORKERS = 64 };

struct board {
    const struct characterise *c;
    struct draw *draws;
    atomic_int next, done;
    pthread_mutex_t lock;
    int failed; /* the first draw with an error; draws: none */
    struct error error;
};

static bool stopped(const struct characterise *c) { return c->stop != NULL && *c->stop; }

static void *work(void *arg)
{
    struct board *b = arg;
    const struct characterise *c = b->c;
    const struct draw_plan plan = {
        .device = c->device, .calibration = c->calibration, .after_s = c->after_s};

    for (;;) {
        const int i = atomic_fetch_add(&b->next, 1);
        struct error err = {STATUS_OK, ""};

        if (i >= c->draws || stopped(c))
            return NULL;
        if (draw_run(&plan, c->seed + i, &b->draws[i], &err) != STATUS_OK) {
            pthread_mutex_lock(&b->lock);
            if (i < b->failed) {
                b->failed = i;
                b->error = err;
            }
            pthread_mutex_unlock(&b->lock);
        }
        if (c->progress != NULL)
            c->progress(c->context, atomic_fetch_add(&b->done, 1) + 1, (int)c->draws);
    }
}

enum status characterise_run(const struct characterise *c, struct draw draws[], struct error *err)
{
    struct board b = {.c = c, .draws = draws, .failed = (int)c->draws};
    pthread_t thread[MAX_WORKERS];
    const int wanted = c->n_workers < MAX_WORKERS ? c->n_workers : MAX_WORKERS;
    int n = 0;

    pthread_mutex_init(&b.lock, NULL);
    while (n + 1 < wanted && pthread_create(&thread[n], NULL, work, &b) == 0)
        n++;
    work(&b);
    for (int i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&b.lock);
    if (stopped(c))
        return error_set(err, STATUS_INTERRUPTED, "interrupted; nothing was left half-written");
    if (b.failed < c->draws) {
        *err = b.error;
        return err->code;
    }
    return STATUS_OK;
}
