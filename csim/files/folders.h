#ifndef SKYLOOM_FILES_FOLDERS_H
#define SKYLOOM_FILES_FOLDERS_H
#include <stddef.h>
#include "files/path.h"
/* A command that is refused leaves no empty folder behind. */
struct folders {
    struct path path;
    size_t n_kept; /* bytes of the path that were there before */
};

/* Before anything is made at a path, of a folder or of a file. NULL: nothing will be. */
struct folders folders_before(const char *path);
/* Removes what is empty of the folders that were not there before, and empty ones within. */
void folders_remove_empty(const struct folders *f);
#endif
