#include "check.h"
#include "io/file.h"
#include "llg/folder.h"
#include "llg/run.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A film of two layers with a skyrmion, a field that oscillates and pulses of current: all that a
 * checkpoint could forget. Small, so that it may be stopped after every step. */
#define CASE                                                                                       \
    "name: tiny\n"                                                                                 \
    "mesh:\n  n_x: 24\n  n_y: 16\n  n_z: 2\n"                                                      \
    "  cell_x_m: 4e-9\n  cell_y_m: 4e-9\n  cell_z_m: 1e-9\n  spacer_m: 2e-9\n"                     \
    "material:\n  saturation_A_per_m: 956e3\n  exchange_J_per_m: 10e-12\n"                         \
    "  anisotropy_J_per_m3: 717e3\n  dmi_J_per_m2: 1.7e-3\n  damping: 0.1\n"                       \
    "start:\n  kind: uniform\n  direction: [0, 0.3, 1]\n"                                          \
    "skyrmion:\n  - {x_m: 48e-9, y_m: 32e-9, radius_m: 12e-9, wall_width_m: 5e-9}\n"               \
    "field:\n  - {field_T: [0, 0, 0.05]}\n"                                                        \
    "  - {field_T: [0.01, 0, 0], waveform: sine, frequency_Hz: 20e9}\n"                            \
    "torque:\n  - {layer: 1, polarisation: [0, 1, 0], efficiency: 0.6, thickness_m: 1e-9,\n"       \
    "     density_A_per_m2: 1e11}\n"                                                               \
    "current:\n  waveform: pulses\n  start_s: 2.5e-12\n  width_s: 5e-12\n  gap_s: 4e-12\n"         \
    "  count: 2\n"                                                                                 \
    "output:\n  table_every_s: 1e-12\n  ovf: true\n  ovf_every_s: 5e-12\n  pictures: true\n"       \
    "  picture_every_s: 10e-12\n  energies: true\n  torque: true\n  charge: true\n"                \
    "  layers: true\n"                                                                             \
    "relax:\n  stopping_torque_T: 1e-3\n  max_iterations: 600\n"
#define STAGES                                                                                     \
    "stage:\n  - {kind: relax}\n  - {kind: run, duration_s: 12e-12}\n"                             \
    "  - {kind: run, duration_s: 8.5e-12, current: false}\n"
#define ADAPTIVE_300_K "thermal:\n  temperature_K: 300\n  seed: 7\n"
#define HEUN_300_K "llg:\n  stepper: heun\n  time_step_s: 0.3e-12\n" ADAPTIVE_300_K

static char directory[] = "/tmp/test_llg_run.XXXXXX";

static const char *in_directory(const char *name)
{
    static char path[16][256];
    static int next;

    next = (next + 1) % 16;
    snprintf(path[next], sizeof path[next], "%s/%s", directory, name);
    return path[next];
}

static struct llg_case *load(const char *text)
{
    struct llg_case *c = calloc(1, sizeof *c);
    const char *path = in_directory("case.yaml");
    struct error err = {STATUS_OK, ""};

    assert_non_null(c);
    assert_int_equal(file_write_all(path, text, strlen(text), &err), STATUS_OK);
    if (llg_case_load(path, c, &err))
        fail_msg("%s", err.text);
    return c;
}

static const volatile int always = 1;

static enum status run(const struct llg_case *c, const char *folder, int n_threads, bool resume,
                       bool stop, struct llg_run_result *result, struct error *err)
{
    const struct llg_run_options options = {
        .folder = folder, .n_threads = n_threads, .resume = resume, .stop = stop ? &always : NULL};

    *err = (struct error){STATUS_OK, ""};
    return llg_case_run(c, &options, result, err);
}

static void run_well(const struct llg_case *c, const char *folder, int n_threads,
                     struct llg_run_result *result)
{
    struct error err;

    if (run(c, folder, n_threads, false, false, result, &err))
        fail_msg("%s", err.text);
}

