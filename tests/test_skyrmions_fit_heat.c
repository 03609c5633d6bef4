#include "check.h"
#include <string.h>
#include "compact/skyrmions_fit.h"
#include "base/philox.h"

static double uniform(uint32_t i)
{
    return ldexp((double)philox(5, PHILOX_COMPACT, i, 0, 0, 0).w[0] + 0.5, -32);
}

static double normal(uint32_t i)
{
    return sqrt(-2.0 * log(uniform(2 * i))) * cos(2.0 * M_PI * uniform(2 * i + 1));
}

/* --- forces --- */

enum { DRIFTS = 400 };
static const double truth[SKYRMIONS_SOURCES] = {1.3, 2.0, 0.7, 1.1};

/* Forces in all directions; velocities by Thiele at the true scales and twice the drag, and noise.
 */
static void set_drifts(const struct skyrmions_config *c, double noise_m_per_s,
                       struct skyrmions_felt out[DRIFTS])
{
    struct skyrmions_config hot = *c;
    uint32_t at = 0;

    hot.dissipation_Js_per_m2 *= 2.0;
    for (int i = 0; i < DRIFTS; i++) {
        double force_N[2] = {0.0, 0.0};

        for (int k = 0; k < SKYRMIONS_SOURCES; k++)
            for (int axis = 0; axis < 2; axis++) {
                out[i].force_N[k][axis] = 1e-12 * normal(at++);
                force_N[axis] += truth[k] * out[i].force_N[k][axis];
            }
        skyrmions_velocity(&hot, force_N, out[i].velocity_m_per_s);
        for (int axis = 0; axis < 2; axis++)
            out[i].velocity_m_per_s[axis] += noise_m_per_s * normal(at++);
    }
}

