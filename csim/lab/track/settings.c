#include "lab/track/experiment.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "files/path.h"
/* What the table of an experiment was made of, so that another device does not take its place. */

static void add_setting(void *context, const char *key, const char *value)
{
    json_object_set_new(context, key, json_string(value));
}

void experiment_note_device(const struct synapse *d, json_t *summary)
{
    json_t *settings = json_object();
    char hash[24];

    snprintf(hash, sizeof hash, "%016" PRIx64, synapse_hash(d));
    synapse_each_setting(d, add_setting, settings);
    json_object_set_new(summary, "device_hash", json_string(hash));
    json_object_set_new(summary, "settings", settings);
}

static bool begins(const char *key, const char *with)
{
    return strncmp(key, with, strlen(with)) == 0;
}

/* Whether the key can change a table of the experiment. */
static bool decides(const char *name, const char *key)
{
    return !begins(key, "characterise.")
           && (!begins(key, "heating.") || strcmp(name, experiment_energy.name) == 0);
}

struct difference {
    const char *name; /* of the experiment */
    const char *key;  /* the first one; NULL: none */
    char before[200], now[200];
    int n;
};

static void compare(const char *key, const json_t *before, const json_t *now, struct difference *to)
{
    const char *a = json_string_value(before), *b = json_string_value(now);

    if ((a != NULL && b != NULL && strcmp(a, b) == 0) || !decides(to->name, key) || to->n++ > 0)
        return;
    to->key = key;
    synapse_format(&synapse_default, key, to->before, sizeof to->before);
    snprintf(to->now, sizeof to->now, "%s", to->before);
    if (a != NULL)
        snprintf(to->before, sizeof to->before, "%s", a);
    if (b != NULL)
        snprintf(to->now, sizeof to->now, "%s", b);
}

static void compare_settings(json_t *before, json_t *now, struct difference *to)
{
    for (void *i = json_object_iter(before); i != NULL; i = json_object_iter_next(before, i)) {
        const char *key = json_object_iter_key(i);

        compare(key, json_object_iter_value(i), json_object_get(now, key), to);
    }
    for (void *i = json_object_iter(now); i != NULL; i = json_object_iter_next(now, i))
        if (json_object_get(before, json_object_iter_key(i)) == NULL)
            compare(json_object_iter_key(i), NULL, json_object_iter_value(i), to);
}

static const char remedy[] =
    "give another output folder, or replace what is there (option replace)";

static enum status refuse(const char *table, const struct difference *difference, json_t *before,
                          json_t *now, struct error *err)
{
    const char *a = json_string_value(json_object_get(before, "device_hash"));
    const char *b = json_string_value(json_object_get(now, "device_hash"));
    char more[40] = "";

    if (difference->n > 1)
        snprintf(more, sizeof more, " (%d keys differ)", difference->n);
    if (difference->n > 0)
        return error_set(err, STATUS_BAD_CONFIG, "%.200s is of %s = %.60s, not %.60s%s: %s", table,
                         difference->key, difference->before, difference->now, more, remedy);
    if (json_object_get(before, "settings") == NULL && a != NULL && strcmp(a, b) != 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.200s is of another device (device_hash %s, not %s): %s", table, a, b,
                         remedy);
    return STATUS_OK;
}

enum status experiment_check_folder(const char *name, const struct synapse *d, const char *folder,
                                    struct error *err)
{
    struct difference difference = {.name = name};
    struct path path, table;
    json_t *before, *now;
    enum status status = path_join(&table, err, folder, "%s.tsv", name);

    if (status == STATUS_OK)
        status = path_join(&path, err, folder, "%s.json", name);
    if (status != STATUS_OK || access(table.text, F_OK) != 0)
        return status;
    before = json_load_file(path.text, 0, NULL);
    if (before == NULL)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%.400s, which says of what device %.200s is, %s: %s", path.text,
                         table.text, access(path.text, F_OK) == 0 ? "is damaged" : "is missing",
                         remedy);
    now = json_object();
    experiment_note_device(d, now);
    if (json_is_object(json_object_get(before, "settings")))
        compare_settings(json_object_get(before, "settings"), json_object_get(now, "settings"),
                         &difference);
    status = refuse(table.text, &difference, before, now, err);
    json_decref(before);
    json_decref(now);
    return status;
}
