#ifndef SKYLOOM_TESTS_DEVICE_CASE_H
#define SKYLOOM_TESTS_DEVICE_CASE_H
#include "device/device.h"
/* A row of cells of one kind, as made; tests fail where it cannot be. */
enum { DEVICE_CASE_SEED = 4 };

struct device_case {
    const struct device_kind *kind;
    void *shared;
    unsigned char *cells;
    size_t n;
    struct device_key key;
    struct device_traits traits;
};

struct device_case device_case_begin(const struct device_kind *kind, const void *config, size_t n);
void device_case_end(struct device_case *c);
/* The same pulse for all, and nothing after it. */
void device_case_pulse(struct device_case *c, int polarity, double amplitude_A_per_m2,
                       double width_s);
void device_case_rest(struct device_case *c, double seconds);
double device_case_S(const struct device_case *c, size_t i);
double device_case_J(const struct device_case *c, int polarity);
#endif
