#include "check.h"
#include "io/png.h"
#include "llg_run_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* Regions over regions, and what acts on nothing: refused in one line that names it, or told. */

#define FILM                                                                                       \
    "mesh: {n_x: 20, n_y: 4, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 4e-9}\n"                    \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11, anisotropy_J_per_m3: 1e5}\n"     \
    "magnetostatics: {mode: 'off'}\n"                                                              \
    "start: {direction: [1, 0, 0]}\n"                                                              \
    "output: {pictures: false, ovf: false, table_every_s: 0}\n"                                    \
    "stage: [{kind: run, duration_s: 1e-16}]\n"
#define BARRIER                                                                                    \
    "region:\n  - {name: barrier, shape: rectangle, x_m: 40e-9, width_m: 40e-9,\n"                 \
    "     anisotropy_J_per_m3: 9e5}\n"
#define JUNCTION(width) "  - {name: junction, shape: rectangle, x_m: 40e-9, width_m: " width "}\n"

static struct llg_run_result run(const char *text)
{
    struct llg_case *c = run_case_load(text);
    struct llg_run_result result;

    run_case_run_well(c, run_case_path("run"), 1, &result);
    run_case_remove(run_case_path("run"));
    free(c);
    return result;
}

static void assert_told(const char *text, const char *warning)
{
    const struct llg_run_result result = run(text);

    if (strstr(result.warning, warning) == NULL)
        fail_msg("'%s' is not in '%s'", warning, result.warning);
}

/* message: after the path of the case */
static void assert_refused(const char *text, const char *message)
{
    struct llg_case *c = run_case_load(text);
    struct film f;
    struct error err = {0};

    assert_int_equal(llg_film_open(&f, c, 1, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, ".yaml: "));
    assert_string_equal(strstr(err.text, ".yaml: ") + strlen(".yaml: "), message);
    free(c);
}

/* m along x: sum Ku V = (10 x 4 x 9e5 + 10 x 4 x 1e5) J/m^3 (4 nm)^3 */
static void a_region_without_keys_leaves_the_material_below_it(void **state)
{
    const struct llg_run_result one = run(FILM BARRIER);
    const struct llg_run_result two =
        run(FILM BARRIER JUNCTION("40e-9") "readout: {on: true, region: junction}\n");

    (void)state;
    assert_close(one.energies_J[1], 2.56e-18, 1e-6);
    assert_close(two.energies_J[1], 2.56e-18, 1e-6);
    assert_close(two.conductance_S, 48e-6, 1e-6);
    assert_non_null(strstr(two.warning, "region barrier has no cell of its own left: later regions "
                                        "lie over it or the geometry leaves it out"));
}

static void each_key_of_a_cell_is_that_of_the_last_region_that_gives_it(void **state)
{
    struct llg_case *c = run_case_load(
        FILM "region:\n"
             "  - {name: soft, damping: 0.5, exchange_J_per_m: 2e-11, easy_axis: [0, 2, 0]}\n"
             "  - {name: hole, shape: rectangle, x_m: 8e-9, width_m: 16e-9,\n"
             "     saturation_A_per_m: 0}\n"
             "  - {name: left, shape: rectangle, x_m: 20e-9, width_m: 40e-9,\n"
             "     exchange_J_per_m: 3e-11}\n");
    struct film f;
    struct error err;

    (void)state;
    assert_int_equal(llg_film_open(&f, c, 1, &err), STATUS_OK);
    assert_int_equal(f.magnet.region[0], 3);
    assert_close((double)f.magnet.material.saturation_A_per_m[0], 0.0, 0.0);
    assert_close((double)f.magnet.material.exchange_J_per_m[5], 3e-11, 1e-7);
    assert_close((double)f.magnet.material.exchange_J_per_m[15], 2e-11, 1e-7);
    assert_close((double)f.magnet.material.axis.y[5], 1.0, 0.0);
    assert_close((double)f.magnet.material.anisotropy_J_per_m3[5], 1e5, 1e-7);
    c->stage[0].damping = 0.02;
    llg_film_enter_stage(&f, c, &c->stage[0]);
    assert_close((double)f.magnet.material.damping[5], 0.02, 1e-6);
    c->stage[0].damping = NAN;
    llg_film_enter_stage(&f, c, &c->stage[0]);
    assert_close((double)f.magnet.material.damping[5], 0.5, 1e-7);
    llg_film_close(&f);
    free(c);
}

#define LEFT_OVER                                                                                  \
    "must have a cell: none of its own is left, later regions lie over it or the geometry leaves " \
    "it out"

