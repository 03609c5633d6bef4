#include "config/config.h"
#include "config/scan.h"
#include "config/set.h"
#include "config/value.h"
#include "files/file.h"
#include <cyaml/cyaml.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How it works: config_scan finds keys and lines and refuses what is not a plain tree; libcyaml
 * loads the tree by a schema made here from the parameter tables, every value as text; then
 * config_value_set reads each text, so a file and --set pass the same checks. */
#define TEXT_BYTES 64 /* of a number, bool or choice */

struct loader {
    const char *path;
    const struct config_section *sections;
    size_t n_sections;
    const struct config_list *lists;
    size_t n_lists;
    struct config_scan scan;
    struct cyaml_schema_field *top; /* owned; every mapping's fields in one allocation */
    size_t top_bytes;               /* of the loaded struct of texts */
    char cyaml_says[160];
    struct error *err;
};

static size_t text_bytes(const struct param *p)
{
    return p->type == PARAM_STRING   ? p->size + TEXT_BYTES
           : p->type == PARAM_VECTOR ? 3 * TEXT_BYTES
                                     : TEXT_BYTES;
}

static size_t texts_bytes(const struct param *params, size_t n)
{
    size_t bytes = 0;

    for (size_t i = 0; i < n; i++)
        bytes += text_bytes(&params[i]);
    return bytes;
}

static const struct cyaml_schema_value component = {
    .type = CYAML_STRING, .data_size = TEXT_BYTES, .string = {.min = 0, .max = TEXT_BYTES - 1}};

/* Fields of one mapping; texts lie one after another from offset. */
static void make_fields(struct cyaml_schema_field *f, const struct param *params, size_t n,
                        size_t offset)
{
    for (size_t i = 0; i < n; i++) {
        const size_t bytes = text_bytes(&params[i]);

        f[i] = (struct cyaml_schema_field){
            .key = params[i].name,
            .data_offset = (uint32_t)offset,
            .value = {.type = CYAML_STRING,
                      .flags = CYAML_FLAG_OPTIONAL,
                      .data_size = (uint32_t)bytes,
                      .string = {.min = 0, .max = (uint32_t)bytes - 1}}};
        if (params[i].type == PARAM_VECTOR) {
            f[i].value.type = CYAML_SEQUENCE_FIXED;
            f[i].value.data_size = TEXT_BYTES;
            f[i].value.sequence.entry = &component;
            f[i].value.sequence.min = f[i].value.sequence.max = 3;
        }
        offset += bytes;
    }
}

static void make_section(struct cyaml_schema_field *top, struct cyaml_schema_field *fields,
                         const struct config_section *c, size_t offset)
{
    make_fields(fields, c->params, c->n_params, 0);
    *top = (struct cyaml_schema_field){
        .key = c->name,
        .data_offset = (uint32_t)offset,
        .value = {.type = CYAML_MAPPING,
                  .flags = CYAML_FLAG_OPTIONAL,
                  .data_size = (uint32_t)texts_bytes(c->params, c->n_params),
                  .mapping = {.fields = fields}}};
}

/* A list is a pointer and a count in the loaded struct, 16 bytes from offset. */
static void make_list(struct cyaml_schema_field *top, struct cyaml_schema_field *fields,
                      struct cyaml_schema_value *item, const struct config_list *c, size_t offset)
{
    make_fields(fields, c->params, c->n_params, 0);
    *item = (struct cyaml_schema_value){.type = CYAML_MAPPING,
                                        .flags = CYAML_FLAG_DEFAULT,
                                        .data_size = (uint32_t)texts_bytes(c->params, c->n_params),
                                        .mapping = {.fields = fields}};
    *top = (struct cyaml_schema_field){
        .key = c->name,
        .data_offset = (uint32_t)offset,
        .count_offset = (uint32_t)(offset + 8),
        .count_size = 8,
        .value = {.type = CYAML_SEQUENCE,
                  .flags = CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER,
                  .data_size = item->data_size,
                  .sequence = {.entry = item, .min = 0, .max = (uint32_t)c->max_items}}};
}

static size_t round_up_8(size_t n) { return (n + 7) & ~(size_t)7; }

