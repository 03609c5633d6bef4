#ifndef SKYLOOM_THREADS_POOL_H
#define SKYLOOM_THREADS_POOL_H
#include "base/error.h"
/* The room of parallel work: items over threads (here), jobs over processes (processes.h). Rows in
 * lockstep are base/crew.h.
 *
 * A few threads that share a list of independent items: images, points, devices. Which thread takes
 * which item is left to chance, so an item must write only what is its own; then results do not
 * depend on n_threads. */
#define POOL_MAX_THREADS 256

struct pool;
/* n_threads: clamped to 1..POOL_MAX_THREADS; with 1 everything runs in the caller. */
enum status pool_open(struct pool **pool, int n_threads, struct error *err);
/* Threads that items run on, the caller's included. */
int pool_workers(const struct pool *pool);

struct pool_job {
    /* worker: 0..pool_workers() - 1, for scratch memory of its own; the caller is worker 0. */
    enum status (*run)(void *context, int worker, int item, struct error *err);
    void *context;
    int n_items;
    const char *items; /* what they are called in messages: "images" */
    /* In the caller, some times a second and when all are done; may be NULL. */
    void (*progress)(void *context, int done, int n_items);
    void *progress_context;
    const volatile int *stop; /* nonzero: no further item, STATUS_INTERRUPTED; may be NULL */
};

/* Items are begun in order and none after one has failed, so the error is that of the lowest item
 * that fails, on any number of threads. */
enum status pool_do(struct pool *pool, const struct pool_job *job, struct error *err);
/* The same for items that cannot fail. */
void pool_run(struct pool *pool, void (*run)(void *context, int item), void *context, int n_items);
void pool_close(struct pool *pool);
#endif
