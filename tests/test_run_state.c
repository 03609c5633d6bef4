#include "check.h"
#include "files/blob.h"
#include "files/file.h"
#include "io/run_state.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/skyloom_test_run_state_XXXXXX";

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

#define CELLS 24
struct run {
    struct mesh mesh;
    double time_s, step_s;
    uint64_t steps, seed;
    real m[3 * CELLS], slope[3 * CELLS];
    struct run_number numbers[2];
    struct run_count counts[2];
    struct run_field fields[2];
    struct run_state state;
};

static void describe(struct run *run)
{
    memset(run, 0, sizeof *run);
    run->mesh = (struct mesh){.n_x = 4,
                              .n_y = 3,
                              .n_z = 2,
                              .cell_x_m = 2.5e-9,
                              .cell_y_m = 2e-9,
                              .cell_z_m = 1.0 / 3e9,
                              .spacer_m = 1e-9};
    run->numbers[0] = (struct run_number){"time_s", &run->time_s};
    run->numbers[1] = (struct run_number){"step_s", &run->step_s};
    run->counts[0] = (struct run_count){"steps", &run->steps};
    run->counts[1] = (struct run_count){"seed", &run->seed};
    run->fields[0] = (struct run_field){"m", {run->m, run->m + CELLS, run->m + 2 * CELLS}};
    run->fields[1] =
        (struct run_field){"slope", {run->slope, run->slope + CELLS, run->slope + 2 * CELLS}};
    run->state = (struct run_state){&run->mesh, run->numbers, 2, run->counts, 2, run->fields, 2};
}

static void write_one(struct run *run)
{
    struct error err;

    describe(run);
    run->time_s = 1e-9 / 3;
    run->step_s = 0x1.fffffffffffffp-1000;
    run->steps = 7;
    run->seed = UINT64_MAX;
    for (int i = 0; i < 3 * CELLS; i++) {
        run->m[i] = (real)sin(i);
        run->slope[i] = (real)(1e9 * cos(i));
    }
    run->m[5] = (real)-0.0;
    assert_int_equal(run_state_write(path, &run->state, &err), STATUS_OK);
}

static void a_run_comes_back_bit_by_bit(void **state)
{
    struct run want, got;
    struct error err;

    (void)state;
    write_one(&want);
    describe(&got);
    assert_int_equal(run_state_read(path, &got.state, &err), STATUS_OK);
    assert_memory_equal(&got.time_s, &want.time_s, sizeof want.time_s);
    assert_memory_equal(&got.step_s, &want.step_s, sizeof want.step_s);
    assert_true(got.steps == 7 && got.seed == UINT64_MAX);
    assert_memory_equal(got.m, want.m, sizeof want.m);
    assert_memory_equal(got.slope, want.slope, sizeof want.slope);
}

static void assert_refused(struct run *run, const char *because)
{
    struct error err = {0};

    assert_int_equal(run_state_read(path, &run->state, &err), STATUS_BAD_FILE);
    if (strstr(err.text, because) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, because);
    assert_true(run->time_s == 0 && run->steps == 0 && run->m[1] == 0);
}

static void a_checkpoint_of_another_run_is_refused(void **state)
{
    struct run run;

    (void)state;
    write_one(&run);
    describe(&run);
    run.mesh.n_x = 3;
    run.mesh.n_y = 4;
    assert_refused(&run, "made on another mesh than 3 x 4 x 2");
    describe(&run);
    run.mesh.spacer_m = 0;
    assert_refused(&run, "made on another mesh");
    describe(&run);
    run.numbers[1].name = "torque_T";
    assert_refused(&run, "no number 'torque_T'");
    describe(&run);
    run.counts[0].name = "rows";
    assert_refused(&run, "no count 'rows'");
    describe(&run);
    run.fields[1].name = "noise";
    assert_refused(&run, "no array 'noise.x'");
}

static void another_precision_or_kind_is_refused(void **state)
{
    const size_t n = sizeof(real) == 4 ? 8 : 4;
    unsigned char zeros[8 * CELLS] = {0};
    struct blob_array array = {.name = "m.x", .shape = {2, 3, 4}, .n_dims = 3, .data = zeros};
    json_t *header;
    struct run run;
    struct error err;

    (void)state;
    describe(&run);
    memcpy(array.type, n == 8 ? "float64" : "float32", 8);
    header = json_pack("{s:s, s:{s:i, s:i, s:i, s:f, s:f, s:f, s:f}}", "kind", "micromagnetic run",
                       "mesh", "n_x", 4, "n_y", 3, "n_z", 2, "cell_x_m", 2.5e-9, "cell_y_m", 2e-9,
                       "cell_z_m", 1.0 / 3e9, "spacer_m", 1e-9);
    assert_int_equal(blob_write(path, header, &array, 1, &err), STATUS_OK);
    assert_refused(&run, n == 8 ? "array 'm.x' is float64, this build has float32"
                                : "array 'm.x' is float32, this build has float64");
    json_object_set_new(header, "kind", json_string("weights"));
    assert_int_equal(blob_write(path, header, &array, 1, &err), STATUS_OK);
    assert_refused(&run, "not a checkpoint of a micromagnetic run");
    json_decref(header);
}

static void every_truncation_is_refused(void **state)
{
    unsigned char *data;
    struct error err;
    struct run run;
    size_t n;

    (void)state;
    write_one(&run);
    describe(&run);
    assert_int_equal(file_read_all(path, 1 << 20, &data, &n, &err), STATUS_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(file_write_all(path, data, i, &err), STATUS_OK);
        assert_refused(&run, path);
    }
    free(data);
}

static void a_number_that_is_not_finite_or_a_full_disk_is_an_error(void **state)
{
    struct run run;
    struct error err;

    (void)state;
    describe(&run);
    assert_int_equal(run_state_write("/dev/full", &run.state, &err), STATUS_BAD_FILE);
    run.step_s = (double)NAN;
    assert_int_equal(run_state_write(path, &run.state, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, "step_s = nan, must be finite"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_comes_back_bit_by_bit),
        cmocka_unit_test(a_checkpoint_of_another_run_is_refused),
        cmocka_unit_test(another_precision_or_kind_is_refused),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(a_number_that_is_not_finite_or_a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
