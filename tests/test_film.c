#include "check.h"
#include "micromag/film.h"
#include "micromag/start.h"
#include "base/constants.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cell_material soft = {
    .saturation_A_per_m = 8e5, .exchange_J_per_m = 1.3e-11, .damping = 0.1};
static const struct mesh block = {8, 4, 2, 4e-9, 4e-9, 3e-9, 0.0};

static struct film_config quiet_config(void)
{
    struct film_config c = film_config_default(&block);

    c.magnetostatic = MAGNETOSTATIC_OFF;
    return c;
}

/* m along z in every cell. */
static void open_well(struct film *f, const struct film_config *config)
{
    struct error err = {0};
    size_t bytes;

    if (film_size(config, &bytes, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    film_lay_out(f, config, malloc(bytes));
    for (size_t i = 0; i < mesh_cells(&config->mesh); i++)
        film_set_cell(f, i, &soft);
    if (film_open(f, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    start_uniform(&f->magnet, (const double[3]){0.0, 0.0, 1.0}, f->m);
}

static void add_field(struct film *f, double x_T, double z_T)
{
    struct error err = {0};
    const struct zeeman_source source = {
        .field_T = {x_T, 0.0, z_T}, .region = -1, .waveform = waveform_default};

    assert_int_equal(film_add_field(f, &source, &err), STATUS_OK);
}

/* In a field B along z a moment along x turns about it by gamma B t / (1 + alpha^2), and m_z is
 * tanh(alpha gamma B t / (1 + alpha^2)). */
static void one_film_precesses_as_a_single_moment(void **state)
{
    const double until_s = 1e-11, field_T = 0.5;
    const double angle = gamma_rad_per_sT * field_T * until_s / (1.0 + 0.1 * 0.1);
    const struct film_config config = quiet_config();
    struct error err = {0};
    struct film f;
    double mean[3];

    (void)state;
    open_well(&f, &config);
    start_uniform(&f.magnet, (const double[3]){1.0, 0.0, 0.0}, f.m);
    film_m_changed(&f);
    add_field(&f, 0.0, field_T);
    assert_int_equal(film_run(&f, until_s, UINT64_MAX, &err), STATUS_OK);
    assert_true(f.llg.time_s == until_s);
    film_mean(&f, -1, -1, mean);
    assert_close(mean[2], tanh(0.1 * angle), 1e-4);
    assert_close(atan2(mean[1], mean[0]), angle, 1e-4);
    free(film_close(&f));
}

static void a_film_rests_along_the_sum_of_its_fields(void **state)
{
    const struct relax_config config = {.stopping_torque_T = 1e-6, .max_iterations = 1000};
    const struct film_config quiet = quiet_config();
    struct error err = {0};
    struct relax_result result;
    double energies_J[FILM_MAX_TERMS], total_J, mean[3];
    struct vector_field field_T;
    struct film f;

    (void)state;
    open_well(&f, &quiet);
    add_field(&f, 0.3, 0.0);
    add_field(&f, 0.0, 0.4);
    assert_true(film_max_torque_T(&f) > 0.29);
    assert_int_equal(film_relax(&f, &config, &result, &err), STATUS_OK);
    assert_true(result.converged);
    assert_int_equal(f.llg.evaluations, result.iterations + 1);
    film_mean(&f, 1, 0, mean);
    assert_close(mean[0], 0.6, 1e-4);
    assert_true(film_max_torque_T(&f) <= 1.1e-6);
    field_T = film_field_T(&f);
    assert_close((double)field_T.z[5], 0.4, 1e-6);
    film_energies_J(&f, energies_J, &total_J);
    assert_close(total_J, -0.5 * 8e5 * 64.0 * mesh_cell_volume_m3(&block), 1e-5);
    free(film_close(&f));
}

/* A dozen steps in one go and in parts give the same bytes. */
static void steps_in_parts_are_the_same_steps(void **state)
{
    struct film_config config = film_config_default(&block);
    struct error err = {0};
    struct film whole, parts;

    (void)state;
    config.llg.stepper = LLG_HEUN;
    config.thermal.temperature_K = 50.0;
    open_well(&whole, &config);
    config.n_threads = 3;
    open_well(&parts, &config);
    assert_int_equal(film_run(&whole, 1.2e-12, UINT64_MAX, &err), STATUS_OK);
    while (parts.llg.time_s < 1.2e-12)
        assert_int_equal(film_run(&parts, 1.2e-12, 5, &err), STATUS_OK);
    assert_int_equal(parts.llg.step, 12);
    assert_memory_equal(whole.m.x, parts.m.x, mesh_cells(&block) * sizeof(real));
    free(film_close(&whole));
    free(film_close(&parts));
}

static void its_memory_may_begin_anywhere(void **state)
{
    const struct film_config config = film_config_default(&block);
    struct error err = {0};
    struct film f;
    size_t bytes;
    char *memory;

    (void)state;
    assert_int_equal(film_size(&config, &bytes, &err), STATUS_OK);
    memory = malloc(bytes + 1);
    film_lay_out(&f, &config, memory + 1);
    for (size_t i = 0; i < mesh_cells(&block); i++) {
        film_set_cell(&f, i, &soft);
        f.region[i] = 7; /* the last array */
    }
    assert_int_equal(film_open(&f, &err), STATUS_OK);
    assert_int_equal((uintptr_t)f.m.x % 64, 0);
    assert_ptr_equal(film_close(&f), memory + 1);
    free(memory);
}

static void a_current_without_torques_does_not_act(void **state)
{
    const struct film_config config = quiet_config();
    struct torque_layer layer[2] = {torque_layer_default, torque_layer_default};
    struct current current = {.waveform = waveform_default};
    struct film f;

    (void)state;
    open_well(&f, &config);
    film_set_current(&f, &current);
    assert_null(f.llg.current);
    layer[1].density_A_per_m2 = 1e11;
    current.layer = layer;
    film_set_current(&f, &current);
    layer[1].density_A_per_m2 = 0.0; /* it was copied */
    assert_true(f.llg.current->layer[1].density_A_per_m2 == 1e11);
    film_set_current(&f, NULL);
    assert_null(f.llg.current);
    free(film_close(&f));
}

static void more_material_is_felt_once_it_is_told(void **state)
{
    const struct film_config config = quiet_config();
    struct cell_material stiff = soft;
    struct error err = {0};
    struct film f;

    (void)state;
    stiff.anisotropy_J_per_m3 = 4e5;
    stiff.easy_axis[2] = 2.0;
    open_well(&f, &config);
    assert_true(film_field_T(&f).z[0] == 0);
    film_set_cell(&f, 0, &stiff);
    assert_int_equal(film_material_changed(&f, &err), STATUS_OK);
    assert_close((double)film_field_T(&f).z[0], 2.0 * 4e5 / 8e5, 1e-6);
    free(film_close(&f));
}

static void assert_refused(const struct film_config *config, const char *text)
{
    struct error err = {0};
    size_t bytes;

    assert_int_equal(film_size(config, &bytes, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, text);
}

static void what_cannot_be_is_refused(void **state)
{
    struct film_config config = quiet_config();
    const struct zeeman_source nowhere = {.region = 256};
    struct error err = {0};
    struct film f;

    (void)state;
    open_well(&f, &config);
    assert_int_equal(film_add_field(&f, &nowhere, &err), STATUS_BAD_CONFIG);
    for (int i = 0; i < FILM_MAX_FIELDS; i++)
        add_field(&f, 0.0, 0.0);
    assert_int_equal(film_add_field(&f, &f.source[0], &err), STATUS_BAD_CONFIG);
    free(film_close(&f));
    config.interlayer_J_per_m2 = NAN;
    assert_refused(&config, "film: interlayer_J_per_m2 = nan J/m^2, must be finite");
    config = quiet_config();
    config.mesh.n_z = 65;
    assert_refused(&config, "film: n_z = 65 layers, must be in [1, 64]");
    config.mesh.n_z = 1;
    config.mesh.n_y = 0;
    assert_refused(&config, "mesh: n_y = 0, must be in [1, 65536]");
    config = quiet_config();
    config.llg.demag_every = 2;
    assert_refused(&config, "llg: demag_every = 2, must be 1 with stepper dormand_prince");
}

static void a_film_that_failed_gives_its_memory_back(void **state)
{
    const struct film_config config = quiet_config();
    struct error err = {0};
    struct film f, none = {0};
    size_t bytes;
    void *memory;

    (void)state;
    assert_int_equal(film_size(&config, &bytes, &err), STATUS_OK);
    memory = malloc(bytes);
    film_lay_out(&f, &config, memory);
    assert_int_equal(film_open(&f, &err), STATUS_BAD_CONFIG); /* every cell is empty */
    assert_ptr_equal(film_close(&f), memory);
    assert_null(film_close(&none));
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_film_precesses_as_a_single_moment),
        cmocka_unit_test(a_film_rests_along_the_sum_of_its_fields),
        cmocka_unit_test(steps_in_parts_are_the_same_steps),
        cmocka_unit_test(its_memory_may_begin_anywhere),
        cmocka_unit_test(a_current_without_torques_does_not_act),
        cmocka_unit_test(more_material_is_felt_once_it_is_told),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(a_film_that_failed_gives_its_memory_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
