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
static bool own_file(struct path *file)
{
    const char *name = "/proc/self/exe";
    struct link_map *map = NULL;
    Dl_info info;
    struct error none;
    char *found;

    if (dladdr1((const void *)(uintptr_t)&share_root, &info, (void **)&map, RTLD_DL_LINKMAP) != 0
        && map != NULL && map->l_name != NULL && map->l_name[0] != '\0')
        name = map->l_name;
    found = realpath(name, NULL);
    path_set(file, &none, "%s", found != NULL ? found : ""); /* "" where it does not fit, too */
    free(found);
    return file->text[0] != '\0';
}

/* PREFIX/share/skyloom beside PREFIX/bin/skyloom and PREFIX/lib/libskyloom.so, or
 * PREFIX/lib/MACHINE/libskyloom.so, wherever PREFIX was moved; false if not installed. */
static bool beside_us(struct path *share)
{
    struct path place, cards;
    struct error none;

    if (!own_file(&place) || !path_up(&place)) /* off with the name */
        return false;
    for (int up = 0; up < 2 && path_up(&place); up++) /* off with bin or MACHINE, then lib */
        if (path_join(share, &none, place.text, "share/skyloom") == STATUS_OK
            && path_join(&cards, &none, share->text, "cards") == STATUS_OK
            && access(cards.text, R_OK) == 0)
            return true;
    return false;
}

enum status share_root(struct path *root, struct error *err)
{
    const char *home = getenv("SKYLOOM_HOME");

    if (home != NULL && home[0] != '\0')
        return path_set(root, err, "%s", home);
    return beside_us(root) ? STATUS_OK : path_set(root, err, "%s", elsewhere());
}

static bool ends_in(const char *text, const char *ext)
{
    const size_t n = strlen(text), m = strlen(ext);

    return n > m && strcmp(text + n - m, ext) == 0;
}

void share_names(const char *kind, const char *ext, const char *but, char *out, size_t size)
{
    struct path folder;
    struct error none;
    struct dirent **entry;
    size_t used = 0;
    int n;

    out[0] = '\0';
    if (share_root(&folder, &none) != STATUS_OK
        || path_join(&folder, &none, folder.text, "%s", kind) != STATUS_OK)
        return;
    n = scandir(folder.text, &entry, NULL, alphasort);
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

/* "cards" are of the kind "card". A share without such files is not there. */
static enum status not_found(const char *kind, const char *name, const char *ext,
                             const struct path *path, struct error *err)
{
    char names[300] = "";

    if (strchr(name, '/') == NULL && !ends_in(name, ext))
        share_names(kind, ext, NULL, names, sizeof names);
    if (names[0] == '\0')
        return error_set(err, STATUS_BAD_FILE, "%s '%s': no readable file %s", kind, name,
                         path->text);
    return error_set(err, STATUS_BAD_FILE,
                     "no shipped %.*s '%.60s': must be one of %s, or a path with a '/' or %s",
                     (int)strlen(kind) - 1, kind, name, names, ext);
}

enum status share_path(const char *kind, const char *name, const char *ext, struct path *out,
                       struct error *err)
{
    struct path root;
    enum status status;

    if (name[0] == '\0')
        return error_set(err, STATUS_BAD_CONFIG, "%s: the name is empty", kind);
    if (strchr(name, '/') != NULL || ends_in(name, ext))
        status = path_set(out, err, "%s", name);
    else if ((status = share_root(&root, err)) == STATUS_OK)
        status = path_join(out, err, root.text, "%s/%s%s", kind, name, ext);
    if (status != STATUS_OK)
        return status;
    if (access(out->text, R_OK) != 0)
        return not_found(kind, name, ext, out, err);
    return STATUS_OK;
}