/* Stopped at the first chance, resumed, stopped again, with other threads each time. */
static int run_stopping(const struct llg_case *c, const char *folder, struct llg_run_result *result)
{
    struct error err;
    char checkpoint[400];
    int stops = 0;

    snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint.state", folder);
    while (run(c, folder, 1 + stops % 2, stops > 0, true, result, &err) == STATUS_INTERRUPTED) {
        assert_int_equal(access(checkpoint, F_OK), 0);
        assert_true(stops++ < 1000);
    }
    if (err.code)
        fail_msg("%s", err.text);
    return stops;
}

/* Every file of folder a is in b with the same bytes; returns how many there are. */
static int same_files(const char *a, const char *b)
{
    DIR *dir = opendir(a);
    int n = 0;

    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char one[600], other[600];
        unsigned char *p, *q;
        struct error err;
        size_t size_p, size_q;
        struct stat st;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(one, sizeof one, "%s/%s", a, entry->d_name);
        snprintf(other, sizeof other, "%s/%s", b, entry->d_name);
        assert_int_equal(stat(one, &st), 0);
        if (S_ISDIR(st.st_mode)) {
            n += same_files(one, other);
            continue;
        }
        assert_int_equal(file_read_all(one, 1 << 24, &p, &size_p, &err), STATUS_OK);
        if (file_read_all(other, 1 << 24, &q, &size_q, &err))
            fail_msg("%s", err.text);
        if (size_p != size_q || memcmp(p, q, size_p) != 0)
            fail_msg("%s and %s differ", one, other);
        free(p);
        free(q);
        n++;
    }
    closedir(dir);
    return n;
}

static void assert_same_run(const char *a, const char *b, const struct llg_run_result *x,
                            const struct llg_run_result *y)
{
    const int n = same_files(a, b);

    assert_true(n > 10);
    assert_int_equal(same_files(b, a), n);
    assert_true(x->steps == y->steps && x->evaluations == y->evaluations);
    assert_true(x->rejected == y->rejected);
    assert_memory_equal(x->mean, y->mean, sizeof x->mean);
    assert_memory_equal(x->energies_J, y->energies_J, sizeof x->energies_J);
}

static void remove_folder(const char *path)
{
    char command[320];

    snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
}

static void assert_reproducible(const char *text, int least_stops)
{
    struct llg_case *c = load(text);
    struct llg_run_result first, other;
    char unbroken[300], two[300], stopped[300];

    snprintf(unbroken, sizeof unbroken, "%s/unbroken", directory);
    snprintf(two, sizeof two, "%s/two", directory);
    snprintf(stopped, sizeof stopped, "%s/stopped", directory);
    run_well(c, unbroken, 1, &first);
    run_well(c, two, 2, &other);
    assert_same_run(unbroken, two, &first, &other);
    run_well(c, two, 1, &other); /* again, over what is there */
    assert_same_run(unbroken, two, &first, &other);
    assert_true(run_stopping(c, stopped, &other) >= least_stops);
    assert_same_run(unbroken, stopped, &first, &other);
    remove_folder(unbroken);
    remove_folder(two);
    remove_folder(stopped);
    free(c);
}

static void dormand_prince_gives_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE STAGES, 20);
}

static void heun_with_noise_gives_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE HEUN_300_K STAGES, 20);
}

static void adaptive_steps_with_noise_give_the_same_bytes_stopped_anywhere(void **state)
{
    (void)state;
    assert_reproducible(CASE ADAPTIVE_300_K STAGES, 20);
}

static char *read_text(const char *path)
{
    unsigned char *data;
    struct error err;
    size_t n;

    if (file_read_all(path, 1 << 24, &data, &n, &err))
        fail_msg("%s", err.text);
    return (char *)data;
}

