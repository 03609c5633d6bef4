#include "check.h"
#include <stdlib.h>
#include "base/philox.h"

/* Known answers of Random123 1.14, tests/kat_vectors: philox 4x32 10 rounds. A domain changes the
 * low key word, so the seed undoes it. */
static void philox_gives_the_published_words(void **state)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } kat[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof kat / sizeof kat[0]; i++) {
        const uint32_t low = kat[i].key[0] ^ PHILOX_TEST * 0x9E3779B9u;
        const uint64_t seed = (uint64_t)kat[i].key[1] << 32 | low;
        const uint32_t *c = kat[i].counter;
        const struct philox_words got = philox(seed, PHILOX_TEST, c[0], c[1], c[2], c[3]);

        assert_memory_equal(got.w, kat[i].out, sizeof got.w);
    }
}

static void lanes_of_a_loop_give_the_same_words(void **state)
{
    static const uint64_t seeds[] = {0, 1, 0x9E3779B97F4A7C15u, UINT64_MAX};
    static const uint64_t first[] = {0, 1000, UINT32_MAX - 63};
    struct philox_words lane[2][64];

    (void)state;
    for (size_t s = 0; s < 4; s++)
        for (size_t f = 0; f < 3; f++) {
            for (uint64_t i = 0; i < 64; i++) {
                lane[0][i] = philox_lane(seeds[s], PHILOX_TEST, first[f] + i, UINT32_MAX, 7, 9);
                lane[1][i] = philox_lane(seeds[s], PHILOX_READ, 5, 0, UINT32_MAX, first[f] + i);
            }
            for (uint32_t i = 0; i < 64; i++) {
                const uint32_t c = (uint32_t)first[f] + i;
                const struct philox_words want[2] = {
                    philox(seeds[s], PHILOX_TEST, c, UINT32_MAX, 7, 9),
                    philox(seeds[s], PHILOX_READ, 5, 0, UINT32_MAX, c)};

                assert_memory_equal(lane[0][i].w, want[0].w, sizeof want[0].w);
                assert_memory_equal(lane[1][i].w, want[1].w, sizeof want[1].w);
            }
        }
}

static void domains_and_seeds_are_independent(void **state)
{
    const struct philox_words a = philox(1, PHILOX_READ, 2, 3, 4, 5);
    const struct philox_words b = philox(1, PHILOX_SPREAD, 2, 3, 4, 5);
    const struct philox_words c = philox(1ull << 32 | 1, PHILOX_READ, 2, 3, 4, 5);

    (void)state;
    assert_memory_not_equal(a.w, b.w, sizeof a.w);
    assert_memory_not_equal(a.w, c.w, sizeof a.w);
}

static void normals_are_midpoint_quantiles(void **state)
{
    (void)state;
    for (int u = 0; u < 65536; u++) {
        const double z = (double)normal_from_bits((uint16_t)u), p = (u + 0.5) / 65536.0;
        const double below = 0.5 * erfc(-z / sqrt(2.0)), above = 0.5 * erfc(z / sqrt(2.0));
        const double tail = u < 32768 ? p : 1.0 - p;

        assert_close(u < 32768 ? below : above, tail, 2e-6); /* z is rounded to float */
    }
}

static void the_normal_table_is_symmetric_with_unit_variance(void **state)
{
    float *table = malloc(65536 * sizeof *table);
    double squares = 0.0;

    (void)state;
    assert_non_null(table);
    normal_table_fill(table);
    for (int u = 0; u < 65536; u++) {
        assert_true(table[u] == -table[65535 - u]);
        assert_true(table[u] == normal_from_bits((uint16_t)u));
        assert_true(u == 0 || table[u] > table[u - 1]);
        squares += (double)table[u] * (double)table[u];
    }
    assert_close(squares / 65536.0, 1.0, 1e-4);
    free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_words),
        cmocka_unit_test(lanes_of_a_loop_give_the_same_words),
        cmocka_unit_test(domains_and_seeds_are_independent),
        cmocka_unit_test(normals_are_midpoint_quantiles),
        cmocka_unit_test(the_normal_table_is_symmetric_with_unit_variance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
