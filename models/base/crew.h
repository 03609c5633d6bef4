#ifndef SKYLOOM_BASE_CREW_H
#define SKYLOOM_BASE_CREW_H
#include "base/error.h"
/* Rows shared out to a few threads. Each has its own share in a few chunks, for the sake of its
 * cache, and then takes chunks that others have not begun: a thread that the machine holds up, or
 * that sleeps, is not waited for. A row function writes only its own rows, so the bytes do not
 * depend on who did them. The caller is worker 0; helpers spin for some microseconds before they
 * sleep. */
#define CREW_MAX_THREADS 16

struct crew;
enum status crew_open(struct crew **crew, int n_threads, struct error *err);
/* crew NULL: all rows in the caller. */
void crew_run(struct crew *crew, void (*rows)(void *context, int begin, int end), void *context,
              int n_rows);
/* The same for work with scratch memory for each worker, of which there are at most n_workers. */
void crew_run_workers(struct crew *crew, int n_workers,
                      void (*work)(void *context, int worker, int begin, int end), void *context,
                      int n_rows);
void crew_close(struct crew *crew);
#endif
