#include "door_case.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "llg_run_case.h"

/* --- cards --- */

static void a_card_is_loaded_by_name_with_its_states(void **state)
{
    struct skyloom_card *card;
    struct skyloom_card_info info;
    struct skyloom_error err;

    (void)state;
    assert_int_equal(skyloom_card_load(&card, "skyrmion-mml4-7", &err), SKYLOOM_OK);
    skyloom_card_get(card, &info);
    assert_string_equal(info.name, "skyrmion-mml4-7");
    assert_int_equal(info.n_states, 7);
    for (int k = 1; k < info.n_states; k++)
        assert_true(info.state[k].mean_S > info.state[k - 1].mean_S);
    assert_true(info.pulse_width_s > 0.0 && info.read_voltage_V > 0.0);
    skyloom_card_free(card);
    skyloom_card_free(NULL);
}

static void what_is_not_there_leaves_null_and_a_line(void **state)
{
    struct skyloom_card *card = (struct skyloom_card *)state;
    struct skyloom_design *design = (struct skyloom_design *)state;
    struct skyloom_film *film = (struct skyloom_film *)state;
    struct skyloom_error err;

    assert_int_equal(skyloom_card_load(&card, "no-such", &err), SKYLOOM_BAD_FILE);
    assert_null(card);
    assert_int_equal(err.code, SKYLOOM_BAD_FILE);
    assert_non_null(strstr(err.text, "no-such"));
    assert_int_equal(skyloom_card_load(&card, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_design_load(&design, "no-such", NULL), SKYLOOM_BAD_FILE);
    assert_null(design);
    assert_int_equal(skyloom_film_open(&film, "no-such", NULL, 1, NULL, &err), SKYLOOM_BAD_FILE);
    assert_null(film);
}

/* --- designs --- */

static void a_design_keeps_its_keys_when_a_setting_is_refused(void **state)
{
    struct skyloom_design *design;
    struct skyloom_run_options options = {.images = -1};
    struct skyloom_error err;
    char *json;

    (void)state;
    assert_int_equal(skyloom_design_load(&design, "demo", &err), SKYLOOM_OK);
    assert_int_equal(skyloom_design_set(design, "tile.columns=32", &err), SKYLOOM_OK);
    assert_int_equal(skyloom_design_set(design, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_design_set(design, "tile.colums=64", &err), SKYLOOM_BAD_CONFIG);
    assert_string_equal(err.text, "design: unknown key tile.colums (did you mean tile.columns?)");
    assert_int_equal(skyloom_run(design, &options, NULL, NULL, &json, &err), SKYLOOM_BAD_CONFIG);
    assert_null(json);
    skyloom_design_free(design);
}

/* --- films --- */

static const char *const one_cell[] = {
    "mesh.n_x=1",
    "mesh.n_y=1",
    "mesh.n_z=1",
    "mesh.cell_x_m=5e-9",
    "mesh.cell_y_m=5e-9",
    "mesh.cell_z_m=5e-9",
    "material.saturation_A_per_m=8e5",
    "material.exchange_J_per_m=1e-11",
    "material.damping=0.1",
    "magnetostatics.mode=off",
    "start.direction=[1, 0, 0]",
    NULL,
};

static struct skyloom_film *open_cell(void)
{
    struct skyloom_film *film;
    struct skyloom_error err;

    if (skyloom_film_open(&film, NULL, one_cell, 1, NULL, &err) != SKYLOOM_OK)
        fail_msg("%s", err.text);
    return film;
}

/* m_z = tanh(alpha gamma B t / (1 + alpha^2)) from the equator. */
static void a_moment_turns_into_a_field_as_the_formula_says(void **state)
{
    const double field_T[3] = {0.0, 0.0, 1.0}, alpha = 0.1, time_s = 40e-12;
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;
    double mean[3];

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_advance(film, time_s, NULL, &err), SKYLOOM_OK);
    skyloom_film_mean(film, -1, -1, mean);
    assert_close(mean[2], tanh(alpha * 1.7594613e11 * time_s / (1.0 + alpha * alpha)), 1e-3);
    assert_close(skyloom_film_time_s(film), time_s, 1e-12);
    assert_close(skyloom_film_energy_J(film, "zeeman"), -8e5 * 1.25e-25 * mean[2], 1e-6);
    assert_true(isnan(skyloom_film_energy_J(film, "gravity")));
    skyloom_film_mean(film, 1, -1, mean);
    assert_true(mean[2] == 0.0);
    skyloom_film_close(film);
}

static void a_relaxed_moment_lies_along_the_field_at_the_same_time(void **state)
{
    const double field_T[3] = {0.0, 0.3, 0.0};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;
    double torque_T;
    float m[3], b[3];

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_relax(film, NULL, &torque_T, &err), SKYLOOM_OK);
    skyloom_film_m(film, m);
    skyloom_film_field(film, b);
    assert_close((double)m[1], 1.0, 1e-6);
    assert_close((double)b[1], 0.3, 1e-6);
    assert_true(torque_T < 1e-3);
    assert_true(skyloom_film_time_s(film) == 0.0);
    skyloom_film_close(film);
}

