#include "files/blob.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "files/file.h"

#define BLOB_MAGIC "SKYLOOM1\n"
#define BLOB_MAGIC_BYTES 9
#define BLOB_MAX_BYTES ((size_t)1 << 30) /* of a file, and of one array unpacked */
#define BLOB_MAX_ARRAYS 256
#define DEFLATE_MAX_RATIO 1040 /* zlib cannot expand more than 1032:1 */

static size_t element_bytes(const char *type)
{
    static const struct {
        const char *type;
        size_t bytes;
    } known[] = {{"int8", 1},    {"uint8", 1}, {"int16", 2},  {"int32", 4},  {"uint32", 4},
                 {"float32", 4}, {"int64", 8}, {"uint64", 8}, {"float64", 8}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(type, known[i].type) == 0)
            return known[i].bytes;
    return 0;
}

/* 0 when a dimension, the type or the product is not allowed. */
static size_t array_bytes(const struct blob_array *a)
{
    size_t bytes = element_bytes(a->type);

    if (a->n_dims < 1 || a->n_dims > 4)
        return 0;
    for (int i = 0; i < a->n_dims; i++) {
        if (a->shape[i] == 0 || bytes == 0 || a->shape[i] > BLOB_MAX_BYTES / bytes)
            return 0;
        bytes *= a->shape[i];
    }
    return bytes;
}

struct packed {
    unsigned char *data;
    uLongf n;
};

static enum status pack(const char *path, const struct blob_array *a, struct packed *out,
                        json_t *list, struct error *err)
{
    const size_t bytes = array_bytes(a);
    json_t *shape = json_array(), *entry;

    if (bytes == 0) {
        json_decref(shape);
        return error_set(err, STATUS_BAD_FILE, "%s: array %s: unknown type %s or bad shape", path,
                         a->name, a->type);
    }
    out->n = compressBound(bytes);
    out->data = malloc(out->n);
    if (out->data == NULL || compress2(out->data, &out->n, a->data, bytes, 6) != Z_OK) {
        json_decref(shape);
        return error_set(err, STATUS_NO_MEMORY, "%s: array %s: out of memory", path, a->name);
    }
    for (int i = 0; i < a->n_dims; i++)
        json_array_append_new(shape, json_integer((json_int_t)a->shape[i]));
    entry = json_pack("{s:s, s:s, s:o, s:I, s:I, s:I}", "name", a->name, "type", a->type, "shape",
                      shape, "bytes", (json_int_t)bytes, "stored", (json_int_t)out->n, "crc32",
                      (json_int_t)crc32_z(0, a->data, bytes));
    if (entry == NULL || json_array_append_new(list, entry) != 0)
        return error_set(err, STATUS_NO_MEMORY, "%s: array %s: out of memory", path, a->name);
    return STATUS_OK;
}

static enum status write_packed(const char *path, const char *text, const struct packed *p,
                                size_t n, struct error *err)
{
    struct file_out f;
    enum status status = file_out_open(&f, path, err);

    if (status != STATUS_OK)
        return status;
    fprintf(f.stream, "%s%s\n", BLOB_MAGIC, text);
    for (size_t i = 0; i < n; i++)
        fwrite(p[i].data, 1, p[i].n, f.stream);
    return file_out_commit(&f, err); /* reports any write that failed */
}

enum status blob_write(const char *path, json_t *header, const struct blob_array *arrays, size_t n,
                       struct error *err)
{
    struct packed *p = calloc(n ? n : 1, sizeof *p);
    json_t *list = json_array(), *copy = json_copy(header);
    enum status status = STATUS_OK;
    char *text = NULL;

    if (p == NULL || list == NULL || copy == NULL || json_object_set(copy, "arrays", list) != 0)
        status = error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    for (size_t i = 0; status == STATUS_OK && i < n; i++)
        status = pack(path, &arrays[i], &p[i], list, err);
    if (status == STATUS_OK) {
        text = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
        status = text == NULL ? error_set(err, STATUS_NO_MEMORY, "%s: header is not JSON", path)
                              : write_packed(path, text, p, n, err);
    }
    for (size_t i = 0; p != NULL && i < n; i++)
        free(p[i].data);
    free(p);
    free(text);
    json_decref(list);
    json_decref(copy);
    return status;
}

static bool copy_text(char *out, size_t size, const char *text)
{
    return text != NULL && (size_t)snprintf(out, size, "%s", text) < size;
}

/* Fills everything but data. stored and crc as the header says. */
static enum status parse_entry(const char *path, json_t *entry, struct blob_array *a,
                               size_t *stored, uint32_t *crc, struct error *err)
{
    json_t *shape = json_object_get(entry, "shape");
    const json_int_t bytes = json_integer_value(json_object_get(entry, "bytes"));
    const json_int_t n_stored = json_integer_value(json_object_get(entry, "stored"));

    if (!copy_text(a->name, sizeof a->name, json_string_value(json_object_get(entry, "name")))
        || !copy_text(a->type, sizeof a->type, json_string_value(json_object_get(entry, "type")))
        || json_array_size(shape) < 1 || json_array_size(shape) > 4)
        return error_set(err, STATUS_BAD_FILE, "%s: malformed array entry in the header", path);
    a->n_dims = (int)json_array_size(shape);
    for (int i = 0; i < a->n_dims; i++) {
        const json_int_t dim = json_integer_value(json_array_get(shape, (size_t)i));

        a->shape[i] = dim > 0 ? (size_t)dim : 0;
    }
    if (bytes <= 0 || (size_t)bytes != array_bytes(a) || n_stored <= 0)
        return error_set(err, STATUS_BAD_FILE, "%s: array has wrong type, shape or size", path);
    *stored = (size_t)n_stored;
    *crc = (uint32_t)json_integer_value(json_object_get(entry, "crc32"));
    return STATUS_OK;
}

