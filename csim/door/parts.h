#ifndef SKYLOOM_DOOR_PARTS_H
#define SKYLOOM_DOOR_PARTS_H
#include <skyloom.h>
#include "base/error.h"
#include "base/watch.h"
/* The door of include/skyloom.h: handles around the structs of the rooms, one call each. */

/* A status of the rooms for the other side; err NULL: its words are dropped. */
enum skyloom_status door_error(struct skyloom_error *err, enum status status,
                               const struct error *from);
/* A handle of size bytes, zeroed. */
enum status door_alloc(void **handle, size_t size, struct error *err);
/* NULL is the empty name, which nothing has. */
const char *door_name(const char *name);
/* Any of them NaN or infinite is an error: "film: field_T = nan". */
enum status door_check_finite(const double value[], size_t n, const char *name, struct error *err);
/* NULL: one that neither tells nor stops. */
struct watch door_watch(const struct skyloom_watch *watch);
#endif
