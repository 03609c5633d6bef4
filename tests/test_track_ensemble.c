#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lab/track/ensemble.h"
#include "lab/track/experiment.h"
#include "trial_case.h"

/* Some hundred steps of 120 nm x 80 nm without a barrier. */
static struct synapse small_device(void)
{
    struct synapse d = synapse_default;

    d.track.length_m = 120e-9;
    d.track.width_m = 80e-9;
    d.track.repeats = 1;
    d.barrier.on = false;
    d.barrier.centre_m = 120e-9;
    d.start.skyrmions = 1;
    d.start.radius_m = 10e-9;

    d.start.equilibrate_s = 100e-12;
    d.solver.still_time_step_s = 0.5e-12;
    d.readout.from_m = 60e-9;
    d.readout.to_m = 120e-9;
    d.pulses.samples = 4;
    d.pulses.window_s = d.pulses.gap_s = 10e-12;
    d.pulses.up = d.pulses.down = 0;
    return d;
}

static void set_trial(struct trial *t, const struct synapse *d, const char *label, bool empty)
{
    memset(t, 0, sizeof *t);
    t->synapse = *d;
    t->seed = 1;
    t->empty = empty;
    trial_set_cycles(t, 1);
    trial_name(t, label);
}

/* Skyrmions that a field of 2 T collapses at once. */
static void set_doomed(struct trial *t, const char *label)
{
    struct synapse d = small_device();

    d.material.field_T = 2.0;
    set_trial(t, &d, label, false);
}

