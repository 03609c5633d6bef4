#include "config/config.h"
#include "config/scan.h"
#include "config/set.h"
#include "config/value.h"
#include "files/file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How it works: config_scan finds keys, lines and texts and refuses what is not a plain tree; then
 * every key must be one of the tables and every key of the tables is looked for, and
 * config_value_set reads its text, so a file and --set pass the same checks. */
struct loader {
    const char *path;
    const struct config_section *sections;
    size_t n_sections;
    const struct config_list *lists;
    size_t n_lists;
    struct config_scan scan;
    struct error *err;
};

static int value_kind(const struct param *p)
{
    return p == NULL ? -1 : p->type == PARAM_VECTOR ? CONFIG_VALUES : CONFIG_SCALAR;
}

/* What a key of the file should be: an enum config_kind, or -1 for unknown. */
static int expected_kind(const struct loader *l, const char *path)
{
    for (size_t i = 0; i < l->n_sections; i++) {
        const struct config_section *c = &l->sections[i];
        const size_t n = strlen(c->name);
        const struct param *p;

        if (n > 0 && strcmp(path, c->name) == 0)
            return CONFIG_MAPPING;
        if (n > 0 && (strncmp(path, c->name, n) != 0 || path[n] != '.'))
            continue;
        p = config_find_param(c->params, c->n_params, path + (n > 0 ? n + 1 : 0));
        if (p != NULL)
            return value_kind(p);
    }
    for (size_t i = 0; i < l->n_lists; i++) {
        const struct config_list *c = &l->lists[i];
        const size_t n = strlen(c->name);

        if (strcmp(path, c->name) == 0)
            return CONFIG_SEQUENCE;
        if (strncmp(path, c->name, n) == 0 && path[n] == '[')
            return value_kind(config_find_param(c->params, c->n_params, strchr(path, '.') + 1));
    }
    return -1;
}

/* In an item of a list only the keys of that list may be meant. */
static enum status unknown_key(const struct loader *l, const char *where, const char *key)
{
    for (size_t i = 0; i < l->n_lists; i++) {
        const struct config_list *c = &l->lists[i];
        const size_t n = strlen(c->name);
        char item[CONFIG_KEY_BYTES];
        const struct config_section one = {item, c->params, c->n_params, NULL};

        if (strncmp(key, c->name, n) != 0 || key[n] != '[')
            continue;
        snprintf(item, sizeof item, "%.*s", (int)strcspn(key, "."), key);
        return config_unknown_key(where, key, &one, 1, l->err);
    }
    return config_unknown_key(where, key, l->sections, l->n_sections, l->err);
}

static enum status check_keys(const struct loader *l)
{
    static const char *const what[] = {"a single value", "a mapping of keys to values",
                                       "a list of mappings", "three numbers, [x, y, z]"};

    for (size_t i = 0; i < l->scan.n; i++) {
        const struct config_key *key = &l->scan.keys[i];
        const int kind = expected_kind(l, key->path);
        char where[1100];

        snprintf(where, sizeof where, "%.1000s:%zu", l->path, key->line);
        if (kind < 0)
            return unknown_key(l, where, key->path);
        if (kind != (int)key->kind || (kind == CONFIG_VALUES && key->n_items != 3))
            return error_set(l->err, STATUS_BAD_CONFIG, "%.300s: %s must be %s", where, key->path,
                             what[kind]);
    }
    return STATUS_OK;
}

/* One mapping into its struct. prefix: "", "tile." or "state[3]." */
static enum status set_values(const struct loader *l, const char *prefix, size_t line,
                              const struct param *params, size_t n, void *target)
{
    for (size_t i = 0; i < n; i++) {
        char name[CONFIG_KEY_BYTES], where[400];
        const struct config_key *key;
        enum status s;

        snprintf(name, sizeof name, "%s%s", prefix, params[i].name);
        key = config_scan_find(&l->scan, name);
        if (key == NULL && !params[i].required)
            continue;
        if (key == NULL)
            return error_set(l->err, STATUS_BAD_CONFIG, "%.300s:%zu: %s is missing (%.100s)",
                             l->path, line, name, params[i].doc);
        snprintf(where, sizeof where, "%.300s:%zu", l->path, key->line);
        s = config_value_set(&params[i], target, config_scan_text(&l->scan, key), where, name,
                             l->err);
        if (s != STATUS_OK)
            return s;
    }
    return STATUS_OK;
}

static enum status set_section(const struct loader *l, const struct config_section *c)
{
    const struct config_key *key = config_scan_find(&l->scan, c->name);
    char prefix[CONFIG_KEY_BYTES];

    snprintf(prefix, sizeof prefix, "%s%s", c->name, c->name[0] ? "." : "");
    return set_values(l, prefix, key != NULL ? key->line : 1, c->params, c->n_params, c->target);
}

static enum status set_list(const struct loader *l, const struct config_list *c)
{
    const struct config_key *key = config_scan_find(&l->scan, c->name);
    const size_t line = key != NULL ? key->line : 1, n = key != NULL ? key->n_items : 0;

    if (n < c->min_items || n > c->max_items)
        return error_set(l->err, STATUS_BAD_CONFIG,
                         "%.300s:%zu: %s has %zu entries, must be in [%zu, %zu]", l->path, line,
                         c->name, n, c->min_items, c->max_items);
    for (size_t i = 0; i < n; i++) {
        char prefix[CONFIG_KEY_BYTES];
        enum status s;

        snprintf(prefix, sizeof prefix, "%s[%zu].", c->name, i);
        s = set_values(l, prefix, line, c->params, c->n_params,
                       (char *)c->items + i * c->item_size);
        if (s != STATUS_OK)
            return s;
    }
    *c->n_items = n;
    return STATUS_OK;
}

static enum status set_all(const struct loader *l)
{
    enum status s = check_keys(l);

    for (size_t i = 0; s == STATUS_OK && i < l->n_sections; i++)
        s = set_section(l, &l->sections[i]);
    for (size_t i = 0; s == STATUS_OK && i < l->n_lists; i++)
        s = set_list(l, &l->lists[i]);
    return s;
}

enum status config_load(const char *path, const struct config_section *sections, size_t n_sections,
                        const struct config_list *lists, size_t n_lists, struct error *err)
{
    struct loader l = {.path = path,
                       .sections = sections,
                       .n_sections = n_sections,
                       .lists = lists,
                       .n_lists = n_lists,
                       .err = err};
    unsigned char *text;
    size_t n;
    enum status s = file_read_all(path, CONFIG_FILE_LIMIT, &text, &n, err);

    if (s != STATUS_OK)
        return s;
    s = config_scan(&l.scan, path, text, n, err);
    if (s == STATUS_OK)
        s = set_all(&l);
    config_scan_free(&l.scan);
    free(text);
    return s;
}
