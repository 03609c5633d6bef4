#include "cosim/workers.h"
#include "cosim/compare.h"
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

struct failure { /* of one worker, which ends with it; code STATUS_OK: none */
    int job;
    struct error error;
};

/* Shared between parent and workers; results follow. */
struct board {
    atomic_int next, done;
    atomic_int failed_job; /* lowest so far; n_jobs: none */
    struct failure failure[];
};

#define MAX_WORKERS 256

static void work(const struct workers_config *w, struct board *b, int worker, char *results)
{
    for (;;) {
        const int i = atomic_fetch_add(&b->next, 1);
        struct error err = {.code = STATUS_OK};
        int lowest;

        if (i >= w->n_jobs || i > atomic_load(&b->failed_job))
            return;
        if (w->job(w->context, i, results + (size_t)i * w->result_size, &err) == STATUS_OK) {
            atomic_fetch_add(&b->done, 1);
            continue;
        }
        b->failure[worker] = (struct failure){.job = i, .error = err};
        lowest = atomic_load(&b->failed_job);
        while (i < lowest && !atomic_compare_exchange_weak(&b->failed_job, &lowest, i))
            ;
        return; /* jobs are handed out in order: this worker's first failure is its lowest */
    }
}

struct crew {
    pid_t pid[MAX_WORKERS];
    int n, alive;
};

static void end_crew(struct crew *crew)
{
    for (int i = 0; i < crew->n; i++)
        if (crew->pid[i] > 0)
            kill(crew->pid[i], SIGTERM);
    for (int i = 0; i < crew->n; i++)
        if (crew->pid[i] > 0)
            while (waitpid(crew->pid[i], NULL, 0) < 0 && errno == EINTR)
                ;
}

static enum status reap(struct crew *crew, struct error *err)
{
    for (int i = 0; i < crew->n; i++) {
        int result;

        if (crew->pid[i] <= 0 || waitpid(crew->pid[i], &result, WNOHANG) != crew->pid[i])
            continue;
        crew->pid[i] = 0;
        crew->alive--;
        if (WIFEXITED(result) && WEXITSTATUS(result) == 0)
            continue;
        if (WIFSIGNALED(result))
            return error_set(err, STATUS_NO_MEMORY, "worker %d of %d died by signal %d", i, crew->n,
                             WTERMSIG(result));
        return error_set(err, STATUS_NO_MEMORY, "worker %d of %d ended with status %d", i, crew->n,
                         WEXITSTATUS(result));
    }
    return STATUS_OK;
}

static enum status watch(const struct workers_config *w, struct board *b, struct crew *crew,
                         struct error *err)
{
    const struct timespec nap = {.tv_nsec = 20000000};
    enum status status = STATUS_OK;
    int shown = -1;

    while (crew->alive > 0 && status == STATUS_OK) {
        const int done = atomic_load(&b->done);

        if (w->progress != NULL && done != shown)
            w->progress(w->progress_context, done, w->n_jobs);
        shown = done;
        if (w->stop != NULL && *w->stop)
            status =
                error_set(err, STATUS_INTERRUPTED, "interrupted after %d of %d", done, w->n_jobs);
        if (status == STATUS_OK)
            status = reap(crew, err);
        if (status == STATUS_OK && crew->alive > 0)
            nanosleep(&nap, NULL);
    }
    if (status == STATUS_OK && w->progress != NULL && atomic_load(&b->done) != shown)
        w->progress(w->progress_context, atomic_load(&b->done), w->n_jobs);
    return status;
}

static enum status start_crew(const struct workers_config *w, struct board *b, char *results,
                              struct crew *crew, struct error *err)
{
    for (int i = 0; i < crew->n; i++) {
        crew->pid[i] = fork();
        if (crew->pid[i] < 0)
            return error_set(err, STATUS_NO_MEMORY, "worker %d: fork: %s", i, strerror(errno));
        if (crew->pid[i] == 0) {
            signal(SIGINT, SIG_IGN); /* the parent decides what ctrl-C means */
            signal(SIGTERM, SIG_DFL);
            work(w, b, i, results);
            _exit(0);
        }
        crew->alive++;
    }
    return STATUS_OK;
}

/* Jobs are handed out in order, so the lowest failing job does not depend on the workers. */
static enum status first_error(const struct board *b, int n, struct error *err)
{
    const int lowest = atomic_load(&b->failed_job);

    for (int i = 0; i < n; i++)
        if (b->failure[i].error.code != STATUS_OK && b->failure[i].job == lowest) {
            *err = b->failure[i].error;
            return err->code;
        }
    return STATUS_OK;
}

/* One worker needs no process of its own. */
static enum status run_here(const struct workers_config *w, char *results, struct error *err)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < w->n_jobs && status == STATUS_OK; i++) {
        if (w->stop != NULL && *w->stop)
            return error_set(err, STATUS_INTERRUPTED, "interrupted after %d of %d", i, w->n_jobs);
        status = w->job(w->context, i, results + (size_t)i * w->result_size, err);
        if (status == STATUS_OK && w->progress != NULL)
            w->progress(w->progress_context, i + 1, w->n_jobs);
    }
    return status;
}

