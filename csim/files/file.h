#ifndef SKYLOOM_FILES_FILE_H
#define SKYLOOM_FILES_FILE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "base/error.h"
#include "files/path.h"
/* The room of files: writing without leaving halves behind (here), tables (table.h), containers of
 * named arrays (blob.h), where the shipped files are (share.h), paths as values (path.h).
 *
 * Atomic output: written to "path.tmp.PID", flushed, checked, then renamed; nothing is left
 * half-written. Directories on the way are made. */
struct file_out {
    FILE *stream;
    struct path path, temporary; /* "": written in place */
};
enum status file_out_open(struct file_out *f, const char *path, struct error *err);
enum status file_out_commit(struct file_out *f, struct error *err); /* close and rename */
void file_out_abandon(struct file_out *f);                          /* close and unlink */
enum status file_write_all(const char *path, const void *data, size_t n, struct error *err);
/* Whole file, gunzipped if it is gzip; NUL appended (not counted). limit: bytes; larger is an
 * error. Caller frees. */
enum status file_read_all(const char *path, size_t limit, unsigned char **data, size_t *n,
                          struct error *err);
enum status file_make_dirs(const char *path, struct error *err);
/* Proves before any work that a file of some size can be written, and leaves none; for a folder, in
 * it, and makes it. */
enum status file_check(const char *path, struct error *err);
enum status file_check_folder(const char *path, struct error *err);
uint64_t hash_fnv1a(uint64_t hash, const void *data, size_t n); /* start with HASH_START */
/* The line "name=value"; nothing where it is 0: what comes later with a neutral 0 changes no hash.
 */
uint64_t hash_number(uint64_t hash, const char *name, double value);
#define HASH_START 0xcbf29ce484222325u
#endif
