#include "check.h"
#include "micromag/demag/demag.h"
#include "base/crew.h"
#include <stdlib.h>
#include <string.h>

#ifdef SKYLOOM_DOUBLE
static const double tolerance = 1e-12;
#else
static const double tolerance = 3e-6;
#endif
static const double vacuum_permeability = 1.25663706212e-6;
static const double saturation_A_per_m = 8e5;

struct film {
    struct demag_config config;
    size_t cells;
    real *saturation;
    struct vector_field m, field;
};

static real *zeros(size_t n)
{
    real *p = calloc(n, sizeof *p);

    assert_non_null(p);
    return p;
}

static double uniform(uint64_t *state) /* in [-1, 1) */
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-52 - 1;
}

static struct film film_make(int n_x, int n_y, int n_z, double spacer_m)
{
    struct film f = {.config = {.mesh = {n_x, n_y, n_z, 2e-9, 3e-9, 1.5e-9, spacer_m},
                                .n_stack = 1,
                                .n_threads = 1}};

    f.cells = mesh_cells(&f.config.mesh);
    f.saturation = zeros(f.cells);
    f.m = (struct vector_field){zeros(f.cells), zeros(f.cells), zeros(f.cells)};
    f.field = (struct vector_field){zeros(f.cells), zeros(f.cells), zeros(f.cells)};
    return f;
}

static void film_free(struct film *f)
{
    free(f->saturation);
    for (int c = 0; c < 3; c++) {
        free((real *[]){f->m.x, f->m.y, f->m.z}[c]);
        free((real *[]){f->field.x, f->field.y, f->field.z}[c]);
    }
}

/* Random m and Ms, some cells empty. */
static void film_randomise(struct film *f, uint64_t seed)
{
    for (size_t i = 0; i < f->cells; i++) {
        f->saturation[i] = (real)(saturation_A_per_m * fmax(0, 0.5 + uniform(&seed)));
        f->m.x[i] = (real)uniform(&seed);
        f->m.y[i] = (real)uniform(&seed);
        f->m.z[i] = (real)uniform(&seed);
    }
}

static void film_point(struct film *f, double x, double y, double z)
{
    for (size_t i = 0; i < f->cells; i++) {
        f->saturation[i] = (real)saturation_A_per_m;
        f->m.x[i] = (real)x;
        f->m.y[i] = (real)y;
        f->m.z[i] = (real)z;
    }
}

static void film_field(struct film *f)
{
    struct demag *d = NULL;
    struct error err;

    memset(f->field.x, 0, f->cells * sizeof(real));
    memset(f->field.y, 0, f->cells * sizeof(real));
    memset(f->field.z, 0, f->cells * sizeof(real));
    assert_int_equal(demag_create(&d, &f->config, &err), STATUS_OK);
    demag_add_field(d, f->saturation, f->m, f->field);
    demag_destroy(d);
}

/* N by displacement in cells, each axis from -(n - 1) to n - 1; the mean over a stack's pairs. */
static double *tensors_make(const struct demag_config *config)
{
    const struct mesh *g = &config->mesh;
    const int stack = config->kind == DEMAG_AVERAGED ? config->n_stack : 1;
    const double pitch = g->cell_z_m + g->spacer_m;
    double *all = calloc(8 * 6 * mesh_cells(g), sizeof *all), *to = all;

    assert_non_null(all);
    for (int z = 1 - g->n_z; z < g->n_z; z++)
        for (int y = 1 - g->n_y; y < g->n_y; y++)
            for (int x = 1 - g->n_x; x < g->n_x; x++, to += 6)
                for (int a = 0; a < stack * stack; a++) {
                    double n[6];

                    demag_tensor(g->cell_x_m, g->cell_y_m, g->cell_z_m, x * g->cell_x_m,
                                 y * g->cell_y_m, (z + a / stack - a % stack) * pitch, n);
                    for (int e = 0; e < 6; e++)
                        to[e] += n[e] / stack;
                }
    return all;
}

