#include "check.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lab/track/experiment.h"
#include "lab/track/heat.h"
#include "lab/track/trial_parts.h"
#include "files/file.h"

/* Tables of trials written by hand, so that what a curve makes of them is known. */
struct folder {
    char path[64];
    struct trial_list list;
};

static void open_folder(struct folder *f)
{
    char runs[80];
    struct error err = {0};

    *f = (struct folder){0};
    snprintf(f->path, sizeof f->path, "/tmp/skyloom-curves-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    snprintf(runs, sizeof runs, "%s/runs", f->path);
    assert_int_equal(file_make_dirs(runs, &err), STATUS_OK);
}

static void close_folder(struct folder *f)
{
    char path[400];

    for (int i = 0; i < f->list.n; i++) {
        snprintf(path, sizeof path, "%s/runs/%s.tsv", f->path, f->list.trial[i].key);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/t.tsv", f->path);
    unlink(path);
    snprintf(path, sizeof path, "%s/runs", f->path);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(f->path), 0);
    trial_list_free(&f->list);
}

/* Conductances in G0 with one spread for all; up to four skyrmions go from before to behind, and
 * some are lost in the last row. One of a film without any is a spot. */
static void write_trial(const struct folder *f, const struct trial *t, int n, const double G[],
                        double sd, double lost)
{
    const double start = t->empty ? (lost > 0.0) : fmin(4.0, (double)t->synapse.start.skyrmions);
    char path[400], text[4096] = "";

    for (int i = 0; i < n; i++) {
        const double left = t->empty || i + 1 < n ? start : start - lost, post = fmin(i, left);

        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "%d\t%d\t%g\t%.9g\t%.9g\t%g\t0\t%g\t1e-8\t0\t0\t%g\t0\t%g\n", i, i > 0, 7e-9 * i,
                 20e-6 * G[i], 20e-6 * sd, left - post, post, left - post, post);
    }
    snprintf(path, sizeof path, "%s/runs/%s.tsv", f->path, t->key);
    assert_int_equal(file_write_all(path, text, strlen(text), &(struct error){0}), STATUS_OK);
}

static struct synapse three_pulses(double temperature_K)
{
    struct synapse d = synapse_default;

    d.track.repeats = 1;
    d.material.temperature_K = temperature_K;
    d.pulses.up = 3;
    d.pulses.down = 0;
    return d;
}

static double number_of(json_t *summary, const char *point, const char *key)
{
    return json_number_value(json_object_get(json_object_get(summary, point), key));
}

/* In G0: 1.05 is above 1.00 by more than 0.01 + 0.02, 1.065 is not above 1.05, 1.2 is; 1.205 is
 * above 1.2 by less than a hundredth. */
static void states_are_picked_from_the_lowest_level_up(void **state)
{
    (void)state;
    const struct experiment_level level[] = {
        {1.2, 0.0}, {1.0, 0.01}, {1.065, 0.0}, {1.05, 0.02}, {1.205, 0.0}};
    int of_state[3];

    assert_int_equal(experiment_pick_states(5, level, 3, of_state), 3);
    assert_int_equal(of_state[0], 1);
    assert_int_equal(of_state[1], 3);
    assert_int_equal(of_state[2], 0);
    assert_int_equal(experiment_pick_states(5, level, 2, of_state), 2);
    assert_int_equal(experiment_count_states(5, level), 3);
    assert_int_equal(experiment_count_states(0, level), 0);
}

