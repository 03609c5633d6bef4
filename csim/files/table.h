#ifndef SKYLOOM_FILES_TABLE_H
#define SKYLOOM_FILES_TABLE_H
#include <stddef.h>
#include <stdio.h>
#include "base/error.h"
#include "files/path.h"
/* A table over time as mumax3 and OOMMF users know it: "# t (s)<tab>mx ()<tab>...", one row per
 * line. A row is on the disk's side when table_row returns, so a run that is killed leaves whole
 * rows behind, apart from at most the last one. */
#define TABLE_MAX_COLUMNS 512 /* the time is one */

struct table {
    FILE *stream;
    struct path path;
    size_t n_columns, n_rows; /* n_columns with the time */
};

/* columns: names with units after the time, "E_total (J)"; no tabs. */
enum status table_create(struct table *table, const char *path, const char *const columns[],
                         size_t n_columns, struct error *err);
/* Goes on after the first n_rows rows, as a checkpoint counted them; later rows are cut, since the
 * run makes them again. The header must be the same. */
enum status table_resume(struct table *table, const char *path, const char *const columns[],
                         size_t n_columns, size_t n_rows, struct error *err);
/* values: the time, then those of the columns. */
enum status table_row(struct table *table, const double values[], struct error *err);
/* The number that a reader of the table gets for it. */
double table_as_written(double value);
/* Harmless on a table that is closed or never opened. */
enum status table_close(struct table *table, struct error *err);
#endif
