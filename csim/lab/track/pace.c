#include "lab/track/pace.h"
#include <stdio.h>
#include "base/clock.h"

void ensemble_pace_show(void *context, int done, double running, int n_trials)
{
    struct ensemble_pace *p = context;
    const double share = (done + running) / n_trials, now_s = clock_now_s();
    char left[48] = "";

    if (p->began_s == 0.0) { /* what was done before this call tells nothing of the pace */
        p->began_s = now_s;
        p->began_share = share;
        return;
    }
    if (share > p->began_share + 1e-4)
        snprintf(left, sizeof left, ", %.0f min left",
                 (now_s - p->began_s) / (share - p->began_share) * (1.0 - share) / 60.0);
    watch_progress(p->watch, "%d of %d %s, %.1f %%%s", done, n_trials, p->what, 100.0 * share,
                   left);
}

/* At once: the other runs may need hours. */
void ensemble_pace_failed(void *context, const struct error *err)
{
    const struct ensemble_pace *p = context;

    watch_report(p->watch, "%s; the other %s go on", err->text, p->what);
}
