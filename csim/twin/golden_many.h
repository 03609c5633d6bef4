#ifndef SKYLOOM_TWIN_GOLDEN_MANY_H
#define SKYLOOM_TWIN_GOLDEN_MANY_H
#include "base/watch.h"
#include "twin/golden.h"
/* Many images on several threads. Images are independent, so out[] is the same at any number of
 * threads. out: [n]. */
struct golden_many {
    const uint8_t *pixels; /* [n][n_in of the first layer] */
    int n;
    uint32_t first_image; /* number of image 0: keys encoder and read noise */
    int n_threads;
    const char *label;         /* of the lines of progress; NULL: none */
    const struct watch *watch; /* may be NULL */
};
enum status golden_run_many(const struct golden *g, const struct golden_many *job,
                            struct golden_image *out, struct error *err);
/* What the converter, geometry and card of a program make of a crossbar; seeds, draw, spread and
 * noise stay off, timing and array stay as they are. The card must outlive the twin. */
enum status golden_config_crossbar(struct golden_config *c, const struct program *p,
                                   const struct device_card *card, struct error *err);
#endif
