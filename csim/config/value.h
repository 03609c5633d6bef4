#ifndef SKYLOOM_CONFIG_VALUE_H
#define SKYLOOM_CONFIG_VALUE_H
#include "config/settings.h"
/* One value from its text, with type and range checked; used for files and for settings one by one
 * alike. where: "designs/a.yaml:12" or "design"; name: "tile.columns". */
enum status config_value_set(const struct param *p, void *target, const char *text,
                             const char *where, const char *name, struct error *err);
#endif
