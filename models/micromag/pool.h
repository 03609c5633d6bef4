#ifndef SKYLOOM_MICROMAG_POOL_H
#define SKYLOOM_MICROMAG_POOL_H
#include "error.h"
/* Rows split evenly over a few threads: part p of n does [n_rows p / n, n_rows (p + 1) / n). A row
 * function writes only its own rows, so the bytes do not depend on the number of threads. The
 * caller is one of the threads; helpers spin for some microseconds before they sleep. */
#define CREW_MAX_THREADS 16

struct crew;
enum status crew_open(struct crew **crew, int n_threads, struct error *err);
/* crew NULL: all rows in the caller. */
void crew_run(struct crew *crew, void (*rows)(void *context, int begin, int end), void *context,
              int n_rows);
void crew_close(struct crew *crew);
#endif
