#include "io/png.h"
#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything a picture being read holds, in the caller's frame: after libpng's longjmp no local
 * variable of the reading function can be trusted. */
struct reader {
    const char *path;
    FILE *stream;
    png_structp png;
    png_infop info;
    png_bytep rgba;
    png_bytepp rows;
    char message[128];
};

static void on_error(png_structp png, png_const_charp message)
{
    struct reader *r = png_get_error_ptr(png);

    snprintf(r->message, sizeof r->message, "%s", message);
    longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* Lightness by Rec. 601 over white, of the values as stored and not of linear light, as painting
 * programs do it: so an edge that covers half a pixel is half grey however it was written. */
static uint8_t grey_of(const uint8_t rgba[4])
{
    const int grey = (299 * rgba[0] + 587 * rgba[1] + 114 * rgba[2] + 500) / 1000;

    return (uint8_t)((grey * rgba[3] + 255 * (255 - rgba[3]) + 127) / 255);
}

/* Whatever the file has comes out as four times 8 bits. */
static void ask_for_rgba(struct reader *r)
{
    png_set_expand(r->png);
    png_set_scale_16(r->png);
    png_set_gray_to_rgb(r->png);
    png_set_add_alpha(r->png, 255, PNG_FILLER_AFTER);
    png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
}

static enum status make_room(struct reader *r, size_t width, size_t height, struct error *err)
{
    r->rgba = malloc(4 * width * height);
    r->rows = malloc(height * sizeof *r->rows);
    if (r->rgba == NULL || r->rows == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory (%zu x %zu pixels)", r->path,
                         width, height);
    for (size_t y = 0; y < height; y++)
        r->rows[y] = r->rgba + 4 * width * y;
    return STATUS_OK;
}

static enum status read_pixels(struct reader *r, struct error *err)
{
    enum status status;

    if (setjmp(png_jmpbuf(r->png)))
        return error_set(err, STATUS_BAD_FILE, "%s: cannot read as PNG: %s", r->path, r->message);
    png_init_io(r->png, r->stream);
    png_read_info(r->png, r->info);
    status = image_check_size(r->path, png_get_image_width(r->png, r->info),
                              png_get_image_height(r->png, r->info), err);
    if (status != STATUS_OK)
        return status;
    ask_for_rgba(r);
    status = make_room(r, png_get_image_width(r->png, r->info),
                       png_get_image_height(r->png, r->info), err);
    if (status != STATUS_OK)
        return status;
    png_read_image(r->png, r->rows);
    png_read_end(r->png, NULL);
    return STATUS_OK;
}

static enum status read_stream(struct reader *r, struct shape_mask *mask, struct error *err)
{
    enum status status;

    r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
    r->info = r->png != NULL ? png_create_info_struct(r->png) : NULL;
    if (r->info == NULL)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", r->path);
    status = read_pixels(r, err);
    if (status != STATUS_OK)
        return status;
    mask->width = (int)png_get_image_width(r->png, r->info);
    mask->height = (int)png_get_image_height(r->png, r->info);
    for (size_t i = 0; i < (size_t)mask->width * (size_t)mask->height; i++)
        r->rgba[i] = grey_of(r->rgba + 4 * i);
    mask->grey = r->rgba;
    r->rgba = NULL;
    return STATUS_OK;
}

enum status image_read_mask(const char *path, struct shape_mask *mask, struct error *err)
{
    struct reader r = {.path = path, .stream = fopen(path, "rb")};
    enum status status;

    *mask = (struct shape_mask){0};
    if (r.stream == NULL)
        return error_set(err, STATUS_BAD_FILE, "%s: cannot read: %s", path, strerror(errno));
    status = read_stream(&r, mask, err);
    png_destroy_read_struct(&r.png, &r.info, NULL);
    free(r.rows);
    free(r.rgba);
    fclose(r.stream);
    return status;
}

void image_free_mask(struct shape_mask *mask)
{
    free((void *)mask->grey);
    *mask = (struct shape_mask){0};
}
