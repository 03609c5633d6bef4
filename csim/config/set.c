#include "config/set.h"
#include <stdio.h>
#include <string.h>
#include "config/scan.h"
#include "config/value.h"
/* Keys by their names, and --set. */

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

/* Distance of a wrong key to the nearest known one, for a hint. */
static void nearest(const char *wrong, const char *prefix, const struct param *params, size_t n,
                    int *best, char hint[CONFIG_KEY_BYTES])
{
    for (size_t i = 0; i < n; i++) {
        char name[CONFIG_KEY_BYTES];
        int distance;

        snprintf(name, sizeof name, "%s%s%s", prefix, prefix[0] ? "." : "", params[i].name);
        distance = name_distance(wrong, name);
        if (distance < *best) {
            *best = distance;
            snprintf(hint, CONFIG_KEY_BYTES, "%s", name);
        }
    }
}

enum status config_unknown_key(const char *where, const char *key,
                               const struct config_section *sections, size_t n, struct error *err)
{
    char hint[CONFIG_KEY_BYTES] = "";
    const size_t half = strlen(key) / 2; /* a short name is near to any other */
    int best = half < 3 ? (int)half + 1 : 4;

    for (size_t i = 0; i < n; i++)
        if (sections[i].name[0] != '\0' && strcmp(key, sections[i].name) == 0)
            return error_set(err, STATUS_BAD_CONFIG, "%s: %s is a section, must be %s.KEY", where,
                             key, key);
    for (size_t i = 0; i < n; i++)
        nearest(key, sections[i].name, sections[i].params, sections[i].n_params, &best, hint);
    return error_set(err, STATUS_BAD_CONFIG, "%s: unknown key %.100s%s%s%s", where, key,
                     hint[0] ? " (did you mean " : "", hint, hint[0] ? "?)" : "");
}

const struct param *config_find_param(const struct param *params, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(params[i].name, name) == 0)
            return &params[i];
    return NULL;
}

enum status config_set(const char *assignment, const struct config_section *sections,
                       size_t n_sections, struct error *err)
{
    const char *equals = strchr(assignment, '=');
    char key[CONFIG_KEY_BYTES];

    if (equals == NULL || equals == assignment)
        return error_set(err, STATUS_BAD_CONFIG, "--set %.60s: must be key=value", assignment);
    snprintf(key, sizeof key, "%.*s", (int)(equals - assignment), assignment);
    for (size_t i = 0; i < n_sections; i++) {
        const struct config_section *c = &sections[i];
        const size_t n = strlen(c->name);
        const struct param *p;

        if (n > 0 && (strncmp(key, c->name, n) != 0 || key[n] != '.'))
            continue;
        p = config_find_param(c->params, c->n_params, key + (n > 0 ? n + 1 : 0));
        if (p != NULL)
            return config_value_set(p, c->target, equals + 1, "--set", key, err);
    }
    return config_unknown_key("--set", key, sections, n_sections, err);
}
