#include "check.h"
#include "config/settings.h"
#include "files/file.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct item {
    int64_t count;
    double at_m[3];
    char label[16];
};

struct sample {
    char name[8];
    double gain;
    int64_t number;
    bool on;
    int kind;
    double axis[3];
    size_t n_items;
    struct item items[3];
};

static const char *const kinds[] = {"small", "large", NULL};
static const struct param top[] = {
    {.name = "name",
     .unit = "",
     .doc = "a name",
     .type = PARAM_STRING,
     .required = true,
     .offset = offsetof(struct sample, name),
     .size = 8},
};
static const struct param part[] = {
    {.name = "gain",
     .unit = "V",
     .doc = "a gain",
     .type = PARAM_DOUBLE,
     .offset = offsetof(struct sample, gain),
     .min = 0,
     .max = 10},
    {.name = "number",
     .unit = "",
     .doc = "a number",
     .type = PARAM_INT,
     .offset = offsetof(struct sample, number),
     .min = -5,
     .max = 1e15},
    {.name = "on",
     .unit = "",
     .doc = "a switch",
     .type = PARAM_BOOL,
     .offset = offsetof(struct sample, on)},
    {.name = "kind",
     .unit = "",
     .doc = "a kind",
     .type = PARAM_ENUM,
     .offset = offsetof(struct sample, kind),
     .choices = kinds},
    {.name = "axis",
     .unit = "T",
     .doc = "a vector",
     .type = PARAM_VECTOR,
     .offset = offsetof(struct sample, axis),
     .min = -2,
     .max = 2},
};
static const struct param item[] = {
    {.name = "count",
     .unit = "",
     .doc = "a count",
     .type = PARAM_INT,
     .required = true,
     .offset = offsetof(struct item, count),
     .min = 0,
     .max = 9},
    {.name = "label",
     .unit = "",
     .doc = "a label",
     .type = PARAM_STRING,
     .offset = offsetof(struct item, label),
     .size = 16},
    {.name = "at_m",
     .unit = "m",
     .doc = "a place",
     .type = PARAM_VECTOR,
     .offset = offsetof(struct item, at_m),
     .min = 0,
     .max = 1},
};

enum { N_PART = sizeof part / sizeof part[0] };

static char path[] = "/tmp/skyloom_test_config_XXXXXX";

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

static const struct sample usual = {.gain = 2.5, .number = 7, .axis = {0, 0, 1}};
static const struct settings_section sections[] = {
    {.name = "", .part = {{SETTINGS_TABLE(top)}}},
    {.name = "part", .part = {{SETTINGS_TABLE(part)}}},
    {.name = "item", .part = {{SETTINGS_TABLE(item)}}, SETTINGS_LIST(sample, items, n_items, 0, 3)},
};
static const struct settings all = {.section = sections,
                                    .n_sections = SETTINGS_COUNT(sections),
                                    .defaults = &usual,
                                    .size = sizeof usual};

static enum status load(const char *text, struct sample *s, struct error *err)
{
    assert_int_equal(file_write_all(path, text, strlen(text), err), STATUS_OK);
    return settings_load(&all, path, s, err);
}

static void every_type_is_read_and_defaults_stay(void **state)
{
    struct sample s;
    struct error err;

    (void)state;
    assert_int_equal(load("name: abc\npart: {number: -5, on: true, kind: large}\n"
                          "item:\n  - {count: 1, label: one}\n  - count: 2\n",
                          &s, &err),
                     STATUS_OK);
    assert_string_equal(s.name, "abc");
    assert_close(s.gain, 2.5, 0.0);
    assert_int_equal(s.number, -5);
    assert_true(s.on);
    assert_int_equal(s.kind, 1);
    assert_int_equal(s.n_items, 2);
    assert_string_equal(s.items[0].label, "one");
    assert_int_equal(s.items[1].count, 2);
    assert_int_equal(load("name: abc", &s, &err), STATUS_OK);
    assert_int_equal(s.n_items, 0);
}

static void a_vector_is_a_list_of_three_numbers(void **state)
{
    static const char *const same[] = {
        "name: a\npart: {axis: [1.5, -2, 0.1]}",
        "name: a\npart:\n  axis: [ 1.5,\n  -2.0, 1e-1 ]",
        "name: a\npart:\n  axis:\n    - 1.5\n    - -2\n    - 0.1\n",
    };
    struct sample s;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_int_equal(load(same[i], &s, &err), STATUS_OK);
        assert_true(s.axis[0] == 1.5 && s.axis[1] == -2.0 && s.axis[2] == 0.1);
    }
    assert_int_equal(load("name: a\nitem: [{count: 1}, {at_m: [1, 0, 0.5], count: 2}]", &s, &err),
                     STATUS_OK);
    assert_true(s.items[1].at_m[0] == 1.0 && s.items[1].at_m[2] == 0.5);
    assert_true(s.items[0].at_m[0] == 0.0 && s.axis[2] == 1.0);
    assert_int_equal(s.items[1].count, 2);
}

