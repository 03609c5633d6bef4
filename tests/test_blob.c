#include "check.h"
#include "files/blob.h"
#include "files/file.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/skyloom_test_blob_XXXXXX";

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

static void write_two(void)
{
    static int8_t level[6] = {-3, -2, -1, 0, 1, 2};
    static float weight[3] = {0.5f, -1.25f, 3e-8f};
    const struct blob_array arrays[] = {
        {.name = "level", .type = "int8", .shape = {2, 3}, .n_dims = 2, .data = level},
        {.name = "weight", .type = "float32", .shape = {3}, .n_dims = 1, .data = weight},
    };
    json_t *header = json_pack("{s:s, s:i}", "kind", "test", "steps", 7);
    struct error err;

    assert_int_equal(blob_write(path, header, arrays, 2, &err), STATUS_OK);
    assert_null(json_object_get(header, "arrays")); /* the caller's header stays as it was */
    json_decref(header);
}

static enum status read_code(struct error *err)
{
    struct blob_array *arrays;
    json_t *header;
    size_t n;
    const enum status s = blob_read(path, &header, &arrays, &n, err);

    assert_null(s != STATUS_OK ? header : NULL);
    blob_free(header, arrays, n);
    return s;
}

static void arrays_and_header_come_back(void **state)
{
    struct blob_array *arrays;
    const struct blob_array *a;
    struct error err;
    json_t *header;
    size_t n;

    (void)state;
    write_two();
    assert_int_equal(blob_read(path, &header, &arrays, &n, &err), STATUS_OK);
    assert_int_equal(n, 2);
    assert_string_equal(json_string_value(json_object_get(header, "kind")), "test");
    a = blob_find(arrays, n, "level");
    assert_non_null(a);
    assert_int_equal(a->shape[1], 3);
    assert_int_equal(((int8_t *)a->data)[5], 2);
    a = blob_find(arrays, n, "weight");
    assert_true(((float *)a->data)[1] == -1.25f);
    assert_null(blob_find(arrays, n, "none"));
    blob_free(header, arrays, n);
}

static void the_same_arrays_give_the_same_bytes(void **state)
{
    unsigned char *first, *second;
    struct error err;
    size_t n, m;

    (void)state;
    write_two();
    assert_int_equal(file_read_all(path, 1 << 20, &first, &n, &err), STATUS_OK);
    write_two();
    assert_int_equal(file_read_all(path, 1 << 20, &second, &m, &err), STATUS_OK);
    assert_int_equal(n, m);
    assert_memory_equal(first, second, n);
    free(first);
    free(second);
}

static void every_truncation_and_every_flipped_byte_of_the_data_is_caught(void **state)
{
    unsigned char *data, *copy;
    struct error err;
    size_t n, header_end = 0;

    (void)state;
    write_two();
    assert_int_equal(file_read_all(path, 1 << 20, &data, &n, &err), STATUS_OK);
    copy = malloc(n);
    assert_non_null(copy);
    for (size_t i = 0; i < n; i++)
        header_end = i > 9 && data[i] == '\n' && header_end == 0 ? i : header_end;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(file_write_all(path, data, i, &err), STATUS_OK);
        assert_int_equal(read_code(&err), STATUS_BAD_FILE);
        assert_null(strchr(err.text, '\n'));
    }
    for (size_t i = header_end + 1; i < n; i++) {
        memcpy(copy, data, n);
        copy[i] ^= 0x10;
        assert_int_equal(file_write_all(path, copy, n, &err), STATUS_OK);
        assert_int_equal(read_code(&err), STATUS_BAD_FILE);
    }
    free(copy);
    free(data);
}

static void lies_in_the_header_are_caught(void **state)
{
    static const char *const bad[] = {
        "WRONG",
        "SKYLOOM1\n",
        "SKYLOOM1\nnot json\n",
        "SKYLOOM1\n[]\n",
        "SKYLOOM1\n{}\n",
        "SKYLOOM1\n{\"arrays\":[1]}\n",
        "SKYLOOM1\n{\"arrays\":[]}\nx",
        "SKYLOOM1\n{\"arrays\":[{\"name\":\"a\",\"type\":\"int8\",\"shape\":[1073741824],"
        "\"bytes\":1073741824,\"stored\":1,\"crc32\":0}]}\nx",
        "SKYLOOM1\n{\"arrays\":[{\"name\":\"a\",\"type\":\"int8\",\"shape\":[-1],\"bytes\":-1,"
        "\"stored\":1,\"crc32\":0}]}\nx",
        "SKYLOOM1\n{\"arrays\":[{\"name\":\"a\",\"type\":\"text\",\"shape\":[1],\"bytes\":1,"
        "\"stored\":1,\"crc32\":0}]}\nx",
        "SKYLOOM1\n{\"arrays\":[{\"name\":\"a\",\"type\":\"int8\",\"shape\":[9223372036854775807,"
        "9223372036854775807],\"bytes\":1,\"stored\":1,\"crc32\":0}]}\nx",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error err;

        assert_int_equal(file_write_all(path, bad[i], strlen(bad[i]), &err), STATUS_OK);
        assert_int_equal(read_code(&err), STATUS_BAD_FILE);
        assert_null(strchr(err.text, '\n'));
    }
}

static void a_full_disk_is_an_error(void **state)
{
    int8_t byte = 1;
    const struct blob_array a = {
        .name = "a", .type = "int8", .shape = {1}, .n_dims = 1, .data = &byte};
    json_t *header = json_object();
    struct error err;

    (void)state;
    assert_int_equal(blob_write("/dev/full", header, &a, 1, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "No space left"));
    json_decref(header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_and_header_come_back),
        cmocka_unit_test(the_same_arrays_give_the_same_bytes),
        cmocka_unit_test(every_truncation_and_every_flipped_byte_of_the_data_is_caught),
        cmocka_unit_test(lies_in_the_header_are_caught),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
