#include "config/find.h"
#include <stdio.h>
#include <string.h>
#include "config/value.h"
/* Keys by their names, and --set. */

const struct settings_section *config_find_section(const struct settings *settings,
                                                   const char *path)
{
    const size_t n = strcspn(path, ".[");

    for (size_t i = 0; n > 0 && i < settings->n_sections; i++)
        if (strlen(settings->section[i].name) == n
            && strncmp(path, settings->section[i].name, n) == 0)
            return &settings->section[i];
    return NULL;
}

/* The same settings with this section only. */
static struct settings only(const struct settings *settings, const struct settings_section *c)
{
    struct settings one = *settings;

    one.section = c;
    one.n_sections = c != NULL ? 1 : 0;
    return one;
}

static const struct settings_section *top_level(const struct settings *settings)
{
    for (size_t i = 0; i < settings->n_sections; i++)
        if (settings->section[i].name[0] == '\0')
            return &settings->section[i];
    return NULL;
}

bool config_find_key(const struct settings *settings, const char *path, struct param *p)
{
    const char *dot = strchr(path, '.'), *name = dot != NULL ? dot + 1 : path;
    const struct settings one =
        only(settings, dot != NULL ? config_find_section(settings, path) : top_level(settings));

    for (struct settings_walk w = settings_keys(&one); settings_next(&w);)
        if (strcmp(w.param.name, name) == 0) {
            *p = w.param;
            return true;
        }
    return false;
}

/* Levenshtein distance of two short names; 99 if one is long. */
static int name_distance(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    int row[64];

    if (n > 63 || m > 63)
        return 99;
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int diagonal = row[0];

        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            const int change = diagonal + (a[i - 1] != b[j - 1]);
            int best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

            best = change < best ? change : best;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[m];
}

struct hint {
    const char *wrong;
    int distance;
    char nearest[SETTINGS_PATH];
};

/* The nearest known key; in_item: "stage[3]", as the wrong one says it. */
static void look_for(struct hint *hint, const struct settings *settings, const char *in_item)
{
    for (struct settings_walk w = settings_keys(settings); settings_next(&w);) {
        char path[SETTINGS_PATH];
        int distance;

        if (in_item != NULL)
            snprintf(path, sizeof path, "%s.%s", in_item, w.param.name);
        else
            settings_path(&w, path);
        distance = name_distance(hint->wrong, path);
        if (distance >= hint->distance || (in_item == NULL && w.section->max_items > 0))
            continue;
        hint->distance = distance;
        snprintf(hint->nearest, sizeof hint->nearest, "%s", path);
    }
}

/* In an item of a list only the keys of that list may be meant. */
enum status config_unknown_key(const struct settings *settings, const char *where, const char *key,
                               struct error *err)
{
    const struct settings_section *c = config_find_section(settings, key);
    const struct settings one = only(settings, c);
    const size_t half = strlen(key) / 2; /* a short name is near to any other */
    struct hint hint = {.wrong = key, .distance = half < 3 ? (int)half + 1 : 4};
    char item[SETTINGS_PATH];

    if (c != NULL && strcmp(key, c->name) == 0)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %s is a section, must be %s.KEY", where, key,
                         key);
    snprintf(item, sizeof item, "%.*s", (int)strcspn(key, "."), key);
    if (c != NULL && c->max_items > 0)
        look_for(&hint, &one, item);
    else
        look_for(&hint, settings, NULL);
    return error_set(err, STATUS_BAD_CONFIG, "%s: unknown key %.100s%s%s%s", where, key,
                     hint.nearest[0] ? " (did you mean " : "", hint.nearest,
                     hint.nearest[0] ? "?)" : "");
}

enum status settings_set(const struct settings *settings, const char *assignment, const char *where,
                         void *whole, struct error *err)
{
    const char *equals = strchr(assignment, '=');
    const struct settings_section *c;
    char key[SETTINGS_PATH];
    struct param p;

    if (equals == NULL || equals == assignment)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %.60s: must be key=value", where, assignment);
    snprintf(key, sizeof key, "%.*s", (int)(equals - assignment), assignment);
    c = config_find_section(settings, key);
    if (c != NULL && c->max_items > 0)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: %.60s: %s is a list, which only the file gives", where, assignment,
                         c->name);
    if (!config_find_key(settings, key, &p))
        return config_unknown_key(settings, where, key, err);
    return config_value_set(&p, whole, equals + 1, where, key, err);
}
