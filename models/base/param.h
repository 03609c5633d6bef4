#ifndef SKYLOOM_BASE_PARAM_H
#define SKYLOOM_BASE_PARAM_H
#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
/* One line per parameter: loader, range check, --help and docs table all read this. */
enum param_type {
    PARAM_DOUBLE, /* double */
    PARAM_INT,    /* int64_t */
    PARAM_BOOL,   /* bool */
    PARAM_ENUM,   /* int, index into choices */
    PARAM_STRING, /* char[size], NUL-terminated */
    PARAM_VECTOR  /* double[3] */
};

struct param {
    const char *name, *unit, *doc;
    enum param_type type;
    bool required;              /* absent in the file is an error; otherwise the default stays */
    size_t offset;              /* in the config struct */
    size_t size;                /* PARAM_STRING: bytes including the NUL */
    double min, max;            /* PARAM_DOUBLE, PARAM_INT, each of PARAM_VECTOR: inclusive */
    const char *const *choices; /* PARAM_ENUM: NULL-terminated */
};

/* Every value in range, or one line that names where, name, value, unit and range. NaN fails. */
enum status params_check(const struct param *params, size_t n, const void *config,
                         const char *where, struct error *err);
#endif
