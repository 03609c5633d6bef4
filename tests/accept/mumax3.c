#include "check.h"
#include <stdlib.h>
#include "micromag/observe/observe.h"
#include "micromag/steppers/relax.h"
#include "micromag/start.h"
#include "micromag_case.h"
#include "row.h"

/* mumax3's own tests with mumax3's demag kernel in the place of ours, which is exact: what remains
 * of a difference is the solver. Values from its test directory at a0c5126a. The linker takes
 * demag_tensor from here and leaves newell.c out. */

/* How far apart cells are along an axis, 0 if they touch. */
static double gap(double at, double cell)
{
    const long cells = labs(lround(at / cell));

    return cells > 1 ? (double)(cells - 1) * cell : 0.0;
}

struct quadrature {
    double cell[3], at[3];
    int points[3]; /* in the cell the field is in */
    double charge; /* of one pair of points */
};

static void add_pole(const struct quadrature *q, const double pole[3], double sign, double field[3])
{
    for (int a = 0; a < q->points[0] * q->points[1] * q->points[2]; a++) {
        const int index[3] = {a % q->points[0], a / q->points[0] % q->points[1],
                              a / q->points[0] / q->points[1]};
        double r[3], square = 0.0, weight;

        for (int c = 0; c < 3; c++) {
            r[c] = q->at[c] + q->cell[c] * ((index[c] + 0.5) / q->points[c] - 0.5) - pole[c];
            square += r[c] * r[c];
        }
        weight = sign * q->charge / (4.0 * M_PI * square * sqrt(square));
        for (int c = 0; c < 3; c++)
            field[c] += weight * r[c];
    }
}

static int points_along(double cell, double longest)
{
    return (int)(fmax(cell / longest, 1.0) + 0.5);
}

/* The mean field in a cell at q->at of a cell at 0 magnetised along `axis`: points on its two
 * charged faces, as fine as a sixth of the gap between the cells (of the shortest side, if they
 * touch) and twice as fine on the faces. */
static void mean_field(struct quadrature *q, int axis, double field[3])
{
    const int v = (axis + 1) % 3, w = (axis + 2) % 3;
    const double side = fmin(q->cell[0], fmin(q->cell[1], q->cell[2]));
    const double x = gap(q->at[0], q->cell[0]), y = gap(q->at[1], q->cell[1]),
                 z = gap(q->at[2], q->cell[2]), apart = sqrt(x * x + y * y + z * z);
    const double longest = (apart > 0.0 ? apart : side) / 6.0;
    const int n_v = 2 * points_along(q->cell[v], longest);
    const int n_w = 2 * points_along(q->cell[w], longest);

    for (int c = 0; c < 3; c++) {
        q->points[c] = points_along(q->cell[c], longest);
        field[c] = 0.0;
    }
    q->charge =
        q->cell[v] * q->cell[w] / ((double)n_v * n_w * q->points[0] * q->points[1] * q->points[2]);
    for (int i = 0; i < n_v * n_w; i++)
        for (int sign = 1; sign >= -1; sign -= 2) {
            double pole[3];

            pole[axis] = 0.5 * sign * q->cell[axis];
            pole[v] = q->cell[v] * ((i / n_w + 0.5) / n_v - 0.5);
            pole[w] = q->cell[w] * ((i % n_w + 0.5) / n_w - 0.5);
            add_pole(q, pole, sign, field);
        }
}

void demag_tensor(double cell_x_m, double cell_y_m, double cell_z_m, double x_m, double y_m,
                  double z_m, double tensor[6])
{
    struct quadrature q = {.cell = {cell_x_m, cell_y_m, cell_z_m}, .at = {x_m, y_m, z_m}};
    double field[3][3];

    for (int axis = 0; axis < 3; axis++)
        mean_field(&q, axis, field[axis]);
    for (int c = 0; c < 3; c++)
        tensor[c] = -field[c][c];
    tensor[3] = -field[0][1];
    tensor[4] = -field[0][2];
    tensor[5] = -field[1][2];
}

/* --- a film and its stepper --- */

struct sample {
    struct micromag_case c;
    struct llg s;
    struct torque_layer torque;
    struct current current;
    real *memory;
};

struct substance {
    double saturation_A_per_m, exchange_J_per_m, anisotropy_J_per_m3, dmi_J_per_m2, damping;
};
static const struct substance permalloy = {8e5, 1.3e-11, 0.0, 0.0, 0.02};

