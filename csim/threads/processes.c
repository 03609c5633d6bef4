#include "threads/processes.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"

enum known { NOTHING, INTERRUPTED, FAILED, TOLD }; /* of a job's error */

/* Shared between the caller and the workers. Mapped before they are made, so its pointers hold in
 * all of them. */
struct board {
    size_t bytes;
    int n_mine; /* jobs of this call */
    atomic_int next, done, failed;
    atomic_int lowest; /* failed job so far; n_jobs: none */
    atomic_int end_of; /* job that ended all; n_jobs: none */
    volatile int stop; /* for all workers */
    _Atomic double share[PROCESSES_MAX_WORKERS];
    char *results;
    struct error *error; /* [n_jobs] */
    atomic_int *known;   /* [n_jobs] */
};

struct processes_worker {
    const struct processes *p;
    struct board *board;
    int number, n_workers;
    pid_t parent; /* 0: none, the caller works alone */
    double told_s;
};

struct workers {
    pid_t pid[PROCESSES_MAX_WORKERS];
    int n, alive;
};

static bool interrupted(const struct processes *p) { return p->stop != NULL && *p->stop; }

/* --- in the caller --- */

static void tell(const struct processes *p, struct board *b)
{
    double running = 0.0;

    for (int i = 0; i < PROCESSES_MAX_WORKERS; i++)
        running += atomic_load(&b->share[i]);
    if (p->progress != NULL)
        p->progress(p->caller, atomic_load(&b->done), running, p->n_jobs);
}

static void tell_if_due(const struct processes *p, struct board *b, double *told_s)
{
    if (clock_now_s() - *told_s < 1.0)
        return;
    tell(p, b);
    *told_s = clock_now_s();
}

static void tell_failures(const struct processes *p, struct board *b, int *n_told)
{
    if (p->failed == NULL || atomic_load(&b->failed) == *n_told)
        return;
    for (int i = 0; i < p->n_jobs; i++)
        if (atomic_load(&b->known[i]) == FAILED) {
            atomic_store(&b->known[i], TOLD);
            ++*n_told;
            if (!b->stop && b->done + b->failed < b->n_mine)
                p->failed(p->caller, &b->error[i]);
        }
}

/* --- in a worker --- */

/* A signal to this process, or a parent that is gone: nobody would end the workers then. */
static void look_for_stop(const struct processes_worker *w)
{
    if (interrupted(w->p) || (w->parent != 0 && getppid() != w->parent))
        w->board->stop = 1;
}

void processes_note_share(struct processes_job *job, double share)
{
    struct processes_worker *w = job->worker;

    look_for_stop(w);
    atomic_store(&w->board->share[w->number], share);
    if (w->parent == 0)
        tell_if_due(w->p, w->board, &w->told_s);
}

static void keep_lowest(atomic_int *lowest, int job)
{
    int seen = atomic_load(lowest);

    while (job < seen && !atomic_compare_exchange_weak(lowest, &seen, job))
        ;
}

static void note_failure(struct board *b, const struct processes_job *job, const struct error *err)
{
    const bool interruption = err->code == STATUS_INTERRUPTED;

    b->error[job->index] = *err;
    if (!interruption)
        keep_lowest(&b->lowest, job->index);
    if (!interruption && job->ends_all) {
        keep_lowest(&b->end_of, job->index);
        b->stop = 1;
    }
    if (!interruption)
        atomic_fetch_add(&b->failed, 1);
    atomic_store(&b->known[job->index], interruption ? INTERRUPTED : FAILED);
}

static void run_job(struct processes_worker *w, int index)
{
    const struct processes *p = w->p;
    struct board *b = w->board;
    struct error err = {STATUS_OK, ""};
    struct processes_job job = {.index = index,
                                .rank = p->rank * w->n_workers + w->number,
                                .n_ranks = (p->n_ranks > 1 ? p->n_ranks : 1) * w->n_workers,
                                .result = b->results + (size_t)index * p->result_size,
                                .stop = &b->stop,
                                .worker = w};
    const enum status status = p->job(p->context, &job, &err);

    atomic_store(&b->share[w->number], 0.0);
    if (status == STATUS_OK)
        atomic_fetch_add(&b->done, 1);
    else
        note_failure(b, &job, &err);
}

static void work(struct processes_worker *w)
{
    const struct processes *p = w->p;
    struct board *b = w->board;
    int n_told = 0;

    for (;;) {
        const int i = atomic_fetch_add(&b->next, 1);

        look_for_stop(w);
        if (i >= p->n_jobs || b->stop || (!p->go_on && i > atomic_load(&b->lowest)))
            return;
        if (p->n_ranks > 1 && i % p->n_ranks != p->rank)
            continue;
        run_job(w, i);
        if (w->parent == 0) {
            tell_failures(p, b, &n_told);
            tell_if_due(p, b, &w->told_s);
        }
    }
}

static void become_worker(struct processes_worker *w)
{
    if (!w->p->patient) { /* else a signal stops all of them, in order */
        signal(SIGINT, SIG_IGN);
        signal(SIGTERM, SIG_DFL);
    }
    work(w);
    _exit(0);
}

/* --- all workers --- */

static enum status start(const struct processes *p, struct board *b, struct workers *all,
                         struct error *err)
{
    const pid_t parent = getpid();

    fflush(NULL); /* else buffered output is written by every child */
    for (int i = 0; i < all->n; i++) {
        all->pid[i] = fork();
        if (all->pid[i] < 0)
            return error_set(err, STATUS_NO_MEMORY, "worker %d: fork: %s", i, strerror(errno));
        if (all->pid[i] == 0)
            become_worker(&(struct processes_worker){p, b, i, all->n, parent, 0.0});
        all->alive++;
    }
    return STATUS_OK;
}

