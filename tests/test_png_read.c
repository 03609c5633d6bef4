#include "check.h"
#include "files/file.h"
#include "io/png.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char path[] = "/tmp/skyloom_test_png_read_XXXXXX";

static int make_file(void **state)
{
    const int fd = mkstemp(path);

    (void)state;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

enum { SIDE = 9 }; /* every pass of an interlaced picture has pixels */

struct kind {
    const char *name;
    int colour, bits, interlace;
};

/* A ramp of nine grey values, row by row one further, as a sample of `bits` bits. */
static unsigned ramp(int x, int y, int bits)
{
    return (unsigned)((x + y) % SIDE) * ((1u << bits) - 1) / (SIDE - 1);
}

static void put_sample(uint8_t *row, int index, int bits, unsigned value)
{
    if (bits == 16) {
        row[2 * index] = (uint8_t)(value >> 8);
        row[2 * index + 1] = (uint8_t)value;
    } else {
        const int bit = index * bits;

        row[bit / 8] |= (uint8_t)(value << (8 - bits - bit % 8));
    }
}

static void fill_rows(const struct kind *k, uint8_t row[SIDE][8 * SIDE])
{
    const int channels = k->colour == PNG_COLOR_TYPE_GRAY || k->colour == PNG_COLOR_TYPE_PALETTE ? 1
                         : k->colour == PNG_COLOR_TYPE_GRAY_ALPHA                                ? 2
                         : k->colour == PNG_COLOR_TYPE_RGB                                       ? 3
                                                           : 4;
    const bool alpha = (k->colour & PNG_COLOR_MASK_ALPHA) != 0;

    memset(row, 0, SIDE * 8 * SIDE);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            for (int c = 0; c < channels; c++) { /* black, more or less opaque */
                const unsigned v = ramp(x, y, k->bits), full = (1u << k->bits) - 1;
                const unsigned sample = !alpha ? v : c == channels - 1 ? full - v : 0;

                put_sample(row[y], x * channels + c, k->bits, sample);
            }
}

/* Palette: entry i is the i-th grey of as many as there are; the last one is clear black. */
static void set_palette(png_structp png, png_infop info, int bits)
{
    png_color colour[16] = {{0}};
    png_byte alpha[16];
    const int n = 1 << bits;

    for (int i = 0; i < n; i++) {
        const png_byte v = (png_byte)(255 * i / (n - 1));

        colour[i] = i < n - 1 ? (png_color){v, v, v} : (png_color){0, 0, 0};
        alpha[i] = i < n - 1 ? 255 : 0;
    }
    png_set_PLTE(png, info, colour, n);
    png_set_tRNS(png, info, alpha, n, NULL);
}

static void write_picture(const struct kind *k)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    FILE *f = fopen(path, "wb");
    uint8_t row[SIDE][8 * SIDE];
    uint8_t *rows[SIDE];

    assert_true(png != NULL && info != NULL && f != NULL);
    fill_rows(k, row);
    for (int y = 0; y < SIDE; y++)
        rows[y] = row[y];
    if (setjmp(png_jmpbuf(png)))
        fail_msg("%s: libpng cannot write it", k->name);
    png_init_io(png, f);
    png_set_IHDR(png, info, SIDE, SIDE, k->bits, k->colour, k->interlace,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (k->colour == PNG_COLOR_TYPE_PALETTE)
        set_palette(png, info, k->bits);
    png_write_info(png, info);
    png_write_image(png, rows);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(f);
}

static const struct kind kinds[] = {
    {"1 bit", PNG_COLOR_TYPE_GRAY, 1, PNG_INTERLACE_NONE},
    {"2 bit, interlaced", PNG_COLOR_TYPE_GRAY, 2, PNG_INTERLACE_ADAM7},
    {"8 bit", PNG_COLOR_TYPE_GRAY, 8, PNG_INTERLACE_NONE},
    {"8 bit, interlaced", PNG_COLOR_TYPE_GRAY, 8, PNG_INTERLACE_ADAM7},
    {"16 bit", PNG_COLOR_TYPE_GRAY, 16, PNG_INTERLACE_NONE},
    {"grey and alpha", PNG_COLOR_TYPE_GRAY_ALPHA, 8, PNG_INTERLACE_NONE},
    {"colours", PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE},
    {"colours, 16 bit, interlaced", PNG_COLOR_TYPE_RGB, 16, PNG_INTERLACE_ADAM7},
    {"colours and alpha", PNG_COLOR_TYPE_RGB_ALPHA, 8, PNG_INTERLACE_ADAM7},
    {"colours and alpha, 16 bit", PNG_COLOR_TYPE_RGB_ALPHA, 16, PNG_INTERLACE_NONE},
    {"palette of 16, one clear", PNG_COLOR_TYPE_PALETTE, 4, PNG_INTERLACE_NONE},
    {"palette of 2, interlaced", PNG_COLOR_TYPE_PALETTE, 1, PNG_INTERLACE_ADAM7},
};

static void every_kind_of_png_is_read_as_grey(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const unsigned full = (1u << kinds[k].bits) - 1;
        struct shape_mask mask;
        struct error err;

        write_picture(&kinds[k]);
        if (image_read_mask(path, &mask, &err) != STATUS_OK)
            fail_msg("%s: %s", kinds[k].name, err.text);
        assert_int_equal(mask.width, SIDE);
        assert_int_equal(mask.height, SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            const int want = (int)(255 * ramp(i % SIDE, i / SIDE, kinds[k].bits) / full);

            if (abs(mask.grey[i] - want) > 1)
                fail_msg("%s: pixel %d is %d, want %d", kinds[k].name, i, mask.grey[i], want);
        }
        image_free_mask(&mask);
        assert_null(mask.grey);
    }
}