static void remove_runs(const char *folder, int n, const struct trial t[])
{
    static const char *const ext[] = {"tsv", "png", "state", "frames", "radii"};
    char path[400];

    for (int i = 0; i < n; i++)
        for (int k = 0; k < 5; k++) {
            snprintf(path, sizeof path, "%s/runs/%s.%s", folder, t[i].key, ext[k]);
            unlink(path);
        }
    snprintf(path, sizeof path, "%s/runs", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

struct told {
    int times;
    char text[512];
};

static void note(void *context, const struct error *err)
{
    struct told *told = context;

    told->times++;
    snprintf(told->text, sizeof told->text, "%s", err->text);
}

static enum status run(const char *folder, int n, const struct trial t[], int n_workers,
                       struct told *told, struct error *err)
{
    const struct ensemble e = {.trial = t,
                               .n_trials = n,
                               .folder = folder,
                               .n_workers = n_workers,
                               .keep_every_wall_s = 1e9,
                               .failed = note,
                               .context = told};

    return ensemble_run(&e, err);
}

static void a_run_that_fails_is_told_at_once_and_the_others_go_on(void **state)
{
    (void)state;
    struct trial *t = calloc(3, sizeof *t);
    const struct synapse d = small_device();

    assert_non_null(t);
    set_doomed(&t[0], "doomed");
    set_trial(&t[1], &d, "good", false);
    set_trial(&t[2], &d, "film", true);
    for (int n_workers = 1; n_workers <= 2; n_workers++) {
        struct told told = {0};
        struct error err = {0};
        char folder[64];

        trial_case_make_folder(folder);
        assert_int_equal(run(folder, 3, t, n_workers, &told, &err), STATUS_BAD_CONFIG);
        if (strstr(err.text, "1 of 3 runs failed, the first: doomed-") == NULL)
            fail_msg("%s", err.text);
        if (n_workers == 1) { /* two may both be at their last run by then */
            assert_int_equal(told.times, 1);
            assert_non_null(strstr(told.text, "no skyrmion lives"));
        }
        assert_true(trial_is_done(&t[1], folder) && trial_is_done(&t[2], folder));
        remove_runs(folder, 3, t);
    }
    free(t);
}

static void all_stop_when_there_is_nothing_to_compare_with(void **state)
{
    (void)state;
    struct trial *t = calloc(3, sizeof *t);
    struct synapse d = small_device();
    struct told told = {0};
    struct error err = {0};
    char folder[64], path[400];

    assert_non_null(t);
    d.start.equilibrate_s = 1e-6; /* minutes */
    d.material.temperature_K = 300.0;
    set_trial(&t[0], &d, "long", false);
    d = small_device();
    d.material.temperature_K = 1000.0; /* heat makes spots that the census takes for skyrmions */
    d.readout.depth = d.readout.min_radius_m = 0.0;
    set_trial(&t[1], &d, "film", true);
    set_trial(&t[2], &d, "later", false);
    trial_case_make_folder(folder);
    assert_int_equal(run(folder, 3, t, 2, &told, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, "film-") != err.text || strstr(err.text, "are no skyrmions") == NULL)
        fail_msg("%s", err.text);
    assert_int_equal(told.times, 0); /* the end comes at once, and with it the error */
    snprintf(path, sizeof path, "%s/runs/%s.state", folder, t[0].key);
    assert_int_equal(access(path, F_OK), 0);
    assert_false(trial_is_done(&t[2], folder));
    remove_runs(folder, 3, t);
    free(t);
}

static void an_ensemble_does_not_depend_on_its_workers(void **state)
{
    (void)state;
    struct trial *t = calloc(3, sizeof *t);
    struct synapse d = trial_case_device();
    char folder[2][64];
    struct error err = {0};

    assert_non_null(t);
    d.pulses.up = 1;
    d.pulses.down = 0;
    for (int i = 0; i < 3; i++) {
        d.torque.thickness_m = (i + 3) * 1e-9;
        trial_case_set(&t[i], &d, "c");
    }
    for (int i = 0; i < 2; i++) {
        const struct ensemble e = {
            .trial = t, .n_trials = 3, .n_workers = i + 1, .keep_every_wall_s = 1e9};
        struct ensemble here = e;

        trial_case_make_folder(folder[i]);
        here.folder = folder[i];
        if (ensemble_run(&here, &err) != STATUS_OK)
            fail_msg("%s", err.text);
    }
    for (int i = 0; i < 3; i++) {
        trial_case_check_same(folder[0], folder[1], t[i].key, "tsv");
        for (int k = 0; k < 2; k++) {
            trial_case_remove_file(folder[k], t[i].key, "tsv");
            trial_case_remove_file(folder[k], t[i].key, "png");
        }
    }
    trial_case_remove_folder(folder[0]);
    trial_case_remove_folder(folder[1]);
    free(t);
}

static void ranks_share_the_trials_of_an_ensemble(void **state)
{
    (void)state;
    struct trial *t = calloc(3, sizeof *t);
    struct synapse d = trial_case_device();
    struct ensemble e = {.trial = t, .n_trials = 3, .n_workers = 1, .keep_every_wall_s = 1e9};
    struct error err = {0};
    char folder[64];

    assert_non_null(t);
    d.pulses.up = d.pulses.down = 0;
    for (int i = 0; i < 3; i++) {
        d.start.equilibrate_s = (10 + i) * 1e-12;
        trial_case_set(&t[i], &d, "rank");
    }
    trial_case_make_folder(folder);
    e.folder = folder;
    e.n_ranks = 2;
    e.rank = 1;
    assert_int_equal(ensemble_run(&e, &err), STATUS_OK);
    assert_true(trial_is_done(&t[1], folder) && ensemble_left(&e) == 2);
    e.rank = 0;
    assert_int_equal(ensemble_run(&e, &err), STATUS_OK);
    assert_int_equal(ensemble_left(&e), 0);
    for (int i = 0; i < 3; i++) {
        trial_case_remove_file(folder, t[i].key, "tsv");
        trial_case_remove_file(folder, t[i].key, "png");
    }
    trial_case_remove_folder(folder);
    free(t);
}

static enum status check_steps(const struct synapse *d, struct error *err)
{
    struct trial_list list = {0};
    struct warnings doubts = {0};
    enum status s = trial_list_add_point(&list, d, "p", 1, 0, err);

    if (s == STATUS_OK)
        s = trial_list_check_films(&list, true, &doubts, err);
    trial_list_free(&list);
    return s;
}

/* The device at 0 K: 1.35 ps ends in the same rows as Heun, 1.5 ps keeps |m| and is noise. */
static void a_step_that_is_not_stable_is_refused_before_the_first_run(void **state)
{
    (void)state;
    struct synapse d = synapse_default;
    struct error err = {0};

    d.track.repeats = 1;
    assert_int_equal(check_steps(&d, &err), STATUS_OK);
    d.solver.still_time_step_s = 1.5e-12;
    assert_int_equal(check_steps(&d, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, "solver.still_time_step_s = 1.5e-12 s, must be at most 1.4") == NULL)
        fail_msg("%s", err.text);
    d.material.temperature_K = 300.0;
    assert_int_equal(check_steps(&d, &err), STATUS_OK);
    d.material.damping = 0.01; /* Heun needs damping */
    assert_int_equal(check_steps(&d, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, "solver.time_step_s = 2.5e-13 s") == NULL)
        fail_msg("%s", err.text);
}

/* Wall of 3.3 nm in the barrier, by cells of 4 nm; at 0 and 300 K it is the same film. */
static void cells_that_walls_stick_to_are_told_once(void **state)
{
    struct synapse d = synapse_default;
    struct trial_list list = {0};
    struct warnings doubts = {0};
    struct error err = {0};

    (void)state;
    d.track.repeats = 1;
    assert_int_equal(trial_list_add_point(&list, &d, "fine", 2, 0, &err), STATUS_OK);
    assert_int_equal(trial_list_check_films(&list, false, &doubts, &err), STATUS_OK);
    assert_int_equal(doubts.n, 0);
    d.barrier.anisotropy_J_per_m3 = 1.5e6;
    assert_int_equal(trial_list_add_point(&list, &d, "strong", 2, 0, &err), STATUS_OK);
    d.material.temperature_K = 0.0;
    assert_int_equal(trial_list_add_point(&list, &d, "still", 1, 0, &err), STATUS_OK);
    assert_int_equal(trial_list_check_films(&list, false, &doubts, &err), STATUS_OK);
    assert_int_equal(doubts.n, 1);
    assert_non_null(strstr(doubts.line[0], "of a cell is 1.22 wall widths sqrt(A / K) of 3.29 nm, "
                                           "should be at most 0.8: walls stick to the mesh"));
    trial_list_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_that_fails_is_told_at_once_and_the_others_go_on),
        cmocka_unit_test(a_step_that_is_not_stable_is_refused_before_the_first_run),
        cmocka_unit_test(cells_that_walls_stick_to_are_told_once),
        cmocka_unit_test(an_ensemble_does_not_depend_on_its_workers),
        cmocka_unit_test(ranks_share_the_trials_of_an_ensemble),
        cmocka_unit_test(all_stop_when_there_is_nothing_to_compare_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
