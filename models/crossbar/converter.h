#ifndef SKYLOOM_CROSSBAR_CONVERTER_H
#define SKYLOOM_CROSSBAR_CONVERTER_H
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
/* Column converter, fully specified in integers.
 *   sum:  column current in conductance quanta (signed), |sum| first clamped to
 *         CONVERTER_INPUT_LIMIT
 *   code: clamp(floor((sum * multiplier + 2^13) / 2^14), -2^(bits-1), 2^(bits-1) - 1)
 * that is mid-tread, round half up, one code = 2^14 / multiplier quanta. */
#define CONVERTER_SHIFT 14
#define CONVERTER_INPUT_LIMIT 131071

struct converter {
    int bits;           /* 2..16, signed code */
    int32_t multiplier; /* 1..16384 */
};

/* Nearest multiplier for the wanted step of one code, in quanta (>= 1, <= 16384). */
enum status converter_init(struct converter *c, int bits, double lsb_quanta, struct error *err);

static inline int32_t converter_code(const struct converter *c, int32_t sum)
{
    const int32_t max = (1 << (c->bits - 1)) - 1, min = -max - 1;
    int32_t code;

    sum = sum > CONVERTER_INPUT_LIMIT ? CONVERTER_INPUT_LIMIT : sum;
    sum = sum < -CONVERTER_INPUT_LIMIT ? -CONVERTER_INPUT_LIMIT : sum;
    code = (sum * c->multiplier + (1 << (CONVERTER_SHIFT - 1))) >> CONVERTER_SHIFT;
    return code > max ? max : code < min ? min : code;
}

/* Is a code at either end of the range? What lies beyond was clipped to it. */
static inline bool converter_at_end(const struct converter *c, int32_t code)
{
    return (code < 0 ? ~code : code) == (1 << (c->bits - 1)) - 1;
}
#endif
