#include "fuzz.h"
#include "io/png.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static uint32_t big_endian(const uint8_t b[4])
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* With the check sums of its chunks made right, else libpng would look at nothing else. */
static void mend(uint8_t *data, size_t size)
{
    for (size_t at = 8; at + 12 <= size;) {
        const uint32_t n = big_endian(data + at);
        uint32_t sum;

        if (n > size - at - 12)
            return;
        sum = (uint32_t)crc32(0, data + at + 4, n + 4);
        for (int i = 0; i < 4; i++)
            data[at + 8 + n + (size_t)i] = (uint8_t)(sum >> (24 - 8 * i));
        at += n + 12;
    }
}

static void read_one(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct shape_mask mask;
    const enum status s = image_read_mask(fuzz_file(data, size), &mask, &err);
    unsigned sum = 0;

    fuzz_check(s, &err);
    if ((s == STATUS_OK) != (mask.grey != NULL))
        abort();
    for (long i = 0; i < (long)mask.width * mask.height; i++) /* all of it can be read */
        sum += mask.grey[i];
    if (sum > 255u * IMAGE_MAX_PIXELS)
        abort();
    image_free_mask(&mask);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *mended = malloc(size + 1);

    if (mended == NULL)
        abort();
    read_one(data, size);
    memcpy(mended, data, size);
    mend(mended, size);
    read_one(mended, size);
    free(mended);
    return 0;
}
