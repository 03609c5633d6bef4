#include "check.h"
#include "lab/llg/run.h"
#include "llg_run_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Neighbours against each other turn at 1.84e12 rad/s by the exchange. Heun bears a radian in a
 * step at a damping of 0.1; at two, |m| would show it. */
static void a_step_in_which_rounding_would_grow_is_refused_or_warned_of(void **state)
{
    static const struct {
        double time_step_s;
        enum status status;
        const char *warning;
    } row[] = {{0.4e-12, STATUS_OK, NULL},
               {0.6e-12, STATUS_OK, "time_step_s = 6e-13 s is too long"},
               {1.0e-12, STATUS_BAD_CONFIG, NULL}};
    char text[600];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct llg_run_result result;
        struct error err;
        struct llg_case *c;

        snprintf(text, sizeof text,
                 "mesh: {n_x: 32, n_y: 32, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 1e-9}\n"
                 "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12}\n"
                 "llg: {stepper: heun, time_step_s: %g}\n"
                 "output: {ovf: false, pictures: false, table_every_s: 0}\n"
                 "stage:\n  - {kind: run, duration_s: 0.1e-9}\n",
                 row[i].time_step_s);
        c = run_case_load(text);
        assert_int_equal(run_case_run(c, run_case_path("growth"), 1, false, false, &result, &err),
                         row[i].status);
        if (row[i].status != STATUS_OK)
            assert_non_null(strstr(err.text, "should be at most 5."));
        else if (row[i].warning != NULL)
            assert_non_null(strstr(result.warning, row[i].warning));
        else
            assert_string_equal(result.warning, "");
        run_case_remove(run_case_path("growth"));
        free(c);
    }
}

static void a_step_that_is_too_long_stops_with_step_time_and_advice(void **state)
{
    struct llg_case *c = run_case_load(CASE "llg:\n  stepper: heun\n  time_step_s: 20e-12\n"
                                            "stage:\n  - {kind: run, duration_s: 2e-9}\n");
    struct llg_run_result result;
    struct error err;

    (void)state;
    c->output.table_every_s = 0.0;
    c->material.exchange_J_per_m = 0.0; /* it would be refused before the first step */
    assert_int_equal(run_case_run(c, run_case_path("long"), 1, false, false, &result, &err),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, " in step "));
    assert_non_null(strstr(err.text, ": time_step_s = "));
    assert_non_null(strstr(err.text, "too long, try a quarter"));
    run_case_remove(run_case_path("long"));
    free(c);
}

static void a_relaxation_that_does_not_end_is_told(void **state)
{
    struct llg_case *c = run_case_load(CASE "stage:\n  - {kind: relax}\n");
    struct llg_run_result result;

    (void)state;
    c->relax.max_iterations = 5;
    run_case_run_well(c, run_case_path("short"), 1, &result);
    assert_non_null(strstr(result.warning, "after 5 steps of relaxation, wanted 0.001 T"));
    run_case_remove(run_case_path("short"));
    free(c);
}

static void a_relaxation_that_does_not_end_is_told_after_a_stop(void **state)
{
    struct llg_case *c = run_case_load(CASE STAGES);
    struct llg_run_result result, resumed;

    (void)state;
    c->relax.max_iterations = 5;
    run_case_run_well(c, run_case_path("unbroken"), 1, &result);
    assert_non_null(strstr(result.warning, "stage 1: the torque is "));
    assert_true(run_case_run_stopping(c, run_case_path("stopped"), &resumed) > 1);
    assert_string_equal(resumed.warning, result.warning);
    run_case_remove(run_case_path("unbroken"));
    run_case_remove(run_case_path("stopped"));
    free(c);
}

static void cells_wider_than_the_exchange_length_are_told(void **state)
{
    struct llg_case *c = run_case_load(CASE "stage:\n  - {kind: run, duration_s: 0.1e-12}\n");
    struct llg_run_result result;

    c->relax = relax_default; /* which nothing uses */
    (void)state;              /* sqrt(2 A / (mu0 Ms^2)) = 4.173 nm */
    run_case_run_well(c, run_case_path("wide"), 1, &result);
    assert_string_equal(result.warning, "");
    c->mesh.cell_x_m = 8.346e-9;
    run_case_run_well(c, run_case_path("wide"), 1, &result);
    assert_non_null(strstr(result.warning, "of a cell is 2 exchange lengths of 4.17 nm"));
    run_case_remove(run_case_path("wide"));
    free(c);
}

