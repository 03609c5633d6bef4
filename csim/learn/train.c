#include "learn/mlp.h"
#include <cblas.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/philox.h"
#include "files/file.h"
#include "learn/checkpoint.h"
#include "learn/origin.h"
#include "learn/percentile.h"
#include "learn/sgd.h"

enum {
    LAMBDA_IMAGES = 5000,
    CHECKPOINT_EVERY_S = 60 /* packing one of mnist-deep takes 3 s, an epoch 16 s */
};

struct run {
    const struct design *d;
    const struct dataset *set; /* the first n_train images are trained on */
    const struct watch *watch;
    const char *checkpoint_path;
    struct sgd sgd;
    struct checkpoint at;
    uint32_t *order; /* [n_train] of the epoch under way */
    int n_train;
    int64_t batches, epochs; /* batches per epoch */
    double start_s, saved_s; /* of the call and of the last checkpoint */
};

/* Fisher-Yates; the order of an epoch depends on seed and epoch alone. */
static void shuffle(struct run *r, int64_t epoch)
{
    for (int i = 0; i < r->n_train; i++)
        r->order[i] = (uint32_t)i;
    for (int i = r->n_train - 1; i > 0; i--) {
        const struct philox_words w = philox((uint64_t)r->d->train.seed, PHILOX_TRAIN, (uint32_t)i,
                                             0, (uint32_t)epoch, RANDOM_SHUFFLE);
        const uint32_t j = (uint32_t)(((uint64_t)w.w[0] * (uint32_t)(i + 1)) >> 32);
        const uint32_t swap = r->order[i];

        r->order[i] = r->order[j];
        r->order[j] = swap;
    }
}

static void train_batch(struct run *r)
{
    struct sgd *s = &r->sgd;
    const int64_t first = r->at.step % r->batches * r->d->train.batch;
    const int64_t left = r->n_train - first, total = r->batches * r->epochs;
    int n_right = 0;

    s->step = (uint32_t)r->at.step;
    s->rows = (int)(left < r->d->train.batch ? left : r->d->train.batch);
    s->index = r->order + first;
    s->shift = r->at.step / r->batches >= r->d->train.plain_epochs;
    s->rate = (float)(r->d->train.rate * (1.0 - (double)r->at.step / (double)total));
    sgd_gather(s);
    sgd_forward(s);
    sgd_loss(s, &r->at.loss_sum, &n_right);
    sgd_backward(s);
    r->at.n_right += n_right;
    r->at.n_seen += s->rows;
    r->at.step++;
}

/* Share of right answers of the ANN as it is, without dropout and shifts. */
static double accuracy_of(struct sgd *s, const struct dataset *set, int first, int n)
{
    uint32_t *index = malloc((size_t)s->rows_max * sizeof *index);
    struct sgd run = *s;
    double loss = 0.0;
    int n_right = 0;

    if (index == NULL || n == 0) {
        free(index);
        return n == 0 ? 0.0 : (double)NAN;
    }
    run.set = set;
    run.index = index;
    run.shift = false;
    run.dropout_input = run.dropout_hidden = 0.0f;
    for (int done = 0; done < n; done += run.rows) {
        run.rows = n - done < s->rows_max ? n - done : s->rows_max;
        for (int i = 0; i < run.rows; i++)
            index[i] = (uint32_t)(first + done + i);
        sgd_gather(&run);
        sgd_forward(&run);
        sgd_loss(&run, &loss, &n_right);
    }
    free(index);
    return (double)n_right / n;
}

double mlp_accuracy(const struct mlp *m, const struct dataset *set, int n_threads)
{
    struct mlp network = *m;
    struct sgd s;
    struct error err;
    double accuracy;

    if (set->rows * set->cols != m->size[0] || set->n_classes > m->size[m->n_layers])
        return (double)NAN;
    if (sgd_open(&s, &network, 200, false, n_threads, &err) != STATUS_OK)
        return (double)NAN;
    accuracy = accuracy_of(&s, set, 0, set->n);
    sgd_close(&s);
    return accuracy;
}

