#include "check.h"
#include <math.h>
#include <stdlib.h>
#include "lab/characterise/parts.h"
#include "base/philox.h"

/* Rests made up by hand: 200 devices, two cycles, three rests of each of two counts in a cycle. */
enum { DEVICES = 200, RESTS = 3 };

struct made_up {
    struct synapse device;
    struct characterise c;
    struct draw *draws;
    struct characterised out;
};

static double sign_of(int device, int cycle)
{
    return philox(1, PHILOX_TEST, (uint32_t)device, (uint32_t)cycle, 0, 0).w[0] % 2 == 0 ? 1.0
                                                                                         : -1.0;
}

/* A device reads of_device off in all its rests, and of_cycle off in those of one cycle. */
static struct made_up make_up(double of_device, double of_cycle)
{
    struct made_up m = {.device = synapse_default, .draws = calloc(DEVICES, sizeof(struct draw))};

    assert_non_null(m.draws);
    m.c.draws = DEVICES;
    m.c.spot.crowd_area_m2 = 1e-15;
    for (int i = 0; i < DEVICES; i++)
        for (int cycle = 0; cycle < 2; cycle++)
            for (int k = 0; k < 2 * RESTS; k++) {
                struct draw_level *l = &m.draws[i].level[m.draws[i].n_levels++];

                l->cycle = cycle;
                l->count = 2 + 2 * (k % 2);
                l->mean = l->count + of_device * sign_of(i, 7) + of_cycle * sign_of(i, cycle);
                l->later_mean = l->mean;
            }
    return m;
}

static void take(struct made_up *m)
{
    m->c.synapse = &m->device;
    characterise_take_levels(&m->c, m->draws, &m->out);
    free(m->draws);
    assert_int_equal(m->out.n_levels, 2);
}

static double unit_S(const struct made_up *m)
{
    const struct synapse_readout *r = &m->device.readout;

    return r->conductance_S * r->tmr * 1e-15 / ((r->to_m - r->from_m) * m->device.track.width_m);
}

static void what_devices_keep_is_spread_and_the_rest_is_programming(void **state)
{
    struct made_up m = make_up(0.2, 0.1);

    (void)state;
    take(&m);
    for (int i = 0; i < 2; i++) {
        assert_close(m.out.level[i].spread_S, 0.2 * unit_S(&m), 0.1);
        assert_close(m.out.level[i].programming_S, 0.1 * unit_S(&m), 0.2);
        assert_close(characterise_deviation_S(&m.out.level[i]),
                     hypot(m.out.level[i].spread_S, m.out.level[i].programming_S), 1e-12);
    }
    assert_close(m.out.kept_part.correlation, 0.8, 0.1);
}

/* Rests of one cycle are alike, which is no sign of the device. */
static void devices_that_differ_by_chance_have_no_spread(void **state)
{
    struct made_up m = make_up(0.0, 0.1);

    (void)state;
    take(&m);
    assert_int_equal(m.out.kept_part.pairs, DEVICES);
    assert_true(fabs(m.out.kept_part.correlation) < 2.0 * m.out.kept_part.error);
    assert_true(m.out.level[0].spread_S == 0.0);
    assert_close(m.out.level[0].programming_S, 0.1 * unit_S(&m), 0.02);
}

static void one_cycle_cannot_tell(void **state)
{
    struct made_up m = make_up(0.2, 0.0);

    (void)state;
    m.device.characterise.cycles = 1;
    take(&m);
    assert_int_equal(m.out.kept_part.pairs, 0);
    assert_true(m.out.level[0].spread_S == 0.0);
    assert_close(m.out.level[0].programming_S, 0.2 * unit_S(&m), 0.02);
}

static void a_count_that_is_passed_through_is_no_level(void **state)
{
    struct made_up m = make_up(0.0, 0.1);

    (void)state;
    for (int i = 0; i < 5; i++)
        m.draws[i].level[0].count = 3;
    take(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_devices_keep_is_spread_and_the_rest_is_programming),
        cmocka_unit_test(devices_that_differ_by_chance_have_no_spread),
        cmocka_unit_test(one_cycle_cannot_tell),
        cmocka_unit_test(a_count_that_is_passed_through_is_no_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
