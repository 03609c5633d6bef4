#include "config/settings.h"
#include <stdlib.h>
#include <string.h>
#include "config/find.h"
#include "config/scan.h"
#include "config/value.h"
#include "files/file.h"

/* How it works: config_scan finds keys, lines and texts and refuses what is not a plain tree; then
 * every key must be one of the tables and every key of the tables is looked for, and
 * config_value_set reads its text, so a file and --set pass the same checks. */
struct loader {
    const char *path;
    const struct settings *settings;
    struct config_scan scan;
    struct error *err;
};

/* Of a section's name, or else of one of its keys. */
static int expected_kind(const struct settings *settings, const char *path)
{
    const struct settings_section *c = config_find_section(settings, path);
    struct param p;

    if (c != NULL && strcmp(path, c->name) == 0)
        return c->max_items > 0 ? CONFIG_SEQUENCE : CONFIG_MAPPING;
    if (!config_find_key(settings, path, &p))
        return -1;
    return p.type == PARAM_VECTOR ? CONFIG_VALUES : CONFIG_SCALAR;
}

/* What a file is whose sections are not these; NULL: it has one of these, or nobody can tell. */
static const char *another_kind(const struct loader *l)
{
    static const struct {
        const char *section, *kind;
    } tell[] = {{"network", "a design"},           {"mesh", "a micromagnetic case"},
                {"stage", "a micromagnetic case"}, {"pulses", "a device"},
                {"barrier", "a device"},           {"states", "a device card"},
                {"coefficients", "a cost card"}};
    const char *kind = NULL;

    for (size_t i = 0; i < sizeof tell / sizeof tell[0]; i++) {
        if (config_scan_find(&l->scan, tell[i].section) == NULL)
            continue;
        if (config_find_section(l->settings, tell[i].section) != NULL)
            return NULL;
        kind = kind != NULL ? kind : tell[i].kind;
    }
    return kind;
}

static enum status unknown_key(const struct loader *l, const char *where, const char *key)
{
    const char *kind = another_kind(l);

    if (kind == NULL)
        return config_unknown_key(l->settings, where, key, l->err);
    return error_set(l->err, STATUS_BAD_CONFIG, "%s: unknown key %.100s: this looks like %s", where,
                     key, kind);
}

static enum status check_keys(const struct loader *l)
{
    static const char *const what[] = {"a single value", "a mapping of keys to values",
                                       "a list of mappings", "three numbers, [x, y, z]"};

    for (size_t i = 0; i < l->scan.n; i++) {
        const struct config_key *key = &l->scan.keys[i];
        const int kind = expected_kind(l->settings, key->path);
        char where[400];

        snprintf(where, sizeof where, "%.300s:%zu", l->path, key->line);
        if (kind < 0)
            return unknown_key(l, where, key->path);
        if (kind != (int)key->kind || (kind == CONFIG_VALUES && key->n_items != 3))
            return error_set(l->err, STATUS_BAD_CONFIG, "%.300s: %s must be %s", where, key->path,
                             what[kind]);
    }
    return STATUS_OK;
}

static size_t line_of(const struct loader *l, const char *section)
{
    const struct config_key *key = config_scan_find(&l->scan, section);

    return key != NULL ? key->line : 1;
}

static enum status set_counts(const struct loader *l, void *whole)
{
    for (size_t i = 0; i < l->settings->n_sections; i++) {
        const struct settings_section *c = &l->settings->section[i];
        const struct config_key *key = config_scan_find(&l->scan, c->name);
        const size_t n = key != NULL ? key->n_items : 0;

        if (c->max_items == 0)
            continue;
        if (n < c->min_items || n > c->max_items)
            return error_set(l->err, STATUS_BAD_CONFIG,
                             "%.300s:%zu: %s has %zu entries, must be in [%zu, %zu]", l->path,
                             line_of(l, c->name), c->name, n, c->min_items, c->max_items);
        *(size_t *)(void *)((char *)whole + c->count_offset) = n;
    }
    return STATUS_OK;
}

static enum status set_value(const struct loader *l, const struct settings_walk *w, void *whole)
{
    char path[SETTINGS_PATH], where[400];
    const struct config_key *key;

    settings_path(w, path);
    key = config_scan_find(&l->scan, path);
    if (key == NULL && !w->param.required)
        return STATUS_OK;
    if (key == NULL)
        return error_set(l->err, STATUS_BAD_CONFIG, "%.300s:%zu: %s is missing (%.100s)", l->path,
                         line_of(l, w->section->name), path, w->param.doc);
    snprintf(where, sizeof where, "%.300s:%zu", l->path, key->line);
    return config_value_set(&w->param, (char *)whole + w->at, config_scan_text(&l->scan, key),
                            where, path, l->err);
}

static enum status set_all(const struct loader *l, void *whole)
{
    struct settings_walk w = settings_values(l->settings, whole);
    enum status status = check_keys(l);

    if (status == STATUS_OK)
        status = set_counts(l, whole);
    while (status == STATUS_OK && settings_next(&w))
        status = set_value(l, &w, whole);
    return status;
}

enum status settings_load(const struct settings *settings, const char *path, void *whole,
                          struct error *err)
{
    struct loader l = {.path = path, .settings = settings, .err = err};
    unsigned char *text;
    size_t n;
    enum status status = file_read_all(path, SETTINGS_FILE_LIMIT, &text, &n, err);

    memcpy(whole, settings->defaults, settings->size);
    if (status != STATUS_OK)
        return status;
    status = config_scan(&l.scan, path, text, n, err);
    if (status == STATUS_OK)
        status = set_all(&l, whole);
    config_scan_free(&l.scan);
    free(text);
    return status;
}
