#ifndef SKYLOOM_BASE_CLOCK_H
#define SKYLOOM_BASE_CLOCK_H
#include <time.h>
/* Seconds of a clock that never goes back; where it starts means nothing. */
static inline double clock_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
#endif