static void scales_and_drag_come_back(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    struct skyrmions_felt drift[DRIFTS];
    struct skyrmions_scales s;
    struct error err = {0};

    (void)state;
    set_drifts(c, 0.0, drift);
    if (skyrmions_fit_scales(c, drift, DRIFTS, true, "test", &s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int k = 0; k < SKYRMIONS_SOURCES; k++)
        assert_close(s.scale[k], truth[k], 1e-6);
    assert_close(s.dissipation_Js_per_m2, 2.0 * c->dissipation_Js_per_m2, 1e-5);
}

/* With noise as large as the drift: within three errors, and these are what theory says. */
static void errors_are_those_of_the_noise(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    const double mobility = 1e-12 / hypot(c->gyro_Js_per_m2, 2.0 * c->dissipation_Js_per_m2);
    struct skyrmions_felt drift[DRIFTS];
    struct skyrmions_scales s;
    struct error err = {0};

    (void)state;
    set_drifts(c, mobility, drift);
    assert_int_equal(skyrmions_fit_scales(c, drift, DRIFTS, true, "test", &s, &err), STATUS_OK);
    for (int k = 0; k < SKYRMIONS_SOURCES; k++) {
        assert_true(fabs(s.scale[k] - truth[k]) < 3.0 * s.error[k]);
        assert_close(s.error[k], 1.0 / sqrt(2.0 * DRIFTS), 0.15);
    }
    assert_close(s.noise_m_per_s, mobility, 0.1);
    assert_true(fabs(s.dissipation_Js_per_m2 - 2.0 * c->dissipation_Js_per_m2)
                < 3.0 * s.dissipation_error_Js_per_m2);
    assert_true(s.dissipation_error_Js_per_m2 < 0.3 * s.dissipation_Js_per_m2);
}

static void a_drag_that_is_given_stays(void **state)
{
    struct skyrmions_config c = skyrmions_default;
    struct skyrmions_felt drift[DRIFTS];
    struct skyrmions_scales s;
    struct error err = {0};

    (void)state;
    set_drifts(&c, 0.0, drift);
    c.dissipation_Js_per_m2 *= 2.0;
    assert_int_equal(skyrmions_fit_scales(&c, drift, DRIFTS, false, "test", &s, &err), STATUS_OK);
    assert_true(s.dissipation_Js_per_m2 == c.dissipation_Js_per_m2);
    assert_close(s.scale[SKYRMIONS_EDGES], truth[SKYRMIONS_EDGES], 1e-9);
    c.dissipation_Js_per_m2 *= 2.0;
    assert_int_equal(skyrmions_fit_scales(&c, drift, DRIFTS, false, "test", &s, &err), STATUS_OK);
    assert_true(fabs(s.scale[SKYRMIONS_EDGES] - truth[SKYRMIONS_EDGES]) > 0.01);
}

static void what_nothing_felt_has_no_scale(void **state)
{
    const struct skyrmions_config *c = &skyrmions_default;
    struct skyrmions_felt drift[DRIFTS];
    struct skyrmions_scales s;
    struct error err = {0};

    (void)state;
    set_drifts(c, 0.0, drift);
    for (int i = 0; i < DRIFTS; i++)
        memset(drift[i].force_N[SKYRMIONS_BARRIER], 0, sizeof drift[i].force_N[0]);
    assert_int_equal(skyrmions_fit_scales(c, drift, DRIFTS, true, "test", &s, &err), STATUS_OK);
    assert_true(isinf(s.error[SKYRMIONS_BARRIER]) && isfinite(s.error[SKYRMIONS_PAIRS]));
    assert_int_equal(skyrmions_fit_scales(c, drift, 3, true, "test", &s, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "3 drifts"));
}

/* --- deaths --- */

enum { LOOKS = 40000 };
static const double look_s = 1e-10;

/* Energies from 0 to 8 kT, at random. */
static void set_lives(double rate_per_s, double share, struct skyrmions_exposure e[LOOKS])
{
    for (uint32_t i = 0; i < LOOKS; i++) {
        e[i] = (struct skyrmions_exposure){look_s, 8.0 * uniform(3 * i), 0.0};
        e[i].deaths =
            uniform(3 * i + 1) < -expm1(-rate_per_s * exp(share * e[i].energy_kT) * look_s);
    }
}

static void rate_and_share_come_back(void **state)
{
    static struct skyrmions_exposure life[LOOKS];
    struct skyrmions_deaths d;
    struct error err = {0};

    (void)state;
    set_lives(5e6, 0.5, life);
    assert_int_equal(skyrmions_fit_deaths(life, LOOKS, "test", &d, &err), STATUS_OK);
    assert_true(d.deaths > 150.0);
    assert_close(d.time_s, LOOKS * look_s, 1e-9);
    assert_true(fabs(d.share - 0.5) < 3.0 * d.share_error && d.share_error < 0.06);
    assert_true(fabs(d.rate_per_s - 5e6) < 3.0 * d.rate_error_per_s);
    assert_true(d.rate_error_per_s < 0.4 * d.rate_per_s);
    assert_true(d.gain > 10.0 && d.bound_per_s == 0.0);
}

/* deaths / time, with an error of one over the root of the deaths */
static void the_same_rate_for_all_gains_nothing(void **state)
{
    static struct skyrmions_exposure life[LOOKS];
    struct skyrmions_deaths d;
    struct error err = {0};

    (void)state;
    set_lives(5e7, 0.0, life);
    assert_int_equal(skyrmions_fit_deaths(life, LOOKS, "test", &d, &err), STATUS_OK);
    assert_true(d.share < 3.0 * d.share_error && d.gain < 2.0);
    assert_close(d.deaths / d.time_s, 5e7, 0.25);
}

static void no_death_gives_a_bound(void **state)
{
    const struct skyrmions_exposure life[2] = {{1e-7, 0.0, 0.0}, {2e-7, 5.0, 0.0}};
    struct skyrmions_deaths d;
    struct error err = {0};

    (void)state;
    assert_int_equal(skyrmions_fit_deaths(life, 2, "test", &d, &err), STATUS_OK);
    assert_true(d.rate_per_s == 0.0 && d.share == 0.0);
    assert_close(d.bound_per_s, 1e7, 1e-12);
    assert_int_equal(skyrmions_fit_deaths(life, 0, "test", &d, &err), STATUS_BAD_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scales_and_drag_come_back),
        cmocka_unit_test(errors_are_those_of_the_noise),
        cmocka_unit_test(a_drag_that_is_given_stays),
        cmocka_unit_test(what_nothing_felt_has_no_scale),
        cmocka_unit_test(rate_and_share_come_back),
        cmocka_unit_test(the_same_rate_for_all_gains_nothing),
        cmocka_unit_test(no_death_gives_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