/* Lays out the loaded struct: texts of "" sections, of named sections, then lists. */
static enum status make_schema(struct loader *l, struct cyaml_schema_value **items)
{
    size_t n_fields = l->n_sections + l->n_lists + 1, n_top = 0, offset = 0;
    struct cyaml_schema_field *fields;

    for (size_t i = 0; i < l->n_sections; i++)
        n_fields += l->sections[i].n_params + 1;
    for (size_t i = 0; i < l->n_lists; i++)
        n_fields += l->lists[i].n_params + 1;
    l->top = calloc(n_fields + l->n_sections + l->n_lists, sizeof *l->top);
    *items = calloc(l->n_lists + 1, sizeof **items);
    if (l->top == NULL || *items == NULL)
        return error_set(l->err, STATUS_NO_MEMORY, "%s: out of memory", l->path);
    for (size_t i = 0; i < l->n_sections; i++)
        n_top += l->sections[i].name[0] == '\0' ? l->sections[i].n_params : 1;
    fields = l->top + n_top + l->n_lists + 1; /* zeroed: a NULL key ends each table */
    n_top = 0;
    for (size_t i = 0; i < l->n_sections; i++) {
        const struct config_section *c = &l->sections[i];

        if (c->name[0] == '\0') {
            make_fields(l->top + n_top, c->params, c->n_params, offset);
            n_top += c->n_params;
        } else {
            make_section(l->top + n_top++, fields, c, offset);
            fields += c->n_params + 1;
        }
        offset += texts_bytes(c->params, c->n_params);
    }
    offset = round_up_8(offset);
    for (size_t i = 0; i < l->n_lists; i++, offset += 16) {
        make_list(l->top + n_top++, fields, *items + i, &l->lists[i], offset);
        fields += l->lists[i].n_params + 1;
    }
    l->top_bytes = offset ? offset : 1;
    return STATUS_OK;
}

static void keep_first_line(cyaml_log_t level, void *context, const char *fmt, va_list args)
{
    struct loader *l = context;

    (void)level;
    if (l->cyaml_says[0] == '\0')
        vsnprintf(l->cyaml_says, sizeof l->cyaml_says, fmt, args);
    l->cyaml_says[strcspn(l->cyaml_says, "\n")] = '\0';
}

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

/* Texts of one mapping into their struct. prefix: "", "tile." or "state[3]." */
static enum status set_values(const struct loader *l, const char *prefix, size_t line,
                              const struct param *params, size_t n, const char *texts, void *target)
{
    for (size_t i = 0; i < n; texts += text_bytes(&params[i]), i++) {
        char name[CONFIG_KEY_BYTES], where[1100], vector[3 * TEXT_BYTES + 8];
        const struct config_key *key;
        const char *text = texts;
        enum status s;

        snprintf(name, sizeof name, "%s%s", prefix, params[i].name);
        key = config_scan_find(&l->scan, name);
        if (key == NULL && !params[i].required)
            continue;
        if (key == NULL)
            return error_set(l->err, STATUS_BAD_CONFIG, "%.300s:%zu: %s is missing (%.100s)",
                             l->path, line, name, params[i].doc);
        snprintf(where, sizeof where, "%.300s:%zu", l->path, key->line);
        if (params[i].type == PARAM_VECTOR) {
            snprintf(vector, sizeof vector, "%s, %s, %s", texts, texts + TEXT_BYTES,
                     texts + 2 * TEXT_BYTES);
            text = vector;
        }
        s = config_value_set(&params[i], target, text, where, name, l->err);
        if (s != STATUS_OK)
            return s;
    }
    return STATUS_OK;
}

static enum status set_sections(const struct loader *l, const char *data)
{
    for (size_t i = 0; i < l->n_sections; i++) {
        const struct config_section *c = &l->sections[i];
        const struct config_key *key = config_scan_find(&l->scan, c->name);
        char prefix[CONFIG_KEY_BYTES];
        enum status s;

        snprintf(prefix, sizeof prefix, "%s%s", c->name, c->name[0] ? "." : "");
        s = set_values(l, prefix, key != NULL ? key->line : 1, c->params, c->n_params, data,
                       c->target);
        if (s != STATUS_OK)
            return s;
        data += texts_bytes(c->params, c->n_params);
    }
    return STATUS_OK;
}

