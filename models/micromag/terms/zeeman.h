#ifndef SKYLOOM_MICROMAG_TERMS_ZEEMAN_H
#define SKYLOOM_MICROMAG_TERMS_ZEEMAN_H
#include <stddef.h>
#include "micromag/waveform.h"
#define MAGNET_REGIONS 256

/* One applied field: everywhere (region -1) or in one region, times a factor of time. */
struct zeeman_source {
    double field_T[3];
    int region;
    struct waveform waveform;
};

struct magnet;
/* The field of region r at a time; region -1: of the sources that act everywhere. */
void zeeman_region_field(const struct magnet *g, double time_s, int region, double field_T[3]);
#endif
