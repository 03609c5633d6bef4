#include "twin/golden_parts.h"
#include <string.h>
#include "base/simd.h"

/* lif_update for a block of neurons, branch-free. A sum that saturates does so whatever the excess,
 * so the accumulator is first clamped to +-2^membrane_bits membrane units, which saturate from any
 * membrane: the arithmetic then fits 32 bits for every gain. */
struct limits {
    int32_t leak_shift, leak_mask, gain_shift, acc, min, max, threshold, subtract;
};

static struct limits limits_of(const struct lif_params *p)
{
    return (struct limits){.leak_shift = p->leak_shift,
                           .leak_mask = p->leak_shift ? -1 : 0,
                           .gain_shift = p->gain_shift,
                           .acc = 1 << (p->membrane_bits - p->gain_shift),
                           .min = -(1 << (p->membrane_bits - 1)),
                           .max = (1 << (p->membrane_bits - 1)) - 1,
                           .threshold = p->threshold,
                           .subtract = p->reset_subtract ? -1 : 0};
}

/* -(-v >> s) is v / 2^s rounded up, which is away from zero where v is positive. */
static inline int32_t leak(const struct limits *l, int32_t v)
{
    const int32_t down = v >> l->leak_shift, up = -(-v >> l->leak_shift);

    return v - ((v > 0 ? up : down) & l->leak_mask);
}

static inline int32_t integrate(const struct limits *l, int32_t leaked, int32_t acc)
{
    acc = acc > l->acc ? l->acc : acc;
    acc = acc < -l->acc ? -l->acc : acc;
    return leaked + (int32_t)((uint32_t)acc << l->gain_shift);
}

static inline int32_t clamp(const struct limits *l, int32_t sum)
{
    sum = sum > l->max ? l->max : sum;
    return sum < l->min ? l->min : sum;
}

SKYLOOM_SIMD static int32_t step_plain(const struct limits *limits, const int32_t acc[],
                                       int32_t v[], uint8_t spike[], int n)
{
    const struct limits l = *limits;
    int32_t saturations = 0;

    for (int i = 0; i < n; i++) {
        const int32_t sum = integrate(&l, leak(&l, v[i]), acc[i]), kept = clamp(&l, sum);
        const int32_t fired = -(kept >= l.threshold); /* all ones or zero */
        const int32_t after = (kept - l.threshold) & l.subtract;

        saturations += sum != kept;
        v[i] = fired ? after : kept;
        spike[i] = (uint8_t)(fired & 1);
    }
    return saturations;
}

SKYLOOM_SIMD static int32_t step_refractory(const struct limits *limits, int32_t refractory_steps,
                                            const int32_t acc[], int32_t v[], int32_t refractory[],
                                            uint8_t spike[], int n)
{
    const struct limits l = *limits;
    int32_t saturations = 0;

    for (int i = 0; i < n; i++) {
        const int32_t leaked = leak(&l, v[i]);
        const int32_t sum = integrate(&l, leaked, acc[i]), kept = clamp(&l, sum);
        const int32_t count = refractory[i], awake = count == 0;
        const int32_t fired = -(awake & (kept >= l.threshold));
        const int32_t after = (kept - l.threshold) & l.subtract;

        saturations += awake & (sum != kept);
        v[i] = awake ? (fired ? after : kept) : leaked;
        refractory[i] = awake ? refractory_steps & fired : count - 1;
        spike[i] = (uint8_t)(fired & 1);
    }
    return saturations;
}

unsigned golden_lif_step(const struct lif_params *p, const int32_t acc[],
                         const struct golden_neurons *state, int n)
{
    const struct limits limits = limits_of(p);

    memset(state->spike + n, 0, (size_t)(golden_words(n) * 64 - n));
    if (p->refractory_steps)
        return (unsigned)step_refractory(&limits, p->refractory_steps, acc, state->v,
                                         state->refractory, state->spike, n);
    return (unsigned)step_plain(&limits, acc, state->v, state->spike, n);
}

/* Eight bytes of 0 or 1 to eight bits, first byte lowest: the product moves byte i to bit 56 + i.
 */
void golden_pack_bits(const uint8_t spike[], int n_words, uint64_t bits[])
{
    for (int word = 0; word < n_words; word++) {
        uint64_t packed = 0;

        for (int group = 0; group < 8; group++) {
            uint64_t bytes;

            memcpy(&bytes, spike + word * 64 + group * 8, sizeof bytes);
            packed |= (bytes * 0x0102040810204080u >> 56) << (8 * group);
        }
        bits[word] = packed;
    }
}
