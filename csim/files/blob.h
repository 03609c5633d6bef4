#ifndef SKYLOOM_FILES_BLOB_H
#define SKYLOOM_FILES_BLOB_H
#include <jansson.h>
#include <stddef.h>
#include "base/error.h"
/* A container for large arrays: magic "SKYLOOM1\n", one JSON header (a person can read it with
 * head), then arrays, each zlib-compressed with CRC-32. Used by programs, weights, checkpoints.
 * header gains "arrays": [{"name","type","shape","bytes","stored","crc32"}]. */
struct blob_array {
    char name[32];
    char type[8]; /* "int8", "int32", "float32", "uint64" */
    size_t shape[4];
    int n_dims;
    void *data; /* write: caller's; read: malloc'ed, caller frees through blob_free */
};
enum status blob_write(const char *path, json_t *header, const struct blob_array *arrays, size_t n,
                       struct error *err);
enum status blob_read(const char *path, json_t **header, struct blob_array **arrays, size_t *n,
                      struct error *err);
void blob_free(json_t *header, struct blob_array *arrays, size_t n);
const struct blob_array *blob_find(const struct blob_array *arrays, size_t n, const char *name);
#endif
