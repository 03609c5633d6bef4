#include "check.h"
#include "files/file.h"
#include "files/table.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/skyloom_test_table_XXXXXX";
static const char *const columns[] = {"mx ()", "my ()", "mz ()", "E_total (J)", "maxtorque (T)"};
#define HEADER "# t (s)\tmx ()\tmy ()\tmz ()\tE_total (J)\tmaxtorque (T)\n"

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

static void assert_content(const char *want)
{
    unsigned char *got;
    struct error err;
    size_t n;

    assert_int_equal(file_read_all(path, 1 << 20, &got, &n, &err), STATUS_OK);
    assert_string_equal((char *)got, want);
    free(got);
}

static void put_rows(struct table *table, int from, int to)
{
    struct error err;

    for (int i = from; i < to; i++) {
        const double row[] = {i * 1e-12, 0.25, -1, 1.0 / 3, -1.5e-18, 0};

        assert_int_equal(table_row(table, row, &err), STATUS_OK);
    }
}

static void write_rows(int n)
{
    struct table table;
    struct error err;

    assert_int_equal(table_create(&table, path, columns, 5, &err), STATUS_OK);
    put_rows(&table, 0, n);
    assert_int_equal(table.n_rows, n);
    assert_int_equal(table_close(&table, &err), STATUS_OK);
}

#define ROW_0 "0\t0.25\t-1\t0.333333333333\t-1.5e-18\t0\n"
#define ROW_1 "1e-12\t0.25\t-1\t0.333333333333\t-1.5e-18\t0\n"

static void the_header_is_the_one_mumax3_users_know(void **state)
{
    struct table table;
    struct error err;

    (void)state;
    assert_int_equal(table_create(&table, path, columns, 3, &err), STATUS_OK);
    assert_int_equal(table_close(&table, &err), STATUS_OK);
    assert_int_equal(table_close(&table, &err), STATUS_OK);
    assert_content("# t (s)\tmx ()\tmy ()\tmz ()\n");
}

static void a_row_is_there_before_the_table_is_closed(void **state)
{
    struct table table;
    struct error err;

    (void)state;
    assert_int_equal(table_create(&table, path, columns, 5, &err), STATUS_OK);
    put_rows(&table, 0, 2);
    assert_content(HEADER ROW_0 ROW_1);
    assert_int_equal(table_close(&table, &err), STATUS_OK);
}

static void a_resumed_table_has_the_bytes_of_an_unbroken_one(void **state)
{
    static const char torn[] = HEADER ROW_0 ROW_1 "2e-12\t0.2";
    unsigned char *want;
    struct table table;
    struct error err;
    size_t n;

    (void)state;
    write_rows(7);
    assert_int_equal(file_read_all(path, 1 << 20, &want, &n, &err), STATUS_OK);
    for (size_t kept = 0; kept <= 7; kept++) {
        assert_int_equal(table_resume(&table, path, columns, 5, kept, &err), STATUS_OK);
        put_rows(&table, (int)kept, 7);
        assert_int_equal(table.n_rows, 7);
        assert_int_equal(table_close(&table, &err), STATUS_OK);
        assert_content((char *)want);
    }
    assert_int_equal(file_write_all(path, torn, sizeof torn - 1, &err), STATUS_OK);
    assert_int_equal(table_resume(&table, path, columns, 5, 2, &err), STATUS_OK);
    put_rows(&table, 2, 7);
    assert_int_equal(table_close(&table, &err), STATUS_OK);
    assert_content((char *)want);
    free(want);
}

static void a_table_of_another_run_is_not_resumed(void **state)
{
    struct table table;
    struct error err;

    (void)state;
    write_rows(2);
    assert_int_equal(table_resume(&table, path, columns, 4, 1, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, ":1: the columns are not those of this run"));
    assert_int_equal(table_resume(&table, path, columns, 5, 3, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "2 rows, the checkpoint was made after 3"));
    assert_content(HEADER ROW_0 ROW_1);
    assert_int_equal(table_resume(&table, "/tmp/skyloom_no_such.txt", columns, 5, 0, &err),
                     STATUS_BAD_FILE);
}

static void bad_columns_and_a_full_disk_are_errors(void **state)
{
    static const char *const tab[] = {"E\t(J)"};
    const double row[TABLE_MAX_COLUMNS] = {0};
    const char *many[TABLE_MAX_COLUMNS];
    struct table table;
    struct error err;

    (void)state;
    for (int i = 0; i < TABLE_MAX_COLUMNS; i++)
        many[i] = "E (J)";
    assert_int_equal(table_create(&table, path, tab, 1, &err), STATUS_BAD_CONFIG);
    assert_int_equal(table_create(&table, path, many, 512, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "513 columns, must be at most 512"));
    assert_int_equal(table_create(&table, path, many, 511, &err), STATUS_OK);
    assert_int_equal(table_row(&table, row, &err), STATUS_OK);
    assert_int_equal(table_close(&table, &err), STATUS_OK);
    table =
        (struct table){.stream = fopen("/dev/full", "wb"), .path = {"/dev/full"}, .n_columns = 4};
    assert_int_equal(table_row(&table, row, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "/dev/full: cannot write: No space left"));
    table_close(&table, &err);
}

static void a_number_is_known_as_it_is_written(void **state)
{
    (void)state;
    assert_true(table_as_written(1.0 / 3) == 0.333333333333);
    assert_true(table_as_written(-1.5e-18) == -1.5e-18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_is_the_one_mumax3_users_know),
        cmocka_unit_test(a_row_is_there_before_the_table_is_closed),
        cmocka_unit_test(a_resumed_table_has_the_bytes_of_an_unbroken_one),
        cmocka_unit_test(a_table_of_another_run_is_not_resumed),
        cmocka_unit_test(bad_columns_and_a_full_disk_are_errors),
        cmocka_unit_test(a_number_is_known_as_it_is_written),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
