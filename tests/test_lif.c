#include "check.h"
#include "net/lif.h"

static const struct lif_params base = {
    .threshold = 100, .leak_shift = 0, .gain_shift = 0, .membrane_bits = 12};

static struct lif_result step(const struct lif_params *p, int32_t v, int refractory, int32_t acc)
{
    const struct lif_state s = {.v = v, .refractory = (uint8_t)refractory};
    return lif_update(p, s, acc);
}

static void what_leaks_is_rounded_away_from_zero(void **state)
{
    struct lif_params p = base;

    (void)state;
    p.leak_shift = 3;
    assert_int_equal(step(&p, 80, 0, 0).state.v, 70);
    assert_int_equal(step(&p, 81, 0, 0).state.v, 70);
    assert_int_equal(step(&p, 7, 0, 0).state.v, 6);
    assert_int_equal(step(&p, 0, 0, 0).state.v, 0);
    assert_int_equal(step(&p, -1, 0, 0).state.v, 0);
    assert_int_equal(step(&p, -9, 0, 0).state.v, -7);
    p.leak_shift = 0;
    assert_int_equal(step(&p, -9, 0, 0).state.v, -9);
}

/* Of any shift and from anywhere: mirrored membranes stay mirrored, and both end at zero, in about
 * the steps of an exponential down to 2^s and one a unit from there. */
static void a_membrane_leaks_to_zero_from_both_sides_alike(void **state)
{
    struct lif_params p = base;

    (void)state;
    p.membrane_bits = 12;
    p.threshold = 2047;
    for (int shift = 1; shift <= 15; shift++) {
        p.leak_shift = (uint8_t)shift;
        for (int start = 1; start < 2047; start += 7) {
            int32_t up = start, down = -start;

            for (int t = 0; t < 2047 && up != 0; t++) {
                const int32_t before = up;

                up = step(&p, up, 0, 0).state.v;
                down = step(&p, down, 0, 0).state.v;
                assert_int_equal(up, -down);
                assert_int_equal(before - up, (before + (1 << shift) - 1) >> shift);
            }
            assert_int_equal(up, 0);
        }
    }
}

static void spike_at_threshold_resets_to_zero_or_by_subtraction(void **state)
{
    struct lif_params p = base;
    struct lif_result r = step(&p, 60, 0, 39);

    (void)state;
    assert_false(r.spike);
    assert_int_equal(r.state.v, 99);
    r = step(&p, 60, 0, 40);
    assert_true(r.spike);
    assert_int_equal(r.state.v, 0);
    p.reset_subtract = true;
    assert_int_equal(step(&p, 60, 0, 47).state.v, 7);
}

static void gain_shifts_the_input_and_saturation_is_reported(void **state)
{
    struct lif_params p = base;
    struct lif_result r;

    (void)state;
    p.threshold = 2047;
    p.gain_shift = 4;
    assert_int_equal(step(&p, 5, 0, -3).state.v, -43);
    r = step(&p, 2000, 0, 2);
    assert_int_equal(r.state.v, 2032);
    assert_false(r.saturated);
    r = step(&p, 2000, 0, 3);
    assert_true(r.saturated && r.spike);
    r = step(&p, -2040, 0, -1);
    assert_true(r.saturated && !r.spike);
    assert_int_equal(r.state.v, -2048);
}

static void a_refractory_neuron_leaks_and_drops_its_input(void **state)
{
    struct lif_params p = base;
    struct lif_result r;

    (void)state;
    p.leak_shift = 1;
    p.refractory_steps = 2;
    r = step(&p, 0, 0, 500);
    assert_true(r.spike);
    assert_int_equal(r.state.refractory, 2);
    r = step(&p, 40, 2, 30000);
    assert_false(r.spike || r.saturated);
    assert_int_equal(r.state.v, 20);
    assert_int_equal(r.state.refractory, 1);
    r = step(&p, 40, 1, 500);
    assert_false(r.spike);
    assert_int_equal(r.state.refractory, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_leaks_is_rounded_away_from_zero),
        cmocka_unit_test(a_membrane_leaks_to_zero_from_both_sides_alike),
        cmocka_unit_test(spike_at_threshold_resets_to_zero_or_by_subtraction),
        cmocka_unit_test(gain_shifts_the_input_and_saturation_is_reported),
        cmocka_unit_test(a_refractory_neuron_leaks_and_drops_its_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
