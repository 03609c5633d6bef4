#ifndef SKYLOOM_MICROMAG_STEPPERS_LARGEST_H
#define SKYLOOM_MICROMAG_STEPPERS_LARGEST_H
#include <stdint.h>
#include "micromag/mesh.h"
/* Internal to models/micromag: the largest size of many reals. Sizes of reals as whole numbers are
 * in the order of the reals, infinity and then NaN above all: their maximum runs in vectors, needs
 * no branch and loses no NaN. */
#ifdef SKYLOOM_DOUBLE
typedef uint64_t real_bits;
#else
typedef uint32_t real_bits;
#endif

union real_size {
    real value;
    real_bits bits;
};

__attribute__((always_inline)) static inline real_bits size_bits(real value)
{
    const union real_size size = {.value = value};

    return size.bits & ((real_bits)-1 >> 1);
}

__attribute__((always_inline)) static inline real_bits larger(real_bits a, real_bits b)
{
    return a > b ? a : b;
}

static inline real size_of_bits(real_bits bits)
{
    const union real_size size = {.bits = bits};

    return size.value;
}
#endif
