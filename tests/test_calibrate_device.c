#include "check.h"
#include <string.h>
#include "lab/calibrate/calibrate.h"

/* The device of papers/000 with its coefficients from LLG. */
static struct device_skyrmion_track_config made_with(const char *setting)
{
    struct device_skyrmion_track_config config;
    struct calibration c;
    struct synapse d;
    struct error err;

    assert_int_equal(calibrate_load("paper-n4-particles", &c, &err), STATUS_OK);
    assert_int_equal(synapse_load("paper", &d, &err), STATUS_OK);
    assert_int_equal(synapse_set(&d, setting, &err), STATUS_OK);
    assert_int_equal(synapse_check(&d, "paper", &err), STATUS_OK);
    assert_int_equal(calibrate_device_config(&c, &d, &config, &err), STATUS_OK);
    return config;
}

/* Five digits, of the radius three. */
static void compare(const struct param params[], size_t n_params, const void *made,
                    const void *shipped)
{
    for (size_t i = 0; i < n_params; i++) {
        const struct param *p = &params[i];
        const void *a = (const char *)made + p->offset, *b = (const char *)shipped + p->offset;

        if (p->type == PARAM_INT)
            assert_int_equal(*(const int64_t *)a, *(const int64_t *)b);
        else if (p->type == PARAM_DOUBLE && *(const double *)a != *(const double *)b)
            assert_close(*(const double *)b, *(const double *)a,
                         strcmp(p->name, "radius_m") == 0 ? 5e-3 : 5e-5);
    }
}

static void the_default_track_is_what_the_lab_makes_of_the_paper(void **state)
{
    const struct device_skyrmion_track_config made = made_with("start.skyrmions=12");
    const struct device_skyrmion_track_config *shipped = device_skyrmion_track.config_default;

    (void)state;
    compare(skyrmions_params, skyrmions_n_params, &made.track, &shipped->track);
    compare(device_skyrmion_track_params, device_skyrmion_track_n_params, &made, shipped);
    assert_close(made.track.thermal.temperature_K, shipped->track.thermal.temperature_K, 1e-12);
}

static void a_track_goes_with_the_device_that_it_is_made_of(void **state)
{
    const struct device_skyrmion_track_config few = made_with("start.skyrmions=4");
    const struct device_skyrmion_track_config strong = made_with("torque.density_A_per_m2=4e11");

    (void)state;
    assert_int_equal(few.skyrmions, 4);
    assert_true(few.track.radius_m > 1.1 * made_with("start.skyrmions=12").track.radius_m);
    assert_close(strong.track.density_A_per_m2, 4e11, 1e-12);
}

static void coefficients_of_another_stack_make_no_track(void **state)
{
    struct device_skyrmion_track_config config;
    struct calibration c;
    struct synapse d;
    struct error err;

    (void)state;
    assert_int_equal(calibrate_load("paper-n4-particles", &c, &err), STATUS_OK);
    assert_int_equal(synapse_load("paper", &d, &err), STATUS_OK);
    d.track.repeats = 2;
    assert_int_equal(calibrate_device_config(&c, &d, &config, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "another stack"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_track_is_what_the_lab_makes_of_the_paper),
        cmocka_unit_test(a_track_goes_with_the_device_that_it_is_made_of),
        cmocka_unit_test(coefficients_of_another_stack_make_no_track),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
