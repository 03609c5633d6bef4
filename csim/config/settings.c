#include "config/settings.h"
#include <math.h>
#include <string.h>
#include "files/file.h"
/* Walking through tables, and what a walk is enough for: check and hash. */

static bool is_required(const struct settings_part *part, const struct param *p)
{
    bool required = p->required && !part->none_required;

    for (int i = 0; i < SETTINGS_MAX_REQUIRED; i++)
        required |= part->require[i] != NULL && strcmp(p->name, part->require[i]) == 0;
    return required || part->all_required;
}

/* False: a row that is left out here. */
static bool read_row(const struct settings_part *part, size_t row, struct param *p)
{
    *p = part->params[row];
    if (part->from != NULL && strcmp(p->name, part->from) == 0) {
        if (part->to == NULL)
            return false;
        p->name = part->to;
    }
    p->required = is_required(part, p);
    p->offset += part->offset;
    return true;
}

static bool next_row(struct settings_walk *w)
{
    const struct settings_section *c = w->section;

    for (; w->i_part < SETTINGS_MAX_PARTS && c->part[w->i_part].params != NULL;
         w->i_part++, w->i_row = 0)
        while (w->i_row < *c->part[w->i_part].n_params)
            if (read_row(&c->part[w->i_part], w->i_row++, &w->param))
                return true;
    return false;
}

static size_t n_items(const struct settings_walk *w)
{
    const struct settings_section *c = w->section;

    if (c->max_items == 0 || w->whole == NULL)
        return 1;
    return *(const size_t *)(const void *)((const char *)w->whole + c->count_offset);
}

struct settings_walk settings_values(const struct settings *settings, const void *whole)
{
    return (struct settings_walk){.settings = settings, .whole = whole};
}

struct settings_walk settings_keys(const struct settings *settings)
{
    return (struct settings_walk){.settings = settings};
}

static void point_at_values(struct settings_walk *w)
{
    const struct settings_section *c = w->section;
    const void *whole = w->whole != NULL ? w->whole : w->settings->defaults;

    w->at = c->max_items > 0 ? c->offset + w->item * c->item_size : 0;
    w->values = (const char *)whole + w->at;
    w->usual = (const char *)w->settings->defaults + w->at;
    w->may_be_unset = c->part[w->i_part].may_be_unset;
}

bool settings_next(struct settings_walk *w)
{
    while (w->i_section < w->settings->n_sections) {
        w->section = &w->settings->section[w->i_section];
        if (w->item < n_items(w) && next_row(w)) {
            point_at_values(w);
            return true;
        }
        w->i_part = w->i_row = 0;
        if (++w->item >= n_items(w)) {
            w->item = 0;
            w->i_section++;
        }
    }
    return false;
}

void settings_path(const struct settings_walk *w, char path[SETTINGS_PATH])
{
    const char *section = w->section->name;

    if (section[0] == '\0')
        snprintf(path, SETTINGS_PATH, "%s", w->param.name);
    else if (w->section->max_items == 0)
        snprintf(path, SETTINGS_PATH, "%s.%s", section, w->param.name);
    else
        snprintf(path, SETTINGS_PATH, "%s[%zu].%s", section, w->item, w->param.name);
}

static bool is_nan(const struct param *p, const void *values)
{
    const double *x = (const void *)((const char *)values + p->offset);

    return (p->type == PARAM_DOUBLE && isnan(*x))
           || (p->type == PARAM_VECTOR && isnan(x[0]) && isnan(x[1]) && isnan(x[2]));
}

/* --- check --- */

static enum status check_counts(const struct settings *settings, const void *whole,
                                const char *where, struct error *err)
{
    for (size_t i = 0; i < settings->n_sections; i++) {
        const struct settings_section *c = &settings->section[i];
        const size_t n = *(const size_t *)(const void *)((const char *)whole + c->count_offset);

        if (c->max_items > 0 && (n < c->min_items || n > c->max_items))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%.300s: %s has %zu entries, must be in [%zu, %zu]", where, c->name, n,
                             c->min_items, c->max_items);
    }
    return STATUS_OK;
}

enum status settings_check(const struct settings *settings, const void *whole, const char *where,
                           struct error *err)
{
    enum status status = check_counts(settings, whole, where, err);

    for (struct settings_walk w = settings_values(settings, whole);
         status == STATUS_OK && settings_next(&w);) {
        char place[400];
        int n = snprintf(place, sizeof place, "%.300s", where);

        if (w.section->name[0] != '\0')
            n += snprintf(place + n, sizeof place - (size_t)n, ": %s", w.section->name);
        if (w.section->max_items > 0)
            snprintf(place + n, sizeof place - (size_t)n, "[%zu]", w.item);
        if (!w.may_be_unset || !is_nan(&w.param, w.values))
            status = params_check(&w.param, 1, w.values, place, err);
    }
    return status;
}

/* --- hash --- */

static bool same_number(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

bool settings_is_usual(const struct settings_walk *w)
{
    const void *a = (const char *)w->values + w->param.offset;
    const void *b = (const char *)w->usual + w->param.offset;
    const double *x = a, *y = b;

    switch (w->param.type) {
    case PARAM_DOUBLE:
        return same_number(x[0], y[0]);
    case PARAM_INT:
        return *(const int64_t *)a == *(const int64_t *)b;
    case PARAM_BOOL:
        return *(const bool *)a == *(const bool *)b;
    case PARAM_ENUM:
        return *(const int *)a == *(const int *)b;
    case PARAM_STRING:
        return strcmp(a, b) == 0;
    case PARAM_VECTOR:
        return same_number(x[0], y[0]) && same_number(x[1], y[1]) && same_number(x[2], y[2]);
    }
    return false;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_fnv1a(hash, text, strlen(text));
}

uint64_t settings_hash_value(uint64_t hash, const struct settings_walk *w)
{
    char path[SETTINGS_PATH], number[128];
    const char *value = number;

    settings_path(w, path);
    if (w->param.type == PARAM_STRING)
        value = (const char *)w->values + w->param.offset;
    else
        config_format(&w->param, w->values, number, sizeof number);
    return hash_text(hash_text(hash_text(hash_text(hash, path), "="), value), "\n");
}

/* Items with all their values at the defaults are items too. */
static uint64_t hash_count(uint64_t hash, const struct settings_section *c, const void *whole)
{
    const size_t n = *(const size_t *)(const void *)((const char *)whole + c->count_offset);
    char line[SETTINGS_PATH];

    if (n == 0)
        return hash;
    snprintf(line, sizeof line, "%s=%zu\n", c->name, n);
    return hash_text(hash, line);
}

uint64_t settings_hash(const struct settings *settings, const void *whole)
{
    const struct settings_section *counted = NULL;
    uint64_t hash = HASH_START;

    for (struct settings_walk w = settings_values(settings, whole); settings_next(&w);) {
        if (settings->decides != NULL && !settings->decides(w.section->name, w.param.name))
            continue;
        if (w.section->max_items > 0 && w.section != counted)
            hash = hash_count(hash, w.section, whole);
        counted = w.section;
        if (!settings_is_usual(&w))
            hash = settings_hash_value(hash, &w);
    }
    return hash;
}
