#ifndef SKYLOOM_COMPACT_NOISE_H
#define SKYLOOM_COMPACT_NOISE_H
#include "base/philox.h"
/* Internal to models/compact: thermal noise, the same for the same (seed, model, block, step). */
enum noise_model { NOISE_MACROSPIN = 1, NOISE_WALL, NOISE_SKYRMIONS, NOISE_DEATHS };
enum { NOISE_BLOCK = 8 };

static inline void noise_block(int64_t seed, enum noise_model model, uint32_t block, uint64_t step,
                               double normal[NOISE_BLOCK])
{
    const struct philox_words words = philox((uint64_t)seed, PHILOX_COMPACT, block, (uint32_t)model,
                                             (uint32_t)step, (uint32_t)(step >> 32));

    for (int i = 0; i < NOISE_BLOCK / 2; i++) {
        normal[2 * i] = (double)normal_from_bits((uint16_t)(words.w[i] & 0xffff));
        normal[2 * i + 1] = (double)normal_from_bits((uint16_t)(words.w[i] >> 16));
    }
}
#endif
