#include "check.h"
#include "io/ovf.h"
#include "io/png.h"
#include "lab/llg/film.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct llg_case c;
static struct film f;

/* 16 x 8 cells of 2 nm, two layers apart, magnetostatics off. */
static int new_case(void **state)
{
    (void)state;
    llg_case_default(&c);
    strcpy(c.name, "test");
    strcpy(c.folder.text, "/tmp");
    c.n_x = c.mesh.n_x = 16;
    c.n_y = c.mesh.n_y = 8;
    c.n_z = c.mesh.n_z = 2;
    c.mesh.cell_x_m = c.mesh.cell_y_m = 2e-9;
    c.mesh.cell_z_m = c.mesh.spacer_m = 1e-9;
    c.material.saturation_A_per_m = 956e3;
    c.material.exchange_J_per_m = 10e-12;
    c.magnetostatic = MAGNETOSTATIC_OFF;
    c.n_stages = 1;
    c.stage[0].kind = STAGE_RUN;
    c.stage[0].duration_s = 1e-11;
    return 0;
}

static int close_film(void **state)
{
    (void)state;
    llg_film_close(&f);
    return 0;
}

static void open_well(int n_threads)
{
    struct error err = {0};

    if (llg_film_open(&f, &c, n_threads, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    llg_film_enter_stage(&f, &c, &c.stage[0]);
}

static size_t cell(int x, int y, int z) { return (size_t)((z * 8 + y) * 16 + x); }

static void add_region(const char *name, double x_m, double width_m)
{
    struct case_region *r = &c.region[c.n_regions++];

    snprintf(r->name, sizeof r->name, "%s", name);
    r->shape.kind = SHAPE_RECTANGLE;
    r->shape.x_m = x_m;
    r->shape.width_m = width_m;
}

static void later_regions_lie_over_earlier_ones(void **state)
{
    (void)state;
    add_region("left", 8e-9, 16e-9);
    add_region("middle", 16e-9, 8e-9);
    c.region[0].material.anisotropy_J_per_m3 = 5e5;
    c.region[0].material.easy_axis[0] = 2.0;
    c.region[0].material.easy_axis[1] = c.region[0].material.easy_axis[2] = 0.0;
    c.region[1].material.saturation_A_per_m = 1e6;
    c.region[1].shape.n_layers = 1;
    open_well(1);
    assert_int_equal(f.magnet.region[cell(0, 0, 0)], 1);
    assert_int_equal(f.magnet.region[cell(6, 3, 0)], 2);
    assert_int_equal(f.magnet.region[cell(6, 3, 1)], 1);
    assert_int_equal(f.magnet.region[cell(15, 3, 1)], 0);
    assert_close(f.magnet.material.anisotropy_J_per_m3[cell(0, 0, 0)], 5e5, 1e-7);
    assert_close(f.magnet.material.axis.x[cell(0, 0, 0)], 1.0, 0.0);
    assert_close(f.magnet.material.anisotropy_J_per_m3[cell(6, 3, 0)], 5e5, 1e-7); /* below */
    assert_close(f.magnet.material.anisotropy_J_per_m3[cell(9, 3, 0)], 0.0, 0.0);
    assert_close(f.magnet.material.saturation_A_per_m[cell(6, 3, 0)], 1e6, 1e-7);
    assert_close(f.magnet.material.saturation_A_per_m[cell(6, 3, 1)], 956e3, 1e-7);
    assert_int_equal(llg_case_region(&c, "middle"), 2);
    assert_int_equal(llg_case_region(&c, ""), -1);
    assert_int_equal(llg_case_region(&c, "right"), -2);
}

static void outside_the_geometry_nothing_is_magnetic(void **state)
{
    (void)state;
    c.geometry.kind = SHAPE_ELLIPSE;
    add_region("all", NAN, NAN);
    open_well(1);
    assert_close(f.magnet.material.saturation_A_per_m[cell(0, 0, 0)], 0.0, 0.0);
    assert_close(f.m.z[cell(0, 0, 0)], 0.0, 0.0);
    assert_int_equal(f.magnet.region[cell(0, 0, 0)], 0);
    assert_int_equal(f.magnet.region[cell(8, 4, 1)], 1);
    assert_close(f.m.z[cell(8, 4, 1)], 1.0, 0.0);
}

static void a_picture_is_a_region(void **state)
{
    static const uint8_t rgb[2][2][3] = {{{255, 255, 255}, {0, 0, 0}},
                                         {{255, 255, 255}, {9, 9, 9}}};
    struct path path;
    struct error err;

    (void)state;
    snprintf(c.region[0].image, sizeof c.region[0].image, "skyloom_test_film_%d.png", getpid());
    assert_int_equal(llg_case_path(&c, c.region[0].image, &path, &err), STATUS_OK);
    assert_int_equal(image_write(path.text, 2, 2, &rgb[0][0][0], &err), STATUS_OK);
    add_region("right", NAN, NAN);
    c.region[0].shape.kind = SHAPE_IMAGE;
    open_well(1);
    unlink(path.text);
    assert_int_equal(f.magnet.region[cell(7, 0, 0)], 0);
    assert_int_equal(f.magnet.region[cell(8, 0, 0)], 1);
    assert_int_equal(f.magnet.region[cell(15, 7, 1)], 1);
    llg_film_close(&f);
    assert_int_equal(llg_film_open(&f, &c, 1, &err), STATUS_BAD_FILE); /* it is gone */
    assert_non_null(strstr(err.text, path.text));
}

static void a_stage_sets_field_current_damping_and_temperature(void **state)
{
    struct case_stage *s = &c.stage[0];
    double field_T[3];

    (void)state;
    add_region("left", 8e-9, 16e-9);
    c.region[0].material.damping = 0.5;
    c.n_fields = 1;
    c.field[0].field_T[0] = 0.25;
    strcpy(c.field[0].region, "left");
    s->field_T[0] = 0.5;
    c.n_torques = 2;
    c.torque[0].torque.density_A_per_m2 = 1e12;
    c.torque[1] = (struct case_torque){1, c.torque[0].torque};
    c.torque[1].torque.polarisation[1] = -4.0;
    c.thermal.temperature_K = 300.0;
    s->damping = 0.02;
    open_well(1);
    zeeman_region_field(&f.magnet, 0.0, 1, field_T);
    assert_close(field_T[0], 0.75, 1e-15);
    zeeman_region_field(&f.magnet, 0.0, 0, field_T);
    assert_close(field_T[0], 0.5, 0.0);
    assert_ptr_equal(f.llg.current, &f.current);
    assert_close(f.current.layer[0].polarisation[1], 1.0, 0.0);
    assert_close(f.current.layer[1].polarisation[1], -1.0, 0.0);
    assert_close(f.magnet.material.damping[cell(0, 0, 0)], 0.02, 1e-7);
    assert_close(f.magnet.thermal.config.temperature_K, 300.0, 0.0);
    *s = (struct case_stage){
        .kind = STAGE_RUN, .duration_s = 1e-11, .damping = NAN, .temperature_K = 4.0};
    llg_film_enter_stage(&f, &c, s);
    zeeman_region_field(&f.magnet, 0.0, 1, field_T);
    assert_close(field_T[0], 0.25, 0.0);
    assert_null(f.llg.current);
    assert_close(f.magnet.material.damping[cell(0, 0, 0)], 0.5, 1e-7);
    assert_close(f.magnet.material.damping[cell(15, 0, 0)], 0.1, 1e-7);
    assert_close(f.magnet.thermal.config.temperature_K, 4.0, 0.0);
    s->kind = STAGE_RELAX;
    llg_film_enter_stage(&f, &c, s);
    assert_close(f.magnet.thermal.config.temperature_K, 0.0, 0.0);
}

static void layers_are_coupled_as_the_case_says(void **state)
{
    (void)state;
    open_well(1);
    assert_null(f.magnet.interlayer_J_per_m2);
    assert_null(f.magnet.demag);
    llg_film_close(&f);
    c.interlayer_J_per_m2 = -1e-4;
    c.magnetostatic = MAGNETOSTATIC_RESOLVED;
    open_well(2);
    assert_close(f.magnet.interlayer_J_per_m2[0], -1e-4, 0.0);
    assert_non_null(f.magnet.demag);
    assert_non_null(f.magnet.crew);
}

static void a_skyrmion_is_put_into_the_start(void **state)
{
    (void)state;
    c.material.dmi_J_per_m2 = 1e-3;
    c.n_skyrmions = 1;
    c.skyrmion[0] =
        (struct start_skyrmion){16e-9, 8e-9, .radius_m = 4e-9, .wall_width_m = 1e-9, 1, .layer = 1};
    open_well(1);
    assert_close(f.m.z[cell(8, 4, 0)], 1.0, 0.0);
    assert_true(f.m.z[cell(8, 4, 1)] < -0.5);
    assert_true(f.m.x[cell(9, 4, 1)] < 0); /* D > 0: inwards */
}

static void a_state_goes_out_and_comes_back(void **state)
{
    const struct ovf_quantity quantity = {"m", "1"};
    struct path path;
    struct error err;
    float x[256];

    (void)state;
    c.start.kind = START_RANDOM;
    open_well(1);
    for (size_t i = 0; i < 256; i++)
        x[i] = (float)f.m.x[i];
    snprintf(c.start.file, sizeof c.start.file, "skyloom_test_film_%d.ovf", getpid());
    assert_int_equal(llg_case_path(&c, c.start.file, &path, &err), STATUS_OK);
    assert_int_equal(ovf_write(path.text, &c.mesh, f.m, &quantity, 0.0, OVF_BINARY8, &err),
                     STATUS_OK);
    llg_film_close(&f);
    c.start.kind = START_FILE;
    open_well(1);
    for (size_t i = 0; i < 256; i++)
        assert_close(f.m.x[i], x[i], 1e-6);
    llg_film_close(&f);
    c.mesh.cell_x_m = 3e-9;
    assert_int_equal(llg_film_open(&f, &c, 1, &err), STATUS_BAD_FILE);
    assert_non_null(strstr(err.text, path.text));
    unlink(path.text);
}

static void a_state_that_is_zero_in_the_film_is_refused(void **state)
{
    const struct ovf_quantity quantity = {"m", "1"};
    struct path path;
    struct error err;

    (void)state;
    open_well(1);
    f.m.z[cell(3, 2, 1)] = 0;
    snprintf(c.start.file, sizeof c.start.file, "skyloom_test_film_%d.ovf", getpid());
    assert_int_equal(llg_case_path(&c, c.start.file, &path, &err), STATUS_OK);
    assert_int_equal(ovf_write(path.text, &c.mesh, f.m, &quantity, 0.0, OVF_BINARY4, &err),
                     STATUS_OK);
    llg_film_close(&f);
    c.start.kind = START_FILE;
    assert_int_equal(llg_film_open(&f, &c, 1, &err), STATUS_BAD_FILE);
    unlink(path.text);
    assert_non_null(strstr(err.text, "m of cell 3, 2, 1 is zero"));
}

static void the_exchange_length_is_known(void **state)
{
    int region;

    (void)state;
    add_region("soft", 8e-9, 16e-9);
    c.region[0].material.exchange_J_per_m = 1e-12;
    open_well(1);
    /* sqrt(2 A / (mu0 Ms^2)) */
    assert_close(film_shortest_m(&f, FILM_EXCHANGE, &region), 1.31966e-9, 1e-4);
    assert_int_equal(region, 1);
    assert_true(isinf(film_shortest_m(&f, FILM_WALL, &region)));
    assert_true(isinf(film_shortest_m(&f, FILM_DMI, &region)));
}

/* The whole way: a case runs, and the bytes do not depend on the threads. */
static void a_film_runs_the_same_on_two_threads(void **state)
{
    struct error err = {0};
    float z[2][256];

    (void)state;
    c.start.kind = START_RANDOM;
    c.magnetostatic = MAGNETOSTATIC_RESOLVED;
    c.thermal.temperature_K = 100.0;
    c.llg.stepper = LLG_HEUN;
    c.llg.time_step_s = 1e-14;
    for (int k = 0; k < 2; k++) {
        open_well(k + 1);
        if (llg_run(&f.llg, 2e-13, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        for (size_t i = 0; i < 256; i++)
            z[k][i] = (float)f.m.z[i];
        llg_film_close(&f);
    }
    assert_memory_equal(z[0], z[1], sizeof z[0]);
}

static void a_bad_case_leaves_nothing_open(void **state)
{
    struct error err;

    (void)state;
    c.n_x = c.mesh.n_x = 0;
    assert_int_equal(llg_film_open(&f, &c, 1, &err), STATUS_BAD_CONFIG);
    assert_null(f.memory);
    new_case(NULL);
    assert_int_equal(llg_film_open(&f, &c, 99, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "n_threads = 99, must be in [1, 16]");
    assert_null(f.memory);
}

#define FILM_TEST(test) cmocka_unit_test_setup_teardown(test, new_case, close_film)

static void the_largest_torque_is_without_the_noise(void **state)
{
    (void)state;
    c.thermal.temperature_K = 300.0;
    open_well(1);
    thermal_draw(&f.magnet, c.llg.gyromagnetic_rad_per_sT, 0, 1e-13);
    assert_true(f.magnet.thermal.noise_T.x[0] != 0);
    assert_true(film_max_torque_T(&f) == 0.0); /* m along z, in no field */
}

static void assert_no_magnetic_cell(const char *message)
{
    struct error err = {0};

    assert_int_equal(llg_film_open(&f, &c, 1, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, message);
}

static void a_film_without_a_magnetic_cell_names_what_covers_it(void **state)
{
    static const uint8_t white[3] = {255, 255, 255};
    struct path path;
    struct error err;

    (void)state;
    strcpy(c.file.text, "here.yaml");
    add_region("magnet", 16e-9, 8e-9);
    add_region("hole", 16e-9, 40e-9);
    c.region[1].material.saturation_A_per_m = 0.0;
    assert_no_magnetic_cell("here.yaml: no cell is magnetic: region hole, with saturation_A_per_m "
                            "= 0 A/m, covers 256 of 256 cells");
    c.n_regions = 1; /* the magnet, which the geometry leaves out */
    c.material.saturation_A_per_m = 0.0;
    c.region[0].material.saturation_A_per_m = 1e6;
    c.geometry.kind = SHAPE_RECTANGLE;
    c.geometry.x_m = 4e-9;
    c.geometry.width_m = 8e-9;
    assert_no_magnetic_cell("here.yaml: no cell is magnetic: material, with saturation_A_per_m = "
                            "0 A/m, covers 64 of 256 cells");
    snprintf(c.geometry_image, sizeof c.geometry_image, "skyloom_test_film_%d.png", getpid());
    c.geometry.kind = SHAPE_IMAGE;
    assert_int_equal(llg_case_path(&c, c.geometry_image, &path, &err), STATUS_OK);
    assert_int_equal(image_write(path.text, 1, 1, white, &err), STATUS_OK);
    assert_no_magnetic_cell("here.yaml: no cell is magnetic: geometry holds none of 256 cells");
    unlink(path.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILM_TEST(later_regions_lie_over_earlier_ones),
        FILM_TEST(outside_the_geometry_nothing_is_magnetic),
        FILM_TEST(a_picture_is_a_region),
        FILM_TEST(a_stage_sets_field_current_damping_and_temperature),
        FILM_TEST(layers_are_coupled_as_the_case_says),
        FILM_TEST(a_skyrmion_is_put_into_the_start),
        FILM_TEST(a_state_goes_out_and_comes_back),
        FILM_TEST(a_state_that_is_zero_in_the_film_is_refused),
        FILM_TEST(the_exchange_length_is_known),
        FILM_TEST(a_film_runs_the_same_on_two_threads),
        FILM_TEST(a_film_without_a_magnetic_cell_names_what_covers_it),
        FILM_TEST(the_largest_torque_is_without_the_noise),
        FILM_TEST(a_bad_case_leaves_nothing_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