static void levels_closer_than_their_spread_are_one_state(void **state)
{
    (void)state;
    const struct synapse d = three_pulses(300.0);
    json_t *summary = json_object();
    struct error err = {0};
    struct folder f;

    open_folder(&f);
    assert_int_equal(trial_list_add_point(&f.list, &d, "p", 2, 1, &err), STATUS_OK);
    assert_int_equal(f.list.n, 4); /* two films without skyrmions, two with */
    for (int i = 0; i < 4; i++) {
        const bool first = f.list.trial[i].seed == 1;

        if (f.list.trial[i].empty)
            write_trial(&f, &f.list.trial[i], 1, (double[]){first ? 1.10 : 1.20}, 0.0, 0.0);
        else if (first)
            write_trial(&f, &f.list.trial[i], 4, (double[]){1.10, 1.14, 1.20, 1.21}, 0.01, 0.0);
        else
            write_trial(&f, &f.list.trial[i], 4, (double[]){1.20, 1.30, 1.30, 1.40}, 0.01, 1.0);
    }
    if (experiment_write_curves("t", &f.list, f.path, summary, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    /* 1.10 1.14 1.20 and 1.20 1.30 1.40 */
    assert_close(number_of(summary, "p", "states_in_run"), 3.0, 1e-12);
    /* changes 0 +- 0, 0.07 +- 0.042, 0.10 +- 0, 0.155 +- 0.064 */
    assert_close(number_of(summary, "p", "states_over_seeds"), 2.0, 1e-12);
    assert_close(number_of(summary, "p", "range_G0"), 0.155, 1e-9);
    assert_close(number_of(summary, "p", "lost"), 0.5, 1e-9);
    assert_close(number_of(summary, "p", "start"), 4.0, 1e-9);
    json_decref(summary);
    close_folder(&f);
}

static void a_trial_that_ended_early_keeps_its_last_row(void **state)
{
    (void)state;
    const struct synapse d = three_pulses(0.0);
    json_t *summary = json_object();
    struct error err = {0};
    struct folder f;

    open_folder(&f);
    assert_int_equal(trial_list_add_point(&f.list, &d, "p", 5, 1, &err), STATUS_OK);
    assert_int_equal(f.list.n, 2); /* at 0 K one seed says all */
    write_trial(&f, &f.list.trial[0], 1, (double[]){1.0}, 0.0, 0.0);
    write_trial(&f, &f.list.trial[1], 2, (double[]){1.0, 1.5}, 0.0, 4.0);
    if (experiment_write_curves("t", &f.list, f.path, summary, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_close(number_of(summary, "p", "range_G0"), 0.5, 1e-9);
    assert_close(number_of(summary, "p", "lost"), 4.0, 1e-9);
    assert_non_null(
        strstr(json_string_value(json_object_get(json_object_get(summary, "p"), "note")),
               "no skyrmion is left after pulse 1"));
    json_decref(summary);
    close_folder(&f);
}

static void what_is_done_makes_a_table_that_says_so(void **state)
{
    (void)state;
    const struct synapse d = three_pulses(300.0);
    json_t *summary = json_object();
    struct error err = {0};
    unsigned char *text;
    char path[400];
    struct folder f;
    size_t n;

    open_folder(&f);
    assert_int_equal(trial_list_add_point(&f.list, &d, "p", 3, 1, &err), STATUS_OK);
    assert_int_equal(f.list.n, 6);
    assert_int_equal(experiment_write_curves("t", &f.list, f.path, summary, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "no run is done"));
    write_trial(&f, &f.list.trial[5], 4, (double[]){1.2, 1.3, 1.4, 1.6}, 0.01, 0.0);
    assert_int_equal(experiment_write_curves("t", &f.list, f.path, summary, &err), STATUS_BAD_FILE);
    write_trial(&f, &f.list.trial[1], 1, (double[]){1.1}, 0.0, 0.0); /* of another seed */
    assert_int_equal(experiment_write_curves("t", &f.list, f.path, summary, &err), STATUS_BAD_FILE);
    write_trial(&f, &f.list.trial[2], 1, (double[]){1.2}, 0.0, 3.0); /* with a spot */
    if (experiment_write_curves("t", &f.list, f.path, summary, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_close(number_of(summary, "p", "seeds"), 1.0, 1e-12);
    assert_close(number_of(summary, "p", "seeds_planned"), 3.0, 1e-12);
    assert_close(number_of(summary, "p", "empty_spots"), 1.0, 1e-12);
    assert_close(number_of(summary, "p", "range_G0"), 0.4, 1e-9);
    snprintf(path, sizeof path, "%s/t.tsv", f.path);
    assert_int_equal(file_read_all(path, 1 << 20, &text, &n, &err), STATUS_OK);
    assert_non_null(strstr((const char *)text, "# p: 1 of 3 runs\n"));
    free(text);
    json_decref(summary);
    close_folder(&f);
}

/* 0, 0.05, 0.055 and 0.2 G0 above the empty film, 0.01 G0 of spread in a run, none over seeds. */
static void a_stack_that_is_filled_counts_its_states(void **state)
{
    (void)state;
    struct synapse d = three_pulses(0.0);
    json_t *summary = json_object();
    struct error err = {0};
    char path[400];
    struct folder f;

    open_folder(&f);
    snprintf(d.scan.repeats, sizeof d.scan.repeats, "1");
    d.scan.fill = 3;
    assert_int_equal(experiment_fig4.plan(&d, 1, &f.list, &err), STATUS_OK);
    assert_int_equal(f.list.n, 4);
    for (int i = 0; i < 4; i++)
        write_trial(&f, &f.list.trial[i], 1, (double[]){(double[]){1.1, 1.15, 1.155, 1.3}[i]},
                    i > 0 ? 0.01 : 0.0, 0.0);
    if (experiment_conclude(&experiment_fig4, &d, &f.list, f.path, summary, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_close(number_of(summary, "n1", "states_in_run"), 3.0, 1e-12);
    assert_null(json_object_get(json_object_get(summary, "n1"), "states_over_seeds"));
    assert_close(number_of(summary, "n1", "range_G0"), 0.2, 1e-9);
    assert_close(number_of(summary, "n1", "held"), 3.0, 1e-12);
    assert_close(number_of(summary, "n1-1", "empty_G_over_G0"), 1.1, 1e-9);
    json_decref(summary);
    snprintf(path, sizeof path, "%s/fig4.tsv", f.path);
    assert_int_equal(unlink(path), 0);
    close_folder(&f);
}

static void tables_from_before_radii_were_measured_stay_readable(void **state)
{
    (void)state;
    static const char row[] = "0\t0\t0\t2e-5\t0\t4\t0\t0\t1e-8\t0\t0\t4\t0\t0\t2e-8\t3e-9\t1e-9\n";
    const struct synapse d = three_pulses(0.0);
    struct trial_table *table = calloc(1, sizeof *table);
    struct error err = {0};
    struct folder f;
    char path[400], with[400];

    assert_non_null(table);
    open_folder(&f);
    assert_int_equal(trial_list_add_point(&f.list, &d, "p", 1, 0, &err), STATUS_OK);
    write_trial(&f, &f.list.trial[1], 1, (double[]){1}, 0.0, 0.0);
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_OK);
    assert_int_equal(table->n_columns, TRIAL_COLUMNS + 3);
    assert_true(table->radius[0].mean_m == 0.0);
    snprintf(path, sizeof path, "%s/runs/%s.tsv", f.path, f.list.trial[1].key);
    assert_int_equal(file_write_all(path, row, strlen(row), &err), STATUS_OK);
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, ".tsv: of another run"));
    snprintf(with, sizeof with, "# skyloom 0, device 0, trial %016" PRIx64 ", seed %" PRIu64 "\n%s",
             trial_hash(&f.list.trial[1]), f.list.trial[1].seed, row);
    assert_int_equal(file_write_all(path, with, strlen(with), &err), STATUS_OK);
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_OK);
    assert_int_equal(table->n_columns, TRIAL_COLUMNS + 3);
    assert_close(table->radius[0].mean_m, 2e-8, 1e-12);
    assert_close(table->radius[0].sd_m, 3e-9, 1e-12);
    assert_close(table->radius[0].time_sd_m, 1e-9, 1e-12);
    free(table);
    close_folder(&f);
}

static void a_table_that_is_cut_is_refused_with_its_line(void **state)
{
    (void)state;
    const struct synapse d = three_pulses(0.0);
    struct trial_table *table = calloc(1, sizeof *table);
    struct error err = {0};
    struct folder f;
    char path[400];

    assert_non_null(table);
    open_folder(&f);
    assert_int_equal(trial_list_add_point(&f.list, &d, "p", 1, 1, &err), STATUS_OK);
    write_trial(&f, &f.list.trial[1], 4, (double[]){1, 1, 1, 1}, 0.0, 0.0);
    snprintf(path, sizeof path, "%s/runs/%s.tsv", f.path, f.list.trial[1].key);
    assert_int_equal(truncate(path, 130), 0);
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, ".tsv:"));
    /* whole rows are missing while skyrmions are left; a number is none; columns are missing */
    write_trial(&f, &f.list.trial[1], 3, (double[]){1, 1, 1}, 0.0, 0.0);
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "3 rows, must be 4"));
    write_trial(&f, &f.list.trial[1], 4, (double[]){1, 1, NAN, 1}, 0.0, 0.0);
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_BAD_FILE);
    write_trial(&f, &f.list.trial[1], 4, (double[]){1, 1, 1, 1}, 0.0, 0.0);
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_OK);
    /* rows of another run: more skyrmions than were put in */
    f.list.trial[1].synapse.start.skyrmions = 2;
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_BAD_FILE);
    assert_non_null(
        strstr(err.text, "row of pulse 0: its pulse, factor, time, G_S, radii or counts"));
    f.list.trial[1].synapse.start.skyrmions = 20;
    f.list.trial[1].pulse[2].factor = -1.0;
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "row of pulse 2:"));
    f.list.trial[1].synapse.track.repeats = 2;
    assert_int_equal(trial_read(&f.list.trial[1], f.path, table, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "14 columns, must be 20"));
    free(table);
    close_folder(&f);
}