static void the_table_has_exact_times_and_the_columns_asked_for(void **state)
{
    struct llg_case *c = load(CASE STAGES);
    struct llg_run_result result;
    char *table, *line;
    int rows = 0;

    (void)state;
    run_well(c, in_directory("table"), 1, &result);
    table = read_text(in_directory("table/table.txt"));
    line = strtok(table, "\n");
    assert_string_equal(
        line,
        "# t (s)\tmx ()\tmy ()\tmz ()\tE_total (J)\tE_exchange (J)\t"
        "E_anisotropy (J)\tE_dmi (J)\tE_bulk_dmi (J)\tE_zeeman (J)\tE_demag (J)\tE_interlayer (J)\t"
        "max_torque (T)\tQ.layer0 ()\tQ.layer1 ()\tmx.layer0 ()\tmy.layer0 ()\t"
        "mz.layer0 ()\tmx.layer1 ()\tmy.layer1 ()\tmz.layer1 ()\tcurrent ()");
    /* 0 after the relaxation, 1 .. 20 ps, and the end at 20.5 ps; the second stage ends at 12 ps */
    for (; (line = strtok(NULL, "\n")) != NULL; rows++) {
        char want[32];

        snprintf(want, sizeof want, "%.12g\t", rows < 21 ? rows * 1e-12 : 20.5e-12);
        if (strncmp(line, want, strlen(want)) != 0)
            fail_msg("row %d begins %.20s, not %s", rows, line, want);
        /* pulses from 2.5 to 7.5 and from 11.5 ps on; the last stage has no current */
        if (strcmp(strrchr(line, '\t') + 1, (rows >= 3 && rows <= 7) || rows == 12 ? "1" : "0")
            != 0)
            fail_msg("row %d: current is %s", rows, strrchr(line, '\t') + 1);
    }
    assert_int_equal(rows, 22);
    free(table);
    remove_folder(in_directory("table"));
    free(c);
}

static void a_run_alone_begins_its_table_with_the_start(void **state)
{
    struct llg_case *c = load(CASE "stage:\n  - {kind: run, duration_s: 2e-12}\n");
    struct llg_run_result result;
    char *table, *line;

    (void)state;
    run_well(c, in_directory("table"), 1, &result);
    table = read_text(in_directory("table/table.txt"));
    strtok(table, "\n");
    for (int row = 0; row < 3; row++) {
        assert_non_null(line = strtok(NULL, "\n"));
        assert_int_equal(line[0] - '0', row);
    }
    assert_null(strtok(NULL, "\n"));
    free(table);
    remove_folder(in_directory("table"));
    free(c);
}

enum { INSIDE_HEADER = 700 }; /* bytes from the beginning */

/* keep: bytes of the checkpoint; 0: all, negative: all but these. */
static void truncate_checkpoint(const char *path, off_t keep)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 2 * INSIDE_HEADER);
    assert_int_equal(truncate(path, keep > 0 ? keep : st.st_size + keep), 0);
}

/* Stops a run once and tries to go on with another case or a broken checkpoint. */
static void assert_not_resumed(const char *text, const char *other, off_t keep, const char *message)
{
    const char *folder = in_directory("stopped");
    struct llg_case *c = load(text), *d = load(other);
    struct llg_run_result result;
    struct error err;

    assert_int_equal(run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    truncate_checkpoint(in_directory("stopped/checkpoint.state"), keep);
    assert_int_equal(run(d, folder, 1, true, false, &result, &err), STATUS_BAD_FILE);
    assert_null(strchr(err.text, '\n'));
    if (!strstr(err.text, message))
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
    remove_folder(folder);
    free(c);
    free(d);
}

static void a_checkpoint_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    assert_not_resumed(CASE STAGES, CASE HEUN_300_K STAGES, 0, "made by another case");
    assert_not_resumed(CASE HEUN_300_K STAGES,
                       CASE "llg:\n  stepper: heun\n  time_step_s: 0.2e-12\n"
                            "thermal:\n  temperature_K: 300\n  seed: 7\n" STAGES,
                       0, "made by another case");
    assert_not_resumed(CASE STAGES, CASE STAGES, INSIDE_HEADER,
                       "checkpoint.state: truncated in the header");
    assert_not_resumed(CASE STAGES, CASE STAGES, -1, "checkpoint.state: truncated: array 'm.z'");
}

/* Neighbours against each other turn at 1.84e12 rad/s by the exchange. Heun bears a radian in a
 * step at a damping of 0.1; at two, |m| would show it. */
