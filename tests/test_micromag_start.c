#include "check.h"
#include <string.h>
#include "micromag/observe/observe.h"
#include "micromag/observe/skyrmion.h"
#include "micromag/start.h"
#include "micromag_case.h"

static const struct mesh plane = {100, 100, 1, 2e-9, 2e-9, 1e-9, 0.0};
static const struct mesh stack = {30, 20, 3, 2e-9, 2e-9, 1e-9, 2e-9};

static void assert_unit_vectors(const struct micromag_case *c)
{
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++) {
        const double x = (double)c->m.x[i], y = (double)c->m.y[i], z = (double)c->m.z[i];
        const bool empty = !(c->g.material.saturation_A_per_m[i] > 0);

        assert_true(fabs(sqrt(x * x + y * y + z * z) - (empty ? 0.0 : 1.0)) < 1e-6);
    }
}

static void set_dmi(struct micromag_case *c, double dmi_J_per_m2)
{
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++)
        c->g.material.dmi_J_per_m2[i] = (real)dmi_J_per_m2;
    micromag_case_prepare(c);
}

static const struct start_skyrmion in_the_middle = {100e-9, 100e-9, 20e-9, 5e-9, 1, -1};

/* Core against the film, Q = -1 in an up film, m_r = 1 in the wall where D mz(film) < 0. */
static void check_skyrmion(struct micromag_case *c, int64_t up, double dmi_J_per_m2)
{
    struct start_skyrmion s = in_the_middle;
    const size_t middle = 50 * 100 + 50, right_wall = 50 * 100 + 59;
    double energy_J, opposite_J;

    s.up = up;
    set_dmi(c, dmi_J_per_m2);
    start_uniform(&c->g, (const double[3]){0, 0, (double)up}, c->m);
    start_add_skyrmion(&c->g, &s, c->m);
    assert_unit_vectors(c);
    assert_true((double)c->m.z[middle] * (double)up < -0.99);
    assert_close(charge_berg_luescher(&c->g, c->m, 0), -(double)up, 1e-3);
    assert_true((double)c->m.x[right_wall] * dmi_J_per_m2 * (double)up < 0.0);
    assert_true(fabs((double)c->m.x[right_wall]) > 0.9);
    energy_J = field_dmi.energy_J(&c->g, 0.0, c->m);
    for (size_t i = 0; i < mesh_cells(&c->g.mesh); i++) {
        c->m.x[i] = -c->m.x[i];
        c->m.y[i] = -c->m.y[i];
    }
    opposite_J = field_dmi.energy_J(&c->g, 0.0, c->m);
    assert_true(energy_J < 0.0 && opposite_J > 0.0);
}

static void a_skyrmion_lowers_the_dmi_energy(void **state)
{
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, plane);
    check_skyrmion(&c, 1, 1.7e-3);
    check_skyrmion(&c, 1, -1.7e-3);
    check_skyrmion(&c, -1, 1.7e-3);
    check_skyrmion(&c, -1, -1.7e-3);
    micromag_case_close(&c);
}

static void a_skyrmion_has_its_radius_and_place(void **state)
{
    struct micromag_case c;
    struct start_skyrmion s = in_the_middle;
    struct skyrmion found[2];
    int32_t scratch[20000];

    (void)state;
    micromag_case_open(&c, plane);
    s.x_m = 83e-9;
    s.y_m = 117.5e-9;
    start_add_skyrmion(&c.g, &s, c.m);
    assert_int_equal(skyrmion_find(&skyrmion_default, &c.g, c.m, scratch, found, 2), 1);
    assert_close(found[0].x_m, 83e-9, 1e-3);
    assert_close(found[0].y_m, 117.5e-9, 1e-3);
    assert_close(found[0].radius_m, 20e-9, 0.01);
    s.radius_m = 1e-6; /* 500 wall widths: nothing overflows */
    s.wall_width_m = 2e-9;
    start_add_skyrmion(&c.g, &s, c.m);
    assert_unit_vectors(&c);
    micromag_case_close(&c);
}

/* Only cells within R + 5 w of the layer asked for, and no empty cell. */
static void a_skyrmion_changes_only_its_cells(void **state)
{
    const struct start_skyrmion s = {30e-9, 20e-9, 6e-9, 1e-9, 1, 1};
    struct micromag_case c;
    size_t changed = 0;

    (void)state;
    micromag_case_open(&c, stack);
    c.g.material.saturation_A_per_m[600 + 10 * 30 + 15] = 0;
    micromag_case_uniform_m(&c, 0.6, 0.0, 0.8);
    start_add_skyrmion(&c.g, &s, c.m);
    assert_unit_vectors(&c);
    for (size_t i = 0; i < 1800; i++) {
        const double x = ((double)(i % 30) + 0.5) * 2e-9 - s.x_m;
        const double y = ((double)(i / 30 % 20) + 0.5) * 2e-9 - s.y_m;
        const bool same = c.m.x[i] == (real)0.6 && c.m.z[i] == (real)0.8;
        const bool empty = !(c.g.material.saturation_A_per_m[i] > 0);

        assert_true(empty || same == (i / 600 != 1 || hypot(x, y) > 11e-9));
        changed += !same;
    }
    assert_true(changed > 80);
    micromag_case_close(&c);
}

