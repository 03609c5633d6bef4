#include "check.h"
#include "files/file.h"
#include "lab/llg/applied.h"
#include "lab/llg/run.h"
#include "llg_run_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Stages, sweeps of the field, and what table.txt and the result say of them. */
#define MAGNET                                                                                     \
    "mesh: {n_x: 16, n_y: 4, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 4e-9}\n"                    \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1.3e-11}\n"                             \
    "start: {direction: [1, 0, 0]}\n"
#define QUIET "output: {pictures: false, ovf: false, table_every_s: 0, energies: false}\n"

struct row {
    double t_s, m[3], stage, field_T[3], density_A_per_m2;
};

/* Of a table without energies: t, m, and the last five. */
static size_t read_rows(const char *folder, struct row rows[], size_t n_max)
{
    char path[400], *line;
    unsigned char *data;
    struct error err;
    size_t n, n_rows = 0;

    snprintf(path, sizeof path, "%s/table.txt", folder);
    if (file_read_all(path, 1 << 24, &data, &n, &err))
        fail_msg("%s", err.text);
    line = strchr((char *)data, '\n');
    assert_non_null(line);
    *line = '\0';
    assert_non_null(
        strstr((char *)data, "\tstage ()\tB_ext_x (T)\tB_ext_y (T)\tB_ext_z (T)\tJ (A/m2)"));
    for (line = strtok(line + 1, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        struct row *r = &rows[n_rows];
        char *causes = line + strlen(line);

        assert_true(n_rows++ < n_max);
        for (int tabs = 0; tabs < 5; tabs += *causes == '\t')
            causes--;
        assert_int_equal(sscanf(line, "%lf %lf %lf %lf", &r->t_s, &r->m[0], &r->m[1], &r->m[2]), 4);
        assert_int_equal(sscanf(causes, "%lf %lf %lf %lf %lf", &r->stage, &r->field_T[0],
                                &r->field_T[1], &r->field_T[2], &r->density_A_per_m2),
                         5);
    }
    free(data);
    return n_rows;
}

static void run_into_rows(const char *text, struct llg_run_result *result, struct row rows[],
                          size_t n_rows)
{
    struct llg_case *c = run_case_load(text);
    const char *folder = run_case_path("rows");

    run_case_run_well(c, folder, 1, result);
    assert_int_equal(read_rows(folder, rows, n_rows), n_rows);
    run_case_remove(folder);
    free(c);
}

enum { LOOP = 81 };

static double loop_T(int i) { return i <= 40 ? 0.1 - 0.005 * i : -0.1 + 0.005 * (i - 40); }

static void a_loop_of_many_stages_says_stage_and_field_in_each_row(void **state)
{
    static char text[16384];
    static struct row rows[LOOP];
    static struct llg_run_result result;
    int n = snprintf(text, sizeof text, "%s", MAGNET QUIET "stage:\n");

    (void)state;
    for (int i = 0; i < LOOP; i++)
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "  - {kind: relax, field_T: [%.6f, 0.001, 0]}\n", loop_T(i));
    run_into_rows(text, &result, rows, LOOP);
    assert_int_equal(result.n_stages, LOOP);
    for (int i = 0; i < LOOP; i++) {
        assert_close(rows[i].t_s, 0.0, 0.0);
        assert_close(rows[i].stage, i + 1, 0.0);
        assert_close(rows[i].field_T[0], loop_T(i), 1e-12);
        assert_close(rows[i].field_T[1], 0.001, 1e-12);
        assert_close(rows[i].field_T[2], 0.0, 0.0);
        assert_close(rows[i].density_A_per_m2, 0.0, 0.0);
        assert_true(result.stage[i].relaxes && result.stage[i].unsettled == 0);
        assert_true(result.stage[i].torque_T <= 1e-5);
    }
}

#define SWEEP                                                                                      \
    "  - {kind: relax, field_T: [0.1, 0.001, 0], field_to_T: [-0.1, 0.001, 0], field_steps: 40,\n" \
    "     there_and_back: true}\n"

