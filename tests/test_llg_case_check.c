#include "case_text.h"
#include "check.h"
#include <math.h>
#include <stdio.h>

static struct llg_case c;

struct mistake {
    const char *text, *message; /* after the path */
};

static void assert_refused(const struct mistake *bad, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct error err = {0};
        char want[400];
        const enum status got = case_text_load(bad[i].text, &c, &err);

        snprintf(want, sizeof want, "%s%s", case_text_path(), bad[i].message);
        assert_string_equal(err.text, want);
        assert_int_equal(got, STATUS_BAD_CONFIG);
    }
}

static const struct mistake bad_keys[] = {
    {MATERIAL STAGE, ":1: mesh.n_x is missing (along x)"},
    {MESH STAGE, ":1: material.saturation_A_per_m is missing (Ms; 0: empty)"},
    {MESH "material: {saturation_A_per_m: 1e5}\n" STAGE,
     ":2: material.exchange_J_per_m is missing (A)"},
    {HEAD, ":1: stage has 0 entries, must be in [1, 1024]"},
    {HEAD "stage: [{duration_s: 1e-9}]",
     ":3: stage[0].kind is missing (to a minimum of the energy, or over time)"},
    {HEAD "stage: [{kind: relax, damping: .nan}]",
     ":3: stage[0].damping = .nan, must be a number in [0, 100]"},
    {MESH "material: {saturation_A_per_m: -1, exchange_J_per_m: 0}\n" STAGE,
     ":2: material.saturation_A_per_m = -1 A/m, must be in [0, 10000000]"},
    {HEAD STAGE "region: [{name: a, shpe: rectangle}]",
     ":4: unknown key region[0].shpe (did you mean region[0].shape?)"},
    {HEAD STAGE "torque: [{density_A_per_m2: 1e9}]",
     ":4: torque[0].thickness_m is missing (effective thickness the torque is spread over)"},
    {HEAD STAGE "torque: [{thickness_m: 1e-9}]",
     ":4: torque[0].density_A_per_m2 is missing (current density that makes the torque)"},
    {HEAD STAGE "start: {direction: [0, 1]}",
     ":4: start.direction must be three numbers, [x, y, z]"},
    {HEAD STAGE "name: a b", ": name = a b, must be letters, digits, '_', '-', '.'"},
};

static const struct mistake bad_film[] = {
    {MESH "material: {saturation_A_per_m: 0, exchange_J_per_m: 0}\n" STAGE,
     ": material: saturation_A_per_m = 0 A/m everywhere, must be > 0 in a region"},
    {MESH "material: {saturation_A_per_m: 1e5, exchange_J_per_m: 0, anisotropy_J_per_m3: 1,\n"
          "           easy_axis: [0, 0, 0]}\n" STAGE,
     ": material: easy_axis = [0, 0, 0], must have a length where anisotropy_J_per_m3 = 1 "
     "J/m^3"},
    {HEAD STAGE "region: [{name: a}, {name: a}]",
     ": region[1].name = a, must be a name of its own"},
    {HEAD STAGE "region: [{name: ''}]", ": region[0].name = , must be a name of its own"},
    {HEAD STAGE "region: [{name: a, shape: image}]",
     ": region[0].image = , must name a file: shape = image"},
    {HEAD STAGE "geometry: {image: a.png}",
     ": geometry.image = a.png, must be left out unless shape = image"},
    {HEAD STAGE "region: [{name: a, shape: rectangle, layer: 1}]",
     ": region[0]: layer = 1, must be in [0, 0]"},
    {HEAD STAGE "region: [{name: a, x_m: 8e-9, width_m: 4e-9}]",
     ": region[0].x_m has no effect: shape is all"},
    {HEAD STAGE "geometry: {shape: rectangle, corner_radius_m: 4e-9}",
     ": geometry.corner_radius_m has no effect: shape is rectangle"},
    {"mesh: {n_x: 8, n_y: 8, n_z: 2, cell_x_m: 1e-9, cell_y_m: 1e-9, cell_z_m: 1e-9}\n" MATERIAL
         STAGE "interlayer: {coupling_J_per_m2: 1e-4}",
     ": interlayer.coupling_J_per_m2 = 0.0001 J/m^2, must be 0 where mesh.spacer_m = 0 m: layers "
     "that touch are coupled by exchange_J_per_m = 1e-11 J/m"},
    {HEAD STAGE "magnetostatics: {n_stack: 2}",
     ": magnetostatics.n_stack = 2, must be 1 unless mode is averaged"},
    {HEAD STAGE "interlayer: {coupling_J_per_m2: 1e-4}",
     ": interlayer.coupling_J_per_m2 = 0.0001 J/m^2, must be 0: there is one layer"},
    {"mesh: {n_x: 65536, n_y: 257, cell_x_m: 1e-9, cell_y_m: 1e-9, cell_z_m: 1e-9}\n" MATERIAL
         STAGE,
     ": mesh: n_x x n_y x n_z = 16842752 cells, must be in [1, 16777216]"},
    {"mesh: {n_x: 8, n_y: 8, n_z: 2, cell_x_m: 1e-9, cell_y_m: 1e-9, cell_z_m: 1e-9}\n" MATERIAL
         STAGE "magnetostatics: {mode: averaged}",
     ": magnetostatics.mode = averaged: mesh.n_z = 2, must be 1 (one layer stands for "
     "n_stack)"},
};

