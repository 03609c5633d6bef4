#include "base/warnings.h"
#include <stdarg.h>
#include <stdio.h>

void warnings_add(struct warnings *w, const char *fmt, ...)
{
    va_list args;

    if (w->n == WARNINGS_MAX) {
        snprintf(w->line[w->n - 1], sizeof w->line[0], "more warnings than %d", WARNINGS_MAX - 1);
        return;
    }
    va_start(args, fmt);
    vsnprintf(w->line[w->n++], sizeof w->line[0], fmt, args);
    va_end(args);
}
