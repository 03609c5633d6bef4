#include "llg_run_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "check.h"
#include "files/file.h"

static char directory[] = "/tmp/skyloom_test_run_XXXXXX";

int run_case_open(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL;
}

int run_case_close(void **state)
{
    (void)state;
    run_case_remove(directory);
    return 0;
}

const char *run_case_path(const char *name)
{
    static char path[16][256];
    static int next;

    next = (next + 1) % 16;
    snprintf(path[next], sizeof path[next], "%s/%s", directory, name);
    return path[next];
}

void run_case_remove(const char *path)
{
    char command[320];

    snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
}

struct llg_case *run_case_load(const char *text)
{
    struct llg_case *c = calloc(1, sizeof *c);
    const char *path = run_case_path("case.yaml");
    struct error err = {STATUS_OK, ""};

    assert_non_null(c);
    assert_int_equal(file_write_all(path, text, strlen(text), &err), STATUS_OK);
    if (llg_case_load(path, c, &err))
        fail_msg("%s", err.text);
    return c;
}

static const volatile int always = 1;

enum status run_case_run(const struct llg_case *c, const char *folder, int n_threads, bool resume,
                         bool stop, struct llg_run_result *result, struct error *err)
{
    const struct llg_run_options options = {
        .folder = folder, .n_threads = n_threads, .resume = resume, .stop = stop ? &always : NULL};

    *err = (struct error){STATUS_OK, ""};
    return llg_case_run(c, &options, result, err);
}

void run_case_run_well(const struct llg_case *c, const char *folder, int n_threads,
                       struct llg_run_result *result)
{
    struct error err;

    if (run_case_run(c, folder, n_threads, false, false, result, &err))
        fail_msg("%s", err.text);
}

int run_case_run_stopping(const struct llg_case *c, const char *folder,
                          struct llg_run_result *result)
{
    struct error err;
    char checkpoint[400];
    int stops = 0;

    snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint.state", folder);
    while (run_case_run(c, folder, 1 + stops % 2, stops > 0, true, result, &err)
           == STATUS_INTERRUPTED) {
        assert_int_equal(access(checkpoint, F_OK), 0);
        assert_true(stops++ < 1000);
    }
    if (err.code)
        fail_msg("%s", err.text);
    return stops;
}
