#include "io/dataset.h"
#include "files/file.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IDX_LIMIT ((size_t)1 << 28) /* bytes, unpacked */
#define MAX_ITEMS 4000000
#define MAX_SIDE 1024

const char *const dataset_names[] = {"mnist", "fashion-mnist", NULL};

static const struct {
    const char *name, *folder, *debian;
    const char *how;
    int n_classes;
} sets[] = {
    [DATA_MNIST] =
        {"MNIST", "mnist", NULL,
         "get its four files from https://ossci-datasets.s3.amazonaws.com/mnist/ and set "
         "data.path or SKYLOOM_DATA (holding mnist/)",
         10},
    [DATA_FASHION_MNIST] = {"Fashion-MNIST", "fashion-mnist", "/usr/share/datasets/fashion-mnist",
                            "apt-get install dataset-fashion-mnist, or set data.path", 10},
};

/* dir/stem or dir/stem.gz, whichever is there; "train-images-idx3-ubyte" is
 * "train-images.idx3-ubyte" as well, as some unpack it. */
static int find_in(const char *dir, const char *stem, char out[1024])
{
    static const char *const ends[] = {"", ".gz"};
    const int before = (int)(strrchr(stem, 'i') - stem) - 1; /* of "-idx" */

    for (int i = 0; i < 4; i++) {
        const int n = snprintf(out, 1024, "%s/%.*s%c%s%s", dir, before, stem, i < 2 ? '-' : '.',
                               stem + before + 1, ends[i % 2]);

        if (n < 1024 && access(out, F_OK) == 0)
            return 1;
    }
    return 0;
}

/* A path the user wrote is the only place; else the places in the order of dataset.h. */
static enum status find_dir(int set, const char *path, const char *stem, char dir[1024],
                            struct error *err)
{
    const char *data = getenv("SKYLOOM_DATA");
    char tried[256], candidate[3][512] = {"", "", ""}, file[1024];
    size_t n = 0;

    if (path != NULL && path[0] != '\0') {
        snprintf(candidate[0], sizeof candidate[0], "%s", path);
    } else {
        if (data != NULL && data[0] != '\0')
            snprintf(candidate[0], sizeof candidate[0], "%.400s/%s", data, sets[set].folder);
        if (sets[set].debian != NULL)
            snprintf(candidate[1], sizeof candidate[1], "%s", sets[set].debian);
        snprintf(candidate[2], sizeof candidate[2], "../shared/data/%s", sets[set].folder);
    }
    tried[0] = '\0';
    for (int i = 0; i < 3; i++) {
        if (candidate[i][0] == '\0')
            continue;
        snprintf(dir, 1024, "%.511s", candidate[i]);
        if (find_in(dir, stem, file))
            return STATUS_OK;
        if (n < sizeof tried)
            n += (size_t)snprintf(tried + n, sizeof tried - n, "%s%.100s", n ? ", " : "", dir);
    }
    return error_set(err, STATUS_BAD_FILE, "%s: no %s[.gz] in %s; %s", sets[set].name, stem, tried,
                     sets[set].how);
}

struct idx {
    unsigned char *data; /* whole file */
    size_t n;
    uint32_t dim[3];
    const unsigned char *items;
};

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Header: 0, 0, type 8 (unsigned byte), number of dimensions, then each dimension. */
static enum status idx_parse(struct idx *x, const char *path, int n_dims, struct error *err)
{
    const size_t header = 4 + 4 * (size_t)n_dims;
    const uint32_t magic = 0x800u + (uint32_t)n_dims;
    size_t want = 1;

