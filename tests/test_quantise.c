#include "check.h"
#include <stdlib.h>
#include "map/map.h"
#include "map/quantise.h"
#include "base/philox.h"

/* Levels 0, 1, 3, 5 in units of 5/3: the mean level step. */
static struct device_card uneven_card(void)
{
    return (struct device_card){
        .n_states = 4,
        .g_quantum_S = 1e-8,
        .state = {
            {.g_mean_S = 10e-6}, {.g_mean_S = 11e-6}, {.g_mean_S = 13e-6}, {.g_mean_S = 15e-6}}};
}

/* Conductances that a double holds exactly: ties are ties. */
static struct device_card even_card(int n_states)
{
    struct device_card card = {.n_states = n_states, .g_quantum_S = 1e-8};

    for (int s = 0; s < n_states; s++)
        card.state[s].g_mean_S = (20 + 2 * s) * 0x1p-20;
    return card;
}

/* Sum of uniform numbers: close enough to trained weights. */
static void random_weights(float *w, int n, uint32_t seed)
{
    for (int i = 0; i < n; i++) {
        const struct philox_words r = philox(seed, PHILOX_TEST, (uint32_t)i, 0, 0, 0);
        double sum = 0.0;

        for (int k = 0; k < 4; k++)
            sum += r.w[k] / 4294967296.0 - 0.5;
        w[i] = (float)(0.05 * sum);
    }
}

static double squared_error(const struct device_card *card, const float *w, int n, double step)
{
    double error = 0.0;

    for (int i = 0; i < n; i++) {
        const int k = quantise_level(card, w[i] / step);
        const double d = w[i] - step * quantise_level_value(card, k);

        error += d * d;
    }
    return error;
}

static void nearest_of_unequal_levels_is_taken(void **state)
{
    const struct device_card card = uneven_card();
    const double unit = 5.0 / 3.0; /* uS: level 1 is 0.6 mean steps, level 2 1.8, level 3 3 */

    (void)state;
    assert_int_equal(quantise_level(&card, 0.0), 0);
    assert_int_equal(quantise_level(&card, 0.49 / unit), 0);
    assert_int_equal(quantise_level(&card, 0.51 / unit), 1);
    assert_int_equal(quantise_level(&card, 1.99 / unit), 1);
    assert_int_equal(quantise_level(&card, -2.01 / unit), -2);
    assert_int_equal(quantise_level(&card, 4.01 / unit), 3);
    assert_int_equal(quantise_level(&card, -100.0), -3);
}

static void ties_go_away_from_zero(void **state)
{
    const struct device_card card = even_card(4);

    (void)state;
    assert_int_equal(quantise_level(&card, 0.5), 1);
    assert_int_equal(quantise_level(&card, -0.5), -1);
    assert_int_equal(quantise_level(&card, -1.5), -2);
}

static void max_step_puts_the_largest_weight_on_the_last_level(void **state)
{
    const struct device_card cards[] = {even_card(7), uneven_card()};
    const float w[] = {0.1f, -0.75f, 0.3f};

    (void)state;
    for (int i = 0; i < 2; i++) {
        const double step = quantise_step(&cards[i], w, 3, 0);

        assert_close(step, 0.75 / (double)(cards[i].n_states - 1), 1e-7);
        assert_int_equal(quantise_level(&cards[i], w[1] / step), -(int)(cards[i].n_states - 1));
    }
}

static void least_squares_step_is_not_beaten_by_any_other(void **state)
{
    enum { N = 4000 };
    const struct device_card cards[] = {even_card(2), even_card(4), even_card(7), uneven_card()};
    float *w = malloc(N * sizeof *w);

    (void)state;
    for (uint32_t c = 0; c < 4; c++) {
        double step, best, max;

        random_weights(w, N, c + 1);
        step = quantise_step(&cards[c], w, N, 1);
        max = quantise_step(&cards[c], w, N, 0);
        best = squared_error(&cards[c], w, N, step);
        assert_true(step < max);
        for (int i = 1; i <= 400; i++)
            assert_true(best <= squared_error(&cards[c], w, N, max * i / 400) * (1.0 + 1e-6));
    }
    free(w);
}

static void zero_weights_have_a_step_and_level_zero(void **state)
{
    const struct device_card card = even_card(7);
    const float w[3] = {0};
    int8_t level[3] = {1, 1, 1};
    const double step = quantise_step(&card, w, 3, 1);

    (void)state;
    assert_true(step > 0.0);
    quantise_levels(&card, w, 3, step, level);
    assert_int_equal(level[0] | level[1] | level[2], 0);
}

static void a_layer_is_quantised_weight_by_weight(void **state)
{
    enum { N = 1000 };
    const struct device_card card = uneven_card();
    float w[N];
    int8_t level[N];

    (void)state;
    random_weights(w, N, 9);
    quantise_levels(&card, w, N, 0.01, level);
    for (int i = 0; i < N; i++)
        assert_int_equal(level[i], quantise_level(&card, w[i] / 0.01));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_of_unequal_levels_is_taken),
        cmocka_unit_test(ties_go_away_from_zero),
        cmocka_unit_test(max_step_puts_the_largest_weight_on_the_last_level),
        cmocka_unit_test(least_squares_step_is_not_beaten_by_any_other),
        cmocka_unit_test(zero_weights_have_a_step_and_level_zero),
        cmocka_unit_test(a_layer_is_quantised_weight_by_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
