#include "base/crew.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A pass over a film is some hundred microseconds: sleeping in between would cost as much. */
#define SPINS 4000

enum { CHUNKS = 4 /* of a worker's own share */, CACHE_LINE = 64 };

struct crew {
    int n_helpers; /* threads beside the caller */
    pthread_t helper[CREW_MAX_THREADS];
    struct crew_member {
        _Alignas(CACHE_LINE) atomic_int next; /* chunk of its share that nobody has begun */
        struct crew *crew;
        int worker;
    } member[CREW_MAX_THREADS];
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    atomic_uint round;           /* a new number is a new job */
    atomic_int sleeping;         /* helpers */
    atomic_int unfinished;       /* chunks */
    atomic_bool caller_sleeping; /* waits for done */
    atomic_bool quit;
    struct crew_job {
        void (*rows)(void *context, int begin, int end);
        void (*work)(void *context, int worker, int begin, int end);
        void *context;
        int n_rows, n_shares;
    } job;
};

static void run_chunk(const struct crew_job *job, int worker, int chunk)
{
    const long n = job->n_rows, chunks = (long)job->n_shares * CHUNKS;
    const int begin = (int)(n * chunk / chunks), end = (int)(n * (chunk + 1) / chunks);

    if (begin < end && job->work != NULL)
        job->work(job->context, worker, begin, end);
    else if (begin < end)
        job->rows(job->context, begin, end);
}

/* Chunks of the own share, then of the others'. Whoever holds a chunk keeps the job alive, so the
 * job may be read only then. Returns how many were done. */
static int run_chunks(struct crew *crew, int worker)
{
    int n_done = 0;

    for (int i = 0; i <= crew->n_helpers; i++) {
        const int share = (worker + i) % (crew->n_helpers + 1);

        for (;;) {
            const int chunk = atomic_fetch_add(&crew->member[share].next, 1);

            if (chunk >= CHUNKS)
                break;
            run_chunk(&crew->job, worker, share * CHUNKS + chunk);
            n_done++;
        }
    }
    return n_done;
}

static void pause_thread(void)
{
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
}

static bool spin_for_work(struct crew *crew, unsigned seen)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&crew->round, memory_order_acquire) != seen)
            return true;
        pause_thread();
    }
    return false;
}

static void sleep_until_work(struct crew *crew, unsigned seen)
{
    pthread_mutex_lock(&crew->lock);
    atomic_fetch_add(&crew->sleeping, 1);
    while (atomic_load(&crew->round) == seen)
        pthread_cond_wait(&crew->work, &crew->lock);
    atomic_fetch_sub(&crew->sleeping, 1);
    pthread_mutex_unlock(&crew->lock);
}

static void *helper_main(void *argument)
{
    const struct crew_member *me = argument;
    struct crew *crew = me->crew;
    unsigned seen = 0;

    for (;;) {
        int n_done;

        if (!spin_for_work(crew, seen))
            sleep_until_work(crew, seen);
        seen = atomic_load(&crew->round);
        if (atomic_load(&crew->quit))
            return NULL;
        n_done = run_chunks(crew, me->worker);
        if (n_done > 0 && atomic_fetch_sub(&crew->unfinished, n_done) == n_done
            && atomic_load(&crew->caller_sleeping)) {
            pthread_mutex_lock(&crew->lock);
            pthread_cond_signal(&crew->done);
            pthread_mutex_unlock(&crew->lock);
        }
    }
}

static void call_helpers(struct crew *crew)
{
    atomic_fetch_add_explicit(&crew->round, 1, memory_order_seq_cst);
    if (atomic_load(&crew->sleeping) > 0) {
        pthread_mutex_lock(&crew->lock);
        pthread_cond_broadcast(&crew->work);
        pthread_mutex_unlock(&crew->lock);
    }
}

static void wait_for_helpers(struct crew *crew)
{
    for (int i = 0; i < SPINS && atomic_load(&crew->unfinished) > 0; i++)
        pause_thread();
    if (atomic_load(&crew->unfinished) == 0)
        return;
    pthread_mutex_lock(&crew->lock);
    atomic_store(&crew->caller_sleeping, true);
    while (atomic_load(&crew->unfinished) > 0)
        pthread_cond_wait(&crew->done, &crew->lock);
    atomic_store(&crew->caller_sleeping, false);
    pthread_mutex_unlock(&crew->lock);
}

enum status crew_open(struct crew **crew, int n_threads, struct error *err)
{
    struct crew *c;

    if (n_threads < 1 || n_threads > CREW_MAX_THREADS)
        return error_set(err, STATUS_BAD_CONFIG, "n_threads = %d, must be in [1, %d]", n_threads,
                         CREW_MAX_THREADS);
    c = aligned_alloc(CACHE_LINE, sizeof *c);
    if (c == NULL)
        return error_set(err, STATUS_NO_MEMORY, "row threads: out of memory");
    memset(c, 0, sizeof *c);
    for (int i = 0; i < CREW_MAX_THREADS; i++) {
        c->member[i].crew = c;
        c->member[i].worker = i;
        atomic_store(&c->member[i].next, CHUNKS);
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->work, NULL);
    pthread_cond_init(&c->done, NULL);
    /* fewer threads than asked for is slower, never wrong */
    while (c->n_helpers < n_threads - 1) {
        struct crew_member *member = &c->member[c->n_helpers + 1];

        if (pthread_create(&c->helper[c->n_helpers], NULL, helper_main, member) != 0)
            break;
        c->n_helpers++;
    }
    *crew = c;
    return STATUS_OK;
}

static void run_job(struct crew *crew, const struct crew_job *job)
{
    int n_done;

    crew->job = *job;
    crew->job.n_shares = crew->n_helpers + 1;
    atomic_store(&crew->unfinished, crew->job.n_shares * CHUNKS);
    for (int i = 0; i <= crew->n_helpers; i++)
        atomic_store(&crew->member[i].next, 0);
    call_helpers(crew);
    n_done = run_chunks(crew, 0);
    if (atomic_fetch_sub(&crew->unfinished, n_done) != n_done)
        wait_for_helpers(crew);
}

void crew_run(struct crew *crew, void (*rows)(void *context, int begin, int end), void *context,
              int n_rows)
{
    if (crew == NULL || crew->n_helpers == 0)
        rows(context, 0, n_rows);
    else
        run_job(crew, &(struct crew_job){.rows = rows, .context = context, .n_rows = n_rows});
}

void crew_run_workers(struct crew *crew, int n_workers,
                      void (*work)(void *context, int worker, int begin, int end), void *context,
                      int n_rows)
{
    if (crew == NULL || crew->n_helpers == 0 || crew->n_helpers >= n_workers)
        work(context, 0, 0, n_rows);
    else
        run_job(crew, &(struct crew_job){.work = work, .context = context, .n_rows = n_rows});
}

void crew_close(struct crew *crew)
{
    if (crew == NULL)
        return;
    atomic_store(&crew->quit, true);
    call_helpers(crew);
    for (int i = 0; i < crew->n_helpers; i++)
        pthread_join(crew->helper[i], NULL);
    pthread_cond_destroy(&crew->work);
    pthread_cond_destroy(&crew->done);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
}
