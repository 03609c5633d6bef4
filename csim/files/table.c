#include "files/table.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"

#define MAX_BYTES ((size_t)1 << 30) /* of a table that is resumed */
#define HEADER_BYTES 32768
#define NUMBER "%.12g"

static enum status cannot(const char *path, const char *what, struct error *err)
{
    return error_set(err, STATUS_BAD_FILE, "%s: cannot %s: %s", path, what, strerror(errno));
}

static enum status make_header(char header[HEADER_BYTES], const char *path,
                               const char *const columns[], size_t n_columns, struct error *err)
{
    size_t n = (size_t)snprintf(header, HEADER_BYTES, "# t (s)");

    if (1 + n_columns > TABLE_MAX_COLUMNS)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %zu columns, must be at most %d", path,
                         1 + n_columns, TABLE_MAX_COLUMNS);
    for (size_t i = 0; i < n_columns; i++) {
        const size_t room = HEADER_BYTES - 1 - n; /* the line end takes one */
        const int wrote = snprintf(header + n, room, "\t%s", columns[i]);

        if (strpbrk(columns[i], "\t\n") != NULL || wrote < 0 || (size_t)wrote >= room)
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: column name '%.80s' has a tab or is too long", path, columns[i]);
        n += (size_t)wrote;
    }
    header[n] = '\n';
    header[n + 1] = '\0';
    return STATUS_OK;
}

static enum status open_at_end(struct table *table, const char *path, struct error *err)
{
    const enum status status = path_set(&table->path, err, "%s", path);

    if (status != STATUS_OK)
        return status;
    table->stream = fopen(path, "ab");
    return table->stream == NULL ? cannot(path, "write", err) : STATUS_OK;
}

enum status table_create(struct table *table, const char *path, const char *const columns[],
                         size_t n_columns, struct error *err)
{
    char header[HEADER_BYTES];
    enum status status;

    *table = (struct table){.n_columns = 1 + n_columns};
    status = make_header(header, path, columns, n_columns, err);
    if (status == STATUS_OK)
        status = file_write_all(path, header, strlen(header), err);
    return status != STATUS_OK ? status : open_at_end(table, path, err);
}

static enum status cut(const char *path, size_t bytes, struct error *err)
{
    return truncate(path, (off_t)bytes) != 0 ? cannot(path, "cut", err) : STATUS_OK;
}

enum status table_resume(struct table *table, const char *path, const char *const columns[],
                         size_t n_columns, size_t n_rows, struct error *err)
{
    char header[HEADER_BYTES];
    unsigned char *data = NULL;
    size_t n = 0, at, rows = 0;
    enum status status;

    *table = (struct table){.n_columns = 1 + n_columns, .n_rows = n_rows};
    status = make_header(header, path, columns, n_columns, err);
    if (status == STATUS_OK)
        status = file_read_all(path, MAX_BYTES, &data, &n, err);
    if (status != STATUS_OK)
        return status;
    at = strlen(header);
    if (n < at || memcmp(data, header, at) != 0) {
        free(data);
        return error_set(err, STATUS_BAD_FILE, "%s:1: the columns are not those of this run", path);
    }
    while (rows < n_rows && at < n) {
        const unsigned char *end = memchr(data + at, '\n', n - at);

        at = end != NULL ? (size_t)(end - data) + 1 : n;
        rows += end != NULL;
    }
    free(data);
    if (rows < n_rows)
        return error_set(err, STATUS_BAD_FILE, "%s: %zu rows, the checkpoint was made after %zu",
                         path, rows, n_rows);
    status = cut(path, at, err);
    return status != STATUS_OK ? status : open_at_end(table, path, err);
}

enum status table_row(struct table *table, const double values[], struct error *err)
{
    for (size_t i = 0; i < table->n_columns; i++)
        fprintf(table->stream, NUMBER "%c", values[i], i + 1 < table->n_columns ? '\t' : '\n');
    if (fflush(table->stream) != 0 || ferror(table->stream))
        return cannot(table->path.text, "write", err);
    table->n_rows++;
    return STATUS_OK;
}

double table_as_written(double value)
{
    char text[32];

    snprintf(text, sizeof text, NUMBER, value);
    return strtod(text, NULL);
}

enum status table_close(struct table *table, struct error *err)
{
    FILE *stream = table->stream;

    table->stream = NULL;
    if (stream == NULL)
        return STATUS_OK;
    return fclose(stream) != 0 ? cannot(table->path.text, "write", err) : STATUS_OK;
}