/* Means of m_i are 0 and of m_i m_j delta_ij / 3, of z^4 1/5, each within 4.5 standard errors. */
static void random_directions_are_uniform_on_the_sphere(void **state)
{
    struct micromag_case c;
    double mean[3] = {0}, square[3] = {0}, xy = 0.0, z4 = 0.0;
    const double n = 10000;

    (void)state;
    micromag_case_open(&c, plane);
    start_random(&c.g, 7, c.m);
    assert_unit_vectors(&c);
    for (size_t i = 0; i < 10000; i++) {
        const double v[3] = {(double)c.m.x[i], (double)c.m.y[i], (double)c.m.z[i]};

        for (int k = 0; k < 3; k++) {
            mean[k] += v[k] / n;
            square[k] += v[k] * v[k] / n;
        }
        xy += v[0] * v[1] / n;
        z4 += v[2] * v[2] * v[2] * v[2] / n;
    }
    for (int k = 0; k < 3; k++) {
        assert_true(fabs(mean[k]) < 4.5 * sqrt(1.0 / 3 / n));
        assert_true(fabs(square[k] - 1.0 / 3) < 4.5 * sqrt((1.0 / 5 - 1.0 / 9) / n));
    }
    assert_true(fabs(xy) < 4.5 * sqrt(1.0 / 15 / n));
    assert_true(fabs(z4 - 0.2) < 4.5 * sqrt((1.0 / 9 - 1.0 / 25) / n));
    micromag_case_close(&c);
}

static bool same_vector(struct vector_field a, size_t i, struct vector_field b, size_t j)
{
    return a.x[i] == b.x[j] && a.y[i] == b.y[j] && a.z[i] == b.z[j];
}

static void random_directions_belong_to_seed_and_cell(void **state)
{
    struct micromag_case a, b;
    int same = 0;

    (void)state;
    micromag_case_open(&a, stack);
    micromag_case_open(&b, stack);
    b.g.material.saturation_A_per_m[3] = 0; /* an empty cell moves no other one's numbers */
    start_random(&a.g, 7, a.m);
    start_random(&b.g, 7, b.m);
    assert_unit_vectors(&b);
    for (size_t i = 0; i < 1800; i++)
        assert_int_equal(same_vector(a.m, i, b.m, i), i != 3);
    for (size_t i = 600; i < 1800; i++)
        same += same_vector(a.m, i, a.m, i % 600);
    start_random(&b.g, 8, b.m);
    for (size_t i = 0; i < 1800; i++)
        same += same_vector(a.m, i, b.m, i);
    assert_int_equal(same, 0);
    micromag_case_close(&a);
    micromag_case_close(&b);
}

static void a_uniform_state_takes_a_direction_of_any_length(void **state)
{
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, stack);
    c.g.material.saturation_A_per_m[5] = 0;
    start_uniform(&c.g, (const double[3]){3.0, 0.0, -4.0}, c.m);
    assert_unit_vectors(&c);
    assert_close((double)c.m.x[0], 0.6, 1e-6);
    assert_close((double)c.m.z[1799], -0.8, 1e-6);
    micromag_case_close(&c);
}

/* A vortex has half the charge of a sphere, polarity / 2 whatever its circulation. */
static void a_vortex_turns_and_has_a_core(void **state)
{
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, (struct mesh){101, 101, 1, 2e-9, 2e-9, 1e-9, 0.0});
    for (int way = -1; way <= 1; way += 2)
        for (int polarity = -1; polarity <= 1; polarity += 2) {
            start_vortex(&c.g, (struct start_place){101e-9, 101e-9}, way, polarity, 10e-9, c.m);
            assert_unit_vectors(&c);
            assert_close((double)c.m.z[50 * 101 + 50], polarity, 1e-6);
            assert_close((double)c.m.y[50 * 101 + 80], way, 1e-6); /* right of it */
            assert_close((double)c.m.x[80 * 101 + 50], -way, 1e-6);
            assert_close((double)c.m.z[50 * 101 + 52], polarity * 84.0 / 116.0, 1e-5);
            assert_close(charge_berg_luescher(&c.g, c.m, 0), polarity * 0.5, 1e-3);
        }
    micromag_case_close(&c);
}

static void two_domains_have_a_wall_between(void **state)
{
    const double up[3] = {0, 0, 2}, down[3] = {0, 0, -2}, wall[3] = {0, 1, 0};
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, (struct mesh){101, 4, 2, 2e-9, 2e-9, 1e-9, 2e-9});
    start_two_domains(&c.g, 101e-9, up, down, wall, 20e-9, c.m);
    assert_unit_vectors(&c);
    assert_close((double)c.m.y[50], 1.0, 1e-6);
    for (size_t i = 0; i < mesh_cells(&c.g.mesh); i++) {
        const size_t x = i % 101;

        assert_true(x >= 50 || (double)c.m.z[i] > 0.1);
        assert_true(x <= 50 || (double)c.m.z[i] < -0.1);
        assert_true((fabs((double)c.m.y[i]) > 1e-6) == (x > 45 && x < 55));
    }
    start_two_domains(&c.g, 101e-9, up, down, wall, 0.0, c.m);
    assert_true(c.m.z[49] == 1 && c.m.z[51] == -1);
    micromag_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_skyrmion_lowers_the_dmi_energy),
        cmocka_unit_test(a_skyrmion_has_its_radius_and_place),
        cmocka_unit_test(a_skyrmion_changes_only_its_cells),
        cmocka_unit_test(random_directions_are_uniform_on_the_sphere),
        cmocka_unit_test(random_directions_belong_to_seed_and_cell),
        cmocka_unit_test(a_uniform_state_takes_a_direction_of_any_length),
        cmocka_unit_test(a_vortex_turns_and_has_a_core),
        cmocka_unit_test(two_domains_have_a_wall_between),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
