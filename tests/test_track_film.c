#include "check.h"
#include <math.h>
#include <string.h>
#include "lab/track/census.h"
#include "micromag/start.h"
#include "trial_case.h"

/* Opposite currents on a skyrmion in the middle of a symmetric film: mirror images, so what the one
 * does along +x the other does along -x. */
static double drift_m(double factor)
{
    struct census_scratch scratch;
    struct synapse d = trial_case_device();
    struct error err = {0};
    struct track t;
    double x_m = 0.0;

    d.barrier.on = false;
    d.torque.thickness_m = 3e-9;
    if (track_open(&t, &d, 1, &err) != STATUS_OK || census_open(&scratch, &t, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    start_add_skyrmion(&t.film.magnet,
                       &(struct start_skyrmion){.x_m = 100e-9,
                                                .y_m = 40e-9,
                                                .radius_m = 12e-9,
                                                .wall_width_m = 6e-9,
                                                .up = 1,
                                                .layer = -1},
                       t.film.m);
    assert_int_equal(llg_run(&t.film.llg, 50e-12, &err), STATUS_OK);
    track_set_current(&t, factor);
    assert_int_equal(llg_run(&t.film.llg, 450e-12, &err), STATUS_OK);
    {
        struct census c;

        census_take(&t, &scratch, &c);
        assert_int_equal(c.pre[0] + c.barrier[0] + c.post[0], 1);
        x_m = scratch.found[0].x_m - 100e-9;
    }
    census_close(&scratch);
    track_close(&t);
    return x_m;
}

static void current_along_plus_x_drives_skyrmions_along_plus_x(void **state)
{
    (void)state;
    const double there_m = drift_m(1.0), back_m = drift_m(-1.0);

    assert_true(there_m > 0.2e-9);
    assert_close(back_m, -there_m, 0.05);
}

static void skyrmions_are_counted_by_layer_and_place(void **state)
{
    (void)state;
    struct census_scratch scratch;
    struct synapse d = trial_case_device();
    struct error err = {0};
    struct census c;
    struct track t;

    if (track_open(&t, &d, 1, &err) != STATUS_OK || census_open(&scratch, &t, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int i = 0; i < 3; i++) /* before, beside, behind; the last one slid apart */
        for (int layer = 0; layer < 2; layer++)
            start_add_skyrmion(&t.film.magnet,
                               &(struct start_skyrmion){.x_m = (double[]){40e-9, 120e-9, 168e-9}[i],
                                                        .y_m = 40e-9 + (i == 2) * layer * 8e-9,
                                                        .radius_m = 12e-9,
                                                        .wall_width_m = 4e-9,
                                                        .up = 1,
                                                        .layer = layer},
                               t.film.m);
    census_take(&t, &scratch, &c);
    for (int layer = 0; layer < 2; layer++) {
        assert_int_equal(c.pre[layer], 1);
        assert_int_equal(c.barrier[layer], 1);
        assert_int_equal(c.post[layer], 1);
    }
    assert_close(c.apart_m, 8e-9 / 3.0, 0.05);
    assert_int_equal(c.torn, 0);
    assert_close(c.radius_m, 12e-9, 0.05);
    census_close(&scratch);
    track_close(&t);
}

/* Over the same length whatever the cell: else finer cells show noise as skyrmions. */
static void mz_is_smoothed_over_a_length(void **state)
{
    (void)state;
    const struct mesh coarse = {.n_x = 9, .n_y = 9, .n_z = 1, .cell_x_m = 4e-9};
    const struct mesh fine = {.n_x = 9, .n_y = 9, .n_z = 1, .cell_x_m = 2e-9};
    real spike[81] = {[40] = 1};

    assert_close(census_smooth(&coarse, spike, 4, 5), 1.0 / 9.0, 1e-12);
    assert_close(census_smooth(&coarse, spike, 4, 6), 0.0, 1e-12);
    assert_close(census_smooth(&fine, spike, 4, 6), 1.0 / 25.0, 1e-12);
    spike[0] = 1;
    assert_close(census_smooth(&fine, spike, 0, 0), 1.0 / 9.0, 1e-12);
    assert_close(census_smooth(&coarse, spike, 0, 0), 1.0 / 4.0, 1e-12);
}

/* 10 nm and 14 nm through two layers: 12 nm on average, 4 / sqrt(3) nm of spread among four. */
static void radii_spread_between_skyrmions(void **state)
{
    (void)state;
    struct census_scratch scratch;
    struct synapse d = trial_case_device();
    struct error err = {0};
    struct census c;
    struct track t;

    if (track_open(&t, &d, 1, &err) != STATUS_OK || census_open(&scratch, &t, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int i = 0; i < 2; i++)
        start_add_skyrmion(&t.film.magnet,
                           &(struct start_skyrmion){.x_m = i == 0 ? 40e-9 : 160e-9,
                                                    .y_m = 40e-9,
                                                    .radius_m = i == 0 ? 10e-9 : 14e-9,
                                                    .wall_width_m = 4e-9,
                                                    .up = 1,
                                                    .layer = -1},
                           t.film.m);
    census_take(&t, &scratch, &c);
    assert_close(c.radius_m, 12e-9, 0.05);
    assert_close(c.radius_sd_m, 4e-9 / sqrt(3.0), 0.1);
    census_close(&scratch);
    track_close(&t);
}

static double anisotropy_of_a_cell(uint64_t seed, int64_t grain_seed)
{
    struct synapse d = trial_case_device();
    struct error err = {0};
    struct track t;
    double ku;

    d.grains.size_m = 10e-9;
    d.grains.anisotropy_spread = 0.05;
    d.grains.seed = grain_seed;
    if (track_open(&t, &d, seed, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    ku = (double)t.film.magnet.material.anisotropy_J_per_m3[0];
    track_close(&t);
    return ku;
}

static void every_run_is_a_film_of_its_own_unless_its_grains_have_a_seed(void **state)
{
    (void)state;
    assert_true(anisotropy_of_a_cell(1, 0) != anisotropy_of_a_cell(2, 0));
    assert_true(anisotropy_of_a_cell(1, 0) == anisotropy_of_a_cell(1, 0));
    assert_true(anisotropy_of_a_cell(1, 5) == anisotropy_of_a_cell(2, 5));
}

static void open_four_layers(struct track *t, int model, int site)
{
    struct synapse d = trial_case_device();
    struct error err = {0};

    d.track.repeats = 4;
    d.track.model = model;
    d.torque.site = site;
    if (track_open(t, &d, 1, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    track_set_temperature(t, 300.0);
}

/* What one layer that stands for four feels: half of the outer layers' torque, and the noise of
 * four times the volume. */
static void the_torque_acts_on_the_outer_layers(void **state)
{
    (void)state;
    const double j = synapse_default.torque.density_A_per_m2;
    struct track t;

    open_four_layers(&t, TRACK_RESOLVED, TORQUE_OUTER);
    for (int i = 0; i < 4; i++)
        assert_true(t.drive_A_per_m2[i] == (i == 0 || i == 3 ? j : 0.0));
    assert_close(t.film.magnet.thermal.config.temperature_K, 300.0, 1e-12);
    track_close(&t);
    open_four_layers(&t, TRACK_RESOLVED, TORQUE_TOP);
    assert_true(t.drive_A_per_m2[0] == 0.0 && t.drive_A_per_m2[3] == j);
    track_close(&t);
    open_four_layers(&t, TRACK_AVERAGED, TORQUE_OUTER);
    assert_close(t.drive_A_per_m2[0], 0.5 * j, 1e-12);
    assert_close(t.film.magnet.thermal.config.temperature_K, 75.0, 1e-12);
    track_close(&t);
}

static void too_many_skyrmions_are_refused_with_the_distance(void **state)
{
    (void)state;
    struct synapse d = trial_case_device();
    struct error err = {0};
    struct track t;

    d.start.skyrmions = 40;
    assert_int_equal(track_open(&t, &d, 1, &err), STATUS_OK);
    assert_int_equal(track_nucleate(&t, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "start.skyrmions = 40"));
    track_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(current_along_plus_x_drives_skyrmions_along_plus_x),
        cmocka_unit_test(skyrmions_are_counted_by_layer_and_place),
        cmocka_unit_test(mz_is_smoothed_over_a_length),
        cmocka_unit_test(radii_spread_between_skyrmions),
        cmocka_unit_test(every_run_is_a_film_of_its_own_unless_its_grains_have_a_seed),
        cmocka_unit_test(the_torque_acts_on_the_outer_layers),
        cmocka_unit_test(too_many_skyrmions_are_refused_with_the_distance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
