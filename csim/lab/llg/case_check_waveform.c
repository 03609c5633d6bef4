#include <inttypes.h>
#include <stdio.h>
#include "lab/llg/case_parts.h"

/* --- waveforms --- */

enum status case_check_waveform(const struct case_check *k, const char *what,
                                const struct waveform *w)
{
    static const char *const acting[] = {
        [WAVEFORM_CONSTANT] = " kind ",
        [WAVEFORM_SINE] = " kind start_s frequency_Hz ",
        [WAVEFORM_RAMP] = " kind start_s width_s ",
        [WAVEFORM_PULSES] = " kind start_s width_s gap_s count alternate ",
    };
    char because[64];
    enum status status;

    snprintf(because, sizeof because, "waveform is %s", waveform_params[0].choices[w->kind]);
    status =
        case_check_unused(k, &(struct case_unused){what, waveform_params, waveform_n_params, w,
                                                   &waveform_default, acting[w->kind], because});
    if (status != STATUS_OK)
        return status;
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
