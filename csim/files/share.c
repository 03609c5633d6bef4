#include "files/share.h"
#include <dirent.h>
#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where an installation or the source tree is that nothing lies beside of. */
static const char *elsewhere(void)
{
#ifdef SKYLOOM_SOURCE_DIR
    if (access(SKYLOOM_SOURCE_DIR "/cards", R_OK) == 0)
        return SKYLOOM_SOURCE_DIR;
#endif
    return SKYLOOM_PREFIX "/share/skyloom";
}

/* The file that this code was loaded from: the shared library, else the program; false if the
 * system does not say. */
static bool own_file(char out[SHARE_PATH_MAX])
{
    const char *name = "/proc/self/exe";
    struct link_map *map = NULL;
    Dl_info info;
    char *path;

    if (dladdr1((const void *)(uintptr_t)&share_root, &info, (void **)&map, RTLD_DL_LINKMAP) != 0
        && map != NULL && map->l_name != NULL && map->l_name[0] != '\0')
        name = map->l_name;
    path = realpath(name, NULL);
    snprintf(out, SHARE_PATH_MAX, "%s", path != NULL ? path : "");
    free(path);
    return out[0] != '\0';
}

/* PREFIX/share/skyloom beside PREFIX/bin/skyloom and PREFIX/lib/libskyloom.so, or
 * PREFIX/lib/MACHINE/libskyloom.so, wherever PREFIX was moved; false if not installed. */
static bool beside_us(char out[SHARE_PATH_MAX])
{
    static const char tail[] = "/share/skyloom", cards[] = "/cards";
    char path[SHARE_PATH_MAX + sizeof tail + sizeof cards];

    if (!own_file(path))
        return false;
    for (int up = 0; up < 3; up++) { /* off with the name, bin or MACHINE, lib */
        char *slash = strrchr(path, '/');

        if (slash == NULL)
            return false;
        *slash = '\0';
        if (up == 0)
            continue;
        snprintf(slash, sizeof path - (size_t)(slash - path), "%s%s", tail, cards);
        if (access(path, R_OK) == 0) {
            snprintf(out, SHARE_PATH_MAX, "%.*s%s", (int)(slash - path), path, tail);
            return true;
        }
        *slash = '\0';
    }
    return false;
}

void share_root(char out[SHARE_PATH_MAX])
{
    const char *home = getenv("SKYLOOM_HOME");

    if (home != NULL && home[0] != '\0')
        snprintf(out, SHARE_PATH_MAX, "%s", home);
    else if (!beside_us(out))
        snprintf(out, SHARE_PATH_MAX, "%s", elsewhere());
}

static bool ends_in(const char *text, const char *ext)
{
    const size_t n = strlen(text), m = strlen(ext);

    return n > m && strcmp(text + n - m, ext) == 0;
}

enum status share_path(const char *kind, const char *name, const char *ext,
                       char out[SHARE_PATH_MAX], struct error *err)
{
    char root[SHARE_PATH_MAX];
    int n;

    if (name[0] == '\0')
        return error_set(err, STATUS_BAD_CONFIG, "%s: the name is empty", kind);
    if (strchr(name, '/') != NULL || ends_in(name, ext))
        n = snprintf(out, SHARE_PATH_MAX, "%s", name);
    else {
        share_root(root);
        n = snprintf(out, SHARE_PATH_MAX, "%s/%s/%s%s", root, kind, name, ext);
    }
    if (n >= SHARE_PATH_MAX)
        return error_set(err, STATUS_BAD_FILE, "%.80s...: path longer than 1023 characters", name);
    if (access(out, R_OK) != 0)
        return error_set(err, STATUS_BAD_FILE, "%s '%s': no readable file %s", kind, name, out);
    return STATUS_OK;
}

void share_names(const char *kind, const char *ext, const char *but, char *out, size_t size)
{
    char folder[SHARE_PATH_MAX + 64], root[SHARE_PATH_MAX];
    struct dirent **entry;
    size_t used = 0;
    int n;

    out[0] = '\0';
    share_root(root);
    snprintf(folder, sizeof folder, "%s/%s", root, kind);
    n = scandir(folder, &entry, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = entry[i]->d_name;
        const int letters = (int)(strlen(name) - strlen(ext));

        if (ends_in(name, ext) && (but == NULL || !ends_in(name, but))
            && used + (size_t)letters + 3 <= size)
            used += (size_t)snprintf(out + used, size - used, "%s%.*s", used > 0 ? ", " : "",
                                     letters, name);
        free(entry[i]);
    }
    if (n >= 0)
        free(entry);
}
