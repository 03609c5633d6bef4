#include "check.h"
#include <math.h>
#include <stdlib.h>
#include "micromag/steppers/lag.h"
#include "micromag_case.h"
/* The stray field of other cells, held over a step: at the m and the time it was evaluated at it is
 * the field of all terms again. */

enum { N_X = 13, N_Y = 7, N_Z = 3, CELLS = N_X * N_Y * N_Z };
static const struct mesh stack = {N_X, N_Y, N_Z, 4e-9, 4e-9, 1e-9, 2e-9};

struct lag_case {
    struct micromag_case c;
    struct llg s;
    real *memory;
};

static void open_case(struct lag_case *l, double temperature_K)
{
    const struct demag_config demag = {stack, DEMAG_RESOLVED, 1, 1};
    struct error err = {0};

    micromag_case_open(&l->c, stack);
    micromag_case_random_m(&l->c, 5);
    assert_int_equal(demag_create(&l->c.g.demag, &demag, &err), STATUS_OK);
    l->c.g.thermal.config = (struct thermal_config){temperature_K, 1};
    l->memory = malloc(llg_reals(&stack) * sizeof *l->memory);
    assert_non_null(l->memory);
    l->s = (struct llg){.config = llg_default, .magnet = &l->c.g, .m = l->c.m};
    l->s.config.stepper = LLG_HEUN;
    l->s.config.demag_every = 4;
    if (llg_open(&l->s, l->memory, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void close_case(struct lag_case *l)
{
    demag_destroy(l->c.g.demag);
    free(l->memory);
    micromag_case_close(&l->c);
}

static void the_held_field_is_that_of_all_terms_where_it_was_evaluated(void **state)
{
    struct vector_field whole, held;
    struct lag_case l;

    (void)state;
    open_case(&l, 300.0);
    whole = l.s.field_T;
    held = l.s.trial;
    thermal_draw(&l.c.g, 1.76e11, 3, 1e-13);
    field_set_total(&l.c.g, 0.0, l.c.m, whole);
    lag_hold(&l.s, 0.0);
    field_set_total(&l.c.g, 0.0, l.c.m, held);
    lag_release(&l.s);
    for (int i = 0; i < CELLS; i++) { /* tesla, of some: rounding of single precision */
        assert_close(1.0 + (double)held.x[i] - (double)whole.x[i], 1.0, 5e-6);
        assert_close(1.0 + (double)held.y[i] - (double)whole.y[i], 1.0, 5e-6);
        assert_close(1.0 + (double)held.z[i] - (double)whole.z[i], 1.0, 5e-6);
    }
    close_case(&l);
}

/* A field that grows in a straight line is known at any time from two evaluations. */
static void a_stray_field_that_grows_evenly_is_extrapolated_without_error(void **state)
{
    const double first = 0.2, slope = 0.3;
    struct vector_field whole;
    struct lag_case l;

    (void)state;
    open_case(&l, 0.0);
    whole = l.s.trial;
    for (int k = 0; k < 3;
         k++) { /* m need not be of unit length for the fields to be linear in it */
        for (int i = 0; i < CELLS; i++)
            l.c.m.z[i] = (real)(first + slope * k * (i % 5));
        if (k == 2)
            break;
        l.s.step = (uint64_t)(4 * k);
        l.s.time_s = k * 1e-12;
        lag_hold(&l.s, l.s.time_s);
        lag_release(&l.s);
    }
    field_set_total(&l.c.g, 2e-12, l.c.m, whole);
    l.s.step = 5; /* not due */
    lag_hold(&l.s, 2e-12);
    field_set_total(&l.c.g, 2e-12, l.c.m, l.s.field_T);
    lag_release(&l.s);
    for (int i = 0; i < CELLS; i++)
        assert_close(1.0 + (double)l.s.field_T.z[i] - (double)whole.z[i], 1.0, 1e-5);
    close_case(&l);
}

static void the_stray_field_is_evaluated_as_often_as_asked(void **state)
{
    struct error err = {0};
    struct lag_case l;
    int evaluated = 0;
    double last_s = -1.0;

    (void)state;
    open_case(&l, 300.0);
    l.s.time_step_s = 1e-14; /* m begins at random */
    for (int step = 0; step < 20; step++) {
        if (llg_run_steps(&l.s, 1.0, 1, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        evaluated += l.s.lag.at_s[0] != last_s || step == 0;
        last_s = l.s.lag.at_s[0];
    }
    assert_int_equal(evaluated, 5);
    assert_null(l.c.g.held.field_T.x);
    close_case(&l);
}

static void other_steppers_refuse_it(void **state)
{
    struct error err = {0};
    struct lag_case l;

    (void)state;
    open_case(&l, 0.0);
    l.s.config.stepper = LLG_DORMAND_PRINCE;
    assert_int_equal(llg_open(&l.s, l.memory, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "llg: demag_every = 4, must be 1 with stepper dormand_prince");
    close_case(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_held_field_is_that_of_all_terms_where_it_was_evaluated),
        cmocka_unit_test(a_stray_field_that_grows_evenly_is_extrapolated_without_error),
        cmocka_unit_test(the_stray_field_is_evaluated_as_often_as_asked),
        cmocka_unit_test(other_steppers_refuse_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
