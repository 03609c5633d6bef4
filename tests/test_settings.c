#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/param_table.h"
#include "config/settings.h"
#include "files/file.h"
#include "io/card_yaml.h"
#include "lab/calibrate/calibrate.h"
#include "lab/calibrate/measure.h"
#include "lab/llg/case.h"
#include "lab/track/synapse.h"
#include "lab/track/trial.h"
#include "net/design.h"
/* Hashes and writing of settings; how they are read is in test_config. */

/* --- a key more --- */

/* Settings as a later version may have them: with one number more in one section or in the first
 * item of one list. */
struct grown {
    struct settings settings;
    struct settings_section section[32];
    struct param key;
    size_t n_keys, at; /* where the number is; those of further items lie behind it */
    unsigned char *defaults, *whole;
};

static double *number_of(const struct grown *g, void *whole)
{
    return (void *)((unsigned char *)whole + g->at);
}

static void grow(struct grown *g, const struct settings *of, const char *section, const void *whole)
{
    struct settings_section *c = g->section;

    g->at = (of->size + 7) / 8 * 8;
    g->settings = *of;
    g->settings.section = g->section;
    g->settings.size = g->at + 8192;
    memcpy(g->section, of->section, of->n_sections * sizeof *of->section);
    while (strcmp(c->name, section) != 0)
        c++;
    assert_true(c < g->section + of->n_sections && c->part[SETTINGS_MAX_PARTS - 1].params == NULL);
    g->key = (struct param){.name = "novelty",
                            .unit = "m",
                            .doc = "what a later version knows",
                            .type = PARAM_DOUBLE,
                            .offset = g->at - c->offset,
                            .max = 9.0};
    g->n_keys = 1;
    memmove(c->part + 1, c->part, (SETTINGS_MAX_PARTS - 1) * sizeof c->part[0]);
    c->part[0] = (struct settings_part){.params = &g->key, .n_params = &g->n_keys};
    g->defaults = calloc(1, g->settings.size);
    g->whole = calloc(1, g->settings.size);
    memcpy(g->defaults, of->defaults, of->size);
    memcpy(g->whole, whole, of->size);
    g->settings.defaults = g->defaults;
    *number_of(g, g->defaults) = *number_of(g, g->whole) = 1.5;
}

static void check_a_new_key(const struct settings *settings, const char *section, const void *whole)
{
    const uint64_t before = settings_hash(settings, whole);
    struct grown g;

    grow(&g, settings, section, whole);
    assert_true(settings_hash(&g.settings, g.whole) == before);
    *number_of(&g, g.whole) = 2.5;
    assert_true(settings_hash(&g.settings, g.whole) != before);
    free(g.defaults);
    free(g.whole);
}

static void a_new_key_of_a_design_changes_no_hash_until_it_is_used(void **state)
{
    static const char *const sections[] = {"data",   "network", "train",     "convert", "neuron",
                                           "device", "tile",    "converter", "cost"};
    struct design d;
    struct error err = {0};

    (void)state;
    assert_int_equal(design_load("designs/mnist-small.yaml", &d, &err), STATUS_OK);
    for (size_t i = 0; i < SETTINGS_COUNT(sections); i++)
        check_a_new_key(&design_settings, sections[i], &d);
    assert_true(settings_hash(&design_settings, &d) == design_hash(&d));
}

static void a_new_key_of_a_device_changes_no_hash_until_it_is_used(void **state)
{
    static const char *const sections[] = {"track", "material", "barrier", "torque",
                                           "start", "readout",  "grains",  "solver"};
    struct synapse d;
    struct error err = {0};

    (void)state;
    assert_int_equal(synapse_load("small", &d, &err), STATUS_OK);
    for (size_t i = 0; i < SETTINGS_COUNT(sections); i++)
        check_a_new_key(&synapse_settings, sections[i], &d);
    assert_true(settings_hash(&synapse_settings, &d) == synapse_hash(&d));
}

static void a_new_key_of_a_case_changes_no_hash_until_it_is_used(void **state)
{
    static const char *const sections[] = {"mesh", "geometry", "material", "llg", "relax", "stage"};
    static struct llg_case c, defaults;
    const struct settings settings = llg_case_settings(&defaults);
    struct error err = {0};

    (void)state;
    assert_int_equal(llg_case_load("cases/skyrmion-relax.yaml", &c, &err), STATUS_OK);
    assert_int_equal(c.n_stages, 1);
    for (size_t i = 0; i < SETTINGS_COUNT(sections); i++)
        check_a_new_key(&settings, sections[i], &c);
}