static enum status run_crew(const struct workers_config *w, int n, void *results, struct error *err)
{
    const size_t head =
        (sizeof(struct board) + (size_t)n * sizeof(struct failure) + 63) & ~(size_t)63;
    const size_t size = head + (size_t)w->n_jobs * w->result_size;
    struct board *b = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct crew crew = {.n = n};
    enum status status;

    if (b == MAP_FAILED)
        return error_set(err, STATUS_NO_MEMORY, "workers: no memory for %d results of %zu bytes",
                         w->n_jobs, w->result_size);
    atomic_store(&b->failed_job, w->n_jobs);
    fflush(NULL); /* else buffered output is written by every child */
    status = start_crew(w, b, (char *)b + head, &crew, err);
    if (status == STATUS_OK)
        status = watch(w, b, &crew, err);
    end_crew(&crew);
    if (status == STATUS_OK)
        status = first_error(b, n, err);
    if (status == STATUS_OK)
        memcpy(results, (char *)b + head, (size_t)w->n_jobs * w->result_size);
    munmap(b, size);
    return status;
}

enum status workers_run(const struct workers_config *w, void *results, struct error *err)
{
    int n = w->n_workers < w->n_jobs ? w->n_workers : w->n_jobs;

    n = n > MAX_WORKERS ? MAX_WORKERS : n;
    return n > 1 ? run_crew(w, n, results, err) : run_here(w, results, err);
}

struct image_result {
    struct golden_image image;
    uint64_t core_cycles;
};

/* Each worker makes its own scratch on its first image: before the fork it would be shared. */
struct image_work {
    const struct cosim_many *many;
    struct golden_scratch *scratch;
    struct cosim_record golden, rtl;
    uint64_t *bits;
};

static enum status prepare(struct image_work *w, struct error *err)
{
    const struct program *p = w->many->program;
    const size_t words = ((size_t)p->layer[0].n_in + 63) / 64;
    enum status status = STATUS_OK;

    w->bits = calloc((size_t)p->timesteps * words, sizeof *w->bits);
    if (w->bits == NULL)
        return error_set(err, STATUS_NO_MEMORY, "workers: no memory for input spikes");
    if (w->many->twin != NULL) {
        status = golden_scratch_create(&w->scratch, w->many->twin, err);
        if (status == STATUS_OK)
            status = cosim_record_create(&w->golden, p, err);
        if (status == STATUS_OK)
            status = cosim_record_create(&w->rtl, p, err);
    }
    return status;
}

static void release(struct image_work *w)
{
    golden_scratch_destroy(w->scratch);
    cosim_record_destroy(&w->golden);
    cosim_record_destroy(&w->rtl);
    free(w->bits);
}

static enum status run_image(void *context, int index, void *result, struct error *err)
{
    struct image_work *w = context;
    struct image_result *out = result;
    const struct cosim_many *m = w->many;
    enum status status = w->bits == NULL ? prepare(w, err) : STATUS_OK;
    uint32_t image = (uint32_t)index;

    if (status != STATUS_OK)
        return status;
    m->input(m->input_context, index, w->bits, &image);
    status = cosim_run(m->cosim, w->bits, image, &w->rtl.image,
                       m->twin != NULL ? &w->rtl.trace : NULL, &out->core_cycles, err);
    out->image = w->rtl.image;
    if (status != STATUS_OK || m->twin == NULL)
        return status;
    golden_run(m->twin, w->scratch, w->bits, image, &w->golden.image, &w->golden.trace);
    return cosim_compare(m->program, &w->golden, &w->rtl, image, err);
}

static void show_images(void *context, int done, int n_images)
{
    (void)n_images;
    watch_count_show(context, done);
}

enum status cosim_run_many(const struct cosim_many *many, struct golden_image results[],
                           uint64_t *core_cycles, struct error *err)
{
    struct image_work work_state = {.many = many};
    struct watch_count count = watch_count_start(many->watch, "RTL", many->n_images, "images");
    const struct workers_config config = {.n_jobs = many->n_images,
                                          .n_workers = many->n_workers,
                                          .result_size = sizeof(struct image_result),
                                          .job = run_image,
                                          .context = &work_state,
                                          .progress = show_images,
                                          .progress_context = &count,
                                          .stop = many->watch ? many->watch->stop : NULL};
    struct image_result *all = calloc((size_t)many->n_images + 1, sizeof *all);
    enum status status;

    if (all == NULL)
        return error_set(err, STATUS_NO_MEMORY, "workers: no memory for %d results",
                         many->n_images);
    status = workers_run(&config, all, err);
    release(&work_state);
    for (int i = 0; i < many->n_images && status == STATUS_OK; i++) {
        results[i] = all[i].image;
        if (core_cycles != NULL)
            *core_cycles += all[i].core_cycles;
    }
    free(all);
    return status;
}
