#include "check.h"
#include "files/file.h"
#include "lab/llg/path.h"
#include "micromag/start.h"
#include "micromag_case.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/skyloom_test_track_XXXXXX";

static int make_file(void **state)
{
    const int fd = mkstemp(path);

    (void)state;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static const struct mesh plane = {90, 50, 1, 2e-9, 2e-9, 1e-9, 0.0};
static const struct mesh stack = {90, 50, 3, 2e-9, 2e-9, 1e-9, 2e-9};
static const struct case_track always = {true, 0.0, NAN};
static const double every_s = 1e-10;

/* Where a skyrmion is put, of 8 nm radius. */
struct mover {
    int layer;
    double x_m, y_m, velocity_x, velocity_y;
    int from, to; /* looks */
};

static void place(struct micromag_case *c, const struct mover *mover, int n, int look)
{
    micromag_case_uniform_m(c, 0.0, 0.0, 1.0);
    for (int i = 0; i < n; i++) {
        const double t_s = look * every_s;
        const struct start_skyrmion s = {mover[i].x_m + mover[i].velocity_x * t_s,
                                         mover[i].y_m + mover[i].velocity_y * t_s,
                                         8e-9,
                                         2e-9,
                                         1,
                                         mover[i].layer};

        if (look >= mover[i].from && look <= mover[i].to)
            start_add_skyrmion(&c->g, &s, c->m);
    }
}

static void look_from_to(struct llg_path *t, struct micromag_case *c, const struct mover *mover,
                         int n, int from, int to)
{
    struct error err = {0};

    for (int look = from; look <= to; look++) {
        place(c, mover, n, look);
        if (llg_path_look(t, look * every_s, c->m, &err) != STATUS_OK)
            fail_msg("%s", err.text);
    }
}

static void open_track(struct llg_path *t, const struct micromag_case *c,
                       const struct case_track *window)
{
    struct error err = {0};

    if (llg_path_open(t, window, &skyrmion_default, &c->g, path, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

/* Follows the movers over 21 looks. */
static size_t follow(struct micromag_case *c, const struct case_track *window,
                     const struct mover *mover, int n, struct llg_path_result result[8])
{
    struct llg_path t;
    struct error err;
    size_t n_results;

    open_track(&t, c, window);
    look_from_to(&t, c, mover, n, 0, 20);
    n_results = llg_path_results(&t, result, 8);
    assert_int_equal(llg_path_close(&t, &err), STATUS_OK);
    return n_results;
}

static void a_line_through_the_places_gives_the_velocity(void **state)
{
    const struct mover mover[] = {{-1, 40e-9, 30e-9, 20.0, 5.0, 0, 20},
                                  {-1, 150e-9, 75e-9, -15.0, -5.0, 0, 20}};
    struct llg_path_result r[8];
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, plane);
    assert_int_equal(follow(&c, &always, mover, 2, r), 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(r[i].id, i + 1);
        assert_false(r[i].lost);
        assert_close(r[i].velocity_m_per_s[0], mover[i].velocity_x, 3e-3);
        assert_close(r[i].velocity_m_per_s[1], mover[i].velocity_y, 3e-3);
        assert_close(r[i].x_m, mover[i].x_m + 2e-9 * mover[i].velocity_x, 2e-3);
        assert_close(r[i].mean_radius_m, 8e-9, 0.02);
        assert_close(r[i].to_s, 2e-9, 1e-12);
        assert_true(isnan(r[i].apart_m));
    }
    assert_close(r[0].edge_m, 30e-9, 2e-3);
    assert_close(r[1].edge_m, 25e-9, 2e-3); /* from the top */
    micromag_case_close(&c);
}

/* At rest, then moving: only the window counts, its ends too. */
static void only_the_window_counts(void **state)
{
    const struct mover still = {-1, 60e-9, 50e-9, 0.0, 0.0, 0, 40};
    const struct mover moving = {-1, 40e-9, 50e-9, 20.0, 0.0, 0, 40};
    const struct case_track window = {true, 10 * every_s, 20 * every_s}, after = {true, 1.0, NAN};
    struct llg_path_result r[8];
    struct micromag_case c;
    struct llg_path t;
    struct error err;

    (void)state;
    micromag_case_open(&c, plane);
    open_track(&t, &c, &window);
    look_from_to(&t, &c, &still, 1, 0, 9);
    look_from_to(&t, &c, &moving, 1, 10, 20); /* from 60 nm to 80 nm */
    look_from_to(&t, &c, &still, 1, 21, 22);
    assert_int_equal(llg_path_results(&t, r, 8), 1);
    assert_close(r[0].velocity_m_per_s[0], 20.0, 3e-3);
    assert_true(fabs(r[0].velocity_m_per_s[1]) < 1e-3);
    assert_close(r[0].x_m, 60e-9, 1e-3);
    assert_int_equal(llg_path_close(&t, &err), STATUS_OK);
    assert_int_equal(follow(&c, &after, &moving, 1, r), 1);
    assert_true(isnan(r[0].velocity_m_per_s[0]) && isnan(r[0].mean_radius_m));
    micromag_case_close(&c);
}

static void what_ends_is_lost_and_what_begins_is_new(void **state)
{
    const struct mover mover[] = {{-1, 30e-9, 30e-9, 0.0, 0.0, 0, 9},
                                  {-1, 90e-9, 50e-9, 10.0, 0.0, 0, 20},
                                  {-1, 30e-9, 70e-9, 0.0, 0.0, 10, 20}}; /* farther than 4 radii */
    struct llg_path_result r[8];
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, plane);
    assert_int_equal(follow(&c, &always, mover, 3, r), 3);
    assert_true(r[0].lost && !r[1].lost && !r[2].lost);
    assert_close(r[0].to_s, 9 * every_s, 1e-9);
    assert_close(r[2].from_s, 10 * every_s, 1e-9);
    assert_int_equal(r[2].id, 3);
    assert_close(r[2].y_m, 70e-9, 2e-3);
    micromag_case_close(&c);
}

/* They pass each other 26 nm apart, 6 nm from look to look. */
static void skyrmions_that_pass_keep_their_ids(void **state)
{
    const struct mover mover[] = {{-1, 30e-9, 37e-9, 60.0, 0.0, 0, 20},
                                  {-1, 150e-9, 63e-9, -60.0, 0.0, 0, 20}};
    struct llg_path_result r[8];
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, plane);
    assert_int_equal(follow(&c, &always, mover, 2, r), 2);
    assert_close(r[0].velocity_m_per_s[0], 60.0, 3e-3);
    assert_close(r[1].velocity_m_per_s[0], -60.0, 3e-3);
    micromag_case_close(&c);
}

/* An edge domain is no skyrmion; a skyrmion at the edge stays one until it is gone. */
static void the_rim_makes_no_skyrmions(void **state)
{
    const struct mover domain = {-1, 4e-9, 50e-9, 0.0, 0.0, 0, 20};
    const struct mover leaving = {-1, 160e-9, 50e-9, 10.0, 0.0, 0, 20};
    struct llg_path_result r[8];
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, plane);
    assert_int_equal(follow(&c, &always, &domain, 1, r), 0);
    assert_int_equal(follow(&c, &always, &leaving, 1, r), 1);
    assert_false(r[0].lost); /* half of it is left */
    assert_true(r[0].x_m > 174e-9 && r[0].edge_m < 6e-9);
    micromag_case_close(&c);
}

