#include "check.h"
#include "files/file.h"
#include "net/design.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "name: tiny\ndata: {set: mnist}\nnetwork: {layers: 784-256-10}\n"

static char path[] = "/tmp/skyloom_test_design_XXXXXX";

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

static enum status load(const char *text, struct design *d, struct error *err)
{
    assert_int_equal(file_write_all(path, text, strlen(text), err), STATUS_OK);
    return design_load(path, d, err);
}

static void a_short_design_takes_the_defaults(void **state)
{
    struct design d;
    struct error err;
    int sizes[9];

    (void)state;
    assert_int_equal(load(HEAD, &d, &err), STATUS_OK);
    assert_string_equal(d.name, "tiny");
    assert_int_equal(d.tile.columns, design_default.tile.columns);
    assert_int_equal(design_layers(&d, sizes, 9), 3);
    assert_int_equal(sizes[0], 784);
    assert_int_equal(sizes[2], 10);
}

static void every_default_lies_in_its_range(void **state)
{
    struct design d = design_default;
    struct error err = {0};

    (void)state;
    strcpy(d.name, "x");
    strcpy(d.network.layers, "4-2");
    if (design_check(&d, "default", &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void every_key_is_documented_and_settable(void **state)
{
    struct design d, e;
    struct error err;

    (void)state;
    assert_int_equal(load(HEAD, &d, &err), STATUS_OK);
    e = design_default;
    for (struct settings_walk w = settings_values(&design_settings, &d); settings_next(&w);) {
        char key[SETTINGS_PATH], value[600], assignment[800];

        assert_true(strlen(w.param.doc) > 3);
        settings_path(&w, key);
        config_format(&w.param, w.values, value, sizeof value);
        snprintf(assignment, sizeof assignment, "%s=%s", key, value);
        assert_int_equal(design_set(&e, assignment, &err), STATUS_OK);
    }
    assert_true(design_hash(&e) == design_hash(&d));
}

static void the_hash_sees_values_and_not_layout(void **state)
{
    struct design a, b;
    struct error err;

    (void)state;
    assert_int_equal(load(HEAD "tile: {columns: 64}", &a, &err), STATUS_OK);
    assert_int_equal(load("# same\ntile:\n  columns: 64\n  word_lines: 128\n" HEAD, &b, &err),
                     STATUS_OK);
    assert_true(design_hash(&a) == design_hash(&b));
    assert_int_equal(design_set(&b, "converter.lsb_levels=1.0000000000000002", &err), STATUS_OK);
    assert_true(design_hash(&a) != design_hash(&b));
}

static void keys_that_contradict_are_refused(void **state)
{
    static const struct {
        const char *text, *part;
    } bad[] = {
        {HEAD "tile: {word_lines: 33}", "tile.word_lines = 33, must be 4, 8, 16"},
        {HEAD "tile: {columns: 30}",
         "tile.columns = 30, must be a multiple of tile.converters = 8"},
        {HEAD "tile: {columns: -1}", ":4: tile.columns = -1, must be in [2, 128]"},
        {HEAD "converter: {lsb_levels: .nan}", "converter.lsb_levels = .nan"},
        {HEAD "convert: {sigma_min: 2}", "convert.sigma_min = 2, must be at most"},
        {"name: a/b\ndata: {set: mnist}\nnetwork: {layers: 2-2}", "name = a/b, must be letters"},
        {"name: a\ndata: {set: mnist}\nnetwork: {layers: 784}", "network.layers = 784, must be"},
        {"name: a\ndata: {set: mnist}\nnetwork: {layers: 784-x}",
         "network.layers = 784-x, must be"},
        {"name: a\ndata: {set: mnist}\nnetwork: {layers: 2-0}", "network.layers = 2-0, must be"},
        {"name: a\ndata: {set: mnist}\nnetwork: {layers: 2-65}", "65 classes, must be in [1, 64]"},
        {"name: a\ndata: {set: mnist}\nnetwork: {layers: 2-65000-2}", "more than 255 cores"},
        {"name: a\ndata: {set: cifar}\nnetwork: {layers: 2-2}", "must be one of: mnist"},
        {"name: a\nnetwork: {layers: 2-2}", "data.set is missing"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct design d;
        struct error err = {0};

        assert_int_equal(load(bad[i].text, &d, &err), STATUS_BAD_CONFIG);
        assert_null(strchr(err.text, '\n'));
        if (strstr(err.text, bad[i].part) == NULL || strstr(err.text, path) != err.text)
            fail_msg("'%s' lacks '%s'", err.text, bad[i].part);
    }
}

static void a_value_set_in_code_is_checked_too(void **state)
{
    struct design d;
    struct error err;

    (void)state;
    assert_int_equal(load(HEAD, &d, &err), STATUS_OK);
    d.train.rate = NAN;
    assert_int_equal(design_check(&d, "x.yaml", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "x.yaml: train: rate = nan, must be in [1e-09, 100]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_design_takes_the_defaults),
        cmocka_unit_test(every_default_lies_in_its_range),
        cmocka_unit_test(every_key_is_documented_and_settable),
        cmocka_unit_test(the_hash_sees_values_and_not_layout),
        cmocka_unit_test(keys_that_contradict_are_refused),
        cmocka_unit_test(a_value_set_in_code_is_checked_too),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