static void sample_open(struct sample *t, struct mesh mesh, const struct substance *of)
{
    struct error err = {0};

    micromag_case_open(&t->c, mesh);
    for (size_t i = 0; i < mesh_cells(&mesh); i++) {
        t->c.g.material.saturation_A_per_m[i] = (real)of->saturation_A_per_m;
        t->c.g.material.exchange_J_per_m[i] = (real)of->exchange_J_per_m;
        t->c.g.material.anisotropy_J_per_m3[i] = (real)of->anisotropy_J_per_m3;
        t->c.g.material.dmi_J_per_m2[i] = (real)of->dmi_J_per_m2;
        t->c.g.material.damping[i] = (real)of->damping;
    }
    micromag_case_prepare(&t->c);
    assert_int_equal(
        demag_create(&t->c.g.demag, &(struct demag_config){mesh, DEMAG_RESOLVED, 1, 1}, &err),
        STATUS_OK);
    t->s = (struct llg){.config = llg_default, .magnet = &t->c.g, .m = t->c.m};
    t->memory = malloc(llg_reals(&mesh) * sizeof *t->memory);
    assert_non_null(t->memory);
    assert_int_equal(llg_open(&t->s, t->memory, &err), STATUS_OK);
}

static void sample_relax(struct sample *t, double stopping_torque_T)
{
    const struct relax_config config = {.stopping_torque_T = stopping_torque_T,
                                        .max_iterations = 100000};
    struct relax_result result;
    struct error err = {0};

    assert_int_equal(relax_run(&t->s, &config, &result, &err), STATUS_OK);
    assert_true(result.converged);
}

