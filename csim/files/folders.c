#include "files/folders.h"
#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 8 }; /* of folders of ours within one another */

struct folders folders_before(const char *path)
{
    struct folders f = {0};
    char *const text = f.path.text;
    struct error none;
    struct stat st;

    if (path == NULL || path_set(&f.path, &none, "%s", path) != STATUS_OK)
        return f;
    f.n_kept = strlen(text);
    while (f.n_kept > 0) {
        const char end = text[f.n_kept];
        bool there;

        text[f.n_kept] = '\0';
        there = stat(text, &st) == 0;
        text[f.n_kept] = end;
        if (there)
            break;
        while (f.n_kept > 0 && text[--f.n_kept] != '/')
            ;
    }
    return f;
}

/* rmdir() takes an empty folder only: no file is ever lost here. */
static void remove_within(const char *path, int depth)
{
    DIR *dir = depth < MAX_DEPTH ? opendir(path) : NULL;

    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        struct path inner;
        struct error none;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0
            || entry->d_type != DT_DIR)
            continue;
        if (path_join(&inner, &none, path, "%s", entry->d_name) == STATUS_OK)
            remove_within(inner.text, depth + 1);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(path);
}

void folders_remove_empty(const struct folders *f)
{
    struct path whole = f->path;
    char *const path = whole.text;
    size_t n = strlen(path);

    if (n <= f->n_kept) /* all was there */
        return;
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
