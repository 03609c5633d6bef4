#include "check.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"
#include "io/card_yaml.h"
#include "learn/origin.h"
#include "run/prepare.h"
#include "run/sweep.h"
#include "run/weights.h"
#include "scratch_folder.h"
/* Weights, programs and points of a sweep are known by what made them. */

enum { N_IMAGES = 120, SIDE = 8, N_CLASSES = 4 };

/* --- images and designs --- */

static void put_be(unsigned char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void write_idx(const char *place, const char *stem, const uint32_t dim[], int n_dims,
                      const unsigned char *items, size_t n)
{
    static unsigned char file[32 + N_IMAGES * SIDE * SIDE];
    const size_t head = 4 + 4 * (size_t)n_dims;
    struct error err = {0};
    char path[256];

    put_be(file, 0x800u + (uint32_t)n_dims);
    for (int i = 0; i < n_dims; i++)
        put_be(file + 4 + 4 * i, dim[i]);
    memcpy(file + head, items, n);
    snprintf(path, sizeof path, "%s/%s", place, stem);
    assert_int_equal(file_write_all(path, file, head + n, &err), STATUS_OK);
}

/* Each class is two bright rows; first: the class of image 0. */
static void write_labels(const char *name, const char *stem, int first)
{
    static unsigned char labels[N_IMAGES];
    const uint32_t dim[] = {N_IMAGES};
    char place[128], file[64];

    for (int i = 0; i < N_IMAGES; i++)
        labels[i] = (unsigned char)((first + i) % N_CLASSES);
    snprintf(place, sizeof place, "%s/%s", folder, name);
    snprintf(file, sizeof file, "%s-labels-idx1-ubyte", stem);
    write_idx(place, file, dim, 1, labels, sizeof labels);
}

static void write_images(const char *name, int first)
{
    static unsigned char pixels[N_IMAGES][SIDE][SIDE];
    const uint32_t dim[] = {N_IMAGES, SIDE, SIDE};
    char place[128];

    memset(pixels, 0, sizeof pixels);
    for (int i = 0; i < N_IMAGES; i++)
        memset(pixels[i][2 * (i % N_CLASSES)], 255 - i % 50, 2 * SIDE);
    snprintf(place, sizeof place, "%s/%s", folder, name);
    for (int part = 0; part < 2; part++) {
        const char *stem = part ? "t10k" : "train";
        char file[64];

        snprintf(file, sizeof file, "%s-images-idx3-ubyte", stem);
        write_idx(place, file, dim, 3, pixels[0][0], sizeof pixels);
        write_labels(name, stem, first);
    }
}

static struct design design_of(const char *name, const char *images)
{
    struct design d = design_default;

    snprintf(d.name, sizeof d.name, "%s", name);
    snprintf(d.data.path, sizeof d.data.path, "%s/%s", folder, images);
    snprintf(d.network.layers, sizeof d.network.layers, "64-10");
    d.train.plain_epochs = 1;
    d.train.batch = 10;
    d.train.validation_images = 20;
    d.convert.images = 20;
    d.convert.sigma_steps = 1;
    d.neuron.timesteps = 5;
    d.device.states = 7;
    return d;
}

static char programs[128];

static struct run_options options(const struct design *d, enum run_make make)
{
    struct run_options o = run_options_default;

    o.design = "";
    o.ready = d;
    o.programs = programs;
    o.threads = 1;
    o.make = make;
    return o;
}

static void train(const struct design *d, struct path *path)
{
    const struct run_options o = options(d, RUN_MAKE_MISSING);
    struct error err = {0};
    struct weights w;

    if (weights_prepare(&o, NULL, d, false, &w, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    *path = w.path;
    mlp_free(&w.mlp);
}

/* Without training. */
static bool is_there(const struct design *d, struct path *path)
{
    const struct run_options o = options(d, RUN_MAKE_PROGRAM);
    struct error err = {0};
    struct weights w;
    const enum status s = weights_prepare(&o, NULL, d, false, &w, &err);

    *path = w.path;
    if (s == STATUS_OK)
        mlp_free(&w.mlp);
    else if (s != STATUS_BAD_FILE || strstr(err.text, "missing") == NULL)
        fail_msg("%s", err.text);
    return s == STATUS_OK;
}

static void begin(const char *name)
{
    snprintf(programs, sizeof programs, "%s/%s", folder, name);
    write_images("A", 0);
    write_images("B", 1);
}

/* --- weights --- */

/* cases/weights-of-other-data: it was 3 % accuracy, without a word. */
static void other_images_under_the_same_name_train_anew(void **state)
{
    const struct design a = design_of("mine", "A"), b = design_of("mine", "B");
    struct path of_a, of_b, again;

    (void)state;
    begin("other-images");
    train(&a, &of_a);
    assert_false(is_there(&b, &again));
    train(&b, &of_b);
    assert_string_not_equal(of_a.text, of_b.text);
    assert_true(is_there(&a, &again));
    assert_string_equal(again.text, of_a.text);
}

static void the_same_bytes_elsewhere_are_the_same_images(void **state)
{
    const struct design a = design_of("mine", "A"), c = design_of("yours", "C");
    struct path of_a, again;

    (void)state;
    begin("same-bytes");
    write_images("C", 0);
    train(&a, &of_a);
    assert_true(is_there(&c, &again));
    assert_string_equal(again.text, of_a.text);
    write_images("C", 2);
    assert_false(is_there(&c, &again));
}

static void a_changed_training_trains_anew_instead_of_failing(void **state)
{
    static const char *const changed[] = {
        "train.rate=0.05",      "train.batch=20",          "train.seed=2",
        "train.plain_epochs=2", "network.layers=64-12-10", "convert.percentile=99"};
    static const char *const same[] = {"tile.columns=32", "neuron.timesteps=7", "doc=words",
                                       "converter.bits=6", "convert.images=10"};
    struct design d = design_of("mine", "A");
    struct error err = {0};
    struct path path;

    (void)state;
    begin("changed-training");
    train(&d, &path);
    for (size_t i = 0; i < SETTINGS_COUNT(changed); i++) {
        d = design_of("mine", "A");
        assert_int_equal(design_set(&d, changed[i], &err), STATUS_OK);
        assert_false(is_there(&d, &path));
        train(&d, &path);
    }
    for (size_t i = 0; i < SETTINGS_COUNT(same); i++) {
        d = design_of("mine", "A");
        assert_int_equal(design_set(&d, same[i], &err), STATUS_OK);
        assert_true(is_there(&d, &path));
    }
}

static void weights_under_the_name_of_others_are_refused(void **state)
{
    const struct design a = design_of("mine", "A"), b = design_of("mine", "B");
    const struct run_options o = options(&b, RUN_MAKE_MISSING);
    struct path of_a, of_b;
    struct error err = {0};
    struct weights w;

    (void)state;
    begin("wrong-name");
    train(&a, &of_a);
    train(&b, &of_b);
    assert_int_equal(rename(of_a.text, of_b.text), 0);
    assert_int_equal(weights_prepare(&o, NULL, &b, false, &w, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "than its name says"));
    assert_int_equal(weights_prepare(&o, NULL, &b, true, &w, &err), STATUS_OK);
    mlp_free(&w.mlp);
}

/* --- weights of version 0.1.0: NAME-sSEED.mlp --- */

/* As its source had it; the floats of the test's design. */
static const char old_keys[] =
    "train 1 set 0 layers 64-10 epochs 1 0 batch 10 seed 1 held out 20 rate 0x1.999999999999ap-4 "
    "momentum 0x1.ccccccccccccdp-1 dropout 0x1.999999999999ap-3 0x1p-1 percentile "
    "0x1.8f9999999999ap+6";

static void write_old(const struct design *d, const char *trained, uint64_t data_hash)
{
    const struct run_options o = options(d, RUN_MAKE_MISSING);
    struct path path;
    struct error err = {0};
    struct weights w;

    assert_int_equal(weights_prepare(&o, NULL, d, false, &w, &err), STATUS_OK);
    unlink(w.path.text);
    snprintf(w.mlp.provenance, sizeof w.mlp.provenance,
             "{\"train_hash\": \"%016llx\", \"data_hash\": \"%016llx\"}",
             (unsigned long long)hash_fnv1a(HASH_START, trained, strlen(trained)),
             (unsigned long long)data_hash);
    assert_int_equal(path_join(&path, &err, programs, "%s-s1.mlp", d->name), STATUS_OK);
    assert_int_equal(mlp_write(path.text, &w.mlp, &err), STATUS_OK);
    mlp_free(&w.mlp);
}

static uint64_t old_hash_of_images(const struct design *d)
{
    struct dataset set;
    struct error err = {0};
    uint64_t hash;

    assert_int_equal(dataset_load(d->data.set, d->data.path, DATASET_TRAIN, &set, &err), STATUS_OK);
    hash = hash_fnv1a(HASH_START, set.labels, N_IMAGES);
    hash = hash_fnv1a(hash, set.pixels, (size_t)N_IMAGES * SIDE * SIDE);
    dataset_free(&set);
    return hash;
}

static void weights_of_the_first_version_are_found_where_their_hashes_agree(void **state)
{
    struct design a = design_of("mine", "A");
    uint64_t images;
    struct path path;

    (void)state;
    begin("old");
    images = old_hash_of_images(&a);
    write_old(&a, old_keys, images);
    assert_true(is_there(&a, &path));
    assert_non_null(strstr(path.text, "/mine-s1.mlp"));
    a.train.rate = 0.05;
    assert_false(is_there(&a, &path));
    a = design_of("mine", "B");
    assert_false(is_there(&a, &path));
    a = design_of("mine", "A");
    write_old(&a, old_keys, images + 1);
    assert_false(is_there(&a, &path));
    write_old(&a, "train 1 another rate", images);
    assert_false(is_there(&a, &path));
}

static uint64_t new_hash_of_images(const struct design *d)
{
    struct mlp_origin origin;
    struct error err = {0};

    assert_int_equal(weights_origin(d, &origin, &err), STATUS_OK);
    return origin.data_hash;
}

/* In the text of a file's header. */
static void rename_hash(unsigned char *text, size_t n, uint64_t from, uint64_t to)
{
    char was[17], is[17];
    unsigned char *at;

    snprintf(was, sizeof was, "%016llx", (unsigned long long)from);
    snprintf(is, sizeof is, "%016llx", (unsigned long long)to);
    at = memmem(text, n, was, 16);
    assert_non_null(at);
    memcpy(at, is, 16);
}

/* And one of another training is left alone. */
static void training_goes_on_from_a_checkpoint_of_the_first_version(void **state)
{
    const struct design as_it_was = design_of("mine", "A");
    struct design d = as_it_was;
    struct dataset set;
    struct error err = {0};
    struct path path;
    char old[1024];
    struct mlp m;
    unsigned char *text;
    size_t n;

    (void)state;
    begin("old-checkpoint");
    assert_int_equal(file_make_dirs(programs, &err), STATUS_OK);
    snprintf(old, sizeof old, "%s/mine-s1.mlp.checkpoint", programs);
    assert_int_equal(dataset_load(d.data.set, d.data.path, DATASET_TRAIN, &set, &err), STATUS_OK);
    assert_int_equal(mlp_train(&m, &d, &set, 1, old, NULL, &err), STATUS_OK);
    dataset_free(&set);
    mlp_free(&m);
    assert_int_equal(file_read_all(old, 1 << 20, &text, &n, &err), STATUS_OK);
    rename_hash(text, n, mlp_train_hash(&d), hash_fnv1a(HASH_START, old_keys, strlen(old_keys)));
    rename_hash(text, n, new_hash_of_images(&d), old_hash_of_images(&d));
    assert_int_equal(file_write_all(old, text, n, &err), STATUS_OK);
    free(text);
    d.train.rate = 0.05;
    train(&d, &path);
    assert_int_equal(access(old, F_OK), 0);
    d = as_it_was;
    train(&d, &path);
    assert_null(strstr(path.text, "/mine-"));
    assert_int_not_equal(access(old, F_OK), 0); /* used up */
}

/* --- programs --- */

static void map_it(const struct run_options *o, struct prepared *p)
{
    struct error err = {0};

    if (prepare_run(o, NULL, p, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    prepared_free(p);
}

static void assert_refused(const struct run_options *o, const char *words)
{
    static struct prepared p;
    struct error err = {0};

    assert_int_equal(prepare_run(o, NULL, &p, &err), STATUS_BAD_FILE);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void a_program_is_of_its_weights_card_and_keys(void **state)
{
    static const char *const changed[] = {"neuron.timesteps=6", "device.states=5",
                                          "convert.step=max", "train.seed=3"};
    static struct prepared p, q;
    struct design a = design_of("mine", "A"), d;
    struct run_options o = options(&a, RUN_MAKE_MISSING);
    struct error err = {0};

    (void)state;
    begin("programs");
    map_it(&o, &p);
    for (size_t i = 0; i < SETTINGS_COUNT(changed); i++) {
        d = a;
        assert_int_equal(design_set(&d, changed[i], &err), STATUS_OK);
        o.ready = &d;
        map_it(&o, &q);
        assert_string_not_equal(p.program_path.text, q.program_path.text);
    }
    d = a;
    assert_int_equal(design_set(&d, "tile.columns=32", &err), STATUS_OK);
    map_it(&o, &q);
    assert_string_equal(p.program_path.text, q.program_path.text);
    d = design_of("mine", "B");
    map_it(&o, &q);
    assert_string_not_equal(p.program_path.text, q.program_path.text);
    assert_int_equal(rename(q.program_path.text, p.program_path.text), 0);
    o.ready = &a;
    assert_refused(&o, "than its name says");
    o.make = RUN_MAKE_AGAIN;
    map_it(&o, &q);
}

static void a_program_that_is_named_must_be_of_the_images_and_the_card(void **state)
{
    static struct prepared p, q;
    const struct design a = design_of("mine", "A"), b = design_of("other", "B");
    struct design d = a;
    struct run_options o = options(&a, RUN_MAKE_MISSING);
    struct device_card card;
    struct error err = {0};

    (void)state;
    begin("named");
    map_it(&o, &p);
    o.program = p.program_path.text;
    map_it(&o, &q);
    o.ready = &b;
    assert_refused(&o, "was trained on other images");
    assert_int_equal(card_load("ideal", &card, &err), STATUS_OK);
    for (int64_t i = 0; i < card.n_states; i++)
        card.state[i].g_mean_S *= 2.0;
    card.g_quantum_S *= 2.0;
    snprintf(d.device.card, sizeof d.device.card, "%s/ideal.yaml", folder);
    assert_int_equal(card_save(d.device.card, &card, &err), STATUS_OK);
    o.ready = &d;
    map_it(&o, &q); /* the same card, whose conductances have moved: read and told */
    assert_true(q.card_moved && !p.card_moved);
    strcpy(card.name, "another");
    assert_int_equal(card_save(d.device.card, &card, &err), STATUS_OK);
    assert_refused(&o, "onto another card");
}

/* It was found and then refused. */
static void a_copy_of_a_card_under_another_name_has_its_program(void **state)
{
    static struct prepared p, q;
    const struct design a = design_of("mine", "A");
    struct design d = a;
    struct run_options o = options(&a, RUN_MAKE_MISSING);
    struct device_card card;
    struct error err = {0};

    (void)state;
    begin("copied-card");
    map_it(&o, &p);
    assert_int_equal(card_load("ideal", &card, &err), STATUS_OK);
    strcpy(card.name, "copy");
    card.state[1].g_spread_S = 1e-9;
    strcpy(card.spread_note, "assumed: of a test");
    snprintf(d.device.card, sizeof d.device.card, "%s/copy.yaml", folder);
    if (card_save(d.device.card, &card, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    o.ready = &d;
    o.make = RUN_MAKE_PROGRAM;
    map_it(&o, &q);
    assert_string_equal(q.program_path.text, p.program_path.text);
    o.program = p.program_path.text;
    map_it(&o, &q);
}

static void listen(void *context, const char *line) { snprintf(context, 256, "%s", line); }

static void a_named_program_that_says_nothing_is_reported(void **state)
{
    static struct prepared p;
    const struct design a = design_of("mine", "A");
    struct run_options o = options(&a, RUN_MAKE_MISSING);
    char heard[256] = "";
    const struct watch watch = {.context = heard, .report = listen};
    struct program silent;
    struct error err = {0};

    (void)state;
    begin("silent");
    map_it(&o, &p);
    assert_int_equal(program_read(p.program_path.text, &silent, &err), STATUS_OK);
    silent.provenance[0] = '\0';
    assert_int_equal(program_write(p.program_path.text, &silent, &err), STATUS_OK);
    program_free(&silent);
    for (int named = 0; named < 2; named++) {
        static struct prepared q;

        heard[0] = '\0';
        o.program = named ? p.program_path.text : NULL;
        assert_int_equal(prepare_run(&o, &watch, &q, &err), STATUS_OK);
        prepared_free(&q);
        assert_non_null(strstr(heard, "does not say what made it"));
    }
}

/* --- points of a sweep --- */

static void a_point_is_known_by_what_decides_it(void **state)
{
    static struct prepared p, q;
    static struct execute_prices price, other;
    const struct design a = design_of("mine", "A");
    struct run_options o = options(&a, RUN_MAKE_MISSING), more = o;
    struct error err = {0};
    uint64_t hash;

    (void)state;
    p.design = a;
    assert_int_equal(prepare_card(&a, &p.card, &err), STATUS_OK);
    assert_int_equal(execute_prices_load(&a, &price, &err), STATUS_OK);
    hash = sweep_point_hash(&o, &p, &price, 1);
    q = p;
    snprintf(q.design.doc, sizeof q.design.doc, "other words");
    snprintf(q.design.data.path, sizeof q.design.data.path, "elsewhere");
    snprintf(q.design.device.card, sizeof q.design.device.card, "elsewhere.yaml");
    snprintf(q.design.cost.cost_card, sizeof q.design.cost.cost_card, "elsewhere.yaml");
    other = price;
    more.threads = 3;
    assert_true(sweep_point_hash(&more, &q, &other, 1) == hash);
    more.images++;
    assert_true(sweep_point_hash(&more, &p, &price, 1) != hash);
    assert_true(sweep_point_hash(&o, &p, &price, 2) != hash); /* other test images */
    q.design.tile.columns = 64;
    assert_true(sweep_point_hash(&o, &q, &price, 1) != hash);
    q = p;
    q.program_hash++;
    assert_true(sweep_point_hash(&o, &q, &price, 1) != hash);
    q = p;
    q.card.state[1].read_noise_S += 1e-9;
    assert_true(sweep_point_hash(&o, &q, &price, 1) != hash);
    other.cost.c[COST_FLOP].value.typical *= 1.01;
    assert_true(sweep_point_hash(&o, &p, &other, 1) != hash);
    other = price;
    other.area.gates += 1.0;
    assert_true(sweep_point_hash(&o, &p, &other, 1) != hash);
}

/* The number stands for points that users have: a new key, option or coefficient whose default
 * changes nothing must leave it. It changes with RESULT_VERSION and the defaults alone. */
static void a_new_neutral_key_orphans_no_point(void **state)
{
    static struct prepared p;
    static struct execute_prices price;
    struct run_options o = {.images = 7, .baseline_images = 3, .engine = RUN_BOTH};

    (void)state;
    p.design = design_default;
    p.design.neuron.timesteps = 9;
    p.program_hash = 0x1234;
    p.card = (struct device_card){.name = "a", .n_states = 2, .pulse_states = 1.0};
    p.card.state[1].g_mean_S = 1e-6;
    price.cost.c[COST_FLOP].value = (struct range){1e-15, 2e-15, 3e-15};
    price.area.gates = 5.0;
    assert_int_equal(RESULT_VERSION, 1);
    assert_true(sweep_point_hash(&o, &p, &price, 0xda7a) == 0x78977f6cd66f5b37);
}

static double swept_accuracy(const struct design *d, const char *name, int row)
{
    static const char *const range[] = {"converter.bits=6,8"};
    struct sweep_options so = {.run = options(d, RUN_MAKE_MISSING), .range = range, .n_range = 1};
    struct error err = {0};
    struct sweep s;
    char out[160];
    double accuracy;

    snprintf(out, sizeof out, "%s/%s", folder, name);
    so.run.design = "ready";
    so.run.out = out;
    so.run.images = 40;
    so.run.baseline_images = 0;
    if (sweep_run(&so, NULL, &s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    accuracy = s.row[row].accuracy;
    sweep_free(&s);
    return accuracy;
}

/* The old accuracy came back. */
static void points_of_other_test_images_are_run_anew(void **state)
{
    const struct design a = design_of("mine", "A");
    double before, now;

    (void)state;
    begin("swept-images");
    before = swept_accuracy(&a, "points-A", 1);
    assert_true(before > 0.5);
    assert_close(swept_accuracy(&a, "points-A", 1), before, 0);
    write_labels("A", "t10k", 1);
    now = swept_accuracy(&a, "points-A", 1);
    assert_true(now < 0.5);
    write_labels("A", "t10k", 0);
    assert_close(swept_accuracy(&a, "points-A", 1), before, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_images_under_the_same_name_train_anew),
        cmocka_unit_test(the_same_bytes_elsewhere_are_the_same_images),
        cmocka_unit_test(a_changed_training_trains_anew_instead_of_failing),
        cmocka_unit_test(weights_under_the_name_of_others_are_refused),
        cmocka_unit_test(weights_of_the_first_version_are_found_where_their_hashes_agree),
        cmocka_unit_test(training_goes_on_from_a_checkpoint_of_the_first_version),
        cmocka_unit_test(a_program_is_of_its_weights_card_and_keys),
        cmocka_unit_test(a_program_that_is_named_must_be_of_the_images_and_the_card),
        cmocka_unit_test(a_copy_of_a_card_under_another_name_has_its_program),
        cmocka_unit_test(a_named_program_that_says_nothing_is_reported),
        cmocka_unit_test(a_point_is_known_by_what_decides_it),
        cmocka_unit_test(a_new_neutral_key_orphans_no_point),
        cmocka_unit_test(points_of_other_test_images_are_run_anew),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
