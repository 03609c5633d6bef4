#ifndef SKYLOOM_CONFIG_VALUE_H
#define SKYLOOM_CONFIG_VALUE_H
#include <stddef.h>
#include "io/config.h"
/* One value from its text, with type and range checked; used for files and for --set alike.
 * where: "designs/a.yaml:12" or "--set"; name: "tile.columns". */
enum status config_value_set(const struct param *p, void *target, const char *text,
                             const char *where, const char *name, struct error *err);
const struct param *config_find_param(const struct param *params, size_t n, const char *name);
/* The message for a key that no section has, with the nearest one that exists. */
enum status config_unknown_key(const char *where, const char *key,
                               const struct config_section *sections, size_t n, struct error *err);
#endif
