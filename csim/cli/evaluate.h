#ifndef SKYLOOM_EVALUATE_H
#define SKYLOOM_EVALUATE_H
#include <stdint.h>
#include "error.h"
#include "io/dataset.h"
#include "net/golden.h"
/* Many images through the golden twin, shared out among threads. Images are independent and
 * ledgers add up in integers, so the answer is the same for any number of threads. */
struct evaluation {
    int n;
    uint32_t first;         /* number of the first image in its set: key of encoder and noise */
    int *winner;            /* [n] */
    uint32_t (*spikes)[64]; /* [n][class] */
    uint64_t *cycles;       /* [n] */
    struct ledger ledger;   /* sum */
    double wall_s;
    int threads;
};

enum status evaluate_golden(const struct golden *g, const struct program *p,
                            const struct dataset *data, uint32_t first, int n, int threads,
                            const char *label, struct evaluation *out, struct error *err);
double evaluation_accuracy(const struct evaluation *e, const struct dataset *data);
void evaluation_free(struct evaluation *e);
/* Arrays for n images. */
enum status evaluation_alloc(struct evaluation *e, uint32_t first, int n, struct error *err);
/* Words of the encoder's output for one image. */
size_t evaluate_input_words(const struct program *p);
#endif
