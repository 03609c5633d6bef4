#ifndef SKYLOOM_CONFIG_CONFIG_H
#define SKYLOOM_CONFIG_CONFIG_H
#include "base/error.h"
#include "base/param.h"
/* YAML files by parameter tables. Unknown keys, wrong types, duplicate
 * keys, missing required keys and out-of-range values give one line: file, line (where known) or
 * key, value, unit, allowed range. Anchors, tags and more than one document are refused. */
#define CONFIG_FILE_LIMIT (1 << 20) /* bytes */

struct config_section {
    const char *name; /* "" = keys at the top level */
    const struct param *params;
    size_t n_params;
    void *target; /* struct the offsets refer to; holds defaults on entry */
};

struct config_list { /* a sequence of mappings */
    const char *name;
    const struct param *params;
    size_t n_params;
    void *items; /* hold defaults on entry */
    size_t item_size, max_items, min_items;
    size_t *n_items;
};

enum status config_load(const char *path, const struct config_section *sections, size_t n_sections,
                        const struct config_list *lists, size_t n_lists, struct error *err);
/* "section.key=value" with the same checks. */
enum status config_set(const char *assignment, const struct config_section *sections,
                       size_t n_sections, struct error *err);
/* The value of one parameter as text that config_set reads back to the same bytes. */
void config_format(const struct param *p, const void *target, char *out, size_t size);
#endif