static enum status save(struct run *r, struct error *err)
{
    r->saved_s = clock_now_s();
    return r->checkpoint_path == NULL ? STATUS_OK
                                      : checkpoint_write(r->checkpoint_path, &r->at, &r->sgd, err);
}

/* Accuracy: held-out where images are held out. */
static void tell_epoch(struct run *r, double loss)
{
    const int held_out = r->set->n - r->n_train;
    double accuracy = (double)r->at.n_right / (double)r->at.n_seen;

    if (!r->watch || !r->watch->progress)
        return;
    if (held_out > 0)
        accuracy = accuracy_of(&r->sgd, r->set, r->n_train, held_out);
    watch_progress(r->watch,
                   "training %s: epoch %" PRId64 " of %" PRId64
                   ", loss %.4f, accuracy %.2f %%, %.0f s",
                   r->d->name, r->at.step / r->batches, r->epochs, loss, 100 * accuracy,
                   clock_now_s() - r->start_s);
}

/* Reports, then forgets the epoch's sums. */
static enum status end_epoch(struct run *r, struct error *err)
{
    const double loss = r->at.loss_sum / (double)r->at.n_seen;

    if (!isfinite(loss))
        return error_set(err, STATUS_BAD_CONFIG,
                         "train: loss is not finite after epoch %" PRId64
                         ", train.rate = %g is too high",
                         r->at.step / r->batches, r->d->train.rate);
    tell_epoch(r, loss);
    r->at.loss_sum = 0.0;
    r->at.n_right = r->at.n_seen = 0;
    return r->at.step == r->batches * r->epochs || clock_now_s() - r->saved_s >= CHECKPOINT_EVERY_S
               ? save(r, err)
               : STATUS_OK;
}

static enum status train_epochs(struct run *r, struct error *err)
{
    const int64_t total = r->batches * r->epochs;
    enum status status;

    if (r->at.step < total)
        shuffle(r, r->at.step / r->batches);
    while (r->at.step < total) {
        if (watch_stopped(r->watch)) {
            status = save(r, err);
            return status != STATUS_OK
                       ? status
                       : error_set(err, STATUS_INTERRUPTED,
                                   "train: interrupted after %" PRId64 " of %" PRId64 " batches",
                                   r->at.step, total);
        }
        train_batch(r);
        if (r->at.step % r->batches != 0)
            continue;
        status = end_epoch(r, err);
        if (status != STATUS_OK)
            return status;
        if (r->at.step < total)
            shuffle(r, r->at.step / r->batches);
    }
    return STATUS_OK;
}

static enum status check_sizes(struct mlp *m, const struct design *d, const struct dataset *set,
                               struct error *err)
{
    const int n = design_layers(d, m->size, MLP_MAX_LAYERS + 1);

    m->n_layers = n - 1;
    if (n < 2)
        return error_set(err, STATUS_BAD_CONFIG,
                         "network.layers = %s, must be 2 to %d sizes such as 784-256-10",
                         d->network.layers, MLP_MAX_LAYERS + 1);
    if (m->size[0] != set->rows * set->cols)
        return error_set(err, STATUS_BAD_CONFIG,
                         "network.layers = %s, must begin with the %d pixels of an image",
                         d->network.layers, set->rows * set->cols);
    if (m->size[n - 1] < set->n_classes)
        return error_set(err, STATUS_BAD_CONFIG,
                         "network.layers = %s, must end with at least %d classes",
                         d->network.layers, set->n_classes);
    if (d->train.validation_images >= set->n)
        return error_set(err, STATUS_BAD_CONFIG,
                         "train.validation_images = %" PRId64 ", must be below the %d images of %s",
                         d->train.validation_images, set->n, set->source.text);
    for (int l = 0; l < m->n_layers; l++) {
        m->weight[l] = calloc((size_t)m->size[l] * (size_t)m->size[l + 1], sizeof(float));
        if (m->weight[l] == NULL)
            return error_set(err, STATUS_NO_MEMORY, "train: out of memory");
    }
    return STATUS_OK;
}

