#include "check.h"
#include <string.h>
#include "micromag/shape.h"

static const struct mesh fine = {200, 100, 1, 1e-9, 1e-9, 1e-9, 0.0};

static double area_m2(const struct shape *s, const struct mesh *mesh, const struct shape_mask *mask)
{
    int n = 0;

    for (int y = 0; y < mesh->n_y; y++)
        for (int x = 0; x < mesh->n_x; x++)
            n += shape_holds(s, mesh, mask, x, y, 0);
    return n * mesh->cell_x_m * mesh->cell_y_m;
}

static struct shape of_kind(int kind, double width_m, double height_m)
{
    struct shape s = shape_default;

    s.kind = kind;
    s.width_m = width_m;
    s.height_m = height_m;
    return s;
}

static void areas_converge_to_the_formulas(void **state)
{
    const double a = 120e-9, b = 60e-9, r = 20e-9;
    const struct mesh finer = {800, 400, 1, 0.25e-9, 0.25e-9, 1e-9, 0.0};
    struct shape ellipse = of_kind(SHAPE_ELLIPSE, a, b);
    struct shape rounded = of_kind(SHAPE_ROUNDED_RECTANGLE, a, b);

    (void)state;
    rounded.corner_radius_m = r;
    assert_close(area_m2(&ellipse, &fine, NULL), M_PI * a * b / 4, 5e-3);
    assert_close(area_m2(&ellipse, &finer, NULL), M_PI * a * b / 4, 3e-4);
    assert_close(area_m2(&rounded, &fine, NULL), a * b - (4 - M_PI) * r * r, 5e-3);
    assert_close(area_m2(&rounded, &finer, NULL), a * b - (4 - M_PI) * r * r, 3e-4);
    rounded.corner_radius_m = 0.0; /* then it is a rectangle, to the cell */
    assert_close(area_m2(&rounded, &fine, NULL), a * b, 1e-12);
    rounded.corner_radius_m = b / 2; /* a running track */
    assert_close(area_m2(&rounded, &finer, NULL), M_PI * b * b / 4 + (a - b) * b, 3e-4);
}

static void nothing_given_is_the_whole_mesh(void **state)
{
    const struct shape ellipse = of_kind(SHAPE_ELLIPSE, NAN, NAN);
    struct error err;

    (void)state;
    for (int kind = SHAPE_ALL; kind <= SHAPE_RECTANGLE; kind++) {
        const struct shape s = of_kind(kind, NAN, NAN);

        assert_close(area_m2(&s, &fine, NULL), 2e-14, 1e-12);
        assert_int_equal(shape_check(&s, &fine, "case.yaml", &err), STATUS_OK);
    }
    assert_close(area_m2(&ellipse, &fine, NULL), M_PI / 4 * 2e-14, 2e-3);
}

static void a_cell_whose_centre_is_on_the_rim_is_in(void **state)
{
    struct shape s = of_kind(SHAPE_RECTANGLE, 4e-9, 2e-9); /* rims through centres of cells */

    (void)state;
    s.x_m = 50.5e-9;
    s.y_m = 30.5e-9;
    assert_close(area_m2(&s, &fine, NULL), 15e-18, 1e-12);
    s.kind = SHAPE_ELLIPSE; /* its four tips */
    assert_true(shape_holds(&s, &fine, NULL, 52, 30, 0) && shape_holds(&s, &fine, NULL, 48, 30, 0));
    assert_true(shape_holds(&s, &fine, NULL, 50, 31, 0) && shape_holds(&s, &fine, NULL, 50, 29, 0));
    assert_false(shape_holds(&s, &fine, NULL, 52, 31, 0));
}

static void a_quarter_turn_swaps_the_sides(void **state)
{
    struct shape a = of_kind(SHAPE_RECTANGLE, 80e-9, 20e-9), b = a;

    (void)state;
    a.x_m = b.x_m = 70.5e-9;
    a.width_m = 20e-9;
    a.height_m = 80e-9;
    b.angle_deg = 90;
    for (int y = 0; y < fine.n_y; y++)
        for (int x = 0; x < fine.n_x; x++)
            assert_int_equal(shape_holds(&a, &fine, NULL, x, y, 0),
                             shape_holds(&b, &fine, NULL, x, y, 0));
}

