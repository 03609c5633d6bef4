#include "base/watch.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include "base/clock.h"

#define SHOW_EVERY_S 0.2

bool watch_stopped(const struct watch *w) { return w && w->stop && *w->stop; }

enum status watch_interrupted(struct error *err)
{
    return error_set(err, STATUS_INTERRUPTED, "interrupted; nothing was left half-written");
}

void watch_progress(const struct watch *w, const char *fmt, ...)
{
    char line[256];
    va_list args;

    if (!w || !w->progress)
        return;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    w->progress(w->context, line);
}

void watch_over(const struct watch *w)
{
    if (w && w->progress)
        w->progress(w->context, NULL);
}

void watch_report(const struct watch *w, const char *fmt, ...)
{
    char line[1024];
    va_list args;

    if (!w || !w->report)
        return;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    w->report(w->context, line);
}

struct watch_count watch_count_start(const struct watch *w, const char *what, int n,
                                     const char *unit)
{
    const double now_s = clock_now_s();

    return (struct watch_count){w, what, unit, n, now_s, now_s};
}

void watch_count_show(struct watch_count *c, int done)
{
    const double now_s = clock_now_s(), rate = done / (now_s - c->start_s + 1e-9);

    if (now_s - c->shown_s < SHOW_EVERY_S)
        return;
    c->shown_s = now_s;
    watch_progress(c->watch, "%s: %d of %d %s, %.3g %s/s, %.0f s left", c->what, done, c->n,
                   c->unit, rate, c->unit, (c->n - done) / (rate + 1e-9));
}
