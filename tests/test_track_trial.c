#include "check.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lab/track/strip.h"
#include "files/file.h"
#include "io/png.h"
#include "micromag/mesh.h"
#include "trial_case.h"

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

static void check_resumed_run(double temperature_K, int demag_every)
{
    struct synapse d = trial_case_device();
    char whole[64], parts[64];
    struct trial t;
    int stops = 0;

    d.material.temperature_K = temperature_K;
    d.solver.demag_every = demag_every;
    trial_case_set(&t, &d, "a");
    trial_case_make_folder(whole);
    trial_case_make_folder(parts);
    assert_int_equal(run(&t, whole, 0), STATUS_OK);
    for (; run(&t, parts, 5 + stops % 3) == STATUS_INTERRUPTED; stops++)
        assert_false(trial_is_done(&t, parts));
    assert_true(stops > 1);
    assert_true(trial_is_done(&t, parts));
    trial_case_check_same(whole, parts, t.key, "tsv");
    trial_case_check_same(whole, parts, t.key, "png");
    for (int i = 0; i < 2; i++) {
        trial_case_remove_file(i ? parts : whole, t.key, "tsv");
        trial_case_remove_file(i ? parts : whole, t.key, "png");
        trial_case_remove_folder(i ? parts : whole);
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

static int brightness(const uint8_t *rgb, int x, int y)
{
    const uint8_t *pixel = rgb + 3 * (y * 50 + x);

    return pixel[0] + pixel[1] + pixel[2];
}

static bool is_marked(const uint8_t *rgb, int x, int y)
{
    return brightness(rgb, x, y) < 0.7 * brightness(rgb, 40, 1);
}

/* The barrier ends between cells 27 and 28 and between 32 and 33, half a cell from both; the
 * junction begins at cell 30, dashed by three. */
static void check_marks(const uint8_t *rgb)
{
    assert_true(is_marked(rgb, 27, 10) || is_marked(rgb, 28, 10));
    assert_true(is_marked(rgb, 31, 10) || is_marked(rgb, 32, 10));
    assert_false(is_marked(rgb, 26, 10) || is_marked(rgb, 29, 10) || is_marked(rgb, 34, 10));
    assert_true(is_marked(rgb, 30, 19));
    assert_false(is_marked(rgb, 30, 16));
    assert_false(is_marked(rgb, 49, 19));
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
    check_marks(rgb);
    free(rgb);
    assert_int_equal(unlink(path), 0);
}

static void a_table_has_a_row_per_pulse_and_one_before(void **state)
{
    (void)state;
    const struct synapse d = trial_case_device();
    struct trial_table *table = calloc(1, sizeof *table);
    struct error err = {0};
    char folder[64];
    struct trial t;

    assert_non_null(table);
    trial_case_set(&t, &d, "b");
    trial_case_make_folder(folder);
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
    trial_case_remove_file(folder, t.key, "tsv");
    trial_case_remove_file(folder, t.key, "png");
    trial_case_remove_folder(folder);
    free(table);
}

static enum status run_whole(const struct trial *t, const char *folder, struct error *err)
{
    return trial_run(t, &(struct trial_options){.folder = folder, .keep_every_wall_s = 1e9}, err);
}

/* Ends as soon as what is on the disk was looked at. */
static enum status run_stopped(const struct trial *t, const char *folder, struct error *err)
{
    const volatile int stop = 1;

    return trial_run(
        t, &(struct trial_options){.folder = folder, .stop = &stop, .keep_every_wall_s = 1e9}, err);
}

/* Nine of ten damaged bytes would give a table that looks well. */
static void damaged_radii_are_refused(void **state)
{
    (void)state;
    const struct synapse d = trial_case_device();
    double right[2];
    /* beyond the track; a spread of none; none where the row has one */
    static const double wrong[][2] = {{5.99e59, 0.0}, {201e-9, 0.0}, {0.0, 1e-9}, {0.0, 0.0}};
    struct error err = {0};
    char folder[64], path[256], says[64];
    struct trial t;
    int file;

    trial_case_set(&t, &d, "r");
    trial_case_make_folder(folder);
    assert_int_equal(run(&t, folder, 20), STATUS_INTERRUPTED);
    snprintf(path, sizeof path, "%s/runs/%s.radii", folder, t.key);
    file = open(path, O_RDWR);
    assert_true(file >= 0);
    for (int i = 0; i < 4; i++) {
        const int sample = i < 3 ? 0 : 7; /* the last one is the row's */
        const off_t at = sample * (off_t)sizeof right;

        assert_int_equal(pread(file, right, sizeof right, at), sizeof right);
        assert_true(right[0] > 0.0);
        assert_int_equal(pwrite(file, wrong[i], sizeof right, at), sizeof right);
        assert_int_equal(run_stopped(&t, folder, &err), STATUS_BAD_FILE);
        snprintf(says, sizeof says, "sample %d: radius %g m, deviation %g m", sample, wrong[i][0],
                 wrong[i][1]);
        assert_non_null(strstr(err.text, says));
        assert_int_equal(pwrite(file, right, sizeof right, at), sizeof right);
    }
    assert_int_equal(run_stopped(&t, folder, &err), STATUS_INTERRUPTED);
    assert_int_equal(ftruncate(file, 5), 0);
    assert_int_equal(run_whole(&t, folder, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "radii of finished samples are missing"));
    close(file);
    trial_case_remove_file(folder, t.key, "radii");
    trial_case_remove_file(folder, t.key, "frames");
    trial_case_remove_file(folder, t.key, "state");
    trial_case_remove_folder(folder);
}

static void a_damaged_state_says_which_file_to_remove(void **state)
{
    (void)state;
    const struct synapse d = trial_case_device();
    struct error err = {0};
    char folder[64], path[256];
    struct trial t;

    trial_case_set(&t, &d, "s");
    trial_case_make_folder(folder);
    assert_int_equal(run(&t, folder, 20), STATUS_INTERRUPTED);
    snprintf(path, sizeof path, "%s/runs/%s.state", folder, t.key);
    trial_case_overwrite(path, -40, "damage");
    trial_case_refused(run_whole(&t, folder, &err), &err,
                       "; without this file the run begins again");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(run(&t, folder, 0), STATUS_OK);
    snprintf(path, sizeof path, "%s/runs/%s.png", folder, t.key);
    trial_case_overwrite(path, 60, "damage");
    trial_case_refused(trial_write_strip(&t, folder, &err), &err,
                       "without this file there is no strip");
    trial_case_remove_file(folder, t.key, "tsv");
    trial_case_remove_file(folder, t.key, "png");
    trial_case_remove_folder(folder);
}

static void the_way_to_rest_can_be_interrupted(void **state)
{
    (void)state;
    const struct synapse d = trial_case_device();
    struct stopper stopper = {.left = 3, .at_rest = true};
    struct trial_options options = {.stop = &stopper.stop,
                                    .keep_every_wall_s = 1e9,
                                    .progress = count_down,
                                    .context = &stopper};
    struct error err = {0};
    char folder[64];
    struct trial t;

    trial_case_set(&t, &d, "i");
    trial_case_make_folder(folder);
    options.folder = folder;
    assert_int_equal(trial_run(&t, &options, &err), STATUS_INTERRUPTED);
    assert_non_null(strstr(err.text, "interrupted before it was at rest"));
    assert_true(stopper.left == 0);
    assert_int_equal(run(&t, folder, 0), STATUS_OK);
    trial_case_remove_file(folder, t.key, "tsv");
    trial_case_remove_file(folder, t.key, "png");
    trial_case_remove_folder(folder);
}

static void a_film_that_does_not_come_to_rest_is_told(void **state)
{
    (void)state;
    struct trial_table *table;
    struct synapse d = trial_case_device();
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
    trial_case_set(&t, &d, "u");
    trial_case_make_folder(folder);
    assert_int_equal(run(&t, folder, 2), STATUS_INTERRUPTED);
    assert_int_equal(run(&t, folder, 0), STATUS_OK);
    assert_int_equal(trial_read(&t, folder, table, &err), STATUS_OK);
    assert_true(table->unrest);
    trial_case_remove_file(folder, t.key, "tsv");
    trial_case_remove_file(folder, t.key, "png");
    trial_case_remove_folder(folder);
    free(table);
}

static void a_film_too_hot_for_skyrmions_is_explained(void **state)
{
    (void)state;
    struct synapse d = trial_case_device();
    struct error err = {0};
    struct trial_options options = {.keep_every_wall_s = 1e9};
    char folder[64];
    struct trial t;

    d.material.field_T = 2.0; /* collapses them at once */
    d.start.equilibrate_s = 100e-12;
    d.solver.still_time_step_s = 0.5e-12;
    trial_case_set(&t, &d, "hot");
    trial_case_make_folder(folder);
    options.folder = folder;
    assert_int_equal(trial_run(&t, &options, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, "no skyrmion lives") == NULL)
        fail_msg("%s", err.text);
    trial_case_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_that_was_stopped_often_ends_in_the_same_bytes),
        cmocka_unit_test(so_does_one_with_noise),
        cmocka_unit_test(so_does_one_that_extrapolates_the_stray_field),
        cmocka_unit_test(a_table_has_a_row_per_pulse_and_one_before),
        cmocka_unit_test(damaged_radii_are_refused),
        cmocka_unit_test(a_damaged_state_says_which_file_to_remove),
        cmocka_unit_test(the_way_to_rest_can_be_interrupted),
        cmocka_unit_test(a_film_that_does_not_come_to_rest_is_told),
        cmocka_unit_test(a_film_too_hot_for_skyrmions_is_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
