#ifndef SKYLOOM_CONFIG_SCAN_H
#define SKYLOOM_CONFIG_SCAN_H
#include <stddef.h>
#include "config/settings.h"
/* The keys of a YAML text with their lines and values. What is not a plain tree is refused:
 * duplicate keys, a second document, anchors, aliases, tags, endless nesting. */
#define CONFIG_MAX_KEYS 16384 /* 1024 stages of a case with all their keys */

enum config_kind {
    CONFIG_SCALAR,
    CONFIG_MAPPING,
    CONFIG_SEQUENCE, /* of mappings, or empty */
    CONFIG_VALUES    /* a sequence of scalars */
};

struct config_key {
    char path[SETTINGS_PATH]; /* "tile.columns", "state[3].g_mean_S" */
    enum config_kind kind;
    size_t line;    /* from 1 */
    size_t n_items; /* of a sequence of either kind */
    size_t text;    /* where its value begins in the texts of the scan */
};

struct config_scan {
    const char *file;
    struct config_key *keys;
    size_t n;
    char *texts; /* all values, each ends in a NUL */
    size_t n_texts, room;
};

/* text: as read from file. Free with config_scan_free, also after an error. */
enum status config_scan(struct config_scan *scan, const char *file, const unsigned char *text,
                        size_t n, struct error *err);
void config_scan_free(struct config_scan *scan);
const struct config_key *config_scan_find(const struct config_scan *scan, const char *path);
/* Of a scalar; of a sequence of scalars its items, separated by ", ". */
const char *config_scan_text(const struct config_scan *scan, const struct config_key *key);
#endif
