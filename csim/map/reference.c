#include "map/reference.h"
#include <stdio.h>
#include <stdlib.h>
#include "map/sigma.h"
#include "twin/real.h"

struct trial {
    const struct design *design;
    const struct mlp *mlp;
    int n_threads;
    const struct watch *watch;
};

static struct real_network network_of(const struct trial *t, double sigma)
{
    const struct design *d = t->design;
    const struct mlp *m = t->mlp;
    struct real_network n = {.n_layers = m->n_layers,
                             .timesteps = (int)d->neuron.timesteps,
                             .leak_shift = (int)d->neuron.leak_shift,
                             .refractory_steps = (int)d->neuron.refractory_steps,
                             .reset_subtract = d->neuron.reset == RESET_SUBTRACT,
                             .input_seed = (uint64_t)d->neuron.input_seed};

    for (int l = 0; l < m->n_layers; l++)
        n.layer[l] =
            (struct real_layer){.n_in = m->size[l],
                                .n_out = m->size[l + 1],
                                .weight = m->weight[l],
                                .threshold = sigma * m->lambda[l] / (l ? m->lambda[l - 1] : 1.0)};
    return n;
}

/* Images right out of n from number first on. */
static enum status count_right(const struct trial *t, double sigma, const struct dataset *set,
                               int first, int n, int *right, struct error *err)
{
    const struct real_network network = network_of(t, sigma);
    const struct real_job job = {.pixels =
                                     set->pixels + (size_t)first * (size_t)(set->rows * set->cols),
                                 .n = n,
                                 .first_image = (uint32_t)first,
                                 .n_threads = t->n_threads,
                                 .watch = t->watch};
    int *winner = malloc(((size_t)n + 1) * sizeof *winner);
    enum status status;

    if (!winner)
        return error_set(err, STATUS_NO_MEMORY, "reference: no memory for %d images", n);
    status = real_run_many(&network, &job, winner, err);
    *right = 0;
    for (int i = 0; status == STATUS_OK && i < n; i++)
        *right += winner[i] == set->labels[first + i];
    free(winner);
    return status;
}

static void report(const struct trial *t, double sigma, int right, int n)
{
    watch_progress(t->watch, "sigma %.4f: %d of %d held-out images right", sigma, right, n);
}

static enum status scan(const struct trial *t, const struct dataset *train, struct reference *out,
                        struct error *err)
{
    const int n = (int)t->design->convert.images, n_factors = (int)t->design->convert.sigma_steps;
    int *right = malloc((size_t)n_factors * sizeof *right);
    enum status status = STATUS_OK;

    if (!right)
        return error_set(err, STATUS_NO_MEMORY, "reference: no memory for %d factors", n_factors);
    for (int i = 0; i < n_factors && status == STATUS_OK; i++) {
        const double sigma = sigma_at(t->design, i);

        status = count_right(t, sigma, train, train->n - n, n, &right[i], err);
        if (status == STATUS_OK)
            report(t, sigma, right[i], n);
    }
    if (status == STATUS_OK) {
        const int chosen = sigma_choose(right, n_factors, n);

        out->sigma = sigma_at(t->design, chosen);
        out->held_out_accuracy = (double)right[chosen] / n;
    }
    free(right);
    return status;
}

enum status map_reference(const struct design *d, const struct mlp *m, const struct dataset *train,
                          const struct dataset *test, int n_images, int n_threads,
                          const struct watch *watch, struct reference *out, struct error *err)
{
    const struct trial t = {d, m, n_threads, watch};
    int right = 0;
    enum status status = map_check_network(d, m, train, err);

    *out = (struct reference){.images = n_images ? n_images : test->n};
    if (status != STATUS_OK)
        return status;
    if (out->images > test->n || test->rows * test->cols != m->size[0])
        return error_set(
            err, STATUS_BAD_CONFIG, "reference: %d images of %d pixels asked for, %s has %d of %d",
            out->images, m->size[0], test->source.text, test->n, test->rows * test->cols);
    out->ann_accuracy = mlp_accuracy(m, test, n_threads);
    if ((status = scan(&t, train, out, err)) == STATUS_OK)
        status = count_right(&t, out->sigma, test, 0, out->images, &right, err);
    out->accuracy = (double)right / out->images;
    return status;
}