#define AXIS                                                                                       \
    "mesh: {n_x: 8, n_y: 8, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 1e-9}\n"                     \
    "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12, anisotropy_J_per_m3: "        \
    "717e3}\n"                                                                                     \
    "geometry: {shape: ellipse, width_m: 32e-9, height_m: 24e-9}\n"                                \
    "start: {kind: uniform, direction: [0, 0, 1]}\nfield: [{field_T: [0, 0, 0]}]\n"                \
    "output: {ovf: false, pictures: false}\n"

/* Exactly along the axis of symmetry m never leaves the maximum of its energy. */
static void m_against_the_field_without_a_torque_is_told_once_a_stage(void **state)
{
    static const char *const row[][2] = {
        {"field_T: [0, 0, 0.6], field_to_T: [0, 0, -0.6], field_steps: 5",
         "stage 1: m lies against the field at 3 of 6 fields and no torque pushes it: give the "
         "field a small part across"},
        {"field_T: [0, 0, -0.6]", "stage 1: m lies against the field and no torque pushes it"},
        {"field_T: [0.01, 0, 0.6], field_to_T: [-0.01, 0, -0.6], field_steps: 5", NULL},
        {"field_T: [0, 0, 0.6]", NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct llg_run_result result, resumed;
        struct llg_case *c;
        char text[1000];

        snprintf(text, sizeof text, AXIS "stage: [{kind: relax, %s}, {kind: relax}]\n", row[i][0]);
        c = run_case_load(text);
        run_case_run_well(c, run_case_path("axis"), 1, &result);
        if (row[i][1] != NULL)
            assert_non_null(strstr(result.warning, row[i][1]));
        else
            assert_null(strstr(result.warning, "against the field"));
        run_case_run_stopping(c, run_case_path("axis_stopped"), &resumed);
        assert_string_equal(resumed.warning, result.warning);
        run_case_remove(run_case_path("axis"));
        run_case_remove(run_case_path("axis_stopped"));
        free(c);
    }
}

#define CHAIN                                                                                      \
    "mesh: {n_x: 40, n_y: 1, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 1e-9}\n"                    \
    "output: {ovf: false, pictures: false, table_every_s: 0}\n"                                    \
    "stage: [{kind: run, duration_s: 1e-16}]\n"

static void assert_warning(const char *text, const char *warning)
{
    struct llg_case *c = run_case_load(text);
    struct llg_run_result result;

    run_case_run_well(c, run_case_path("wall"), 1, &result);
    assert_string_equal(result.warning, warning);
    run_case_remove(run_case_path("wall"));
    free(c);
}

/* sqrt(1e-11 / 8.163e5) = 3.5 nm; a thin film's stray field takes mu0 Ms^2 / 2 = 4.02e5 from Ku. */
static void cells_wider_than_a_wall_are_told(void **state)
{
    static const char told[] =
        "the longest side of a cell is 1.14 wall widths sqrt(A / K) of 3.5 nm in region hard, "
        "should be at most 0.8: walls stick to the mesh";

    (void)state;
    assert_warning(CHAIN "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11}\n"
                         "magnetostatics: {mode: 'off'}\n"
                         "region: [{name: hard, shape: rectangle, width_m: 40e-9,\n"
                         "          anisotropy_J_per_m3: 8.163e5}]\n",
                   told);
    assert_warning(CHAIN "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11}\n"
                         "region: [{name: hard, shape: rectangle, width_m: 40e-9,\n"
                         "          anisotropy_J_per_m3: 1.2184e6}]\n",
                   told);
    assert_warning(CHAIN "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11,\n"
                         "           anisotropy_J_per_m3: 7e5}\n",
                   "");
}

/* 2 A / |D| = 2 nm */
static void cells_wider_than_the_dmi_turns_in_are_told(void **state)
{
    (void)state;
    assert_warning(CHAIN "material: {saturation_A_per_m: 4e5, exchange_J_per_m: 4e-12,\n"
                         "           dmi_J_per_m2: -4e-3}\n",
                   "the longest side of a cell is 2 lengths 2 A / |D| of 2 nm, should be at most "
                   "1: m may turn within it by more than a radian");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_in_which_rounding_would_grow_is_refused_or_warned_of),
        cmocka_unit_test(a_step_that_is_too_long_stops_with_step_time_and_advice),
        cmocka_unit_test(a_relaxation_that_does_not_end_is_told),
        cmocka_unit_test(a_relaxation_that_does_not_end_is_told_after_a_stop),
        cmocka_unit_test(m_against_the_field_without_a_torque_is_told_once_a_stage),
        cmocka_unit_test(cells_wider_than_the_exchange_length_are_told),
        cmocka_unit_test(cells_wider_than_a_wall_are_told),
        cmocka_unit_test(cells_wider_than_the_dmi_turns_in_are_told),
    };

    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
