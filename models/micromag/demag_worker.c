#include "micromag/demag_internal.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
/* One persistent second thread. Both sides spin for some microseconds, since the pieces are short
 * and follow each other; an idle worker then sleeps. */
enum { SPINS = 4000 };

struct worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_uint started, finished; /* numbers of tasks */
    atomic_int asleep, quit;
    void (*task)(const struct demag_job *job, int part, int parts);
    const struct demag_job *job;
};

static inline void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void wait_for_task(struct worker *w, unsigned seen)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load(&w->started) != seen)
            return;
        relax();
    }
    pthread_mutex_lock(&w->lock);
    atomic_store(&w->asleep, 1);
    while (atomic_load(&w->started) == seen)
        pthread_cond_wait(&w->wake, &w->lock);
    atomic_store(&w->asleep, 0);
    pthread_mutex_unlock(&w->lock);
}

static void *work(void *argument)
{
    struct worker *w = argument;

    for (unsigned seen = 0;; seen++) {
        wait_for_task(w, seen);
        if (atomic_load(&w->quit))
            return NULL;
        w->task(w->job, 1, 2);
        atomic_store(&w->finished, seen + 1);
    }
}

/* The worker sets `asleep` before it looks at `started` again, we do the reverse: one side sees. */
static void start(struct worker *w)
{
    atomic_fetch_add(&w->started, 1);
    if (atomic_load(&w->asleep)) {
        pthread_mutex_lock(&w->lock);
        pthread_cond_signal(&w->wake);
        pthread_mutex_unlock(&w->lock);
    }
}

void demag_worker_run(struct worker *w,
                      void (*task)(const struct demag_job *job, int part, int parts),
                      const struct demag_job *job)
{
    w->task = task;
    w->job = job;
    start(w);
    task(job, 0, 2);
    for (int i = 0; atomic_load(&w->finished) != atomic_load(&w->started); i++)
        if (i < SPINS)
            relax();
        else
            sched_yield();
}

enum status demag_worker_create(struct worker **out, struct error *err)
{
    struct worker *w = calloc(1, sizeof *w);

    if (w == NULL)
        return error_set(err, STATUS_NO_MEMORY, "demag: no memory for a thread");
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (pthread_create(&w->thread, NULL, work, w) != 0) {
        pthread_cond_destroy(&w->wake);
        pthread_mutex_destroy(&w->lock);
        free(w);
        return error_set(err, STATUS_NO_MEMORY, "demag: threads = 2: no second thread");
    }
    *out = w;
    return STATUS_OK;
}

void demag_worker_destroy(struct worker *w)
{
    if (w == NULL)
        return;
    atomic_store(&w->quit, 1);
    start(w);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