static void what_acts_in_a_region_without_a_cell_is_refused(void **state)
{
    (void)state;
    assert_refused(FILM BARRIER JUNCTION("60e-9") "readout: {on: true, region: barrier}\n",
                   "readout.region = barrier, " LEFT_OVER);
    assert_refused(
        FILM BARRIER JUNCTION("60e-9") "field: [{field_T: [0, 0, 1]},\n"
                                       "        {field_T: [0, 0, 1], region: barrier}]\n",
        "field[1].region = barrier, " LEFT_OVER);
    assert_refused(FILM "geometry: {shape: rectangle, x_m: 10e-9, width_m: 16e-9}\n" BARRIER
                        "readout: {on: true, region: barrier}\n",
                   "readout.region = barrier, " LEFT_OVER);
    assert_refused(FILM "region: [{name: hole, shape: rectangle, width_m: 8e-9,\n"
                        "          saturation_A_per_m: 0}]\n"
                        "field: [{field_T: [0, 0, 1], region: hole}]\n",
                   "field[0].region = hole, must have a magnetic cell");
}

#define STACK                                                                                      \
    "mesh: {n_x: 4, n_y: 4, n_z: 2, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9,\n"             \
    "       spacer_m: 1e-9}\n"                                                                     \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11}\n"                               \
    "magnetostatics: {mode: 'off'}\n"                                                              \
    "output: {pictures: false, ovf: false, table_every_s: 0}\n"                                    \
    "stage: [{kind: run, duration_s: 1e-16}]\n"                                                    \
    "geometry: {layer: 1}\n"

static void what_acts_in_a_layer_without_a_cell_is_refused(void **state)
{
    (void)state;
    assert_refused(STACK "torque: [{layer: 0, density_A_per_m2: 1e11, thickness_m: 1e-9}]\n",
                   "torque[0].layer = 0, must be a layer with a magnetic cell");
    assert_refused(STACK "readout: {on: true, layer: 0}\n",
                   "readout.layer = 0, must be a layer with a magnetic cell");
    assert_refused(STACK "interlayer: {coupling_J_per_m2: 1e-4}\n",
                   "interlayer.coupling_J_per_m2 = 0.0001 J/m^2, must be 0: no two magnetic cells "
                   "of neighbouring layers face each other");
    assert_refused(STACK "skyrmion: [{x_m: 4e-9, y_m: 4e-9, layer: 0}]\n",
                   "skyrmion[0] at x_m = 4e-09 m, y_m = 4e-09 m: no magnetic cell lies within "
                   "radius_m = 2e-08 m");
    assert_told(STACK, "finder.layer = 0 has no magnetic cell");
}

static void a_skyrmion_off_the_film_is_refused(void **state)
{
    (void)state;
    assert_refused(FILM "geometry: {shape: rectangle, x_m: 20e-9, width_m: 32e-9}\n"
                        "skyrmion: [{x_m: 60e-9, y_m: 8e-9, radius_m: 8e-9}]\n",
                   "skyrmion[0] at x_m = 6e-08 m, y_m = 8e-09 m: no magnetic cell lies within "
                   "radius_m = 8e-09 m");
}

static void a_white_picture_is_a_region_without_a_cell(void **state)
{
    static const uint8_t white[3] = {255, 255, 255};
    struct error err;

    (void)state;
    assert_int_equal(image_write(run_case_path("white.png"), 1, 1, white, &err), STATUS_OK);
    assert_told(FILM "region: [{name: pads, shape: image, image: white.png}]\n",
                "region pads has no cell of its own left");
}

static void what_no_step_and_no_file_uses_is_told(void **state)
{
#define GO                                                                                         \
    "mesh: {n_x: 4, n_y: 4, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"                     \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11}\n"                               \
    "stage: [{kind: run, duration_s: 1e-15}]\n"
    (void)state;
    assert_told(GO "llg: {stepper: heun, tolerance: 1e-6}\n",
                "llg.tolerance has no effect: llg.stepper is heun");
    assert_told(GO "llg: {stepper: runge_kutta, max_step_s: 1e-12}\n",
                "llg.max_step_s has no effect: llg.stepper is runge_kutta");
    assert_told(GO "relax: {max_iterations: 4}\n",
                "relax.max_iterations has no effect: no stage is a relaxation");
    assert_told(GO "output: {ovf: false, ovf_every_s: 1e-15}\n",
                "output.ovf_every_s has no effect: output.ovf is false");
    assert_told(GO "output: {pictures: false, zoom: 2}\n",
                "output.zoom and picture_layer have no effect: there are no pictures");
    assert_told(GO "output: {regions: true}\n", "output.regions has no effect: there is no region");
