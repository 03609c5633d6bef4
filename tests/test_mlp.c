/* Training: gradients against finite differences, bytes against threads and interruptions. */
#include "check.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "files/blob.h"
#include "files/file.h"
#include "learn/mlp.h"
#include "learn/origin.h"
#include "learn/percentile.h"
#include "learn/sgd.h"
#include "base/philox.h"

enum { SIDE = 12, N_PIXELS = SIDE * SIDE, N_CLASSES = 3, N_IMAGES = 300 };

static uint8_t toy_pixels[N_IMAGES * N_PIXELS], toy_labels[N_IMAGES];
static const struct dataset toy = {.n = N_IMAGES,
                                   .rows = SIDE,
                                   .cols = SIDE,
                                   .n_classes = N_CLASSES,
                                   .pixels = toy_pixels,
                                   .labels = toy_labels,
                                   .source = {"toy"}};

/* A bright band of rows tells the class; the rest is noise. */
static int toy_fill(void **state)
{
    (void)state;
    for (int i = 0; i < N_IMAGES; i++) {
        toy_labels[i] = (uint8_t)(i % N_CLASSES);
        for (int j = 0; j < N_PIXELS; j++) {
            const uint32_t r = philox(7, PHILOX_TEST, (uint32_t)i, (uint32_t)j, 0, 0).w[0];
            const int bright = j / SIDE / 4 == i % N_CLASSES;

            toy_pixels[i * N_PIXELS + j] = (uint8_t)(r % 120 + (bright ? 60 : 0));
        }
    }
    return 0;
}

static struct design toy_design(void)
{
    struct design d = {.name = "toy", .network = {.layers = "144-136-24-3"}};

    d.train.plain_epochs = 3;
    d.train.shift_epochs = 2;
    d.train.batch = 32;
    d.train.seed = 5;
    d.train.validation_images = 40;
    d.train.rate = 0.05;
    d.train.momentum = 0.9;
    d.train.dropout_input = 0.1;
    d.train.dropout_hidden = 0.25;
    d.convert.percentile = 99.9;
    return d;
}

static void assert_same_network(const struct mlp *a, const struct mlp *b)
{
    assert_int_equal(a->n_layers, b->n_layers);
    for (int l = 0; l < a->n_layers; l++) {
        const size_t n = (size_t)a->size[l] * (size_t)a->size[l + 1];

        assert_memory_equal(a->weight[l], b->weight[l], n * sizeof(float));
        assert_memory_equal(&a->lambda[l], &b->lambda[l], sizeof(double));
    }
    assert_string_equal(a->provenance, b->provenance);
    assert_true(a->train_accuracy == b->train_accuracy);
    assert_true(a->validation_accuracy == b->validation_accuracy);
}

/* ---- gradients */

struct tiny {
    struct mlp m;
    struct sgd s;
    uint32_t index[6];
};

static void tiny_open(struct tiny *t)
{
    static const int size[] = {N_PIXELS, 8, 6, N_CLASSES};
    struct error err;

    *t = (struct tiny){.m = {.n_layers = 3}};
    for (int l = 0; l <= 3; l++)
        t->m.size[l] = size[l];
    for (int l = 0; l < 3; l++)
        t->m.weight[l] = calloc((size_t)size[l] * (size_t)size[l + 1], sizeof(float));
    sgd_init_weights(&t->m, 11);
    assert_int_equal(sgd_open(&t->s, &t->m, 6, true, 1, &err), STATUS_OK);
    for (int i = 0; i < 6; i++)
        t->index[i] = (uint32_t)i;
    t->s.set = &toy;
    t->s.index = t->index;
    t->s.rows = 6;
    t->s.seed = 3;
}

static void tiny_close(struct tiny *t)
{
    sgd_close(&t->s);
    mlp_free(&t->m);
}

/* With momentum and rate zero, velocity is the gradient. */
static void tiny_gradient(struct tiny *t)
{
    double loss = 0.0;
    int n_right = 0;

    sgd_gather(&t->s);
    sgd_forward(&t->s);
    sgd_loss(&t->s, &loss, &n_right);
    sgd_backward(&t->s);
}

