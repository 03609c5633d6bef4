#include "check.h"
#include "compact/bessel.h"
#include "skyrmions_case.h"

static void bessel_functions_are_the_tables(void **state)
{
    (void)state;
    assert_close(bessel_k0(0.1), 2.4270690247020166, 1e-6);
    assert_close(bessel_k0(1.0), 0.42102443824070834, 1e-6);
    assert_close(bessel_k0(5.0), 0.0036910983340425942, 1e-6);
    assert_close(bessel_k1(0.1), 9.8538447808706188, 1e-6);
    assert_close(bessel_k1(1.0), 0.60190723019723457, 1e-6);
    assert_close(bessel_k1(5.0), 0.0040446134454521643, 1e-6);
    assert_close(bessel_k0(2.0 - 1e-12), bessel_k0(2.0 + 1e-12), 1e-6);
}

static void assert_gradient(struct skyrmions *s, int i, const double x_N[], const double y_N[])
{
    const double h = 1e-12, x = s->x_m[i], y = s->y_m[i];
    double plus, minus;

    s->x_m[i] = x + h;
    plus = skyrmions_energy_J(s);
    s->x_m[i] = x - h;
    minus = skyrmions_energy_J(s);
    s->x_m[i] = x;
    if (!(fabs((minus - plus) / (2.0 * h) - x_N[i]) < 1e-6 * 1e-11))
        fail_msg("skyrmion %d: F_x = %g, -dE/dx = %g", i, x_N[i], (minus - plus) / (2.0 * h));
    s->y_m[i] = y + h;
    plus = skyrmions_energy_J(s);
    s->y_m[i] = y - h;
    minus = skyrmions_energy_J(s);
    s->y_m[i] = y;
    if (!(fabs((minus - plus) / (2.0 * h) - y_N[i]) < 1e-6 * 1e-11))
        fail_msg("skyrmion %d: F_y = %g, -dE/dy = %g", i, y_N[i], (minus - plus) / (2.0 * h));
}

/* Around the barrier, at its corners, on it, near all edges and near each other. */
static void forces_are_the_slope_of_the_energy(void **state)
{
    static const double at_nm[][2] = {{360, 110}, {440, 115}, {362, 30}, {438, 190}, {380, 180},
                                      {395, 120}, {405, 80},  {12, 100}, {790, 60},  {20, 12},
                                      {700, 205}, {715, 180}, {30, 40}};
    double x_N[SKYRMIONS_MAX], y_N[SKYRMIONS_MAX];

    (void)state;
    for (int law = SKYRMIONS_EXPONENTIAL; law <= SKYRMIONS_BESSEL; law++) {
        struct skyrmions s = {.config = skyrmions_default};

        s.config.pair_law = law;
        s.config.barrier_reach_m = 3e-9;
        for (size_t i = 0; i < sizeof at_nm / sizeof at_nm[0]; i++)
            skyrmions_case_add(&s, at_nm[i][0] * 1e-9, at_nm[i][1] * 1e-9);
        skyrmions_set_force(&s.config, s.n, s.x_m, s.y_m, x_N, y_N);
        for (int i = 0; i < s.n; i++)
            assert_gradient(&s, i, x_N, y_N);
    }
}

static void the_barrier_is_full_inside_and_half_at_its_rim(void **state)
{
    struct skyrmions_config c = skyrmions_default;

    (void)state;
    c.barrier_decay_m = 1e-9;
    assert_close(skyrmions_barrier_J(&c, 400e-9, 110e-9), c.barrier_J, 1e-6);
    assert_close(skyrmions_barrier_J(&c, 430e-9, 110e-9), 0.5 * c.barrier_J, 1e-6);
    assert_close(skyrmions_barrier_J(&c, 400e-9, 182.5e-9), 0.5 * c.barrier_J, 1e-6);
    /* the corner is round: 20 nm from (410, 162.5) */
    assert_close(skyrmions_barrier_J(&c, 410e-9 + 20e-9 * sqrt(0.5), 162.5e-9 + 20e-9 * sqrt(0.5)),
                 0.5 * c.barrier_J, 1e-6);
    c.barrier_reach_m = 5e-9;
    assert_close(skyrmions_barrier_J(&c, 435e-9, 110e-9), 0.5 * c.barrier_J, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bessel_functions_are_the_tables),
        cmocka_unit_test(forces_are_the_slope_of_the_energy),
        cmocka_unit_test(the_barrier_is_full_inside_and_half_at_its_rim),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