    if (x->n < header)
        return error_set(err, STATUS_BAD_FILE,
                         "%s: truncated: %zu bytes, the IDX header alone is %zu", path, x->n,
                         header);
    if (big_endian(x->data) != magic)
        return error_set(err, STATUS_BAD_FILE, "%s: wrong magic 0x%08x, must be 0x%08x (IDX%d)",
                         path, big_endian(x->data), magic, n_dims);
    for (int i = 0; i < n_dims; i++) {
        const uint32_t limit = i == 0 ? MAX_ITEMS : MAX_SIDE;

        x->dim[i] = big_endian(x->data + 4 + 4 * i);
        if (x->dim[i] < 1 || x->dim[i] > limit)
            return error_set(err, STATUS_BAD_FILE, "%s: dimension %d = %u, must be in [1, %u]",
                             path, i, x->dim[i], limit);
        want *= x->dim[i];
    }
    if (x->n - header != want)
        return error_set(err, STATUS_BAD_FILE, "%s: %s: %zu bytes of data, the header says %zu",
                         path, x->n - header < want ? "truncated" : "oversized", x->n - header,
                         want);
    x->items = x->data + header;
    return STATUS_OK;
}

static enum status idx_load(struct idx *x, const char *dir, const char *stem, int n_dims,
                            char path[1024], struct error *err)
{
    enum status s;

    *x = (struct idx){0};
    if (!find_in(dir, stem, path))
        return error_set(err, STATUS_BAD_FILE, "%s: no %s or %s.gz there", dir, stem, stem);
    s = file_read_all(path, IDX_LIMIT, &x->data, &x->n, err);
    return s != STATUS_OK ? s : idx_parse(x, path, n_dims, err);
}

static uint8_t *copy_bytes(const unsigned char *from, size_t n)
{
    uint8_t *to = malloc(n);

    return to != NULL ? memcpy(to, from, n) : NULL;
}

static enum status fill(struct dataset *d, const struct idx *images, const struct idx *labels,
                        const char *path, struct error *err)
{
    for (uint32_t i = 0; i < labels->dim[0]; i++)
        if (labels->items[i] >= d->n_classes)
            return error_set(err, STATUS_BAD_FILE, "%s: label %u = %d, must be in [0, %d]", path, i,
                             labels->items[i], d->n_classes - 1);
    if (labels->dim[0] != images->dim[0])
        return error_set(err, STATUS_BAD_FILE, "%s: %u labels for %u images", path, labels->dim[0],
                         images->dim[0]);
    d->n = (int)images->dim[0];
    d->rows = (int)images->dim[1];
    d->cols = (int)images->dim[2];
    d->pixels = copy_bytes(images->items, (size_t)d->n * images->dim[1] * images->dim[2]);
    d->labels = copy_bytes(labels->items, (size_t)d->n);
    if (d->pixels == NULL || d->labels == NULL) {
        dataset_free(d);
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    }
    return STATUS_OK;
}

enum status dataset_load(int set, const char *path, enum dataset_part part, struct dataset *d,
                         struct error *err)
{
    const char *images_stem =
        part == DATASET_TRAIN ? "train-images-idx3-ubyte" : "t10k-images-idx3-ubyte";
    const char *labels_stem =
        part == DATASET_TRAIN ? "train-labels-idx1-ubyte" : "t10k-labels-idx1-ubyte";
    struct idx images = {0}, labels = {0};
    char dir[1024], file[1024];
    enum status s;

    *d = (struct dataset){0};
    if (set < 0 || set >= (int)(sizeof sets / sizeof sets[0]))
        return error_set(err, STATUS_BAD_CONFIG, "data.set = %d, must be in [0, 1]", set);
    s = find_dir(set, path, images_stem, dir, err);
    if (s == STATUS_OK)
        s = idx_load(&images, dir, images_stem, 3, file, err);
    if (s == STATUS_OK)
        s = idx_load(&labels, dir, labels_stem, 1, file, err);
    d->n_classes = sets[set].n_classes;
    if (s == STATUS_OK)
        s = fill(d, &images, &labels, file, err);
    if (s == STATUS_OK)
        snprintf(d->source, sizeof d->source, "%.511s", dir);
    free(images.data);
    free(labels.data);
    return s;
}

void dataset_free(struct dataset *d)
{
    free(d->pixels);
    free(d->labels);
    *d = (struct dataset){0};
}
