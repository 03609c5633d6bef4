#include "check.h"
#include <stdlib.h>
#include "micromag/observe/observe.h"
#include "micromag/steppers/relax.h"
#include "micromag/observe/skyrmion.h"
#include "micromag_case.h"

/* One skyrmion of the paper's material in 1 nm at 80 mT, 100 x 100 cells of 2 x 2 x 1 nm, against
 * OOMMF 2.1a0 of the same cells: energies in J, mean m_z, radius of m_z = 0. */
static const struct {
    double total_J, exchange_J, anisotropy_J, dmi_J, without_J, mean_z, radius_m;
} oommf = {1.93348634e-17, 4.242339e-19, 9.976912e-19, -9.31926e-19,
           1.91968306e-17, 0.968230,     11.06e-9};

static const struct zeeman_source up_80_mT = {{0.0, 0.0, 0.08}, -1, {.kind = WAVEFORM_CONSTANT}};

/* A core-down wall of 4 nm about the middle, m_r < 0. */
static void set_skyrmion(struct micromag_case *c)
{
    for (int i = 0; i < 10000; i++) {
        const double x = i % 100 - 49.5, y = i / 100 - 49.5, rho = hypot(x, y);
        const double theta = 2.0 * atan2(sinh(5.5 / 2.0), sinh(rho / 2.0));

        c->m.x[i] = (real)(-sin(theta) * x / rho);
        c->m.y[i] = (real)(-sin(theta) * y / rho);
        c->m.z[i] = (real)cos(theta);
    }
}

static void relax(struct micromag_case *c)
{
    struct llg s = {.config = llg_default, .magnet = &c->g, .m = c->m};
    real *memory = malloc(llg_reals(&c->g.mesh) * sizeof *memory);
    struct relax_result result;
    struct error err = {0};

    assert_non_null(memory);
    if (llg_open(&s, memory, &err) != STATUS_OK
        || relax_run(&s, &relax_default, &result, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    free(memory);
    assert_true(result.converged);
}

static void check_skyrmion(struct micromag_case *c)
{
    const size_t right_wall = 50 * 100 + 55;
    struct skyrmion found[2];
    double mean[3];
    int32_t *scratch = malloc(20000 * sizeof *scratch);

    assert_non_null(scratch);
    assert_close(field_exchange.energy_J(&c->g, 0.0, c->m), oommf.exchange_J, 1e-3);
    assert_close(field_anisotropy.energy_J(&c->g, 0.0, c->m), oommf.anisotropy_J, 1e-3);
    assert_close(field_dmi.energy_J(&c->g, 0.0, c->m), oommf.dmi_J, 1e-3);
    observe_mean(&c->g, c->m, -1, -1, mean);
    assert_true(fabs(mean[2] - oommf.mean_z) < 1e-4);
    assert_int_equal(skyrmion_find(&skyrmion_default, &c->g, c->m, scratch, found, 2), 1);
    assert_close(found[0].radius_m, oommf.radius_m, 0.02);
    assert_close(found[0].x_m, 100e-9, 1e-3);
    assert_true((double)c->m.x[right_wall] < -0.5); /* m_r < 0 */
    free(scratch);
}

static void a_relaxed_skyrmion_is_that_of_oommf(void **state)
{
    struct micromag_case c;
    struct error err = {0};
    double with_J, without_J;

    (void)state;
    micromag_case_open(&c, (struct mesh){100, 100, 1, 2e-9, 2e-9, 1e-9, 0.0});
    c.g.source = &up_80_mT;
    c.g.n_sources = 1;
    assert_int_equal(
        demag_create(&c.g.demag, &(struct demag_config){c.g.mesh, DEMAG_RESOLVED, 1, 1}, &err),
        STATUS_OK);
    set_skyrmion(&c);
    relax(&c);
    check_skyrmion(&c);
    with_J = field_total_energy_J(&c.g, 0.0, c.m);
    micromag_case_uniform_m(&c, 0.0, 0.0, 1.0);
    relax(&c);
    without_J = field_total_energy_J(&c.g, 0.0, c.m);
    assert_close(with_J, oommf.total_J, 1e-6);
    assert_close(without_J, oommf.without_J, 1e-6);
    assert_close(with_J - without_J, oommf.total_J - oommf.without_J, 0.01);
    demag_destroy(c.g.demag);
    micromag_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_relaxed_skyrmion_is_that_of_oommf)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