static enum status begin(struct run *r, struct mlp *m, int n_threads, struct error *err)
{
    const struct design *d = r->d;
    bool found = false;
    enum status status;

    r->n_train = r->set->n - (int)d->train.validation_images;
    r->batches = (r->n_train + d->train.batch - 1) / d->train.batch;
    r->epochs = d->train.plain_epochs + d->train.shift_epochs;
    r->order = malloc((size_t)r->n_train * sizeof *r->order);
    if (r->order == NULL)
        return error_set(err, STATUS_NO_MEMORY, "train: out of memory");
    status = sgd_open(&r->sgd, m, (int)d->train.batch, true, n_threads, err);
    if (status != STATUS_OK)
        return status;
    r->sgd.set = r->set;
    r->sgd.seed = (uint64_t)d->train.seed;
    r->sgd.momentum = (float)d->train.momentum;
    r->sgd.dropout_input = (float)d->train.dropout_input;
    r->sgd.dropout_hidden = (float)d->train.dropout_hidden;
    r->at.origin = mlp_origin(d, r->set);
    sgd_init_weights(m, r->sgd.seed);
    if (r->checkpoint_path != NULL)
        status = checkpoint_read(r->checkpoint_path, &r->at, &r->sgd, &found, err);
    if (status == STATUS_OK && r->at.step > r->batches * r->epochs)
        status =
            error_set(err, STATUS_BAD_FILE, "%s: step = %" PRId64 ", must be in [0, %" PRId64 "]",
                      r->checkpoint_path, r->at.step, r->batches * r->epochs);
    return status;
}

static enum status finish(struct run *r, struct mlp *m, struct error *err)
{
    char hash[17], data[17], blas[256];
    json_t *json;

    m->train_accuracy = accuracy_of(&r->sgd, r->set, 0, r->n_train);
    m->validation_accuracy = accuracy_of(&r->sgd, r->set, r->n_train, r->set->n - r->n_train);
    snprintf(hash, sizeof hash, "%016" PRIx64, r->at.origin.train_hash);
    snprintf(data, sizeof data, "%016" PRIx64, r->at.origin.data_hash);
    snprintf(blas, sizeof blas, "%s, kernels %s", openblas_get_config(), openblas_get_corename());
    json = json_pack("{s:s, s:s, s:I, s:s, s:s}", "design", r->d->name, "train_hash", hash, "seed",
                     (json_int_t)r->d->train.seed, "data_hash", data, "blas", blas);
    if (json != NULL) {
        char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

        snprintf(m->provenance, sizeof m->provenance, "%s", text == NULL ? "{}" : text);
        free(text);
    }
    json_decref(json);
    return percentile_activations(&r->sgd, r->set,
                                  r->n_train < LAMBDA_IMAGES ? r->n_train : LAMBDA_IMAGES,
                                  r->d->convert.percentile, m->lambda, err);
}

enum status mlp_train(struct mlp *m, const struct design *d, const struct dataset *train,
                      int n_threads, const char *checkpoint_path, const struct watch *watch,
                      struct error *err)
{
    struct run r = {.d = d, .set = train, .watch = watch, .checkpoint_path = checkpoint_path};
    enum status status;

    *m = (struct mlp){0};
    r.start_s = r.saved_s = clock_now_s();
    status = check_sizes(m, d, train, err);
    if (status == STATUS_OK)
        status = begin(&r, m, n_threads, err);
    if (status == STATUS_OK)
        status = train_epochs(&r, err);
    if (status == STATUS_OK) {
        status = finish(&r, m, err);
        if (status == STATUS_BAD_CONFIG && checkpoint_path != NULL)
            unlink(checkpoint_path); /* going on from there would end the same way */
    }
    sgd_close(&r.sgd);
    free(r.order);
    if (status != STATUS_OK)
        mlp_free(m);
    return status;
}