static void a_new_key_of_a_card_changes_no_hash_until_it_is_used(void **state)
{
    struct device_card card;
    struct card_file file;
    struct error err = {0};

    (void)state;
    assert_int_equal(card_load("skyrmion-mml4-llg", &card, &err), STATUS_OK);
    file = card_file(&card);
    check_a_new_key(&card_settings, "", &file);
    check_a_new_key(&card_settings, "states", &file);
    assert_true(settings_hash(&card_settings, &file) == card_hash(&card, NULL));
}

/* --- what was made before --- */

/* Hashes in docs/device/curve-0K.json and devices/paper-n4-particles.yaml. */
static void shipped_tables_and_coefficients_are_of_their_device(void **state)
{
    struct synapse d;
    struct calibration c;
    struct error err = {0};
    char hash[24];

    (void)state;
    assert_int_equal(synapse_load("paper", &d, &err), STATUS_OK);
    assert_int_equal(calibrate_load("paper-n4-particles", &c, &err), STATUS_OK);
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)calibrate_stack_hash(&d));
    assert_string_equal(hash, c.stack.hash);
    d.material.temperature_K = 0.0;
    assert_true(synapse_hash(&d) == 0xdabab4f96c6634a6);
}

/* Names of files that users have: new members leave them. */
static void trials_and_measurements_keep_their_names(void **state)
{
    static struct trial t;
    struct measure m = {.kind = MEASURE_DRIVE, .film = synapse_default, .n = 1, .factor = 2.0};

    (void)state;
    t.synapse = synapse_default;
    t.seed = 7;
    trial_set_cycles(&t, 1);
    trial_name(&t, "curve");
    assert_string_equal(t.key, "curve-68390b3d");
    t.empty = true;
    trial_name(&t, "curve");
    assert_string_equal(t.key, "curve-f33930f8");
    m.x_m[0] = 60e-9;
    m.y_m[0] = m.radius_m = 10e-9;
    m.wall_m = 3e-9;
    m.run_s = 1e-9;
    measure_name(&m);
    assert_string_equal(m.key, "drive-n4-0.0nm-2x-adee9484");
    m.kind = MEASURE_PUSH;
    measure_name(&m);
    assert_string_equal(m.key, "push-n4-0.0nm-2x-aa8e1b98");
    m.kind = MEASURE_HOT;
    m.seed = 5;
    measure_name(&m);
    assert_string_equal(m.key, "hot-n4-0.0nm-2x-99f34479");
}

/* --- what a hash sees --- */

struct row {
    int64_t count;
    double width_m;
};
struct sample {
    char a[16], ab[16];
    double gain, axis[3];
    size_t n_rows;
    struct row row[4];
};
static const struct sample usual = {
    .gain = 2.0, .axis = {0, 0, 1}, .row = {{1, NAN}, {1, NAN}, {1, NAN}, {1, NAN}}};
static const struct param texts[] = {
    {PARAM_TEXT(sample, a, "a text")},
    {PARAM_TEXT(sample, ab, "another")},
};
static const struct param numbers[] = {
    {PARAM_NUMBER(sample, gain, "V", 0, 10, "a gain")},
    {PARAM_VECTOR3(sample, axis, "", -1, 1, "a direction")},
};
static const struct param row_params[] = {
    {PARAM_WHOLE(row, count, "", 0, 9, "how many")},
    {PARAM_NUMBER(row, width_m, "m", 0, 1, "how wide; not given: as needed")},
};
static const struct settings_section sections[] = {
    {.name = "", .part = {{SETTINGS_TABLE(texts)}}},
    {.name = "part", .part = {{SETTINGS_TABLE(numbers)}}},
    {.name = "row",
     .part = {{SETTINGS_TABLE(row_params), .may_be_unset = true}},
     SETTINGS_LIST(sample, row, n_rows, 0, 4)},
};
static const struct settings all = {.section = sections,
                                    .n_sections = SETTINGS_COUNT(sections),
                                    .defaults = &usual,
                                    .size = sizeof usual};
static char path[] = "/tmp/skyloom_test_settings_XXXXXX";

static struct sample loaded(const char *text)
{
    struct sample s;
    struct error err = {0};

