#include "config/settings.h"
#include <stdio.h>
#include <string.h>
/* Settings as YAML. */

static void put_text(FILE *f, const char *text)
{
    putc('"', f);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            putc('\\', f);
        putc(*text, f);
    }
    putc('"', f);
}

static void put_value(FILE *f, const struct settings_walk *w)
{
    char text[128];

    fprintf(f, "%s: ", w->param.name);
    if (w->param.type == PARAM_STRING) {
        put_text(f, (const char *)w->values + w->param.offset);
        return;
    }
    config_format(&w->param, w->values, text, sizeof text);
    fputs(text, f);
}

/* A key of a section, a line. */
static void put_line(FILE *f, const struct settings_walk *w, bool explain)
{
    const char *unit = w->param.unit;

    if (w->section->name[0] != '\0')
        fputs("  ", f);
    put_value(f, w);
    if (explain)
        fprintf(f, "  # %s%s%s", w->param.doc, unit[0] != '\0' ? ", " : "", unit);
    putc('\n', f);
}

struct place {                                    /* in the file */
    const struct settings_section *headed, *list; /* the last ones written */
    size_t item;
    bool in_item, has_key;
};

static void close_item(FILE *f, struct place *at)
{
    if (at->in_item)
        fputs(at->has_key ? "}\n" : "  - {}\n", f);
    at->in_item = at->has_key = false;
}

static void head(FILE *f, struct place *at, const struct settings_section *section)
{
    if (at->headed != section && section->name[0] != '\0')
        fprintf(f, "%s:\n", section->name);
    at->headed = section;
}

void settings_write(FILE *f, const struct settings *settings, const void *whole, bool explain)
{
    struct place at = {0};

    for (struct settings_walk w = settings_values(settings, whole); settings_next(&w);) {
        const bool is_list = w.section->max_items > 0;

        if (!is_list || w.section != at.list || w.item != at.item)
            close_item(f, &at);
        if (is_list) {
            head(f, &at, w.section);
            at.list = w.section;
            at.item = w.item;
            at.in_item = true;
        }
        if (!w.param.required && settings_is_usual(&w))
            continue;
        head(f, &at, w.section);
        if (!is_list) {
            put_line(f, &w, explain);
            continue;
        }
        fputs(at.has_key ? ", " : "  - {", f);
        put_value(f, &w);
        at.has_key = true;
    }
    close_item(f, &at);
}
