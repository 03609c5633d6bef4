#ifndef SKYLOOM_LAB_LLG_CASE_PARTS_H
#define SKYLOOM_LAB_LLG_CASE_PARTS_H
#include "lab/llg/case.h"
/* Internal to the cases of csim/lab/llg: their keys, put together from the parameter tables of the
 * models and of the case, and the parts of the check. */
extern const struct settings_section case_sections[];
extern const size_t case_n_sections;

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
