#include "base/error.h"
#include <stdarg.h>
#include <stdio.h>

enum status error_set(struct error *err, enum status code, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    err->code = code;
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    for (char *c = err->text; *c != '\0'; c++) /* one line, whatever the user wrote */
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    return code;
}
