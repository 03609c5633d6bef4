#include "check.h"
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "experiment/census.h"
#include "experiment/ensemble.h"
#include "experiment/strip.h"
#include "io/file.h"
#include "io/png.h"
#include "micromag/start.h"

/* 200 nm x 80 nm of two layers with a short pulse: some hundred steps. */
static struct device small_device(void)
{
    struct device d = device_default;

    d.track.length_m = 200e-9;
    d.track.width_m = 80e-9;
    d.track.repeats = 2;
    d.barrier.length_m = 20e-9;
    d.barrier.breadth_m = 20e-9;
    d.barrier.corner_m = 8e-9;
    d.barrier.centre_m = 120e-9;
    d.start.skyrmions = 1;
    d.start.radius_m = 10e-9;
    d.start.equilibrate_s = 20e-12;
    d.pulses.width_s = 40e-12;
    d.pulses.gap_s = 60e-12;
    d.pulses.window_s = 40e-12;
    d.pulses.samples = 8;
    d.pulses.up = 2;
    d.pulses.down = 1;
    d.readout.from_m = 120e-9;
    d.readout.to_m = 200e-9;
    return d;
}

static void set_trial(struct trial *t, const struct device *d, const char *label)
{
    memset(t, 0, sizeof *t);
    t->device = *d;
    t->seed = 7;
    trial_set_cycles(t, 1);
    trial_name(t, label);
}