static void a_state_without_direction_is_refused_and_changes_nothing(void **state)
{
    const float zero[3] = {0.0f, 0.0f, 0.0f}, up[3] = {0.0f, 0.0f, 4.0f};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;
    float m[3];

    (void)state;
    assert_int_equal(skyloom_film_set_m(film, zero, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_write(film, NULL, &err), SKYLOOM_BAD_FILE);
    skyloom_film_m(film, m);
    assert_close((double)m[0], 1.0, 1e-7);
    assert_int_equal(skyloom_film_set_m(film, up, &err), SKYLOOM_OK);
    skyloom_film_m(film, m);
    assert_close((double)m[2], 1.0, 1e-7);
    skyloom_film_close(film);
}

static void numbers_that_are_none_are_refused_by_a_film(void **state)
{
    const double field_T[3] = {0.0, NAN, 0.0};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_set_temperature(film, -1.0, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_advance(film, INFINITY, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_run_stage(film, 0, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_int_equal(skyloom_film_steps(film), 0);
    assert_int_equal(skyloom_film_step(film, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_steps(film), 1);
    skyloom_film_close(film);
}

static void a_watch_stops_a_film(void **state)
{
    volatile int stopped = 0;
    const struct skyloom_watch watch = {
        .progress = door_case_stop, .context = (void *)(uintptr_t)&stopped, .stop = &stopped};
    const double field_T[3] = {0.0, 0.0, 1.0};
    struct skyloom_film *film = open_cell();
    struct skyloom_error err;

    (void)state;
    assert_int_equal(skyloom_film_set_field(film, field_T, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_advance(film, 1.0, &watch, &err), SKYLOOM_INTERRUPTED);
    assert_int_equal(skyloom_film_relax(film, &watch, NULL, &err), SKYLOOM_INTERRUPTED);
    skyloom_film_close(film);
}

/* Rows are those of the ends of points alone. */
static const char two_stages[] =
    "mesh: {n_x: 12, n_y: 4, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 4e-9}\n"
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1.3e-11, damping: 0.1}\n"
    "start: {direction: [1, 0.1, 0]}\n"
    "stage:\n"
    "  - {kind: relax, field_T: [0.1, 0, 0], field_to_T: [-0.1, 0.02, 0], field_steps: 4,\n"
    "     there_and_back: true}\n"
    "  - {kind: run, duration_s: 20e-12, field_T: [0, 0.1, 0]}\n"
    "  - {kind: run, duration_s: 10e-12, field_T: [0, 0, 0.1], field_to_T: [0, 0, 0.3],\n"
    "     field_steps: 2}\n"
    "output: {table_every_s: 0, ovf: false, pictures: false}\n";
enum { ROWS = 9 + 1 + 3 };

static void read_rows(const char *folder, double row[ROWS][4])
{
    char path[400], line[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/table.txt", folder);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    for (int i = 0; i < ROWS; i++) {
        assert_non_null(fgets(line, sizeof line, f));
        assert_int_equal(
            sscanf(line, "%lf %lf %lf %lf", &row[i][0], &row[i][1], &row[i][2], &row[i][3]), 4);
    }
    assert_null(fgets(line, sizeof line, f));
    fclose(f);
}

/* Files hold six digits of a number at least. */
static void assert_row(const struct skyloom_film *film, const double row[4])
{
    double mean[3];

    skyloom_film_mean(film, -1, -1, mean);
    assert_close(skyloom_film_time_s(film), row[0], 1e-6);
    for (int k = 0; k < 3; k++)
        assert_true(fabs(mean[k] - row[1 + k]) < 2e-6);
}

static void stages_and_sweeps_come_to_the_rows_of_the_case(void **state)
{
    static double row[ROWS][4];
    static struct llg_run_result result;
    struct llg_case *c = run_case_load(two_stages);
    const char *folder = run_case_path("rows");
    struct skyloom_film *film;
    struct skyloom_error err;
    int at = 0;

    (void)state;
    run_case_run_well(c, folder, 1, &result);
    read_rows(folder, row);
    assert_status(skyloom_film_open(&film, c->file.text, NULL, 1, NULL, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_film_stages(film), 3);
    assert_int_equal(skyloom_film_points(film, 0), 9);
    assert_int_equal(skyloom_film_points(film, 3), 0);
    for (int point = 0; point < 9; point++) {
        assert_status(skyloom_film_run_point(film, 0, point, NULL, &err), SKYLOOM_OK);
        assert_row(film, row[at++]);
    }
    for (int stage = 1; stage < 3; stage++) {
        assert_status(skyloom_film_run_stage(film, stage, NULL, &err), SKYLOOM_OK);
        at += skyloom_film_points(film, stage);
        assert_row(film, row[at - 1]);
    }
    assert_int_equal(skyloom_film_steps(film), result.steps);
    assert_status(skyloom_film_run_point(film, 0, 9, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_film_run_stage(film, 3, NULL, &err), SKYLOOM_BAD_CONFIG);
    skyloom_film_close(film);
    run_case_remove(folder);
    free(c);
}

static void hear(void *context, const char *line) { snprintf(context, 400, "%s", line); }

static void a_film_of_cells_that_are_too_wide_says_so(void **state)
{
    static const char *const wide[] = {
        "mesh.n_x=4",
        "mesh.n_y=4",
        "mesh.cell_x_m=20e-9",
        "mesh.cell_y_m=20e-9",
        "mesh.cell_z_m=1e-9",
        "material.saturation_A_per_m=1e6",
        "material.exchange_J_per_m=1e-11",
        NULL,
    };
    char heard[400] = "";
    const struct skyloom_watch watch = {.report = hear, .context = heard};
    struct skyloom_film *film;
    struct skyloom_error err;

    (void)state;
    assert_status(skyloom_film_open(&film, NULL, wide, 1, &watch, &err), SKYLOOM_OK);
    assert_non_null(strstr(heard, "warning: the longest side of a cell is"));
    skyloom_film_close(film);
}

/* --- particles --- */

static void a_pulse_drives_a_skyrmion_along_the_track_and_rest_does_not(void **state)
{
    struct skyloom_particles *p;
    struct skyloom_particles_count count;
    struct skyloom_error err;
    double x_m, y_m, begin_m = 1e-7;

    (void)state;
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", NULL, NULL, 1, &err),
                  SKYLOOM_OK);
    assert_status(skyloom_particles_add(p, begin_m, 1.1e-7, &err), SKYLOOM_OK);
    assert_status(skyloom_particles_add(p, 1.0, 1.0, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_particles_pulse(p, 3e11, 2e-9, NULL, &err), SKYLOOM_OK);
    assert_int_equal(skyloom_particles_places(p, 1, &x_m, &y_m), 1);
    assert_true(x_m > begin_m + 1e-9);
    begin_m = x_m;
    assert_status(skyloom_particles_rest(p, 1e-9, NULL, &err), SKYLOOM_OK);
    skyloom_particles_places(p, 1, &x_m, &y_m);
    assert_close(x_m, begin_m, 1e-2);
    assert_close(skyloom_particles_time_s(p), 3e-9, 1e-12);
    skyloom_particles_count(p, &count);
    assert_int_equal(count.pre + count.barrier + count.post, 1);
    assert_status(skyloom_particles_rest(p, -1e-9, NULL, &err), SKYLOOM_BAD_CONFIG);
    assert_status(skyloom_particles_pulse(p, NAN, 1e-9, NULL, &err), SKYLOOM_BAD_CONFIG);
    skyloom_particles_close(p);
}

static void a_device_brings_its_skyrmions_and_its_pulse(void **state)
{
    static const char *const one_layer[] = {"track.repeats=1", NULL};
    struct skyloom_particles *p;
    struct skyloom_particles_count before, after;
    struct skyloom_error err;
    double density_A_per_m2, width_s, gap_s;

    (void)state;
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", "paper", one_layer, 1, &err),
                  SKYLOOM_OK);
    skyloom_particles_own_pulse(p, &density_A_per_m2, &width_s, &gap_s);
    assert_true(density_A_per_m2 > 0.0 && width_s > 0.0 && gap_s > 0.0);
    skyloom_particles_count(p, &before);
    assert_true(before.pre > 0 && before.post == 0);
    for (int i = 0; i < 4; i++)
        assert_status(skyloom_particles_pulse(p, density_A_per_m2, width_s, NULL, &err),
                      SKYLOOM_OK);
    skyloom_particles_count(p, &after);
    assert_true(after.pre < before.pre);
    assert_int_equal(after.pre + after.barrier + after.post + after.at_edge + after.in_pairs
                         + after.to_heat,
                     before.pre + before.barrier);
    skyloom_particles_close(p);
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", "paper", NULL, 1, &err),
                  SKYLOOM_BAD_CONFIG); /* of another stack */
    assert_null(p);
}

static void a_watch_stops_particles_where_they_are(void **state)
{
    volatile int stopped = 0;
    const struct skyloom_watch watch = {
        .progress = door_case_stop, .context = (void *)(uintptr_t)&stopped, .stop = &stopped};
    struct skyloom_particles *p;
    struct skyloom_error err;
    double time_s;

    (void)state;
    assert_status(skyloom_particles_open(&p, "paper-n1-particles", NULL, NULL, 1, &err),
                  SKYLOOM_OK);
    assert_status(skyloom_particles_add(p, 1e-7, 1.1e-7, &err), SKYLOOM_OK);
    assert_status(skyloom_particles_rest(p, 1.0, &watch, &err), SKYLOOM_INTERRUPTED);
    time_s = skyloom_particles_time_s(p);
    assert_true(time_s > 0.0 && time_s < 1e-3);
    assert_status(skyloom_particles_pulse(p, 1e11, 1e-9, &watch, &err), SKYLOOM_INTERRUPTED);
    assert_true(skyloom_particles_time_s(p) == time_s);
    skyloom_particles_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_loaded_by_name_with_its_states),
        cmocka_unit_test(what_is_not_there_leaves_null_and_a_line),
        cmocka_unit_test(a_design_keeps_its_keys_when_a_setting_is_refused),
        cmocka_unit_test(a_moment_turns_into_a_field_as_the_formula_says),
        cmocka_unit_test(a_relaxed_moment_lies_along_the_field_at_the_same_time),
        cmocka_unit_test(a_state_without_direction_is_refused_and_changes_nothing),
        cmocka_unit_test(numbers_that_are_none_are_refused_by_a_film),
        cmocka_unit_test(a_watch_stops_a_film),
        cmocka_unit_test(stages_and_sweeps_come_to_the_rows_of_the_case),
        cmocka_unit_test(a_film_of_cells_that_are_too_wide_says_so),
        cmocka_unit_test(a_pulse_drives_a_skyrmion_along_the_track_and_rest_does_not),
        cmocka_unit_test(a_device_brings_its_skyrmions_and_its_pulse),
        cmocka_unit_test(a_watch_stops_particles_where_they_are),
    };
    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
