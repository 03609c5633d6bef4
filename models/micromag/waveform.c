#include "micromag/waveform.h"
#include <math.h>
#include "base/param_table.h"

const struct waveform waveform_default = {
    .kind = WAVEFORM_CONSTANT, .frequency_Hz = 1e9, .width_s = 2e-9, .gap_s = 5e-9, .count = 1};

static const char *const kinds[] = {"constant", "sine", "ramp", "pulses", NULL};

const struct param waveform_params[] = {
    {PARAM_CHOICE(waveform, kind, kinds, "shape over time")},
    {PARAM_NUMBER(waveform, start_s, "s", 0.0, 1.0,
                  "begin of the sine, the ramp or the first pulse")},
    {PARAM_NUMBER(waveform, frequency_Hz, "Hz", 0.0, 1e13, "frequency of the sine")},
    {PARAM_NUMBER(waveform, width_s, "s", 1e-15, 1.0, "length of the ramp or of one pulse")},
    {PARAM_NUMBER(waveform, gap_s, "s", 0.0, 1.0, "pause between two pulses")},
    {PARAM_WHOLE(waveform, count, "", 0, 1e9, "pulses")},
    {PARAM_FLAG(waveform, alternate, "every second pulse has the opposite sign")},
};
const size_t waveform_n_params = sizeof waveform_params / sizeof waveform_params[0];

static double pulses_at(const struct waveform *w, double since_s)
{
    const double period_s = w->width_s + w->gap_s, index = floor(since_s / period_s);

    if (!(since_s >= 0.0) || index >= (double)w->count || since_s - index * period_s >= w->width_s)
        return 0.0;
    return w->alternate && fmod(index, 2.0) != 0.0 ? -1.0 : 1.0;
}

double waveform_at(const struct waveform *w, double time_s)
{
    const double since_s = time_s - w->start_s;

    switch ((enum waveform_kind)w->kind) {
    case WAVEFORM_CONSTANT:
        return 1.0;
    case WAVEFORM_SINE:
        return since_s < 0.0 ? 0.0 : sin(2.0 * M_PI * w->frequency_Hz * since_s);
    case WAVEFORM_RAMP:
        return fmin(fmax(since_s / w->width_s, 0.0), 1.0);
    case WAVEFORM_PULSES:
        return pulses_at(w, since_s);
    }
    return 0.0;
}

double waveform_at_rest(const struct waveform *w, double time_s)
{
    const double hair_s = 1e-12 * time_s; /* instants are sums of durations */
    const double before = waveform_at(w, time_s - hair_s), after = waveform_at(w, time_s + hair_s);

    if (w->kind != WAVEFORM_PULSES)
        return waveform_at(w, time_s);
    return time_s > 0.0 && before == after ? after : 0.0;
}

/* The same sums as the pulse itself uses, tried in order: an edge that rounding puts a hair before
 * time_s must not be returned, or a step of no length would follow. */
static double next_pulse_edge_s(const struct waveform *w, double time_s)
{
    const double period_s = w->width_s + w->gap_s;
    const double guess = floor((time_s - w->start_s) / period_s);

    for (double index = fmax(guess - 1.0, 0.0); index < fmin(guess + 3.0, (double)w->count);
         index++) {
        const double begin_s = w->start_s + index * period_s;

        if (begin_s > time_s)
            return begin_s;
        if (begin_s + w->width_s > time_s)
            return begin_s + w->width_s;
    }
    return time_s < w->start_s && w->count > 0 ? w->start_s : INFINITY;
}

double waveform_next_edge_s(const struct waveform *w, double time_s)
{
    switch ((enum waveform_kind)w->kind) {
    case WAVEFORM_CONSTANT:
        return INFINITY;
    case WAVEFORM_SINE:
        return time_s < w->start_s ? w->start_s : INFINITY;
    case WAVEFORM_RAMP:
        if (time_s < w->start_s)
            return w->start_s;
        return time_s < w->start_s + w->width_s ? w->start_s + w->width_s : INFINITY;
    case WAVEFORM_PULSES:
        return next_pulse_edge_s(w, time_s);
    }
    return INFINITY;
}
