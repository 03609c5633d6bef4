#include "map/sigma.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "net/golden_many.h"

struct search {
    struct sigma_scan *scan;
    struct program *program;
    const uint8_t *pixels, *labels;
    int n;
    struct golden_image *image; /* [n] */
    int best;                   /* images right with scan->sigma */
};

/* Images right with these factors, read from an ideal array. */
static enum status count_right(struct search *s, const double sigma[], int *right,
                               struct error *err)
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
                                    .n_threads = s->scan->n_threads};
    struct golden *g;
    enum status status;

    for (int l = 0; l < s->program->n_layers; l++)
        s->program->layer[l].threshold_levels = sigma[l] * s->scan->unit[l];
    status = golden_create(&g, s->program, &config, err);
    if (status != STATUS_OK)
        return status;
    status = golden_run_many(g, &job, s->image, err);
    golden_destroy(g);
    *right = 0;
    for (int i = 0; status == STATUS_OK && i < s->n; i++)
        *right += s->image[i].winner == s->labels[i];
    return status;
}

static void report(const struct search *s, const double sigma[], int right)
{
    char line[256];
    int at;

    if (!s->scan->report)
        return;
    at = snprintf(line, sizeof line, "sigma");
    for (int l = 0; l < s->program->n_layers; l++)
        at += snprintf(line + at, sizeof line - (size_t)at, " %.4f", sigma[l]);
    snprintf(line + at, sizeof line - (size_t)at, ": %d of %d held-out images right", right, s->n);
    s->scan->report(s->scan->context, line);
}

/* Keeps these factors if they are better than the best so far. */
static enum status try_sigma(struct search *s, const double sigma[], struct error *err)
{
    int right;
    const enum status status = count_right(s, sigma, &right, err);

    if (status != STATUS_OK)
        return status;
    report(s, sigma, right);
    if (right > s->best) {
        s->best = right;
        memcpy(s->scan->sigma, sigma, sizeof s->scan->sigma);
    }
    return STATUS_OK;
}

static enum status scan_common(struct search *s, struct error *err)
{
    const struct design *d = s->scan->design;
    const int n = (int)d->convert.sigma_steps;
    enum status status = STATUS_OK;

    for (int i = 0; i < n && status == STATUS_OK; i++) {
        const double part = n > 1 ? (double)i / (n - 1) : 0.0;
        double sigma[PROGRAM_MAX_LAYERS];

        for (int l = 0; l < PROGRAM_MAX_LAYERS; l++)
            sigma[l] = d->convert.sigma_min + part * (d->convert.sigma_max - d->convert.sigma_min);
        status = try_sigma(s, sigma, err);
    }
    return status;
}

/* Layer by layer from the output down, a few ratios around the best. */
static enum status refine(struct search *s, struct error *err)
{
    static const double ratios[] = {0.7, 0.85, 1.2, 1.45};
    enum status status = STATUS_OK;

    for (int l = s->program->n_layers - 1; l >= 0; l--) {
        double start[PROGRAM_MAX_LAYERS];

        memcpy(start, s->scan->sigma, sizeof start);
        for (size_t i = 0; i < sizeof ratios / sizeof ratios[0] && status == STATUS_OK; i++) {
            double sigma[PROGRAM_MAX_LAYERS];

            memcpy(sigma, start, sizeof sigma);
            sigma[l] *= ratios[i];
            status = try_sigma(s, sigma, err);
        }
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
                       .n = n,
                       .best = -1};
    enum status status;

    s.image = malloc((size_t)n * sizeof *s.image);
    if (!s.image)
        return error_set(err, STATUS_NO_MEMORY, "map: no memory for %d images", n);
    status = scan_common(&s, err);
    if (status == STATUS_OK && scan->design->convert.sigma_steps > 1)
        status = refine(&s, err);
    for (int l = 0; l < p->n_layers; l++)
        p->layer[l].threshold_levels = scan->sigma[l] * scan->unit[l];
    scan->accuracy = (double)s.best / n;
    free(s.image);
    return status;
}