static void a_sweep_there_and_back_is_one_stage(void **state)
{
    static struct row rows[LOOP];
    static struct llg_run_result result;

    (void)state;
    run_into_rows(MAGNET QUIET "stage:\n" SWEEP, &result, rows, LOOP);
    assert_int_equal(result.n_stages, 1);
    assert_int_equal(result.stage[0].fields, LOOP);
    assert_int_equal(result.stage[0].unsettled, 0);
    for (int i = 0; i < LOOP; i++) {
        assert_close(rows[i].stage, 1.0, 0.0);
        assert_close(rows[i].field_T[0], loop_T(i), 1e-12);
        assert_close(rows[i].field_T[1], 0.001, 1e-12);
    }
    /* softened by the field against it, as single spins would be: the loop is reversible here */
    assert_true(rows[40].m[0] < rows[0].m[0]);
    for (int i = 0; i < 40; i++)
        assert_close(rows[i].m[0], rows[LOOP - 1 - i].m[0], 1e-4);
}

static void a_sweep_ends_exactly_at_its_last_field(void **state)
{
    static const struct case_stage sweep = {.field_T = {0.1, -0.3, 0.7},
                                            .field_to_T = {0.3, 1e-3, -1.1},
                                            .field_steps = 7,
                                            .there_and_back = true};

    (void)state;
    assert_int_equal(llg_case_points(&sweep), 15);
    for (int i = 0; i < 3; i++) {
        assert_true(llg_case_point(&sweep, 0).field_T[i] == sweep.field_T[i]);
        assert_true(llg_case_point(&sweep, 7).field_T[i] == sweep.field_to_T[i]);
        assert_true(llg_case_point(&sweep, 14).field_T[i] == sweep.field_T[i]);
        assert_true(llg_case_point(&sweep, 9).field_T[i] == llg_case_point(&sweep, 5).field_T[i]);
    }
}

static void a_run_stays_at_each_field_of_its_sweep_for_its_duration(void **state)
{
    static struct row rows[5];
    static struct llg_run_result result;

    (void)state;
    run_into_rows(MAGNET QUIET "stage:\n  - {kind: run, duration_s: 1e-12, field_T: [0, 0, 0.2],\n"
                               "     field_to_T: [0, 0, 0.5], field_steps: 3}\n",
                  &result, rows, 5);
    for (int i = 0; i < 5; i++) { /* the start, and the end of each field */
        assert_close(rows[i].t_s, 1e-12 * i, 1e-24);
        assert_close(rows[i].field_T[2], 0.2 + 0.1 * (i > 0 ? i - 1 : 0), 1e-12);
    }
    assert_close(result.time_s, 4e-12, 1e-24);
    assert_close(result.stage[0].end_s, 4e-12, 1e-24);
    assert_int_equal(result.stage[0].steps, result.steps);
    assert_false(result.stage[0].relaxes);
}

/* The right half is a region under a field of its own; the list has a ramp; the pulse of current is
 * over at 3 ps. */
