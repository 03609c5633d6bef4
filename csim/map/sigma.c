#include "map/sigma.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "twin/golden_many.h"

struct search {
    struct sigma_scan *scan;
    struct program *program;
    const uint8_t *pixels, *labels;
    int n;
    struct golden_image *image; /* [n] */
};

static void set_thresholds(struct search *s, double sigma)
{
    for (int l = 0; l < s->program->n_layers; l++)
        s->program->layer[l].threshold_levels = sigma * s->scan->unit[l];
}

/* Images right with the program's thresholds, read from an ideal array. */
static enum status count_right(struct search *s, int *right, struct error *err)
{
    const struct golden_config config = {
        .array = GOLDEN_IDEAL,
        .timing = {.array = ARRAY_ANALOG,
                   .settle_cycles = (int)s->scan->design->tile.settle_cycles,
                   .conversion_cycles = (int)s->scan->design->tile.conversion_cycles},
        .input_seed = (uint64_t)s->scan->design->neuron.input_seed};
    const struct golden_many job = {.pixels = s->pixels,
                                    .n = s->n,
                                    .first_image = (uint32_t)(s->scan->train->n - s->n),
                                    .n_threads = s->scan->n_threads,
                                    .watch = s->scan->watch};
    struct golden *g;
    enum status status = golden_create(&g, s->program, &config, err);

    if (status != STATUS_OK)
        return status;
    status = golden_run_many(g, &job, s->image, err);
    golden_destroy(g);
    *right = 0;
    for (int i = 0; status == STATUS_OK && i < s->n; i++)
        *right += s->image[i].winner == s->labels[i];
    return status;
}

static void report(const struct search *s, double sigma, int right)
{
    watch_progress(s->scan->watch, "sigma %.4f: %d of %d held-out images right", sigma, right,
                   s->n);
}

double sigma_at(const struct design *d, int i)
{
    const int last = (int)d->convert.sigma_steps - 1;

    return d->convert.sigma_min
           + (last > 0 ? (double)i / last : 0.0) * (d->convert.sigma_max - d->convert.sigma_min);
}

int sigma_choose(const int right[], int n_factors, int n_images)
{
    double best = 0.0, margin;
    int chosen = 0;

    for (int i = 0; i < n_factors; i++)
        best = right[i] > best ? right[i] : best;
    margin = 0.5 * sqrt(best * (1.0 - best / n_images));
    for (int i = 0; i < n_factors; i++)
        if (right[i] >= best - margin)
            chosen = i;
    return chosen;
}

static enum status scan_factors(struct search *s, int right[], struct error *err)
{
    const struct design *d = s->scan->design;
    const int n = (int)d->convert.sigma_steps;
    enum status status = STATUS_OK;

    for (int i = 0; i < n && status == STATUS_OK; i++) {
        set_thresholds(s, sigma_at(d, i));
        status = count_right(s, &right[i], err);
        if (status == STATUS_OK)
            report(s, sigma_at(d, i), right[i]);
    }
    if (status == STATUS_OK) {
        const int chosen = sigma_choose(right, n, s->n);

        s->scan->sigma = sigma_at(d, chosen);
        s->scan->accuracy = (double)right[chosen] / s->n;
        set_thresholds(s, s->scan->sigma);
    }
    return status;
}

enum status sigma_search(struct sigma_scan *scan, struct program *p, struct error *err)
{
    const struct dataset *train = scan->train;
    const int n = (int)scan->design->convert.images;
    const size_t first = (size_t)(train->n - n);
    struct search s = {.scan = scan,
                       .program = p,
                       .pixels = train->pixels + first * (size_t)(train->rows * train->cols),
                       .labels = train->labels + first,
                       .n = n};
    int *right = malloc((size_t)scan->design->convert.sigma_steps * sizeof *right);
    enum status status;

    s.image = malloc((size_t)n * sizeof *s.image);
    status = s.image && right ? scan_factors(&s, right, err)
                              : error_set(err, STATUS_NO_MEMORY, "map: no memory for %d images", n);
    free(s.image);
    free(right);
    return status;
}
