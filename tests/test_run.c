#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"
#include "run/prepare.h"
#include "run/run.h"
#include "run/sweep.h"
#include "scratch_folder.h"

/* A design as another program would run it: no command line, no terminal, a data set of its own. */
enum { SIDE = 8, PIXELS = SIDE * SIDE, IMAGES = 60, CLASSES = 10 };

static const char *in_folder(const char *name)
{
    static char path[16][256];
    static int next;

    next = (next + 1) % 16;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

static void put_big_endian(unsigned char *at, unsigned v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(v >> (24 - 8 * i));
}

/* Class c lights the pixels c, c + 10, c + 20, ... */
static void write_set(const char *images, const char *labels)
{
    static unsigned char pixels[16 + IMAGES * PIXELS], label[8 + IMAGES];
    struct error err;

    put_big_endian(pixels, 2051);
    put_big_endian(pixels + 4, IMAGES);
    put_big_endian(pixels + 8, SIDE);
    put_big_endian(pixels + 12, SIDE);
    put_big_endian(label, 2049);
    put_big_endian(label + 4, IMAGES);
    for (int i = 0; i < IMAGES; i++) {
        label[8 + i] = (unsigned char)(i % CLASSES);
        for (int k = i % CLASSES; k < PIXELS; k += CLASSES)
            pixels[16 + i * PIXELS + k] = 255;
    }
    assert_int_equal(file_write_all(in_folder(images), pixels, sizeof pixels, &err), STATUS_OK);
    assert_int_equal(file_write_all(in_folder(labels), label, sizeof label, &err), STATUS_OK);
}

static struct run_options options(const struct design *d)
{
    struct run_options o = run_options_default;

    o.ready = d;
    o.programs = in_folder("programs");
    o.cache = in_folder("cosim");
    o.threads = 2;
    return o;
}

static struct design tiny(void)
{
    struct design d = design_default;
    struct error err;

    write_set("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
    write_set("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
    snprintf(d.name, sizeof d.name, "tiny");
    snprintf(d.network.layers, sizeof d.network.layers, "64-16-10");
    snprintf(d.data.path, sizeof d.data.path, "%s", folder);
    d.train.plain_epochs = 30;
    d.train.shift_epochs = 0;
    d.train.batch = 10;
    d.train.validation_images = 10;
    d.train.dropout_input = d.train.dropout_hidden = 0.0;
    d.convert.images = 20;
    d.convert.sigma_steps = 2;
    d.neuron.timesteps = 8;
    assert_int_equal(design_check(&d, "tiny", &err), STATUS_OK);
    return d;
}

static void a_design_runs_without_a_command_line(void **state)
{
    const struct design d = tiny();
    struct run_options o = options(&d);
    struct run_result *r;
    struct error err = {STATUS_OK, ""};
    unsigned char *file;
    char *text;
    size_t n;

    (void)state;
    o.out = in_folder("out");
    o.images = 40;
    assert_int_equal(result_create(&r, &err), STATUS_OK);
    if (run_design(&o, NULL, r, &err))
        fail_msg("%s", err.text);
    assert_true(r->written);
    assert_int_equal(r->images, 40);
    assert_true(result_accuracy(r) > 0.5);
    assert_true(r->bill.total_J.typical > 0.0);
    assert_string_equal(r->provenance.command, "");
    assert_int_equal(result_text(r, &text, &err), STATUS_OK);
    assert_int_equal(file_read_all(in_folder("out/result.json"), 1 << 22, &file, &n, &err),
                     STATUS_OK);
    assert_string_equal(text, (const char *)file);
    assert_int_equal(access(in_folder("out/report.html"), F_OK), 0);
    free(file);
    free(text);
    result_free(r);
}

static void weights_and_program_are_made_once(void **state)
{
    const struct design d = tiny();
    struct run_options o = options(&d);
    struct weights trained;
    struct prepared p;
    struct error err;

    (void)state;
    assert_int_equal(run_train(&o, NULL, &trained, &err), STATUS_OK);
    assert_int_equal(access(trained.path.text, F_OK), 0);
    mlp_free(&trained.mlp);
    o.make = RUN_MAKE_PROGRAM;
    assert_int_equal(prepare_run(&o, NULL, &p, &err), STATUS_OK);
    assert_int_equal(access(p.program_path.text, F_OK), 0);
    prepared_free(&p);
    o.programs = in_folder("empty");
    assert_int_equal(prepare_run(&o, NULL, &p, &err), STATUS_BAD_FILE); /* it does not train */
}

static void a_reference_is_a_table(void **state)
{
    const struct design d = tiny();
    struct run_options o = options(&d);
    struct reference r;
    struct design loaded;
    struct error err;

    (void)state;
    o.out = in_folder("reference");
    assert_int_equal(run_reference(&o, NULL, &loaded, &r, &err), STATUS_OK);
    assert_int_equal(r.images, IMAGES);
    assert_true(r.accuracy > 0.5);
    assert_int_equal(access(in_folder("reference/reference.tsv"), F_OK), 0);
}

static void count_row(void *context, const struct sweep *s, const struct sweep_row *row)
{
    int *n = context;

    (void)s;
    assert_true(row->accuracy >= 0.0);
    ++*n;
}

static void a_sweep_goes_over_all_pairs_and_takes_what_is_done(void **state)
{
    static const char *const ranges[] = {"neuron.timesteps=4:8:4", "converter.bits=6,7,8"};
    const struct design d = tiny();
    struct sweep_options o = {.run = options(&d), .range = ranges, .n_range = 2, .row = count_row};
    const volatile int stop = 1;
    const struct watch stopped = {.stop = &stop};
    struct sweep s;
    struct error err;
    int n = 0;

    (void)state;
    o.run.out = in_folder("sweep");
    o.run.images = 20;
    o.context = &n;
    if (sweep_run(&o, NULL, &s, &err))
        fail_msg("%s", err.text);
    assert_int_equal(n, 6);
    assert_int_equal(s.n_rows, 6);
    assert_string_equal(s.row[1].value[0], "8");
    assert_string_equal(s.row[1].value[1], "6");
    assert_int_equal(access(in_folder("sweep/sweep.tsv"), F_OK), 0);
    sweep_free(&s);
    /* no image is needed again, so nobody looks at the stop */
    assert_int_equal(sweep_run(&o, &stopped, &s, &err), STATUS_OK);
    assert_int_equal(n, 12);
    sweep_free(&s);
}

static void a_refused_run_leaves_no_folder(void **state)
{
    const struct design d = tiny();
    struct run_options o = options(&d);
    struct run_result *r;
    struct error err;

    (void)state;
    o.out = in_folder("refused");
    o.first_image = IMAGES;
    assert_int_equal(result_create(&r, &err), STATUS_OK);
    assert_int_equal(run_design(&o, NULL, r, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "first image = 60"));
    assert_int_not_equal(access(in_folder("refused"), F_OK), 0);
    result_free(r);
}

static void a_refused_training_or_mapping_leaves_no_folder(void **state)
{
    struct design d = tiny();
    struct run_options o = options(&d);
    const volatile int stop = 1;
    const struct watch watch = {.stop = &stop};
    struct weights trained;
    struct prepared p;
    struct path weights;
    struct error err;

    (void)state;
    d.train.validation_images = IMAGES;
    o.programs = in_folder("no/programs");
    assert_int_equal(run_train(&o, NULL, &trained, &err), STATUS_BAD_CONFIG);
    assert_int_not_equal(access(in_folder("no"), F_OK), 0);
    d = tiny();
    assert_int_equal(run_train(&o, NULL, &trained, &err), STATUS_OK);
    weights = trained.path;
    mlp_free(&trained.mlp);
    assert_int_equal(prepare_run(&o, &watch, &p, &err), STATUS_INTERRUPTED);
    assert_int_equal(access(weights.text, F_OK), 0); /* nothing that holds a file goes */
}

static void a_stop_is_heard(void **state)
{
    const struct design d = tiny();
    const volatile int stop = 1;
    const struct watch watch = {.stop = &stop};
    struct run_options o = options(&d);
    struct run_result *r;
    struct error err;

    (void)state;
    assert_int_equal(result_create(&r, &err), STATUS_OK);
    assert_int_equal(run_design(&o, &watch, r, &err), STATUS_INTERRUPTED);
    assert_false(r->written);
    result_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_design_runs_without_a_command_line),
        cmocka_unit_test(weights_and_program_are_made_once),
        cmocka_unit_test(a_reference_is_a_table),
        cmocka_unit_test(a_sweep_goes_over_all_pairs_and_takes_what_is_done),
        cmocka_unit_test(a_refused_run_leaves_no_folder),
        cmocka_unit_test(a_refused_training_or_mapping_leaves_no_folder),
        cmocka_unit_test(a_stop_is_heard),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
