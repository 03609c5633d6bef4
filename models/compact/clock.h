#ifndef SKYLOOM_COMPACT_CLOCK_H
#define SKYLOOM_COMPACT_CLOCK_H
#include <math.h>
#include "micromag/waveform.h"
/* Internal to models/compact: fixed steps that end at until_s and at every edge of the waveform, so
 * that a current is the same all through a step. */

/* The end of the step that begins at time_s. What is left over before an edge is halved rather than
 * cut, so that no step is a sliver. */
static inline double clock_next_s(double time_s, double step_s, double until_s,
                                  const struct waveform *waveform)
{
    const double end_s = fmin(until_s, waveform_next_edge_s(waveform, time_s));
    const double left_s = end_s - time_s;

    if (left_s <= step_s * (1.0 + 1e-9))
        return end_s;
    return left_s < 2.0 * step_s * (1.0 - 1e-9) ? time_s + 0.5 * left_s : time_s + step_s;
}

/* The waveform's factor during a step: in its middle, away from the jumps. */
static inline double clock_factor(double time_s, double next_s, const struct waveform *waveform)
{
    return waveform_at(waveform, 0.5 * (time_s + next_s));
}
#endif
