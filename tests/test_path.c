#include "check.h"
#include <stdio.h>
#include <string.h>
#include "files/path.h"

static void a_name_is_joined_to_its_folder(void **state)
{
    struct path path;
    struct error err;

    (void)state;
    assert_int_equal(path_join(&path, &err, "out/demo", "runs/%s.%s", "key", "tsv"), STATUS_OK);
    assert_string_equal(path.text, "out/demo/runs/key.tsv");
}

static void a_folder_that_ends_in_a_slash_gets_no_second_one(void **state)
{
    struct path path;
    struct error err;

    (void)state;
    assert_int_equal(path_join(&path, &err, "out/", "table.txt"), STATUS_OK);
    assert_string_equal(path.text, "out/table.txt");
    assert_int_equal(path_join(&path, &err, "/", "table.txt"), STATUS_OK);
    assert_string_equal(path.text, "/table.txt");
}

static void no_folder_is_the_one_we_are_in(void **state)
{
    struct path path;
    struct error err;

    (void)state;
    assert_int_equal(path_join(&path, &err, "", "table.txt"), STATUS_OK);
    assert_string_equal(path.text, "table.txt");
    assert_int_equal(path_join(&path, &err, NULL, "table.txt"), STATUS_OK);
    assert_string_equal(path.text, "table.txt");
}

static void a_path_grows_out_of_itself(void **state)
{
    struct path path;
    struct error err;

    (void)state;
    assert_int_equal(path_set(&path, &err, "a"), STATUS_OK);
    assert_int_equal(path_join(&path, &err, path.text, "b"), STATUS_OK);
    assert_int_equal(path_set(&path, &err, "%s.checkpoint", path.text), STATUS_OK);
    assert_string_equal(path.text, "a/b.checkpoint");
}

static void the_longest_path_fits_and_one_more_letter_is_refused(void **state)
{
    char name[PATH_SIZE + 1];
    struct path path;
    struct error err;

    (void)state;
    memset(name, 'x', sizeof name);
    name[PATH_SIZE - 1] = '\0';
    assert_int_equal(path_set(&path, &err, "%s", name), STATUS_OK);
    assert_string_equal(path.text, name);
    assert_int_equal(path_set(&path, &err, "%sy", name), STATUS_BAD_FILE);
    assert_string_equal(path.text, "");
    assert_non_null(strstr(err.text, "xxx...: path longer than 1023 characters"));
}

/* Each half fits, and they do not together; a folder that fills all leaves no room for the slash.
 */
static void a_folder_and_a_name_that_do_not_fit_together_are_refused(void **state)
{
    char name[PATH_SIZE + 8];
    struct path path;
    struct error err;

    (void)state;
    memset(name, 'x', sizeof name);
    name[PATH_SIZE - 2] = '\0';
    assert_int_equal(path_join(&path, &err, name, "y"), STATUS_BAD_FILE);
    assert_int_equal(path_join(&path, &err, "folder", "%s", name), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "folder/xxx"));
    for (size_t n = PATH_SIZE - 1; n < PATH_SIZE + 2; n++) {
        memset(name, 'x', sizeof name);
        name[n] = '\0';
        assert_int_equal(path_join(&path, &err, name, "y"), STATUS_BAD_FILE);
        assert_non_null(strstr(err.text, "xxx...: path longer"));
    }
    name[PATH_SIZE - 3] = '\0';
    assert_int_equal(path_join(&path, &err, name, "y"), STATUS_OK);
    assert_int_equal(strlen(path.text), PATH_SIZE - 1);
}

static void a_path_goes_up_to_the_folder_that_holds_it(void **state)
{
    struct path path;
    struct error err;

    (void)state;
    assert_int_equal(path_set(&path, &err, "/usr/bin"), STATUS_OK);
    assert_true(path_up(&path));
    assert_string_equal(path.text, "/usr");
    assert_true(path_up(&path));
    assert_string_equal(path.text, "/");
    assert_false(path_up(&path));
    assert_int_equal(path_set(&path, &err, "name"), STATUS_OK);
    assert_false(path_up(&path));
    assert_string_equal(path.text, "name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_joined_to_its_folder),
        cmocka_unit_test(a_folder_that_ends_in_a_slash_gets_no_second_one),
        cmocka_unit_test(no_folder_is_the_one_we_are_in),
        cmocka_unit_test(a_path_grows_out_of_itself),
        cmocka_unit_test(the_longest_path_fits_and_one_more_letter_is_refused),
        cmocka_unit_test(a_folder_and_a_name_that_do_not_fit_together_are_refused),
        cmocka_unit_test(a_path_goes_up_to_the_folder_that_holds_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
