#include "check.h"
#include <stdlib.h>
#include "micromag/observe/observe.h"
#include "micromag/observe/skyrmion.h"
#include "micromag_case.h"

/* A core-down skyrmion of radius r about (x, y) cells, wall width w, on a film that is up. */
static void add_skyrmion(struct micromag_case *c, double x, double y, double r, double w)
{
    for (int i = 0; i < c->g.mesh.n_x * c->g.mesh.n_y; i++) {
        const double dx = i % c->g.mesh.n_x + 0.5 - x, dy = i / c->g.mesh.n_x + 0.5 - y;
        const double rho = sqrt(dx * dx + dy * dy) + 1e-9;
        const double theta = 2.0 * atan2(sinh(r / w), sinh(rho / w)); /* pi in the core */

        if (cos(theta) > 0.999)
            continue;
        c->m.x[i] = (real)(-sin(theta) * dx / rho);
        c->m.y[i] = (real)(-sin(theta) * dy / rho);
        c->m.z[i] = (real)cos(theta);
    }
}

static void open_film(struct micromag_case *c)
{
    micromag_case_open(c, (struct mesh){100, 60, 1, 2e-9, 2e-9, 1e-9, 0.0});
    for (size_t i = 0; i < 6000; i++)
        c->region[i] = i % 100 >= 50;
    c->g.region = c->region;
}

static void skyrmions_are_counted_placed_and_measured(void **state)
{
    struct micromag_case c;
    struct skyrmion found[4];
    int32_t *scratch = malloc(2 * 6000 * sizeof *scratch);

    (void)state;
    assert_non_null(scratch);
    open_film(&c);
    add_skyrmion(&c, 25.3, 31.8, 6.0, 2.0);
    add_skyrmion(&c, 70.0, 20.0, 9.5, 2.5);
    c.m.z[50 * 100 + 10] = -1; /* one cell of noise */
    assert_int_equal(skyrmion_find(&skyrmion_default, &c.g, c.m, scratch, found, 4), 2);
    assert_close(found[0].x_m, 140e-9, 2e-3); /* its first row comes first */
    assert_close(found[0].y_m, 40e-9, 2e-3);
    assert_close(found[0].radius_m, 19e-9, 0.01);
    assert_int_equal(found[0].region, 1);
    assert_close(found[1].x_m, 50.6e-9, 2e-3);
    assert_close(found[1].y_m, 63.6e-9, 2e-3);
    assert_close(found[1].radius_m, 12e-9, 0.01);
    assert_int_equal(found[1].region, 0);
    assert_false(found[1].touches_rim);
    assert_int_equal(skyrmion_find(&skyrmion_default, &c.g, c.m, scratch, found, 1), 2);
    for (size_t i = 0; i < 6000; i++) /* the film ends beside the first one found */
        if (i % 100 >= 79)
            c.g.material.saturation_A_per_m[i] = c.m.x[i] = c.m.y[i] = c.m.z[i] = 0;
    assert_int_equal(skyrmion_find(&skyrmion_default, &c.g, c.m, scratch, found, 4), 2);
    assert_true(found[0].touches_rim);
    assert_false(found[1].touches_rim);
    micromag_case_close(&c);
    free(scratch);
}

static void a_skyrmion_has_the_charge_of_its_core(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct micromag_case c;
        double difference, angle;

        open_film(&c);
        add_skyrmion(&c, 50.2, 30.1, 9.0, 5.0);
        for (size_t i = 0; i < 6000; i++)
            c.m.z[i] *= (real)-sign;
        difference = charge_finite_difference(&c.g, c.m, 0);
        angle = charge_berg_luescher(&c.g, c.m, 0);
        if (!(fabs(difference - sign) < 0.015 && fabs(angle - sign) < 0.005))
            fail_msg("Q = %g by differences, %g by angles, want %d", difference, angle, sign);
        micromag_case_close(&c);
    }
}

static void the_junction_conducts_between_parallel_and_antiparallel(void **state)
{
    struct mtj_config mtj = mtj_default;
    struct micromag_case c;
    double mean[3];

    (void)state;
    open_film(&c);
    micromag_case_uniform_m(&c, 0.0, 0.0, 1.0); /* against the fixed layer */
    assert_close(mtj_conductance_S(&mtj, &c.g, c.m), 20e-6, 1e-6);
    micromag_case_uniform_m(&c, 0.0, 0.0, -1.0);
    assert_close(mtj_conductance_S(&mtj, &c.g, c.m), 76e-6, 1e-6);
    micromag_case_uniform_m(&c, 1.0, 0.0, 0.0);
    assert_close(mtj_conductance_S(&mtj, &c.g, c.m), 48e-6, 1e-6);
    micromag_case_uniform_m(&c, 0.0, 0.0, 1.0);
    for (size_t i = 0; i < 6000; i++)
        if (c.region[i] == 1)
            c.m.z[i] = i < 3000 ? -1 : 1; /* half of region 1 is reversed */
    mtj.rule = MTJ_LINEAR;
    mtj.fixed[2] = 1.0;
    mtj.region = 1;
    assert_close(mtj_conductance_S(&mtj, &c.g, c.m), 20e-6 * (1.0 + 2.8 * 0.5), 1e-6);
    mtj.region = 0;
    assert_close(mtj_conductance_S(&mtj, &c.g, c.m), 20e-6, 1e-6);
    observe_mean(&c.g, c.m, 0, -1, mean);
    assert_close(mean[2], 0.5, 1e-6);
    mtj.region = 7; /* of no cell */
    assert_int_equal(observe_mean(&c.g, c.m, -1, 7, mean), 0);
    assert_true(isnan(mtj_conductance_S(&mtj, &c.g, c.m)));
    micromag_case_close(&c);
}

static void the_torque_is_that_of_the_worst_cell(void **state)
{
    struct micromag_case c;

    (void)state;
    open_film(&c);
    c.field_T.x[77] = (real)0.25;
    c.field_T.z[78] = 3;
    assert_close(observe_max_torque_T(&c.g, c.m, c.field_T), 0.25, 1e-6);
    c.field_T.y[5] = (real)NAN;
    assert_true(isnan(observe_max_torque_T(&c.g, c.m, c.field_T)));
    micromag_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skyrmions_are_counted_placed_and_measured),
        cmocka_unit_test(a_skyrmion_has_the_charge_of_its_core),
        cmocka_unit_test(the_junction_conducts_between_parallel_and_antiparallel),
        cmocka_unit_test(the_torque_is_that_of_the_worst_cell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
