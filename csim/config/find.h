#ifndef SKYLOOM_CONFIG_FIND_H
#define SKYLOOM_CONFIG_FIND_H
#include "config/settings.h"
/* Keys by their names, for files and for settings one by one. */
/* The section or list that "tile", "tile.columns", "stage[3].kind" begin with; NULL: none. */
const struct settings_section *config_find_section(const struct settings *settings,
                                                   const char *path);
/* The parameter with its offset in the settings, of a list in an item; false: there is none. */
bool config_find_key(const struct settings *settings, const char *path, struct param *p);
/* The message for a key that no section has, with the nearest one that exists. */
enum status config_unknown_key(const struct settings *settings, const char *where, const char *key,
                               struct error *err);
#endif
