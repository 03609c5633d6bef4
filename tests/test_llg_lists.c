#include "check.h"
#include "llg_run_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* Entries of a list act together, in any order: a later one takes nothing from an earlier one. */

#define SPIN                                                                                       \
    "mesh: {n_x: 1, n_y: 1, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"                     \
    "material: {saturation_A_per_m: 1e6, exchange_J_per_m: 1e-11, damping: 0.1}\n"                 \
    "magnetostatics: {mode: 'off'}\n"                                                              \
    "output: {pictures: false, ovf: false, table_every_s: 0}\n"                                    \
    "start: {direction: [0.6, 0, 0.8]}\n"                                                          \
    "stage: [{kind: run, duration_s: 5e-10}]\n"
#define TORQUE(p, density)                                                                         \
    "  - {polarisation: " p ", efficiency: 0.3, density_A_per_m2: " density ", thickness_m: "      \
    "1e-9}\n"

static struct llg_run_result run(const char *text)
{
    struct llg_case *c = run_case_load(text);
    struct llg_run_result result;

    run_case_run_well(c, run_case_path("run"), 1, &result);
    run_case_remove(run_case_path("run"));
    free(c);
    return result;
}

static void two_opposite_torques_leave_the_film_as_it_is(void **state)
{
    const struct llg_run_result none = run(SPIN);
    const struct llg_run_result both =
        run(SPIN "torque:\n" TORQUE("[0, 1, 0]", "1e12") TORQUE("[0, -1, 0]", "1e12"));

    (void)state;
    assert_memory_equal(both.mean, none.mean, sizeof none.mean);
    assert_close(both.mean[0], 0.6, 1e-7);
    assert_close(both.mean[1], 0.0, 0.0);
}

