#include "config/scan.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define MAX_DEPTH 3 /* list, item, value */

struct scanner {
    yaml_parser_t yaml;
    struct config_scan *scan;
    struct error *err;
};

static enum status fail(struct scanner *sc, size_t line, const char *text)
{
    return error_set(sc->err, STATUS_BAD_CONFIG, "%s:%zu: %s", sc->scan->file, line + 1, text);
}

/* What a plain tree does not hold: what is wrong with the event, or NULL. */
static const char *not_plain(const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        if (memchr(event->data.scalar.value, '\0', event->data.scalar.length) != NULL)
            return "a text must not hold the character \\0";
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    }
    return anchor != NULL ? "anchors are not supported"
           : tag != NULL  ? "tags are not supported"
                          : NULL;
}

static enum status next(struct scanner *sc, yaml_event_t *event)
{
    const char *wrong;
    size_t line;

    if (!yaml_parser_parse(&sc->yaml, event))
        return error_set(sc->err, STATUS_BAD_CONFIG, "%s:%zu: not YAML: %s", sc->scan->file,
                         sc->yaml.problem_mark.line + 1,
                         sc->yaml.problem != NULL ? sc->yaml.problem : "parse error");
    wrong = not_plain(event);
    if (wrong == NULL)
        return STATUS_OK;
    line = event->start_mark.line;
    yaml_event_delete(event);
    return fail(sc, line, wrong);
}

static enum status add_key(struct scanner *sc, const char *path, enum config_kind kind, size_t line,
                           struct config_key **key)
{
    struct config_scan *scan = sc->scan;
    const struct config_key *old = config_scan_find(scan, path);

    if (old != NULL)
        return error_set(sc->err, STATUS_BAD_CONFIG, "%s:%zu: %s is already given on line %zu",
                         scan->file, line + 1, path, old->line);
    if (scan->n == CONFIG_MAX_KEYS)
        return fail(sc, line, "more than 16384 keys");
    *key = &scan->keys[scan->n++];
    **key = (struct config_key){.kind = kind, .line = line + 1, .text = scan->n_texts};
    snprintf((*key)->path, sizeof(*key)->path, "%s", path);
    return STATUS_OK;
}

/* Behind the value of the last key; of a sequence, behind its last item. */
static enum status add_text(struct scanner *sc, const struct config_key *key,
                            const yaml_event_t *event)
{
    struct config_scan *scan = sc->scan;
    const char *separator = key->n_items > 1 ? ", " : "";
    const size_t n = event->data.scalar.length + strlen(separator) + 1;

    if (scan->n_texts + n > scan->room) {
        const size_t room = 2 * (scan->n_texts + n) + 4096;
        char *texts = realloc(scan->texts, room);

        if (texts == NULL)
            return error_set(sc->err, STATUS_NO_MEMORY, "%s: out of memory", scan->file);
        scan->texts = texts;
        scan->room = room;
    }
    if (key->n_items > 1)
        scan->n_texts--; /* the NUL of the item before */
    snprintf(scan->texts + scan->n_texts, scan->room - scan->n_texts, "%s%s", separator,
             (const char *)event->data.scalar.value);
    scan->n_texts += strlen(scan->texts + scan->n_texts) + 1;
    return STATUS_OK;
}

static enum status scan_mapping(struct scanner *sc, const char *prefix, int depth);

static enum status scan_item(struct scanner *sc, struct config_key *key, const yaml_event_t *event,
                             int depth)
{
    const yaml_event_type_t type = event->type;
    const size_t line = event->start_mark.line;
    const enum config_kind kind = type == YAML_SCALAR_EVENT ? CONFIG_VALUES : CONFIG_SEQUENCE;
    char prefix[SETTINGS_PATH + 32];

    if (type != YAML_SCALAR_EVENT && type != YAML_MAPPING_START_EVENT)
        return fail(sc, line, "an item of a list must be a value or a mapping of keys to values");
    if (key->n_items > 0 && key->kind != kind)
        return fail(sc, line, "a list must hold values or mappings, not both");
    key->kind = kind;
    snprintf(prefix, sizeof prefix, "%s[%zu].", key->path, key->n_items++);
    return kind == CONFIG_VALUES ? add_text(sc, key, event) : scan_mapping(sc, prefix, depth);
}

static enum status scan_sequence(struct scanner *sc, struct config_key *key, int depth)
{
    for (;;) {
        yaml_event_t event;
        enum status status = next(sc, &event);
        bool end;

        if (status != STATUS_OK)
            return status;
        end = event.type == YAML_SEQUENCE_END_EVENT;
        if (!end)
            status = scan_item(sc, key, &event, depth);
        yaml_event_delete(&event);
        if (end || status != STATUS_OK)
            return status;
    }
}