static void a_step_in_which_rounding_would_grow_is_refused_or_warned_of(void **state)
{
    static const struct {
        double time_step_s;
        enum status status;
        const char *warning;
    } row[] = {{0.4e-12, STATUS_OK, NULL},
               {0.6e-12, STATUS_OK, "time_step_s = 6e-13 s is too long"},
               {1.0e-12, STATUS_BAD_CONFIG, NULL}};
    char text[600];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct llg_run_result result;
        struct error err;
        struct llg_case *c;

        snprintf(text, sizeof text,
                 "mesh: {n_x: 32, n_y: 32, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 1e-9}\n"
                 "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12}\n"
                 "llg: {stepper: heun, time_step_s: %g}\n"
                 "output: {ovf: false, pictures: false, table_every_s: 0}\n"
                 "stage:\n  - {kind: run, duration_s: 0.1e-9}\n",
                 row[i].time_step_s);
        c = load(text);
        assert_int_equal(run(c, in_directory("growth"), 1, false, false, &result, &err),
                         row[i].status);
        if (row[i].status != STATUS_OK)
            assert_non_null(strstr(err.text, "should be at most 5."));
        else if (row[i].warning != NULL)
            assert_non_null(strstr(result.warning, row[i].warning));
        else
            assert_string_equal(result.warning, "");
        remove_folder(in_directory("growth"));
        free(c);
    }
}

static void outputs_are_those_of_before_the_stop_but_checkpoints_may_come_more_often(void **state)
{
    const char *folder = in_directory("stopped");
    struct llg_case *c = load(CASE STAGES);
    struct llg_run_result result;
    struct error err;

    (void)state;
    assert_int_equal(run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    c->output.checkpoint_every_wall_s = 1.0;
    c->output.layers = false;
    assert_int_equal(run(c, folder, 1, true, false, &result, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "section output has changed"));
    c->output.layers = true;
    assert_int_equal(run(c, folder, 1, true, false, &result, &err), STATUS_OK);
    remove_folder(folder);
    free(c);
}

static void a_step_that_is_too_long_stops_with_step_time_and_advice(void **state)
{
    struct llg_case *c = load(CASE "llg:\n  stepper: heun\n  time_step_s: 20e-12\n"
                                   "stage:\n  - {kind: run, duration_s: 2e-9}\n");
    struct llg_run_result result;
    struct error err;

    (void)state;
    c->output.table_every_s = 0.0;
    c->material.exchange_J_per_m = 0.0; /* it would be refused before the first step */
    assert_int_equal(run(c, in_directory("long"), 1, false, false, &result, &err),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, " in step "));
    assert_non_null(strstr(err.text, ": time_step_s = "));
    assert_non_null(strstr(err.text, "too long, try a quarter"));
    remove_folder(in_directory("long"));
    free(c);
}

static void a_relaxation_that_does_not_end_is_told(void **state)
{
    struct llg_case *c = load(CASE "stage:\n  - {kind: relax}\n");
    struct llg_run_result result;

    (void)state;
    c->relax.max_iterations = 5;
    run_well(c, in_directory("short"), 1, &result);
    assert_non_null(strstr(result.warning, "after 5 steps of relaxation, wanted 0.001 T"));
    remove_folder(in_directory("short"));
    free(c);
}

