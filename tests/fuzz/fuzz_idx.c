#include "fuzz.h"
#include "io/dataset.h"
#include "net/design.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* The first byte says which file of the set the rest is; the other one is good. */
static const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9};
static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 3, 4};

static char dir[] = "/dev/shm/skyloom_fuzz_idx_XXXXXX";

static void put(const char *name, const uint8_t *data, size_t n)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "wb");
    if (f == NULL || fwrite(data, 1, n, f) != n || fclose(f) != 0)
        abort();
}

static void remove_dir(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", dir);
    if (system(command) != 0)
        perror(command);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int ready;
    struct error err = {0};
    struct dataset d;
    const int which = size > 0 ? data[0] & 1 : 0;

    if (!ready && (mkdtemp(dir) == NULL || atexit(remove_dir) != 0))
        abort();
    ready = 1;
    put("t10k-images-idx3-ubyte", which ? images : data + (size > 0),
        which ? sizeof images : size - (size > 0));
    put("t10k-labels-idx1-ubyte", which ? data + 1 : labels, which ? size - 1 : sizeof labels);
    fuzz_check(dataset_load(DATA_MNIST, dir, DATASET_TEST, &d, &err), &err);
    dataset_free(&d);
    return 0;
}