static void a_folded_text_becomes_one_line(void **state)
{
    struct sample s;
    struct error err;

    (void)state;
    assert_int_equal(load("name: |\n  ab\n  cd\n", &s, &err), STATUS_OK);
    assert_string_equal(s.name, "ab cd");
}

static void every_bad_file_gives_its_one_line(void **state)
{
    static const struct {
        const char *text, *message; /* after path: */
    } bad[] = {
        {"name: a\npart: {gain: .nan}", "2: part.gain = .nan, must be a number in [0, 10] V"},
        {"name: a\npart: {gain: nan}", "2: part.gain = nan, must be a number in [0, 10] V"},
        {"name: a\npart: {gain: 1e999}", "2: part.gain = 1e999 V, must be in [0, 10]"},
        {"name: a\npart: {gain: -1}", "2: part.gain = -1 V, must be in [0, 10]"},
        {"name: a\npart: {gain: 1.5x}", "2: part.gain = 1.5x, must be a number in [0, 10] V"},
        {"name: a\npart: {gain: }", "2: part.gain = , must be a number in [0, 10] V"},
        {"name: a\npart:\n  number: 1.5",
         "3: part.number = 1.5, must be an integer in [-5, 1e+15]"},
        {"name: a\npart: {number: -6}", "2: part.number = -6, must be in [-5, 1e+15]"},
        {"name: a\npart: {number: 99999999999999999999}",
         "2: part.number = 99999999999999999999, must be in [-5, 1e+15]"},
        {"name: a\npart: {on: yes}", "2: part.on = yes, must be true or false"},
        {"name: a\npart: {kind: 1}", "2: part.kind = 1, must be one of: small, large"},
        {"name: a\npart: {numbr: 1}", "2: unknown key part.numbr (did you mean part.number?)"},
        {"name: a\nother: 1", "2: unknown key other"},
        {"name: a\nmesh: {n_x: 1}", "2: unknown key mesh: this looks like a micromagnetic case"},
        {"name: a\nnaem: 1", "2: unknown key naem (did you mean name?)"},
        {"name: a\ngone: 1", "2: unknown key gone"},
        {"name: a\npart: 5", "2: part must be a mapping of keys to values"},
        {"name: {a: 1}", "1: name must be a single value"},
        {"name: a\nname: b", "2: name is already given on line 1"},
        {"name: a\npart: {on: true}\npart: {on: false}", "3: part is already given on line 2"},
        {"name: a\nitem: [{count: 1, count: 2}]", "2: item[0].count is already given on line 2"},
        {"name: a\nitem: [{label: x}]", "2: item[0].count is missing (a count)"},
        {"name: a\nitem: [{count: 12}]", "2: item[0].count = 12, must be in [0, 9]"},
        {"name: a\nitem: [{cnt: 12}]", "2: unknown key item[0].cnt (did you mean item[0].count?)"},
        {"name: a\nitem: [1]", "2: item must be a list of mappings"},
        {"name: a\nitem: [[1]]",
         "2: an item of a list must be a value or a mapping of keys to values"},
        {"name: a\nitem: [{count: 1}, 2]", "2: a list must hold values or mappings, not both"},
        {"name: a\npart: {axis: [1, {a: 1}, 2]}",
         "2: a list must hold values or mappings, not both"},
        {"name: a\npart: {axis: 1}", "2: part.axis must be three numbers, [x, y, z]"},
        {"name: a\npart: {axis: []}", "2: part.axis must be three numbers, [x, y, z]"},
        {"name: a\npart: {axis: [1, 2]}", "2: part.axis must be three numbers, [x, y, z]"},
        {"name: a\npart: {axis: [1, 2, 0, 0]}", "2: part.axis must be three numbers, [x, y, z]"},
        {"name: a\npart:\n  axis: [1, 2.5, 0]", "3: part.axis[1] = 2.5 T, must be in [-2, 2]"},
        {"name: a\npart: {axis: [1, 2, x]}", "2: part.axis[2] = x, must be a number in [-2, 2] T"},
        {"name: a\npart: {axis: [1, '', 2]}", "2: part.axis[1] = , must be a number in [-2, 2] T"},
        {"name: a\npart: {axis: [1, \"0,1\", 2]}",
         "2: part.axis = 1, 0,1, 2, must be [x, y, z], each in [-2, 2] T"},
        {"name: a\npart: {gain: [1]}", "2: part.gain must be a single value"},
        {"name: a\nitem: [{count: 1, at_m: [0, 0, -1]}]",
         "2: item[0].at_m[2] = -1 m, must be in [0, 1]"},
        {"name: a\nitem: [{count: 1},{count: 1},{count: 1},{count: 1}]",
         "2: item has 4 entries, must be in [0, 3]"},
        {"part: {on: true}", "1: name is missing (a name)"},
        {"name: abcdefgh", "1: name: 8 characters, at most 7 are allowed"},
        {"name: \"a\\tb\"", "1: name: control character in a text"},
        {"name: &x a", NULL},
        {"name: *x", "1: aliases are not supported"},
        {"name: &x a", "1: anchors are not supported"},
        {"name: a\npart: &x {number: 1}", "2: anchors are not supported"},
        {"name: !!int a", "1: tags are not supported"},
        {"name: a\nitem: !x []", "2: tags are not supported"},
        {"name: \"a\\0b\"", "1: a text must not hold the character \\0"},
        {"name: a\n---\nname: b", "2: more than one document"},
        {"", "1: must be a mapping of keys to values"},
        {"[1, 2]", "1: must be a mapping of keys to values"},
        {"name: 'a", "1: not YAML: found unexpected end of stream"},
        {"name: a\n\tb: c", NULL},
        {"a: {b: {c: {d: {e: 1}}}}", "1: nested too deeply"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct sample s;
        struct error err = {0};
        char want[300];
        const enum status got = load(bad[i].text, &s, &err);

        if (bad[i].message == NULL)
            continue; /* either way, without a crash */
        snprintf(want, sizeof want, "%s:%s", path, bad[i].message);
        assert_int_equal(got, STATUS_BAD_CONFIG);
        assert_string_equal(err.text, want);
    }
}

static void a_text_far_too_long_is_refused(void **state)
{
    struct sample s;
    struct error err;
    char text[2000];

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "name: ", 6);
    text[sizeof text - 1] = '\0';
    assert_int_equal(load(text, &s, &err), STATUS_BAD_CONFIG);
    assert_null(strchr(err.text, '\n'));
    assert_non_null(strstr(err.text, path));
}

