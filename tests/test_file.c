#include "check.h"
#include "files/file.h"
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char dir[] = "/tmp/skyloom_test_file_XXXXXX";

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

static const char *in_dir(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static int files_in_dir(void)
{
    DIR *d = opendir(dir);
    int n = -2; /* . and .. */

    assert_non_null(d);
    while (readdir(d) != NULL)
        n++;
    closedir(d);
    return n;
}

static void one_line(const struct error *err, const char *part)
{
    assert_null(strchr(err->text, '\n'));
    if (strstr(err->text, part) == NULL)
        fail_msg("'%s' lacks '%s'", err->text, part);
}

static void written_bytes_come_back_and_directories_are_made(void **state)
{
    struct error err;
    unsigned char *data;
    size_t n;

    (void)state;
    assert_int_equal(file_write_all(in_dir("a/b/c.txt"), "hello", 5, &err), STATUS_OK);
    assert_int_equal(file_read_all(in_dir("a/b/c.txt"), 5, &data, &n, &err), STATUS_OK);
    assert_int_equal(n, 5);
    assert_string_equal((char *)data, "hello");
    free(data);
}

static void gzip_is_unpacked_and_a_truncated_one_refused(void **state)
{
    struct error err;
    unsigned char *data, text[5000];
    size_t n;
    gzFile gz = gzopen(in_dir("z.gz"), "wb");

    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)(i * i >> 3);
    assert_int_equal(gzwrite(gz, text, sizeof text), (int)sizeof text);
    gzclose(gz);
    assert_int_equal(file_read_all(in_dir("z.gz"), sizeof text, &data, &n, &err), STATUS_OK);
    assert_int_equal(n, sizeof text);
    assert_memory_equal(data, text, n);
    free(data);
    assert_int_equal(truncate(in_dir("z.gz"), 200), 0);
    assert_int_equal(file_read_all(in_dir("z.gz"), sizeof text, &data, &n, &err), STATUS_BAD_FILE);
    one_line(&err, "truncated gzip");
}

static void a_file_over_the_limit_is_refused(void **state)
{
    struct error err;
    unsigned char *data;
    size_t n;

    (void)state;
    assert_int_equal(file_write_all(in_dir("big"), "123456", 6, &err), STATUS_OK);
    assert_int_equal(file_read_all(in_dir("big"), 5, &data, &n, &err), STATUS_BAD_FILE);
    one_line(&err, "larger than 5 bytes");
    assert_int_equal(file_read_all("/dev/zero", 100000, &data, &n, &err), STATUS_BAD_FILE);
}

static void a_missing_file_and_a_directory_say_so(void **state)
{
    struct error err;
    unsigned char *data;
    size_t n;

    (void)state;
    assert_int_equal(file_read_all(in_dir("none"), 5, &data, &n, &err), STATUS_BAD_FILE);
    one_line(&err, "No such file");
    assert_int_equal(file_read_all(dir, 5, &data, &n, &err), STATUS_BAD_FILE);
    one_line(&err, "is a directory");
}

static void a_full_disk_is_an_error_and_the_device_survives(void **state)
{
    struct error err;
    struct stat st;

    (void)state;
    assert_int_equal(file_write_all("/dev/full", "x", 1, &err), STATUS_BAD_FILE);
    one_line(&err, "/dev/full: cannot write: No space left");
    assert_int_equal(stat("/dev/full", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
}

static void a_write_that_fails_leaves_the_old_file_and_nothing_else(void **state)
{
    const struct rlimit tight = {4096, RLIM_INFINITY}, wide = {RLIM_INFINITY, RLIM_INFINITY};
    static char big[100000];
    struct error err;
    unsigned char *data;
    size_t n;
    int before;

    (void)state;
    assert_int_equal(file_write_all(in_dir("kept"), "old", 3, &err), STATUS_OK);
    before = files_in_dir();
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tight);
    assert_int_equal(file_write_all(in_dir("kept"), big, sizeof big, &err), STATUS_BAD_FILE);
    setrlimit(RLIMIT_FSIZE, &wide);
    one_line(&err, "cannot write");
    assert_int_equal(files_in_dir(), before);
    assert_int_equal(file_read_all(in_dir("kept"), 10, &data, &n, &err), STATUS_OK);
    assert_string_equal((char *)data, "old");
    free(data);
}

static void an_unwritable_place_is_an_error(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(file_write_all("/proc/skyloom/x", "x", 1, &err), STATUS_BAD_FILE);
    one_line(&err, "/proc/skyloom");
    assert_int_equal(file_write_all(dir, "x", 1, &err), STATUS_BAD_FILE);
    one_line(&err, "is a directory");
    assert_int_equal(file_write_all(in_dir("big/x"), "x", 1, &err), STATUS_BAD_FILE);
    one_line(&err, "not a directory");
    assert_int_equal(file_write_all("", "x", 1, &err), STATUS_BAD_FILE);
}

static void an_abandoned_file_leaves_nothing(void **state)
{
    const int before = files_in_dir();
    struct file_out f;
    struct error err;

    (void)state;
    assert_int_equal(file_out_open(&f, in_dir("gone"), &err), STATUS_OK);
    fputs("half", f.stream);
    file_out_abandon(&f);
    assert_int_equal(files_in_dir(), before);
}

static void fnv1a_has_its_published_value(void **state)
{
    (void)state;
    assert_true(hash_fnv1a(HASH_START, "foobar", 6) == 0x85944171f73967e8u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_bytes_come_back_and_directories_are_made),
        cmocka_unit_test(gzip_is_unpacked_and_a_truncated_one_refused),
        cmocka_unit_test(a_file_over_the_limit_is_refused),
        cmocka_unit_test(a_missing_file_and_a_directory_say_so),
        cmocka_unit_test(a_full_disk_is_an_error_and_the_device_survives),
        cmocka_unit_test(a_write_that_fails_leaves_the_old_file_and_nothing_else),
        cmocka_unit_test(an_unwritable_place_is_an_error),
        cmocka_unit_test(an_abandoned_file_leaves_nothing),
        cmocka_unit_test(fnv1a_has_its_published_value),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
