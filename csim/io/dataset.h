#ifndef SKYLOOM_IO_DATASET_H
#define SKYLOOM_IO_DATASET_H
#include <stdint.h>
#include "base/error.h"
#include "files/path.h"
/* IDX images and labels, plain or .gz, named train-images-idx3-ubyte or train-images.idx3-ubyte. A
 * path the user gave is the only place looked in; else $SKYLOOM_DATA/NAME, Debian's
 * /usr/share/datasets/fashion-mnist, then ../shared/data/NAME from the working directory, NAME
 * being mnist or fashion-mnist. The message of a missing set says how to get it. */
struct dataset {
    int n, rows, cols, n_classes;
    uint8_t *pixels;    /* [n][rows * cols] */
    uint8_t *labels;    /* [n] */
    struct path source; /* folder */
};
enum data_set { DATA_MNIST, DATA_FASHION_MNIST };
extern const char *const dataset_names[]; /* "mnist", ...; NULL-terminated */
enum dataset_part { DATASET_TRAIN, DATASET_TEST };
enum status dataset_load(int set /* enum data_set */, const char *path, enum dataset_part part,
                         struct dataset *d, struct error *err);
struct dataset_hash {
    uint64_t bytes; /* of labels and pixels */
    uint64_t all;   /* and of their numbers: what names a set, wherever it lies */
};
struct dataset_hash dataset_hash(const struct dataset *d);
void dataset_free(struct dataset *d);
#endif