/* Mean loss in double, by loops that share nothing with the tested code; w is moved by dw. */
static double plain_loss(const struct mlp *m, int layer, size_t at, double dw)
{
    double sum = 0.0;

    for (int row = 0; row < 6; row++) {
        double x[N_PIXELS], y[N_PIXELS], total = 0.0;

        for (int i = 0; i < N_PIXELS; i++)
            x[i] = toy_pixels[row * N_PIXELS + i] / 255.0;
        for (int l = 0; l < m->n_layers; l++) {
            const int n_in = m->size[l], n_out = m->size[l + 1];

            for (int o = 0; o < n_out; o++) {
                y[o] = 0.0;
                for (int i = 0; i < n_in; i++) {
                    const size_t k = (size_t)(i * n_out + o);

                    y[o] += x[i] * ((double)m->weight[l][k] + (l == layer && k == at ? dw : 0.0));
                }
            }
            for (int o = 0; o < n_out; o++)
                x[o] = l < m->n_layers - 1 && y[o] < 0.0 ? 0.0 : y[o];
        }
        for (int o = 0; o < N_CLASSES; o++)
            total += exp(x[o]);
        sum += log(total) - x[toy_labels[row]];
    }
    return sum / 6.0;
}

static void gradient_equals_the_finite_difference_of_an_independent_loss(void **state)
{
    const double dw = 1e-5;
    struct tiny t;

    (void)state;
    tiny_open(&t);
    tiny_gradient(&t);
    for (int l = 0; l < 3; l++)
        for (size_t k = 0; k < (size_t)(t.m.size[l] * t.m.size[l + 1]); k += l == 0 ? 29 : 1) {
            const double slope =
                (plain_loss(&t.m, l, k, dw) - plain_loss(&t.m, l, k, -dw)) / (2.0 * dw);

            if (fabs((double)t.s.velocity[l][k] - slope) > 1e-5 + 1e-4 * fabs(slope))
                fail_msg("layer %d weight %zu: gradient %g, slope %g", l, k,
                         (double)t.s.velocity[l][k], slope);
        }
    tiny_close(&t);
}

static double own_loss(struct tiny *t)
{
    double loss = 0.0;
    int n_right = 0;

    sgd_gather(&t->s);
    sgd_forward(&t->s);
    sgd_loss(&t->s, &loss, &n_right);
    return loss / 6.0;
}

/* Dropout and shifts are keyed by the step, so the loss under one mask can be probed. */
static void gradient_equals_the_finite_difference_under_dropout_and_shift(void **state)
{
    struct tiny t;
    int n_zero = 0;

    (void)state;
    tiny_open(&t);
    t.s.dropout_input = 0.2f;
    t.s.dropout_hidden = 0.5f;
    t.s.shift = true;
    t.s.step = 9;
    tiny_gradient(&t);
    for (int l = 0; l < 3; l++)
        for (size_t k = 0; k < (size_t)(t.m.size[l] * t.m.size[l + 1]); k += l == 0 ? 29 : 1) {
            const float kept = t.m.weight[l][k], dw = 1e-3f;
            double slope;

            t.m.weight[l][k] = kept + dw;
            slope = own_loss(&t);
            t.m.weight[l][k] = kept - dw;
            slope = (slope - own_loss(&t)) / (2.0 * (double)dw);
            t.m.weight[l][k] = kept;
            n_zero += t.s.velocity[l][k] == 0.0f;
            if (fabs((double)t.s.velocity[l][k] - slope) > 2e-3 + 1e-2 * fabs(slope))
                fail_msg("layer %d weight %zu: gradient %g, slope %g", l, k,
                         (double)t.s.velocity[l][k], slope);
        }
    assert_true(n_zero > 0);
    tiny_close(&t);
}

static void dropout_keeps_its_share_and_the_mean(void **state)
{
    struct tiny t;
    double sum = 0.0, kept = 0.0, plain = 0.0;

    (void)state;
    tiny_open(&t);
    for (t.s.step = 0; t.s.step < 100; t.s.step++) {
        t.s.dropout_input = 0.0f;
        sgd_gather(&t.s);
        for (int i = 0; i < 6 * N_PIXELS; i++)
            plain += (double)t.s.activation[0][i];
        t.s.dropout_input = 0.25f;
        sgd_gather(&t.s);
        for (int i = 0; i < 6 * N_PIXELS; i++) {
            sum += (double)t.s.activation[0][i];
            kept += t.s.activation[0][i] > 0.0f;
        }
    }
    assert_close(sum, plain, 0.01);
    assert_close(kept / (600.0 * N_PIXELS), 0.75 * (119.0 / 120.0 * 2.0 / 3.0 + 1.0 / 3.0), 0.01);
    tiny_close(&t);
}

/* ---- runs */

