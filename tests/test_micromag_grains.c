#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "micromag/grains.h"
#include "micromag_case.h"

static const struct grains_config small = {20e-9, 0.1, 5.0, true, 7};
static const double side_m = 1e-6; /* 2500 grains */

struct grains {
    struct grain grain[4000];
    int n;
};

static bool same_place(const struct grain *a, const struct grain *b)
{
    return a->x_m == b->x_m && a->y_m == b->y_m;
}

/* Every grain that holds one of 500 x 500 places and has its point among them. */
static struct grains *gather(const struct grains_config *config, int layer)
{
    struct grains *all = calloc(1, sizeof *all);

    assert_non_null(all);
    for (int i = 0; i < 500 * 500; i++) {
        const struct grain g =
            grains_at(config, (i % 500 + 0.5) * 2e-9, (i / 500 + 0.5) * 2e-9, layer);
        int k = all->n;

        if (g.x_m < 0.0 || g.y_m < 0.0 || g.x_m > side_m || g.y_m > side_m)
            continue;
        while (k > 0 && !same_place(&all->grain[k - 1], &g))
            k--;
        if (k == 0) {
            assert_true(all->n < 4000);
            all->grain[all->n++] = g;
        }
    }
    return all;
}

/* Points are Poisson's: their number has its square root as standard deviation. (A few grains of
 * less than a cell are missed.) */
static void there_is_one_grain_in_the_square_of_its_size(void **state)
{
    struct grains *all = gather(&small, 0);
    const double want = side_m * side_m / (small.size_m * small.size_m);

    (void)state;
    assert_true(fabs(all->n - want) < 4.5 * sqrt(want));
    free(all);
}

static void anisotropy_and_axis_have_the_spread_asked_for(void **state)
{
    struct grains *all = gather(&small, 0);
    double mean = 0.0, square = 0.0, tilt = 0.0, uneven = 0.0;
    const double n = all->n, radian = M_PI / 180.0;

    (void)state;
    for (int i = 0; i < all->n; i++) {
        const struct grain *g = &all->grain[i];

        mean += g->anisotropy / n;
        square += (g->anisotropy - 1.0) * (g->anisotropy - 1.0) / n;
        tilt += (g->tilt[0] * g->tilt[0] + g->tilt[1] * g->tilt[1]) / n;
        uneven += g->tilt[0] * (g->anisotropy - 1.0) / n;
    }
    assert_true(fabs(mean - 1.0) < 4.5 * 0.1 / sqrt(n));
    assert_close(sqrt(square), 0.1, 4.5 / sqrt(2.0 * n));
    assert_close(sqrt(tilt), 5.0 * radian, 4.5 / sqrt(4.0 * n));
    assert_true(fabs(uneven) < 4.5 * 0.1 * 5.0 * radian / sqrt(2.0 * n));
    free(all);
}

static void a_place_belongs_to_the_nearest_point(void **state)
{
    struct grains *all = gather(&small, 0);

    (void)state;
    for (int i = 0; i < 20000; i++) { /* far enough from the rim of what was gathered */
        const double x_m = 100e-9 + 800e-9 * (i % 141) / 141, y_m = 100e-9 + 800e-9 * i / 20000;
        const struct grain g = grains_at(&small, x_m, y_m, 0);
        const double distance_m = hypot(g.x_m - x_m, g.y_m - y_m);

        for (int k = 0; k < all->n; k++)
            if (hypot(all->grain[k].x_m - x_m, all->grain[k].y_m - y_m) < distance_m)
                fail_msg("grain %d is nearer to (%g, %g)", k, x_m, y_m);
    }
    free(all);
}

static void open_grainy(struct micromag_case *c, struct mesh mesh, const struct grains_config *g)
{
    micromag_case_open(c, mesh);
    grains_apply(g, &c->g.mesh, &c->g.material);
}

/* Cells of 6 nm have their centres at those of every third cell of 2 nm, also in a larger film. */
static void grains_do_not_depend_on_the_cells(void **state)
{
    struct micromag_case coarse, fine;

    (void)state;
    open_grainy(&coarse, (struct mesh){20, 10, 1, 6e-9, 6e-9, 1e-9, 0.0}, &small);
    open_grainy(&fine, (struct mesh){90, 40, 1, 2e-9, 2e-9, 1e-9, 0.0}, &small);
    for (size_t y = 0; y < 10; y++)
        for (size_t x = 0; x < 20; x++) {
            const size_t i = 20 * y + x, k = 90 * (3 * y + 1) + 3 * x + 1;

            assert_true(coarse.g.material.anisotropy_J_per_m3[i]
                        == fine.g.material.anisotropy_J_per_m3[k]);
            assert_true(coarse.g.material.axis.x[i] == fine.g.material.axis.x[k]);
        }
    micromag_case_close(&coarse);
    micromag_case_close(&fine);
}

