#include "check.h"
#include "skyrmions_case.h"

/* Clouds of SKYRMIONS_MAX skyrmions that do not feel each other. */
static const double kT300 = 1.380649e-23 * 300.0;

static struct skyrmions cloud(void)
{
    struct skyrmions s = {.config = skyrmions_default};

    s.config.pair_J = s.config.pair_loss_m = 0.0;
    s.config.barrier_J = 0.0;
    s.config.barrier_decay_m = 8.7e-9;
    s.config.barrier_reach_m = 0.0;
    s.config.pre_end_m = s.config.post_begin_m = 50e-9;
    s.config.edge_loss_m = -20e-9;
    s.config.thermal.temperature_K = 300.0;
    return s;
}

/* <r^2> = 4 D t, D = kB T D_drag / (G^2 + D_drag^2): 7.6 nm^2/ns of one layer */
static void free_skyrmions_diffuse_slowly_because_they_gyrate(void **state)
{
    struct skyrmions s = cloud();
    double x2 = 0.0, y2 = 0.0, xy = 0.0;
    const int n_windows = 80;
    const double window_s = 0.5e-9;

    (void)state;
    s.config.length_m = s.config.width_m = 100e-6;
    s.config.edge_J = 0.0;
    for (int i = 0; i < SKYRMIONS_MAX; i++)
        skyrmions_case_add(&s, 50e-6, 50e-6);
    for (int w = 0; w < n_windows; w++) {
        const struct skyrmions before = s;

        skyrmions_case_run(&s, (w + 1) * window_s);
        for (int i = 0; i < SKYRMIONS_MAX; i++) {
            const double dx = s.x_m[i] - before.x_m[i], dy = s.y_m[i] - before.y_m[i];

            x2 += dx * dx / (SKYRMIONS_MAX * n_windows);
            y2 += dy * dy / (SKYRMIONS_MAX * n_windows);
            xy += dx * dy / (SKYRMIONS_MAX * n_windows);
        }
    }
    /* 10240 windows: 1.4 % of each, 1 % of the sum */
    assert_close((x2 + y2) / (4.0 * window_s), skyrmions_diffusion_m2_per_s(&s.config), 0.03);
    assert_close(skyrmions_diffusion_m2_per_s(&s.config), 8.1e-9, 0.01);
    assert_close(x2, y2, 0.06);
    assert_true(fabs(xy) < 0.04 * x2);
}

/* --- Boltzmann --- */

static double energy_at(struct skyrmions s, double x_m, double y_m)
{
    s.n = 1;
    s.x_m[0] = x_m;
    s.y_m[0] = y_m;
    return skyrmions_energy_J(&s);
}

struct moments {
    double x2, y2, energy_J, weight;
};

static void add_moments(const struct skyrmions *s, double x_m, double y_m, double weight,
                        struct moments *sum)
{
    const double dx = x_m - 0.5 * s->config.length_m, dy = y_m - 0.5 * s->config.width_m;

    sum->x2 += weight * dx * dx;
    sum->y2 += weight * dy * dy;
    sum->energy_J += weight * energy_at(*s, x_m, y_m);
    sum->weight += weight;
}

static struct moments boltzmann(const struct skyrmions *s)
{
    const double step_m = 0.5e-9, outside_m = 20e-9;
    struct moments sum = {0};

    for (double x = -outside_m; x < s->config.length_m + outside_m; x += step_m)
        for (double y = -outside_m; y < s->config.width_m + outside_m; y += step_m)
            add_moments(s, x, y, exp(-energy_at(*s, x, y) / kT300), &sum);
    return sum;
}

/* A small cell with a low barrier off its centre; drag as large as the gyration, to be quick. */
static struct skyrmions small_cell(void)
{
    struct skyrmions s = cloud();

    s.config.length_m = 70e-9;
    s.config.width_m = 60e-9;
    s.config.edge_J = 4.0 * kT300;
    s.config.barrier_J = 2.0 * kT300;
    s.config.barrier_decay_m = 8.7e-9;
    s.config.barrier_reach_m = 0.0;
    s.config.barrier_x_m = s.config.barrier_y_m = 20e-9;
    s.config.barrier_along_m = s.config.barrier_across_m = 20e-9;
    s.config.barrier_corner_m = 10e-9;
    s.config.dissipation_Js_per_m2 = -s.config.gyro_Js_per_m2;
    s.config.time_step_s = 10e-12;
    return s;
}