struct log {
    int n_epochs, stop_after;
    double loss[64];
    volatile int stop;
};

static void note_epoch(void *context, const char *line)
{
    struct log *log = context;
    double loss;
    int epoch;

    if (!line || sscanf(line, "training toy: epoch %d of %*d, loss %lf", &epoch, &loss) != 2)
        return;
    log->loss[log->n_epochs++] = loss;
    if (epoch == log->stop_after)
        log->stop = 1;
}

static void loss_falls_and_classes_are_learnt(void **state)
{
    struct design d = toy_design();
    struct log log = {0};
    const struct watch watch = {.progress = note_epoch, .context = &log};
    struct error err;
    struct mlp m;

    (void)state;
    d.train.plain_epochs = 12;
    assert_int_equal(mlp_train(&m, &d, &toy, 2, NULL, &watch, &err), STATUS_OK);
    assert_int_equal(log.n_epochs, 14);
    assert_true(log.loss[13] < 0.5 * log.loss[0]);
    assert_true(m.train_accuracy > 0.9);
    assert_true(m.validation_accuracy > 0.9);
    assert_true(mlp_accuracy(&m, &toy, 1) > 0.9);
    for (int l = 0; l < m.n_layers; l++)
        assert_true(m.lambda[l] > 0.0);
    mlp_free(&m);
}

