#ifndef SKYLOOM_CONFIG_SET_H
#define SKYLOOM_CONFIG_SET_H
#include <stddef.h>
#include "config/config.h"
/* Keys by their names, for files and for --set. */
const struct param *config_find_param(const struct param *params, size_t n, const char *name);
/* The message for a key that no section has, with the nearest one that exists. */
enum status config_unknown_key(const char *where, const char *key,
                               const struct config_section *sections, size_t n, struct error *err);
#endif
