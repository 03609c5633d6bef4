#include "check.h"
#include <string.h>
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

static void a_design_is_found_by_its_name_or_as_a_file(void **state)
{
    static const char *const keys[] = {"neuron.timesteps=7", "neuron.timesteps=9",
                                       "converter.bits=5"};
    struct run_options o = run_options_default;
    struct path file, again;
    struct design d, same;
    struct error err;

    (void)state;
    o.design = "demo";
    o.set = keys;
    o.n_set = 3;
    assert_int_equal(prepare_design(&o, &d, &file, &err), STATUS_OK);
    assert_non_null(strstr(file.text, "designs/demo.yaml"));
    assert_int_equal(d.neuron.timesteps, 9); /* in their order */
    assert_int_equal(d.converter.bits, 5);
    o.design = file.text;
    assert_int_equal(prepare_design(&o, &same, &again, &err), STATUS_OK);
    assert_string_equal(again.text, file.text);
    assert_true(design_hash(&same) == design_hash(&d));
    o.design = "no-such-design";
    assert_int_equal(prepare_design(&o, &d, &file, &err), STATUS_BAD_FILE);
}

static void a_design_that_is_ready_is_taken_as_it_is(void **state)
{
    struct design ready = design_default, d;
    struct run_options o = run_options_default;
    struct path file;
    struct error err;

    (void)state;
    ready.neuron.timesteps = 3;
    o.ready = &ready;
    assert_int_equal(run_options_check(&o, &err), STATUS_OK);
    assert_int_equal(prepare_design(&o, &d, &file, &err), STATUS_OK);
    assert_int_equal(d.neuron.timesteps, 3);
    assert_string_equal(file.text, "");
}

static void assert_options_refused(struct run_options o, const char *message)
{
    struct error err;

    assert_int_equal(run_options_check(&o, &err), STATUS_BAD_CONFIG);
    if (!strstr(err.text, message))
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
}

static void options_that_make_no_sense_are_refused(void **state)
{
    struct run_options o = run_options_default;
    struct error err;

    (void)state;
    assert_options_refused(o, "design: is missing");
    o.design = "demo";
    assert_int_equal(run_options_check(&o, &err), STATUS_OK);
    o.images = -1;
    assert_options_refused(o, "images = -1, must be in [0, 100000]");
    o.images = 0;
    o.engine = (enum run_engine)3;
    assert_options_refused(o, "engine = 3");
    o.engine = RUN_GOLDEN;
    o.out = "";
    assert_options_refused(o, "out: is missing");
    o.out = NULL;
    o.trace.path = "x.fst";
    assert_options_refused(o, "trace: needs engine rtl or both");
    o.engine = RUN_RTL;
    o.trace.from = o.trace.to;
    assert_options_refused(o, "must be A:B with A < B");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_that_loses_nothing_is_a_dense_product),
        cmocka_unit_test(noise_spread_and_unequal_levels_are_never_left_out),
        cmocka_unit_test(codes_of_the_baseline_are_as_wide_as_sums_need),
        cmocka_unit_test(a_design_is_found_by_its_name_or_as_a_file),
        cmocka_unit_test(a_design_that_is_ready_is_taken_as_it_is),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