static void set_reads_what_format_writes(void **state)
{
    struct sample s = {.gain = 0.1 + 0.2,
                       .number = -3,
                       .on = true,
                       .kind = 1,
                       .axis = {-0.3, 1.0 / 3.0, 2.0}},
                  t = {0};
    struct error err;

    (void)state;
    for (int i = 0; i < N_PART; i++) {
        char value[128], assignment[256];

        config_format(&part[i], &s, value, sizeof value);
        snprintf(assignment, sizeof assignment, "part.%s=%s", part[i].name, value);
        assert_int_equal(settings_set(&all, assignment, "here", &t, &err), STATUS_OK);
    }
    assert_true(t.gain == s.gain);
    assert_int_equal(t.number, -3);
    assert_true(t.on);
    assert_int_equal(t.kind, 1);
    for (int i = 0; i < 3; i++)
        assert_true(t.axis[i] == s.axis[i]);
    assert_int_equal(settings_set(&all, "part.axis=1, 0.5,-1", "here", &t, &err), STATUS_OK);
    assert_true(t.axis[0] == 1.0 && t.axis[1] == 0.5 && t.axis[2] == -1.0);
}

static void set_names_what_is_wrong(void **state)
{
    struct sample t = {0};
    struct error err;

    (void)state;
    assert_int_equal(settings_set(&all, "part.gain", "here", &t, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: part.gain: must be key=value");
    assert_int_equal(settings_set(&all, "part.gian=1", "here", &t, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: unknown key part.gian (did you mean part.gain?)");
    assert_int_equal(settings_set(&all, "part=1", "here", &t, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: part is a section, must be part.KEY");
    assert_int_equal(settings_set(&all, "part.gain=11", "here", &t, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: part.gain = 11 V, must be in [0, 10]");
    assert_int_equal(settings_set(&all, "part.axis=[1,2]", "here", &t, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: part.axis = [1,2], must be [x, y, z], each in [-2, 2] T");
    assert_int_equal(settings_set(&all, "part.axis=[1,2,3]", "here", &t, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: part.axis[2] = 3 T, must be in [-2, 2]");
    assert_int_equal(settings_set(&all, "part.axis=1 1,0,0", "here", &t, &err), STATUS_BAD_CONFIG);
    assert_int_equal(settings_set(&all, "part.axis=", "here", &t, &err), STATUS_BAD_CONFIG);
}

static void params_check_refuses_nan(void **state)
{
    struct sample s = {.gain = NAN};
    struct error err;

    (void)state;
    assert_int_equal(params_check(part, N_PART, &s, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: gain = nan V, must be in [0, 10]");
    s.gain = 1.0;
    s.kind = 2;
    assert_int_equal(params_check(part, N_PART, &s, "here", &err), STATUS_BAD_CONFIG);
    s.kind = 1;
    assert_int_equal(params_check(part, N_PART, &s, "here", &err), STATUS_OK);
    s.axis[1] = NAN;
    assert_int_equal(params_check(part, N_PART, &s, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: axis[1] = nan T, must be in [-2, 2]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_and_defaults_stay),
        cmocka_unit_test(a_vector_is_a_list_of_three_numbers),
        cmocka_unit_test(a_folded_text_becomes_one_line),
        cmocka_unit_test(every_bad_file_gives_its_one_line),
        cmocka_unit_test(a_text_far_too_long_is_refused),
        cmocka_unit_test(set_reads_what_format_writes),
        cmocka_unit_test(set_names_what_is_wrong),
        cmocka_unit_test(params_check_refuses_nan),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