static enum status set_list(const struct loader *l, const struct config_list *c, const char *texts,
                            size_t n)
{
    const struct config_key *key = config_scan_find(&l->scan, c->name);
    const size_t line = key != NULL ? key->line : 1;

    if (n < c->min_items)
        return error_set(l->err, STATUS_BAD_CONFIG,
                         "%.300s:%zu: %s has %zu entries, must be in [%zu, %zu]", l->path, line,
                         c->name, n, c->min_items, c->max_items);
    for (size_t i = 0; i < n; i++) {
        char prefix[CONFIG_KEY_BYTES];
        enum status s;

        snprintf(prefix, sizeof prefix, "%s[%zu].", c->name, i);
        s = set_values(l, prefix, line, c->params, c->n_params,
                       texts + i * texts_bytes(c->params, c->n_params),
                       (char *)c->items + i * c->item_size);
        if (s != STATUS_OK)
            return s;
    }
    *c->n_items = n;
    return STATUS_OK;
}

static enum status set_all(const struct loader *l, const char *data)
{
    const char *list = data + l->top_bytes - 16 * l->n_lists;
    enum status s = set_sections(l, data);

    for (size_t i = 0; s == STATUS_OK && i < l->n_lists; i++, list += 16) {
        const char *texts;
        uint64_t n;

        memcpy(&texts, list, 8);
        memcpy(&n, list + 8, 8);
        s = set_list(l, &l->lists[i], texts, (size_t)n);
    }
    return s;
}

/* Where a text is too long for its buffer, libcyaml's line is the only one we have. */
static enum status load_texts(struct loader *l, const unsigned char *text, size_t n)
{
    const struct cyaml_config config = {.log_fn = keep_first_line,
                                        .log_ctx = l,
                                        .log_level = CYAML_LOG_ERROR,
                                        .mem_fn = cyaml_mem,
                                        .flags = CYAML_CFG_NO_ALIAS};
    const struct cyaml_schema_value schema = {.type = CYAML_MAPPING,
                                              .flags = CYAML_FLAG_POINTER,
                                              .data_size = (uint32_t)l->top_bytes,
                                              .mapping = {.fields = l->top}};
    cyaml_data_t *data = NULL;
    cyaml_err_t code = cyaml_load_data(text, n, &config, &schema, &data, NULL);
    enum status s;

    if (code != CYAML_OK || data == NULL)
        return error_set(l->err, code == CYAML_ERR_OOM ? STATUS_NO_MEMORY : STATUS_BAD_CONFIG,
                         "%.300s: %s (%s)", l->path, l->cyaml_says, cyaml_strerror(code));
    s = set_all(l, data);
    cyaml_free(&config, &schema, data, 0);
    return s;
}

/* libcyaml refuses a list that is too long without saying which. */
static enum status check_lists(const struct loader *l)
{
    for (size_t i = 0; i < l->n_lists; i++) {
        const struct config_list *c = &l->lists[i];
        const struct config_key *key = config_scan_find(&l->scan, c->name);

        if (key != NULL && key->n_items > c->max_items)
            return error_set(l->err, STATUS_BAD_CONFIG,
                             "%.300s:%zu: %s has %zu entries, must be in [%zu, %zu]", l->path,
                             key->line, c->name, key->n_items, c->min_items, c->max_items);
    }
    return STATUS_OK;
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
    struct cyaml_schema_value *items = NULL;
    unsigned char *text;
    size_t n;
    enum status s = file_read_all(path, CONFIG_FILE_LIMIT, &text, &n, err);

    if (s != STATUS_OK)
        return s;
    s = config_scan(&l.scan, path, text, n, err);
    if (s == STATUS_OK)
        s = check_keys(&l);
    if (s == STATUS_OK)
        s = check_lists(&l);
    if (s == STATUS_OK)
        s = make_schema(&l, &items);
    if (s == STATUS_OK)
        s = load_texts(&l, text, n);
    config_scan_free(&l.scan);
    free(l.top);
    free(items);
    free(text);
    return s;
}
