#include "check.h"
#include "files/share.h"
#include <stdlib.h>
#include <string.h>

static void a_name_is_looked_up_in_the_share(void **state)
{
    struct error err;
    struct path path;

    (void)state;
    unsetenv("SKYLOOM_HOME");
    assert_int_equal(share_path("cards", "ideal", ".yaml", &path, &err), STATUS_OK);
    assert_string_equal(path.text, SKYLOOM_SOURCE_DIR "/cards/ideal.yaml");
}

static void a_path_stays_a_path(void **state)
{
    struct error err;
    struct path path;

    (void)state;
    assert_int_equal(share_path("cards", "cards/ideal.yaml", ".yaml", &path, &err), STATUS_OK);
    assert_string_equal(path.text, "cards/ideal.yaml");
}

static void the_environment_moves_the_share_and_a_missing_file_is_named(void **state)
{
    struct error err;
    struct path path;

    (void)state;
    setenv("SKYLOOM_HOME", "/nonexistent", 1);
    assert_int_equal(share_path("cards", "ideal", ".yaml", &path, &err), STATUS_BAD_FILE);
    assert_string_equal(err.text, "cards 'ideal': no readable file /nonexistent/cards/ideal.yaml");
    unsetenv("SKYLOOM_HOME");
    assert_int_equal(share_path("cards", "", ".yaml", &path, &err), STATUS_BAD_CONFIG);
}

static void a_name_that_is_not_shipped_is_answered_with_those_that_are(void **state)
{
    struct error err;
    struct path path;

    (void)state;
    assert_int_equal(share_path("designs", "nope", ".yaml", &path, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "no shipped design 'nope': must be one of demo, mnist-deep"));
    assert_non_null(strstr(err.text, ", or a path with a '/' or .yaml"));
    assert_int_equal(share_path("designs", "./nope.yaml", ".yaml", &path, &err), STATUS_BAD_FILE);
    assert_string_equal(err.text, "designs './nope.yaml': no readable file ./nope.yaml");
}

static void a_path_too_long_is_refused(void **state)
{
    struct error err;
    struct path path;
    char name[2000];

    (void)state;
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_int_equal(share_path("cards", name, ".yaml", &path, &err), STATUS_BAD_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_looked_up_in_the_share),
        cmocka_unit_test(a_path_stays_a_path),
        cmocka_unit_test(the_environment_moves_the_share_and_a_missing_file_is_named),
        cmocka_unit_test(a_name_that_is_not_shipped_is_answered_with_those_that_are),
        cmocka_unit_test(a_path_too_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
