#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/blob.h"
#include "files/file.h"
#include "map/map.h"
#include "net/program.h"

struct fixture {
    char dir[64], path[96], bad[96];
    struct program p;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    static const int sizes[] = {20, 9, 3};

    strcpy(f->dir, "/tmp/skyloom-program-XXXXXX");
    if (!mkdtemp(f->dir))
        return -1;
    snprintf(f->path, sizeof f->path, "%s/good.prog", f->dir);
    snprintf(f->bad, sizeof f->bad, "%s/bad.prog", f->dir);
    f->p = (struct program){.design = "tiny",
                            .card = "ideal",
                            .n_states = 4,
                            .n_layers = 2,
                            .timesteps = 10,
                            .geometry = {32, 8, 4},
                            .converter_bits = 8,
                            .converter_lsb_S = 1.5e-6,
                            .provenance = "{\"seed\":7}"};
    for (int l = 0; l < 2; l++) {
        struct program_layer *layer = &f->p.layer[l];

        layer->n_in = sizes[l];
        layer->n_out = sizes[l + 1];
        layer->level = malloc((size_t)(layer->n_in * layer->n_out));
        for (int i = 0; i < layer->n_in * layer->n_out; i++)
            layer->level[i] = (int8_t)(i % 7 - 3);
        layer->lif = (struct lif_params){.threshold = 100 + l,
                                         .leak_shift = 6,
                                         .gain_shift = 4,
                                         .refractory_steps = (uint8_t)l,
                                         .reset_subtract = l == 1,
                                         .membrane_bits = 20};
        layer->threshold_levels = 6.25 + l;
    }
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    unlink(f->path);
    unlink(f->bad);
    rmdir(f->dir);
    program_free(&f->p);
    free(f);
    return 0;
}

static void mapping_cuts_layers_into_cores_and_tiles(void **state)
{
    const struct fixture *f = *state;

    assert_int_equal(program_cores(&f->p, 0), 2); /* 9 neurons on 8 columns */
    assert_int_equal(program_tiles(&f->p, 0), 2); /* 20 inputs on 16 */
    assert_int_equal(program_cores(&f->p, 1), 1);
    assert_int_equal(program_tiles(&f->p, 1), 1);
    assert_int_equal(program_first_tile_id(&f->p, 0, 1), 2);
    assert_int_equal(program_first_tile_id(&f->p, 1, 0), 4);
}