static void the_rim_of_a_hole_counts(void **state)
{
    const struct mover mover = {-1, 40e-9, 51e-9, 20.0, 0.0, 0, 20}; /* to 80 nm */
    struct llg_path_result r[8];
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, plane);
    for (size_t i = 0; i < mesh_cells(&plane); i++)
        if (i % 90 >= 50 && i % 90 < 60 && i / 90 >= 20 && i / 90 < 30)
            c.g.material.saturation_A_per_m[i] = 0; /* x from 100 nm, y from 40 to 60 nm */
    assert_int_equal(follow(&c, &always, &mover, 1, r), 1);
    assert_close(r[0].edge_m, 20e-9, 5e-3);
    micromag_case_close(&c);
}

static void a_skyrmion_has_one_id_in_all_layers(void **state)
{
    const struct mover mover[] = {
        {0, 50e-9, 30e-9, 20.0, 0.0, 0, 20}, {1, 52e-9, 30e-9, 20.0, 0.0, 0, 20},
        {2, 50e-9, 30e-9, 14.0, 0.0, 0, 12}, /* falls back by 0.6 nm a look, and is lost */
        {0, 150e-9, 60e-9, 0.0, 0.0, 0, 20}, {2, 148e-9, 63e-9, 0.0, 0.0, 0, 20},
        {1, 100e-9, 85e-9, 0.0, 0.0, 5, 20},
    };
    struct llg_path_result r[8];
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, stack);
    assert_int_equal(follow(&c, &always, mover, 6, r), 6);
    /* in the order of appearance: layer 0, 1, 2, and the one of layer 1 alone */
    assert_true(r[0].id == r[2].id && r[2].id == r[3].id && r[1].id == r[4].id);
    assert_true(r[0].id == 1 && r[1].id == 2 && r[5].id == 3);
    assert_true(r[2].layer == 1 && r[3].layer == 2 && r[4].layer == 2 && r[5].layer == 1);
    assert_close(r[2].apart_m, 2e-9 + 12 * 0.6e-9, 0.01);
    assert_close(r[0].apart_m, 12 * 0.6e-9, 0.01); /* to layer 2 while that has it */
    assert_close(r[1].apart_m, hypot(2e-9, 3e-9), 0.01);
    assert_true(r[3].lost && !r[0].lost && isnan(r[5].apart_m));
    assert_close(r[3].velocity_m_per_s[0], 14.0, 5e-3);
    micromag_case_close(&c);
}

static const struct mover mixed[] = {
    {0, 50e-9, 30e-9, 20.0, 3.0, 0, 20}, {1, 52e-9, 30e-9, 19.0, 3.0, 0, 11},
    {2, 50e-9, 30e-9, 21.0, 3.0, 4, 20}, {-1, 140e-9, 60e-9, 0.0, 0.0, 0, 3},
    {-1, 60e-9, 75e-9, 5.0, 0.0, 6, 20},
};