static void end(const struct processes *p, struct board *b, const struct workers *all)
{
    b->stop = 1;
    for (int i = 0; i < all->n; i++)
        if (!p->patient && all->pid[i] > 0)
            kill(all->pid[i], SIGTERM);
}

static enum status look_at(int worker, int n, int result, struct error *err)
{
    if (WIFEXITED(result) && WEXITSTATUS(result) == 0)
        return STATUS_OK;
    if (WIFSIGNALED(result))
        return error_set(err, STATUS_NO_MEMORY, "worker %d of %d died by signal %d", worker, n,
                         WTERMSIG(result));
    return error_set(err, STATUS_NO_MEMORY, "worker %d of %d ended with status %d", worker, n,
                     WEXITSTATUS(result));
}

/* The first that has died, if any. */
static enum status reap(struct workers *all, struct error *err)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < all->n; i++) {
        int result;

        if (all->pid[i] <= 0 || waitpid(all->pid[i], &result, WNOHANG) != all->pid[i])
            continue;
        all->pid[i] = 0;
        all->alive--;
        if (status == STATUS_OK)
            status = look_at(i, all->n, result, err);
    }
    return status;
}

/* Until none is left: a worker that is told to stop dies of it, so only the first death counts. */
static enum status watch(const struct processes *p, struct board *b, struct workers *all,
                         enum status status, struct error *err)
{
    const struct timespec nap = {.tv_nsec = 20000000};
    struct error ignored;
    bool ending = false;
    int n_told = 0;

    for (double told_s = clock_now_s(); all->alive > 0;) {
        if (!ending && status == STATUS_OK)
            status = reap(all, err);
        else
            reap(all, &ignored);
        if (!ending && (status != STATUS_OK || interrupted(p))) {
            end(p, b, all);
            ending = true;
        }
        tell_failures(p, b, &n_told);
        tell_if_due(p, b, &told_s);
        if (all->alive > 0)
            nanosleep(&nap, NULL);
    }
    return status;
}

static enum status run_workers(const struct processes *p, struct board *b, int n, struct error *err)
{
    struct workers all = {.n = n};
    const enum status status = start(p, b, &all, err);

    return watch(p, b, &all, status, err);
}

/* --- what came of it --- */

/* An interruption is one only where there is no other. */
static const struct error *first_failure(const struct processes *p, const struct board *b)
{
    const int first = b->end_of < p->n_jobs ? b->end_of : b->lowest;

    if (first < p->n_jobs)
        return &b->error[first];
    for (int i = 0; i < p->n_jobs; i++)
        if (b->known[i] != NOTHING)
            return &b->error[i];
    return NULL;
}

static enum status outcome(const struct processes *p, const struct board *b, struct error *err)
{
    const struct error *first = first_failure(p, b);
    const bool some_left = b->done + b->failed < b->n_mine;

    if (some_left && (interrupted(p) || (b->stop && first == NULL)))
        return error_set(err, STATUS_INTERRUPTED, "interrupted after %d of %d", b->done, p->n_jobs);
    if (first == NULL)
        return STATUS_OK;
    *err = *first;
    return err->code;
}

static size_t rounded(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

static struct board *open_board(const struct processes *p)
{
    const size_t n = (size_t)p->n_jobs, head = rounded(sizeof(struct board));
    const size_t errors = rounded(n * sizeof(struct error)),
                 known = rounded(n * sizeof(atomic_int));
    const size_t bytes = head + errors + known + n * p->result_size;
    char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct board *b = (struct board *)(void *)at;

    if (at == MAP_FAILED)
        return NULL;
    b->bytes = bytes;
    b->error = (struct error *)(void *)(at + head);
    b->known = (atomic_int *)(void *)(at + head + errors);
    b->results = at + head + errors + known;
    b->lowest = b->end_of = p->n_jobs;
    for (int i = 0; i < p->n_jobs; i++)
        b->n_mine += p->n_ranks <= 1 || i % p->n_ranks == p->rank;
    return b;
}

enum status processes_run(const struct processes *p, void *results, struct processes_tally *tally,
                          struct error *err)
{
    const int wanted = p->n_workers < p->n_jobs ? p->n_workers : p->n_jobs;
    const int n = wanted < PROCESSES_MAX_WORKERS ? wanted : PROCESSES_MAX_WORKERS;
    struct board *b = open_board(p);
    enum status status = STATUS_OK;

    if (b == NULL)
        return error_set(err, STATUS_NO_MEMORY, "workers: no memory for %d results of %zu bytes",
                         p->n_jobs, p->result_size);
    if (n > 1)
        status = run_workers(p, b, n, err);
    else
        work(&(struct processes_worker){p, b, 0, 1, 0, clock_now_s()});
    tell(p, b);
    if (status == STATUS_OK)
        status = outcome(p, b, err);
    if (status == STATUS_OK && p->result_size > 0)
        memcpy(results, b->results, (size_t)p->n_jobs * p->result_size);
    if (tally != NULL)
        *tally = (struct processes_tally){b->done, b->failed, b->stop != 0};
    munmap(b, b->bytes);
    return status;
}

void processes_find_rank(int *rank, int *n_ranks)
{
    static const char *const names[][2] = {{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                                           {"PMI_RANK", "PMI_SIZE"},
                                           {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS"}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *r = getenv(names[i][0]), *n = getenv(names[i][1]);

        if (r == NULL || n == NULL || atoi(r) < 0 || atoi(n) < 2 || atoi(r) >= atoi(n))
            continue;
        *rank = atoi(r);
        *n_ranks = atoi(n);
        return;
    }
}
