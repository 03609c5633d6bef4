#ifndef SKYLOOM_RUN_SWEEP_H
#define SKYLOOM_RUN_SWEEP_H
#include "base/watch.h"
#include "report/sweep_table.h"
#include "run/execute.h"
#include "run/options.h"
#include "run/prepare.h"
/* A design over all values of one key, or all pairs of values of two. */
struct sweep_options {
    struct run_options run;   /* of each point; out, which is needed, gets the tables */
    const char *const *range; /* [n_range] "key=first:last:step" or "key=v1,v2,..." */
    int n_range;              /* 1 or 2 */
    void (*row)(void *context, const struct sweep *s, const struct sweep_row *row); /* or NULL */
    void *context;
};

/* out/sweep.tsv, sweep.json, figure.gp and, where gnuplot is there, figure.svg and figure.png.
 * Finished points are kept in out/points: after a stop the same call goes on. Free s by sweep_free,
 * whatever is returned; it is not to be copied. */
enum status sweep_run(const struct sweep_options *o, const struct watch *watch, struct sweep *s,
                      struct error *err);
void sweep_free(struct sweep *s);
/* What names a finished point: over design, program, cards, prices, test images (dataset_hash) and
 * options, where they are not the default; no path is in it. */
uint64_t sweep_point_hash(const struct run_options *o, const struct prepared *p,
                          const struct execute_prices *price, uint64_t test_hash);
#endif
