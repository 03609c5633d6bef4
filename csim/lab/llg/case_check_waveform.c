#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "lab/llg/case_parts.h"

/* --- waveforms --- */

/* What acts in which kind. */
static bool acts(int kind, const char *key)
{
    static const char *const keys[] = {
        [WAVEFORM_CONSTANT] = " kind ",
        [WAVEFORM_SINE] = " kind start_s frequency_Hz ",
        [WAVEFORM_RAMP] = " kind start_s width_s ",
        [WAVEFORM_PULSES] = " kind start_s width_s gap_s count alternate ",
    };
    char word[40];

    snprintf(word, sizeof word, " %s ", key);
    return strstr(keys[kind], word) != NULL;
}

/* Whether both have the same there. */
static bool is_same(const struct param *p, const struct waveform *a, const struct waveform *b)
{
    const void *x = (const char *)a + p->offset, *y = (const char *)b + p->offset;

    if (p->type == PARAM_BOOL)
        return *(const bool *)x == *(const bool *)y;
    if (p->type == PARAM_INT)
        return *(const int64_t *)x == *(const int64_t *)y;
    return *(const double *)x == *(const double *)y;
}

enum status case_check_waveform(const struct case_check *k, const char *what,
                                const struct waveform *w)
{
    for (size_t i = 0; i < waveform_n_params; i++) {
        const struct param *p = &waveform_params[i];

        if (!acts(w->kind, p->name) && !is_same(p, w, &waveform_default))
            return CASE_BAD(k, "%s.%s has no effect: waveform is %s", k->where, what, p->name,
                            waveform_params[0].choices[w->kind]);
    }
    if (w->kind == WAVEFORM_SINE && !(w->frequency_Hz > 0.0))
        return CASE_BAD(k, "%s.frequency_Hz = %g Hz, must be > 0 in a sine", k->where, what,
                        w->frequency_Hz);
    if (w->kind == WAVEFORM_PULSES && w->count < 1)
        return CASE_BAD(k, "%s.count = %" PRId64 ", must be >= 1: without pulses nothing acts",
                        k->where, what, w->count);
    return STATUS_OK;
}

/* --- current --- */

enum status case_check_current(const struct case_check *k)
{
    const struct current *current = &k->c->current;
    const double *j = current->zhang_li_A_per_m2;

    if (j[2] != 0.0)
        return CASE_BAD(k,
                        "current.zhang_li_A_per_m2[2] = %g A/m^2, must be 0: it flows in the film",
                        k->where, j[2]);
    if ((j[0] != 0.0 || j[1] != 0.0) && current->zhang_li_polarisation == 0.0)
        return CASE_BAD(k,
                        "current.zhang_li_polarisation = 0, must not be 0 where zhang_li_A_per_m2 "
                        "= [%g, %g, 0] A/m^2",
                        k->where, j[0], j[1]);
    return case_check_waveform(k, "current", &current->waveform);
}
