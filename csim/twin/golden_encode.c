#include "twin/golden_parts.h"
#include <string.h>
#include "base/philox.h"
#include "base/simd.h"

enum { BLOCK = 16 }; /* inputs per Philox block */

SKYLOOM_SIMD static void compare(const uint8_t random[], const uint8_t pixels[], uint8_t spike[],
                                 int n)
{
    for (int i = 0; i < n; i++)
        spike[i] = random[i] < pixels[i];
}

static void random_block(uint64_t seed, uint32_t image, uint32_t step, uint32_t block,
                         uint8_t random[BLOCK])
{
    const struct philox_words words = philox(seed, PHILOX_INPUT, image, step, block, 0);

    for (int i = 0; i < BLOCK; i++)
        random[i] = (uint8_t)(words.w[i / 4] >> (8 * (i % 4)));
}

static bool any(const uint8_t pixels[], int n)
{
    for (int i = 0; i < n; i++)
        if (pixels[i])
            return true;
    return false;
}

/* Blocks of black pixels never spike: their random numbers are not drawn. Counters make that
 * harmless. */
void golden_encode(const struct golden *g, const uint8_t pixels[], uint32_t image, uint64_t *bits)
{
    const struct program *p = g->program;
    const int n = p->layer[0].n_in, n_words = golden_words(n);

    memset(bits, 0, sizeof *bits * (size_t)n_words * (size_t)p->timesteps);
    for (int first = 0; first < n; first += 64) {
        const int n_here = n - first < 64 ? n - first : 64;
        uint8_t random[64] = {0}, spike[64] = {0};

        if (!any(pixels + first, n_here))
            continue;
        for (int step = 0; step < p->timesteps; step++) {
            for (int at = 0; at < n_here; at += BLOCK) {
                const int left = n_here - at < BLOCK ? n_here - at : BLOCK;

                if (any(pixels + first + at, left))
                    random_block(g->config.input_seed, image, (uint32_t)step,
                                 (uint32_t)((first + at) / BLOCK), random + at);
            }
            compare(random, pixels + first, spike, n_here);
            golden_pack_bits(spike, 1, bits + step * n_words + first / 64);
        }
    }
}
