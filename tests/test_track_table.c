#include "check.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lab/track/trial_parts.h"
#include "files/file.h"
#include "trial_case.h"

/* The table of a finished trial: which ones are taken, and which are not. */

static enum status run_whole(const struct trial *t, const char *folder, struct error *err)
{
    return trial_run(t, &(struct trial_options){.folder = folder, .keep_every_wall_s = 1e9}, err);
}

static void end_with(const struct trial *t, const char *folder, const char *text, size_t n,
                     const char *end)
{
    struct error err = {0};
    char path[256], whole[4096];

    snprintf(path, sizeof path, "%s/runs/%s.tsv", folder, t->key);
    snprintf(whole, sizeof whole, "%.*s%s", (int)n, text, end);
    assert_int_equal(file_write_all(path, whole, strlen(whole), &err), STATUS_OK);
}

static void check_ends(const struct trial *t, const char *folder, struct trial_table *table,
                       const unsigned char *bytes, size_t n)
{
    const char *text = (const char *)bytes;
    struct error err = {0};

    n -= 25; /* "# check " and 16 digits */
    assert_memory_equal(text + n, "# check ", 8);
    end_with(t, folder, text, n, "");
    trial_case_refused(trial_read(t, folder, table, &err), &err, "its end, the check, is missing");
    end_with(t, folder, text, n - 3, "");
    trial_case_refused(trial_read(t, folder, table, &err), &err, "its end is missing");
    end_with(t, folder, text, n + 24, "0\n");
    trial_case_refused(trial_read(t, folder, table, &err), &err, "changed after it was written");
    end_with(t, folder, text, n + 24, " \n");
    trial_case_refused(trial_read(t, folder, table, &err), &err, "changed after it was written");
}

/* The head without the promise, and its check. */
static void check_unpromised(const struct trial *t, const char *folder, struct trial_table *table,
                             const char *text)
{
    const char *promise = strstr(text, ", checked\n");
    struct error err = {0};
    char old[4096], end[64];
    size_t n;

    assert_non_null(promise);
    snprintf(old, sizeof old, "%.*s%s", (int)(promise - text), text, promise + 9);
    n = strlen(old) - 25;
    snprintf(end, sizeof end, "# check %016" PRIx64 "\n", hash_fnv1a(HASH_START, old, n));
    end_with(t, folder, old, n, end);
    assert_int_equal(trial_read(t, folder, table, &err), STATUS_OK);
    end[2] = 'C';
    end_with(t, folder, old, n, end);
    trial_case_refused(trial_read(t, folder, table, &err), &err, "not a row of a trial");
    end_with(t, folder, old, n, ""); /* as old ones are */
    assert_int_equal(trial_read(t, folder, table, &err), STATUS_OK);
}

/* One digit is enough, or what follows the check, or a check that is cut off; tables of the
 * version that wrote a check and did not promise it are still taken with it. */
static void a_table_that_was_changed_is_refused(void **state)
{
    (void)state;
    struct trial_table *table = calloc(1, sizeof *table);
    struct synapse d = trial_case_device();
    struct error err = {0};
    char folder[64], path[256];
    struct trial t;
    size_t n;
    unsigned char *text;

    assert_non_null(table);
    d.pulses.up = 1;
    d.pulses.down = 0;
    trial_case_set(&t, &d, "e");
    trial_case_make_folder(folder);
    assert_int_equal(run_whole(&t, folder, &err), STATUS_OK);
    snprintf(path, sizeof path, "%s/runs/%s.tsv", folder, t.key);
    assert_int_equal(file_read_all(path, 1 << 20, &text, &n, &err), STATUS_OK);
    trial_case_overwrite(path, -60, "7");
    trial_case_refused(trial_read(&t, folder, table, &err), &err, "changed after it was written");
    trial_case_refused(trial_read(&t, folder, table, &err), &err,
                       "without this file the run is done again");
    check_ends(&t, folder, table, text, n);
    check_unpromised(&t, folder, table, (const char *)text);
    assert_int_equal(file_write_all(path, text, n, &err), STATUS_OK);
    assert_int_equal(trial_read(&t, folder, table, &err), STATUS_OK);
    t.seed = 8; /* under a name that is not its own */
    trial_case_refused(trial_read(&t, folder, table, &err), &err, "of another run");
    free(text);
    free(table);
    trial_case_remove_file(folder, t.key, "tsv");
    trial_case_remove_file(folder, t.key, "png");
    trial_case_remove_folder(folder);
}

/* --- tables from before there was a check, written by hand --- */

static void set_short(struct trial *t, char folder[64])
{
    struct synapse d = trial_case_device();
    struct error err = {0};
    char runs[80];

    d.track.repeats = 1;
    d.pulses.up = d.pulses.down = 0;
    trial_case_set(t, &d, "h");
    trial_case_make_folder(folder);
    snprintf(runs, sizeof runs, "%s/runs", folder);
    assert_int_equal(file_make_dirs(runs, &err), STATUS_OK);
}

