#ifndef SKYLOOM_THREADS_POOL_H
#define SKYLOOM_THREADS_POOL_H
#include "base/error.h"
/* A few threads that share a list of independent items. Which thread takes which item is left to
 * chance, so an item must write only what is its own; then results do not depend on n_threads. */
#define POOL_MAX_THREADS 64

struct pool;
/* n_threads: clamped to 1..POOL_MAX_THREADS; with 1 everything runs in the caller. */
enum status pool_open(struct pool **pool, int n_threads, struct error *err);
/* Calls run(context, i) for i = 0..n_items-1 and returns when all are done. */
void pool_run(struct pool *pool, void (*run)(void *context, int item), void *context, int n_items);
void pool_close(struct pool *pool);
#endif
