#include "micromag/pool.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* A pass over a film is some hundred microseconds: sleeping in between would cost as much. */
#define SPINS 4000

struct crew {
    int n_helpers; /* threads beside the caller */
    pthread_t helper[CREW_MAX_THREADS];
    struct crew_member {
        struct crew *crew;
        int part;
    } member[CREW_MAX_THREADS];
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    atomic_uint round; /* a new number is a new job */
    atomic_int unfinished;
    atomic_bool quit;
    void (*rows)(void *context, int begin, int end);
    void *context;
    int n_rows;
};

static void run_part(const struct crew *crew, int part)
{
    const long n = crew->n_rows, parts = crew->n_helpers + 1;
    const int begin = (int)(n * part / parts), end = (int)(n * (part + 1) / parts);

    if (begin < end)
        crew->rows(crew->context, begin, end);
}

static bool spin_for_work(struct crew *crew, unsigned seen)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&crew->round, memory_order_acquire) != seen)
            return true;
#ifdef __x86_64__
        __builtin_ia32_pause();
#endif
    }
    return false;
}

static void *helper_main(void *argument)
{
    const struct crew_member *me = argument;
    struct crew *crew = me->crew;
    unsigned seen = 0;

    for (;;) {
        if (!spin_for_work(crew, seen)) {
            pthread_mutex_lock(&crew->lock);
            while (atomic_load(&crew->round) == seen)
                pthread_cond_wait(&crew->work, &crew->lock);
            pthread_mutex_unlock(&crew->lock);
        }
        seen++;
        if (atomic_load(&crew->quit))
            return NULL;
        run_part(crew, me->part);
        if (atomic_fetch_sub(&crew->unfinished, 1) == 1) {
            pthread_mutex_lock(&crew->lock);
            pthread_cond_signal(&crew->done);
            pthread_mutex_unlock(&crew->lock);
        }
    }
}

static void start_round(struct crew *crew)
{
    atomic_store(&crew->unfinished, crew->n_helpers);
    pthread_mutex_lock(&crew->lock);
    atomic_fetch_add_explicit(&crew->round, 1, memory_order_release);
    pthread_cond_broadcast(&crew->work);
    pthread_mutex_unlock(&crew->lock);
}

enum status crew_open(struct crew **crew, int n_threads, struct error *err)
{
    struct crew *c;

    if (n_threads < 1 || n_threads > CREW_MAX_THREADS)
        return error_set(err, STATUS_BAD_CONFIG, "n_threads = %d, must be in [1, %d]", n_threads,
                         CREW_MAX_THREADS);
    c = calloc(1, sizeof *c);
    if (c == NULL)
        return error_set(err, STATUS_NO_MEMORY, "row threads: out of memory");
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->work, NULL);
    pthread_cond_init(&c->done, NULL);
    /* fewer threads than asked for is slower, never wrong */
    while (c->n_helpers < n_threads - 1) {
        struct crew_member *member = &c->member[c->n_helpers];

        *member = (struct crew_member){c, c->n_helpers + 1};
        if (pthread_create(&c->helper[c->n_helpers], NULL, helper_main, member) != 0)
            break;
        c->n_helpers++;
    }
    *crew = c;
    return STATUS_OK;
}

void crew_run(struct crew *crew, void (*rows)(void *context, int begin, int end), void *context,
              int n_rows)
{
    if (crew == NULL || crew->n_helpers == 0) {
        rows(context, 0, n_rows);
        return;
    }
    crew->rows = rows;
    crew->context = context;
    crew->n_rows = n_rows;
    start_round(crew);
    run_part(crew, 0);
    for (int i = 0; i < SPINS && atomic_load(&crew->unfinished) > 0; i++)
#ifdef __x86_64__
        __builtin_ia32_pause();
#else
        ;
#endif
    pthread_mutex_lock(&crew->lock);
    while (atomic_load(&crew->unfinished) > 0)
        pthread_cond_wait(&crew->done, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

void crew_close(struct crew *crew)
{
    if (crew == NULL)
        return;
    atomic_store(&crew->quit, true);
    start_round(crew);
    for (int i = 0; i < crew->n_helpers; i++)
        pthread_join(crew->helper[i], NULL);
    pthread_cond_destroy(&crew->work);
    pthread_cond_destroy(&crew->done);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
}
