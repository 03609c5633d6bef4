#include "io/table.h"
#include "io/file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES ((size_t)1 << 30) /* of a table that is resumed */
#define HEADER_BYTES 32768
#define NUMBER "%.12g"

static enum status cannot(const char *path, const char *what, struct error *err)
{
    return error_set(err, STATUS_BAD_FILE, "%s: cannot %s: %s", path, what, strerror(errno));
}

/* The columns of a table: those it begins with, and more. */
struct columns {
    const char *first;
    size_t n_first;
    const char *const *more;
    size_t n_more;
};

static struct columns of_means(const char *const more[], size_t n_more)
{
    return (struct columns){"# t (s)\tmx ()\tmy ()\tmz ()", TABLE_FIXED_COLUMNS, more, n_more};
}

static struct columns of_time(const char *const more[], size_t n_more)
{
    return (struct columns){"# t (s)", 1, more, n_more};
}

static enum status make_header(char header[HEADER_BYTES], const char *path, const struct columns *c,
                               struct error *err)
{
    size_t n = (size_t)snprintf(header, HEADER_BYTES, "%s", c->first);

    if (c->n_more > TABLE_MAX_COLUMNS - c->n_first)
        return error_set(err, STATUS_BAD_CONFIG, "%s: %zu columns, must be at most %d", path,
                         c->n_more + c->n_first, TABLE_MAX_COLUMNS);
    for (size_t i = 0; i < c->n_more; i++) {
        const size_t room = HEADER_BYTES - 1 - n; /* the line end takes one */
        const int wrote = snprintf(header + n, room, "\t%s", c->more[i]);

        if (strpbrk(c->more[i], "\t\n") != NULL || wrote < 0 || (size_t)wrote >= room)
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: column name '%.80s' has a tab or is too long", path, c->more[i]);
        n += (size_t)wrote;
    }
    header[n] = '\n';
    header[n + 1] = '\0';
    return STATUS_OK;
}

static enum status open_at_end(struct table *table, const char *path, struct error *err)
{
    snprintf(table->path, sizeof table->path, "%s", path);
    table->stream = fopen(path, "ab");
    return table->stream == NULL ? cannot(path, "write", err) : STATUS_OK;
}

static enum status create(struct table *table, const char *path, const struct columns *c,
                          struct error *err)
{
    char header[HEADER_BYTES];
    enum status s;

    *table = (struct table){.n_columns = c->n_first + c->n_more};
    s = make_header(header, path, c, err);
    if (s == STATUS_OK)
        s = file_write_all(path, header, strlen(header), err);
    return s != STATUS_OK ? s : open_at_end(table, path, err);
}

static enum status cut(const char *path, size_t bytes, struct error *err)
{
    return truncate(path, (off_t)bytes) != 0 ? cannot(path, "cut", err) : STATUS_OK;
}

static enum status resume(struct table *table, const char *path, const struct columns *c,
                          size_t n_rows, struct error *err)
{
    char header[HEADER_BYTES];
    unsigned char *data = NULL;
    size_t n = 0, at, rows = 0;
    enum status s;

    *table = (struct table){.n_columns = c->n_first + c->n_more, .n_rows = n_rows};
    s = make_header(header, path, c, err);
    if (s == STATUS_OK)
        s = file_read_all(path, MAX_BYTES, &data, &n, err);
    if (s != STATUS_OK)
        return s;
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
    s = cut(path, at, err);
    return s != STATUS_OK ? s : open_at_end(table, path, err);
}

enum status table_create(struct table *table, const char *path, const char *const more[],
                         size_t n_more, struct error *err)
{
    const struct columns c = of_means(more, n_more);

    return create(table, path, &c, err);
}

enum status table_resume(struct table *table, const char *path, const char *const more[],
                         size_t n_more, size_t n_rows, struct error *err)
{
    const struct columns c = of_means(more, n_more);

    return resume(table, path, &c, n_rows, err);
}

enum status table_create_other(struct table *table, const char *path, const char *const columns[],
                               size_t n, struct error *err)
{
    const struct columns c = of_time(columns, n);

    return create(table, path, &c, err);
}

enum status table_resume_other(struct table *table, const char *path, const char *const columns[],
                               size_t n, size_t n_rows, struct error *err)
{
    const struct columns c = of_time(columns, n);

    return resume(table, path, &c, n_rows, err);
}

enum status table_row(struct table *table, const double values[], struct error *err)
{
    for (size_t i = 0; i < table->n_columns; i++)
        fprintf(table->stream, NUMBER "%c", values[i], i + 1 < table->n_columns ? '\t' : '\n');
    if (fflush(table->stream) != 0 || ferror(table->stream))
        return cannot(table->path, "write", err);
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
    return fclose(stream) != 0 ? cannot(table->path, "write", err) : STATUS_OK;
}
