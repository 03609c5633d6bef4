#include "files/path.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Written aside first: an argument may be the old text of the path. */
static enum status fill(struct path *path, struct error *err, const char *folder,
                        const char *format, va_list args)
{
    struct path made;
    const char *const before = folder != NULL ? folder : "";
    const size_t length = strlen(before);
    const bool slash = length > 0 && before[length - 1] != '/';
    size_t used = 0;
    int n = -1;

    made.text[0] = '\0';
    if (length + 1 < PATH_SIZE) {
        if (length > 0)
            used = (size_t)snprintf(made.text, PATH_SIZE, "%s%s", before, slash ? "/" : "");
        n = vsnprintf(made.text + used, PATH_SIZE - used, format, args);
    }
    if (n < 0 || (size_t)n >= PATH_SIZE - used) {
        const enum status status =
            error_set(err, STATUS_BAD_FILE, "%.80s...: path longer than %d characters",
                      n < 0 ? before : made.text, PATH_SIZE - 1);

        path->text[0] = '\0';
        return status;
    }
    *path = made;
    return STATUS_OK;
}

enum status path_set(struct path *path, struct error *err, const char *format, ...)
{
    enum status status;
    va_list args;

    va_start(args, format);
    status = fill(path, err, NULL, format, args);
    va_end(args);
    return status;
}

enum status path_join(struct path *path, struct error *err, const char *folder, const char *format,
                      ...)
{
    enum status status;
    va_list args;

    va_start(args, format);
    status = fill(path, err, folder, format, args);
    va_end(args);
    return status;
}

bool path_up(struct path *path)
{
    char *slash = strrchr(path->text, '/');

    if (slash == NULL || slash[1] == '\0')
        return false;
    slash[slash == path->text] = '\0';
    return true;
}