static void refuse(const void *data, size_t n, const char *words)
{
    struct shape_mask mask;
    struct error err;
    enum status s;

    assert_int_equal(file_write_all(path, data, n, &err), STATUS_OK);
    s = image_read_mask(path, &mask, &err);
    if (s == STATUS_OK || strstr(err.text, words) == NULL || strncmp(err.text, path, 10) != 0
        || strchr(err.text, '\n') != NULL)
        fail_msg("status %d: '%s' lacks '%s'", (int)s, s == STATUS_OK ? "" : err.text, words);
    assert_null(mask.grey);
}

static void a_picture_that_is_cut_is_refused_at_every_byte(void **state)
{
    unsigned char *data;
    struct error err;
    size_t n;

    (void)state;
    write_picture(&kinds[8]);
    assert_int_equal(file_read_all(path, 1 << 20, &data, &n, &err), STATUS_OK);
    for (size_t k = 0; k < n - 12; k++) /* all but the end mark, which says nothing */
        refuse(data, k, "cannot read as PNG: ");
    for (size_t k = 8; k < n - 12; k += 7) {
        data[k] ^= 0x10;
        refuse(data, n, "");
        data[k] ^= 0x10;
    }
    free(data);
}

static void put_4(uint8_t *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* The first 33 bytes of a picture, which say its size. */
static void make_head(uint8_t head[33], size_t width, size_t height)
{
    static const uint8_t start[33] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x08\0\0\0";

    memcpy(head, start, sizeof start);
    put_4(head + 16, width);
    put_4(head + 20, height);
    put_4(head + 29, crc32(0, head + 12, 17));
}

static void what_is_no_picture_is_refused(void **state)
{
    struct shape_mask mask;
    struct error err;
    uint8_t head[33];

    (void)state;
    refuse("", 0, "cannot read as PNG: Read Error");
    refuse("shape: ellipse\n", 15, "cannot read as PNG: Not a PNG file");
    make_head(head, 32769, 1);
    refuse(head, 33, "Read Error"); /* libpng wants the next chunk first */
    assert_int_equal(image_read_mask("/nonexistent/a.png", &mask, &err), STATUS_BAD_FILE);
    assert_string_equal(err.text, "/nonexistent/a.png: cannot read: No such file or directory");
    assert_int_equal(image_read_mask("/tmp", &mask, &err), STATUS_BAD_FILE);
}

static void a_picture_too_large_is_refused_before_it_is_read(void **state)
{
    static const size_t side[][2] = {{32769, 1}, {1, 32769}, {32768, 2049}, {900000, 900000}};
    uint8_t data[45];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        make_head(data, side[i][0], side[i][1]);
        memcpy(data + 33, "\0\0\0\0IDAT", 8); /* the size is refused before any pixel is read */
        put_4(data + 41, crc32(0, data + 37, 4));
        refuse(data, sizeof data, "must be in [1, 32768] each and at most 67108864 together");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_png_is_read_as_grey),
        cmocka_unit_test(a_picture_that_is_cut_is_refused_at_every_byte),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(a_picture_too_large_is_refused_before_it_is_read),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
