#include "error.h"
#include <stdarg.h>
#include <stdio.h>

enum status error_set(struct error *err, enum status code, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    err->code = code;
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return code;
}
