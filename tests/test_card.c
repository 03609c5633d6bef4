#include "check.h"
#include <string.h>
#include "device/card.h"

static struct device_card good_card(void)
{
    struct device_card card = {.name = "test",
                               .n_states = 3,
                               .state = {{10e-6, 0, 0}, {12e-6, 0, 0}, {15e-6, 0, 0}},
                               .read_voltage_V = 0.05,
                               .read_voltage_limit_V = 0.1,
                               .temperature_K = 300.0,
                               .pulse_amplitude_A_per_m2 = 3e11,
                               .pulse_width_s = 2e-9,
                               .pulse_gap_s = 5e-9,
                               .pulse_states = 1.0,
                               .pulse_resistivity_Ohm_m = 80e-8,
                               .pulse_length_m = 800e-9,
                               .pulse_width_m = 220e-9,
                               .pulse_thickness_m = 12e-9,
                               .pulse_energy_J = 304e-15,
                               .g_quantum_S = 0.5e-6};
    return card;
}

/* 2 rho t l w J^2 T = 8e-7 x 12e-9 x 800e-9 x 220e-9 x 9e22 x 2e-9 J, by hand */
static void equation_3_gives_304_fJ(void **state)
{
    const struct device_card card = good_card();

    (void)state;
    assert_close(card_update_energy_J(&card), 304.128e-15, 1e-12);
}

static void two_thin_metal_layers_would_cost_32_fJ(void **state)
{
    struct device_card card = good_card();

    (void)state;
    card.pulse_resistivity_Ohm_m = 50e-8;
    card.pulse_thickness_m = 2e-9;
    assert_close(card_update_energy_J(&card), 31.68e-15, 1e-12);
}

static void a_good_card_passes(void **state)
{
    struct device_card card = good_card();
    struct error err = {0};

    (void)state;
    assert_int_equal(card_check(&card, "good", &err), STATUS_OK);
    card.pulse_resistivity_Ohm_m = card.pulse_length_m = 0.0;
    card.pulse_width_m = card.pulse_thickness_m = 0.0; /* no eq. 3: any energy */
    card.pulse_energy_J = 1e-9;
    assert_int_equal(card_check(&card, "good", &err), STATUS_OK);
}

static void refused(struct device_card card, const char *says)
{
    struct error err = {0};

    assert_int_equal(card_check(&card, "cards/bad.yaml", &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, says) == NULL || strstr(err.text, "cards/bad.yaml") == NULL)
        fail_msg("\"%s\" does not name %s", err.text, says);
}

#define REFUSED(change, says)                                                                      \
    do {                                                                                           \
        struct device_card card = good_card();                                                     \
        card.change;                                                                               \
        refused(card, says);                                                                       \
    } while (0)

static void states_must_ascend_and_be_enough(void **state)
{
    (void)state;
    REFUSED(state[2].g_mean_S = 11e-6, "ascending");
    REFUSED(state[2].g_mean_S = 12e-6, "ascending");
    REFUSED(n_states = 1, "1 states");
    REFUSED(n_states = CARD_MAX_STATES + 1, "[2, 64]");
}

static void values_out_of_range_and_nan_are_refused(void **state)
{
    (void)state;
    REFUSED(state[1].g_mean_S = NAN, "states[1]");
    REFUSED(state[0].g_mean_S = -1e-6, "states[0]");
    REFUSED(state[1].g_spread_S = NAN, "g_spread_S");
    REFUSED(state[1].g_programming_S = -1e-9, "g_programming_S");
    REFUSED(state[1].read_noise_S = -1e-9, "read_noise_S");
    REFUSED(read_voltage_V = NAN, "read_voltage_V");
    REFUSED(read_voltage_V = 0.2, "read_voltage_limit_V");
    REFUSED(pulse_width_s = 0.0, "pulse_width_s");
    REFUSED(pulse_states = 0.5, "pulse_states");
    REFUSED(g_quantum_S = NAN, "g_quantum_S");
}

static void a_quantum_above_a_level_step_is_refused(void **state)
{
    (void)state;
    REFUSED(g_quantum_S = 2.1e-6, "at most the step");
}

static void an_energy_that_contradicts_equation_3_is_refused(void **state)
{
    (void)state;
    REFUSED(pulse_energy_J = 32e-15, "eq. 3");
    REFUSED(pulse_energy_J = 304.128e-15 * 1.06, "eq. 3");
    REFUSED(pulse_energy_J = NAN, "pulse_energy_J");
    REFUSED(pulse_thickness_m = 0.0, "pulse_thickness_m");
}

static void levels_are_differences_to_the_background(void **state)
{
    const struct device_card card = good_card();

    (void)state;
    assert_true(card_level_S(&card, 0) == 0.0);
    assert_close(card_level_S(&card, 1), 2e-6, 1e-9);
    assert_close(card_level_S(&card, -2), -5e-6, 1e-9);
    assert_close(card_mean_step_S(&card), 2.5e-6, 1e-9);
}

static void keeping_states_cuts_the_top(void **state)
{
    struct device_card card = good_card();
    struct error err = {0};

    (void)state;
    assert_int_equal(card_keep_states(&card, 0, &err), STATUS_OK);
    assert_int_equal(card.n_states, 3);
    assert_int_equal(card_keep_states(&card, 4, &err), STATUS_BAD_CONFIG);
    assert_int_equal(card_keep_states(&card, 1, &err), STATUS_BAD_CONFIG);
    assert_int_equal(card_keep_states(&card, -2, &err), STATUS_BAD_CONFIG);
    assert_int_equal(card_keep_states(&card, 2, &err), STATUS_OK);
    assert_close(card_mean_step_S(&card), 2e-6, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equation_3_gives_304_fJ),
        cmocka_unit_test(two_thin_metal_layers_would_cost_32_fJ),
        cmocka_unit_test(a_good_card_passes),
        cmocka_unit_test(states_must_ascend_and_be_enough),
        cmocka_unit_test(values_out_of_range_and_nan_are_refused),
        cmocka_unit_test(a_quantum_above_a_level_step_is_refused),
        cmocka_unit_test(an_energy_that_contradicts_equation_3_is_refused),
        cmocka_unit_test(levels_are_differences_to_the_background),
        cmocka_unit_test(keeping_states_cuts_the_top),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