/* Eq. (3) with 1 nm of metal above and below at 50 uOhm cm: 32 and 88 fJ. */
static void a_pulse_costs_what_equation_3_says(void **state)
{
    (void)state;
    struct synapse d = synapse_default;

    d.heating.resistivity_Ohm_m = 50e-8;
    d.heating.conductor_m = 2e-9;
    assert_close(heat_pulse_energy_J(&d), 31.68e-15, 1e-9);
    d.torque.density_A_per_m2 = 5e11;
    assert_close(heat_pulse_energy_J(&d), 88e-15, 1e-9);
    /* 50 uOhm cm (5e11)^2 2 ns / 2.8e6 J/(m^3 K) */
    assert_close(heat_pulse_rise_K(&d), 89.2857, 1e-5);
}

static void every_experiment_plans_trials_with_keys_of_their_own(void **state)
{
    (void)state;
    for (int e = 0; experiments[e] != NULL; e++) {
        struct trial_list list = {0};
        struct error err = {0};

        assert_ptr_equal(experiment_find(experiments[e]->name), experiments[e]);
        if (experiments[e]->plan(&synapse_default, 2, &list, &err) != STATUS_OK)
            fail_msg("%s: %s", experiments[e]->name, err.text);
        for (int i = 0; i < list.n; i++) {
            assert_true(list.trial[i].n_pulses > 0);
            for (int k = 0; k < i; k++)
                if (strcmp(list.trial[i].key, list.trial[k].key) == 0)
                    fail_msg("%s: %s twice", experiments[e]->name, list.trial[i].key);
        }
        trial_list_free(&list);
    }
    assert_null(experiment_find("fig6"));
}

