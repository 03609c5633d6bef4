#include "check.h"
#include <stdlib.h>
#include "micromag/llg.h"
#include "micromag_case.h"

/* One cell in 1 T along z, from the x axis: m_z = tanh(alpha w t), w = gamma B / (1 + alpha^2). */
static double error_of_mz(int stepper, double step_s)
{
    static const struct zeeman_source one_tesla = {
        {0.0, 0.0, 1.0}, -1, {.kind = WAVEFORM_CONSTANT}};
    const double alpha = 0.5, until_s = 24e-12,
                 wt = llg_default.gyromagnetic_rad_per_sT * until_s / (1.0 + alpha * alpha);
    const struct mesh one = {1, 1, 1, 2e-9, 2e-9, 1e-9, 0.0};
    real *memory = malloc(llg_reals(&one) * sizeof *memory);
    struct error err = {0};
    struct micromag_case c;
    struct llg s;
    double error;

    assert_non_null(memory);
    micromag_case_open(&c, one);
    c.g.material.anisotropy_J_per_m3[0] = 0;
    c.g.material.damping[0] = (real)alpha;
    c.g.source = &one_tesla;
    c.g.n_sources = 1;
    micromag_case_prepare(&c);
    micromag_case_uniform_m(&c, 1.0, 0.0, 0.0);
    s = (struct llg){.config = llg_default, .magnet = &c.g, .m = c.m};
    s.config.stepper = stepper;
    s.config.time_step_s = step_s;
    if (llg_open(&s, memory, &err) != STATUS_OK || llg_run(&s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    error = fabs((double)c.m.z[0] - tanh(alpha * wt));
    free(memory);
    micromag_case_close(&c);
    return error;
}

static void halving_its_step_takes_off_four_bits_of_error(void **state)
{
    (void)state;
    const double coarse = error_of_mz(LLG_RUNGE_KUTTA, 4e-12);
    const double fine = error_of_mz(LLG_RUNGE_KUTTA, 2e-12);

    if (!(log2(coarse / fine) > 3.6 && log2(coarse / fine) < 4.6))
        fail_msg("errors %g, %g: order %g, want 4", coarse, fine, log2(coarse / fine));
}

/* The other half of its use, the longest stable step, is the film's: a film of 4 nm cells is stable
 * at 1.4 ps (Heun: 0.5 ps). */
static void it_is_far_more_accurate_than_heun_at_as_many_evaluations(void **state)
{
    (void)state;
    assert_true(error_of_mz(LLG_RUNGE_KUTTA, 2e-12) < 0.05 * error_of_mz(LLG_HEUN, 1e-12));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halving_its_step_takes_off_four_bits_of_error),
        cmocka_unit_test(it_is_far_more_accurate_than_heun_at_as_many_evaluations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