static void a_turn_is_counterclockwise(void **state)
{
    struct shape s = of_kind(SHAPE_RECTANGLE, 80e-9, 10e-9);

    (void)state;
    s.angle_deg = 30;
    assert_true(shape_holds(&s, &fine, NULL, 100 + 26, 50 + 15, 0)); /* up to the right */
    assert_false(shape_holds(&s, &fine, NULL, 100 + 26, 50 - 15, 0));
    assert_close(area_m2(&s, &fine, NULL), 8e-16, 0.02);
}

static void layers_and_outside_part_the_mesh(void **state)
{
    const struct mesh stack = {20, 10, 5, 1e-9, 1e-9, 1e-9, 2e-9};
    struct shape s = of_kind(SHAPE_ELLIPSE, 10e-9, 6e-9), rest;

    (void)state;
    s.layer = 1;
    s.n_layers = 2;
    rest = s;
    rest.outside = true;
    for (int z = 0; z < 5; z++)
        for (int y = 0; y < 10; y++)
            for (int x = 0; x < 20; x++)
                assert_int_equal(shape_holds(&s, &stack, NULL, x, y, z)
                                     + shape_holds(&rest, &stack, NULL, x, y, z),
                                 z == 1 || z == 2);
    s.n_layers = 0;
    assert_true(shape_holds(&s, &stack, NULL, 10, 5, 4));
    assert_false(shape_holds(&s, &stack, NULL, 10, 5, 0));
}

/* The top row of a picture is at high y; dark is in; a pixel covers its share of the box. */
static void a_mask_lies_over_the_box(void **state)
{
    static const uint8_t grey[6] = {0, 255, 127, /* top row */ 128, 10, 200};
    const struct shape_mask mask = {3, 2, grey};
    struct shape s = of_kind(SHAPE_IMAGE, 30e-9, 20e-9);

    (void)state;
    s.x_m = 50e-9;
    s.y_m = 40e-9;
    for (int y = 0; y < fine.n_y; y++)
        for (int x = 0; x < fine.n_x; x++) {
            const bool in_box = x >= 35 && x < 65 && y >= 30 && y < 50;
            const int row = y >= 40 ? 0 : 1, column = (x - 35) / 10;

            assert_int_equal(shape_holds(&s, &fine, &mask, x, y, 0),
                             in_box && grey[row * 3 + column] < 128);
        }
}

static void refuse(const struct shape *s, const struct mesh *mesh, const char *words)
{
    struct error err = {0};

    assert_int_equal(shape_check(s, mesh, "case.yaml:7: region[0]", &err), STATUS_BAD_CONFIG);
    if (strstr(err.text, words) == NULL || strncmp(err.text, "case.yaml:7: region[0]: ", 24) != 0)
        fail_msg("'%s' lacks '%s'", err.text, words);
}

static void what_cannot_be_is_named(void **state)
{
    struct shape s = of_kind(SHAPE_ROUNDED_RECTANGLE, 40e-9, 20e-9);
    struct error err;

    (void)state;
    s.corner_radius_m = 10e-9;
    assert_int_equal(shape_check(&s, &fine, "x", &err), STATUS_OK);
    s.corner_radius_m = 11e-9;
    refuse(&s, &fine, "corner_radius_m = 1.1e-08 m, must be in [0, 1e-08]");
    s.corner_radius_m = NAN;
    refuse(&s, &fine, "corner_radius_m = nan");
    s.kind = SHAPE_ELLIPSE;
    s.corner_radius_m = 0.0;
    s.layer = 1;
    refuse(&s, &fine, "layer = 1, must be in [0, 0]");
    s.layer = 0;
    s.n_layers = 2;
    refuse(&s, &fine, "n_layers = 2 from layer 0, must be in [0, 1]");
    s.n_layers = 0;
    s.x_m = 1e-6;
    refuse(&s, &fine, "shape = ellipse: holds no cell of the mesh of 2e-07 m x 1e-07 m");
    s = of_kind(SHAPE_ALL, NAN, NAN);
    s.outside = true;
    refuse(&s, &fine, "shape = all (outside): holds no cell");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_converge_to_the_formulas),
        cmocka_unit_test(nothing_given_is_the_whole_mesh),
        cmocka_unit_test(a_cell_whose_centre_is_on_the_rim_is_in),
        cmocka_unit_test(a_quarter_turn_swaps_the_sides),
        cmocka_unit_test(a_turn_is_counterclockwise),
        cmocka_unit_test(layers_and_outside_part_the_mesh),
        cmocka_unit_test(a_mask_lies_over_the_box),
        cmocka_unit_test(what_cannot_be_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
