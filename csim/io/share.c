#include "io/share.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *share_root(void)
{
    const char *home = getenv("SKYLOOM_HOME");

    if (home != NULL && home[0] != '\0')
        return home;
    if (access(SKYLOOM_SOURCE_DIR "/cards", R_OK) == 0)
        return SKYLOOM_SOURCE_DIR;
    return SKYLOOM_PREFIX "/share/skyloom";
}

static bool ends_in(const char *text, const char *ext)
{
    const size_t n = strlen(text), m = strlen(ext);

    return n > m && strcmp(text + n - m, ext) == 0;
}

enum status share_path(const char *kind, const char *name, const char *ext, char out[1024],
                       struct error *err)
{
    int n;

    if (name[0] == '\0')
        return error_set(err, STATUS_BAD_CONFIG, "%s: the name is empty", kind);
    if (strchr(name, '/') != NULL || ends_in(name, ext))
        n = snprintf(out, 1024, "%s", name);
    else
        n = snprintf(out, 1024, "%s/%s/%s%s", share_root(), kind, name, ext);
    if (n >= 1024)
        return error_set(err, STATUS_BAD_FILE, "%.80s...: path longer than 1023 characters", name);
    if (access(out, R_OK) != 0)
        return error_set(err, STATUS_BAD_FILE, "%s '%s': no readable file %s", kind, name, out);
    return STATUS_OK;
}
