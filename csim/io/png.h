#ifndef SKYLOOM_IO_PNG_H
#define SKYLOOM_IO_PNG_H
#include <stdint.h>
#include "base/error.h"
#include "micromag/shape.h"
#define IMAGE_MAX_SIDE 32768
#define IMAGE_MAX_PIXELS (1 << 26)
/* rgb: [height][width][3], the top row first. Atomic; the same pixels give the same bytes. */
enum status image_write(const char *path, int width, int height, const uint8_t rgb[],
                        struct error *err);
/* Any PNG as 8 bits of red, green and blue, as image_write takes them. The caller frees rgb. */
enum status image_read(const char *path, int *width, int *height, uint8_t **rgb, struct error *err);
/* STATUS_BAD_CONFIG when a picture is too large to be written. */
enum status image_check_size(const char *path, int64_t width, int64_t height, struct error *err);
/* Any PNG as 8 bits of grey: colour by its lightness, transparency over white. The caller frees. */
enum status image_read_mask(const char *path, struct shape_mask *mask, struct error *err);
void image_free_mask(struct shape_mask *mask); /* harmless on a zeroed one */
#endif
