#include "check.h"
#include "run/prepare.h"

/* The ideal card's first seven states, a converter of one level and ten bits: nothing is lost. */
static struct prepared lossless(void)
{
    struct prepared p = {.design = design_default};
    struct error err;

    p.design.device.states = 7;
    assert_int_equal(prepare_card(&p.design, &p.card, &err), STATUS_OK);
    p.program = (struct program){.n_states = 7,
                                 .geometry = {.word_lines = 128, .columns = 128, .converters = 8},
                                 .converter_bits = 10,
                                 .converter_lsb_S = card_mean_step_S(&p.card)};
    return p;
}

static enum golden_array array_of(struct prepared *p)
{
    struct error err;

    assert_int_equal(prepare_golden(p, &err), STATUS_OK);
    return p->golden.array;
}

static void an_array_that_loses_nothing_is_a_dense_product(void **state)
{
    struct prepared p = lossless();

    (void)state;
    assert_int_equal(array_of(&p), GOLDEN_IDEAL);
    p.program.converter_bits = 9; /* 64 inputs x 6 levels = 384 > 255 */
    assert_int_equal(array_of(&p), GOLDEN_TILED);
    p = lossless();
    p.program.converter_lsb_S *= 2.0;
    assert_int_equal(array_of(&p), GOLDEN_TILED);
}

/* Whatever a card calls itself, its noise, spread and unequal levels reach the crossbar. */
static void noise_spread_and_unequal_levels_are_never_left_out(void **state)
{
    struct prepared p = lossless();

    (void)state;
    p.card.state[3].read_noise_S = 1e-7;
    p.card.state[3].g_spread_S = 1e-7;
    assert_int_equal(array_of(&p), GOLDEN_IDEAL); /* the design has both off */
    p.design.device.read_noise = true;
    assert_int_equal(array_of(&p), GOLDEN_TILED);
    p.design.device.read_noise = false;
    p.design.device.spread = true;
    assert_int_equal(array_of(&p), GOLDEN_TILED);
    p = lossless();
    p.card.state[3].g_mean_S += 1.2e-6; /* more than half a quantum */
    assert_int_equal(array_of(&p), GOLDEN_TILED);
}

static void codes_of_the_baseline_are_as_wide_as_sums_need(void **state)
{
    struct prepared p = lossless();

    (void)state;
    assert_int_equal(prepare_digital(&p.program).converter_bits, 10); /* +-384 */
    p.program.n_states = 4;
    assert_int_equal(prepare_digital(&p.program).converter_bits, 9); /* +-192 */
    p.program.geometry.word_lines = 4;
    assert_int_equal(prepare_digital(&p.program).converter_bits, 4); /* +-6 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_that_loses_nothing_is_a_dense_product),
        cmocka_unit_test(noise_spread_and_unequal_levels_are_never_left_out),
        cmocka_unit_test(codes_of_the_baseline_are_as_wide_as_sums_need),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
