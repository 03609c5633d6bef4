#include "lab/track/ensemble.h"
#include "lab/track/trial_parts.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_WORKERS = 64 };

struct failure {
    atomic_int known; /* enum known */
    struct error error;
};
enum known { NONE, NEW, TOLD };

/* Shared between the parent and the workers. */
struct board {
    atomic_int next, done, failed;
    atomic_int fatal;                  /* number of the trial that stopped all; below 0: none */
    _Atomic double share[MAX_WORKERS]; /* of the trial that a worker is in */
    volatile int stop;                 /* for all workers */
    struct failure failure[];          /* [n_trials] */
};

struct worker {
    const struct ensemble *e;
    struct board *board;
    int number;
    double told_s;
    pid_t parent;
    bool alone; /* no parent that shows progress */
};

static void tell(const struct ensemble *e, struct board *b)
{
    double running = 0.0;

    for (int i = 0; i < MAX_WORKERS; i++)
        running += atomic_load(&b->share[i]);
    if (e->progress != NULL)
        e->progress(e->context, atomic_load(&b->done), running, e->n_trials);
}

static void tell_failures(const struct ensemble *e, struct board *b)
{
    for (int i = 0; i < e->n_trials && e->failed != NULL; i++)
        if (atomic_load(&b->failure[i].known) == NEW) {
            atomic_store(&b->failure[i].known, TOLD);
            if (!b->stop && b->done + b->failed < e->n_trials)
                e->failed(e->context, &b->failure[i].error);
        }
}

/* A signal to this process, or a parent that is gone: nobody would end the workers then. */
static void look_for_stop(const struct worker *w)
{
    if ((w->e->stop != NULL && *w->e->stop) || (!w->alone && getppid() != w->parent))
        w->board->stop = 1;
}

static void on_progress(void *context, double share)
{
    struct worker *w = context;

    look_for_stop(w);
    atomic_store(&w->board->share[w->number], share);
    if (w->alone && trial_wall_s() - w->told_s >= 1.0) {
        tell(w->e, w->board);
        w->told_s = trial_wall_s();
    }
}

static bool is_done(const struct ensemble *e, int i)
{
    return e->one_is_done != NULL ? e->one_is_done(e->list, i, e->folder)
                                  : trial_is_done(&e->trial[i], e->folder);
}

static enum status run_one(const struct ensemble *e, int i, const struct trial_options *options,
                           struct error *err)
{
    return e->run_one != NULL ? e->run_one(e->list, i, options, err)
                              : trial_run(&e->trial[i], options, err);
}

static void note_failure(const struct worker *w, int i, const struct error *err)
{
    const struct ensemble *e = w->e;

    if (err->code != STATUS_INTERRUPTED) {
        if (e->run_one == NULL && e->trial[i].empty) {
            w->board->fatal = i;
            w->board->stop = 1;
        }
        atomic_fetch_add(&w->board->failed, 1);
    }
    w->board->failure[i].error = *err;
    atomic_store(&w->board->failure[i].known, NEW);
    if (w->alone)
        tell_failures(e, w->board);
}

static void work(struct worker *w)
{
    const struct ensemble *e = w->e;
    struct board *b = w->board;
    const struct trial_options options = {.folder = e->folder,
                                          .stop = &b->stop,
                                          .keep_every_wall_s = e->keep_every_wall_s,
                                          .progress = on_progress,
                                          .context = w};

    for (;;) {
        const int i = atomic_fetch_add(&b->next, 1);
        struct error err = {STATUS_OK, ""};
        enum status s = STATUS_OK;

        look_for_stop(w);
        if (i >= e->n_trials || b->stop)
            return;
        if (e->n_ranks > 1 && i % e->n_ranks != e->rank)
            continue;
        if (!is_done(e, i))
            s = run_one(e, i, &options, &err);
        atomic_store(&b->share[w->number], 0.0);
        if (s == STATUS_OK)
            atomic_fetch_add(&b->done, 1);
        else
            note_failure(w, i, &err);
    }
}

int ensemble_left(const struct ensemble *e)
{
    int left = 0;

    for (int i = 0; i < e->n_trials; i++)
        left += !is_done(e, i);
    return left;
}

