#ifndef SKYLOOM_FILES_PATH_H
#define SKYLOOM_FILES_PATH_H
#include <stdbool.h>
#include "base/error.h"
/* A path as a value: made by one function, handed on whole. What does not fit is an error that
 * names the path and its limit, never a shorter path that happens to name another file. */
#define PATH_SIZE 1024 /* bytes with the NUL */
struct path {
    char text[PATH_SIZE];
};
/* The arguments may point into *path itself. On an error *path is "". */
__attribute__((format(printf, 3, 4))) enum status path_set(struct path *path, struct error *err,
                                                           const char *format, ...);
/* FOLDER/NAME; no folder (NULL or "") is the one we are in. */
__attribute__((format(printf, 4, 5))) enum status
path_join(struct path *path, struct error *err, const char *folder, const char *format, ...);
/* Up to the folder that holds it: "a/b" -> "a", "/a" -> "/". False, and nothing changed, where the
 * text has no folder before its last part. */
bool path_up(struct path *path);
#endif
