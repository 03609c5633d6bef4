#include "check.h"
#include "micromag/demag/demag.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const data_dir = SKYLOOM_SOURCE_DIR "/../shared/data/physics_demag_fmr";

/* A float64 .npy file of C order: the numbers behind its header; NULL when it is not there. */
static double *table_read(const char *name, size_t count)
{
    char path[1024];
    unsigned char head[10];
    double *values = malloc(count * sizeof *values);
    FILE *f;

    assert_non_null(values);
    snprintf(path, sizeof path, "%s/%s", data_dir, name);
    f = fopen(path, "rb");
    if (f == NULL) {
        free(values);
        return NULL;
    }
    assert_int_equal(fread(head, 1, sizeof head, f), sizeof head);
    assert_memory_equal(head, "\x93NUMPY\x01\x00", 8);
    assert_int_equal(fseek(f, head[8] + 256 * head[9], SEEK_CUR), 0);
    assert_int_equal(fread(values, sizeof *values, count, f), count);
    fclose(f);
    return values;
}

/* The error relative to the tensor's size at that distance: an entry may pass through zero. */
static void compare(const char *name, int entry, const double cell_nm[3], const int shape[3])
{
    const size_t count = (size_t)(shape[0] * shape[1] * shape[2]);
    double *exact = table_read(name, count), worst_near = 0, worst_far = 0;

    if (exact == NULL) {
        print_message("%s/%s is absent: skipped\n", data_dir, name);
        skip();
    }
    for (int z = 0; z < shape[0]; z++)
        for (int y = 0; y < shape[1]; y++)
            for (int x = 0; x < shape[2]; x++) {
                const double want =
                    exact[((size_t)z * (size_t)shape[1] + (size_t)y) * (size_t)shape[2]
                          + (size_t)x];
                const double r = sqrt(x * x + y * y + z * z);
                const double size =
                    cell_nm[0] * cell_nm[1] * cell_nm[2] / (4 * M_PI) / fmax(1, pow(r, 3));
                double n[6], error;

                demag_tensor(cell_nm[0] * 1e-9, cell_nm[1] * 1e-9, cell_nm[2] * 1e-9,
                             x * cell_nm[0] * 1e-9, y * cell_nm[1] * 1e-9, z * cell_nm[2] * 1e-9,
                             n);
                error = fabs(n[entry] - want) / size;
                if (r < 10)
                    worst_near = fmax(worst_near, error);
                else
                    worst_far = fmax(worst_far, error);
            }
    free(exact);
    print_message("%s: worst relative error %.2g near, %.2g far\n", name, worst_near, worst_far);
    assert_true(worst_near <= 1e-6);
    assert_true(worst_far <= 1e-4);
}

static const double cube_nm[3] = {1, 1, 1}, brick_nm[3] = {1, 1.27, 1.13};
static const int cube_shape[3] = {8, 64, 126}, brick_shape[3] = {1, 100, 100};

static void xx_of_cubes_is_the_exact_table(void **state)
{
    (void)state;
    compare("exact_Nxx_3D.npy", 0, cube_nm, cube_shape);
}

static void xy_of_cubes_is_the_exact_table(void **state)
{
    (void)state;
    compare("exact_Nxy_3D.npy", 3, cube_nm, cube_shape);
}

static void xx_of_bricks_is_the_exact_table(void **state)
{
    (void)state;
    compare("exact_Nxx_aspect.npy", 0, brick_nm, brick_shape);
}

static void xy_of_bricks_is_the_exact_table(void **state)
{
    (void)state;
    compare("exact_Nxy_aspect.npy", 3, brick_nm, brick_shape);
}

static void cube_has_one_third(void **state)
{
    double n[6];

    (void)state;
    demag_tensor(5e-9, 5e-9, 5e-9, 0, 0, 0, n);
    for (int i = 0; i < 3; i++)
        assert_close(n[i], 1.0 / 3, 1e-12);
    for (int i = 3; i < 6; i++)
        assert_true(fabs(n[i]) < 1e-12);
}

/* Outside a cell the field has no source: the trace is 1 at zero and 0 elsewhere. */
static void trace_is_one_inside_and_zero_outside(void **state)
{
    (void)state;
    for (int z = 0; z < 3; z++)
        for (int x = 0; x < 40; x++) {
            double n[6];

            demag_tensor(2e-9, 3e-9, 1e-9, x * 2e-9, x * 1.5e-9, z * 4e-9, n);
            assert_true(fabs(n[0] + n[1] + n[2] - (x == 0 && z == 0 ? 1 : 0)) < 1e-10);
        }
}

/* Renaming the axes renames the entries; mirroring an axis flips the mixed ones. */
static void tensor_follows_the_axes(void **state)
{
    double a[6], b[6], c[6];

    (void)state;
    for (int far = 0; far < 2; far++) {
        const double s = far ? 12 : 1;

        demag_tensor(2e-9, 3e-9, 1e-9, 4e-9 * s, 6e-9 * s, 5e-9 * s, a);
        demag_tensor(3e-9, 1e-9, 2e-9, 6e-9 * s, 5e-9 * s, 4e-9 * s, b); /* (x,y,z) = old (y,z,x) */
        assert_close(b[0], a[1], 1e-10);
        assert_close(b[1], a[2], 1e-10);
        assert_close(b[3], a[5], 1e-10);
        assert_close(b[4], a[3], 1e-10);
        assert_close(b[5], a[4], 1e-10);
        demag_tensor(2e-9, 3e-9, 1e-9, -4e-9 * s, 6e-9 * s, 5e-9 * s, c);
        assert_close(c[3], -a[3], 1e-10);
        assert_close(c[4], -a[4], 1e-10);
        assert_close(c[5], a[5], 1e-10);
    }
}

/* The closed form and the multipoles meet at the switch, flat cells included. */
static void near_meets_far(void **state)
{
    static const double cells_nm[3][3] = {{1, 1, 1}, {4, 4, 0.4}, {1, 2, 10}};

    (void)state;
    for (int c = 0; c < 3; c++) {
        const double *d = cells_nm[c], edge = fmax(d[0], fmax(d[1], d[2]));
        const double u[3] = {0.48 * 1e-9, 0.6 * 1e-9, 0.64 * 1e-9}; /* |u| = 1 */
        double in[6], out[6];

        demag_tensor(d[0] * 1e-9, d[1] * 1e-9, d[2] * 1e-9, 15.9999 * edge * u[0],
                     15.9999 * edge * u[1], 15.9999 * edge * u[2], in);
        demag_tensor(d[0] * 1e-9, d[1] * 1e-9, d[2] * 1e-9, 16.0001 * edge * u[0],
                     16.0001 * edge * u[1], 16.0001 * edge * u[2], out);
        for (int i = 0; i < 6; i++) /* r^-3 alone changes by 4e-5 between the two */
            assert_close(out[i] * pow(16.0001 / 15.9999, 3), in[i], 3e-6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xx_of_cubes_is_the_exact_table),
        cmocka_unit_test(xy_of_cubes_is_the_exact_table),
        cmocka_unit_test(xx_of_bricks_is_the_exact_table),
        cmocka_unit_test(xy_of_bricks_is_the_exact_table),
        cmocka_unit_test(cube_has_one_third),
        cmocka_unit_test(trace_is_one_inside_and_zero_outside),
        cmocka_unit_test(tensor_follows_the_axes),
        cmocka_unit_test(near_meets_far),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