/* An interruption is one only where there is no other. */
static const struct error *first_failure(const struct ensemble *e, const struct board *b)
{
    const struct error *first = NULL;

    if (b->fatal >= 0)
        return &b->failure[b->fatal].error;
    for (int i = 0; i < e->n_trials; i++) {
        const struct error *error = &b->failure[i].error;

        if (b->failure[i].known != NONE && (first == NULL || first->code == STATUS_INTERRUPTED)
            && (first == NULL || error->code != STATUS_INTERRUPTED))
            first = error;
    }
    return first;
}

static enum status first_error(const struct ensemble *e, const struct board *b, struct error *err)
{
    const struct error *first = first_failure(e, b);

    if (e->stop != NULL && *e->stop)
        return error_set(err, STATUS_INTERRUPTED,
                         "interrupted; %d of %d runs are done, the same command goes on from "
                         "%.300s/runs",
                         b->done, e->n_trials, e->folder);
    if (first == NULL)
        return STATUS_OK;
    if (e->failed == NULL || b->stop || e->n_trials == 1) {
        *err = *first;
        return err->code;
    }
    return error_set(err, first->code, "%d of %d runs failed, the first: %.400s", b->failed,
                     e->n_trials, first->text);
}

struct crew {
    pid_t pid[MAX_WORKERS];
    int n;
};

static enum status reap(struct crew *crew, int *alive, struct error *err)
{
    for (int i = 0; i < crew->n; i++) {
        int result;

        if (crew->pid[i] <= 0 || waitpid(crew->pid[i], &result, WNOHANG) != crew->pid[i])
            continue;
        crew->pid[i] = 0;
        --*alive;
        if (!WIFEXITED(result) || WEXITSTATUS(result) != 0)
            return error_set(err, STATUS_NO_MEMORY, "worker %d of %d died (signal %d)", i, crew->n,
                             WIFSIGNALED(result) ? WTERMSIG(result) : 0);
    }
    return STATUS_OK;
}

static enum status watch(const struct ensemble *e, struct board *b, struct crew *crew,
                         struct error *err)
{
    const struct timespec nap = {.tv_nsec = 100000000};
    enum status status = STATUS_OK;
    int alive = crew->n;

    for (int i = 0; alive > 0; i++) {
        const enum status s = reap(crew, &alive, err);

        status = status == STATUS_OK ? s : status;
        /* no signal: they may have had the user's, and a second one kills before they keep */
        if (status != STATUS_OK || (e->stop != NULL && *e->stop))
            b->stop = 1;
        tell_failures(e, b);
        if (i % 10 == 0)
            tell(e, b);
        if (alive > 0)
            nanosleep(&nap, NULL);
    }
    return status;
}

static enum status run_crew(const struct ensemble *e, struct board *b, int n, struct error *err)
{
    struct crew crew = {.n = n};
    const pid_t parent = getpid();

    for (int i = 0; i < n; i++) {
        crew.pid[i] = fork();
        if (crew.pid[i] == 0) { /* keeps the parent's handlers, so e->stop is set in it too */
            work(&(struct worker){.e = e, .board = b, .number = i, .parent = parent});
            _exit(0);
        }
        if (crew.pid[i] < 0) {
            crew.n = i;
            b->stop = 1;
            error_set(err, STATUS_NO_MEMORY, "worker %d: fork: %s", i, strerror(errno));
            watch(e, b, &crew, &(struct error){STATUS_OK, ""});
            return err->code;
        }
    }
    return watch(e, b, &crew, err);
}

enum status ensemble_run(const struct ensemble *e, struct error *err)
{
    const int wanted = e->n_workers < e->n_trials ? e->n_workers : e->n_trials;
    const int n = wanted < MAX_WORKERS ? wanted : MAX_WORKERS;
    const size_t bytes = sizeof(struct board) + (size_t)e->n_trials * sizeof(struct failure);
    struct board *b = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    enum status s = STATUS_OK;

    if (b == MAP_FAILED)
        return error_set(err, STATUS_NO_MEMORY, "ensemble: no memory for the workers' board");
    b->fatal = -1;
    if (n > 1)
        s = run_crew(e, b, n, err);
    else
        work(&(struct worker){.e = e, .board = b, .alone = true});
    if (s == STATUS_OK)
        s = first_error(e, b, err);
    munmap(b, bytes);
    return s;
}