static void bytes_do_not_depend_on_the_number_of_threads(void **state)
{
    const struct design d = toy_design();
    struct error err;
    struct mlp one, more;

    (void)state;
    assert_int_equal(mlp_train(&one, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    for (int n = 2; n <= 4; n++) {
        assert_int_equal(mlp_train(&more, &d, &toy, n, NULL, NULL, &err), STATUS_OK);
        assert_same_network(&one, &more);
        mlp_free(&more);
    }
    mlp_free(&one);
}

static void other_seeds_give_other_networks(void **state)
{
    struct design d = toy_design();
    struct error err;
    struct mlp a, b;

    (void)state;
    assert_int_equal(mlp_train(&a, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    d.train.seed++;
    assert_int_equal(mlp_train(&b, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    assert_memory_not_equal(a.weight[1], b.weight[1], 64);
    mlp_free(&a);
    mlp_free(&b);
}

static void temporary(char path[64], const char *name)
{
    snprintf(path, 64, "/tmp/test_mlp.%d.%s", (int)getpid(), name);
    unlink(path);
}

static void a_run_stopped_after_an_epoch_resumes_to_the_same_bytes(void **state)
{
    const struct design d = toy_design();
    struct log log = {.stop_after = 2};
    struct watch watch = {.progress = note_epoch, .context = &log, .stop = &log.stop};
    struct error err;
    struct mlp whole, resumed;
    char path[64];

    (void)state;
    temporary(path, "ckpt");
    assert_int_equal(mlp_train(&whole, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    assert_int_equal(mlp_train(&resumed, &d, &toy, 2, path, &watch, &err), STATUS_INTERRUPTED);
    assert_int_equal(log.n_epochs, 2);
    assert_int_equal(access(path, R_OK), 0);
    watch.stop = NULL;
    assert_int_equal(mlp_train(&resumed, &d, &toy, 2, path, &watch, &err), STATUS_OK);
    assert_int_equal(log.n_epochs, 5);
    assert_same_network(&whole, &resumed);
    mlp_free(&resumed);
    /* a finished run's checkpoint gives the network again without an epoch */
    assert_int_equal(mlp_train(&resumed, &d, &toy, 1, path, &watch, &err), STATUS_OK);
    assert_int_equal(log.n_epochs, 5);
    assert_same_network(&whole, &resumed);
    mlp_free(&resumed);
    mlp_free(&whole);
    unlink(path);
}

static void *stop_soon(void *argument)
{
    volatile int *stop = argument;
    const struct timespec wait = {.tv_nsec = 4000000};

    nanosleep(&wait, NULL);
    *stop = 1;
    return NULL;
}

static void a_run_stopped_within_epochs_resumes_to_the_same_bytes(void **state)
{
    struct design d = toy_design();
    struct error err;
    struct mlp whole, m;
    char path[64];
    int n_stops = 0;
    enum status status;

    (void)state;
    temporary(path, "mid");
    d.train.plain_epochs = 20;
    assert_int_equal(mlp_train(&whole, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    do {
        volatile int stop = n_stops == 0; /* the first before the first batch */
        const struct watch watch = {.stop = n_stops < 20 ? &stop : NULL};
        pthread_t thread;

        assert_int_equal(pthread_create(&thread, NULL, stop_soon, (void *)&stop), 0);
        status = mlp_train(&m, &d, &toy, 1, path, &watch, &err);
        pthread_join(thread, NULL);
        n_stops += status == STATUS_INTERRUPTED;
    } while (status == STATUS_INTERRUPTED);
    assert_int_equal(status, STATUS_OK);
    assert_true(n_stops >= 1);
    assert_same_network(&whole, &m);
    mlp_free(&m);
    mlp_free(&whole);
    unlink(path);
}

static void a_checkpoint_of_another_training_is_not_resumed(void **state)
{
    struct design d = toy_design();
    struct log log = {.stop_after = 1};
    const struct watch watch = {.progress = note_epoch, .context = &log};
    struct error err;
    struct mlp other, fresh;
    char path[64];

    (void)state;
    temporary(path, "other");
    assert_int_equal(mlp_train(&other, &d, &toy, 1, path, NULL, &err), STATUS_OK);
    mlp_free(&other);
    d.train.rate = 0.04;
    assert_int_equal(mlp_train(&other, &d, &toy, 1, path, &watch, &err), STATUS_OK);
    assert_int_equal(log.n_epochs, 5);
    assert_int_equal(mlp_train(&fresh, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    assert_same_network(&fresh, &other);
    mlp_free(&fresh);
    mlp_free(&other);
    unlink(path);
}

static void only_what_training_depends_on_changes_the_training_hash(void **state)
{
    struct design d = toy_design();
    const uint64_t hash = mlp_train_hash(&d);

    (void)state;
    d.tile.columns = 32;
    d.neuron.timesteps = 50;
    assert_true(mlp_train_hash(&d) == hash);
    d.train.seed++;
    assert_true(mlp_train_hash(&d) != hash);
}

static void percentiles_are_exact(void **state)
{
    /* one identity layer: activations are pixels / 255; 1..100 once each, else zero */
    uint8_t pixels[200] = {0}, labels[2] = {0, 1};
    const struct dataset set = {
        .n = 2, .rows = 10, .cols = 10, .n_classes = 2, .pixels = pixels, .labels = labels};
    struct mlp m = {.n_layers = 1, .size = {100, 100}};
    struct error err;
    struct sgd s;
    double lambda[MLP_MAX_LAYERS];

    (void)state;
    for (int i = 0; i < 100; i++)
        pixels[2 * i] = (uint8_t)(100 - i);
    m.weight[0] = calloc(100 * 100, sizeof(float));
    for (int i = 0; i < 100; i++)
        m.weight[0][i * 101] = 1.0f;
    assert_int_equal(sgd_open(&s, &m, 2, false, 1, &err), STATUS_OK);
    for (int p = 1; p <= 100; p++) {
        assert_int_equal(percentile_activations(&s, &set, 2, p, lambda, &err), STATUS_OK);
        assert_close(lambda[0], p / 255.0, 1e-7);
    }
    memset(m.weight[0], 0, 100 * 100 * sizeof(float));
    assert_int_equal(percentile_activations(&s, &set, 2, 99.9, lambda, &err), STATUS_BAD_CONFIG);
    sgd_close(&s);
    mlp_free(&m);
}

/* ---- files and bad input */

static void a_network_survives_its_file(void **state)
{
    struct design d = toy_design();
    struct error err;
    struct mlp m, back;
    char path[64];

    (void)state;
    temporary(path, "mlp");
    d.train.plain_epochs = 1;
    assert_int_equal(mlp_train(&m, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    assert_int_equal(mlp_write(path, &m, &err), STATUS_OK);
    assert_int_equal(mlp_read(path, &back, &err), STATUS_OK);
    assert_same_network(&m, &back);
    mlp_free(&back);
    mlp_free(&m);
    unlink(path);
}

static void a_truncated_network_is_rejected(void **state)
{
    struct design d = toy_design();
    struct error err;
    struct mlp m;
    unsigned char *bytes;
    size_t n;
    char path[64];

    (void)state;
    temporary(path, "cut");
    d.train.plain_epochs = 1;
    assert_int_equal(mlp_train(&m, &d, &toy, 1, NULL, NULL, &err), STATUS_OK);
    assert_int_equal(mlp_write(path, &m, &err), STATUS_OK);
    mlp_free(&m);
    assert_int_equal(file_read_all(path, 1 << 26, &bytes, &n, &err), STATUS_OK);
    for (size_t cut = 0; cut < n; cut += n / 13) {
        assert_int_equal(file_write_all(path, bytes, cut, &err), STATUS_OK);
        assert_int_equal(mlp_read(path, &m, &err), STATUS_BAD_FILE);
        assert_non_null(strstr(err.text, path));
    }
    free(bytes);
    unlink(path);
    assert_int_equal(mlp_read(path, &m, &err), STATUS_BAD_FILE);
}

/* A file with a 2 x 3 weight under a header that may tell otherwise. */
static enum status read_forged(const char *kind, int n_in, double lambda, float weight)
{
    float data[6] = {weight, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f};
    const struct blob_array array = {
        .name = "weight0", .type = "float32", .shape = {2, 3}, .n_dims = 2, .data = data};
    json_t *header =
        json_pack("{s:s, s:[i,i], s:[f], s:f, s:f, s:s}", "kind", kind, "layers", n_in, 3, "lambda",
                  lambda, "train_accuracy", 0.5, "validation_accuracy", 0.5, "provenance", "{}");
    struct error err;
    struct mlp m;
    enum status status;
    char path[64];

    temporary(path, "forged");
    assert_int_equal(blob_write(path, header, &array, 1, &err), STATUS_OK);
    json_decref(header);
    status = mlp_read(path, &m, &err);
    if (status == STATUS_OK)
        mlp_free(&m);
    unlink(path);
    return status;
}

static void a_network_of_another_shape_or_kind_is_rejected(void **state)
{
    (void)state;
    assert_int_equal(read_forged("mlp", 2, 1.0, 1.0f), STATUS_OK);
    assert_int_equal(read_forged("program", 2, 1.0, 1.0f), STATUS_BAD_FILE);
    assert_int_equal(read_forged("mlp", 3, 1.0, 1.0f), STATUS_BAD_FILE);
    assert_int_equal(read_forged("mlp", 0, 1.0, 1.0f), STATUS_BAD_FILE);
    assert_int_equal(read_forged("mlp", 2, 0.0, 1.0f), STATUS_BAD_FILE);
    assert_int_equal(read_forged("mlp", 2, 1.0, (float)NAN), STATUS_BAD_FILE);
}

static void designs_that_do_not_fit_the_data_are_refused(void **state)
{
    struct design d = toy_design();
    struct error err;
    struct mlp m;

    (void)state;
    strcpy(d.network.layers, "100-24-3");
    assert_int_equal(mlp_train(&m, &d, &toy, 1, NULL, NULL, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "144 pixels"));
    strcpy(d.network.layers, "144-24-2");
    assert_int_equal(mlp_train(&m, &d, &toy, 1, NULL, NULL, &err), STATUS_BAD_CONFIG);
    strcpy(d.network.layers, "144-24-3");
    d.train.validation_images = N_IMAGES;
    assert_int_equal(mlp_train(&m, &d, &toy, 1, NULL, NULL, &err), STATUS_BAD_CONFIG);
    d.train.validation_images = 0;
    assert_int_equal(mlp_train(&m, &d, &toy, 1, "/dev/null/ckpt", NULL, &err), STATUS_BAD_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradient_equals_the_finite_difference_of_an_independent_loss),
        cmocka_unit_test(gradient_equals_the_finite_difference_under_dropout_and_shift),
        cmocka_unit_test(dropout_keeps_its_share_and_the_mean),
        cmocka_unit_test(loss_falls_and_classes_are_learnt),
        cmocka_unit_test(bytes_do_not_depend_on_the_number_of_threads),
        cmocka_unit_test(other_seeds_give_other_networks),
        cmocka_unit_test(a_run_stopped_after_an_epoch_resumes_to_the_same_bytes),
        cmocka_unit_test(a_run_stopped_within_epochs_resumes_to_the_same_bytes),
        cmocka_unit_test(a_checkpoint_of_another_training_is_not_resumed),
        cmocka_unit_test(only_what_training_depends_on_changes_the_training_hash),
        cmocka_unit_test(percentiles_are_exact),
        cmocka_unit_test(a_network_survives_its_file),
        cmocka_unit_test(a_truncated_network_is_rejected),
        cmocka_unit_test(a_network_of_another_shape_or_kind_is_rejected),
        cmocka_unit_test(designs_that_do_not_fit_the_data_are_refused),
    };

    return cmocka_run_group_tests(tests, toy_fill, NULL);
}
