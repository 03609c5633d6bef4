#ifndef SKYLOOM_BASE_MOMENTS_H
#define SKYLOOM_BASE_MOMENTS_H
#include <math.h>
/* Mean and spread of numbers that come one by one (B. Welford); {0} has seen none. */
struct moments {
    int n;
    double mean, square; /* sum of squares about the mean */
};

static inline void moments_add(struct moments *m, double value)
{
    const double off = value - m->mean;

    m->n++;
    m->mean += off / m->n;
    m->square += off * (value - m->mean);
}

/* Standard deviation, over n - 1. Of one number it is written as 0: tables give n beside it. */
static inline double moments_sd(const struct moments *m)
{
    return m->n > 1 ? sqrt(m->square / (m->n - 1)) : 0.0;
}

/* Standard error of the mean; 0 as well where n is 1. */
static inline double moments_error(const struct moments *m)
{
    return m->n > 1 ? moments_sd(m) / sqrt(m->n) : 0.0;
}
#endif