/* Looks 0 to 20, but number 12 three times: a relaxation stands still in time. Leaves off and goes
 * on in a new process before look `stop`. */
static size_t follow_with_a_stop(struct micromag_case *c, int stop, struct llg_path_result r[8])
{
    struct error err = {0};
    struct llg_path t;
    size_t n;

    open_track(&t, c, &always);
    for (int k = 0; k <= 22; k++) {
        const int look = k < 12 ? k : k < 15 ? 12 : k - 2;

        if (k == stop) {
            const uint64_t n_rows = t.table.n_rows, n_last = t.n_last;

            look_from_to(&t, c, mixed, 5, 15, 17); /* beyond the checkpoint */
            assert_int_equal(llg_path_close(&t, &err), STATUS_OK);
            if (llg_path_resume(&t, &always, &skyrmion_default, &c->g, path, n_rows, n_last, &err)
                != STATUS_OK)
                fail_msg("%s", err.text);
        }
        place(c, mixed, k == 13 ? 3 : 5, look); /* one is away for a look */
        assert_int_equal(llg_path_look(&t, look * every_s, c->m, &err), STATUS_OK);
    }
    n = llg_path_results(&t, r, 8);
    assert_int_equal(llg_path_close(&t, &err), STATUS_OK);
    return n;
}

static void a_run_that_goes_on_gives_the_same_bytes(void **state)
{
    struct llg_path_result whole[8], r[8];
    unsigned char *want, *got;
    struct micromag_case c;
    struct error err;
    size_t n, n_want, n_got;

    (void)state;
    memset(whole, 0, sizeof whole);
    micromag_case_open(&c, stack);
    n = follow_with_a_stop(&c, -1, whole);
    assert_int_equal(n, 8);
    assert_int_equal(file_read_all(path, 1 << 20, &want, &n_want, &err), STATUS_OK);
    for (int stop = 0; stop <= 22; stop++) {
        memset(r, 0, sizeof r);
        assert_int_equal(follow_with_a_stop(&c, stop, r), n);
        assert_int_equal(file_read_all(path, 1 << 20, &got, &n_got, &err), STATUS_OK);
        assert_int_equal(n_got, n_want);
        assert_memory_equal(got, want, n_want);
        for (size_t i = 0; i < n; i++) {
            assert_true(r[i].lost == whole[i].lost && r[i].id == whole[i].id);
            assert_memory_equal(r[i].velocity_m_per_s, whole[i].velocity_m_per_s,
                                sizeof *r - offsetof(struct llg_path_result, velocity_m_per_s));
        }
        free(got);
    }
    free(want);
    micromag_case_close(&c);
}

#define HEADER "# t (s)\tlayer ()\tid ()\tx (m)\ty (m)\tradius (m)\n"

static void refuse(const struct micromag_case *c, const char *text, const char *words)
{
    struct error err = {0};
    struct llg_path t;

    assert_int_equal(file_write_all(path, text, strlen(text), &err), STATUS_OK);
    assert_int_equal(llg_path_resume(&t, &always, &skyrmion_default, &c->g, path, 2, 1, &err),
                     STATUS_BAD_FILE);
    if (strstr(err.text, words) == NULL)
        fail_msg("'%s' lacks '%s'", err.text, words);
    assert_int_equal(llg_path_close(&t, &err), STATUS_OK);
}

static void a_file_of_another_run_is_refused(void **state)
{
#define ROW "0\t0\t1\t1e-8\t1e-8\t8e-9\n"
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, plane);
    refuse(&c, "# t (s)\tlayer ()\n", ":1: the columns are not those of this run");
    refuse(&c, HEADER ROW, "1 rows, the checkpoint was made after 2");
    refuse(&c, HEADER ROW "0\t0\t1\t1e-8\t1e-8\n", ":3: not a row of this run");
    refuse(&c, HEADER ROW "0\t1\t1\t1e-8\t1e-8\t1e-9\n", ":3: not a row of this run");
    refuse(&c, HEADER "0\t0\t0\t1e-8\t1e-8\t1e-9\n" ROW, ":2: not a row of this run");
    refuse(&c, HEADER "0\t0\t1\tnan\t1e-8\t1e-9\n" ROW, ":2: not a row of this run");
    refuse(&c, HEADER "0\t0\t1\t1e-8\t1e-8\t1e-9\t7\n" ROW, ":2: not a row of this run");
    micromag_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_through_the_places_gives_the_velocity),
        cmocka_unit_test(only_the_window_counts),
        cmocka_unit_test(what_ends_is_lost_and_what_begins_is_new),
        cmocka_unit_test(skyrmions_that_pass_keep_their_ids),
        cmocka_unit_test(the_rim_makes_no_skyrmions),
        cmocka_unit_test(the_rim_of_a_hole_counts),
        cmocka_unit_test(a_skyrmion_has_one_id_in_all_layers),
        cmocka_unit_test(a_run_that_goes_on_gives_the_same_bytes),
        cmocka_unit_test(a_file_of_another_run_is_refused),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