static const struct mistake bad_forces[] = {
    {HEAD STAGE "field: [{field_T: [0, 0, 1], region: a}]",
     ": field[0].region = a, must be the name of a region"},
    {HEAD STAGE "torque: [{layer: 1, thickness_m: 1e-9, density_A_per_m2: 1}]",
     ": torque[0].layer = 1, must be at most 0 (mesh.n_z = 1)"},
    {HEAD STAGE "torque: [{thickness_m: 1e-9, density_A_per_m2: 1, polarisation: [0, 0, 0]}]",
     ": torque[0].polarisation = [0, 0, 0], must have a length"},
    {HEAD STAGE "current: {zhang_li_A_per_m2: [0, 1e12, 0]}",
     ": current.zhang_li_polarisation = 0, must not be 0 where zhang_li_A_per_m2 = "
     "[0, 1e+12, 0] A/m^2"},
    {HEAD STAGE "current: {waveform: sine, frequency_Hz: 0}",
     ": current.frequency_Hz = 0 Hz, must be > 0 in a sine"},
    {HEAD STAGE "current: {waveform: pulses, count: 0}",
     ": current.count = 0, must be >= 1: without pulses nothing acts"},
    {HEAD STAGE "current: {alternate: true}",
     ": current.alternate has no effect: waveform is constant"},
    {HEAD STAGE "field: [{field_T: [0, 0, 1], start_s: 1e-9}]",
     ": field[0].start_s has no effect: waveform is constant"},
    {HEAD STAGE "field: [{field_T: [0, 0, 1]}, {field_T: [0, 0, 1], waveform: ramp, count: 2}]",
     ": field[1].count has no effect: waveform is ramp"},
    {HEAD STAGE "field: [{field_T: [0, 0, 1], waveform: sine, width_s: 1e-9}]",
     ": field[0].width_s has no effect: waveform is sine"},
    {HEAD STAGE "current: {waveform: pulses, frequency_Hz: 2e9}",
     ": current.frequency_Hz has no effect: waveform is pulses"},
    {HEAD STAGE "current: {zhang_li_A_per_m2: [0, 0, 1]}",
     ": current.zhang_li_A_per_m2[2] = 1 A/m^2, must be 0: it flows in the film"},
};

