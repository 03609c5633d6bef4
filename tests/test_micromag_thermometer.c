#include "check.h"
#include <stdlib.h>
#include "micromag/observe/thermometer.h"
#include "micromag_case.h"

static double energy_turned(struct micromag_case *c, size_t i, const double m[3], const double e[3],
                            double angle)
{
    const double cosine = cos(angle), sine = sin(angle);

    c->m.x[i] = (real)(cosine * m[0] + sine * e[0]);
    c->m.y[i] = (real)(cosine * m[1] + sine * e[1]);
    c->m.z[i] = (real)(cosine * m[2] + sine * e[2]);
    return field_total_energy_J(&c->g, 0.0, c->m);
}

static void cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

/* Slope squared and curvature of the energy on the unit sphere of moment i, by turning it along two
 * great circles. */
static void add_by_differences(struct micromag_case *c, size_t i, double sum[2])
{
    const double h = 0.03, m[3] = {(double)c->m.x[i], (double)c->m.y[i], (double)c->m.z[i]};
    const double middle = field_total_energy_J(&c->g, 0.0, c->m);
    double e[2][3], norm;

    cross(m, fabs(m[2]) < 0.9 ? (double[3]){0, 0, 1} : (double[3]){1, 0, 0}, e[0]);
    norm = sqrt(e[0][0] * e[0][0] + e[0][1] * e[0][1] + e[0][2] * e[0][2]);
    for (int k = 0; k < 3; k++)
        e[0][k] /= norm;
    cross(m, e[0], e[1]);
    for (int k = 0; k < 2; k++) {
        const double up = energy_turned(c, i, m, e[k], h), down = energy_turned(c, i, m, e[k], -h);
        const double slope = (up - down) / (2.0 * h);

        sum[0] += slope * slope;
        sum[1] += (up - 2.0 * middle + down) / (h * h);
    }
    c->m.x[i] = (real)m[0];
    c->m.y[i] = (real)m[1];
    c->m.z[i] = (real)m[2];
}

static void slope_and_curvature_are_those_of_the_energy(void **state)
{
    const struct zeeman_source source = {.field_T = {0.3, -0.2, 0.5}, .region = -1};
    const double interlayer[1] = {1e-3};
    struct thermometer t = {0};
    struct micromag_case c;
    struct error err = {0};
    double sum[2] = {0.0, 0.0};

    (void)state;
    micromag_case_open(&c, (struct mesh){4, 3, 2, 2e-9, 3e-9, 1e-9, 0.0});
    c.g.material.saturation_A_per_m[5] = 0;
    for (size_t i = 0; i < 24; i++)
        c.g.material.bulk_dmi_J_per_m2[i] = (real)1e-3;
    micromag_case_prepare(&c);
    micromag_case_random_m(&c, 3);
    c.g.source = &source;
    c.g.n_sources = 1;
    c.g.interlayer_J_per_m2 = interlayer;
    c.g.thermal.config.temperature_K = 300;
    thermal_draw(&c.g, 1.76e11, 0, 1e-14); /* counts for nothing below */
    assert_int_equal(
        demag_create(&c.g.demag, &(struct demag_config){c.g.mesh, DEMAG_RESOLVED, 1, 1}, &err),
        STATUS_OK);
    thermometer_read(&t, &c.g, 0.0, c.m, c.field_T);
    c.g.thermal.config.temperature_K = 0;
    for (size_t i = 0; i < 24; i++)
        if (i != 5)
            add_by_differences(&c, i, sum);
    assert_close(t.gradient_J2, sum[0], 2e-3);
    assert_close(t.divergence_J, sum[1], 2e-3);
    demag_destroy(c.g.demag);
    micromag_case_close(&c);
}

/* One moment in a field: <cos> is Langevin's function, so the sums over a fine grid of angles with
 * their Boltzmann weights must give the temperature back. */
static void a_boltzmann_average_gives_its_temperature_back(void **state)
{
    const struct zeeman_source source = {.field_T = {0.0, 0.0, 0.2}, .region = -1};
    const double kelvin = 250.0;
    struct thermometer sum = {0};
    struct micromag_case c;

    (void)state;
    micromag_case_open(&c, (struct mesh){1, 1, 1, 3e-9, 3e-9, 3e-9, 0.0});
    c.g.source = &source;
    c.g.n_sources = 1;
    assert_true(isnan(thermometer_K(&sum)));
    for (int i = 0; i < 4000; i++) {
        const double mz = (i + 0.5) / 2000.0 - 1.0;
        struct thermometer one = {0};
        double weight;

        micromag_case_uniform_m(&c, sqrt(1.0 - mz * mz), 0.0, mz);
        thermometer_read(&one, &c.g, 0.0, c.m, c.field_T);
        weight = exp(-field_total_energy_J(&c.g, 0.0, c.m) / (1.380649e-23 * kelvin));
        sum.gradient_J2 += weight * one.gradient_J2;
        sum.divergence_J += weight * one.divergence_J;
    }
    sum.readings = 1;
    assert_close(thermometer_K(&sum), kelvin, 1e-4);
    micromag_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slope_and_curvature_are_those_of_the_energy),
        cmocka_unit_test(a_boltzmann_average_gives_its_temperature_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
