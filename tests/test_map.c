#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "map/map.h"
#include "map/reference.h"
#include "map/sigma.h"
#include "map/quantise.h"
#include "base/philox.h"

/* A toy: 4 x 4 images, class = the bright quarter of rows; a network that copies rows to classes.
 */
enum { SIDE = 4, PIXELS = 16, CLASSES = 4, N_IMAGES = 80, SHOWN = 40 };

struct fixture {
    struct design d;
    struct mlp m;
    struct device_card card;
    struct dataset train;
};

static void make_images(struct dataset *set)
{
    *set = (struct dataset){.n = N_IMAGES, .rows = SIDE, .cols = SIDE, .n_classes = CLASSES};
    set->pixels = malloc(N_IMAGES * PIXELS);
    set->labels = malloc(N_IMAGES);
    for (int i = 0; i < N_IMAGES; i++) {
        set->labels[i] = (uint8_t)(i % CLASSES);
        for (int k = 0; k < PIXELS; k++) {
            const uint32_t r = philox(1, PHILOX_TEST, (uint32_t)i, (uint32_t)k, 0, 0).w[0];

            set->pixels[i * PIXELS + k] =
                (uint8_t)(k / SIDE == i % CLASSES ? 160 + r % 96 : r % 90);
        }
    }
}

static void make_network(struct mlp *m)
{
    *m = (struct mlp){.n_layers = 2,
                      .size = {PIXELS, PIXELS, CLASSES},
                      .lambda = {1.0, 4.0},
                      .provenance = "{\"seed\":1}",
                      .validation_accuracy = 1.0};
    m->weight[0] = calloc(PIXELS * PIXELS, sizeof(float));
    m->weight[1] = calloc(PIXELS * CLASSES, sizeof(float));
    for (int i = 0; i < PIXELS; i++) {
        m->weight[0][i * PIXELS + i] = 1.0f;
        for (int k = 0; k < CLASSES; k++)
            m->weight[1][i * CLASSES + k] = i / SIDE == k ? 1.0f : -0.5f;
    }
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->d = design_default;
    strcpy(f->d.name, "toy");
    strcpy(f->d.network.layers, "16-16-4");
    f->d.convert.images = SHOWN;
    f->d.convert.step = 0;
    f->d.neuron.timesteps = 30;
    f->d.neuron.reset = RESET_ZERO;
    f->d.tile.word_lines = 16;
    f->d.tile.columns = 8;
    f->d.tile.converters = 4;
    f->card = (struct device_card){
        .name = "toy-card", .n_states = 5, .read_voltage_V = 0.1, .g_quantum_S = 1e-6 / 16};
    for (int s = 0; s < 5; s++)
        f->card.state[s].g_mean_S = (20 + s) * 1e-6;
    make_images(&f->train);
    make_network(&f->m);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    free(f->train.pixels);
    free(f->train.labels);
    free(f->m.weight[0]);
    free(f->m.weight[1]);
    free(f);
    return 0;
}

static enum status map_toy(const struct fixture *f, const struct design *d, int n_threads,
                           struct program *p, struct error *err)
{
    return map_network(p, d, &f->m, &f->card, &f->train, n_threads, NULL, err);
}

