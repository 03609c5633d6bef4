#include "io/png.h"
#include <png.h>
#include <stdlib.h>
#include "files/file.h"

enum status image_check_size(const char *path, int64_t width, int64_t height, struct error *err)
{
    if (width < 1 || width > IMAGE_MAX_SIDE || height < 1 || height > IMAGE_MAX_SIDE
        || width * height > IMAGE_MAX_PIXELS)
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: picture of %lld x %lld pixels, must be in [1, %d] each and at most "
                         "%d together",
                         path, (long long)width, (long long)height, IMAGE_MAX_SIDE,
                         IMAGE_MAX_PIXELS);
    return STATUS_OK;
}

enum status image_write(const char *path, int width, int height, const uint8_t rgb[],
                        struct error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION, .format = PNG_FORMAT_RGB};
    struct file_out f;
    enum status status = image_check_size(path, width, height, err);

    if (status == STATUS_OK)
        status = file_out_open(&f, path, err);
    if (status != STATUS_OK)
        return status;
    image.width = (png_uint_32)width;
    image.height = (png_uint_32)height;
    if (!png_image_write_to_stdio(&image, f.stream, 0, rgb, 0, NULL)) {
        file_out_abandon(&f);
        return error_set(err, STATUS_BAD_FILE, "%s: cannot write: %s", path, image.message);
    }
    return file_out_commit(&f, err);
}

enum status image_read(const char *path, int *width, int *height, uint8_t **rgb, struct error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    enum status status;

    *rgb = NULL;
    if (!png_image_begin_read_from_file(&image, path))
        return error_set(err, STATUS_BAD_FILE, "%s: cannot read as PNG: %s", path, image.message);
    image.format = PNG_FORMAT_RGB;
    status = image_check_size(path, image.width, image.height, err);
    if (status == STATUS_OK) {
        *rgb = malloc(PNG_IMAGE_SIZE(image));
        if (*rgb == NULL)
            status = error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
        else if (!png_image_finish_read(&image, NULL, *rgb, 0, NULL))
            status =
                error_set(err, STATUS_BAD_FILE, "%s: cannot read as PNG: %s", path, image.message);
    }
    png_image_free(&image);
    *width = (int)image.width;
    *height = (int)image.height;
    if (status == STATUS_OK)
        return STATUS_OK;
    free(*rgb);
    *rgb = NULL;
    return status;
}
