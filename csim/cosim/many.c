#include "cosim/many.h"
#include <stdlib.h>
#include "cosim/compare.h"
#include "threads/processes.h"

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
        return error_set(err, STATUS_NO_MEMORY, "cosim: no memory for input spikes");
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

static enum status run_image(void *context, struct processes_job *job, struct error *err)
{
    struct image_work *w = context;
    struct image_result *out = job->result;
    const struct cosim_many *m = w->many;
    enum status status = w->bits == NULL ? prepare(w, err) : STATUS_OK;
    uint32_t image = (uint32_t)job->index;

    if (status != STATUS_OK)
        return status;
    m->input(m->input_context, job->index, w->bits, &image);
    status = cosim_run(m->cosim, w->bits, image, &w->rtl.image,
                       m->twin != NULL ? &w->rtl.trace : NULL, &out->core_cycles, err);
    out->image = w->rtl.image;
    if (status != STATUS_OK || m->twin == NULL)
        return status;
    golden_run(m->twin, w->scratch, w->bits, image, &w->golden.image, &w->golden.trace);
    return cosim_compare(m->program, &w->golden, &w->rtl, image, err);
}

static void tell(void *count, int done, double running, int n_images)
{
    (void)running;
    (void)n_images;
    watch_count_show(count, done);
}

enum status cosim_run_many(const struct cosim_many *many, struct golden_image results[],
                           uint64_t *core_cycles, struct error *err)
{
    struct image_work work_state = {.many = many};
    struct watch_count count = watch_count_start(many->watch, "RTL", many->n_images, "images");
    const struct processes processes = {.n_jobs = many->n_images,
                                        .n_workers = many->n_workers,
                                        .result_size = sizeof(struct image_result),
                                        .job = run_image,
                                        .context = &work_state,
                                        .progress = tell,
                                        .caller = &count,
                                        .stop = many->watch ? many->watch->stop : NULL};
    struct image_result *all = calloc((size_t)many->n_images + 1, sizeof *all);
    enum status status;

    if (all == NULL)
        return error_set(err, STATUS_NO_MEMORY, "cosim: no memory for %d results", many->n_images);
    status = processes_run(&processes, all, NULL, err);
    release(&work_state);
    for (int i = 0; i < many->n_images && status == STATUS_OK; i++) {
        results[i] = all[i].image;
        if (core_cycles != NULL)
            *core_cycles += all[i].core_cycles;
    }
    free(all);
    return status;
}