static void torques_of_a_layer_add_in_any_order(void **state)
{
    static const char *const torque[] = {TORQUE("[0, 1, 0]", "1e12"), TORQUE("[0, 0, 1]", "1e12"),
                                         TORQUE("[1, 0, 0]", "0.7e12")};
    static const int order[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    const struct llg_run_result one = run(SPIN "torque:\n" TORQUE("[0, 0, 1]", "1e12"));
    struct llg_run_result all[3];
    char text[2000];

    (void)state;
    for (int i = 0; i < 3; i++) {
        snprintf(text, sizeof text, SPIN "torque:\n%s%s%s", torque[order[i][0]],
                 torque[order[i][1]], torque[order[i][2]]);
        all[i] = run(text);
        assert_memory_equal(all[i].mean, all[0].mean, sizeof all[0].mean);
    }
    assert_true(fabs(all[0].mean[1] - one.mean[1]) > 0.1);
}

/* With Lambda = 1 a torque is linear in its density; with another one each has its own m . p. */
static void two_torques_make_the_field_of_both(void **state)
{
    struct llg_case *c = run_case_load(SPIN "torque:\n" TORQUE(
        "[0, 1, 0]",
        "1e12") "  - {polarisation: [0, 0, 1], efficiency: 0.4, asymmetry: 2, secondary: 0.5,\n"
                "     density_A_per_m2: -2e12, thickness_m: 2e-9}\n");
    struct vector_field b;
    struct film f;
    struct error err;
    double sum[3] = {0.0};

    (void)state;
    for (int of = 0; of < 3; of++) { /* both, the first, the second */
        const struct case_torque second = c->torque[1];

        c->n_torques = of == 0 ? 2 : 1;
        if (of == 2)
            c->torque[0] = second;
        assert_int_equal(llg_film_open(&f, c, 1, &err), STATUS_OK);
        llg_film_enter_stage(&f, c, &c->stage[0]);
        assert_int_equal(f.current.n_torques, c->n_torques);
        llg_set_field(&f.llg, 0.0, f.m);
        b = f.llg.field_T;
        sum[0] += (of == 0 ? 1.0 : -1.0) * (double)b.x[0];
        sum[1] += (of == 0 ? 1.0 : -1.0) * (double)b.y[0];
        sum[2] += (of == 0 ? 1.0 : -1.0) * (double)b.z[0];
        assert_true(fabs((double)b.x[0]) + fabs((double)b.z[0]) > 0.05);
        llg_film_close(&f);
    }
    for (int i = 0; i < 3; i++)
        assert_true(fabs(sum[i]) < 1e-6);
    free(c);
}

static void each_layer_has_the_torques_that_name_it(void **state)
{
    struct llg_case *c =
        run_case_load(SPIN "torque:\n" TORQUE("[0, 1, 0]", "1e12") TORQUE("[0, -1, 0]", "1e12"));
    struct film f;
    struct error err;

    (void)state;
    c->n_z = c->mesh.n_z = 3;
    c->mesh.spacer_m = 1e-9;
    c->torque[1].layer = 1;
    assert_int_equal(llg_film_open(&f, c, 1, &err), STATUS_OK);
    llg_film_enter_stage(&f, c, &c->stage[0]);
    llg_set_field(&f.llg, 0.0, f.m);
    assert_true(f.llg.field_T.x[1] == 0 && f.llg.field_T.z[1] == 0); /* cancelled */
    assert_true(f.llg.field_T.x[0] != 0 && f.llg.field_T.x[0] == f.llg.field_T.x[2]);
    llg_film_close(&f);
    free(c);
}

#define FILM                                                                                       \
    "mesh: {n_x: 60, n_y: 40, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"                   \
    "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12, dmi_J_per_m2: 1.7e-3}\n"      \
    "magnetostatics: {mode: 'off'}\n"                                                              \
    "output: {pictures: false, ovf: false, table_every_s: 0}\n"                                    \
    "stage: [{kind: run, duration_s: 1e-16}]\n"
#define LEFT "  - {x_m: 40e-9, y_m: 40e-9, radius_m: 12e-9, wall_width_m: 5e-9}\n"
#define RIGHT "  - {x_m: 72e-9, y_m: 40e-9, radius_m: 12e-9, wall_width_m: 5e-9}\n"

/* Each is in reach of the other: the later one used to cut the earlier one. */
static void skyrmions_side_by_side_are_all_there_in_any_order(void **state)
{
    const struct llg_run_result one = run(FILM "skyrmion:\n" LEFT);
    const struct llg_run_result ab = run(FILM "skyrmion:\n" LEFT RIGHT);
    const struct llg_run_result ba = run(FILM "skyrmion:\n" RIGHT LEFT);

    (void)state;
    assert_int_equal(one.n_skyrmions, 1);
    assert_int_equal(ab.n_skyrmions, 2);
    assert_close(ab.radius_m, one.radius_m, 0.01);
    assert_close(ab.charge, -2.0, 0.01);
    assert_memory_equal(ab.mean, ba.mean, sizeof ab.mean);
    assert_close(ab.energy_J, ba.energy_J, 0.0);
}

static void a_skyrmion_in_the_core_of_another_stays(void **state)
{
    const struct llg_run_result two =
        run(FILM "skyrmion:\n"
                 "  - {x_m: 60e-9, y_m: 40e-9, radius_m: 10e-9, wall_width_m: 3e-9}\n"
                 "  - {x_m: 60e-9, y_m: 40e-9, radius_m: 28e-9, wall_width_m: 3e-9}\n");

    (void)state;
    assert_true(fabs(two.charge) < 0.05); /* -1 of the outer wall, 1 of the inner one */
}

static void skyrmions_that_lie_over_each_other_are_refused(void **state)
{
    struct llg_case *c = run_case_load(FILM "skyrmion:\n" LEFT RIGHT);
    struct error err;

    (void)state;
    c->skyrmion[1].x_m = 60e-9;
    assert_int_equal(llg_case_check(c, "here", &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "here: skyrmion[0] and [1] lie over each other: centres 2e-08 m "
                                  "apart, radii 1.2e-08 m and 1.2e-08 m");
    c->skyrmion[0].layer = 0; /* in layers of their own they may */
    c->skyrmion[1].layer = 1;
    c->n_z = c->mesh.n_z = 2;
    assert_int_equal(llg_case_check(c, "here", &err), STATUS_OK);
    free(c);
}

static void skyrmion_and_finder_follow_the_film(void **state)
{
    const struct llg_run_result down = run(FILM "start: {direction: [0, 0, -1]}\nskyrmion:\n" LEFT);

    (void)state;
    assert_close(down.charge, 1.0, 0.01);
    assert_int_equal(down.n_skyrmions, 1);
    assert_string_equal(down.warning, "");
}

/* Its core is three fifths of the disc, and the mean of m_z negative. */
static void a_skyrmion_that_fills_most_of_a_disc_is_found(void **state)
{
    const struct llg_run_result big =
        run(FILM "geometry: {shape: ellipse, width_m: 64e-9, height_m: 64e-9}\n"
                 "skyrmion: [{x_m: 60e-9, y_m: 40e-9, radius_m: 25e-9, wall_width_m: 3e-9}]\n");

    (void)state;
    assert_true(big.mean[2] < -0.1);
    assert_int_equal(big.n_skyrmions, 1);
    assert_close(big.radius_m, 25e-9, 0.02);
}

static void a_finder_that_looks_the_wrong_way_is_told(void **state)
{
    const struct llg_run_result wrong =
        run(FILM "finder: {up: 1}\nstart: {direction: [0, 0, -1]}\nskyrmion:\n" LEFT);
    const struct llg_run_result small = run(FILM "finder: {max_radius_m: 3e-9}\nskyrmion:\n" LEFT);

    (void)state;
    assert_int_equal(wrong.n_skyrmions, 0);
    assert_string_equal(wrong.warning,
                        "charge 1.00 and no skyrmion: finder.up = 1, with -1 it finds 1");
    assert_int_equal(small.n_skyrmions, 0);
    assert_non_null(strstr(small.warning, "charge -1.00 and no skyrmion: nothing off the rim"));
    for (int polarity = -1; polarity <= 1; polarity += 2)
        assert_string_equal(run(polarity < 0 ? FILM "start: {kind: vortex, polarity: -1}\n"
                                             : FILM "start: {kind: vortex}\n")
                                .warning,
                            "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_opposite_torques_leave_the_film_as_it_is),
        cmocka_unit_test(torques_of_a_layer_add_in_any_order),
        cmocka_unit_test(two_torques_make_the_field_of_both),
        cmocka_unit_test(each_layer_has_the_torques_that_name_it),
        cmocka_unit_test(skyrmions_side_by_side_are_all_there_in_any_order),
        cmocka_unit_test(a_skyrmion_in_the_core_of_another_stays),
        cmocka_unit_test(skyrmions_that_lie_over_each_other_are_refused),
        cmocka_unit_test(skyrmion_and_finder_follow_the_film),
        cmocka_unit_test(a_skyrmion_that_fills_most_of_a_disc_is_found),
        cmocka_unit_test(a_finder_that_looks_the_wrong_way_is_told),
    };

    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