static void make_folder(char folder[64])
{
    snprintf(folder, 64, "/tmp/skyloom-trial-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static void remove_file(const char *folder, const char *key, const char *ext)
{
    char path[256];

    snprintf(path, sizeof path, "%s/runs/%s.%s", folder, key, ext);
    assert_int_equal(unlink(path), 0);
}

static void remove_folder(const char *folder)
{
    char path[256];

    snprintf(path, sizeof path, "%s/runs", folder);
    rmdir(path);
    assert_int_equal(rmdir(folder), 0);
}

static unsigned char *read_file(const char *folder, const char *key, const char *ext, size_t *n)
{
    struct error err = {0};
    unsigned char *data = NULL;
    char path[256];

    snprintf(path, sizeof path, "%s/runs/%s.%s", folder, key, ext);
    if (file_read_all(path, 1 << 22, &data, n, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return data;
}

/* Stops the run when its progress was reported n times, at rest or later. */
struct stopper {
    int left;
    bool at_rest;
    volatile int stop;
};

static void count_down(void *context, double share)
{
    struct stopper *s = context;

    assert_true(share >= 0.0 && share <= 1.0 + 1e-9);
    if (s->at_rest || share > 0.0)
        s->stop = --s->left == 0;
}

static enum status run(const struct trial *t, const char *folder, int stop_after)
{
    struct stopper stopper = {.left = stop_after};
    const struct trial_options options = {.folder = folder,
                                          .stop = &stopper.stop,
                                          .keep_every_wall_s = 1e9,
                                          .progress = count_down,
                                          .context = &stopper};
    struct error err = {0};
    const enum status s = trial_run(t, &options, &err);

    if (s != STATUS_OK && s != STATUS_INTERRUPTED)
        fail_msg("%s", err.text);
    return s;
}

static void check_same(const char *folder, const char *other, const char *key, const char *ext)
{
    size_t n, m;
    unsigned char *a = read_file(folder, key, ext, &n), *b = read_file(other, key, ext, &m);

    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    free(a);
    free(b);
}

static void check_resumed_run(double temperature_K, int demag_every)
{
    struct device d = small_device();
    char whole[64], parts[64];
    struct trial t;
    int stops = 0;

    d.material.temperature_K = temperature_K;
    d.solver.demag_every = demag_every;
    set_trial(&t, &d, "a");
    make_folder(whole);
    make_folder(parts);
    assert_int_equal(run(&t, whole, 0), STATUS_OK);
    for (; run(&t, parts, 5 + stops % 3) == STATUS_INTERRUPTED; stops++)
        assert_false(trial_is_done(&t, parts));
    assert_true(stops > 1);
    assert_true(trial_is_done(&t, parts));
    check_same(whole, parts, t.key, "tsv");
    check_same(whole, parts, t.key, "png");
    for (int i = 0; i < 2; i++) {
        remove_file(i ? parts : whole, t.key, "tsv");
        remove_file(i ? parts : whole, t.key, "png");
        remove_folder(i ? parts : whole);
    }
}

static void a_run_that_was_stopped_often_ends_in_the_same_bytes(void **state)
{
    (void)state;
    check_resumed_run(0.0, 1);
}

static void so_does_one_with_noise(void **state)
{
    (void)state;
    check_resumed_run(300.0, 1);
}

static void so_does_one_that_extrapolates_the_stray_field(void **state)
{
    (void)state;
    check_resumed_run(300.0, 3);
}

/* Four frames of 50 x 20 cells in one column; a skyrmion is blue, the film red. */
static void check_strip(const struct trial *t, const char *folder)
{
    struct error err = {0};
    int width, height, blue = 0;
    char path[256];
    uint8_t *rgb;

    if (trial_write_strip(t, folder, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    snprintf(path, sizeof path, "%s/%s.png", folder, t->label);
    assert_int_equal(image_read(path, &width, &height, &rgb, &err), STATUS_OK);
    assert_int_equal(width, 50);
    assert_int_equal(height, 4 * 20 + 3);
    for (int i = 0; i < width * 20; i++)
        blue += rgb[3 * i + 2] > rgb[3 * i];
    assert_in_range(blue, 5, 60); /* 10 nm of radius: 20 cells */
    assert_true(rgb[0] > rgb[2]);
    free(rgb);
    assert_int_equal(unlink(path), 0);
}

static void a_table_has_a_row_per_pulse_and_one_before(void **state)
{
    (void)state;
    const struct device d = small_device();
    struct trial_table *table = calloc(1, sizeof *table);
    struct error err = {0};
    char folder[64];
    struct trial t;

    assert_non_null(table);
    set_trial(&t, &d, "b");
    make_folder(folder);
    assert_int_equal(run(&t, folder, 0), STATUS_OK);
    assert_int_equal(trial_read(&t, folder, table, &err), STATUS_OK);
    assert_int_equal(table->n_rows, 4);
    assert_int_equal(table->n_columns, TRIAL_COLUMNS + 6);
    for (int i = 0; i < table->n_rows; i++)
        assert_true(table->value[i][TRIAL_PULSE] == i);
    assert_true(table->value[3][TRIAL_FACTOR] == -1.0);
    assert_close(table->value[3][TRIAL_TIME], 320e-12, 1e-9);
    assert_true(table->value[0][TRIAL_PRE] == 1.0);
    assert_true(table->value[0][TRIAL_COLUMNS] == 1.0);
    assert_true(table->value[0][TRIAL_G] > d.readout.conductance_S);
    check_strip(&t, folder);
    for (int i = 0; i < table->n_rows; i++) { /* the end of the row is one of its samples */
        assert_close(table->radius[i].mean_m, table->value[i][TRIAL_RADIUS], 0.2);
        assert_true(table->radius[i].time_sd_m > 0.0);
        assert_true(table->radius[i].time_sd_m < 0.2 * table->radius[i].mean_m);
        assert_true(table->radius[i].sd_m < 0.2 * table->radius[i].mean_m);
    }
    remove_file(folder, t.key, "tsv");
    remove_file(folder, t.key, "png");
    remove_folder(folder);
    free(table);
}

static enum status run_whole(const struct trial *t, const char *folder, struct error *err)
{
    return trial_run(t, &(struct trial_options){.folder = folder, .keep_every_wall_s = 1e9}, err);
}

/* Nine of ten damaged bytes would give a table that looks well. */
static void damaged_radii_are_refused(void **state)
{
    (void)state;
    const struct device d = small_device();
    const double wrong[2] = {5.99e59, 0.0};
    struct error err = {0};
    char folder[64], path[256];
    struct trial t;
    int file;

    set_trial(&t, &d, "r");
    make_folder(folder);
    assert_int_equal(run(&t, folder, 20), STATUS_INTERRUPTED);
    snprintf(path, sizeof path, "%s/runs/%s.radii", folder, t.key);
    file = open(path, O_WRONLY);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, wrong, sizeof wrong, 0), sizeof wrong);
    assert_int_equal(run_whole(&t, folder, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "radius 5.99e+59 m"));
    assert_int_equal(ftruncate(file, 5), 0);
    assert_int_equal(run_whole(&t, folder, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "radii of finished samples are missing"));
    close(file);
    remove_file(folder, t.key, "radii");
    remove_file(folder, t.key, "frames");
    remove_file(folder, t.key, "state");
    remove_folder(folder);
}

static void the_way_to_rest_can_be_interrupted(void **state)
{
    (void)state;
    const struct device d = small_device();
    struct stopper stopper = {.left = 3, .at_rest = true};
    struct trial_options options = {.stop = &stopper.stop,
                                    .keep_every_wall_s = 1e9,
                                    .progress = count_down,
                                    .context = &stopper};
    struct error err = {0};
    char folder[64];
    struct trial t;

    set_trial(&t, &d, "i");
    make_folder(folder);
    options.folder = folder;
    assert_int_equal(trial_run(&t, &options, &err), STATUS_INTERRUPTED);
    assert_non_null(strstr(err.text, "interrupted before it was at rest"));
    assert_true(stopper.left == 0);
    assert_int_equal(run(&t, folder, 0), STATUS_OK);
    remove_file(folder, t.key, "tsv");
    remove_file(folder, t.key, "png");
    remove_folder(folder);
}

static void a_film_that_does_not_come_to_rest_is_told(void **state)
{
    (void)state;
    struct trial_table *table;
    struct device d = small_device();
    struct error err = {0};
    char folder[64];
    struct trial t;

    if (sizeof(real) > 4) /* comes to rest even there */
        skip();
    table = calloc(1, sizeof *table);
    assert_non_null(table);
    d.start.torque_T = 1e-7; /* below what single precision can tell */
    d.track.repeats = 1;
    d.track.length_m = d.barrier.centre_m = 80e-9;
    d.barrier.on = false;
    d.readout.from_m = 40e-9;
    d.readout.to_m = 80e-9;
    d.pulses.up = d.pulses.down = 0;
    set_trial(&t, &d, "u");
    make_folder(folder);
    assert_int_equal(run(&t, folder, 2), STATUS_INTERRUPTED);
    assert_int_equal(run(&t, folder, 0), STATUS_OK);
    assert_int_equal(trial_read(&t, folder, table, &err), STATUS_OK);
    assert_true(table->unrest);
    remove_file(folder, t.key, "tsv");
    remove_file(folder, t.key, "png");
    remove_folder(folder);
    free(table);
}

/* Opposite currents on a skyrmion in the middle of a symmetric film: mirror images, so what the one
 * does along +x the other does along -x. */
static double drift_m(double factor)
{
    struct census_scratch scratch;
    struct device d = small_device();
    struct error err = {0};
    struct track t;
    double x_m = 0.0;

    d.barrier.on = false;
    d.torque.thickness_m = 3e-9;
    if (track_open(&t, &d, 1, &err) != STATUS_OK || census_open(&scratch, &t, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    start_add_skyrmion(&t.magnet,
                       &(struct start_skyrmion){.x_m = 100e-9,
                                                .y_m = 40e-9,
                                                .radius_m = 12e-9,
                                                .wall_width_m = 6e-9,
                                                .up = 1,
                                                .layer = -1},
                       t.m);
    assert_int_equal(llg_run(&t.llg, 50e-12, &err), STATUS_OK);
    track_set_current(&t, factor);
    assert_int_equal(llg_run(&t.llg, 450e-12, &err), STATUS_OK);
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
    struct device d = small_device();
    struct error err = {0};
    struct census c;
    struct track t;

    if (track_open(&t, &d, 1, &err) != STATUS_OK || census_open(&scratch, &t, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int i = 0; i < 3; i++) /* before, beside, behind; the last one slid apart */
        for (int layer = 0; layer < 2; layer++)
            start_add_skyrmion(&t.magnet,
                               &(struct start_skyrmion){.x_m = (double[]){40e-9, 120e-9, 168e-9}[i],
                                                        .y_m = 40e-9 + (i == 2) * layer * 8e-9,
                                                        .radius_m = 12e-9,
                                                        .wall_width_m = 4e-9,
                                                        .up = 1,
                                                        .layer = layer},
                               t.m);
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
    struct device d = small_device();
    struct error err = {0};
    struct census c;
    struct track t;

    if (track_open(&t, &d, 1, &err) != STATUS_OK || census_open(&scratch, &t, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int i = 0; i < 2; i++)
        start_add_skyrmion(&t.magnet,
                           &(struct start_skyrmion){.x_m = i == 0 ? 40e-9 : 160e-9,
                                                    .y_m = 40e-9,
                                                    .radius_m = i == 0 ? 10e-9 : 14e-9,
                                                    .wall_width_m = 4e-9,
                                                    .up = 1,
                                                    .layer = -1},
                           t.m);
    census_take(&t, &scratch, &c);
    assert_close(c.radius_m, 12e-9, 0.05);
    assert_close(c.radius_sd_m, 4e-9 / sqrt(3.0), 0.1);
    census_close(&scratch);
    track_close(&t);
}

static double anisotropy_of_a_cell(uint64_t seed, int64_t grain_seed)
{
    struct device d = small_device();
    struct error err = {0};
    struct track t;
    double ku;

    d.grains.size_m = 10e-9;
    d.grains.anisotropy_spread = 0.05;
    d.grains.seed = grain_seed;
    if (track_open(&t, &d, seed, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    ku = (double)t.magnet.material.anisotropy_J_per_m3[0];
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
    struct device d = small_device();
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
    const double j = device_default.torque.density_A_per_m2;
    struct track t;

    open_four_layers(&t, TRACK_RESOLVED, TORQUE_OUTER);
    for (int i = 0; i < 4; i++)
        assert_true(t.drive_A_per_m2[i] == (i == 0 || i == 3 ? j : 0.0));
    assert_close(t.magnet.thermal.config.temperature_K, 300.0, 1e-12);
    track_close(&t);
    open_four_layers(&t, TRACK_RESOLVED, TORQUE_TOP);
    assert_true(t.drive_A_per_m2[0] == 0.0 && t.drive_A_per_m2[3] == j);
    track_close(&t);
    open_four_layers(&t, TRACK_AVERAGED, TORQUE_OUTER);
    assert_close(t.drive_A_per_m2[0], 0.5 * j, 1e-12);
    assert_close(t.magnet.thermal.config.temperature_K, 75.0, 1e-12);
    track_close(&t);
}

static void too_many_skyrmions_are_refused_with_the_distance(void **state)
{
    (void)state;
    struct device d = small_device();
    struct error err = {0};
    struct track t;

    d.start.skyrmions = 40;
    assert_int_equal(track_open(&t, &d, 1, &err), STATUS_OK);
    assert_int_equal(track_nucleate(&t, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "start.skyrmions = 40"));
    track_close(&t);
}

static void a_film_too_hot_for_skyrmions_is_explained(void **state)
{
    (void)state;
    struct device d = small_device();
    struct error err = {0};
    struct trial_options options = {.keep_every_wall_s = 1e9};
    char folder[64];
    struct trial t;

    d.material.field_T = 2.0; /* collapses them at once */
    d.start.equilibrate_s = 100e-12;
    d.solver.still_time_step_s = 0.5e-12;
    set_trial(&t, &d, "hot");
    make_folder(folder);
    options.folder = folder;
    assert_int_equal(trial_run(&t, &options, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, "no skyrmion lives") == NULL)
        fail_msg("%s", err.text);
    remove_folder(folder);
}

static void an_ensemble_does_not_depend_on_its_workers(void **state)
{
    (void)state;
    struct trial *t = calloc(3, sizeof *t);
    struct device d = small_device();
    char folder[2][64];
    struct error err = {0};

    assert_non_null(t);
    d.pulses.up = 1;
    d.pulses.down = 0;
    for (int i = 0; i < 3; i++) {
        d.torque.thickness_m = (i + 3) * 1e-9;
        set_trial(&t[i], &d, "c");
    }
    for (int i = 0; i < 2; i++) {
        const struct ensemble e = {
            .trial = t, .n_trials = 3, .n_workers = i + 1, .keep_every_wall_s = 1e9};
        struct ensemble here = e;

        make_folder(folder[i]);
        here.folder = folder[i];
        if (ensemble_run(&here, &err) != STATUS_OK)
            fail_msg("%s", err.text);
    }
    for (int i = 0; i < 3; i++) {
        check_same(folder[0], folder[1], t[i].key, "tsv");
        for (int k = 0; k < 2; k++) {
            remove_file(folder[k], t[i].key, "tsv");
            remove_file(folder[k], t[i].key, "png");
        }
    }
    remove_folder(folder[0]);
    remove_folder(folder[1]);
    free(t);
}

static void ranks_share_the_trials_of_an_ensemble(void **state)
{
    (void)state;
    struct trial *t = calloc(3, sizeof *t);
    struct device d = small_device();
    struct ensemble e = {.trial = t, .n_trials = 3, .n_workers = 1, .keep_every_wall_s = 1e9};
    struct error err = {0};
    char folder[64];

    assert_non_null(t);
    d.pulses.up = d.pulses.down = 0;
    for (int i = 0; i < 3; i++) {
        d.start.equilibrate_s = (10 + i) * 1e-12;
        set_trial(&t[i], &d, "rank");
    }
    make_folder(folder);
    e.folder = folder;
    e.n_ranks = 2;
    e.rank = 1;
    assert_int_equal(ensemble_run(&e, &err), STATUS_OK);
    assert_true(trial_is_done(&t[1], folder) && ensemble_left(&e) == 2);
    e.rank = 0;
    assert_int_equal(ensemble_run(&e, &err), STATUS_OK);
    assert_int_equal(ensemble_left(&e), 0);
    for (int i = 0; i < 3; i++) {
        remove_file(folder, t[i].key, "tsv");
        remove_file(folder, t[i].key, "png");
    }
    remove_folder(folder);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_that_was_stopped_often_ends_in_the_same_bytes),
        cmocka_unit_test(so_does_one_with_noise),
        cmocka_unit_test(so_does_one_that_extrapolates_the_stray_field),
        cmocka_unit_test(a_table_has_a_row_per_pulse_and_one_before),
        cmocka_unit_test(the_way_to_rest_can_be_interrupted),
        cmocka_unit_test(a_film_that_does_not_come_to_rest_is_told),
        cmocka_unit_test(damaged_radii_are_refused),
        cmocka_unit_test(mz_is_smoothed_over_a_length),
        cmocka_unit_test(radii_spread_between_skyrmions),
        cmocka_unit_test(current_along_plus_x_drives_skyrmions_along_plus_x),
        cmocka_unit_test(skyrmions_are_counted_by_layer_and_place),
        cmocka_unit_test(every_run_is_a_film_of_its_own_unless_its_grains_have_a_seed),
        cmocka_unit_test(ranks_share_the_trials_of_an_ensemble),
        cmocka_unit_test(the_torque_acts_on_the_outer_layers),
        cmocka_unit_test(too_many_skyrmions_are_refused_with_the_distance),
        cmocka_unit_test(a_film_too_hot_for_skyrmions_is_explained),
        cmocka_unit_test(an_ensemble_does_not_depend_on_its_workers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