static void what_is_written_is_read(void **state)
{
    struct fixture *f = *state;
    struct program back;
    struct error err = {0};

    assert_int_equal(program_write(f->path, &f->p, &err), STATUS_OK);
    if (program_read(f->path, &back, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_string_equal(back.design, f->p.design);
    assert_string_equal(back.card, f->p.card);
    assert_string_equal(back.provenance, f->p.provenance);
    assert_memory_equal(&back.geometry, &f->p.geometry, sizeof back.geometry);
    assert_int_equal(back.timesteps, f->p.timesteps);
    assert_true(back.converter_lsb_S == f->p.converter_lsb_S);
    for (int l = 0; l < 2; l++) {
        const struct program_layer *a = &back.layer[l], *b = &f->p.layer[l];

        assert_memory_equal(a->level, b->level, (size_t)(b->n_in * b->n_out));
        assert_int_equal(a->lif.threshold, b->lif.threshold);
        assert_int_equal(a->lif.refractory_steps, b->lif.refractory_steps);
        assert_int_equal(a->lif.reset_subtract, b->lif.reset_subtract);
        assert_true(a->threshold_levels == b->threshold_levels);
    }
    program_free(&back);
}

static void assert_one_line(const char *text)
{
    assert_true(strlen(text) > 0);
    assert_null(strchr(text, '\n'));
}

static void truncation_anywhere_is_an_error(void **state)
{
    struct fixture *f = *state;
    unsigned char *data;
    size_t n;
    struct program back;
    struct error err = {0};

    assert_int_equal(program_write(f->path, &f->p, &err), STATUS_OK);
    assert_int_equal(file_read_all(f->path, 1 << 20, &data, &n, &err), STATUS_OK);
    for (size_t keep = 0; keep < n; keep++) {
        assert_int_equal(file_write_all(f->bad, data, keep, &err), STATUS_OK);
        assert_int_equal(program_read(f->bad, &back, &err), STATUS_BAD_FILE);
        assert_one_line(err.text);
        assert_null(back.layer[0].level);
    }
    free(data);
}

static void flipping_any_byte_never_gives_a_bad_program(void **state)
{
    struct fixture *f = *state;
    unsigned char *data;
    size_t n;
    struct error err = {0};

    assert_int_equal(program_write(f->path, &f->p, &err), STATUS_OK);
    assert_int_equal(file_read_all(f->path, 1 << 20, &data, &n, &err), STATUS_OK);
    for (size_t at = 0; at < n; at++) {
        struct program back;

        data[at] ^= 3;
        assert_int_equal(file_write_all(f->bad, data, n, &err), STATUS_OK);
        if (program_read(f->bad, &back, &err) == STATUS_OK) { /* a name, a threshold */
            assert_int_equal(program_check(&back, "back", &err), STATUS_OK);
            program_free(&back);
        } else {
            assert_one_line(err.text);
        }
        data[at] ^= 3;
    }
    free(data);
}

/* Rewrites the header of the good file with one value changed. */
static void expect_header_error(struct fixture *f, const char *pointer, json_t *value,
                                const char *text)
{
    struct blob_array *arrays;
    json_t *header, *at;
    size_t n;
    struct program back;
    struct error err = {0};
    char first[32], key[32];

    assert_int_equal(program_write(f->path, &f->p, &err), STATUS_OK);
    assert_int_equal(blob_read(f->path, &header, &arrays, &n, &err), STATUS_OK);
    at = header;
    if (sscanf(pointer, "%31[^/]/%31s", first, key) == 2)
        at = strcmp(first, "layers") ? json_object_get(header, first)
                                     : json_array_get(json_object_get(header, first), 1);
    else
        strcpy(key, pointer);
    json_object_set_new(at, key, value);
    assert_int_equal(blob_write(f->bad, header, arrays, n, &err), STATUS_OK);
    blob_free(header, arrays, n);
    assert_int_equal(program_read(f->bad, &back, &err), STATUS_BAD_FILE);
    if (!strstr(err.text, text))
        fail_msg("got '%s', want '%s'", err.text, text);
    assert_one_line(err.text);
}

static void every_value_has_its_range(void **state)
{
    struct fixture *f = *state;

    expect_header_error(f, "kind", json_string("mlp"), "kind = mlp, must be skyloom program");
    expect_header_error(f, "version", json_integer(2), "version = 2, must be 1");
    expect_header_error(f, "states", json_integer(3), "level -3, must be in [-2, 2] with 3 states");
    expect_header_error(f, "states", json_integer(1), "states = 1, must be in [2, 64]");
    expect_header_error(f, "timesteps", json_integer(0), "timesteps = 0, must be in [1,");
    expect_header_error(f, "timesteps", json_integer(1LL << 40), "does not fit");
    expect_header_error(f, "timesteps", json_string("10"), "timesteps: missing or not an integer");
    expect_header_error(f, "design", json_integer(1), "design: missing, not a string");
    expect_header_error(f, "geometry/word_lines", json_integer(31),
                        "word_lines = 31, must be even");
    expect_header_error(f, "geometry/columns", json_integer(129), "columns = 129, must be in");
    expect_header_error(f, "geometry/converters", json_integer(3), "must be a multiple of");
    expect_header_error(f, "converter/bits", json_integer(17), "bits = 17, must be in [2, 16]");
    expect_header_error(f, "converter/lsb_S", json_real(-1e-6), "must be positive");
    expect_header_error(f, "layers/n_in", json_integer(8), "array level1 is missing or not int8");
    expect_header_error(f, "layers/threshold", json_integer(0), "layer[1].threshold = 0");
    expect_header_error(f, "layers/threshold", json_integer(1 << 19), "must be in [1, 524287]");
    expect_header_error(f, "layers/leak_shift", json_integer(16), "leak_shift = 16");
    expect_header_error(f, "layers/gain_shift", json_integer(256), "gain_shift = 256");
    expect_header_error(f, "layers/membrane_bits", json_integer(29), "membrane_bits = 29");
    expect_header_error(f, "layers/membrane_bits", json_integer(0), "membrane_bits = 0");
    expect_header_error(f, "layers/reset", json_string("hard"), "must be zero or subtract");
    expect_header_error(f, "layers", json_array(), "layers = 0, must be in [1, 8]");
}

static void layers_must_fit_each_other(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};

    f->p.layer[0].n_out = 8; /* in memory only; 9 were allocated */
    assert_int_equal(program_write(f->bad, &f->p, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "layer[1].n_in = 9, the layer before has 8 outputs"));
    f->p.layer[0].n_out = 9;
}

static void a_program_of_another_network_is_named(void **state)
{
    struct fixture *f = *state;
    struct design d = design_default;
    struct device_card card = {.name = "ideal", .n_states = 4};
    struct error err = {0};

    strcpy(d.network.layers, "20-9-3");
    assert_int_equal(map_check_program(&f->p, &d, &card, "x.prog", &err), STATUS_OK);
    card.n_states = 7;
    assert_int_equal(map_check_program(&f->p, &d, &card, "x.prog", &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "x.prog: program for card ideal with 4 states"));
    card.n_states = 4;
    strcpy(d.network.layers, "20-10-3");
    assert_int_equal(map_check_program(&f->p, &d, &card, "x.prog", &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "another network"));
    assert_one_line(err.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mapping_cuts_layers_into_cores_and_tiles),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(truncation_anywhere_is_an_error),
        cmocka_unit_test(flipping_any_byte_never_gives_a_bad_program),
        cmocka_unit_test(every_value_has_its_range),
        cmocka_unit_test(layers_must_fit_each_other),
        cmocka_unit_test(a_program_of_another_network_is_named),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
