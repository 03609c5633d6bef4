#ifndef SKYLOOM_CONFIG_SETTINGS_H
#define SKYLOOM_CONFIG_SETTINGS_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "base/error.h"
#include "base/param.h"
/* The room of settings and YAML: everything that a user can set is loaded, checked, set, hashed and
 * written here.
 *
 * Settings of one kind (a design, a device, a case, a card): a struct, its defaults and its
 * parameter tables, ordered in sections and lists as in the YAML file. Loading, --set, range check,
 * hash and writing all walk the same tables. Unknown keys, wrong types, duplicate keys, missing
 * required keys and values out of range give one line: file, line (where known) or key, value,
 * unit, allowed range. Anchors, tags and more than one document are refused. */
enum { SETTINGS_MAX_PARTS = 3, SETTINGS_MAX_REQUIRED = 2, SETTINGS_PATH = 160 };
#define SETTINGS_FILE_LIMIT (1 << 20) /* bytes */

struct settings_part { /* one table within a section */
    const struct param *params;
    const size_t *n_params;
    size_t offset;    /* of the struct the table speaks of: in the settings, or in an item */
    const char *from; /* a key of the table that has ... */
    const char *to;   /* ... this name here; NULL: that is left out */
    const char *require[SETTINGS_MAX_REQUIRED]; /* keys that have no default here */
    bool all_required, none_required;
    bool may_be_unset; /* NaN is a value: not given */
};

struct settings_section {
    const char *name;                              /* "": keys at the top level */
    struct settings_part part[SETTINGS_MAX_PARTS]; /* ended by one without a table */
    /* A list, which is a sequence of mappings; max_items 0: a section. */
    size_t offset, item_size, min_items, max_items;
    size_t count_offset; /* of a size_t: how many items there are */
};

struct settings {
    const struct settings_section *section;
    size_t n_sections;
    const void *defaults; /* every item of a list holds those of an item */
    size_t size;          /* of the struct */
    bool (*decides)(const char *section, const char *key); /* what a hash covers; NULL: all */
};

/* From the defaults; whole is the struct of settings->size bytes. */
enum status settings_load(const struct settings *settings, const char *path, void *whole,
                          struct error *err);
/* "section.key=value" with the same checks; not for lists. where: what is set, "design". */
enum status settings_set(const struct settings *settings, const char *assignment, const char *where,
                         void *whole, struct error *err);
/* Every value in its range. where: a path, or how the user knows the settings. */
enum status settings_check(const struct settings *settings, const void *whole, const char *where,
                           struct error *err);
/* Over keys and texts of the values that are not the default, in the order of the tables: a new key
 * whose default changes nothing orphans nothing. Who changes a default, or what a value means,
 * changes a version that is hashed beside it. */
uint64_t settings_hash(const struct settings *settings, const void *whole);
/* As YAML that settings_load reads back to the same: what is required or not the default.
 * explain: each key's doc and unit behind it. */
void settings_write(FILE *f, const struct settings *settings, const void *whole, bool explain);

/* for (w = settings_values(...); settings_next(&w);) goes through every key. */
struct settings_walk {
    const struct settings_section *section;
    size_t item;        /* of a list */
    struct param param; /* name and required as they are here */
    bool may_be_unset;
    const void *values, *usual; /* what the offset of param refers to; the same of the defaults */
    size_t at;                  /* of values, in the struct */
    const struct settings *settings;
    const void *whole; /* NULL: each key of a list once, with the values of the defaults */
    size_t i_section, i_part, i_row;
};
struct settings_walk settings_values(const struct settings *settings, const void *whole);
struct settings_walk settings_keys(const struct settings *settings);
bool settings_next(struct settings_walk *w);
/* Whether it is the default. */
bool settings_is_usual(const struct settings_walk *w);
/* "name", "tile.columns", "stage[3].kind" */
void settings_path(const struct settings_walk *w, char path[SETTINGS_PATH]);

/* "path=value" and a line end, which no value holds: no two keys with their values read alike. */
uint64_t settings_hash_value(uint64_t hash, const struct settings_walk *w);

/* The value of one parameter as text that settings_set reads back to the same bytes. */
void config_format(const struct param *p, const void *values, char *out, size_t size);

/* Rows of struct settings_section: {.name = "tile", .part = {{SETTINGS_TABLE(tile_params),
 * .offset = offsetof(struct design, tile)}}}. */
#define SETTINGS_COUNT(a) (sizeof(a) / sizeof(a)[0])
#define SETTINGS_TABLE(table)                                                                      \
    .params = table, .n_params = &(const size_t) { SETTINGS_COUNT(table) }
#define SETTINGS_LIST(type_, member, count, min_, max_)                                            \
    .offset = offsetof(struct type_, member),                                                      \
    .item_size = sizeof(((struct type_ *)NULL)->member[0]), .min_items = min_, .max_items = max_,  \
    .count_offset = offsetof(struct type_, count)
#endif
