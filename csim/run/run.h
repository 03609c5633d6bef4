#ifndef SKYLOOM_RUN_RUN_H
#define SKYLOOM_RUN_RUN_H
#include "base/watch.h"
#include "map/reference.h"
#include "report/result.h"
#include "run/options.h"
#include "run/weights.h"
/* The room of runs: everything that the command line and other programs can do with a design.
 *
 * Where a design is run: options -> prepared (run/prepare: weights, program) -> executed
 * (run/execute: images through the engines, bills) -> result (report/). Each thing that can be
 * done with a design is one call; mapping is prepare_run, ranges of keys are run/sweep. Knows no
 * command line and prints nothing. watch may be NULL. */

/* Test images through the design. What can be refused is refused before any hours of work. With
 * o->out, result.json and report.html are written there. r: from result_create. On
 * STATUS_MISMATCH, two engines that differ, the result is filled and written all the same. */
enum status run_design(const struct run_options *o, const struct watch *watch, struct run_result *r,
                       struct error *err);

/* The design's weights, read or trained. RUN_MAKE_AGAIN trains whatever is there. */
enum status run_train(const struct run_options *o, const struct watch *watch, struct weights *w,
                      struct error *err);

/* What the network reaches before its weights are rounded, on o->images of the test set. With
 * o->out, reference.tsv is written there. */
enum status run_reference(const struct run_options *o, const struct watch *watch, struct design *d,
                          struct reference *r, struct error *err);
#endif
