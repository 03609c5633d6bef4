#include "config/value.h"
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "config/settings.h"

/* User text inside a message: short and on one line. */
static void quote(const char *text, char out[64])
{
    size_t n = 0;

    for (; n < 60 && text[n] != '\0'; n++)
        out[n] = (unsigned char)text[n] < ' ' || text[n] == 0x7f ? '?' : text[n];
    memcpy(out + n, text[n] != '\0' ? "..." : "", text[n] != '\0' ? 4 : 1);
}

static const char *space(const struct param *p) { return p->unit[0] != '\0' ? " " : ""; }

static enum status bad_number(const struct param *p, const char *text, const char *where,
                              const char *name, struct error *err)
{
    char shown[64];

    quote(text, shown);
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s = %s, must be %s in [%.15g, %.15g]%s%s", where,
                     name, shown, p->type == PARAM_INT ? "an integer" : "a number", p->min, p->max,
                     space(p), p->unit);
}

static enum status out_of_range(const struct param *p, const char *text, const char *where,
                                const char *name, struct error *err)
{
    char shown[64];

    quote(text, shown);
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s = %s%s%s, must be in [%.15g, %.15g]", where,
                     name, shown, space(p), p->unit, p->min, p->max);
}

/* strtod also takes "nan", "inf", hexadecimal and leading blanks: none of them is a setting. */
static enum status set_number(const struct param *p, void *target, const char *text,
                              const char *where, const char *name, struct error *err)
{
    const char *allowed = p->type == PARAM_INT ? "+-0123456789" : "+-0123456789.eE";
    char *end;

    if (text[0] == '\0' || text[strspn(text, allowed)] != '\0')
        return bad_number(p, text, where, name, err);
    errno = 0;
    if (p->type == PARAM_INT) {
        const int64_t value = strtoll(text, &end, 10);

        if (*end != '\0' || end == text)
            return bad_number(p, text, where, name, err);
        if (errno != 0 || (p->min > -9.2e18 && value < (int64_t)p->min)
            || (p->max < 9.2e18 && value > (int64_t)p->max))
            return out_of_range(p, text, where, name, err);
        *(int64_t *)target = value;
    } else {
        const double value = strtod(text, &end);

        if (*end != '\0' || end == text)
            return bad_number(p, text, where, name, err);
        if (!(isfinite(value) && value >= p->min && value <= p->max))
            return out_of_range(p, text, where, name, err);
        *(double *)target = value == 0.0 ? 0.0 : value; /* no negative zero */
    }
    return STATUS_OK;
}

/* "[x, y, z]" or "x, y, z" */
static enum status set_vector(const struct param *p, double target[3], const char *text,
                              const char *where, const char *name, struct error *err)
{
    const size_t n = strlen(text);
    const bool brackets = n >= 2 && text[0] == '[' && text[n - 1] == ']';
    struct param one = *p;
    char list[256], shown[64], *rest = list;

    one.type = PARAM_DOUBLE;
    snprintf(list, sizeof list, "%s", n < sizeof list ? text + brackets : "");
    if (brackets)
        list[strcspn(list, "]")] = '\0';
    for (int i = 0; i < 3; i++) {
        char *item = strsep(&rest, ","), element[SETTINGS_PATH + 8];
        enum status status;

        if (item == NULL || (i == 2 && rest != NULL)) {
            quote(text, shown);
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: %s = %s, must be [x, y, z], each in [%.15g, %.15g]%s%s", where,
                             name, shown, p->min, p->max, space(p), p->unit);
        }
        item += strspn(item, " ");
        for (size_t end = strlen(item); end > 0 && item[end - 1] == ' '; end--)
            item[end - 1] = '\0';
        snprintf(element, sizeof element, "%s[%d]", name, i);
        status = set_number(&one, &target[i], item, where, element, err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status set_choice(const struct param *p, void *target, const char *text,
                              const char *where, const char *name, struct error *err)
{
    char list[256] = "", shown[64];
    size_t n = 0;

    for (int i = 0; p->choices[i] != NULL; i++) {
        if (strcmp(text, p->choices[i]) == 0) {
            *(int *)target = i;
            return STATUS_OK;
        }
        if (n < sizeof list)
            n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "", p->choices[i]);
    }
    quote(text, shown);
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s = %s, must be one of: %s", where, name, shown,
                     list);
}

static enum status set_bool(void *target, const char *text, const char *where, const char *name,
                            struct error *err)
{
    char shown[64];

    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
        *(bool *)target = text[0] == 't';
        return STATUS_OK;
    }
    quote(text, shown);
    return error_set(err, STATUS_BAD_CONFIG, "%s: %s = %s, must be true or false", where, name,
                     shown);
}

/* A folded block ends in a newline; texts are one line everywhere in skyloom. */
static enum status set_string(const struct param *p, char *target, const char *text,
                              const char *where, const char *name, struct error *err)
{
    size_t n = strlen(text);

    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
        n--;
    if (n >= p->size)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %s: %zu characters, at most %zu are allowed",
                         where, name, n, p->size - 1);
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)text[i] < ' ' && text[i] != '\n') || text[i] == 0x7f)
            return error_set(err, STATUS_BAD_CONFIG, "%s: %s: control character in a text", where,
                             name);
    memset(target, 0, p->size);
    for (size_t i = 0; i < n; i++)
        target[i] = text[i] == '\n' ? ' ' : text[i];
    return STATUS_OK;
}

enum status config_value_set(const struct param *p, void *target, const char *text,
                             const char *where, const char *name, struct error *err)
{
    void *value = (char *)target + p->offset;

    switch (p->type) {
    case PARAM_DOUBLE:
    case PARAM_INT:
        return set_number(p, value, text, where, name, err);
    case PARAM_BOOL:
        return set_bool(value, text, where, name, err);
    case PARAM_ENUM:
        return set_choice(p, value, text, where, name, err);
    case PARAM_STRING:
        return set_string(p, value, text, where, name, err);
    case PARAM_VECTOR:
        return set_vector(p, value, text, where, name, err);
    }
    return STATUS_OK;
}

/* The shortest text that reads back the same. */
static int format_number(double value, char *out, size_t size)
{
    for (int digits = 1; digits < 17; digits++) {
        const int n = snprintf(out, size, "%.*g", digits, value);

        if (strtod(out, NULL) == value)
            return n;
    }
    return snprintf(out, size, "%.17g", value);
}

void config_format(const struct param *p, const void *target, char *out, size_t size)
{
    const void *value = (const char *)target + p->offset;
    char component[3][32];
    int choice;

    switch (p->type) {
    case PARAM_DOUBLE:
        format_number(*(const double *)value, out, size);
        break;
    case PARAM_INT:
        snprintf(out, size, "%" PRId64, *(const int64_t *)value);
        break;
    case PARAM_BOOL:
        snprintf(out, size, "%s", *(const bool *)value ? "true" : "false");
        break;
    case PARAM_ENUM:
        choice = *(const int *)value;
        snprintf(out, size, "%s", p->choices[choice]);
        break;
    case PARAM_STRING:
        snprintf(out, size, "%s", (const char *)value);
        break;
    case PARAM_VECTOR:
        for (int i = 0; i < 3; i++)
            format_number(((const double *)value)[i], component[i], sizeof component[i]);
        snprintf(out, size, "[%s, %s, %s]", component[0], component[1], component[2]);
        break;
    }
}
