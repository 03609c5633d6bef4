#include "check.h"
#include "files/file.h"
#include "lab/llg/run.h"
#include "llg_run_case.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every file of folder a is in b with the same bytes; returns how many there are. */
static int same_files(const char *a, const char *b)
{
    DIR *dir = opendir(a);
    int n = 0;

    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char one[600], other[600];
        unsigned char *p, *q;
        struct error err;
        size_t size_p, size_q;
        struct stat st;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(one, sizeof one, "%s/%s", a, entry->d_name);
        snprintf(other, sizeof other, "%s/%s", b, entry->d_name);
        assert_int_equal(stat(one, &st), 0);
        if (S_ISDIR(st.st_mode)) {
            n += same_files(one, other);
            continue;
        }
        assert_int_equal(file_read_all(one, 1 << 24, &p, &size_p, &err), STATUS_OK);
        if (file_read_all(other, 1 << 24, &q, &size_q, &err))
            fail_msg("%s", err.text);
        if (size_p != size_q || memcmp(p, q, size_p) != 0)
            fail_msg("%s and %s differ", one, other);
        free(p);
        free(q);
        n++;
    }
    closedir(dir);
    return n;
}

static void assert_same_run(const char *a, const char *b, const struct llg_run_result *x,
                            const struct llg_run_result *y)
{
    const int n = same_files(a, b);

    assert_true(n > 10);
    assert_int_equal(same_files(b, a), n);
    assert_true(x->steps == y->steps && x->evaluations == y->evaluations);
    assert_true(x->rejected == y->rejected);
    assert_memory_equal(x->mean, y->mean, sizeof x->mean);
    assert_memory_equal(x->energies_J, y->energies_J, sizeof x->energies_J);
}

static void assert_reproducible(const char *text, int least_stops)
{
    struct llg_case *c = run_case_load(text);
    struct llg_run_result first, other;
    const char *unbroken = run_case_path("unbroken"), *two = run_case_path("two");
    const char *stopped = run_case_path("stopped");

    run_case_run_well(c, unbroken, 1, &first);
    run_case_run_well(c, two, 2, &other);
    assert_same_run(unbroken, two, &first, &other);
    run_case_run_well(c, two, 1, &other); /* again, over what is there */
    assert_same_run(unbroken, two, &first, &other);
    assert_true(run_case_run_stopping(c, stopped, &other) >= least_stops);
    assert_same_run(unbroken, stopped, &first, &other);
    run_case_remove(unbroken);
    run_case_remove(two);
    run_case_remove(stopped);
    free(c);
}

static void dormand_prince_gives_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE STAGES, 20);
}

static void heun_with_noise_gives_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE HEUN_300_K STAGES, 20);
}

static void an_extrapolated_stray_field_gives_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE HEUN_LAGGED_300_K STAGES, 20);
}

static void adaptive_steps_with_noise_give_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE ADAPTIVE_300_K STAGES, 20);
}

static void a_sweep_gives_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE "stage:\n"
                             "  - {kind: relax, field_T: [0, 0, 0.03], field_to_T: [0, 0, -0.03],\n"
                             "     field_steps: 3, there_and_back: true}\n"
                             "  - {kind: run, duration_s: 2.5e-12, field_T: [0, 0, 0.03],\n"
                             "     field_to_T: [0.01, 0, 0.03], field_steps: 2}\n",
                        10);
}

enum { INSIDE_HEADER = 700 }; /* bytes from the beginning */

/* keep: bytes of the checkpoint; 0: all, negative: all but these. */
static void truncate_checkpoint(const char *path, off_t keep)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 2 * INSIDE_HEADER);
    assert_int_equal(truncate(path, keep > 0 ? keep : st.st_size + keep), 0);
}

/* Stops a run once and tries to go on with another case or a broken checkpoint. */
static void assert_not_resumed(const char *text, const char *other, off_t keep, const char *message)
{
    const char *folder = run_case_path("stopped");
    struct llg_case *c = run_case_load(text), *d = run_case_load(other);
    struct llg_run_result result;
    struct error err;

    assert_int_equal(run_case_run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    truncate_checkpoint(run_case_path("stopped/checkpoint.state"), keep);
    assert_int_equal(run_case_run(d, folder, 1, true, false, &result, &err), STATUS_BAD_FILE);
    assert_null(strchr(err.text, '\n'));
    if (!strstr(err.text, message))
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
    run_case_remove(folder);
    free(c);
    free(d);
}

static void a_checkpoint_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    assert_not_resumed(CASE STAGES, CASE HEUN_300_K STAGES, 0, "made by another case");
    assert_not_resumed(CASE HEUN_300_K STAGES,
                       CASE "llg:\n  stepper: heun\n  time_step_s: 0.2e-12\n"
                            "thermal:\n  temperature_K: 300\n  seed: 7\n" STAGES,
                       0, "made by another case");
    assert_not_resumed(CASE STAGES, CASE STAGES, INSIDE_HEADER,
                       "checkpoint.state: truncated in the header");
    assert_not_resumed(CASE STAGES, CASE STAGES, -1, "checkpoint.state: truncated: array 'm.z'");
}

static void outputs_are_those_of_before_the_stop_but_checkpoints_may_come_more_often(void **state)
{
    const char *folder = run_case_path("stopped");
    struct llg_case *c = run_case_load(CASE STAGES);
    struct llg_run_result result;
    struct error err;

    (void)state;
    assert_int_equal(run_case_run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    c->output.checkpoint_every_wall_s = 1.0;
    c->output.layers = false;
    assert_int_equal(run_case_run(c, folder, 1, true, false, &result, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "section output has changed"));
    c->output.layers = true;
    assert_int_equal(run_case_run(c, folder, 1, true, false, &result, &err), STATUS_OK);
    run_case_remove(folder);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dormand_prince_gives_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(heun_with_noise_gives_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(an_extrapolated_stray_field_gives_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(adaptive_steps_with_noise_give_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(a_sweep_gives_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(a_checkpoint_that_does_not_fit_is_refused),
        cmocka_unit_test(outputs_are_those_of_before_the_stop_but_checkpoints_may_come_more_often),
    };

    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