/* The key, and its value where that is a scalar. */
static enum status read_value(struct scanner *sc, const char *path, const yaml_event_t *event,
                              struct config_key **key)
{
    const size_t line = event->start_mark.line;
    const enum config_kind kind = event->type == YAML_MAPPING_START_EVENT    ? CONFIG_MAPPING
                                  : event->type == YAML_SEQUENCE_START_EVENT ? CONFIG_SEQUENCE
                                                                             : CONFIG_SCALAR;
    enum status status;

    if (event->type == YAML_ALIAS_EVENT)
        return fail(sc, line, "aliases are not supported");
    status = add_key(sc, path, kind, line, key);
    return status == STATUS_OK && kind == CONFIG_SCALAR ? add_text(sc, *key, event) : status;
}

static enum status scan_value(struct scanner *sc, const char *path, int depth)
{
    char prefix[SETTINGS_PATH + 1];
    struct config_key *key = NULL;
    yaml_event_t event;
    enum status status = next(sc, &event);

    if (status != STATUS_OK)
        return status;
    status = read_value(sc, path, &event, &key);
    yaml_event_delete(&event);
    if (status != STATUS_OK || key->kind == CONFIG_SCALAR)
        return status;
    if (depth == MAX_DEPTH)
        return fail(sc, key->line - 1, "nested too deeply");
    if (key->kind == CONFIG_SEQUENCE)
        return scan_sequence(sc, key, depth + 1);
    snprintf(prefix, sizeof prefix, "%s.", path);
    return scan_mapping(sc, prefix, depth + 1);
}

/* Keys become parts of messages, so only plain names are keys. */
static bool plain_name(const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    const size_t n = event->data.scalar.length;

    if (n == 0 || n > 48)
        return false;
    for (size_t i = 0; i < n; i++)
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '.' || text[i] == '[')
            return false;
    return true;
}

static enum status scan_mapping(struct scanner *sc, const char *prefix, int depth)
{
    for (;;) {
        char path[SETTINGS_PATH];
        yaml_event_t event;
        enum status status = next(sc, &event);
        bool end, name;
        size_t line;

        if (status != STATUS_OK)
            return status;
        end = event.type == YAML_MAPPING_END_EVENT;
        name = event.type == YAML_SCALAR_EVENT && plain_name(&event);
        line = event.start_mark.line;
        if (name)
            snprintf(path, sizeof path, "%s%s", prefix, (char *)event.data.scalar.value);
        yaml_event_delete(&event);
        if (end)
            return STATUS_OK;
        if (!name)
            return fail(sc, line, "a key must be a plain name of at most 48 characters");
        status = scan_value(sc, path, depth);
        if (status != STATUS_OK)
            return status;
    }
}

/* Stream start, one document with a mapping, stream end. */
static enum status scan_document(struct scanner *sc)
{
    static const yaml_event_type_t before[] = {YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT,
                                               YAML_MAPPING_START_EVENT};
    static const yaml_event_type_t after[] = {YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT};
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < 5; i++) {
        const yaml_event_type_t want = i < 3 ? before[i] : after[i - 3];
        yaml_event_t event;
        yaml_event_type_t type;
        size_t line;

        if (i == 3 && (status = scan_mapping(sc, "", 1)) != STATUS_OK)
            return status;
        status = next(sc, &event);
        if (status != STATUS_OK)
            return status;
        type = event.type;
        line = event.start_mark.line;
        yaml_event_delete(&event);
        if (type != want)
            status = fail(sc, line,
                          i < 3 ? "must be a mapping of keys to values" : "more than one document");
    }
    return status;
}

enum status config_scan(struct config_scan *scan, const char *file, const unsigned char *text,
                        size_t n, struct error *err)
{
    struct scanner sc = {.scan = scan, .err = err};
    enum status status;

    *scan = (struct config_scan){.file = file};
    scan->keys = malloc(CONFIG_MAX_KEYS * sizeof *scan->keys);
    if (scan->keys == NULL || !yaml_parser_initialize(&sc.yaml))
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", file);
    yaml_parser_set_input_string(&sc.yaml, text, n);
    status = scan_document(&sc);
    yaml_parser_delete(&sc.yaml);
    return status;
}

void config_scan_free(struct config_scan *scan)
{
    free(scan->keys);
    free(scan->texts);
    *scan = (struct config_scan){0};
}

const struct config_key *config_scan_find(const struct config_scan *scan, const char *path)
{
    for (size_t i = 0; i < scan->n; i++)
        if (strcmp(scan->keys[i].path, path) == 0)
            return &scan->keys[i];
    return NULL;
}

const char *config_scan_text(const struct config_scan *scan, const struct config_key *key)
{
    return scan->texts + key->text;
}
