#ifndef SKYLOOM_TABLE_H
#define SKYLOOM_TABLE_H
#include <stddef.h>
#include <stdio.h>
#include "error.h"
/* table.txt as mumax3 and OOMMF users know it: "# t (s)<tab>mx ()<tab>my ()<tab>mz ()", then more
 * columns, one row per line. A row is on the disk's side when table_row returns, so a run that is
 * killed leaves whole rows behind, apart from at most the last one. */
#define TABLE_FIXED_COLUMNS 4
#define TABLE_MAX_COLUMNS 512

struct table {
    FILE *stream;
    char path[1024];
    size_t n_columns, n_rows;
};

/* more: names with units after the first four, "E_total (J)"; no tabs. */
enum status table_create(struct table *table, const char *path, const char *const more[],
                         size_t n_more, struct error *err);
/* Goes on after the first n_rows rows, as a checkpoint counted them; later rows are cut, since the
 * run makes them again. The header must be the same. */
enum status table_resume(struct table *table, const char *path, const char *const more[],
                         size_t n_more, size_t n_rows, struct error *err);
/* The same for another table over time: after "# t (s)" come only the columns given. */
enum status table_create_other(struct table *table, const char *path, const char *const columns[],
                               size_t n, struct error *err);
enum status table_resume_other(struct table *table, const char *path, const char *const columns[],
                               size_t n, size_t n_rows, struct error *err);
enum status table_row(struct table *table, const double values[], struct error *err);
/* The number that a reader of the table gets for it. */
double table_as_written(double value);
/* Harmless on a table that is closed or never opened. */
enum status table_close(struct table *table, struct error *err);
#endif