/* -mu0 sum N M over all cells */
static void direct_field(const struct film *f, const double *tensors, const int at[3],
                         double field[3])
{
    const struct mesh *g = &f->config.mesh;
    size_t from = 0;

    field[0] = field[1] = field[2] = 0;
    for (int k = 0; k < g->n_z; k++)
        for (int j = 0; j < g->n_y; j++)
            for (int i = 0; i < g->n_x; i++, from++) {
                const int row =
                    (at[2] - k + g->n_z - 1) * (2 * g->n_y - 1) + at[1] - j + g->n_y - 1;
                const double *n = tensors + 6 * (row * (2 * g->n_x - 1) + at[0] - i + g->n_x - 1);
                const double s = -vacuum_permeability * (double)f->saturation[from];
                const double x = s * (double)f->m.x[from], y = s * (double)f->m.y[from];
                const double z = s * (double)f->m.z[from];

                field[0] += n[0] * x + n[3] * y + n[4] * z;
                field[1] += n[3] * x + n[1] * y + n[5] * z;
                field[2] += n[4] * x + n[5] * y + n[2] * z;
            }
}

static void assert_field_is_the_direct_sum(struct film *f)
{
    const struct mesh *g = &f->config.mesh;
    double *tensors = tensors_make(&f->config);

    film_field(f);
    for (size_t i = 0; i < f->cells; i++) {
        const int at[3] = {(int)i % g->n_x, (int)i / g->n_x % g->n_y, (int)i / g->n_x / g->n_y};
        const double got[3] = {(double)f->field.x[i], (double)f->field.y[i], (double)f->field.z[i]};
        double want[3];

        direct_field(f, tensors, at, want);
        for (int c = 0; c < 3; c++)
            if (!(fabs(got[c] - want[c]) <= tolerance)) /* of about 1 T */
                fail_msg("%dx%dx%d, cell %d %d %d, component %d: %.9g, want %.9g", g->n_x, g->n_y,
                         g->n_z, at[0], at[1], at[2], c, got[c], want[c]);
    }
    free(tensors);
}

static void field_is_the_direct_sum(void **state)
{
    static const int sizes[][3] = {{8, 4, 1},  {1, 1, 1}, {16, 8, 1}, {7, 5, 1},
                                   {9, 1, 1},  {1, 9, 1}, {17, 3, 1}, {5, 30, 1},
                                   {33, 2, 1}, {6, 5, 2}, {11, 4, 3}, {3, 7, 4}};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct film f = film_make(sizes[i][0], sizes[i][1], sizes[i][2], 0);

        film_randomise(&f, i + 1);
        assert_field_is_the_direct_sum(&f);
        film_free(&f);
    }
}

static void layers_apart_act_on_each_other(void **state)
{
    struct film f = film_make(10, 6, 3, 2.3e-9);

    (void)state;
    film_randomise(&f, 7);
    assert_field_is_the_direct_sum(&f);
    film_free(&f);
}

static void stack_average_is_the_mean_over_its_layers(void **state)
{
    struct film f = film_make(9, 7, 1, 1e-9);

    (void)state;
    f.config.kind = DEMAG_AVERAGED;
    f.config.n_stack = 4;
    film_randomise(&f, 5);
    assert_field_is_the_direct_sum(&f);
    film_free(&f);
}

/* The same film resolved, its layers alike: the mean over the layers is the averaged field. */
static void stack_average_agrees_with_resolved_layers(void **state)
{
    struct film one = film_make(12, 10, 1, 1e-9), all = film_make(12, 10, 3, 1e-9);

    (void)state;
    one.config.kind = DEMAG_AVERAGED;
    one.config.n_stack = 3;
    film_randomise(&one, 3);
    for (size_t i = 0; i < all.cells; i++) {
        all.saturation[i] = one.saturation[i % one.cells];
        all.m.x[i] = one.m.x[i % one.cells];
        all.m.y[i] = one.m.y[i % one.cells];
        all.m.z[i] = one.m.z[i % one.cells];
    }
    film_field(&one);
    film_field(&all);
    for (size_t i = 0; i < one.cells; i++) {
        const double mean = ((double)all.field.z[i] + (double)all.field.z[i + one.cells]
                             + (double)all.field.z[i + 2 * one.cells])
                            / 3;

        assert_true(fabs(mean - (double)one.field.z[i]) <= tolerance);
    }
    film_free(&one);
    film_free(&all);
}

