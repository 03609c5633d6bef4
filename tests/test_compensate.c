#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "map/compensate.h"
#include "map/map.h"
#include "map/quantise.h"
#include "base/philox.h"

/* 70 inputs: more than one block of rows. */
enum { N_IN = 70, N_OUT = 20, N_IMAGES = 300 };

struct fixture {
    struct device_card card;
    float input[N_IMAGES * N_IN], weight[N_IN * N_OUT];
    int8_t level[N_IN * N_OUT], nearest[N_IN * N_OUT];
    struct compensate_layer layer;
};

static double uniform(uint32_t a, uint32_t b)
{
    return philox(11, PHILOX_TEST, a, b, 0, 0).w[0] / 4294967296.0;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->card = (struct device_card){.n_states = 3, .g_quantum_S = 1e-8};
    for (int s = 0; s < 3; s++)
        f->card.state[s].g_mean_S = (20 + s) * 1e-6;
    /* neighbours see much the same, as pixels do */
    for (uint32_t i = 0; i < N_IMAGES; i++)
        for (uint32_t k = 0; k < N_IN; k++)
            f->input[i * N_IN + k] = (float)(uniform(i, k / 7) + 0.3 * uniform(i, 100 + k));
    for (uint32_t i = 0; i < N_IN * N_OUT; i++)
        f->weight[i] = (float)(uniform(5000, i) + uniform(5001, i) - 1.0);
    f->layer = (struct compensate_layer){.n_in = N_IN,
                                         .n_out = N_OUT,
                                         .n_images = N_IMAGES,
                                         .input = f->input,
                                         .weight = f->weight,
                                         .step = 0.35,
                                         .level = f->level};
    quantise_levels(&f->card, f->weight, N_IN * N_OUT, f->layer.step, f->nearest);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* Squared error of x W over all images. */
static double output_error(const struct fixture *f, const int8_t level[])
{
    double sum = 0.0;

    for (int i = 0; i < N_IMAGES; i++)
        for (int k = 0; k < N_OUT; k++) {
            double error = 0.0;

            for (int j = 0; j < N_IN; j++) {
                const int at = j * N_OUT + k;

                error +=
                    f->input[i * N_IN + j]
                    * (f->weight[at] - f->layer.step * quantise_level_value(&f->card, level[at]));
            }
            sum += error * error;
        }
    return sum;
}

static void error_of_the_output_falls(void **state)
{
    struct fixture *f = *state;
    struct error err;

    assert_int_equal(compensate_round(&f->layer, &f->card, &err), STATUS_OK);
    assert_true(output_error(f, f->level) < 0.3 * output_error(f, f->nearest));
}

static void uncorrelated_inputs_are_rounded_to_the_nearest(void **state)
{
    struct fixture *f = *state;
    float *one = calloc(N_IN * N_IN, sizeof *one);
    struct compensate_layer layer = f->layer;
    struct error err;

    for (int i = 0; i < N_IN; i++)
        one[i * N_IN + i] = 1.0f;
    layer.input = one;
    layer.n_images = N_IN;
    assert_int_equal(compensate_round(&layer, &f->card, &err), STATUS_OK);
    assert_memory_equal(f->level, f->nearest, sizeof f->level);
    free(one);
}

static void inputs_never_seen_are_rounded_to_the_nearest(void **state)
{
    struct fixture *f = *state;
    float *none = calloc(N_IMAGES * N_IN, sizeof *none);
    struct compensate_layer layer = f->layer;
    struct error err;

    layer.input = none;
    assert_int_equal(compensate_round(&layer, &f->card, &err), STATUS_OK);
    assert_memory_equal(f->level, f->nearest, sizeof f->level);
    free(none);
}

static void output_is_that_of_the_rounded_weights(void **state)
{
    struct fixture *f = *state;
    float *output = malloc(N_IMAGES * N_OUT * sizeof *output);
    struct error err;

    assert_int_equal(compensate_round(&f->layer, &f->card, &err), STATUS_OK);
    assert_int_equal(compensate_forward(&f->layer, &f->card, output, &err), STATUS_OK);
    for (int k = 0; k < N_OUT; k++) {
        double want = 0.0;

        for (int j = 0; j < N_IN; j++)
            want += f->input[j] * f->layer.step * f->level[j * N_OUT + k];
        want = want > 0.0 ? want : 0.0;
        assert_true(fabs(output[k] - want) < 1e-4);
    }
    free(output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_of_the_output_falls),
        cmocka_unit_test(uncorrelated_inputs_are_rounded_to_the_nearest),
        cmocka_unit_test(inputs_never_seen_are_rounded_to_the_nearest),
        cmocka_unit_test(output_is_that_of_the_rounded_weights),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
