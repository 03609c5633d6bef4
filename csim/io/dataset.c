#include "io/dataset.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"

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
static enum status find_in(const char *folder, const char *stem, struct path *file, bool *found,
                           struct error *err)
{
    static const char *const ends[] = {"", ".gz"};
    const int before = (int)(strrchr(stem, 'i') - stem) - 1; /* of "-idx" */

    *found = false;
    for (int i = 0; i < 4 && !*found; i++) {
        const enum status status = path_join(file, err, folder, "%.*s%c%s%s", before, stem,
                                             i < 2 ? '-' : '.', stem + before + 1, ends[i % 2]);

        if (status != STATUS_OK)
            return status;
        *found = access(file->text, F_OK) == 0;
    }
    return STATUS_OK;
}

enum { PLACES = 3 };
/* "": no such place. */
static enum status list_places(int set, const char *path, struct path place[PLACES],
                               struct error *err)
{
    const char *data = getenv("SKYLOOM_DATA");
    enum status status = STATUS_OK;

    for (int i = 0; i < PLACES; i++)
        place[i].text[0] = '\0';
    if (path != NULL && path[0] != '\0')
        return path_set(&place[0], err, "%s", path);
    if (data != NULL && data[0] != '\0')
        status = path_join(&place[0], err, data, "%s", sets[set].folder);
    if (status == STATUS_OK && sets[set].debian != NULL)
        status = path_set(&place[1], err, "%s", sets[set].debian);
    if (status == STATUS_OK)
        status = path_join(&place[2], err, "../shared/data", "%s", sets[set].folder);
    return status;
}

/* A path the user wrote is the only place; else the places in the order of dataset.h. */
static enum status find_folder(int set, const char *path, const char *stem, struct path *folder,
                               struct error *err)
{
    struct path place[PLACES], file;
    enum status status = list_places(set, path, place, err);
    char tried[256] = ""; /* of a message */
    bool found = false;
    size_t n = 0;

    for (int i = 0; i < PLACES && status == STATUS_OK; i++) {
        *folder = place[i];
        if (folder->text[0] == '\0')
            continue;
        status = find_in(folder->text, stem, &file, &found, err);
        if (found)
            return STATUS_OK;
        if (n < sizeof tried)
            n += (size_t)snprintf(tried + n, sizeof tried - n, "%s%.100s", n ? ", " : "",
                                  folder->text);
    }
    if (status != STATUS_OK)
        return status;
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

static enum status idx_load(struct idx *x, const char *folder, const char *stem, int n_dims,
                            struct path *file, struct error *err)
{
    bool found;
    enum status status = find_in(folder, stem, file, &found, err);

    *x = (struct idx){0};
    if (status != STATUS_OK)
        return status;
    if (!found)
        return error_set(err, STATUS_BAD_FILE, "%s: no %s or %s.gz there", folder, stem, stem);
    status = file_read_all(file->text, IDX_LIMIT, &x->data, &x->n, err);
    return status != STATUS_OK ? status : idx_parse(x, file->text, n_dims, err);
}

/* The items of a file, in its own memory: every run reads 47 MB of them to know its weights. */
static uint8_t *take_items(struct idx *x, size_t n)
{
    uint8_t *items = memmove(x->data, x->items, n);

    x->data = NULL;
    return items;
}

static enum status fill(struct dataset *d, struct idx *images, struct idx *labels, const char *path,
                        struct error *err)
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
    d->pixels = take_items(images, (size_t)d->n * images->dim[1] * images->dim[2]);
    d->labels = take_items(labels, (size_t)d->n);
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
    struct path file;
    enum status status;

    *d = (struct dataset){0};
    if (set < 0 || set >= (int)(sizeof sets / sizeof sets[0]))
        return error_set(err, STATUS_BAD_CONFIG, "data.set = %d, must be in [0, 1]", set);
    status = find_folder(set, path, images_stem, &d->source, err);
    if (status == STATUS_OK)
        status = idx_load(&images, d->source.text, images_stem, 3, &file, err);
    if (status == STATUS_OK)
        status = idx_load(&labels, d->source.text, labels_stem, 1, &file, err);
    d->n_classes = sets[set].n_classes;
    if (status == STATUS_OK)
        status = fill(d, &images, &labels, file.text, err);
    free(images.data);
    free(labels.data);
    return status;
}

void dataset_free(struct dataset *d)
{
    free(d->pixels);
    free(d->labels);
    *d = (struct dataset){0};
}

struct dataset_hash dataset_hash(const struct dataset *d)
{
    const size_t n = (size_t)d->n;
    const int shape[] = {d->n, d->rows, d->cols, d->n_classes};
    const uint64_t labels = hash_fnv1a(HASH_START, d->labels, n);
    const uint64_t bytes = hash_fnv1a(labels, d->pixels, n * (size_t)(d->rows * d->cols));

    return (struct dataset_hash){bytes, hash_fnv1a(bytes, shape, sizeof shape)};
}