static void field_is_added(void **state)
{
    struct film f = film_make(8, 6, 1, 0);
    struct demag *d = NULL;
    struct error err;
    real first;

    (void)state;
    film_randomise(&f, 2);
    film_field(&f);
    first = f.field.y[20];
    assert_int_equal(demag_create(&d, &f.config, &err), STATUS_OK);
    demag_add_field(d, f.saturation, f.m, f.field);
    assert_true(f.field.y[20] == first + first);
    demag_destroy(d);
    film_free(&f);
}

/* The mean field of a uniform cube is -mu0 Ms / 3, at any resolution. */
static void cube_has_a_third_of_its_magnetisation(void **state)
{
    (void)state;
    for (int axis = 0; axis < 3; axis++) {
        struct film f = film_make(12, 12, 12, 0);
        const real *const along = (real *[]){f.field.x, f.field.y, f.field.z}[axis];
        double mean = 0;

        f.config.mesh.cell_x_m = f.config.mesh.cell_y_m = f.config.mesh.cell_z_m = 2e-9;
        film_point(&f, axis == 0, axis == 1, axis == 2);
        film_field(&f);
        for (size_t i = 0; i < f.cells; i++)
            mean += (double)along[i] / (double)f.cells;
        assert_true(fabs(mean / (vacuum_permeability * saturation_A_per_m) + 1.0 / 3) <= 1e-6);
        film_free(&f);
    }
}

/* Far from the edges a thin film has N_zz = 1; the edges take 2 t / (pi L) a side and axis. */
static void film_across_has_the_whole_magnetisation(void **state)
{
    struct film f = film_make(200, 150, 1, 0);
    const double full = vacuum_permeability * saturation_A_per_m;
    const size_t middle = 75 * 200 + 100;

    (void)state;
    film_point(&f, 0, 0, 1);
    film_field(&f);
    assert_true(fabs((double)f.field.z[middle] / full + 1) < 0.006);
    assert_true(fabs((double)f.field.x[middle] / full) < 1e-4);
    film_point(&f, 1, 0, 0);
    film_field(&f);
    assert_true(fabs((double)f.field.x[middle] / full) < 0.006);
    film_free(&f);
}

/* M1 . H(M2) = M2 . H(M1) */
/* A square across: 1/2 each, by symmetry and N_xx = 0 of a long wire; its ends take about the
 * square of breadth over length of it, 2e-10. */
static void a_wire_of_the_longest_mesh_has_half_its_magnetisation_across(void **state)
{
    (void)state;
    for (int along_y = 0; along_y < 2; along_y++) {
        struct film f = film_make(along_y ? 1 : MESH_MAX_SIDE, along_y ? MESH_MAX_SIDE : 1, 1, 0.0);
        const double half_T = 0.5 * vacuum_permeability * saturation_A_per_m;
        const double of_ends = fmax(tolerance, 1e-9);
        const size_t middle = f.cells / 2;

        f.config.mesh.cell_x_m = f.config.mesh.cell_y_m = f.config.mesh.cell_z_m = 2e-9;
        film_point(&f, 0.6, 0.6, 0.8);
        film_field(&f);
        assert_close(f.field.z[middle], -0.8 * half_T, of_ends);
        assert_close(along_y ? f.field.x[middle] : f.field.y[middle], -0.6 * half_T, of_ends);
        assert_true(fabs(along_y ? f.field.y[middle] : f.field.x[middle]) < 1e-6 * half_T);
        film_free(&f);
    }
}

