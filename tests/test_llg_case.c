#include "case_text.h"
#include "check.h"
#include "files/file.h"
#include "lab/llg/case_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct llg_case c;

static void load_well(const char *text) { case_text_load_well(text, &c); }

static void a_short_case_takes_the_defaults(void **state)
{
    (void)state;
    load_well(HEAD STAGE);
    assert_memory_equal(c.name, "skyloom_test_case", strlen("skyloom_test_case"));
    assert_string_equal(c.folder.text, "/tmp");
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

static const char everything[] =
    "name: all\n" HEAD "geometry: {shape: ellipse, width_m: 30e-9}\n"
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
    "  - {kind: run, duration_s: 2e-9, current: false, damping: 0.01}\n";

static void every_section_reaches_its_struct(void **state)
{
    (void)state;
    load_well(everything);
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
}

static void every_list_reaches_its_struct(void **state)
{
    (void)state;
    load_well(everything);
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
    assert_string_equal(err.text, "case: unknown key llg.tolerence (did you mean llg.tolerance?)");
    assert_int_equal(llg_case_set(&c, "stage[0].kind=run", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "case: stage[0].kind=run: stage is a list, which only the file "
                                  "gives");
    assert_int_equal(llg_case_set(&c, "stage=1", &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "stage is a list"));
    assert_int_equal(llg_case_set(&c, "current.kind=sine", &err), STATUS_BAD_CONFIG);
    assert_int_equal(llg_case_set(&c, "readout.region=nowhere", &err), STATUS_OK);
    assert_int_equal(llg_case_check(&c, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: readout.region = nowhere, must be the name of a region");
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

/* So that a checkpoint made under other meanings of the same keys is refused. */
static void the_hash_knows_what_keys_mean(void **state)
{
    const unsigned char real_bytes = sizeof(real);
    const uint64_t hash = hash_of(HEAD STAGE);
    struct llg_case defaults;
    const struct settings settings = llg_case_settings(&defaults);
    const uint64_t keys = hash_fnv1a(settings_hash(&settings, &c), &real_bytes, 1);

    (void)state;
    assert_true(hash != keys);
    assert_true(hash == hash_fnv1a(keys, "case 1", 7));
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

static void count_key(struct census *n, const struct settings_walk *w)
{
    const struct param *p = &w->param;
    const char *section = w->section->name;

    assert_true(p->name[0] != '\0' && p->doc != NULL && p->doc[0] != '\0' && p->unit != NULL);
    *(w->section->max_items > 0 ? &n->lists : &n->sections) += 1;
    n->waveforms += strcmp(p->name, "waveform") == 0;
    n->defaults += strcmp(section, "llg") == 0 && strcmp(p->name, "tolerance") == 0
                   && is_number(p, w->values, llg_default.tolerance);
    n->defaults += strcmp(section, "skyrmion") == 0 && strcmp(p->name, "radius_m") == 0
                   && is_number(p, w->values, start_skyrmion_default.radius_m);
}

static void every_key_has_a_name_a_unit_a_default_and_words(void **state)
{
    const struct settings settings = llg_case_settings(&c);
    struct census n = {0};

    (void)state;
    for (struct settings_walk a = settings_keys(&settings); settings_next(&a);) {
        struct settings_walk b = a;

        count_key(&n, &a);
        while (settings_next(&b) && b.section == a.section)
            assert_string_not_equal(a.param.name, b.param.name);
    }
    assert_true(n.sections > 60 && n.lists > 40);
    assert_int_equal(n.waveforms, 2);
    assert_int_equal(n.defaults, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_case_takes_the_defaults),
        cmocka_unit_test(every_section_reaches_its_struct),
        cmocka_unit_test(every_list_reaches_its_struct),
        cmocka_unit_test(a_region_takes_what_it_does_not_say_from_the_material),
        cmocka_unit_test(set_changes_a_key_and_the_mesh_with_it),
        cmocka_unit_test(the_hash_knows_what_decides_the_numbers),
        cmocka_unit_test(the_hash_knows_what_keys_mean),
        cmocka_unit_test(the_hash_knows_the_bytes_of_a_state),
        cmocka_unit_test(a_picture_has_400_to_800_pixels_unless_a_zoom_is_given),
        cmocka_unit_test(every_key_has_a_name_a_unit_a_default_and_words),
    };
    return cmocka_run_group_tests(tests, case_text_open, case_text_close);
}
