#include "run/evaluate.h"
#include <stdlib.h>
#include "base/clock.h"
#include "twin/golden_many.h"

enum status evaluation_alloc(struct evaluation *e, uint32_t first, int n, struct error *err)
{
    *e = (struct evaluation){.first = first, .n = n};
    e->image = calloc((size_t)n + 1, sizeof *e->image);
    if (!e->image)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %d images", n);
    return STATUS_OK;
}

void evaluation_sum(struct evaluation *e)
{
    for (int i = 0; i < e->n; i++)
        ledger_add(&e->ledger, &e->image[i].ledger);
}

enum status evaluate_golden(const struct golden *g, const struct dataset *data, uint32_t first,
                            int n, int threads, const char *label, const struct watch *watch,
                            struct evaluation *out, struct error *err)
{
    const double start_s = clock_now_s();
    const struct golden_many job = {
        .pixels = data->pixels + (size_t)first * (size_t)(data->rows * data->cols),
        .n = n,
        .first_image = first,
        .n_threads = threads < n ? threads : n,
        .label = label,
        .watch = watch,
    };
    enum status status = evaluation_alloc(out, first, n, err);

    if (status == STATUS_OK)
        status = golden_run_many(g, &job, out->image, err);
    out->threads = job.n_threads;
    out->wall_s = clock_now_s() - start_s;
    watch_over(watch);
    if (status == STATUS_OK)
        evaluation_sum(out);
    else
        evaluation_free(out);
    return status;
}

double evaluation_accuracy(const struct evaluation *e, const struct dataset *data)
{
    int right = 0;

    for (int i = 0; i < e->n; i++)
        right += e->image[i].winner == data->labels[e->first + (uint32_t)i];
    return e->n ? (double)right / e->n : 0;
}

void evaluation_free(struct evaluation *e)
{
    free(e->image);
    *e = (struct evaluation){0};
}