static void thresholds_follow_the_percentiles(void **state)
{
    const struct fixture *f = *state;
    struct design d = f->d;
    struct program p;
    struct error err = {0};

    d.convert.sigma_steps = 1; /* sigma_min */
    d.convert.sigma_min = 0.75;
    if (map_toy(f, &d, 1, &p, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    /* step = 1/4 for both layers, lambda 1 then 4; gain_shift 4, one level a code */
    assert_close(p.layer[0].threshold_levels, 0.75 * 1.0 / (1.0 * 0.25), 1e-12);
    assert_close(p.layer[1].threshold_levels, 0.75 * 4.0 / (1.0 * 0.25), 1e-12);
    assert_int_equal(p.layer[0].lif.threshold, 48);
    assert_int_equal(p.layer[1].lif.threshold, 192);
    assert_int_equal(p.layer[0].level[0], 4);
    assert_int_equal(p.layer[1].level[1], -2);
    assert_string_equal(p.card, "toy-card");
    assert_int_equal(p.geometry.columns, 8);
    program_free(&p);
}

/* A second layer of half the weights uses half the levels, where the first sets the step. */
static void one_step_serves_the_network_where_asked(void **state)
{
    const struct fixture *f = *state;
    struct design d = f->d;
    struct program p;
    struct error err = {0};

    for (int i = 0; i < PIXELS * CLASSES; i++)
        f->m.weight[1][i] *= 0.5f;
    d.convert.sigma_steps = 1;
    d.convert.sigma_min = 1.0;
    assert_int_equal(map_toy(f, &d, 1, &p, &err), STATUS_OK);
    assert_int_equal(p.layer[1].level[0], 4);
    program_free(&p);
    d.convert.step = STEP_NETWORK;
    assert_int_equal(map_toy(f, &d, 1, &p, &err), STATUS_OK);
    assert_int_equal(p.layer[0].level[0], 4);
    assert_int_equal(p.layer[1].level[0], 2);
    assert_close(p.layer[1].threshold_levels, 4.0 / 0.25, 1e-12);
    program_free(&p);
    for (int i = 0; i < PIXELS * CLASSES; i++)
        f->m.weight[1][i] *= 2.0f;
}

/* The toy's images are its test set too. */
static void the_toy_is_classified_before_any_rounding(void **state)
{
    const struct fixture *f = *state;
    struct design d = f->d;
    struct reference r;
    struct error err = {0};

    d.convert.sigma_min = 0.5;
    d.convert.sigma_max = 1.5;
    d.convert.sigma_steps = 3;
    if (map_reference(&d, &f->m, &f->train, &f->train, 0, 2, NULL, &r, &err))
        fail_msg("%s", err.text);
    assert_int_equal(r.images, N_IMAGES);
    assert_close(r.accuracy, 1.0, 0);
    assert_close(r.ann_accuracy, 1.0, 0);
    assert_close(r.held_out_accuracy, 1.0, 0);
    assert_close(r.sigma, 1.5, 0);                     /* all are right: the largest */
    d.convert.sigma_min = d.convert.sigma_max = 100.0; /* no spike: class 0 */
    assert_int_equal(map_reference(&d, &f->m, &f->train, &f->train, 40, 1, NULL, &r, &err), 0);
    assert_int_equal(r.images, 40);
    assert_close(r.accuracy, 0.25, 0);
    assert_int_equal(
        map_reference(&d, &f->m, &f->train, &f->train, N_IMAGES + 1, 1, NULL, &r, &err),
        STATUS_BAD_CONFIG);
}

static void the_toy_is_classified(void **state)
{
    const struct fixture *f = *state;
    struct program p;
    struct error err = {0};

    assert_int_equal(map_toy(f, &f->d, 1, &p, &err), STATUS_OK);
    assert_non_null(strstr(p.provenance, "\"held_out_accuracy\":1.0"));
    program_free(&p);
}

struct heard {
    int n;
    double sigma[32];
    int right[32];
};

static void hear(void *context, const char *line)
{
    struct heard *h = context;

    if (line && h->n < 32
        && sscanf(line, "sigma %lf: %d of", &h->sigma[h->n], &h->right[h->n]) == 2)
        h->n++;
}

static void largest_factor_of_the_plateau_is_chosen(void **state)
{
    const struct fixture *f = *state;
    struct design d = f->d;
    struct heard heard = {0};
    const struct watch watch = {.progress = hear, .context = &heard};
    struct program p;
    struct error err = {0};
    char want[64];
    int last = 0;

    d.convert.sigma_min = 0.5; /* at 10 the second layer hardly spikes */
    d.convert.sigma_max = 10.0;
    d.convert.sigma_steps = 20;
    assert_int_equal(map_network(&p, &d, &f->m, &f->card, &f->train, 1, &watch, &err), STATUS_OK);
    assert_int_equal(heard.n, 20);
    for (int i = 0; i < 20; i++)
        last = heard.right[i] == SHOWN ? i : last; /* all right: no error, no margin */
    assert_true(last > 0 && last < 19);
    snprintf(want, sizeof want, "\"sigma\":%.1f", heard.sigma[last]);
    assert_non_null(strstr(p.provenance, want));
    program_free(&p);
}

static void a_stopped_scan_leaves_no_program(void **state)
{
    const struct fixture *f = *state;
    const volatile int stop = 1;
    const struct watch watch = {.stop = &stop};
    struct program p;
    struct error err = {0};

    assert_int_equal(map_network(&p, &f->d, &f->m, &f->card, &f->train, 2, &watch, &err),
                     STATUS_INTERRUPTED);
    assert_null(p.layer[0].level);
}

static void threads_do_not_change_a_program(void **state)
{
    const struct fixture *f = *state;
    struct program one, two;
    struct error err = {0};

    assert_int_equal(map_toy(f, &f->d, 1, &one, &err), STATUS_OK);
    assert_int_equal(map_toy(f, &f->d, 2, &two, &err), STATUS_OK);
    assert_string_equal(one.provenance, two.provenance);
    for (int l = 0; l < 2; l++) {
        assert_int_equal(one.layer[l].lif.threshold, two.layer[l].lif.threshold);
        assert_memory_equal(one.layer[l].level, two.layer[l].level, PIXELS * CLASSES);
    }
    program_free(&one);
    program_free(&two);
}

static void rounding_with_feedback_classifies_too(void **state)
{
    const struct fixture *f = *state;
    struct design d = f->d;
    struct program one, two;
    struct error err = {0};

    d.convert.step = STEP_COMPENSATED;
    assert_int_equal(map_toy(f, &d, 1, &one, &err), STATUS_OK);
    assert_int_equal(map_toy(f, &d, 2, &two, &err), STATUS_OK);
    assert_non_null(strstr(one.provenance, "\"held_out_accuracy\":1.0"));
    assert_memory_equal(one.layer[0].level, two.layer[0].level, PIXELS * PIXELS);
    program_free(&one);
    program_free(&two);
}

static void another_converter_needs_no_new_conversion(void **state)
{
    const struct fixture *f = *state;
    struct design d = f->d;
    struct program p;
    struct error err = {0};
    double levels;

    d.convert.sigma_steps = 1;
    d.convert.sigma_min = 1.0;
    assert_int_equal(map_toy(f, &d, 1, &p, &err), STATUS_OK);
    levels = p.layer[1].threshold_levels;
    d.converter.lsb_levels = 0.5;
    d.neuron.gain_shift = 2;
    d.tile.columns = 4;
    assert_int_equal(map_apply_design(&p, &d, &f->card, &err), STATUS_OK);
    assert_int_equal(p.layer[1].lif.threshold, (int)(levels * 2 * 4));
    assert_true(p.layer[1].threshold_levels == levels);
    assert_int_equal(program_cores(&p, 0), 4);
    program_free(&p);
}

static void expect_error(const struct fixture *f, const struct design *d, const char *text)
{
    struct program p;
    struct error err = {0};

    assert_int_equal(map_toy(f, d, 1, &p, &err), STATUS_BAD_CONFIG);
    if (!strstr(err.text, text))
        fail_msg("got '%s', want '%s'", err.text, text);
    assert_null(strchr(err.text, '\n'));
}

static void what_does_not_fit_is_named(void **state)
{
    const struct fixture *f = *state;
    struct design d = f->d;

    d.neuron.membrane_bits = 8;
    d.converter.lsb_levels = 0.1;
    expect_error(f, &d, "membrane units, must be in [1, 127]: see neuron.membrane_bits");
    d = f->d;
    strcpy(d.network.layers, "16-15-4");
    expect_error(f, &d, "design toy has 16-15-4");
    d = f->d;
    d.convert.images = N_IMAGES + 1;
    expect_error(f, &d, "convert.images = 81, the set has 80");
    d = f->d;
    d.device.states = 6;
    expect_error(f, &d, "device.states = 6");
    d = f->d;
    d.converter.lsb_levels = 1e-3;
    expect_error(f, &d, "conductance quanta, must be in [1, 16384]");
}

/* Best 990 of 1000: half a standard error is 0.5 sqrt(990 x 0.01) = 1.57, so 989 is as good. */
static void sigma_is_the_largest_within_half_a_standard_error(void **state)
{
    const int right[] = {980, 990, 989, 988, 970};

    (void)state;
    assert_int_equal(sigma_choose(right, 5, 1000), 2);
    assert_int_equal(sigma_choose(right, 1, 1000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sigma_is_the_largest_within_half_a_standard_error),
        cmocka_unit_test(thresholds_follow_the_percentiles),
        cmocka_unit_test(one_step_serves_the_network_where_asked),
        cmocka_unit_test(the_toy_is_classified_before_any_rounding),
        cmocka_unit_test(the_toy_is_classified),
        cmocka_unit_test(largest_factor_of_the_plateau_is_chosen),
        cmocka_unit_test(a_stopped_scan_leaves_no_program),
        cmocka_unit_test(threads_do_not_change_a_program),
        cmocka_unit_test(rounding_with_feedback_classifies_too),
        cmocka_unit_test(another_converter_needs_no_new_conversion),
        cmocka_unit_test(what_does_not_fit_is_named),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
