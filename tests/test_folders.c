#include "check.h"
#include "files/file.h"
#include "files/folders.h"
#include "scratch_folder.h"
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *in_folder(const char *name)
{
    static char path[8][128];
    static int next;

    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

static bool is_there(const char *name) { return access(in_folder(name), F_OK) == 0; }

static void make(const char *name)
{
    struct error err;

    assert_int_equal(file_make_dirs(in_folder(name), &err), STATUS_OK);
}

static void empty_folders_that_were_made_are_removed(void **state)
{
    const struct folders before = folders_before(in_folder("a/b/c"));

    (void)state;
    make("a/b/c");
    make("a/b/c/runs/deep");
    folders_remove_empty(&before);
    assert_false(is_there("a"));
    assert_true(is_there(""));
}

static void folders_that_were_there_before_stay(void **state)
{
    struct folders before;

    (void)state;
    make("old");
    before = folders_before(in_folder("old/new/"));
    make("old/new");
    folders_remove_empty(&before);
    assert_true(is_there("old"));
    assert_false(is_there("old/new"));
    before = folders_before(in_folder("old"));
    folders_remove_empty(&before);
    assert_true(is_there("old"));
}

static void a_folder_with_a_file_stays_and_so_does_the_file(void **state)
{
    const struct folders before = folders_before(in_folder("x/y"));
    struct error err;

    (void)state;
    make("x/y/empty");
    assert_int_equal(file_write_all(in_folder("x/kept.txt"), "k", 1, &err), STATUS_OK);
    folders_remove_empty(&before);
    assert_true(is_there("x/kept.txt"));
    assert_false(is_there("x/y"));
}

static void the_path_of_a_file_removes_its_folders(void **state)
{
    const struct folders before = folders_before(in_folder("cards/new/card.yaml"));

    (void)state;
    make("cards/new");
    folders_remove_empty(&before);
    assert_false(is_there("cards"));
}

static void a_relative_path_and_none_are_no_trouble(void **state)
{
    const struct folders none = folders_before(NULL), empty = folders_before("");
    struct folders before;
    char here[1024];

    (void)state;
    folders_remove_empty(&none);
    folders_remove_empty(&empty);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(folder), 0);
    before = folders_before("relative/deep");
    assert_int_equal(mkdir("relative", 0777), 0);
    assert_int_equal(mkdir("relative/deep", 0777), 0);
    folders_remove_empty(&before);
    assert_int_not_equal(access("relative", F_OK), 0);
    assert_int_equal(chdir(here), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_folders_that_were_made_are_removed),
        cmocka_unit_test(folders_that_were_there_before_stay),
        cmocka_unit_test(a_folder_with_a_file_stays_and_so_does_the_file),
        cmocka_unit_test(the_path_of_a_file_removes_its_folders),
        cmocka_unit_test(a_relative_path_and_none_are_no_trouble),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