    assert_int_equal(file_write_all(path, text, strlen(text), &err), STATUS_OK);
    if (settings_load(&all, path, &s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return s;
}

static uint64_t hash_of(const char *text)
{
    const struct sample s = loaded(text);

    return settings_hash(&all, &s);
}

static void a_default_that_is_written_out_is_no_change(void **state)
{
    (void)state;
    assert_true(hash_of("a: ''\npart: {gain: 2, axis: [0, 0, 1.0]}\n") == HASH_START);
    assert_true(hash_of("row: [{count: 1}]\n") == hash_of("row: [{}]\n"));
}

static void the_order_in_the_file_does_not_matter(void **state)
{
    (void)state;
    assert_true(hash_of("a: x\nab: y\npart: {gain: 3, axis: [1, 0, 0]}\nrow: [{count: 3}]\n")
                == hash_of("row: [{count: 3}]\npart: {axis: [1, 0, 0], gain: 3}\nab: y\na: x\n"));
}

static void texts_that_read_alike_in_a_row_do_not_collide(void **state)
{
    static const char *const files[] = {
        "a: bc\n",
        "ab: c\n",
        "a: ''\nab: ''\npart: {gain: 3}\n",
        "a: 'part.gain=3'\n",
        "a: 'x ab=y'\n",
        "a: x\nab: y\n",
        "a: xab\nab: y\n",
        "row: [{}]\n",
        "row: [{}, {}]\n",
        "row: [{count: 2}, {}]\n",
        "row: [{}, {count: 2}]\n",
        "row: [{width_m: 0}]\n",
        "a: 'row=1'\n",
    };

    (void)state;
    for (size_t i = 0; i < SETTINGS_COUNT(files); i++)
        for (size_t j = 0; j < i; j++)
            if (hash_of(files[i]) == hash_of(files[j]))
                fail_msg("one hash: %s and %s", files[i], files[j]);
}

/* --- check and write --- */

static void a_value_out_of_range_says_where_it_is(void **state)
{
    struct sample s = usual;
    struct error err = {0};

    (void)state;
    assert_int_equal(settings_check(&all, &s, "here", &err), STATUS_OK);
    s.n_rows = 2;
    s.row[1].count = 12;
    assert_int_equal(settings_check(&all, &s, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: row[1]: count = 12, must be in [0, 9]");
    s.n_rows = 5;
    assert_int_equal(settings_check(&all, &s, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: row has 5 entries, must be in [0, 4]");
    s.n_rows = 0;
    s.gain = NAN;
    assert_int_equal(settings_check(&all, &s, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: part: gain = nan V, must be in [0, 10]");
}

static void what_is_written_is_read_back(void **state)
{
    const struct sample s =
        loaded("a: 'q\"\\ #: x'\npart: {gain: 0.1}\nrow: [{}, {count: 3, width_m: 0.25}, {}]\n");

    (void)state;
    for (int explain = 0; explain < 2; explain++) {
        struct file_out f;
        struct error err = {0};
        unsigned char *text;
        struct sample back;
        size_t n;

        assert_int_equal(file_out_open(&f, path, &err), STATUS_OK);
        settings_write(f.stream, &all, &s, explain != 0);
        assert_int_equal(file_out_commit(&f, &err), STATUS_OK);
        assert_int_equal(file_read_all(path, 4096, &text, &n, &err), STATUS_OK);
        if (explain == 0)
            assert_string_equal((char *)text,
                                "a: \"q\\\"\\\\ #: x\"\npart:\n  gain: 0.1\nrow:\n  - {}\n"
                                "  - {count: 3, width_m: 0.25}\n  - {}\n");
        free(text);
        assert_int_equal(settings_load(&all, path, &back, &err), STATUS_OK);
        assert_memory_equal(&back, &s, sizeof s);
    }
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_key_of_a_design_changes_no_hash_until_it_is_used),
        cmocka_unit_test(a_new_key_of_a_device_changes_no_hash_until_it_is_used),
        cmocka_unit_test(a_new_key_of_a_case_changes_no_hash_until_it_is_used),
        cmocka_unit_test(a_new_key_of_a_card_changes_no_hash_until_it_is_used),
        cmocka_unit_test(shipped_tables_and_coefficients_are_of_their_device),
        cmocka_unit_test(trials_and_measurements_keep_their_names),
        cmocka_unit_test(a_default_that_is_written_out_is_no_change),
        cmocka_unit_test(the_order_in_the_file_does_not_matter),
        cmocka_unit_test(texts_that_read_alike_in_a_row_do_not_collide),
        cmocka_unit_test(a_value_out_of_range_says_where_it_is),
        cmocka_unit_test(what_is_written_is_read_back),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
