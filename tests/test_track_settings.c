#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lab/track/experiment.h"
#include "files/file.h"

/* A folder with a table of a device and what its .json says of it. */
struct folder {
    char path[64];
};

static void write_file(const struct folder *f, const char *name, const char *text)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", f->path, name);
    assert_int_equal(file_write_all(path, text, strlen(text), &(struct error){0}), STATUS_OK);
}

static void open_folder(struct folder *f, const struct synapse *d)
{
    json_t *summary = json_object();
    char *text;

    snprintf(f->path, sizeof f->path, "/tmp/skyloom-settings-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    experiment_note_device(d, summary);
    text = json_dumps(summary, 0);
    write_file(f, "fig5.json", text);
    write_file(f, "fig5.tsv", "point\n");
    free(text);
    json_decref(summary);
}

static void close_folder(const struct folder *f)
{
    static const char *const names[] = {"fig5.json", "fig5.tsv"};
    char path[128];

    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", f->path, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(f->path), 0);
}

static void accepted(const struct folder *f, const struct synapse *d, const char *name)
{
    struct error err = {0};

    if (experiment_check_folder(name, d, f->path, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void refused(const struct folder *f, const struct synapse *d, const char *says)
{
    struct error err = {0};

    assert_int_equal(experiment_check_folder("fig5", d, f->path, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, says) == NULL || strstr(err.text, "give another output folder") == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, says);
    assert_null(strchr(err.text, '\n'));
}

static void a_table_of_other_keys_is_refused_with_the_first_of_them(void **state)
{
    (void)state;
    struct synapse d = synapse_default;
    struct folder f;

    d.track.repeats = 2;
    open_folder(&f, &d);
    accepted(&f, &d, "fig5");
    d.torque.thickness_m = 6e-9;
    accepted(&f, &d, "fig2"); /* has no table there */
    refused(&f, &d, "fig5.tsv is of torque.thickness_m = 8e-09, not 6e-09: ");
    d.track.repeats = 4;
    refused(&f, &d, "track.repeats = 2, not 4 (2 keys differ): ");
    close_folder(&f);
}

static void lists_to_go_through_count_and_what_no_table_shows_does_not(void **state)
{
    (void)state;
    struct synapse d = synapse_default;
    struct folder f;

    open_folder(&f, &d);
    snprintf(d.name, sizeof d.name, "other");
    d.heating.conductor_m = 3e-9;
    d.characterise.cycles = 5;
    accepted(&f, &d, "fig5");
    snprintf(d.scan.interspace, sizeof d.scan.interspace, "1.5");
    refused(&f, &d, "scan.interspace = 0.7 1.0 1.2 1.5 1.7 2.0, not 1.5: ");
    close_folder(&f);
}

/* Of tables from before their keys were noted only the hash is known. */
static void an_older_table_is_refused_by_its_hash(void **state)
{
    (void)state;
    struct synapse d = synapse_default;
    struct folder f;
    char text[64];

    open_folder(&f, &d);
    snprintf(text, sizeof text, "{\"device_hash\": \"%016llx\"}",
             (unsigned long long)synapse_hash(&d));
    write_file(&f, "fig5.json", text);
    accepted(&f, &d, "fig5");
    d.torque.thickness_m = 6e-9;
    refused(&f, &d, "is of another device (device_hash ");
    close_folder(&f);
}

static void a_table_of_nobody_knows_what_is_refused(void **state)
{
    (void)state;
    struct folder f;
    char path[128];

    open_folder(&f, &synapse_default);
    write_file(&f, "fig5.json", "{");
    refused(&f, &synapse_default, "fig5.tsv is, is damaged: ");
    snprintf(path, sizeof path, "%s/fig5.json", f.path);
    unlink(path);
    refused(&f, &synapse_default, "fig5.tsv is, is missing: ");
    close_folder(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_of_other_keys_is_refused_with_the_first_of_them),
        cmocka_unit_test(lists_to_go_through_count_and_what_no_table_shows_does_not),
        cmocka_unit_test(an_older_table_is_refused_by_its_hash),
        cmocka_unit_test(a_table_of_nobody_knows_what_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
