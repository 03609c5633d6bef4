#include "files/folders.h"
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 8 }; /* of folders of ours within one another */

struct folders folders_before(const char *path)
{
    struct folders f = {0};
    struct stat st;

    if (path == NULL || snprintf(f.path, sizeof f.path, "%s", path) >= (int)sizeof f.path) {
        f.path[0] = '\0';
        return f;
    }
    f.n_kept = strlen(f.path);
    while (f.n_kept > 0) {
        const char end = f.path[f.n_kept];
        bool there;

        f.path[f.n_kept] = '\0';
        there = stat(f.path, &st) == 0;
        f.path[f.n_kept] = end;
        if (there)
            break;
        while (f.n_kept > 0 && f.path[--f.n_kept] != '/')
            ;
    }
    return f;
}

/* rmdir() takes an empty folder only: no file is ever lost here. */
static void remove_within(const char *path, int depth)
{
    DIR *dir = depth < MAX_DEPTH ? opendir(path) : NULL;

    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        char inner[1400];

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0
            || entry->d_type != DT_DIR)
            continue;
        if (snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner)
            remove_within(inner, depth + 1);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(path);
}

void folders_remove_empty(const struct folders *f)
{
    char path[sizeof f->path];
    size_t n = strlen(f->path);

    if (n <= f->n_kept) /* all was there */
        return;
    memcpy(path, f->path, n + 1);
    remove_within(path, 0);
    while (n > 0) {
        while (n > 0 && path[--n] != '/')
            ;
        path[n] = '\0';
        if (n <= f->n_kept)
            return;
        rmdir(path);
    }
}