static void remove_short(const struct trial *t, const char *folder)
{
    trial_case_remove_file(folder, t->key, "tsv");
    trial_case_remove_folder(folder);
}

static enum status read_text(const struct trial *t, const char *folder, const char *head,
                             const char *end, const char *row, struct error *err)
{
    struct trial_table *table = calloc(1, sizeof *table);
    char path[256], text[800];
    enum status s;

    assert_non_null(table);
    snprintf(path, sizeof path, "%s/runs/%s.tsv", folder, t->key);
    snprintf(text, sizeof text, "%s%s%s", head, end, row);
    assert_int_equal(file_write_all(path, text, strlen(text), err), STATUS_OK);
    s = trial_read(t, folder, table, err);
    free(table);
    return s;
}

static const char without_radii[] = "0\t0\t2e-11\t2e-5\t0\t1\t0\t0\t1e-8\t0\t0\t1\t0\t0\n";
static const char with_radii[] =
    "0\t0\t2e-11\t2e-5\t0\t1\t0\t0\t1e-8\t0\t0\t1\t0\t0\t2e-8\t3e-9\t1e-9\n";

static void set_head(char head[200], const struct trial *t)
{
    snprintf(head, 200, "# skyloom 0, device 0, trial %016" PRIx64 ", seed 7", trial_hash(t));
}

/* The hash of a trial has changed since the oldest, which have neither radii nor a check. */
static void a_head_of_another_trial_is_only_of_the_oldest_tables(void **state)
{
    (void)state;
    static const char other[] = "# skyloom 0, device 0, trial 7a06c9a0cadda744, seed 7";
    struct error err = {0};
    char folder[64], own[200];
    struct trial t;

    set_short(&t, folder);
    set_head(own, &t);
    assert_int_equal(read_text(&t, folder, own, "\n", with_radii, &err), STATUS_OK);
    assert_int_equal(read_text(&t, folder, own, "\n", without_radii, &err), STATUS_OK);
    assert_int_equal(read_text(&t, folder, other, "\n", without_radii, &err), STATUS_OK);
    trial_case_refused(read_text(&t, folder, other, "\n", with_radii, &err), &err,
                       ".tsv: of another run");
    trial_case_refused(read_text(&t, folder, "", "", with_radii, &err), &err,
                       ".tsv: of another run");
    remove_short(&t, folder);
}

static void a_head_of_another_seed_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"1\n", ", no skyrmions\n", ", check\n"};
    struct error err = {0};
    char folder[64], own[200];
    struct trial t;

    set_short(&t, folder);
    set_head(own, &t);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 2; k++)
            trial_case_refused(
                read_text(&t, folder, own, wrong[i], k ? with_radii : without_radii, &err), &err,
                ".tsv:1: of another run");
    trial_case_refused(read_text(&t, folder, own, ", checked\n", without_radii, &err), &err,
                       "its end, the check, is missing");
    remove_short(&t, folder);
}

static void numbers_that_no_run_has_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "-1\t2e-5\t0\t1\t0\t0\t1e-8\t0\t0\t1\t0\t0\t2e-8\t3e-9\t1e-9\n", /* time */
        "0\t2e-5\t0\t1\t0\t0\t-5\t0\t0\t1\t0\t0\t2e-8\t3e-9\t1e-9\n",    /* radius */
        "0\t2e-5\t0\t1\t0\t0\t3e-7\t0\t0\t1\t0\t0\t2e-8\t3e-9\t1e-9\n",
        "0\t2e-5\t0\t1\t0\t0\t1e-8\t-1\t0\t1\t0\t0\t2e-8\t3e-9\t1e-9\n", /* apart, torn */
        "0\t2e-5\t0\t1\t0\t0\t1e-8\t0\t-1\t1\t0\t0\t2e-8\t3e-9\t1e-9\n",
        "0\t2e-5\t0\t1\t0\t0\t1e-8\t0\t0\t1\t0\t0\t-5\t3e-9\t1e-9\n", /* over the samples */
        "0\t2e-5\t0\t1\t0\t0\t1e-8\t0\t0\t1\t0\t0\t2e-8\t1\t1e-9\n",
        "0\t2e-5\t0\t1\t0\t0\t1e-8\t0\t0\t1\t0\t0\t2e-8\t3e-9\t-1e-9\n"};
    struct error err = {0};
    char folder[64], own[200];
    struct trial t;

    set_short(&t, folder);
    set_head(own, &t);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        trial_case_refused(read_text(&t, folder, own, "\n0\t0\t", wrong[i], &err), &err,
                           "row of pulse 0: its pulse, factor, time, G_S, radii");
    remove_short(&t, folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_that_was_changed_is_refused),
        cmocka_unit_test(a_head_of_another_trial_is_only_of_the_oldest_tables),
        cmocka_unit_test(a_head_of_another_seed_is_refused),
        cmocka_unit_test(numbers_that_no_run_has_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