static void sample_run(struct sample *t, double until_s)
{
    struct error err = {0};

    if (llg_run(&t->s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static bool mean_holds(const struct sample *t, const char *name, const double want[3], int n,
                       double tolerance)
{
    double mean[3];
    bool holds = true;

    observe_mean(&t->c.g, t->c.m, -1, -1, mean);
    for (int i = 0; i < n; i++) {
        char what[128];

        snprintf(what, sizeof what, "mumax3, its kernel: %s, m%c", name, "xyz"[i]);
        holds &= row_holds(what, mean[i], want[i], tolerance);
    }
    return holds;
}

static void sample_close(struct sample *t)
{
    demag_destroy(t->c.g.demag);
    free(t->memory);
    micromag_case_close(&t->c);
}

/* --- its tests --- */

static void demag_of_a_few_cells(void **state)
{
    static const double want[3] = {-0.15768295526, -0.05676037073, -0.78447151184};
    const double mu0 = 1.25663706212e-6;
    struct sample t;
    bool holds = true;

    (void)state;
    sample_open(&t, (struct mesh){3, 4, 1, 1e-9, 2e-9, 0.5e-9, 0.0},
                &(struct substance){1.0 / mu0, 1e-11, 0.0, 0.0, 1.0});
    for (int axis = 0; axis < 3; axis++) {
        double mean[3];
        char what[64];

        micromag_case_uniform_m(&t.c, axis == 0, axis == 1, axis == 2);
        for (size_t i = 0; i < 12; i++)
            t.c.field_T.x[i] = t.c.field_T.y[i] = t.c.field_T.z[i] = 0;
        field_magnetostatic.add_field(&t.c.g, 0.0, t.c.m, t.c.field_T);
        observe_mean(&t.c.g, t.c.field_T, -1, -1, mean);
        snprintf(what, sizeof what, "mumax3, its kernel: demag of 3 x 4 cells, B%c", "xyz"[axis]);
        holds &= row_holds(what, mean[axis], want[axis], 1e-6);
    }
    sample_close(&t);
    assert_true(holds);
}

static void standard_problem_4(void **state)
{
    const struct zeeman_source source = {.field_T = {-24.6e-3, 4.3e-3, 0.0}, .region = -1};
    struct sample t;
    bool holds;

    (void)state;
    sample_open(&t, (struct mesh){128, 32, 1, 500e-9 / 128, 125e-9 / 32, 3e-9, 0.0}, &permalloy);
    micromag_case_uniform_m(&t.c, 1.0, 0.1, 0.0);
    sample_relax(&t, 1e-6);
    t.c.g.source = &source;
    t.c.g.n_sources = 1;
    sample_run(&t, 1e-9);
    holds = mean_holds(&t, "muMAG 4 field 1 at 1 ns",
                       (const double[3]){-0.9846124, 0.1260409, 0.0432712}, 3, 1e-3);
    sample_close(&t);
    assert_true(holds);
}

static void standard_problem_5(void **state)
{
    struct sample t;
    bool holds;

    (void)state;
    sample_open(&t, (struct mesh){32, 32, 4, 100e-9 / 32, 100e-9 / 32, 2.5e-9, 0.0},
                &(struct substance){8e5, 1.3e-11, 0.0, 0.0, 0.1});
    start_vortex(&t.c.g, (struct start_place){50e-9, 50e-9}, 1, 1, 10e-9, t.c.m);
    sample_relax(&t, 1e-5);
    t.current = (struct current){.zhang_li_A_per_m2 = {1e12, 0.0, 0.0},
                                 .zhang_li_polarisation = 1.0,
                                 .non_adiabaticity = 0.05,
                                 .waveform = waveform_default};
    t.s.current = &t.current;
    sample_run(&t, 1e-9);
    holds = mean_holds(&t, "muMAG 5 at 1 ns",
                       (const double[3]){-0.23479773, -0.09453578, 0.02296375}, 3, 1e-3);
    sample_close(&t);
    assert_true(holds);
}

/* A pillar of permalloy, 160 x 80 x 5 nm, under a current of total_A through it. */
static void open_pillar(struct sample *t, double degrees, double asymmetry, double secondary,
                        double total_A)
{
    const double turned = degrees * M_PI / 180.0;

    sample_open(t, (struct mesh){64, 32, 1, 2.5e-9, 2.5e-9, 5e-9, 0.0},
                &(struct substance){8e5, 1.3e-11, 0.0, 0.0, 0.01});
    t->torque = (struct torque_layer){.polarisation = {cos(turned), sin(turned), 0.0},
                                      .efficiency = 0.5669,
                                      .asymmetry = asymmetry,
                                      .secondary = secondary,
                                      .thickness_m = 5e-9,
                                      .density_A_per_m2 = total_A / (160e-9 * 80e-9)};
    t->current = (struct current){.layer = &t->torque, .waveform = waveform_default};
}

static void slonczewski_from_a_c_state(void **state)
{
    struct sample t;
    bool holds;

    (void)state;
    open_pillar(&t, 1.0, 1.0, 0.0, -0.008);
    micromag_case_uniform_m(&t.c, 1.0, 1.0, 0.001);
    sample_relax(&t, 1e-6);
    t.s.current = &t.current;
    sample_run(&t, 1e-9);
    holds = mean_holds(&t, "Slonczewski 5a at 1 ns",
                       (const double[3]){0.6440995, 0.5131782, -0.1569231}, 3, 1e-3);
    sample_run(&t, 2e-9);
    holds &= mean_holds(&t, "Slonczewski 5a at 2 ns",
                        (const double[3]){-0.9574062, 0.2069812, 0.0096775}, 3, 1e-3);
    sample_close(&t);
    assert_true(holds);
}

static void slonczewski_from_a_uniform_state(void **state)
{
    struct sample t;
    bool holds;

    (void)state;
    open_pillar(&t, 20.0, 2.0, 0.0, -0.006);
    t.s.current = &t.current;
    micromag_case_uniform_m(&t.c, 1.0, 0.0, 0.0);
    sample_run(&t, 0.5e-9);
    holds = mean_holds(&t, "Slonczewski 5c at 0.5 ns",
                       (const double[3]){0.905613, -0.286086, -0.011006}, 3, 1e-3);
    sample_close(&t);
    open_pillar(&t, 20.0, 2.0, 1.0, -0.006);
    t.s.current = &t.current;
    micromag_case_uniform_m(&t.c, 1.0, 0.0, 0.0);
    sample_run(&t, 1e-9);
    holds &= mean_holds(&t, "Slonczewski 5b at 1 ns",
                        (const double[3]){-0.953324, -0.279948, 0.005281}, 3, 1e-3);
    sample_close(&t);
    assert_true(holds);
}

/* D of mumax3 has the opposite sign (docs/micromagnetics.md). The wall begins between Bloch and
 * Neel: 4 cells, the outer two tilted. */
static void a_wall_turned_by_dmi(void **state)
{
    struct sample t;
    bool holds;

    (void)state;
    sample_open(&t, (struct mesh){128, 128, 1, 250e-9 / 128, 250e-9 / 128, 0.6e-9, 0.0},
                &(struct substance){1.1e6, 1.6e-11, 1.27e6, -0.1e-3, 1.0});
    for (size_t i = 0; i < 16384; i++) {
        const int x = (int)(i % 128);
        const double out = x < 64 ? -1.0 : 1.0, in = x >= 62 && x < 66 ? 1.0 : 0.0;
        const double up = x == 63 || x == 64 ? 0.0 : out, norm = sqrt(2.0 * in + up * up);

        t.c.m.x[i] = t.c.m.y[i] = (real)(in / norm);
        t.c.m.z[i] = (real)(up / norm);
    }
    sample_relax(&t, 1e-4);
    holds = mean_holds(&t, "wall with DMI", (const double[3]){0.059, 0.035, 0.0}, 2, 0.01);
    sample_close(&t);
    assert_true(holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demag_of_a_few_cells),
        cmocka_unit_test(standard_problem_4),
        cmocka_unit_test(standard_problem_5),
        cmocka_unit_test(slonczewski_from_a_c_state),
        cmocka_unit_test(slonczewski_from_a_uniform_state),
        cmocka_unit_test(a_wall_turned_by_dmi),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