static void fields_are_reciprocal(void **state)
{
    struct film a = film_make(20, 15, 3, 1e-9), b = film_make(20, 15, 3, 1e-9);
    double ab = 0, ba = 0, size = 0;

    (void)state;
    film_randomise(&a, 11);
    film_randomise(&b, 12);
    memcpy(b.saturation, a.saturation, a.cells * sizeof(real));
    film_field(&a);
    film_field(&b);
    for (size_t i = 0; i < a.cells; i++) {
        const double s = (double)a.saturation[i];
        const double one = s
                           * ((double)(a.m.x[i] * b.field.x[i]) + (double)(a.m.y[i] * b.field.y[i])
                              + (double)(a.m.z[i] * b.field.z[i]));

        ab += one;
        ba += s
              * ((double)(b.m.x[i] * a.field.x[i]) + (double)(b.m.y[i] * a.field.y[i])
                 + (double)(b.m.z[i] * a.field.z[i]));
        size += fabs(one);
    }
    assert_true(fabs(ab - ba) <= tolerance * size);
    film_free(&a);
    film_free(&b);
}

static void assert_same_field(struct demag *d, const struct film *a, const struct film *b)
{
    const size_t bytes = a->cells * sizeof(real);

    memset(b->field.x, 0, bytes);
    memset(b->field.y, 0, bytes);
    memset(b->field.z, 0, bytes);
    demag_add_field(d, b->saturation, b->m, b->field);
    assert_memory_equal(a->field.x, b->field.x, bytes);
    assert_memory_equal(a->field.y, b->field.y, bytes);
    assert_memory_equal(a->field.z, b->field.z, bytes);
}

/* Also with an odd number of rows and of blocks, call after call, and with a borrowed crew. */
static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    (void)state;
    for (int n = 2; n <= 5; n++) {
        const int n_z = n % 2 == 0 ? 1 : 3;
        struct film a = film_make(70, 31, n_z, 1e-9), b = film_make(70, 31, n_z, 1e-9);
        struct demag *d = NULL;
        struct crew *crew = NULL;
        struct error err;

        film_randomise(&a, 4);
        film_randomise(&b, 4);
        film_field(&a);
        b.config.n_threads = n;
        assert_int_equal(demag_create(&d, &b.config, &err), STATUS_OK);
        for (int call = 0; call < 50; call++)
            assert_same_field(d, &a, &b);
        assert_int_equal(crew_open(&crew, 2, &err), STATUS_OK);
        demag_share(d, crew);
        for (int call = 0; call < 50; call++)
            assert_same_field(d, &a, &b);
        demag_share(d, NULL);
        assert_same_field(d, &a, &b);
        demag_destroy(d);
        crew_close(crew);
        film_free(&a);
        film_free(&b);
    }
}

static void assert_refused(struct demag_config config, const char *words)
{
    struct demag *d = NULL;
    struct error err;

    assert_int_equal(demag_create(&d, &config, &err), STATUS_BAD_CONFIG);
    assert_null(d);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not name \"%s\"", err.text, words);
}

static void bad_configs_are_refused_by_name(void **state)
{
    const struct demag_config good = {
        .mesh = {8, 8, 1, 2e-9, 2e-9, 1e-9, 0}, .n_stack = 1, .n_threads = 1};
    struct demag_config c = good;

    (void)state;
    c.mesh.n_x = 0;
    assert_refused(c, "n_x = 0");
    c = good;
    c.mesh.cell_z_m = (double)NAN;
    assert_refused(c, "cell_z_m");
    c = good;
    c.mesh.spacer_m = -1e-9;
    assert_refused(c, "spacer_m");
    c = good;
    c.n_threads = 17;
    assert_refused(c, "n_threads = 17, must be in [1, 16]");
    c = good;
    c.kind = DEMAG_AVERAGED;
    c.n_stack = 0;
    assert_refused(c, "n_stack = 0");
    c.n_stack = 2;
    c.mesh.n_z = 2;
    assert_refused(c, "n_z = 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_is_the_direct_sum),
        cmocka_unit_test(layers_apart_act_on_each_other),
        cmocka_unit_test(stack_average_is_the_mean_over_its_layers),
        cmocka_unit_test(stack_average_agrees_with_resolved_layers),
        cmocka_unit_test(field_is_added),
        cmocka_unit_test(cube_has_a_third_of_its_magnetisation),
        cmocka_unit_test(film_across_has_the_whole_magnetisation),
        cmocka_unit_test(a_wire_of_the_longest_mesh_has_half_its_magnetisation_across),
        cmocka_unit_test(fields_are_reciprocal),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
        cmocka_unit_test(bad_configs_are_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
