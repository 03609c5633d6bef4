#include "crossbar/converter.h"
#include <math.h>

enum status converter_init(struct converter *c, int bits, double lsb_quanta, struct error *err)
{
    const double one = 1 << CONVERTER_SHIFT, least = 1 - 1e-9; /* one quantum, but for rounding */

    if (!(bits >= 2 && bits <= 16))
        return error_set(err, STATUS_BAD_CONFIG, "converter: bits = %d, must be in [2, 16]", bits);
    if (!(lsb_quanta >= least && lsb_quanta <= one))
        return error_set(err, STATUS_BAD_CONFIG,
                         "converter: step of one code = %g conductance quanta, must be in [1, %g]",
                         lsb_quanta, one);
    c->bits = bits;
    c->multiplier = (int32_t)lrint(one / lsb_quanta);
    return STATUS_OK;
}
