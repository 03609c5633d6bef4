#ifndef SKYLOOM_RUN_EVALUATE_H
#define SKYLOOM_RUN_EVALUATE_H
#include <stdint.h>
#include "base/error.h"
#include "base/watch.h"
#include "io/dataset.h"
#include "twin/golden.h"
/* Images of a data set through an engine: what each one did, the summed ledger and the wall time.
 */
struct evaluation {
    int n;
    uint32_t first;             /* number of the first image: key of encoder and noise */
    struct golden_image *image; /* [n] */
    struct ledger ledger;       /* sum */
    double wall_s;
    int threads; /* or processes */
};

enum status evaluate_golden(const struct golden *g, const struct dataset *data, uint32_t first,
                            int n, int threads, const char *label, const struct watch *watch,
                            struct evaluation *out, struct error *err);
double evaluation_accuracy(const struct evaluation *e, const struct dataset *data);
enum status evaluation_alloc(struct evaluation *e, uint32_t first, int n, struct error *err);
void evaluation_sum(struct evaluation *e); /* ledger from the images */
void evaluation_free(struct evaluation *e);
#endif
