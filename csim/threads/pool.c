#include "threads/pool.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct pool {
    int n_helpers; /* threads beside the caller */
    pthread_t helper[POOL_MAX_THREADS];
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    void (*run)(void *context, int item);
    void *context;
    int n_items, next, unfinished;
    bool quit;
};

/* Takes items until none is left. Called and returns with the lock held. */
static void take_items(struct pool *pool)
{
    while (pool->next < pool->n_items) {
        const int item = pool->next++;

        pthread_mutex_unlock(&pool->lock);
        pool->run(pool->context, item);
        pthread_mutex_lock(&pool->lock);
        if (--pool->unfinished == 0)
            pthread_cond_signal(&pool->done);
    }
}

static void *helper_main(void *argument)
{
    struct pool *pool = argument;

    pthread_mutex_lock(&pool->lock);
    while (!pool->quit) {
        take_items(pool);
        if (!pool->quit)
            pthread_cond_wait(&pool->work, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

enum status pool_open(struct pool **pool, int n_threads, struct error *err)
{
    struct pool *p = calloc(1, sizeof *p);
    const int wanted = n_threads > POOL_MAX_THREADS ? POOL_MAX_THREADS : n_threads;

    if (p == NULL)
        return error_set(err, STATUS_NO_MEMORY, "thread pool: out of memory");
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    /* fewer threads than asked for is slower, never wrong */
    while (p->n_helpers < wanted - 1
           && pthread_create(&p->helper[p->n_helpers], NULL, helper_main, p) == 0)
        p->n_helpers++;
    *pool = p;
    return STATUS_OK;
}

void pool_run(struct pool *pool, void (*run)(void *context, int item), void *context, int n_items)
{
    if (pool->n_helpers == 0 || n_items == 1) {
        for (int i = 0; i < n_items; i++)
            run(context, i);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->run = run;
    pool->context = context;
    pool->n_items = n_items;
    pool->next = 0;
    pool->unfinished = n_items;
    pthread_cond_broadcast(&pool->work);
    take_items(pool);
    while (pool->unfinished > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_close(struct pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->quit = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->n_helpers; i++)
        pthread_join(pool->helper[i], NULL);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
