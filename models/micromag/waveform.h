#ifndef SKYLOOM_MICROMAG_WAVEFORM_H
#define SKYLOOM_MICROMAG_WAVEFORM_H
#include <stdint.h>
#include "base/param.h"
/* A factor over time, for applied fields and currents. */
enum waveform_kind {
    WAVEFORM_CONSTANT, /* 1 */
    WAVEFORM_SINE,     /* sin(2 pi f (t - start)) from start on, 0 before */
    WAVEFORM_RAMP,     /* 0 up to start, 1 from start + width, a line between */
    WAVEFORM_PULSES    /* count pulses of width, gap between them, first at start */
};

struct waveform {
    int kind; /* enum waveform_kind */
    double start_s, frequency_Hz, width_s, gap_s;
    int64_t count;  /* pulses; negative sign is the caller's amplitude */
    bool alternate; /* every second pulse has the opposite sign */
};

extern const struct waveform waveform_default;
extern const struct param waveform_params[];
extern const size_t waveform_n_params;

/* A pulse holds its first instant and not its last. */
double waveform_at(const struct waveform *w, double time_s);
/* The factor that a film at rest settles under at this instant: a pulse that begins or ends there
 * belongs to what runs after or before, and is off. */
double waveform_at_rest(const struct waveform *w, double time_s);
/* The next instant after time_s at which the factor jumps or bends; infinite if there is none. An
 * adaptive step ends there, so that no pulse is stepped over. */
double waveform_next_edge_s(const struct waveform *w, double time_s);
#endif
