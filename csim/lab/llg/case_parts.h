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
#endif
