#ifndef SKYLOOM_BASE_PHILOX_H
#define SKYLOOM_BASE_PHILOX_H
#include <stdint.h>
/* Counter-based random numbers (Random123 Philox4x32-10): the same words for the same key and
 * counter in any order, on any thread. Each user of randomness has its own domain. */
enum philox_domain {
    PHILOX_INPUT = 1,   /* Bernoulli encoder: counter = (image, step, block of 4 inputs, 0) */
    PHILOX_READ = 2,    /* read noise: (image, step, tile, block of 8 columns) */
    PHILOX_SPREAD = 3,  /* device spread: (draw, tile, word line, block of 4 columns) */
    PHILOX_TRAIN = 4,   /* initial weights, shuffles, dropout, shifts */
    PHILOX_TEST = 5,    /* random programs and stalls in tests */
    PHILOX_THERMAL = 6, /* thermal field: (pair of cells, layer, step low, step high) */
    PHILOX_START = 7,   /* random magnetisation: (cell in its layer, layer, 0, 0) */
    PHILOX_GRAINS = 8,  /* grains of a film: (tile x, tile y, point, layer) */
    PHILOX_COMPACT = 9, /* compact models: (block of 8, model, step low, step high) */
    PHILOX_DEVICE = 10  /* cells: (array, row and column, event of the cell, use) */
};

struct philox_words {
    uint32_t w[4];
};

/* key = (seed low ^ domain * 0x9E3779B9, seed high) */
struct philox_words philox(uint64_t seed, enum philox_domain domain, uint32_t c0, uint32_t c1,
                           uint32_t c2, uint32_t c3);

/* philox() for loops over counters: in 64 bit lanes, so that a product is one multiplication and
 * never moves between lanes, and inline, so that it becomes vector code of its caller's width
 * (simd.h). Words of a counter as in philox(), each below 2^32. */
__attribute__((always_inline)) static inline struct philox_words
philox_lane(uint64_t seed, enum philox_domain domain, uint64_t c0, uint64_t c1, uint64_t c2,
            uint64_t c3)
{
    const uint32_t key_0 = (uint32_t)seed ^ (uint32_t)domain * 0x9E3779B9u;
    const uint32_t key_1 = (uint32_t)(seed >> 32);

#pragma GCC unroll 10
    for (uint32_t round = 0; round < 10; round++) {
        const uint64_t p0 = c0 * 0xD2511F53u, p1 = c2 * 0xCD9E8D57u;

        c0 = (p1 >> 32) ^ c1 ^ (uint32_t)(key_0 + round * 0x9E3779B9u);
        c1 = p1 & 0xFFFFFFFFu;
        c2 = (p0 >> 32) ^ c3 ^ (uint32_t)(key_1 + round * 0xBB67AE85u);
        c3 = p0 & 0xFFFFFFFFu;
    }
    return (struct philox_words){{(uint32_t)c0, (uint32_t)c1, (uint32_t)c2, (uint32_t)c3}};
}

/* Standard normal from 16 uniform bits by a 65536-entry midpoint quantile of N(0,1); pure function
 * of the index: normal_from_bits(u) = Phi^-1((u + 0.5) / 65536) rounded to float. */
float normal_from_bits(uint16_t u);
/* The same as a table of 65536 floats, filled once by the caller's allocation. */
void normal_table_fill(float table[65536]);
#endif