static void a_row_says_the_mean_field_and_the_current_density(void **state)
{
    static struct row rows[6];
    static struct llg_run_result result;

    (void)state;
    run_into_rows(MAGNET "region: [{name: right, shape: rectangle, x_m: 48e-9, width_m: 32e-9}]\n"
                         "field:\n  - {field_T: [0, 0.4, 0], region: right}\n"
                         "  - {field_T: [0.1, 0, 0], waveform: ramp, width_s: 4e-12}\n"
                         "torque:\n  - {polarisation: [0, 1, 0], thickness_m: 1e-9, "
                         "density_A_per_m2: 1e10}\n"
                         "  - {polarisation: [0, 0, 1], thickness_m: 1e-9, "
                         "density_A_per_m2: -2e10}\n"
                         "current: {waveform: pulses, width_s: 3e-12}\n"
                         "output: {pictures: false, ovf: false, table_every_s: 1e-12, "
                         "energies: false}\n"
                         "stage:\n  - {kind: run, duration_s: 4e-12, field_T: [0, 0, 0.3]}\n"
                         "  - {kind: relax, field_T: [0, 0, -0.3]}\n",
                  &result, rows, 6);
    for (int i = 0; i < 5; i++) {
        assert_close(rows[i].field_T[0], 0.025 * i, 1e-12);
        assert_close(rows[i].field_T[1], 0.2, 1e-12);
        assert_close(rows[i].field_T[2], 0.3, 1e-12);
        assert_close(rows[i].density_A_per_m2, i < 3 ? -2e10 : 0.0, 1.0);
        assert_close(rows[i].stage, 1.0, 0.0);
    }
    assert_close(rows[5].field_T[2], -0.3, 1e-12);
    assert_close(rows[5].stage, 2.0, 0.0);
}

static void the_current_in_the_film_has_the_sign_of_its_first_component(void **state)
{
    static const double in_plane[][3] = {{-3e11, 4e11, 0}, {0, 5e11, 0}, {0, 0, 0}};
    static const double want[] = {-5e11, 5e11, 0.0};
    struct llg_case *c = run_case_load(MAGNET "stage: [{kind: relax}]\n");

    (void)state;
    for (int i = 0; i < 3; i++) {
        memcpy(c->current.zhang_li_A_per_m2, in_plane[i], sizeof in_plane[i]);
        assert_close(llg_applied_density_A_per_m2(c), want[i], 1.0);
    }
    free(c);
}

static void assert_refused(const char *stage, const char *message)
{
    struct llg_case *c = run_case_load(MAGNET "stage: [{kind: relax}]\n");
    struct error err;
    char text[600];

    snprintf(text, sizeof text, MAGNET "stage: [{kind: relax, %s}]\n", stage);
    assert_int_equal(
        file_write_all(run_case_path("case.yaml"), text, strlen(text), &(struct error){0}), 0);
    assert_int_equal(llg_case_load(run_case_path("case.yaml"), c, &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, message) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
    free(c);
}

static void half_a_sweep_is_refused(void **state)
{
    (void)state;
    assert_refused("field_to_T: [1, 0, 0]", "stage[0].field_steps = 0, must be in [1, ");
    assert_refused("field_steps: 4", "stage[0].field_steps = 4, must be left out without field_to");
    assert_refused("there_and_back: true", "there_and_back = true, must be left out");
    assert_refused("field_to_T: [1, 0, 0], field_steps: -1", "field_steps = -1");
}

/* Cells of 0.5 nm: single precision holds a torque of some 1e-5 T, not of 1e-8. */
#define ROUGH                                                                                      \
    "mesh: {n_x: 32, n_y: 16, cell_x_m: 0.5e-9, cell_y_m: 0.5e-9, cell_z_m: 0.5e-9}\n"             \
    "material: {saturation_A_per_m: 8e5, exchange_J_per_m: 1.3e-11}\n"                             \
    "start: {kind: vortex, width_m: 2e-9}\n" QUIET

static void a_relaxation_at_the_rounding_stops_and_says_so(void **state)
{
    struct llg_case *c =
        run_case_load(ROUGH "relax: {stopping_torque_T: 1e-12}\n"
                            "stage: [{kind: relax}, {kind: run, duration_s: 1e-15}]\n");
    static struct llg_run_result result, resumed;
    const struct llg_stage_result *relaxation = &result.stage[0];

    (void)state;
    run_case_run_well(c, run_case_path("stall"), 1, &result);
    if (sizeof(real) > 4) { /* double precision gets there */
        assert_int_equal(relaxation->unsettled, 0);
        assert_true(relaxation->torque_T <= 1e-12);
        free(c);
        return;
    }
    assert_true(relaxation->iterations < 20000);
    assert_int_equal(relaxation->unsettled, 1);
    assert_int_equal(relaxation->stalled, 1);
    assert_true(relaxation->torque_T > 1e-12 && relaxation->torque_T < 1e-3);
    assert_non_null(strstr(result.warning, "stage 1: the torque is "));
    assert_non_null(strstr(result.warning, " T and falls no more, wanted 1e-12 T"));
    assert_int_equal(result.stage[1].unsettled, 0);
    assert_true(run_case_run_stopping(c, run_case_path("stopped"), &resumed) > 0);
    assert_string_equal(resumed.warning, result.warning);
    assert_memory_equal(&resumed.stage[0], &result.stage[0], sizeof result.stage[0]);
    assert_memory_equal(&resumed.stage[1], &result.stage[1], sizeof result.stage[1]);
    run_case_remove(run_case_path("stall"));
    run_case_remove(run_case_path("stopped"));
    free(c);
}

static void a_relaxation_out_of_steps_is_not_called_stalled(void **state)
{
    struct llg_case *c =
        run_case_load(ROUGH "relax: {max_iterations: 3}\nstage: [{kind: relax}]\n");
    static struct llg_run_result result;

    (void)state;
    run_case_run_well(c, run_case_path("short"), 1, &result);
    assert_int_equal(result.stage[0].iterations, 3);
    assert_int_equal(result.stage[0].unsettled, 1);
    assert_int_equal(result.stage[0].stalled, 0);
    run_case_remove(run_case_path("short"));
    free(c);
}

static void skyrmions_are_followed_through_relaxations_alone(void **state)
{
    struct llg_case *c =
        run_case_load(CASE "track: {skyrmions: true}\n"
                           "stage: [{kind: relax}, {kind: relax, field_T: [0, 0, 0.01]}]\n");
    static struct llg_run_result result;

    (void)state;
    run_case_run_well(c, run_case_path("still"), 1, &result);
    assert_int_equal(result.n_tracks, 2); /* one in each layer */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(result.track[i].id, 1);
        assert_false(result.track[i].lost);
        assert_close(result.track[i].to_s, 0.0, 0.0);
        assert_true(result.track[i].radius_m > 4e-9);
    }
    run_case_remove(run_case_path("still"));
    free(c);
}

