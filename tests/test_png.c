#include "check.h"
#include "io/field_image.h"
#include "files/file.h"
#include "io/png.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/skyloom_test_png_XXXXXX";

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

/* Two cells wide, three high, two layers: the upper layer is empty but for its last cell. */
static const struct mesh mesh = {
    .n_x = 2, .n_y = 3, .n_z = 2, .cell_x_m = 1e-9, .cell_y_m = 1e-9, .cell_z_m = 1e-9};
static real m_x[12] = {1, -1, 0, 0, 0, 0};
static real m_y[12] = {0, 0, 1, 0, 0, 0, [11] = -1};
static real m_z[12] = {0, 0, 0, 1, -1, 0};
static const struct vector_field m = {m_x, m_y, m_z};

static void read_back(uint8_t *rgb, size_t size, png_uint_32 width, png_uint_32 height)
{
    png_image image = {.version = PNG_IMAGE_VERSION};

    assert_true(png_image_begin_read_from_file(&image, path));
    assert_int_equal(image.width, width);
    assert_int_equal(image.height, height);
    image.format = PNG_FORMAT_RGB;
    assert_true(PNG_IMAGE_SIZE(image) <= size);
    assert_true(png_image_finish_read(&image, NULL, rgb, 0, NULL));
}

static void assert_pixel(const uint8_t rgb[], int red, int green, int blue)
{
    if (rgb[0] != red || rgb[1] != green || rgb[2] != blue)
        fail_msg("pixel %d %d %d, want %d %d %d", rgb[0], rgb[1], rgb[2], red, green, blue);
}

static void pixels_come_back_from_a_png(void **state)
{
    static const uint8_t rgb[2 * 3 * 3] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 4, 5, 6};
    uint8_t got[sizeof rgb];
    unsigned char *first, *second;
    struct error err;
    size_t n, k;

    (void)state;
    assert_int_equal(image_write(path, 3, 2, rgb, &err), STATUS_OK);
    read_back(got, sizeof got, 3, 2);
    assert_memory_equal(got, rgb, sizeof rgb);
    assert_int_equal(file_read_all(path, 1 << 20, &first, &n, &err), STATUS_OK);
    assert_int_equal(image_write(path, 3, 2, rgb, &err), STATUS_OK);
    assert_int_equal(file_read_all(path, 1 << 20, &second, &k, &err), STATUS_OK);
    assert_int_equal(n, k);
    assert_memory_equal(first, second, n);
    free(first);
    free(second);
}

static void a_picture_comes_back_as_it_was_written(void **state)
{
    (void)state;
    static const uint8_t rgb[2 * 3 * 3] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 4, 5, 6};
    struct error err = {0};
    int width, height;
    uint8_t *got;

    assert_int_equal(image_write(path, 2, 3, rgb, &err), STATUS_OK);
    assert_int_equal(image_read(path, &width, &height, &got, &err), STATUS_OK);
    assert_int_equal(width, 2);
    assert_int_equal(height, 3);
    assert_memory_equal(got, rgb, sizeof rgb);
    free(got);
    assert_int_equal(file_write_all(path, "no picture", 10, &err), STATUS_OK);
    assert_int_equal(image_read(path, &width, &height, &got, &err), STATUS_BAD_FILE);
    assert_null(got);
}

static void mz_is_red_up_blue_down_white_between(void **state)
{
    const struct image_options options = {IMAGE_MZ, .layer = 0, .zoom = 1};
    uint8_t rgb[18];

    (void)state;
    image_render_field(&mesh, m, &options, rgb); /* y = 2 is the first row */
    assert_pixel(rgb + 0, 33, 102, 172);
    assert_pixel(rgb + 3, 128, 128, 128);
    assert_pixel(rgb + 6, 247, 247, 247);
    assert_pixel(rgb + 9, 178, 24, 43);
    assert_pixel(rgb + 12, 247, 247, 247);
}

static void the_hue_is_the_angle_in_the_plane(void **state)
{
    const struct image_options options = {IMAGE_IN_PLANE, .layer = 0, .zoom = 1};
    uint8_t rgb[18];

    (void)state;
    image_render_field(&mesh, m, &options, rgb);
    assert_pixel(rgb + 0, 0, 0, 0);       /* -z */
    assert_pixel(rgb + 9, 255, 255, 255); /* +z */
    assert_pixel(rgb + 12, 255, 0, 0);    /* +x */
    assert_pixel(rgb + 15, 0, 255, 255);  /* -x */
    assert_pixel(rgb + 6, 128, 255, 0);   /* +y, 90 degrees */
    assert_pixel(rgb + 3, 128, 128, 128); /* empty */
}

static void a_layer_is_zoomed_by_whole_pixels(void **state)
{
    const struct image_options options = {IMAGE_IN_PLANE, .layer = 1, .zoom = 3};
    uint8_t rgb[3 * 6 * 9];
    struct error err;

    (void)state;
    assert_int_equal(image_write_field(path, &mesh, m, &options, &err), STATUS_OK);
    read_back(rgb, sizeof rgb, 6, 9);
    for (int y = 0; y < 9; y++)
        for (int x = 0; x < 6; x++)
            if (y < 3 && x >= 3)
                assert_pixel(rgb + 3 * (6 * y + x), 128, 0, 255); /* -y, 270 degrees */
            else
                assert_pixel(rgb + 3 * (6 * y + x), 128, 128, 128);
}

/* A picture is drawn of a run that went wrong, too. */
static void nan_and_overlong_vectors_are_drawn(void **state)
{
    const struct mesh one = {.n_x = 4, .n_y = 1, .n_z = 1};
    real x[] = {(real)NAN, (real)INFINITY, 3, 0}, y[] = {0, 1, (real)-INFINITY, 0};
    real z[] = {0, (real)NAN, -7, 5};
    uint8_t rgb[12];

    (void)state;
    for (int colours = IMAGE_MZ; colours <= IMAGE_IN_PLANE; colours++) {
        const struct image_options options = {(enum image_colours)colours, 0, 1};

        image_render_field(&one, (struct vector_field){x, y, z}, &options, rgb);
        assert_pixel(rgb, 128, 128, 128);
        assert_pixel(rgb + 3, 128, 128, 128);
    }
    assert_pixel(rgb + 6, 0, 0, 0);
    assert_pixel(rgb + 9, 255, 255, 255);
}

static void bad_options_and_unwritable_files_are_errors(void **state)
{
    static const struct image_options bad[] = {
        {IMAGE_MZ, -1, 1}, {IMAGE_MZ, 2, 1}, {IMAGE_MZ, 0, 0}, {IMAGE_MZ, 0, 65}};
    static const struct image_options good = {IMAGE_MZ, 0, 2};
    const struct mesh wide = {.n_x = 16385, .n_y = 1, .n_z = 1};
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(image_write_field(path, &mesh, m, &bad[i], &err), STATUS_BAD_CONFIG);
    assert_int_equal(image_write_field(path, &wide, m, &good, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "picture of 32770 x 2 pixels, must be in [1, 32768]"));
    assert_int_equal(image_write_field("/dev/full", &mesh, m, &good, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "/dev/full: cannot write: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_come_back_from_a_png),
        cmocka_unit_test(a_picture_comes_back_as_it_was_written),
        cmocka_unit_test(mz_is_red_up_blue_down_white_between),
        cmocka_unit_test(the_hue_is_the_angle_in_the_plane),
        cmocka_unit_test(a_layer_is_zoomed_by_whole_pixels),
        cmocka_unit_test(nan_and_overlong_vectors_are_drawn),
        cmocka_unit_test(bad_options_and_unwritable_files_are_errors),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
