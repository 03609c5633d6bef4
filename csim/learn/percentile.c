#include "learn/percentile.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALF = 1 << 16 };

/* Positive floats order like their bits: two counting passes, one per half of the word, find the
 * value without keeping or sorting the activations. */
struct count {
    uint64_t bin[MLP_MAX_LAYERS][HALF];
    uint32_t upper[MLP_MAX_LAYERS]; /* second pass: only values with this upper half */
    uint64_t rank[MLP_MAX_LAYERS];  /* values below the one looked for, within the pass */
};

static uint32_t bits_of(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static void count_layer(struct count *c, int l, const float x[], size_t n, bool lower)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t bits = bits_of(x[i]);

        if (!(x[i] > 0.0f))
            continue;
        if (!lower)
            c->bin[l][bits >> 16]++;
        else if (bits >> 16 == c->upper[l])
            c->bin[l][bits & 0xffff]++;
    }
}

static void count_images(struct count *c, struct sgd *s, int n_images, uint32_t index[], bool lower)
{
    memset(c->bin, 0, sizeof c->bin);
    s->index = index;
    for (int done = 0; done < n_images; done += s->rows) {
        s->rows = n_images - done < s->rows_max ? n_images - done : s->rows_max;
        for (int i = 0; i < s->rows; i++)
            index[i] = (uint32_t)(done + i);
        sgd_gather(s);
        sgd_forward(s);
        for (int l = 0; l < s->m->n_layers; l++)
            count_layer(c, l, s->activation[l + 1], (size_t)s->rows * (size_t)s->m->size[l + 1],
                        lower);
    }
}

/* Bin that holds the value of this rank; rank becomes the rank within the bin. */
static uint32_t find_bin(const uint64_t bin[HALF], uint64_t *rank)
{
    uint32_t i = 0;

    while (i < HALF - 1 && bin[i] <= *rank)
        *rank -= bin[i++];
    return i;
}

static uint64_t total(const uint64_t bin[HALF])
{
    uint64_t sum = 0;

    for (int i = 0; i < HALF; i++)
        sum += bin[i];
    return sum;
}

static void find_values(struct count *c, struct sgd *s, int n_images, uint32_t index[],
                        double percentile, double lambda[])
{
    count_images(c, s, n_images, index, false);
    for (int l = 0; l < s->m->n_layers; l++) {
        const uint64_t n = total(c->bin[l]);
        const uint64_t below = (uint64_t)ceil(percentile * (double)n / 100.0);

        c->rank[l] = below > 0 ? below - 1 : 0;
        c->upper[l] = find_bin(c->bin[l], &c->rank[l]);
        lambda[l] = n == 0 ? 0.0 : 1.0;
    }
    count_images(c, s, n_images, index, true);
    for (int l = 0; l < s->m->n_layers; l++) {
        const uint32_t bits = c->upper[l] << 16 | find_bin(c->bin[l], &c->rank[l]);
        float value;

        memcpy(&value, &bits, sizeof value);
        if (lambda[l] > 0.0)
            lambda[l] = (double)value;
    }
}

enum status percentile_activations(const struct sgd *s, const struct dataset *set, int n_images,
                                   double percentile, double lambda[], struct error *err)
{
    struct sgd run = *s;
    struct count *c = malloc(sizeof *c);
    uint32_t *index = malloc((size_t)s->rows_max * sizeof *index);
    enum status status = STATUS_OK;

    run.set = set;
    run.shift = false;
    run.dropout_input = run.dropout_hidden = 0.0f;
    if (c == NULL || index == NULL)
        status = error_set(err, STATUS_NO_MEMORY, "activation percentiles: out of memory");
    else
        find_values(c, &run, n_images, index, percentile, lambda);
    for (int l = 0; status == STATUS_OK && l < s->m->n_layers; l++)
        if (!(lambda[l] > 0.0))
            status = error_set(err, STATUS_BAD_CONFIG,
                               "train: no neuron of layer %d is active after training, "
                               "train.rate too high?",
                               l + 1);
    free(index);
    free(c);
    return status;
}