static void blamed(const struct experiment *e, const struct synapse *d, const char *says)
{
    struct trial_list list = {0};
    struct error err = {0};

    assert_int_equal(e->plan(d, 1, &list, &err), STATUS_BAD_CONFIG);
    if (strncmp(err.text, says, strlen(says)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", err.text, says);
    trial_list_free(&list);
}

static void a_point_that_cannot_be_names_the_key_that_asks_for_it(void **state)
{
    (void)state;
    struct synapse d = synapse_default;

    snprintf(d.scan.interspace, sizeof d.scan.interspace, "1 5");
    blamed(&experiment_fig5, &d, "scan.interspace = 5 of scan.diameter_m = 5.33e-08 m: gap-5D: ");
    snprintf(d.scan.thickness_m, sizeof d.scan.thickness_m, "8e-9 8");
    blamed(&experiment_map, &d, "scan.thickness_m = 8 m: ");
    blamed(&experiment_map_hot, &d, "scan.thickness_m = 8 m: ");
    d = synapse_default;
    snprintf(d.scan.skyrmions, sizeof d.scan.skyrmions, "12 120");
    blamed(&experiment_map, &d, "scan.skyrmions = 120, barrier across: start.skyrmions = 120: ");
    d.scan.fill = 60;
    blamed(&experiment_fig4, &d, "scan.fill = 60: start.skyrmions = ");
    d.readout.to_m = 799e-9;
    blamed(&experiment_fig4, &d, "readout.from_m, to_m as a film alone: ");
    blamed(&experiment_step, &d, "readout.from_m, to_m as a film alone: ");
    d.track.cell_m = 0.8e-9;
    d.readout.to_m = 800e-9;
    blamed(&experiment_mesh, &d, "half of track.cell_m = 8e-10 m: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_picked_from_the_lowest_level_up),
        cmocka_unit_test(levels_closer_than_their_spread_are_one_state),
        cmocka_unit_test(a_trial_that_ended_early_keeps_its_last_row),
        cmocka_unit_test(what_is_done_makes_a_table_that_says_so),
        cmocka_unit_test(a_stack_that_is_filled_counts_its_states),
        cmocka_unit_test(tables_from_before_radii_were_measured_stay_readable),
        cmocka_unit_test(a_table_that_is_cut_is_refused_with_its_line),
        cmocka_unit_test(a_pulse_costs_what_equation_3_says),
        cmocka_unit_test(a_point_that_cannot_be_names_the_key_that_asks_for_it),
        cmocka_unit_test(every_experiment_plans_trials_with_keys_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
