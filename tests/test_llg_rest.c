#include "check.h"
#include "llg_run_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* What a film settles under: fields as they are at that instant, without a pulse that begins or
 * ends there. And where the states are that it begins with. */

#define SPIN                                                                                       \
    "mesh: {n_x: 1, n_y: 1, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"                     \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11, anisotropy_J_per_m3: 1e5,\n"     \
    "           damping: 0.5}\n"                                                                   \
    "magnetostatics: {mode: 'off'}\n"                                                              \
    "start: {direction: [0.01, 0, 1]}\n"                                                           \
    "output: {pictures: false, ovf: false, table_every_s: 0}\n"
#define UP "{field_T: [0, 0, 0.05]}"

/* mx at the end. */
static double run_mx(const char *fields, const char *stages)
{
    struct llg_run_result result;
    struct llg_case *c;
    char text[1200];

    snprintf(text, sizeof text, SPIN "field: [" UP ", {field_T: [0.1, 0, 0], %s}]\nstage: [%s]\n",
             fields, stages);
    c = run_case_load(text);
    run_case_run_well(c, run_case_path("run"), 1, &result);
    run_case_remove(run_case_path("run"));
    free(c);
    return result.mean[0];
}

static void a_film_relaxes_without_what_begins_with_the_run(void **state)
{
    static const char *const waveform[] = {"waveform: pulses, start_s: 0, width_s: 1e-10",
                                           "waveform: pulses, width_s: 1e-10, count: 5",
                                           "waveform: pulses, start_s: 1e-15, width_s: 1e-10",
                                           "waveform: sine, frequency_Hz: 1e9",
                                           "waveform: ramp, width_s: 1e-15"};

    (void)state;
    for (size_t i = 0; i < sizeof waveform / sizeof waveform[0]; i++)
        assert_true(fabs(run_mx(waveform[i], "{kind: relax}")) < 1e-4);
    assert_true(run_mx("waveform: constant", "{kind: relax}") > 0.3);
    assert_true(run_mx(waveform[0], "{kind: relax}, {kind: run, duration_s: 0.5e-10}") > 0.3);
}

static void a_row_of_a_relaxation_has_the_energy_without_the_pulse(void **state)
{
    struct llg_case *c =
        run_case_load(SPIN "field: [{field_T: [0, 0, 0.1], waveform: pulses, width_s: 1e-10}]\n"
                           "stage: [{kind: relax}]\n");
    struct llg_run_result result;

    (void)state;
    run_case_run_well(c, run_case_path("run"), 1, &result);
    assert_close(result.energies_J[4], 0.0, 0.0);
    run_case_remove(run_case_path("run"));
    free(c);
}

/* At 0.3 ns, which is not quite 3 x 0.1 ns in doubles. */
static void between_runs_a_field_is_what_it_is_at_that_instant(void **state)
{
    static const char stages[] = "{kind: run, duration_s: 0.1e-9}, {kind: run, duration_s: 0.1e-9},"
                                 "{kind: run, duration_s: 0.1e-9}, {kind: relax}";

    (void)state;
    assert_true(run_mx("waveform: ramp, width_s: 0.2e-9", stages) > 0.3);
    assert_true(run_mx("waveform: pulses, start_s: 0.2e-9, width_s: 0.2e-9", stages) > 0.3);
    assert_true(fabs(run_mx("waveform: pulses, start_s: 0.3e-9", stages)) < 1e-4);
    assert_true(fabs(run_mx("waveform: pulses, start_s: 0.2e-9, width_s: 0.1e-9", stages)) < 1e-4);
    assert_true(run_mx("waveform: pulses, width_s: 0.3e-9, gap_s: 0, count: 2", stages) > 0.3);
}

static void a_pulse_is_off_at_rest_where_it_begins_or_ends(void **state)
{
    const struct waveform w = {.kind = WAVEFORM_PULSES,
                               .start_s = 1e-9,
                               .width_s = 2e-9,
                               .gap_s = 0.0,
                               .count = 2,
                               .alternate = true};
    static const double row[][2] = {{0.0, 0.0},   {1e-9, 0.0}, {1.1e-9, 1.0}, {3e-9, 0.0},
                                    {4e-9, -1.0}, {5e-9, 0.0}, {6e-9, 0.0}};

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_close(waveform_at_rest(&w, row[i][0]), row[i][1], 0.0);
}

/* The cell with the largest |mz|, of a vortex; the one with the largest my, of a wall. */
static void peak_of(const struct llg_case *c, bool of_z, int at[2])
{
    struct film f;
    struct error err;
    size_t best = 0;

    assert_int_equal(llg_film_open(&f, c, 1, &err), STATUS_OK);
    for (size_t i = 0; i < mesh_cells(&c->mesh); i++) {
        const real *v = of_z ? f.m.z : f.m.y;

        best = fabs((double)v[i]) > fabs((double)v[best]) ? i : best;
    }
    at[0] = (int)(best % (size_t)c->mesh.n_x);
    at[1] = (int)(best / (size_t)c->mesh.n_x);
    llg_film_close(&f);
}

static void a_state_sits_in_the_middle_of_the_geometry_or_where_it_is_put(void **state)
{
    struct llg_case *c =
        run_case_load("mesh: {n_x: 41, n_y: 21, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"
                      "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1.3e-11}\n"
                      "magnetostatics: {mode: 'off'}\n"
                      "start: {kind: vortex, width_m: 8e-9}\n"
                      "stage: [{kind: relax}]\n");
    int at[2];

    (void)state;
    peak_of(c, true, at);
    assert_true(at[0] == 20 && at[1] == 10); /* of the mesh */
    c->geometry = (struct shape){.kind = SHAPE_ELLIPSE, 25e-9, 17e-9, 40e-9, 30e-9};
    peak_of(c, true, at);
    assert_true(at[0] == 12 && at[1] == 8);
    c->start.x_m = 31e-9;
    peak_of(c, true, at);
    assert_true(at[0] == 15 && at[1] == 8);
    c->start.y_m = 21e-9;
    peak_of(c, true, at);
    assert_true(at[0] == 15 && at[1] == 10);
    c->start.kind = START_TWO_DOMAINS;
    c->start.y_m = NAN;
    peak_of(c, false, at);
    assert_int_equal(at[0], 15);
    c->start.x_m = NAN;
    peak_of(c, false, at);
    assert_int_equal(at[0], 12);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_film_relaxes_without_what_begins_with_the_run),
        cmocka_unit_test(a_row_of_a_relaxation_has_the_energy_without_the_pulse),
        cmocka_unit_test(between_runs_a_field_is_what_it_is_at_that_instant),
        cmocka_unit_test(a_pulse_is_off_at_rest_where_it_begins_or_ends),
        cmocka_unit_test(a_state_sits_in_the_middle_of_the_geometry_or_where_it_is_put),
    };

    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
