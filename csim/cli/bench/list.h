#ifndef SKYLOOM_CLI_BENCH_LIST_H
#define SKYLOOM_CLI_BENCH_LIST_H
#include <jansson.h>
#include "base/error.h"
/* The room of `skyloom bench`: how fast network, solver and particles are.
 *
 * The figures of `skyloom bench`: a list of {name, value, unit, threads}, each printed as it comes.
 * workers: "threads" or "processes", for print. */
void bench_list_add(json_t *list, const char *name, double value, const char *unit, int n_workers,
                    const char *workers);
enum status bench_list_write(json_t *list, const char *path, struct error *err);
#endif
