#include "check.h"
#include "io/file.h"
#include "llg/case.h"
#include "llg/case_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESH "mesh: {n_x: 16, n_y: 8, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"
#define MATERIAL "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12}\n"
#define STAGE "stage: [{kind: run, duration_s: 1e-9}]\n"
#define HEAD MESH MATERIAL

static struct llg_case c;
static char path[] = "/tmp/skyloom_test_case_XXXXXX";

static int make_file(void **state)
{
    const int fd = mkstemp(path);

    (void)state;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static enum status load(const char *text, struct error *err)
{
    assert_int_equal(file_write_all(path, text, strlen(text), err), STATUS_OK);
    return llg_case_load(path, &c, err);
}

static void load_well(const char *text)
{
    struct error err = {0};

    if (load(text, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void a_short_case_takes_the_defaults(void **state)
{
    (void)state;
    load_well(HEAD STAGE);
    assert_memory_equal(c.name, "skyloom_test_case", strlen("skyloom_test_case"));
    assert_string_equal(c.folder, "/tmp");
    assert_int_equal(c.mesh.n_x, 16);
    assert_int_equal(c.mesh.n_z, 1);
    assert_close(c.mesh.cell_x_m, 2e-9, 0.0);
    assert_int_equal(c.magnetostatic, MAGNETOSTATIC_RESOLVED);
    assert_int_equal(c.llg.stepper, llg_default.stepper);
    assert_close(c.material.easy_axis[2], 1.0, 0.0);
    assert_int_equal(c.n_stages, 1);
    assert_true(c.stage[0].current);
    assert_true(isnan(c.stage[0].damping));
    assert_close(llg_case_end_s(&c, c.n_stages), 1e-9, 0.0);
}

static void every_section_and_list_reaches_its_struct(void **state)
{
    (void)state;
    load_well("name: all\n" HEAD "geometry: {shape: ellipse, width_m: 30e-9}\n"
              "start: {kind: vortex, circulation: -1, width_m: 5e-9}\n"
              "llg: {stepper: heun, time_step_s: 2e-14}\n"
              "relax: {stopping_torque_T: 1e-5}\n"
              "thermal: {temperature_K: 300, seed: 7}\n"
              "current: {zhang_li_A_per_m2: [1e12, 0, 0], zhang_li_polarisation: 0.5,\n"
              "          non_adiabaticity: 0.05, waveform: pulses, count: 3}\n"
              "magnetostatics: {mode: averaged, n_stack: 4}\n"
              "output: {ovf_format: text, zoom: 2, energies: false}\n"
              "track: {skyrmions: true, from_s: 1e-10}\n"
              "readout: {on: true, region: barrier, fixed: [0, 0, -2], tmr: 1.5}\n"
              "finder: {up: -1, depth: 0.25}\n"
              "region:\n"
              "  - {name: barrier, shape: rectangle, x_m: 8e-9, width_m: 6e-9,\n"
              "     anisotropy_J_per_m3: 8e5}\n"
              "  - {name: rest, shape: rounded_rectangle, corner_radius_m: 2e-9, damping: 0.5,\n"
              "     easy_axis: [1, 0, 0]}\n"
              "field:\n"
              "  - {field_T: [0, 0.1, 0], region: rest, waveform: sine, frequency_Hz: 2e9}\n"
              "torque:\n"
              "  - {layer: 0, polarisation: [0, 2, 0], thickness_m: 3e-9, density_A_per_m2: 1e11}\n"
              "skyrmion:\n"
              "  - {x_m: 10e-9, y_m: 8e-9, radius_m: 4e-9, up: -1}\n"
              "stage:\n"
              "  - {kind: relax, field_T: [0, 0, 0.02]}\n"
              "  - {kind: run, duration_s: 2e-9, current: false, damping: 0.01}\n");
    assert_int_equal(c.geometry.kind, SHAPE_ELLIPSE);
    assert_int_equal(c.start.circulation, -1);
    assert_int_equal(c.llg.stepper, LLG_HEUN);
    assert_close(c.relax.stopping_torque_T, 1e-5, 0.0);
    assert_int_equal(c.thermal.seed, 7);
    assert_close(c.current.zhang_li_A_per_m2[0], 1e12, 0.0);
    assert_close(c.current.non_adiabaticity, 0.05, 0.0);
    assert_int_equal(c.current.waveform.kind, WAVEFORM_PULSES);
    assert_int_equal(c.current.waveform.count, 3);
    assert_int_equal(c.magnetostatic, MAGNETOSTATIC_AVERAGED);
    assert_int_equal(c.n_stack, 4);
    assert_int_equal(c.output.ovf_format, OVF_TEXT);
    assert_close(c.track.from_s, 1e-10, 0.0);
    assert_string_equal(c.readout.region, "barrier");
    assert_close(c.readout.mtj.tmr, 1.5, 0.0);
    assert_close(c.skyrmion_finder.depth, 0.25, 0.0);
    assert_int_equal(c.n_regions, 2);
    assert_close(c.region[0].shape.width_m, 6e-9, 0.0);
    assert_close(c.region[1].shape.corner_radius_m, 2e-9, 0.0);
    assert_close(c.field[0].field_T[1], 0.1, 0.0);
    assert_int_equal(c.field[0].waveform.kind, WAVEFORM_SINE);
    assert_close(c.torque[0].torque.thickness_m, 3e-9, 0.0);
    assert_close(c.torque[0].torque.polarisation[1], 2.0, 0.0);
    assert_int_equal(c.skyrmion[0].up, -1);
    assert_close(c.stage[0].field_T[2], 0.02, 0.0);
    assert_close(c.stage[1].damping, 0.01, 0.0);
}

static void a_region_takes_what_it_does_not_say_from_the_material(void **state)
{
    struct error err;

    (void)state;
    load_well(HEAD "region: [{name: a, damping: 0.5}, {name: b, exchange_J_per_m: 0}]\n" STAGE);
    assert_close(llg_case_material(&c, 0).damping, 0.1, 0.0);
    assert_close(llg_case_material(&c, 1).damping, 0.5, 0.0);
    assert_close(llg_case_material(&c, 1).saturation_A_per_m, 956e3, 0.0);
    assert_close(llg_case_material(&c, 2).exchange_J_per_m, 0.0, 0.0);
    assert_close(llg_case_material(&c, 2).easy_axis[2], 1.0, 0.0);
    assert_int_equal(llg_case_set(&c, "material.saturation_A_per_m=5e5", &err), STATUS_OK);
    assert_close(llg_case_material(&c, 1).saturation_A_per_m, 5e5, 0.0);
}

static void set_changes_a_key_and_the_mesh_with_it(void **state)
{
    struct error err;

    (void)state;
    load_well(HEAD STAGE);
    assert_int_equal(llg_case_set(&c, "mesh.n_x=20", &err), STATUS_OK);
    assert_int_equal(c.mesh.n_x, 20);
    assert_int_equal(llg_case_set(&c, "start.direction=[1,0,0.5]", &err), STATUS_OK);
    assert_close(c.start.direction[2], 0.5, 0.0);
    assert_int_equal(llg_case_set(&c, "llg.tolerence=1", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "--set: unknown key llg.tolerence (did you mean llg.tolerance?)");
    assert_int_equal(llg_case_set(&c, "stage[0].kind=run", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "--set stage[0].kind=run: stage is a list, which only the file "
                                  "of a case gives");
    assert_int_equal(llg_case_set(&c, "stage=1", &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "stage is a list"));
    assert_int_equal(llg_case_set(&c, "current.kind=sine", &err), STATUS_BAD_CONFIG);
    assert_int_equal(llg_case_set(&c, "readout.region=nowhere", &err), STATUS_OK);
    assert_int_equal(llg_case_check(&c, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: readout.region = nowhere, must be the name of a region");
}

static void every_bad_case_gives_its_one_line(void **state)
{
    static const struct {
        const char *text, *message; /* after the path */
    } bad[] = {
        {MATERIAL STAGE, ":1: mesh.n_x is missing (along x)"},
        {MESH STAGE, ":1: material.saturation_A_per_m is missing (Ms; 0: empty)"},
        {MESH "material: {saturation_A_per_m: 1e5}\n" STAGE,
         ":2: material.exchange_J_per_m is missing (A)"},
        {HEAD, ":1: stage has 0 entries, must be in [1, 64]"},
        {HEAD "stage: [{duration_s: 1e-9}]",
         ":3: stage[0].kind is missing (to a minimum of the energy, or over time)"},
        {HEAD "stage: [{kind: run}]", ": stage[0].duration_s = 0 s, must be > 0 in a run"},
        {HEAD "stage: [{kind: relax, duration_s: 1e-9}]",
         ": stage[0]: a relaxation has no duration_s and no temperature_K"},
        {HEAD "stage: [{kind: relax, damping: .nan}]",
         ":3: stage[0].damping = .nan, must be a number in [0, 100]"},
        {MESH "material: {saturation_A_per_m: -1, exchange_J_per_m: 0}\n" STAGE,
         ":2: material.saturation_A_per_m = -1 A/m, must be in [0, 10000000]"},
        {MESH "material: {saturation_A_per_m: 0, exchange_J_per_m: 0}\n" STAGE,
         ": material: saturation_A_per_m = 0 A/m everywhere, must be > 0 in a region"},
        {MESH "material: {saturation_A_per_m: 1e5, exchange_J_per_m: 0, anisotropy_J_per_m3: 1,\n"
              "           easy_axis: [0, 0, 0]}\n" STAGE,
         ": material: easy_axis = [0, 0, 0], must have a length where anisotropy_J_per_m3 = 1 "
         "J/m^3"},
        {HEAD STAGE "field: [{field_T: [0, 0, 1], region: a}]",
         ": field[0].region = a, must be the name of a region"},
        {HEAD STAGE "region: [{name: a}, {name: a}]",
         ": region[1].name = a, must be a name of its own"},
        {HEAD STAGE "region: [{name: ''}]", ": region[0].name = , must be a name of its own"},
        {HEAD STAGE "region: [{name: a, shape: image}]",
         ": region[0]: image = : shape image needs one, and no other shape has one"},
        {HEAD STAGE "region: [{name: a, shape: rectangle, layer: 1}]",
         ": region[0]: layer = 1, must be in [0, 0]"},
        {HEAD STAGE "region: [{name: a, shpe: rectangle}]",
         ":4: unknown key region[0].shpe (did you mean region[0].shape?)"},
        {HEAD STAGE "torque: [{layer: 1, thickness_m: 1e-9, density_A_per_m2: 1}]",
         ": torque[0].layer = 1, must be at most 0 (mesh.n_z = 1)"},
        {HEAD STAGE "torque: [{density_A_per_m2: 1e9}]",
         ":4: torque[0].thickness_m is missing (effective thickness the torque is spread over)"},
        {HEAD STAGE "torque: [{thickness_m: 1e-9, density_A_per_m2: 1, polarisation: [0, 0, 0]}]",
         ": torque[0].polarisation = [0, 0, 0], must have a length"},
        {HEAD STAGE "torque: [{thickness_m: 1e-9}]",
         ":4: torque[0].density_A_per_m2 is missing (current density that makes the torque)"},
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
        {HEAD STAGE "skyrmion: [{x_m: 33e-9, y_m: 0}]",
         ": skyrmion[0]: centre at 3.3e-08 m, 0 m, must be in the mesh of 3.2e-08 m x 1.6e-08 m"},
        {HEAD STAGE "skyrmion: [{x_m: 0, y_m: 0, up: 0}]", ": skyrmion[0].up = 0, must be 1 or -1"},
        {HEAD STAGE "start: {kind: file}",
         ": start.file = : kind file needs one, and no other kind has one"},
        {HEAD STAGE "start: {file: a.ovf}",
         ": start.file = a.ovf: kind file needs one, and no other kind has one"},
        {HEAD STAGE "start: {direction: [0, 0, 0]}",
         ": start.direction = [0, 0, 0], must have a length"},
        {HEAD STAGE "start: {direction: [0, 1]}",
         ":4: start.direction must be three numbers, [x, y, z]"},
        {HEAD STAGE "magnetostatics: {n_stack: 2}",
         ": magnetostatics.n_stack = 2, must be 1 unless mode is averaged"},
        {HEAD STAGE "interlayer: {coupling_J_per_m2: 1e-4}",
         ": interlayer.coupling_J_per_m2 = 0.0001 J/m^2, must be 0: there is one layer"},
        {HEAD STAGE "track: {skyrmions: true, from_s: 2e-9}",
         ": track.from_s = 2e-09 s, must be less than to_s = 1e-09 s"},
        {HEAD STAGE "track: {skyrmions: true, to_s: 2e-9}",
         ": track.to_s = 2e-09 s, must be in (0, 1e-09], the time of all runs"},
        {HEAD STAGE "output: {picture_layer: 1}",
         ": output.picture_layer = 1, must be at most 0 (mesh.n_z = 1)"},
        {HEAD STAGE "output: {table_every_s: 1e-18}",
         ": output.table_every_s = 1e-18 s, must be 0 or >= 1e-17: the runs take 1e-09 s"},
        {HEAD STAGE "readout: {fixed: [0, 0, 0]}",
         ": readout.fixed = [0, 0, 0], must have a length"},
        {HEAD STAGE "finder: {min_radius_m: 1}",
         ": finder.min_radius_m = 1 m, must be at most max_radius_m = 1e-07 m"},
        {HEAD STAGE "llg: {min_step_s: 1e-9}",
         ": llg.min_step_s = 1e-09 s, must be at most max_step_s = 1e-10 s"},
        {HEAD STAGE "name: a b", ": name = a b, must be letters, digits, '_', '-', '.'"},
        {"mesh: {n_x: 65536, n_y: 257, cell_x_m: 1e-9, cell_y_m: 1e-9, cell_z_m: 1e-9}\n" MATERIAL
             STAGE,
         ": mesh: n_x x n_y x n_z = 16842752 cells, must be in [1, 16777216]"},
        {"mesh: {n_x: 8, n_y: 8, n_z: 2, cell_x_m: 1e-9, cell_y_m: 1e-9, cell_z_m: 1e-9}\n" MATERIAL
             STAGE "magnetostatics: {mode: averaged}",
         ": magnetostatics.mode = averaged: mesh.n_z = 2, must be 1 (one layer stands for "
         "n_stack)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error err = {0};
        char want[400];
        const enum status got = load(bad[i].text, &err);

        snprintf(want, sizeof want, "%s%s", path, bad[i].message);
        assert_string_equal(err.text, want);
        assert_int_equal(got, STATUS_BAD_CONFIG);
    }
}

static void a_program_that_writes_nan_is_refused(void **state)
{
    struct error err;

    (void)state;
    load_well(HEAD STAGE "skyrmion: [{x_m: 1e-9, y_m: 1e-9}]");
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

static uint64_t hash_of(const char *text)
{
    load_well(text);
    return llg_case_hash(&c);
}

static void the_hash_knows_what_decides_the_numbers(void **state)
{
    const uint64_t hash = hash_of(HEAD STAGE);

    (void)state;
    assert_true(hash == hash_of("name: other\ndoc: words\n" HEAD STAGE "output: {zoom: 3}\n"));
    assert_true(hash == hash_of(STAGE MATERIAL MESH));
    assert_true(hash != hash_of(HEAD "stage: [{kind: run, duration_s: 2e-9}]\n"));
    assert_true(hash != hash_of(HEAD STAGE "start: {direction: [0, 0, 1.1]}\n"));
    assert_true(hash != hash_of(HEAD STAGE "field: [{field_T: [0, 0, 0]}]\n"));
    assert_true(hash != hash_of(HEAD STAGE "llg: {tolerance: 1e-4}\n"));
    assert_true(hash != hash_of(HEAD STAGE "region: [{name: a}]\n"));
}

static void the_hash_knows_the_bytes_of_a_state(void **state)
{
    char text[600], ovf[] = "/tmp/skyloom_test_state_XXXXXX";
    const int fd = mkstemp(ovf);
    struct error err;
    uint64_t hash;

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    snprintf(text, sizeof text, HEAD STAGE "start: {kind: file, file: %s}\n",
             strrchr(ovf, '/') + 1);
    assert_int_equal(file_write_all(ovf, "one", 3, &err), STATUS_OK);
    hash = hash_of(text);
    assert_true(hash == hash_of(text));
    assert_int_equal(file_write_all(ovf, "two", 3, &err), STATUS_OK);
    assert_true(hash != hash_of(text));
    unlink(ovf);
}

static void a_picture_has_400_to_800_pixels_unless_a_zoom_is_given(void **state)
{
    static const int row[][3] = {{16, 8, 25},   {100, 100, 4}, {3, 399, 2},
                                 {400, 110, 1}, {401, 16, 1},  {2, 1, 64}};
    struct error err;

    (void)state;
    load_well(HEAD STAGE);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        c.mesh.n_x = row[i][0];
        c.mesh.n_y = row[i][1];
        assert_int_equal(llg_case_zoom(&c), row[i][2]);
    }
    assert_int_equal(llg_case_set(&c, "output.zoom=3", &err), STATUS_OK);
    assert_int_equal(llg_case_zoom(&c), 3);
}

struct census {
    size_t sections, lists, waveforms, defaults;
};

static bool is_number(const struct param *p, const char *values, double number)
{
    return p->type == PARAM_DOUBLE && *(const double *)(const void *)(values + p->offset) == number;
}

static void count_key(void *context, const char *section, bool is_list, const struct param *p,
                      const void *values)
{
    struct census *n = context;

    assert_true(p->name[0] != '\0' && p->doc != NULL && p->doc[0] != '\0' && p->unit != NULL);
    *(is_list ? &n->lists : &n->sections) += 1;
    n->waveforms += strcmp(p->name, "waveform") == 0;
    n->defaults += strcmp(section, "llg") == 0 && strcmp(p->name, "tolerance") == 0
                   && is_number(p, values, llg_default.tolerance);
    n->defaults += strcmp(section, "skyrmion") == 0 && strcmp(p->name, "radius_m") == 0
                   && is_number(p, values, start_skyrmion_default.radius_m);
}

static void every_key_has_a_name_a_unit_a_default_and_words(void **state)
{
    struct census n = {0};

    (void)state;
    llg_case_default(&c);
    llg_case_each_key(&c, count_key, &n);
    assert_true(n.sections > 60 && n.lists > 40);
    assert_int_equal(n.waveforms, 2);
    assert_int_equal(n.defaults, 2);
    for (size_t i = 0; i < case_n_groups; i++) {
        struct case_keys keys;

        llg_case_keys(&case_groups[i], &keys);
        assert_true(keys.n > 0 && keys.n < CASE_MAX_KEYS); /* else one may be left out */
        for (size_t a = 0; a < keys.n; a++)
            for (size_t b = 0; b < a; b++)
                assert_string_not_equal(keys.param[a].name, keys.param[b].name);
    }
    assert_true(case_n_groups <= CASE_MAX_GROUPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_case_takes_the_defaults),
        cmocka_unit_test(every_section_and_list_reaches_its_struct),
        cmocka_unit_test(a_region_takes_what_it_does_not_say_from_the_material),
        cmocka_unit_test(set_changes_a_key_and_the_mesh_with_it),
        cmocka_unit_test(every_bad_case_gives_its_one_line),
        cmocka_unit_test(a_program_that_writes_nan_is_refused),
        cmocka_unit_test(the_hash_knows_what_decides_the_numbers),
        cmocka_unit_test(the_hash_knows_the_bytes_of_a_state),
        cmocka_unit_test(a_picture_has_400_to_800_pixels_unless_a_zoom_is_given),
        cmocka_unit_test(every_key_has_a_name_a_unit_a_default_and_words),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