#undef GO
#define STILL                                                                                      \
    "mesh: {n_x: 4, n_y: 4, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"                     \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11}\n"
    assert_told(STILL "stage: [{kind: relax, damping: 0.5}]\n",
                "stage[0].damping has no effect: it is a relaxation");
    assert_told(STILL "stage: [{kind: relax, current: false}]\n",
                "stage[0].current has no effect: it is a relaxation");
#undef STILL
}

static void what_no_stage_uses_is_told(void **state)
{
#define REST                                                                                       \
    "mesh: {n_x: 4, n_y: 4, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"                     \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11}\n"                               \
    "magnetostatics: {mode: 'off'}\n"                                                              \
    "output: {pictures: false, ovf: false}\n"                                                      \
    "stage: [{kind: relax}]\n"
    (void)state;
    assert_told(REST "thermal: {temperature_K: 300}\n",
                "thermal.temperature_K = 300 K has no effect: no stage is a run");
    assert_told(REST "torque: [{density_A_per_m2: 1e11, thickness_m: 1e-9}]\n",
                "currents and torques have no effect: no stage is a run with them");
    assert_told(REST "current: {non_adiabaticity: 0.05}\n",
                "current.non_adiabaticity has no effect: current.zhang_li_A_per_m2 is 0");
    assert_told(REST "current: {waveform: pulses}\n", "current.waveform has no effect");
    assert_told(REST "readout: {rule: linear}\n",
                "readout.rule has no effect: readout.on is false");
    assert_told(REST "thermal: {seed: 3}\n",
                "thermal.seed has no effect: no stage is a run at a temperature");
    assert_told(REST "track: {from_s: 1e-9}\n", "track.from_s and to_s have no effect");
    assert_told(REST "start: {left: [0, 1, 0]}\n",
                "start.left has no effect: start.kind is uniform");
    assert_told(REST "start: {y_m: 1e-9}\n", "start.y_m has no effect: start.kind is uniform");
    assert_told(REST "llg: {stepper: heun, demag_every: 2}\n", "llg.demag_every has no effect");
    assert_string_equal(run(REST).warning, "");
}

/* One layer stands for three: their energies are those of three, resolved. */
static void the_energy_of_an_averaged_film_is_that_of_all_its_layers(void **state)
{
#define LAYERS(n)                                                                                  \
    "mesh: {n_x: 8, n_y: 6, n_z: " n ", cell_x_m: 4e-9, cell_y_m: 3e-9, cell_z_m: 1e-9,\n"         \
    "       spacer_m: 2e-9}\n"                                                                     \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1e-11, anisotropy_J_per_m3: 3e5,\n"     \
    "           dmi_J_per_m2: 1e-3}\n"                                                             \
    "start: {kind: vortex, width_m: 12e-9}\n"                                                      \
    "field: [{field_T: [0.1, 0, 0.2]}]\n"                                                          \
    "output: {pictures: false, ovf: false, table_every_s: 0}\n"                                    \
    "stage: [{kind: run, duration_s: 1e-18}]\n"
    const struct llg_run_result all = run(LAYERS("3"));
    const struct llg_run_result averaged =
        run(LAYERS("1") "magnetostatics: {mode: averaged, n_stack: 3}\n");

    (void)state;
    for (int i = 0; field_terms[i] != NULL; i++)
        assert_true(fabs(averaged.energies_J[i] - all.energies_J[i]) < 2e-5 * fabs(all.energy_J));
    assert_close(averaged.energy_J, all.energy_J, 2e-5);
    assert_true(all.energies_J[5] != 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_region_without_keys_leaves_the_material_below_it),
        cmocka_unit_test(each_key_of_a_cell_is_that_of_the_last_region_that_gives_it),
        cmocka_unit_test(what_acts_in_a_region_without_a_cell_is_refused),
        cmocka_unit_test(what_acts_in_a_layer_without_a_cell_is_refused),
        cmocka_unit_test(a_skyrmion_off_the_film_is_refused),
        cmocka_unit_test(a_white_picture_is_a_region_without_a_cell),
        cmocka_unit_test(what_no_step_and_no_file_uses_is_told),
        cmocka_unit_test(what_no_stage_uses_is_told),
        cmocka_unit_test(the_energy_of_an_averaged_film_is_that_of_all_its_layers),
    };

    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
