#ifndef SKYLOOM_LAB_LLG_CASE_PARTS_H
#define SKYLOOM_LAB_LLG_CASE_PARTS_H
#include "lab/llg/case.h"
/* Internal to csim/llg: the keys of a case. A section or list is put together from the parameter
 * tables of the models and of the case. */
enum { CASE_MAX_REQUIRED = 2 };
struct case_part {
    const struct param *params;
    const size_t *n_params;
    size_t offset;    /* of the struct the table speaks of: in the case, or in an item */
    const char *from; /* a key of the table that has ... */
    const char *to;   /* ... this name here; NULL: that is left out */
    const char *require[CASE_MAX_REQUIRED]; /* keys that have no default here */
    bool may_be_unset;                      /* NaN is a value: not given */
    bool none_required;
};

enum { CASE_MAX_PARTS = 3, CASE_MAX_KEYS = 24, CASE_MAX_GROUPS = 24 };
struct case_group {
    const char *name;
    struct case_part part[CASE_MAX_PARTS]; /* ended by one without a table */
    /* lists: */
    size_t offset, item_size, min_items, max_items; /* max_items 0: a section */
    size_t count_offset;
};
extern const struct case_group case_groups[];
extern const size_t case_n_groups;

struct case_keys { /* of one group; offsets are those in the case, in a list those in an item */
    struct param param[CASE_MAX_KEYS];
    bool may_be_unset[CASE_MAX_KEYS];
    size_t n;
};
void llg_case_keys(const struct case_group *group, struct case_keys *keys);
/* Item i of a list; of a section, the case. */
const void *llg_case_item(const struct llg_case *c, const struct case_group *group, size_t i);
size_t llg_case_n_items(const struct llg_case *c, const struct case_group *group);

/* llg_case_check and its parts. Every range is written so that NaN fails. */
struct case_check {
    const struct llg_case *c;
    const char *where;
    struct error *err;
};
#define CASE_BAD(k, ...) error_set((k)->err, STATUS_BAD_CONFIG, "%.200s: " __VA_ARGS__)
/* What acts over time: a setting that would have no effect is a mistake. */
enum status case_check_waveform(const struct case_check *k, const char *what,
                                const struct waveform *w);
enum status case_check_current(const struct case_check *k);

/* Refuses a key that differs from its default, unless its name is among the words of `acting`, each
 * with a space on both sides. */
struct case_unused {
    const char *what;
    const struct param *params;
    size_t n_params;
    const void *value, *otherwise; /* structs that the table speaks of */
    const char *acting, *because;
};
enum status case_check_unused(const struct case_check *k, const struct case_unused *u);
enum status case_check_shape_keys(const struct case_check *k, const char *what,
                                  const struct shape *shape);
extern const struct case_start case_start_default;
extern const struct param case_start_params[], case_start_middle_params[], case_readout_params[];
extern const size_t case_start_n_params, case_start_n_middle_params, case_readout_n_params;
#endif
