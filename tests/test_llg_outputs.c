#include "check.h"
#include "files/file.h"
#include "lab/llg/folder.h"
#include "lab/llg/run.h"
#include "llg_run_case.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *read_text(const char *path)
{
    unsigned char *data;
    struct error err;
    size_t n;

    if (file_read_all(path, 1 << 24, &data, &n, &err))
        fail_msg("%s", err.text);
    return (char *)data;
}

/* From 1, the time. */
static const char *column_of(const char *line, int column)
{
    static char text[2][64];
    static int next;

    next = !next;
    for (; column > 1; column--)
        line = strchr(line, '\t') + 1;
    snprintf(text[next], sizeof text[next], "%.*s", (int)strcspn(line, "\t\n"), line);
    return text[next];
}

static void the_table_has_exact_times_and_the_columns_asked_for(void **state)
{
    struct llg_case *c = run_case_load(CASE STAGES);
    struct llg_run_result result;
    char *table, *line;
    int rows = 0;

    (void)state;
    run_case_run_well(c, run_case_path("table"), 1, &result);
    table = read_text(run_case_path("table/table.txt"));
    line = strtok(table, "\n");
    assert_string_equal(
        line,
        "# t (s)\tmx ()\tmy ()\tmz ()\tE_total (J)\tE_exchange (J)\t"
        "E_anisotropy (J)\tE_dmi (J)\tE_bulk_dmi (J)\tE_zeeman (J)\tE_demag (J)\tE_interlayer (J)\t"
        "max_torque (T)\tQ.layer0 ()\tQ.layer1 ()\tmx.layer0 ()\tmy.layer0 ()\t"
        "mz.layer0 ()\tmx.layer1 ()\tmy.layer1 ()\tmz.layer1 ()\tcurrent ()\t"
        "stage ()\tB_ext_x (T)\tB_ext_y (T)\tB_ext_z (T)\tJ (A/m2)");
    /* 0 after the relaxation, 1 .. 20 ps, and the end at 20.5 ps; the second stage ends at 12 ps */
    for (; (line = strtok(NULL, "\n")) != NULL; rows++) {
        char want[32];
        const bool acts = (rows >= 3 && rows <= 7) || rows == 12;

        snprintf(want, sizeof want, "%.12g\t", rows < 21 ? rows * 1e-12 : 20.5e-12);
        if (strncmp(line, want, strlen(want)) != 0)
            fail_msg("row %d begins %.20s, not %s", rows, line, want);
        /* pulses from 2.5 to 7.5 and from 11.5 ps on; the last stage has no current */
        if (strcmp(column_of(line, 22), acts ? "1" : "0") != 0)
            fail_msg("row %d: current is %s", rows, column_of(line, 22));
        assert_string_equal(column_of(line, 27), acts ? "100000000000" : "0");
        assert_string_equal(column_of(line, 23), rows == 0 ? "1" : rows <= 12 ? "2" : "3");
    }
    assert_int_equal(rows, 22);
    free(table);
    run_case_remove(run_case_path("table"));
    free(c);
}

static void a_run_alone_begins_its_table_with_the_start(void **state)
{
    struct llg_case *c = run_case_load(CASE "stage:\n  - {kind: run, duration_s: 2e-12}\n");
    struct llg_run_result result;
    char *table, *line;

    (void)state;
    run_case_run_well(c, run_case_path("table"), 1, &result);
    table = read_text(run_case_path("table/table.txt"));
    strtok(table, "\n");
    for (int row = 0; row < 3; row++) {
        assert_non_null(line = strtok(NULL, "\n"));
        assert_int_equal(line[0] - '0', row);
    }
    assert_null(strtok(NULL, "\n"));
    free(table);
    run_case_remove(run_case_path("table"));
    free(c);
}

static void write_files(const char *folder, const char *const names[])
{
    char path[400];
    struct error err;

    for (; *names != NULL; names++) {
        snprintf(path, sizeof path, "%s/%s", folder, *names);
        assert_int_equal(file_write_all(path, "old", 3, &err), STATUS_OK);
    }
}

static void assert_files(const char *folder, const char *const names[], bool there)
{
    char path[400];

    for (; *names != NULL; names++) {
        snprintf(path, sizeof path, "%s/%s", folder, *names);
        if ((access(path, F_OK) == 0) != there)
            fail_msg("%s: %s", path, there ? "is gone" : "is left");
    }
}

