#include "check.h"
#include "io/dataset.h"
#include "files/file.h"
#include "net/design.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char dir[] = "/tmp/skyloom_test_dataset_XXXXXX";

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) == NULL;
}

static int remove_dir(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

/* Two images of 2 x 3 and two labels, as the test part. */
static const unsigned char good_images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2,  0,  0,
                                            0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
static const unsigned char good_labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 9, 0};

static void put(const char *name, const unsigned char *data, size_t n)
{
    char path[256];
    struct error err;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(file_write_all(path, data, n, &err), STATUS_OK);
}

static void put_good(void)
{
    put("t10k-images-idx3-ubyte", good_images, sizeof good_images);
    put("t10k-labels-idx1-ubyte", good_labels, sizeof good_labels);
}

static void expect(const char *part)
{
    struct dataset d;
    struct error err;

    assert_int_equal(dataset_load(DATA_MNIST, dir, DATASET_TEST, &d, &err), STATUS_BAD_FILE);
    assert_null(strchr(err.text, '\n'));
    if (strstr(err.text, part) == NULL || strstr(err.text, dir) == NULL)
        fail_msg("'%s' lacks '%s'", err.text, part);
    assert_null(d.pixels);
}

static void a_small_set_is_read(void **state)
{
    struct dataset d;
    struct error err;

    (void)state;
    put_good();
    assert_int_equal(dataset_load(DATA_MNIST, dir, DATASET_TEST, &d, &err), STATUS_OK);
    assert_int_equal(d.n, 2);
    assert_int_equal(d.rows, 2);
    assert_int_equal(d.cols, 3);
    assert_int_equal(d.n_classes, 10);
    assert_int_equal(d.pixels[11], 12);
    assert_int_equal(d.labels[0], 9);
    assert_string_equal(d.source.text, dir);
    dataset_free(&d);
}

static void drop(const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(unlink(path), 0);
}

static void names_with_dots_are_read(void **state)
{
    struct dataset d;
    struct error err;

    (void)state;
    put_good();
    put("t10k-images.idx3-ubyte", good_images, sizeof good_images);
    put("t10k-labels.idx1-ubyte.gz", good_labels, sizeof good_labels);
    drop("t10k-images-idx3-ubyte");
    drop("t10k-labels-idx1-ubyte");
    if (dataset_load(DATA_MNIST, dir, DATASET_TEST, &d, &err))
        fail_msg("%s", err.text);
    assert_int_equal(d.n, 2);
    dataset_free(&d);
    drop("t10k-images.idx3-ubyte");
    drop("t10k-labels.idx1-ubyte.gz");
}

static void a_gzipped_set_is_read(void **state)
{
    struct dataset d;
    struct error err;
    char path[256];
    gzFile gz;

    (void)state;
    put_good();
    snprintf(path, sizeof path, "%s/t10k-images-idx3-ubyte", dir);
    unlink(path);
    strcat(path, ".gz");
    gz = gzopen(path, "wb");
    gzwrite(gz, good_images, sizeof good_images);
    gzclose(gz);
    assert_int_equal(dataset_load(DATA_MNIST, dir, DATASET_TEST, &d, &err), STATUS_OK);
    assert_int_equal(d.pixels[0], 1);
    dataset_free(&d);
    assert_int_equal(truncate(path, 20), 0);
    expect("truncated gzip");
    unlink(path);
}

static void a_damaged_set_says_what_is_wrong(void **state)
{
    unsigned char images[sizeof good_images + 1], labels[sizeof good_labels];

    (void)state;
    put_good();
    memcpy(images, good_images, sizeof good_images);
    images[sizeof good_images] = 0;
    put("t10k-images-idx3-ubyte", images, 10);
    expect("truncated: 10 bytes, the IDX header alone is 16");
    put("t10k-images-idx3-ubyte", images, 20);
    expect("truncated: 4 bytes of data, the header says 12");
    put("t10k-images-idx3-ubyte", images, sizeof images);
    expect("oversized: 13 bytes of data, the header says 12");
    images[2] = 9;
    put("t10k-images-idx3-ubyte", images, sizeof good_images);
    expect("wrong magic 0x00000903, must be 0x00000803");
    images[2] = 8;
    images[4] = 0xff;
    put("t10k-images-idx3-ubyte", images, sizeof good_images);
    expect("dimension 0 = 4278190082, must be in [1, 4000000]");
    put_good();
    memcpy(labels, good_labels, sizeof labels);
    labels[9] = 10;
    put("t10k-labels-idx1-ubyte", labels, sizeof labels);
    expect("label 1 = 10, must be in [0, 9]");
    labels[7] = 1;
    put("t10k-labels-idx1-ubyte", labels, sizeof labels - 1);
    expect("1 labels for 2 images");
}

static void a_missing_set_says_how_to_get_it(void **state)
{
    struct dataset d;
    struct error err;

    (void)state;
    assert_int_equal(dataset_load(DATA_MNIST, "/nonexistent", DATASET_TRAIN, &d, &err),
                     STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "MNIST: no train-images-idx3-ubyte[.gz] in /nonexistent; "));
    assert_non_null(strstr(err.text, "https://"));
    assert_null(strchr(err.text, '\n'));
    assert_int_equal(dataset_load(DATA_FASHION_MNIST, "/nonexistent", DATASET_TRAIN, &d, &err),
                     STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "apt-get install dataset-fashion-mnist"));
}

static void fashion_mnist_of_debian_is_found(void **state)
{
    struct dataset d;
    struct error err;

    (void)state;
    if (access("/usr/share/datasets/fashion-mnist", R_OK) != 0)
        skip();
    assert_int_equal(dataset_load(DATA_FASHION_MNIST, "", DATASET_TEST, &d, &err), STATUS_OK);
    assert_int_equal(d.n, 10000);
    assert_int_equal(d.rows * d.cols, 784);
    dataset_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_set_is_read),
        cmocka_unit_test(names_with_dots_are_read),
        cmocka_unit_test(a_gzipped_set_is_read),
        cmocka_unit_test(a_damaged_set_says_what_is_wrong),
        cmocka_unit_test(a_missing_set_says_how_to_get_it),
        cmocka_unit_test(fashion_mnist_of_debian_is_found),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
