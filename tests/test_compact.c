#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "compact/domain_wall.h"
#include "compact/macrospin.h"
#include "compact/skyrmions.h"

/* What compact models have in common: a state is one struct without pointers that holds its config.
 */
struct compact_model {
    const char *name;
    size_t size; /* bytes of a state */
    enum status (*check)(const void *state, const char *where, struct error *err);
    enum status (*run)(void *state, double until_s, struct error *err);
    double (*energy_J)(const void *state);
    int n_values;
    void (*read)(const void *state, double value[6]);
};

static enum status check_spin(const void *state, const char *where, struct error *err)
{
    return macrospin_check(&((const struct macrospin *)state)->config, where, err);
}

static enum status run_spin(void *state, double until_s, struct error *err)
{
    return macrospin_run(state, until_s, err);
}

static double spin_energy_J(const void *state) { return macrospin_energy_J(state); }

static void read_spin(const void *state, double value[])
{
    for (int i = 0; i < 3; i++)
        value[i] = ((const struct macrospin *)state)->m[i];
}

static enum status check_wall(const void *state, const char *where, struct error *err)
{
    return wall_check(&((const struct wall *)state)->config, where, err);
}

static enum status run_wall(void *state, double until_s, struct error *err)
{
    return wall_run(state, until_s, err);
}

static double energy_of_wall_J(const void *state) { return wall_energy_J(state); }

static void read_wall(const void *state, double value[])
{
    value[0] = ((const struct wall *)state)->position_m;
    value[1] = ((const struct wall *)state)->angle_rad;
}

static enum status check_track(const void *state, const char *where, struct error *err)
{
    return skyrmions_check(&((const struct skyrmions *)state)->config, where, err);
}

static enum status run_track(void *state, double until_s, struct error *err)
{
    return skyrmions_run(state, until_s, err);
}

static double track_energy_J(const void *state) { return skyrmions_energy_J(state); }

static void read_track(const void *state, double value[])
{
    const struct skyrmions *s = state;
    const struct skyrmions_count count = skyrmions_count(s);

    value[0] = s->n;
    value[1] = count.pre;
    value[2] = count.post;
    value[3] = s->lost_at_edge;
    value[4] = s->lost_in_pairs;
    value[5] = s->lost_to_heat;
}

static const struct compact_model compact_macrospin = {"macrospin",   sizeof(struct macrospin),
                                                       check_spin,    run_spin,
                                                       spin_energy_J, 3,
                                                       read_spin},
                                  compact_wall = {"wall",   sizeof(struct wall), check_wall,
                                                  run_wall, energy_of_wall_J,    2,
                                                  read_wall},
                                  compact_skyrmions = {"skyrmions",    sizeof(struct skyrmions),
                                                       check_track,    run_track,
                                                       track_energy_J, 6,
                                                       read_track};
static const struct compact_model *const compact_models[] = {&compact_macrospin, &compact_wall,
                                                             &compact_skyrmions, NULL};

/* A state of each model out of equilibrium, and a way to set temperature and seed. */
union any {
    struct macrospin spin;
    struct wall wall;
    struct skyrmions track;
};

static void set_thermal(const struct compact_model *model, union any *s, double temperature_K,
                        int64_t seed)
{
    const struct thermal_config thermal = {.temperature_K = temperature_K, .seed = seed};

    if (model == &compact_macrospin)
        s->spin.config.thermal = thermal;
    else if (model == &compact_wall)
        s->wall.config.thermal = thermal;
    else
        s->track.config.thermal = thermal;
}

static union any start(const struct compact_model *model, double temperature_K, int64_t seed)
{
    union any s;
    struct error err = {0};

    memset(&s, 0, sizeof s);
    if (model == &compact_macrospin)
        s.spin = (struct macrospin){.config = macrospin_default, .m = {0.6, 0.0, 0.8}};
    else if (model == &compact_wall)
        s.wall = (struct wall){.config = wall_default, .angle_rad = 0.4};
    else {
        s.track.config = skyrmions_default;
        for (int i = 0; i < 6; i++)
            if (skyrmions_add(&s.track, (60.0 + 45.0 * i) * 1e-9, (60.0 + 20.0 * i) * 1e-9, &err)
                != STATUS_OK)
                fail_msg("%s", err.text);
    }
    set_thermal(model, &s, temperature_K, seed);
    return s;
}

static void run(const struct compact_model *model, union any *s, double until_s)
{
    struct error err = {0};

    if (model->check(s, model->name, &err) != STATUS_OK
        || model->run(s, until_s, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void each_loses_energy_when_left_alone(void **state)
{
    (void)state;
    for (int k = 0; compact_models[k] != NULL; k++) {
        const struct compact_model *model = compact_models[k];
        union any s = start(model, 0.0, 1);
        double before = model->energy_J(&s);

        for (int i = 1; i <= 20; i++) {
            run(model, &s, i * 5e-12);
            if (!(model->energy_J(&s) < before))
                fail_msg("%s: %g J after %g J", model->name, model->energy_J(&s), before);
            before = model->energy_J(&s);
        }
    }
}

static void the_seed_decides_and_a_copy_is_a_checkpoint(void **state)
{
    (void)state;
    for (int k = 0; compact_models[k] != NULL; k++) {
        const struct compact_model *model = compact_models[k];
        union any a = start(model, 300.0, 7), b = start(model, 300.0, 7), copy,
                  c = start(model, 300.0, 8);

        assert_true(model->size <= sizeof a);
        run(model, &a, 0.2e-9);
        copy = a;
        run(model, &a, 0.5e-9);
        run(model, &b, 0.2e-9);
        run(model, &b, 0.5e-9);
        run(model, &copy, 0.5e-9);
        run(model, &c, 0.5e-9);
        assert_memory_equal(&a, &b, model->size);
        assert_memory_equal(&a, &copy, model->size);
        assert_true(model->energy_J(&a) != model->energy_J(&c));
    }
}

static void values_are_finite(void **state)
{
    (void)state;
    for (int k = 0; compact_models[k] != NULL; k++) {
        const struct compact_model *model = compact_models[k];
        union any s = start(model, 300.0, 1);
        double value[6] = {0};

        run(model, &s, 0.1e-9);
        model->read(&s, value);
        for (int i = 0; i < model->n_values; i++)
            assert_true(isfinite(value[i]));
    }
}

static void the_track_reads_its_counts(void **state)
{
    union any s = start(&compact_skyrmions, 0.0, 1);
    double value[6];

    (void)state;
    s.track.x_m[5] = 500e-9;
    s.track.lost_at_edge = 3;
    s.track.lost_in_pairs = 2;
    compact_skyrmions.read(&s, value);
    assert_true(value[0] == 6.0 && value[1] == 5.0 && value[2] == 1.0);
    assert_true(value[3] == 3.0 && value[4] == 2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_loses_energy_when_left_alone),
        cmocka_unit_test(the_seed_decides_and_a_copy_is_a_checkpoint),
        cmocka_unit_test(values_are_finite),
        cmocka_unit_test(the_track_reads_its_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
