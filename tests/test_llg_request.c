#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"
#include "lab/llg/request.h"
#include "lab/track/pace.h"
#include "scratch_folder.h"

#define FILM                                                                                       \
    "name: film\nmesh: {n_x: 8, n_y: 4, n_z: 1, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n" \
    "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12, damping: 0.1}\n"              \
    "start: {kind: uniform, direction: [0, 0.3, 1]}\nstage:\n  - {kind: run, duration_s: 1e-12}\n"

static char case_path[128], out[128];

static struct llg_request request(void)
{
    struct error err;

    snprintf(case_path, sizeof case_path, "%s/film.yaml", folder);
    snprintf(out, sizeof out, "%s/out", folder);
    assert_int_equal(file_write_all(case_path, FILM, strlen(FILM), &err), STATUS_OK);
    return (struct llg_request){.name = case_path, .out = out};
}

static void a_case_runs_without_a_command_line(void **state)
{
    static const char *const keys[] = {"thermal.seed=7"};
    struct llg_request q = request();
    struct llg_report *report = calloc(1, sizeof *report);
    struct error err = {STATUS_OK, ""};
    char path[160];

    (void)state;
    q.set = keys;
    q.n_set = 1;
    if (llg_request_run(&q, NULL, report, &err))
        fail_msg("%s", err.text);
    assert_string_equal(report->folder.text, out);
    assert_string_equal(report->command, "");
    assert_int_equal(report->c.thermal.seed, 7);
    assert_int_equal(report->threads, 1); /* 32 cells are not worth a second one */
    assert_close(report->result.time_s, 1e-12, 1e-9);
    snprintf(path, sizeof path, "%s/result.json", out);
    assert_int_equal(access(path, F_OK), 0);
    free(report);
}

static void a_refused_case_leaves_no_folder(void **state)
{
    static const char *const keys[] = {"llg.time_step_s=-1"};
    struct llg_request q = request();
    struct llg_report *report = calloc(1, sizeof *report);
    struct error err;
    char other[160];

    (void)state;
    snprintf(other, sizeof other, "%s/refused", folder);
    q.out = other;
    q.set = keys;
    q.n_set = 1;
    assert_int_equal(llg_request_run(&q, NULL, report, &err), STATUS_BAD_CONFIG);
    assert_int_not_equal(access(other, F_OK), 0);
    free(report);
}

static void hear(void *context, const char *line)
{
    if (line)
        snprintf(context, 256, "%s", line);
}

static void a_run_that_has_ended_is_not_resumed(void **state)
{
    char line[256] = "", path[160];
    const struct watch watch = {.progress = hear, .report = hear, .context = line};
    static const char *const other[] = {"thermal.seed=8"};
    struct llg_request q = request();
    struct llg_report *report = calloc(1, sizeof *report);
    struct error err = {STATUS_OK, ""};

    (void)state;
    snprintf(path, sizeof path, "%s/ended", folder);
    q.out = path;
    q.resume = true;
    for (int turn = 0; turn < 3; turn++) { /* nothing there, ended, the folder of another case */
        q.set = other;
        q.n_set = turn == 2;
        line[0] = '\0';
        *report = (struct llg_report){0};
        assert_int_equal(llg_request_run(&q, &watch, report, &err), STATUS_OK);
        assert_int_equal(report->was_finished, turn == 1);
        assert_int_equal(strstr(line, "finished already, nothing to resume") != NULL, turn == 1);
        assert_int_equal(report->result.steps > 0, turn != 1);
    }
    free(report);
}

/* What was done before the call says nothing of the pace. */
static void the_pace_of_an_ensemble_is_that_of_this_call(void **state)
{
    char line[256] = "";
    const struct watch watch = {.progress = hear, .report = hear, .context = line};
    struct ensemble_pace pace = {.watch = &watch, .what = "runs"};
    const struct error error = {STATUS_BAD_CONFIG, "too hot"};

    (void)state;
    ensemble_pace_show(&pace, 5, 0.0, 10);
    assert_string_equal(line, "");
    pace.began_s -= 600.0; /* as if ten minutes had gone: a tenth is done, four are left */
    ensemble_pace_show(&pace, 6, 0.0, 10);
    assert_string_equal(line, "6 of 10 runs, 60.0 %, 40 min left");
    ensemble_pace_failed(&pace, &error);
    assert_string_equal(line, "too hot; the other runs go on");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_runs_without_a_command_line),
        cmocka_unit_test(a_refused_case_leaves_no_folder),
        cmocka_unit_test(a_run_that_has_ended_is_not_resumed),
        cmocka_unit_test(the_pace_of_an_ensemble_is_that_of_this_call),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
