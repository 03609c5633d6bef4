#include "net/lif.h"

/* The shift of a negative value is arithmetic in gcc and clang, as in the RTL: it rounds a negative
 * v away from zero, and so does that of -v. */
static int32_t leak(int32_t v, unsigned shift)
{
    if (shift == 0)
        return v;
    return v > 0 ? v + (-v >> shift) : v - (v >> shift);
}

struct lif_result lif_update(const struct lif_params *p, struct lif_state s, int32_t acc)
{
    const int64_t max = ((int64_t)1 << (p->membrane_bits - 1)) - 1, min = -max - 1;
    const int32_t leaked = leak(s.v, p->leak_shift);
    const int64_t wide = leaked + (int64_t)acc * ((int64_t)1 << p->gain_shift);
    const int32_t sum = (int32_t)(wide > max ? max : wide < min ? min : wide);
    struct lif_result r = {.state = {.v = sum}, .saturated = sum != wide};

    if (s.refractory > 0) {
        r.state.v = leaked;
        r.state.refractory = (uint8_t)(s.refractory - 1);
        r.saturated = false;
        return r;
    }
    r.spike = sum >= p->threshold;
    if (r.spike) {
        r.state.v = p->reset_subtract ? sum - p->threshold : 0;
        r.state.refractory = p->refractory_steps;
    }
    return r;
}
