#include "check.h"
#include "skyrmions_case.h"

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
    struct skyrmions s = {.config = skyrmions_default};
    double x_N[SKYRMIONS_MAX], y_N[SKYRMIONS_MAX];

    (void)state;
    s.config.barrier_reach_m = 3e-9;
    for (size_t i = 0; i < sizeof at_nm / sizeof at_nm[0]; i++)
        skyrmions_case_add(&s, at_nm[i][0] * 1e-9, at_nm[i][1] * 1e-9);
    skyrmions_set_force(&s.config, s.n, s.x_m, s.y_m, NULL, x_N, y_N);
    for (int i = 0; i < s.n; i++)
        assert_gradient(&s, i, x_N, y_N);
}

/* What is left of a skyrmion feels its share of the energy, and forces are over that share. */
static void torn_ones_feel_the_slope_of_their_share(void **state)
{
    static const double at_nm[][2] = {{30, 40}, {55, 60}, {60, 30}, {360, 115}};
    struct skyrmions s = {.config = skyrmions_default};
    double x_N[SKYRMIONS_MAX], y_N[SKYRMIONS_MAX], share[SKYRMIONS_MAX];

    (void)state;
    s.config.layers = 4;
    for (int i = 0; i < 4; i++) {
        skyrmions_case_add(&s, at_nm[i][0] * 1e-9, at_nm[i][1] * 1e-9);
        s.torn[i] = i;
        share[i] = skyrmions_share(&s, i);
    }
    skyrmions_set_force(&s.config, s.n, s.x_m, s.y_m, share, x_N, y_N);
    for (int i = 0; i < s.n; i++) {
        x_N[i] *= share[i];
        y_N[i] *= share[i];
    }
    for (int i = 0; i < s.n; i++)
        assert_gradient(&s, i, x_N, y_N);
}

static void the_barrier_is_full_inside_and_half_at_its_rim(void **state)
{
    struct skyrmions_config c = skyrmions_default;

    (void)state;
    c.barrier_decay_m = 1e-9;
    c.barrier_reach_m = 0.0;
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
        cmocka_unit_test(forces_are_the_slope_of_the_energy),
        cmocka_unit_test(torn_ones_feel_the_slope_of_their_share),
        cmocka_unit_test(the_barrier_is_full_inside_and_half_at_its_rim),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
