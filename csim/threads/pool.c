#include "threads/pool.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include "base/clock.h"

struct pool {
    int n_helpers; /* threads beside the caller */
    struct helper {
        pthread_t thread;
        struct pool *pool;
        int worker;
    } helper[POOL_MAX_THREADS - 1];
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    const struct pool_job *job;
    int next, end; /* items that nobody has begun */
    int n_running, n_done;
    int failed; /* the lowest that has; n_items: none */
    struct error error;
    double told_s;
    bool quit;
};

static const double tell_every_s = 0.2;

static bool stopped(const struct pool_job *job) { return job->stop != NULL && *job->stop; }

/* In the caller. Called and returns with the lock held. */
static void tell_if_due(struct pool *pool)
{
    const struct pool_job *job = pool->job;
    const int n_done = pool->n_done;

    if (job->progress == NULL || clock_now_s() - pool->told_s < tell_every_s)
        return;
    pthread_mutex_unlock(&pool->lock);
    job->progress(job->progress_context, n_done, job->n_items);
    pthread_mutex_lock(&pool->lock);
    pool->told_s = clock_now_s();
}

static void note_end(struct pool *pool, int item, enum status status, const struct error *err)
{
    pool->n_running--;
    if (status == STATUS_OK) {
        pool->n_done++;
        return;
    }
    pool->end = pool->next;
    if (item < pool->failed) {
        pool->failed = item;
        pool->error = *err;
    }
}

/* Takes items until none is left. Called and returns with the lock held. */
static void take_items(struct pool *pool, int worker)
{
    while (pool->next < pool->end) {
        const struct pool_job *job = pool->job;
        struct error err;
        enum status status;
        int item;

        if (stopped(job)) {
            pool->end = pool->next;
            break;
        }
        item = pool->next++;
        pool->n_running++;
        pthread_mutex_unlock(&pool->lock);
        status = job->run(job->context, worker, item, &err);
        pthread_mutex_lock(&pool->lock);
        note_end(pool, item, status, &err);
        if (worker == 0)
            tell_if_due(pool);
    }
    if (worker != 0 && pool->n_running == 0)
        pthread_cond_signal(&pool->done);
}

static void *helper_main(void *argument)
{
    const struct helper *me = argument;
    struct pool *pool = me->pool;

    pthread_mutex_lock(&pool->lock);
    while (!pool->quit) {
        take_items(pool, me->worker);
        if (!pool->quit)
            pthread_cond_wait(&pool->work, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static void open_done(pthread_cond_t *done)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(done, &attributes);
    pthread_condattr_destroy(&attributes);
}

enum status pool_open(struct pool **pool, int n_threads, struct error *err)
{
    struct pool *p = calloc(1, sizeof *p);
    const int wanted = n_threads > POOL_MAX_THREADS ? POOL_MAX_THREADS : n_threads;

    if (p == NULL)
        return error_set(err, STATUS_NO_MEMORY, "thread pool: out of memory");
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    open_done(&p->done);
    /* fewer threads than asked for is slower, never wrong */
    while (p->n_helpers < wanted - 1) {
        struct helper *helper = &p->helper[p->n_helpers];

        *helper = (struct helper){.pool = p, .worker = p->n_helpers + 1};
        if (pthread_create(&helper->thread, NULL, helper_main, helper) != 0)
            break;
        p->n_helpers++;
    }
    *pool = p;
    return STATUS_OK;
}

int pool_workers(const struct pool *pool) { return pool->n_helpers + 1; }

/* With the lock held; looks up now and then to tell how far the others are. */
static void wait_for_helpers(struct pool *pool)
{
    while (pool->n_running > 0) {
        struct timespec until;

        if (pool->job->progress == NULL) {
            pthread_cond_wait(&pool->done, &pool->lock);
            continue;
        }
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += (long)(1e9 * tell_every_s);
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&pool->done, &pool->lock, &until);
        tell_if_due(pool);
    }
}

static enum status outcome(const struct pool *pool, const struct pool_job *job, struct error *err)
{
    if (pool->failed < job->n_items) {
        *err = pool->error;
        return err->code;
    }
    if (pool->n_done < job->n_items)
        return error_set(err, STATUS_INTERRUPTED, "interrupted after %d of %d %s", pool->n_done,
                         job->n_items, job->items != NULL ? job->items : "items");
    if (job->progress != NULL)
        job->progress(job->progress_context, job->n_items, job->n_items);
    return STATUS_OK;
}

enum status pool_do(struct pool *pool, const struct pool_job *job, struct error *err)
{
    pthread_mutex_lock(&pool->lock);
    pool->job = job;
    pool->next = pool->n_done = 0;
    pool->end = pool->failed = job->n_items;
    pool->told_s = job->progress != NULL ? clock_now_s() : 0.0;
    if (pool->n_helpers > 0 && job->n_items > 1)
        pthread_cond_broadcast(&pool->work);
    take_items(pool, 0);
    wait_for_helpers(pool);
    pthread_mutex_unlock(&pool->lock);
    return outcome(pool, job, err);
}

struct plain {
    void (*run)(void *context, int item);
    void *context;
};

static enum status run_plain(void *context, int worker, int item, struct error *err)
{
    const struct plain *plain = context;

    (void)worker;
    (void)err;
    plain->run(plain->context, item);
    return STATUS_OK;
}

void pool_run(struct pool *pool, void (*run)(void *context, int item), void *context, int n_items)
{
    struct plain plain = {run, context};

    pool_do(pool, &(struct pool_job){.run = run_plain, .context = &plain, .n_items = n_items},
            &(struct error){STATUS_OK, ""});
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
        pthread_join(pool->helper[i].thread, NULL);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