static void a_new_run_removes_what_an_earlier_one_left_and_nothing_else(void **state)
{
    static const char *const old[] = {"m000777.ovf",     "frames/m000777.png", "m_stage9.ovf",
                                      "m_stage9.png",    "m_stage9_hue.png",   "skyrmions.txt",
                                      "m999999999.ovf",  "m_final.ovf",        "m_final.png",
                                      "m_final_hue.png", "result.json",        NULL};
    static const char *const others[] = {"m777.ovf",      "m000777.ovf.gz", "frames/mine.png",
                                         "m_stage.ovf",   "m_stage9.txt",   "m000777_copy.ovf",
                                         "xm000777.ovf",  "m000777.png",    "m_stage9_blue.png",
                                         "frames/m1.png", "notes.txt",      NULL};
    const char *folder = run_case_path("again");
    struct llg_case *c = run_case_load(CASE "stage:\n  - {kind: run, duration_s: 2e-12}\n");
    struct llg_run_result result;
    struct error err;

    (void)state;
    write_files(folder, old);
    write_files(folder, others);
    assert_int_equal(run_case_run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    assert_files(folder, old, false);
    assert_files(folder, others, true);
    write_files(folder, old);
    assert_int_equal(run_case_run(c, folder, 1, true, false, &result, &err), STATUS_OK);
    assert_files(folder, old, true); /* a run that goes on removes nothing */
    run_case_remove(folder);
    free(c);
}

/* Hues of a film that is up would be all but white. */
static void no_file_is_written_twice_or_says_nothing(void **state)
{
    static const char *const there[] = {"m000000.ovf", "m_start.png", "m_final.ovf", "m_final.png",
                                        NULL};
    static const char *const missing[] = {"m_stage1.ovf", "m_stage1.png", NULL};
    static const char *const of_stages[] = {"m_stage1.ovf", "m_stage2.ovf", NULL};
    static const char *const hues[] = {"m_start_hue.png", "m_final_hue.png", NULL};
    const char *folder = run_case_path("files");
    struct llg_case *c = run_case_load(CASE "stage:\n  - {kind: run, duration_s: 1e-12}\n");
    struct llg_run_result result;

    (void)state;
    c->n_skyrmions = 0;
    run_case_run_well(c, folder, 1, &result);
    assert_files(folder, there, true);
    assert_files(folder, missing, false);
    assert_files(folder, hues, false);
    c->n_stages = 2;
    c->stage[1] = c->stage[0];
    c->start.direction[0] = 1.0;
    run_case_run_well(c, folder, 1, &result);
    assert_files(folder, there, true);
    assert_files(folder, of_stages, true);
    assert_files(folder, hues, true);
    run_case_remove(folder);
    free(c);
}

static void a_new_run_keeps_the_state_it_starts_from(void **state)
{
    const char *folder = run_case_path("again"), *start = run_case_path("again/m_final.ovf");
    struct llg_case *c = run_case_load(CASE "stage:\n  - {kind: run, duration_s: 2e-12}\n");
    struct llg_run_result result;
    struct error err;

    (void)state;
    run_case_run_well(c, folder, 1, &result);
    c->start.kind = START_FILE;
    snprintf(c->start.file, sizeof c->start.file, "%s", start);
    assert_int_equal(run_case_run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    assert_int_equal(access(start, F_OK), 0);
    assert_int_equal(run_case_run(c, folder, 1, true, false, &result, &err), STATUS_OK);
    run_case_remove(folder);
    free(c);
}

static pid_t pid_of_the_dead(void)
{
    const pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    return pid;
}

static void half_written_files_of_killed_runs_are_swept(void **state)
{
    char dead[2][64], alive[2][64];
    const char *const old[] = {dead[0], dead[1], NULL};
    const char *const others[] = {alive[0], alive[1], "table.txt.tmp.x", NULL};
    const char *folder = run_case_path("killed");
    const int pid = (int)pid_of_the_dead();

    (void)state;
    snprintf(dead[0], sizeof dead[0], "checkpoint.state.tmp.%d", pid);
    snprintf(dead[1], sizeof dead[1], "frames/m000007.png.tmp.%d", pid);
    snprintf(alive[0], sizeof alive[0], "table.txt.tmp.%d", (int)getppid());
    snprintf(alive[1], sizeof alive[1], "notes.txt.tmp.%d", pid);
    write_files(folder, old);
    write_files(folder, others);
    llg_folder_sweep(folder);
    assert_files(folder, old, false);
    assert_files(folder, others, true);
    run_case_remove(folder);
}

static void a_folder_takes_one_run_at_a_time(void **state)
{
    const char *folder = run_case_path("locked");
    struct error err;
    int first, second;

    (void)state;
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(llg_folder_lock(folder, &first, &err), STATUS_OK);
    assert_int_equal(llg_folder_lock(folder, &second, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "another run is writing there"));
    close(first);
    assert_int_equal(llg_folder_lock(folder, &second, &err), STATUS_OK);
    close(second);
    run_case_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_exact_times_and_the_columns_asked_for),
        cmocka_unit_test(a_run_alone_begins_its_table_with_the_start),
        cmocka_unit_test(a_new_run_removes_what_an_earlier_one_left_and_nothing_else),
        cmocka_unit_test(no_file_is_written_twice_or_says_nothing),
        cmocka_unit_test(a_new_run_keeps_the_state_it_starts_from),
        cmocka_unit_test(half_written_files_of_killed_runs_are_swept),
        cmocka_unit_test(a_folder_takes_one_run_at_a_time),
    };

    return cmocka_run_group_tests(tests, run_case_open, run_case_close);
}
