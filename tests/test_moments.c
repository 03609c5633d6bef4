#include "check.h"
#include "base/moments.h"

static void values_one_by_one_give_mean_and_deviation(void **state)
{
    static const double values[] = {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0};
    struct moments m = {0};

    (void)state;
    for (int i = 0; i < 8; i++)
        moments_add(&m, 1e6 + values[i]);
    assert_close(m.mean, 1e6 + 5.0, 1e-14);
    assert_close(moments_sd(&m), sqrt(32.0 / 7.0), 1e-8);
    assert_close(moments_error(&m), sqrt(32.0 / 56.0), 1e-8);
}

static void one_value_has_no_deviation(void **state)
{
    struct moments m = {0};

    (void)state;
    moments_add(&m, 3.0);
    assert_true(m.mean == 3.0 && moments_sd(&m) == 0.0 && moments_error(&m) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_one_by_one_give_mean_and_deviation),
        cmocka_unit_test(one_value_has_no_deviation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