static void a_relaxation_that_does_not_end_is_told_after_a_stop(void **state)
{
    struct llg_case *c = load(CASE STAGES);
    struct llg_run_result result, resumed;

    (void)state;
    c->relax.max_iterations = 5;
    run_well(c, in_directory("unbroken"), 1, &result);
    assert_non_null(strstr(result.warning, "stage 1: the torque is "));
    assert_true(run_stopping(c, in_directory("stopped"), &resumed) > 1);
    assert_string_equal(resumed.warning, result.warning);
    remove_folder(in_directory("unbroken"));
    remove_folder(in_directory("stopped"));
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
    const char *folder = in_directory("again");
    struct llg_case *c = load(CASE "stage:\n  - {kind: run, duration_s: 2e-12}\n");
    struct llg_run_result result;
    struct error err;

    (void)state;
    write_files(folder, old);
    write_files(folder, others);
    assert_int_equal(run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    assert_files(folder, old, false);
    assert_files(folder, others, true);
    write_files(folder, old);
    assert_int_equal(run(c, folder, 1, true, false, &result, &err), STATUS_OK);
    assert_files(folder, old, true); /* a run that goes on removes nothing */
    remove_folder(folder);
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
    const char *folder = in_directory("files");
    struct llg_case *c = load(CASE "stage:\n  - {kind: run, duration_s: 1e-12}\n");
    struct llg_run_result result;

    (void)state;
    c->n_skyrmions = 0;
    run_well(c, folder, 1, &result);
    assert_files(folder, there, true);
    assert_files(folder, missing, false);
    assert_files(folder, hues, false);
    c->n_stages = 2;
    c->stage[1] = c->stage[0];
    c->start.direction[0] = 1.0;
    run_well(c, folder, 1, &result);
    assert_files(folder, there, true);
    assert_files(folder, of_stages, true);
    assert_files(folder, hues, true);
    remove_folder(folder);
    free(c);
}

static void a_new_run_keeps_the_state_it_starts_from(void **state)
{
    const char *folder = in_directory("again"), *start = in_directory("again/m_final.ovf");
    struct llg_case *c = load(CASE "stage:\n  - {kind: run, duration_s: 2e-12}\n");
    struct llg_run_result result;
    struct error err;

    (void)state;
    run_well(c, folder, 1, &result);
    c->start.kind = START_FILE;
    snprintf(c->start.file, sizeof c->start.file, "%s", start);
    assert_int_equal(run(c, folder, 1, false, true, &result, &err), STATUS_INTERRUPTED);
    assert_int_equal(access(start, F_OK), 0);
    assert_int_equal(run(c, folder, 1, true, false, &result, &err), STATUS_OK);
    remove_folder(folder);
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
    const char *folder = in_directory("killed");
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
    remove_folder(folder);
}

static void a_folder_takes_one_run_at_a_time(void **state)
{
    const char *folder = in_directory("locked");
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
    remove_folder(folder);
}

static void cells_wider_than_the_exchange_length_are_told(void **state)
{
    struct llg_case *c = load(CASE "stage:\n  - {kind: run, duration_s: 0.1e-12}\n");
    struct llg_run_result result;

    (void)state; /* sqrt(2 A / (mu0 Ms^2)) = 4.173 nm */
    run_well(c, in_directory("wide"), 1, &result);
    assert_string_equal(result.warning, "");
    c->mesh.cell_x_m = 8.346e-9;
    run_well(c, in_directory("wide"), 1, &result);
    assert_non_null(strstr(result.warning, "of a cell is 2 exchange lengths of 4.17 nm"));
    remove_folder(in_directory("wide"));
    free(c);
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL;
}

static int remove_directory(void **state)
{
    (void)state;
    remove_folder(directory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dormand_prince_gives_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(heun_with_noise_gives_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(adaptive_steps_with_noise_give_the_same_bytes_stopped_anywhere),
        cmocka_unit_test(the_table_has_exact_times_and_the_columns_asked_for),
        cmocka_unit_test(a_run_alone_begins_its_table_with_the_start),
        cmocka_unit_test(a_checkpoint_that_does_not_fit_is_refused),
        cmocka_unit_test(outputs_are_those_of_before_the_stop_but_checkpoints_may_come_more_often),
        cmocka_unit_test(a_step_in_which_rounding_would_grow_is_refused_or_warned_of),
        cmocka_unit_test(a_step_that_is_too_long_stops_with_step_time_and_advice),
        cmocka_unit_test(a_relaxation_that_does_not_end_is_told),
        cmocka_unit_test(a_relaxation_that_does_not_end_is_told_after_a_stop),
        cmocka_unit_test(a_new_run_removes_what_an_earlier_one_left_and_nothing_else),
        cmocka_unit_test(no_file_is_written_twice_or_says_nothing),
        cmocka_unit_test(a_new_run_keeps_the_state_it_starts_from),
        cmocka_unit_test(half_written_files_of_killed_runs_are_swept),
        cmocka_unit_test(a_folder_takes_one_run_at_a_time),
        cmocka_unit_test(cells_wider_than_the_exchange_length_are_told),
    };

    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