static void a_window_of_a_track_lies_in_the_runs(void **state)
{
    static const char *const wrong[] = {"track: {skyrmions: true, from_s: 1e-12}\n",
                                        "track: {skyrmions: true, to_s: 1e-12}\n"};
    struct llg_case *c = run_case_load(CASE "stage: [{kind: relax}]\n");
    char text[4096];
    struct error err;

    (void)state;
    for (int i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "%s%sstage: [{kind: relax}]\n", CASE, wrong[i]);
        assert_int_equal(file_write_all(run_case_path("case.yaml"), text, strlen(text), &err), 0);
        assert_int_equal(llg_case_load(run_case_path("case.yaml"), c, &err), STATUS_BAD_CONFIG);
        assert_non_null(strstr(err.text, "track."));
    }
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_of_many_stages_says_stage_and_field_in_each_row),
        cmocka_unit_test(a_sweep_there_and_back_is_one_stage),
        cmocka_unit_test(a_sweep_ends_exactly_at_its_last_field),
        cmocka_unit_test(a_run_stays_at_each_field_of_its_sweep_for_its_duration),
        cmocka_unit_test(a_row_says_the_mean_field_and_the_current_density),
        cmocka_unit_test(the_current_in_the_film_has_the_sign_of_its_first_component),
        cmocka_unit_test(half_a_sweep_is_refused),
        cmocka_unit_test(a_relaxation_at_the_rounding_stops_and_says_so),
        cmocka_unit_test(a_relaxation_out_of_steps_is_not_called_stalled),
        cmocka_unit_test(skyrmions_are_followed_through_relaxations_alone),
        cmocka_unit_test(a_window_of_a_track_lies_in_the_runs),
    };

    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
