#ifndef SKYLOOM_NET_LIF_H
#define SKYLOOM_NET_LIF_H
#include <stdbool.h>
#include <stdint.h>
/* C twin of rtl/lif_update.v, bit exact. One neuron, one step:
 *   leaked = v - sign(v) ceil(|v| / 2^leak_shift), v without a leak
 *   if refractory count > 0: v' = leaked, count' = count - 1, no spike (input is dropped)
 *   else sum   = saturate(leaked + (acc << gain_shift))           to membrane_bits, signed
 *        spike = sum >= threshold
 *        v'    = spike ? (reset_subtract ? sum - threshold : 0) : sum
 *        count'= spike ? refractory_steps : 0
 * leak_shift s is a time constant of 2^s steps (papers/000 App. B uses 50 ms at 1 ms a step). What
 * leaks is rounded away from zero, so that both signs are alike and a membrane below 2^s goes on to
 * exactly zero, a unit a step; rounded towards zero it would stay there for ever. */
struct lif_params {
    int32_t threshold;        /* 1 .. 2^(membrane_bits-1)-1, in membrane units */
    uint8_t leak_shift;       /* 0 = no leak, 1..15 */
    uint8_t gain_shift;       /* 0..7: fraction bits of the membrane */
    uint8_t refractory_steps; /* 0..15 */
    bool reset_subtract;
    uint8_t membrane_bits; /* 8..28, signed */
};

struct lif_state {
    int32_t v;
    uint8_t refractory;
};

struct lif_result {
    struct lif_state state;
    bool spike;
    bool saturated;
};

struct lif_result lif_update(const struct lif_params *p, struct lif_state s, int32_t acc);
#endif
