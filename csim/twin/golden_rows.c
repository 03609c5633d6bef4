#include "twin/golden_parts.h"
#include "base/simd.h"

SKYLOOM_SIMD void golden_rows_list(const uint64_t *bits, int n_bits, int n_steps,
                                   struct golden_rows *rows)
{
    const int n_words = golden_words(n_bits);
    uint32_t n = 0;

    for (int step = 0; step < n_steps; step++) {
        rows->start[step] = n;
        for (int word = 0; word < n_words; word++) {
            uint64_t left = bits[step * n_words + word];

            for (; left; left &= left - 1)
                rows->row[n++] = (uint16_t)(word * 64 + __builtin_ctzll(left));
        }
    }
    rows->start[n_steps] = n;
}

void golden_put_bits(uint64_t *bits, int at, const uint64_t field[], int n)
{
    for (int done = 0; done < n; done += 64) {
        const int word = (at + done) / 64, shift = (at + done) % 64;
        const uint64_t value = field[done / 64];

        bits[word] |= value << shift;
        if (shift && value >> (64 - shift))
            bits[word + 1] |= value >> (64 - shift);
    }
}