static void positions_are_boltzmanns(void **state)
{
    struct skyrmions s = small_cell();
    struct moments got = {0}, want = boltzmann(&s);

    (void)state;
    for (int i = 0; i < SKYRMIONS_MAX; i++)
        skyrmions_case_add(&s, (5.5 + 4.0 * (i % 16)) * 1e-9, (6.0 + 6.5 * (i / 16)) * 1e-9);
    skyrmions_case_run(&s, 20e-9);
    while (s.time_s < 220e-9) {
        skyrmions_case_run(&s, s.time_s + 1e-9);
        for (int i = 0; i < s.n; i++)
            add_moments(&s, s.x_m[i], s.y_m[i], 1.0, &got);
    }
    assert_close(got.x2 / got.weight, want.x2 / want.weight, 0.02);
    assert_close(got.y2 / got.weight, want.y2 / want.weight, 0.02);
    assert_close(got.energy_J / got.weight, want.energy_J / want.weight, 0.02);
}

/* --- escape --- */

/* Two wells left and right of a round barrier; the ways lead over two saddles beside it. */
static struct skyrmions two_wells(void)
{
    struct skyrmions s = cloud();

    s.config.length_m = 160e-9;
    s.config.width_m = 120e-9;
    s.config.edge_J = 30.0 * kT300;
    s.config.barrier_J = 27.0 * kT300;
    s.config.barrier_decay_m = 8.7e-9;
    s.config.barrier_reach_m = 0.0;
    s.config.barrier_x_m = 80e-9;
    s.config.barrier_y_m = 60e-9;
    s.config.barrier_along_m = s.config.barrier_across_m = 30e-9;
    s.config.barrier_corner_m = 15e-9;
    s.config.dissipation_Js_per_m2 = -s.config.gyro_Js_per_m2;
    s.config.edge_loss_m = 0.0;
    s.config.time_step_s = 10e-12;
    return s;
}

static void force_at(const struct skyrmions *s, double x_m, double y_m, double force[2])
{
    skyrmions_set_force(&s->config, 1, &x_m, &y_m, NULL, &force[0], &force[1]);
}

/* Between barrier and edge, where the force along y changes its sign. */
static double saddle_y(const struct skyrmions *s)
{
    double low = 1e-9, high = 38e-9, force[2];

    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);

        force_at(s, s->config.barrier_x_m, middle, force);
        *(force[1] > 0.0 ? &low : &high) = middle;
    }
    return low;
}

/* The growing rate of d/dt r = v(-H r) at a saddle with curvatures H = (-a, b). */
static double growing_rate(const struct skyrmions_config *c, double a, double b)
{
    const double g = c->gyro_Js_per_m2, d = c->dissipation_Js_per_m2, square = g * g + d * d;
    const double trace = d * (a - b) / square, determinant = -a * b / square;

    return 0.5 * (trace + sqrt(trace * trace - 4.0 * determinant));
}

/* J. S. Langer, Ann. Phys. 54, 258 (1969): rate = growing rate / 2 pi * Z_saddle / Z_well, over two
 * saddles. The well's integral is taken as it is, for it is not a parabola. */
static double langer_rate(const struct skyrmions *s)
{
    const double x = s->config.barrier_x_m, y = saddle_y(s), h = 1e-11;
    double right[2], above[2], a, b, well = 0.0, saddle;

    force_at(s, x + h, y, right);
    force_at(s, x, y + h, above);
    a = right[0] / h;
    b = -above[1] / h;
    saddle = 2.0 * M_PI * kT300 / sqrt(a * b) * exp(-energy_at(*s, x, y) / kT300);
    for (double at_x = -20e-9; at_x < x; at_x += 1e-9)
        for (double at_y = -20e-9; at_y < s->config.width_m + 20e-9; at_y += 1e-9)
            well += 1e-18 * exp(-energy_at(*s, at_x, at_y) / kT300);
    return 2.0 * growing_rate(&s->config, a, b) / (2.0 * M_PI) * saddle / well;
}

/* Escapes over the time spent before them, of 128 skyrmions in 0.7 / rate: 12 % of chance. */
static void skyrmions_escape_at_langers_rate(void **state)
{
    struct skyrmions s = two_wells();
    const double rate = langer_rate(&s), far_m = 125e-9;
    bool passed[SKYRMIONS_MAX] = {false};
    double waited_s = 0.0;
    int n_passed = 0;

    (void)state;
    for (int i = 0; i < SKYRMIONS_MAX; i++)
        skyrmions_case_add(&s, 40e-9, 60e-9);
    while (s.time_s * rate < 0.7) {
        const double before_s = s.time_s;

        skyrmions_case_run(&s, s.time_s + 0.1e-9);
        waited_s += (SKYRMIONS_MAX - n_passed) * (s.time_s - before_s);
        for (int i = 0; i < s.n; i++) {
            n_passed += !passed[i] && s.x_m[i] > far_m;
            passed[i] = passed[i] || s.x_m[i] > far_m;
        }
    }
    assert_int_equal(s.n, SKYRMIONS_MAX);
    assert_close(n_passed / waited_s, rate, 0.35);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(free_skyrmions_diffuse_slowly_because_they_gyrate),
        cmocka_unit_test(positions_are_boltzmanns),
        cmocka_unit_test(skyrmions_escape_at_langers_rate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