static int count_same(const struct micromag_case *a, size_t from, const struct micromag_case *b,
                      size_t at, size_t n)
{
    const real *p = a->g.material.anisotropy_J_per_m3 + from;
    const real *q = b->g.material.anisotropy_J_per_m3 + at;
    int same = 0;

    for (size_t i = 0; i < n; i++)
        same += p[i] == q[i];
    return same;
}

static void the_seed_decides_and_layers_share_or_not(void **state)
{
    const struct mesh two = {50, 40, 2, 2e-9, 2e-9, 1e-9, 2e-9};
    struct grains_config config = small;
    struct micromag_case a, b, c;

    (void)state;
    open_grainy(&a, two, &config);
    open_grainy(&b, two, &config);
    assert_int_equal(count_same(&a, 0, &b, 0, 4000), 4000);
    assert_int_equal(count_same(&a, 0, &a, 2000, 2000), 2000);
    config.columnar = false;
    open_grainy(&c, two, &config);
    assert_int_equal(count_same(&a, 0, &c, 0, 2000), 2000); /* the lowest layer keeps its own */
    assert_true(count_same(&c, 0, &c, 2000, 2000) < 50);
    micromag_case_close(&b);
    config.seed = 8;
    open_grainy(&b, two, &config);
    assert_true(count_same(&a, 0, &b, 0, 4000) < 100);
    micromag_case_close(&a);
    micromag_case_close(&b);
    micromag_case_close(&c);
}

/* About any axis, and of length 1 again. */
static void axes_lean_alike_in_every_direction(void **state)
{
    const double given[3][3] = {{0, 0, 1}, {1, 0, 0}, {0.6, -0.48, 0.64}};
    const struct mesh mesh = {300, 300, 1, 2e-9, 2e-9, 1e-9, 0.0}; /* 900 grains */

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct micromag_case c;
        double mean[3] = {0}, sine2 = 0.0;

        micromag_case_open(&c, mesh);
        for (size_t i = 0; i < 90000; i++) {
            c.g.material.axis.x[i] = (real)given[k][0];
            c.g.material.axis.y[i] = (real)given[k][1];
            c.g.material.axis.z[i] = (real)given[k][2];
        }
        grains_apply(&small, &mesh, &c.g.material);
        for (size_t i = 0; i < 90000; i++) {
            const double v[3] = {(double)c.g.material.axis.x[i], (double)c.g.material.axis.y[i],
                                 (double)c.g.material.axis.z[i]};
            const double along = v[0] * given[k][0] + v[1] * given[k][1] + v[2] * given[k][2];

            assert_true(fabs(hypot(hypot(v[0], v[1]), v[2]) - 1.0) < 1e-6);
            for (int j = 0; j < 3; j++)
                mean[j] += v[j] / 90000;
            sine2 += (1.0 - along * along) / 90000;
        }
        assert_close(sqrt(sine2), 5.0 * M_PI / 180.0, 0.15);
        for (int j = 0; j < 3; j++) /* 900 grains of 3.5 degrees a direction */
            assert_true(fabs(mean[j] - given[k][j]) < 4.5 * 0.062 / 30 + 0.005);
        micromag_case_close(&c);
    }
}

static void without_a_size_there_are_no_grains(void **state)
{
    const struct mesh mesh = {10, 10, 1, 2e-9, 2e-9, 1e-9, 0.0};
    struct micromag_case c;

    (void)state;
    open_grainy(&c, mesh, &grains_default);
    for (size_t i = 0; i < 100; i++)
        assert_close((double)c.g.material.anisotropy_J_per_m3[i], 717e3, 1e-6);
    micromag_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_one_grain_in_the_square_of_its_size),
        cmocka_unit_test(anisotropy_and_axis_have_the_spread_asked_for),
        cmocka_unit_test(a_place_belongs_to_the_nearest_point),
        cmocka_unit_test(grains_do_not_depend_on_the_cells),
        cmocka_unit_test(the_seed_decides_and_layers_share_or_not),
        cmocka_unit_test(axes_lean_alike_in_every_direction),
        cmocka_unit_test(without_a_size_there_are_no_grains),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
