#ifndef SKYLOOM_COMPACT_COMPACT_H
#define SKYLOOM_COMPACT_COMPACT_H
#include <stddef.h>
#include "base/error.h"
/* What compact models have in common. A state is one struct without pointers that holds its config:
 * a copy of it is a checkpoint, and the caller owns it. The list is for what runs any of them; so
 * far that is tests/test_compact.c. */
enum { COMPACT_MAX_VALUES = 8 };

struct compact_model {
    const char *name;
    size_t size; /* bytes of a state */
    enum status (*check)(const void *state, const char *where, struct error *err);
    enum status (*run)(void *state, double until_s, struct error *err);
    double (*energy_J)(const void *state);
    int n_values;
    const char *const *value_name; /* with units */
    void (*read)(const void *state, double value[COMPACT_MAX_VALUES]);
};
extern const struct compact_model compact_macrospin, compact_wall, compact_skyrmions;
extern const struct compact_model *const compact_models[]; /* all of them, NULL-terminated */
#endif