static const struct mistake bad_rest[] = {
    {HEAD "stage: [{kind: run}]", ": stage[0].duration_s = 0 s, must be > 0 in a run"},
    {HEAD "stage: [{kind: relax, duration_s: 1e-9}]",
     ": stage[0].duration_s = 1e-09 s, must be 0 in a relaxation"},
    {HEAD "stage: [{kind: relax, temperature_K: 0}]",
     ": stage[0].temperature_K = 0 K, must be left out of a relaxation"},
    {HEAD STAGE "skyrmion: [{x_m: 33e-9, y_m: 0}]",
     ": skyrmion[0].x_m = 3.3e-08 m, must be in [0, 3.2e-08], the mesh"},
    {HEAD STAGE "skyrmion: [{x_m: 0, y_m: 17e-9}]",
     ": skyrmion[0].y_m = 1.7e-08 m, must be in [0, 1.6e-08], the mesh"},
    {HEAD STAGE "start: {kind: vortex, polarity: 0}", ": start.polarity = 0, must be 1 or -1"},
    {HEAD STAGE "start: {kind: vortex, x_m: 33e-9}",
     ": start.x_m = 3.3e-08 m, must be in [0, 3.2e-08], the mesh"},
    {HEAD STAGE "start: {kind: vortex, y_m: 17e-9}",
     ": start.y_m = 1.7e-08 m, must be in [0, 1.6e-08], the mesh"},
    {HEAD STAGE "start: {kind: file}", ": start.file = , must name a file: kind = file"},
    {HEAD STAGE "start: {file: a.ovf}",
     ": start.file = a.ovf, must be left out unless kind = file"},
    {HEAD STAGE "start: {direction: [0, 0, 0]}",
     ": start.direction = [0, 0, 0], must have a length"},
    {HEAD STAGE "track: {skyrmions: true, from_s: 2e-9}",
     ": track.from_s = 2e-09 s, must be less than to_s = 1e-09 s"},
    {HEAD STAGE "track: {skyrmions: true, to_s: 2e-9}",
     ": track.to_s = 2e-09 s, must be in (0, 1e-09], the time of all runs"},
    {HEAD STAGE "output: {picture_layer: 1}",
     ": output.picture_layer = 1, must be at most 0 (mesh.n_z = 1)"},
    {HEAD STAGE "output: {table_every_s: 1e-18}",
     ": output.table_every_s = 1e-18 s, must be 0 or >= 1e-17: the runs take 1e-09 s"},
    {HEAD STAGE "readout: {fixed: [0, 0, 0]}", ": readout.fixed = [0, 0, 0], must have a length"},
    {HEAD STAGE "finder: {min_radius_m: 1}",
     ": finder.min_radius_m = 1 m, must be at most max_radius_m = 1e-07 m"},
    {HEAD STAGE "llg: {min_step_s: 1e-9}",
     ": llg.min_step_s = 1e-09 s, must be at most max_step_s = 1e-10 s"},
};

static void a_bad_key_gives_its_one_line(void **state)
{
    (void)state;
    assert_refused(bad_keys, sizeof bad_keys / sizeof bad_keys[0]);
}

static void a_bad_film_gives_its_one_line(void **state)
{
    (void)state;
    assert_refused(bad_film, sizeof bad_film / sizeof bad_film[0]);
}

static void a_bad_field_or_current_gives_its_one_line(void **state)
{
    (void)state;
    assert_refused(bad_forces, sizeof bad_forces / sizeof bad_forces[0]);
}

static void a_bad_start_stage_or_output_gives_its_one_line(void **state)
{
    (void)state;
    assert_refused(bad_rest, sizeof bad_rest / sizeof bad_rest[0]);
}

static void a_program_that_writes_nan_is_refused(void **state)
{
    struct error err;

    (void)state;
    case_text_load_well(HEAD STAGE "skyrmion: [{x_m: 1e-9, y_m: 1e-9}]", &c);
    c.skyrmion[0].x_m = NAN;
    assert_int_equal(llg_case_check(&c, "here", &err), STATUS_BAD_CONFIG);
    c.skyrmion[0].x_m = 0.0;
    c.stage[0].duration_s = NAN;
    assert_int_equal(llg_case_check(&c, "here", &err), STATUS_BAD_CONFIG);
    c.stage[0].duration_s = 1e-9;
    c.material.damping = NAN;
    assert_int_equal(llg_case_check(&c, "here", &err), STATUS_BAD_CONFIG);
    c.material.damping = 0.1;
    assert_int_equal(llg_case_check(&c, "here", &err), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_key_gives_its_one_line),
        cmocka_unit_test(a_bad_film_gives_its_one_line),
        cmocka_unit_test(a_bad_field_or_current_gives_its_one_line),
        cmocka_unit_test(a_bad_start_stage_or_output_gives_its_one_line),
        cmocka_unit_test(a_program_that_writes_nan_is_refused),
    };

    return cmocka_run_group_tests(tests, case_text_open, case_text_close);
}
