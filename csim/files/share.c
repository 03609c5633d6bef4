#include "files/share.h"
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* PREFIX/share/skyloom beside PREFIX/bin/skyloom, wherever PREFIX was moved; false if not
 * installed. */
static bool beside_program(char out[SHARE_PATH_MAX])
{
    char program[SHARE_PATH_MAX], cards[SHARE_PATH_MAX + 8];
    const ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;

    if (n <= 0)
        return false;
    program[n] = '\0';
    for (int up = 0; up < 2; up++) { /* off with the name, off with bin */
        slash = strrchr(program, '/');
        if (slash == NULL)
            return false;
        *slash = '\0';
    }
    if (snprintf(out, SHARE_PATH_MAX, "%s/share/skyloom", program) >= SHARE_PATH_MAX)
        return false;
    snprintf(cards, sizeof cards, "%s/cards", out);
    return access(cards, R_OK) == 0;
}

void share_root(char out[SHARE_PATH_MAX])
{
    const char *home = getenv("SKYLOOM_HOME");

    if (home != NULL && home[0] != '\0')
        snprintf(out, SHARE_PATH_MAX, "%s", home);
    else if (!beside_program(out))
        snprintf(out, SHARE_PATH_MAX, "%s",
                 access(SKYLOOM_SOURCE_DIR "/cards", R_OK) == 0 ? SKYLOOM_SOURCE_DIR
                                                                : SKYLOOM_PREFIX "/share/skyloom");
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