static enum status unpack(const char *path, struct blob_array *a, const unsigned char *data,
                          size_t stored, uint32_t crc, struct error *err)
{
    const size_t bytes = array_bytes(a);
    uLongf got = bytes;

    if (bytes / DEFLATE_MAX_RATIO > stored)
        return error_set(err, STATUS_BAD_FILE, "%s: array '%s' claims %zu bytes in %zu", path,
                         a->name, bytes, stored);
    a->data = malloc(bytes);
    if (a->data == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory (%zu bytes)", path, bytes);
    if (uncompress(a->data, &got, data, stored) != Z_OK || got != bytes
        || (uint32_t)crc32_z(0, a->data, bytes) != crc)
        return error_set(err, STATUS_BAD_FILE, "%s: array '%s' is damaged (checksum)", path,
                         a->name);
    return STATUS_OK;
}

/* The header line after the magic; *rest: offset of the first array. */
static enum status parse_header(const char *path, const unsigned char *data, size_t n,
                                json_t **header, size_t *rest, struct error *err)
{
    const unsigned char *end;
    json_error_t where;

    if (n < BLOB_MAGIC_BYTES || memcmp(data, BLOB_MAGIC, BLOB_MAGIC_BYTES) != 0)
        return error_set(err, STATUS_BAD_FILE, "%s: not a skyloom file (wrong magic)", path);
    end = memchr(data + BLOB_MAGIC_BYTES, '\n', n - BLOB_MAGIC_BYTES);
    if (end == NULL)
        return error_set(err, STATUS_BAD_FILE, "%s: truncated in the header", path);
    *rest = (size_t)(end - data) + 1;
    *header = json_loadb((const char *)data + BLOB_MAGIC_BYTES, *rest - 1 - BLOB_MAGIC_BYTES,
                         JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(*header) || !json_is_array(json_object_get(*header, "arrays"))
        || json_array_size(json_object_get(*header, "arrays")) > BLOB_MAX_ARRAYS)
        return error_set(err, STATUS_BAD_FILE, "%s: malformed header", path);
    return STATUS_OK;
}

static enum status read_arrays(const char *path, const unsigned char *data, size_t n, size_t offset,
                               json_t *list, struct blob_array *arrays, struct error *err)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct blob_array *a = &arrays[i];
        size_t stored = 0;
        uint32_t crc = 0;
        enum status status = parse_entry(path, json_array_get(list, i), a, &stored, &crc, err);

        if (status != STATUS_OK)
            return status;
        if (blob_find(arrays, i, a->name) != NULL)
            return error_set(err, STATUS_BAD_FILE, "%s: array '%s' appears twice", path, a->name);
        if (stored > n - offset)
            return error_set(err, STATUS_BAD_FILE,
                             "%s: truncated: array '%s' needs %zu bytes, %zu are left", path,
                             a->name, stored, n - offset);
        status = unpack(path, a, data + offset, stored, crc, err);
        if (status != STATUS_OK)
            return status;
        offset += stored;
    }
    if (offset != n)
        return error_set(err, STATUS_BAD_FILE, "%s: %zu bytes too many at the end", path,
                         n - offset);
    return STATUS_OK;
}

enum status blob_read(const char *path, json_t **header, struct blob_array **arrays, size_t *n,
                      struct error *err)
{
    unsigned char *data = NULL;
    size_t bytes = 0, rest = 0;
    enum status status;

    *header = NULL;
    *arrays = NULL;
    *n = 0;
    status = file_read_all(path, BLOB_MAX_BYTES, &data, &bytes, err);
    if (status == STATUS_OK)
        status = parse_header(path, data, bytes, header, &rest, err);
    if (status == STATUS_OK) {
        json_t *list = json_object_get(*header, "arrays");

        *n = json_array_size(list);
        *arrays = calloc(*n ? *n : 1, sizeof **arrays);
        status = *arrays == NULL ? error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path)
                                 : read_arrays(path, data, bytes, rest, list, *arrays, err);
    }
    free(data);
    if (status != STATUS_OK) {
        blob_free(*header, *arrays, *n);
        *header = NULL;
        *arrays = NULL;
        *n = 0;
    }
    return status;
}

void blob_free(json_t *header, struct blob_array *arrays, size_t n)
{
    for (size_t i = 0; arrays != NULL && i < n; i++)
        free(arrays[i].data);
    free(arrays);
    json_decref(header);
}

const struct blob_array *blob_find(const struct blob_array *arrays, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(arrays[i].name, name) == 0)
            return &arrays[i];
    return NULL;
}
