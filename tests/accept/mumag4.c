#include "check.h"
#include <stdlib.h>
#include "micromag/observe.h"
#include "micromag/relax.h"
#include "micromag_case.h"
#include "row.h"

/* muMAG standard problem 4: permalloy 500 x 125 x 3 nm, relaxed S-state, a field at once. Mean m at
 * 1 ns by OOMMF 2.1a0 with the same cells, 128 x 32 x 1. */
struct problem {
    const char *name;
    double field_T[3], mean[3], tolerance;
};

static void open_permalloy(struct micromag_case *c)
{
    struct error err = {0};

    micromag_case_open(c, (struct mesh){128, 32, 1, 500e-9 / 128, 125e-9 / 32, 3e-9, 0.0});
    for (size_t i = 0; i < 4096; i++) {
        c->g.material.saturation_A_per_m[i] = (real)8e5;
        c->g.material.exchange_J_per_m[i] = (real)1.3e-11;
        c->g.material.anisotropy_J_per_m3[i] = 0;
        c->g.material.dmi_J_per_m2[i] = 0;
        c->g.material.damping[i] = (real)0.02;
    }
    micromag_case_prepare(c);
    micromag_case_uniform_m(c, 1.0, 0.1, 0.0);
    assert_int_equal(
        demag_create(&c->g.demag, &(struct demag_config){c->g.mesh, DEMAG_RESOLVED, 1, 1}, &err),
        STATUS_OK);
}

static void check_problem(const struct problem *p)
{
    struct zeeman_source source = {.region = -1};
    /* field 2 is sensitive to the start: at 1e-5 T it is off by 5e-3 */
    const struct relax_config deep = {.stopping_torque_T = 5e-7, .max_iterations = 100000};
    struct relax_result result;
    struct micromag_case c;
    struct error err = {0};
    struct llg s;
    real *memory;
    double mean[3];
    bool holds = true;

    open_permalloy(&c);
    s = (struct llg){.config = llg_default, .magnet = &c.g, .m = c.m};
    memory = malloc(llg_reals(&c.g.mesh) * sizeof *memory);
    assert_non_null(memory);
    assert_int_equal(llg_open(&s, memory, &err), STATUS_OK);
    assert_int_equal(relax_run(&s, &deep, &result, &err), STATUS_OK);
    assert_true(result.converged);
    for (int i = 0; i < 3; i++)
        source.field_T[i] = p->field_T[i];
    c.g.source = &source;
    c.g.n_sources = 1;
    if (llg_run(&s, 1e-9, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    observe_mean(&c.g, c.m, -1, -1, mean);
    for (int i = 0; i < 3; i++) {
        char what[64];

        snprintf(what, sizeof what, "%s, m%c at 1 ns", p->name, "xyz"[i]);
        holds &= row_holds(what, mean[i], p->mean[i], p->tolerance);
    }
    demag_destroy(c.g.demag);
    free(memory);
    micromag_case_close(&c);
    assert_true(holds);
}

static void field_1_is_that_of_oommf_at_1_ns(void **state)
{
    (void)state;
    check_problem(&(struct problem){
        "muMAG 4 field 1", {-24.6e-3, 4.3e-3, 0.0}, {-0.9841097, 0.1310347, 0.0429570}, 1e-4});
}

static void field_2_is_that_of_oommf_at_1_ns(void **state)
{
    (void)state;
    check_problem(&(struct problem){
        "muMAG 4 field 2", {-35.5e-3, -6.3e-3, 0.0}, {-0.969871, -0.121699, -0.004779}, 1e-3});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_1_is_that_of_oommf_at_1_ns),
        cmocka_unit_test(field_2_is_that_of_oommf_at_1_ns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
