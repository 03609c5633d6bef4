#ifndef SKYLOOM_PNG_H
#define SKYLOOM_PNG_H
#include <stdint.h>
#include "error.h"
#define IMAGE_MAX_SIDE 32768
#define IMAGE_MAX_PIXELS (1 << 26)
/* rgb: [height][width][3], the top row first. Atomic; the same pixels give the same bytes. */
enum status image_write(const char *path, int width, int height, const uint8_t rgb[],
                        struct error *err);
/* STATUS_BAD_CONFIG when a picture is too large to be written. */
enum status image_check_size(const char *path, int64_t width, int64_t height, struct error *err);
#endif
