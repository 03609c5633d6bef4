#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lab/calibrate/fit.h"
#include "scratch_folder.h"

static struct measure small_film(void)
{
    struct measure m;

    memset(&m, 0, sizeof m);
    m.film = synapse_default;
    m.film.track.length_m = 120e-9;
    m.film.track.width_m = 100e-9;
    m.film.track.repeats = 2;
    m.film.barrier.on = false;
    m.film.readout.from_m = 0.0;
    m.film.readout.to_m = 120e-9;
    m.n = 1;
    m.x_m[0] = 60e-9;
    m.y_m[0] = 50e-9;
    m.radius_m = 12e-9;
    m.wall_m = 5e-9;
    m.settle_s = 20e-12;
    m.run_s = 100e-12;
    m.look_s = 20e-12;
    return m;
}

static void run_film(struct measure *m, struct measure_table *t)
{
    const struct trial_options options = {.folder = folder};
    struct error err = {0};

    measure_name(m);
    assert_false(measure_is_done(m, folder));
    if (measure_run(m, &options, &err) != STATUS_OK || measure_read(m, folder, t, &err))
        fail_msg("%s", err.text);
    assert_true(measure_is_done(m, folder));
}

/* G z x v = F: an up film's skyrmion under a force along x goes along y. */
static void a_current_drives_it_across(void **state)
{
    struct measure_table *t = malloc(sizeof *t);
    struct measure m = small_film();
    const struct measure_body *from, *to;

    (void)state;
    m.kind = MEASURE_DRIVE;
    m.factor = 2.0;
    run_film(&m, t);
    assert_int_equal(t->n_rows, 6);
    from = &t->row[0].body[0];
    to = &t->row[5].body[0];
    assert_true(measure_is_whole(&m, t, 5));
    assert_close(from->x_m, 60e-9, 1e-3);
    assert_close(from->y_m, 50e-9, 1e-3);
    assert_true(to->y_m - from->y_m > 0.5e-9);
    assert_true(to->y_m - from->y_m > 1.5 * fabs(to->x_m - from->x_m));
    assert_true(t->row[0].dissipation > 12.0 && t->row[0].dissipation < 25.0);
    free(t);
}

static void what_dies_ends_the_run(void **state)
{
    struct measure_table *t = malloc(sizeof *t);
    struct measure m = small_film();

    (void)state;
    m.kind = MEASURE_PUSH;
    m.film.material.anisotropy_J_per_m3 = 1.5e6; /* no skyrmion lives here */
    run_film(&m, t);
    assert_true(t->n_rows < 6);
    assert_false(measure_is_whole(&m, t, t->n_rows - 1));
    free(t);
}

/* The first is cut where the second begins, and the other way round; the second is smaller. */
static void squeezed_skyrmions_each_have_their_half(void **state)
{
    struct measure_table *t = malloc(sizeof *t);
    struct measure m = small_film();
    const struct measure_body *a = &t->row[0].body[0], *b = &t->row[0].body[1];

    (void)state;
    m.kind = MEASURE_SQUEEZE;
    m.n = 2;
    m.x_m[0] = 44e-9;
    m.x_m[1] = 76e-9;
    m.y_m[1] = 50e-9;
    m.settle_s = 0.0;
    run_film(&m, t);
    assert_true(measure_is_whole(&m, t, 0));
    assert_close(b->x_m - a->x_m, 32e-9, 0.02);
    assert_close(a->radius_m, 12e-9, 0.05);
    assert_close(b->radius_m, 0.9 * 12e-9, 0.05);
    free(t);
}

/* Smaller than what counts in the readout is none, though it is there. */
static void a_skyrmion_is_what_the_readout_counts(void **state)
{
    struct measure_table *t = malloc(sizeof *t);
    struct measure m = small_film();

    (void)state;
    m.kind = MEASURE_PUSH;
    m.film.readout.min_radius_m = 20e-9;
    run_film(&m, t);
    assert_int_equal(t->n_rows, 1);
    assert_true(t->row[0].body[0].layers == 0.0);
    free(t);
}

static void a_crowd_is_smaller_than_one_alone(void **state)
{
    struct measure_table *t = malloc(sizeof *t);
    struct measure m = small_film();
    double alone_m;

    (void)state;
    m.kind = MEASURE_REST;
    m.film.track.length_m = 200e-9;
    m.film.track.width_m = 100e-9;
    m.film.barrier.centre_m = 200e-9;
    m.x_m[0] = 100e-9;
    run_film(&m, t);
    alone_m = t->row[0].body[0].radius_m;
    m.kind = MEASURE_CROWD;
    m.film.start.skyrmions = 3;
    run_film(&m, t);
    assert_int_equal(t->n_rows, 1);
    assert_true(measure_is_whole(&m, t, 0));
    assert_true(t->row[0].body[0].radius_m < alone_m - 0.3e-9);
    free(t);
}

static void a_torn_skyrmion_is_no_sample(void **state)
{
    struct measure m = {.n = 1, .look_s = 10e-12};
    struct measure_table *t = calloc(1, sizeof *t);
    struct calibrate_motion motion[16];

    (void)state;
    t->n_layers = 4;
    t->n_rows = 41;
    for (int i = 0; i < t->n_rows; i++)
        t->row[i] = (struct measure_row){
            .time_s = i * m.look_s,
            .body[0] = {3.0 * i * m.look_s, -7.0 * i * m.look_s, 1e-8, i < 30 ? 1e-9 : 2e-8, 4}};
    assert_int_equal(calibrate_motions(&m, t, 0.0, 0.1e-9, 1e-8, motion, 16), 4);
    assert_close(motion[3].velocity_m_per_s[0], 3.0, 1e-9);
    assert_close(motion[3].velocity_m_per_s[1], -7.0, 1e-9);
    assert_int_equal(calibrate_motions(&m, t, 0.0, 0.1e-9, 1e-7, motion, 16), 7);
    t->row[12].body[0].layers = 3;
    assert_int_equal(calibrate_motions(&m, t, 0.0, 0.1e-9, 1e-7, motion, 16), 1);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_current_drives_it_across),
        cmocka_unit_test(what_dies_ends_the_run),
        cmocka_unit_test(squeezed_skyrmions_each_have_their_half),
        cmocka_unit_test(a_skyrmion_is_what_the_readout_counts),
        cmocka_unit_test(a_crowd_is_smaller_than_one_alone),
        cmocka_unit_test(a_torn_skyrmion_is_no_sample),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
