#ifndef SKYLOOM_BASE_WATCH_H
#define SKYLOOM_BASE_WATCH_H
#include <stdbool.h>
#include "base/error.h"
/* What a long piece of work tells whoever started it, and how it hears that it shall end. Any
 * member may be NULL, and so may the watch. All calls come from the thread that started the work.
 */
struct watch {
    void (*progress)(void *context, const char *line); /* a line replaces the last; NULL: over */
    void (*report)(void *context, const char *line);   /* to be kept, and to be shown at once */
    void *context;
    const volatile int *stop; /* nonzero: end soon by STATUS_INTERRUPTED, leaving valid files */
};

bool watch_stopped(const struct watch *w);
enum status watch_interrupted(struct error *err); /* STATUS_INTERRUPTED and its usual words */
__attribute__((format(printf, 2, 3))) void watch_progress(const struct watch *w, const char *fmt,
                                                          ...);
void watch_over(const struct watch *w);
__attribute__((format(printf, 2, 3))) void watch_report(const struct watch *w, const char *fmt,
                                                        ...);

/* "demo: 120 of 1000 images, 40 images/s, 22 s left", at most five times a second. */
struct watch_count {
    const struct watch *watch;
    const char *what, *unit;
    int n;
    double start_s, shown_s;
};
struct watch_count watch_count_start(const struct watch *w, const char *what, int n,
                                     const char *unit);
void watch_count_show(struct watch_count *c, int done);
#endif
