#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "device/kinds.h"
#include "io/card_yaml.h"

/* Every kind of the list, in the same tests: what the interface promises. */
enum { CELLS = 6, PULSES = 4 };

/* A kind with a config under which everything that it can do happens. */
struct subject {
    const struct device_kind *kind;
    const void *config;
    void *shared, *cells, *others;
    struct device_traits traits;
};

static struct device_card llg_card;
static struct device_synapse_card_config card_config;

static const void *config_of(const struct device_kind *kind)
{
    struct error err = {0};

    if (kind != &device_synapse_card)
        return kind->config_default;
    if (card_load("cards/skyrmion-mml4-llg.yaml", &llg_card, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    card_config = (struct device_synapse_card_config){&llg_card, 0, true, true, true};
    return &card_config;
}

static const struct device_key key = {.seed = 5, .array = 3, .row = 17, .column = 40};

static struct subject begin(const struct device_kind *kind)
{
    struct subject s = {.kind = kind,
                        .config = config_of(kind),
                        .shared = malloc(kind->shared_size),
                        .cells = calloc(CELLS, kind->cell_size),
                        .others = calloc(CELLS, kind->cell_size)};
    struct error err = {0};

    assert_true(s.shared != NULL && s.cells != NULL && s.others != NULL);
    if (kind->prepare(s.config, s.shared, &s.traits, &err) != STATUS_OK
        || kind->init(s.shared, s.cells, CELLS, &key, &err) != STATUS_OK)
        fail_msg("%s: %s", kind->name, err.text);
    return s;
}

static void end(struct subject *s)
{
    free(s->shared);
    free(s->cells);
    free(s->others);
}

static void *cell_at(const struct subject *s, void *cells, size_t i)
{
    return (char *)cells + i * s->kind->cell_size;
}

static struct device_key key_at(size_t i)
{
    struct device_key at = key;

    at.column += (uint32_t)i;
    return at;
}

/* One pulse of each cell, the same for the same number. */
static void set_pulses(const struct subject *s, int number, struct device_pulse pulse[CELLS])
{
    static const int polarity[CELLS] = {1, 1, 0, 1, -1, 1};

    for (int i = 0; i < CELLS; i++) {
        pulse[i] = s->traits.pulse;
        pulse[i].polarity = polarity[(i + number) % CELLS];
    }
}

/* `from` to `to` of the row, pulsed and rested. */
static void live(const struct subject *s, void *cells, size_t from, size_t to, int number)
{
    const struct device_key at = key_at(from);
    struct device_pulse pulse[CELLS];
    struct error err = {0};

    set_pulses(s, number, pulse);
    if (s->kind->pulse(s->shared, cell_at(s, cells, from), to - from, &at, pulse + from, &err)
            != STATUS_OK
        || s->kind->rest(s->shared, cell_at(s, cells, from), to - from, &at, s->traits.gap_s, &err)
               != STATUS_OK)
        fail_msg("%s: %s", s->kind->name, err.text);
}

static void pulse_all(const struct subject *s, int polarity, int times)
{
    struct device_pulse pulse[CELLS];
    struct error err = {0};

    for (int i = 0; i < CELLS; i++) {
        pulse[i] = s->traits.pulse;
        pulse[i].polarity = polarity;
    }
    for (int i = 0; i < times; i++)
        if (s->kind->pulse(s->shared, s->cells, CELLS, &key, pulse, &err) != STATUS_OK
            || s->kind->rest(s->shared, s->cells, CELLS, &key, s->traits.gap_s, &err) != STATUS_OK)
            fail_msg("%s: %s", s->kind->name, err.text);
}

static double mean_S(const struct subject *s)
{
    double g_S[CELLS], sum = 0.0;

    s->kind->conductance_S(s->shared, s->cells, CELLS, &key, g_S);
    for (int i = 0; i < CELLS; i++)
        sum += g_S[i] / CELLS;
    return sum;
}

static void same_bytes(const struct subject *s)
{
    for (size_t i = 0; i < CELLS; i++)
        if (memcmp(cell_at(s, s->cells, i), cell_at(s, s->others, i), s->kind->cell_size) != 0)
            fail_msg("%s: cell %d differs", s->kind->name, (int)i);
}

#define FOR_EACH_KIND(s)                                                                           \
    for (int k_ = 0; device_kinds[k_] != NULL; k_++)                                               \
        for (struct subject s = begin(device_kinds[k_]); s.kind != NULL; end(&s), s.kind = NULL)

static void each_is_whole_and_found_by_its_name(void **state)
{
    struct error err = {0};

    (void)state;
    for (int k = 0; device_kinds[k] != NULL; k++) {
        const struct device_kind *kind = device_kinds[k];
        void *shared = malloc(kind->shared_size);
        struct device_traits traits;

        if (device_kind_check(kind, &err) != STATUS_OK
            || kind->prepare(kind->config_default, shared, &traits, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        assert_ptr_equal(device_find(kind->name), kind);
        assert_true(kind->doc != NULL && kind->doc[0] != '\0');
        assert_true(traits.pulse.polarity == 1 && traits.pulse.width_s > 0.0);
        assert_true(traits.g_min_S >= 0.0 && traits.g_max_S > traits.g_min_S);
        free(shared);
    }
    assert_null(device_find("no such device"));
}

static void a_table_with_a_gap_is_refused_by_name(void **state)
{
    struct device_kind kind = device_mtj;
    struct error err = {0};

    (void)state;
    kind.rest = NULL;
    assert_int_equal(device_kind_check(&kind, &err), STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "device mtj: rest = 0, must be given");
    kind.rest = device_mtj.rest;
    kind.cell_size = SIZE_MAX / 128;
    assert_int_equal(device_kind_check(&kind, &err), STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "cell_size"));
    kind.name = NULL;
    assert_int_equal(device_kind_check(&kind, &err), STATUS_BAD_CONFIG);
}

static void cells_one_by_one_backwards_give_the_bytes_of_the_row(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        struct error err = {0};

        for (size_t i = CELLS; i-- > 0;) {
            const struct device_key at = key_at(i);

            assert_int_equal(s.kind->init(s.shared, cell_at(&s, s.others, i), 1, &at, &err),
                             STATUS_OK);
            for (int n = 0; n < PULSES; n++)
                live(&s, s.others, i, i + 1, n);
        }
        for (int n = 0; n < PULSES; n++)
            live(&s, s.cells, 0, CELLS, n);
        same_bytes(&s);
    }
}

static void a_copy_is_a_checkpoint(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        live(&s, s.cells, 0, CELLS, 0);
        live(&s, s.cells, 0, CELLS, 1);
        memcpy(s.others, s.cells, CELLS * s.kind->cell_size);
        live(&s, s.cells, 0, CELLS, 2);
        live(&s, s.others, 0, CELLS, 2);
        same_bytes(&s);
    }
}

static void another_seed_gives_other_cells(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        struct device_key other = key;
        struct error err = {0};

        other.seed++;
        assert_int_equal(s.kind->init(s.shared, s.others, CELLS, &other, &err), STATUS_OK);
        assert_int_equal(s.kind->rest(s.shared, s.cells, CELLS, &key, s.traits.gap_s, &err),
                         STATUS_OK);
        assert_int_equal(s.kind->rest(s.shared, s.others, CELLS, &other, s.traits.gap_s, &err),
                         STATUS_OK);
        assert_memory_not_equal(s.cells, s.others, CELLS * s.kind->cell_size);
    }
}

static void no_pulse_and_no_time_change_nothing(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        const struct device_pulse none[CELLS] = {{0}};
        struct error err = {0};

        live(&s, s.cells, 0, CELLS, 0);
        memcpy(s.others, s.cells, CELLS * s.kind->cell_size);
        assert_int_equal(s.kind->pulse(s.shared, s.cells, CELLS, &key, none, &err), STATUS_OK);
        assert_int_equal(s.kind->rest(s.shared, s.cells, CELLS, &key, 0.0, &err), STATUS_OK);
        same_bytes(&s);
    }
}

static void polarities_move_opposite_ways(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        const double start_S = mean_S(&s);
        double up_S;

        pulse_all(&s, 1, 4);
        up_S = mean_S(&s);
        if (!(up_S > start_S))
            fail_msg("%s: %g S after pulses up, %g S before", s.kind->name, up_S, start_S);
        pulse_all(&s, -1, 4);
        if (!(mean_S(&s) < up_S))
            fail_msg("%s: %g S after pulses down, %g S before", s.kind->name, mean_S(&s), up_S);
    }
}

static void conductances_stay_in_their_range(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        double g_S[CELLS], noise_S[CELLS] = {0};

        for (int n = 0; n < 2 * PULSES; n++) {
            live(&s, s.cells, 0, CELLS, n);
            s.kind->conductance_S(s.shared, s.cells, CELLS, &key, g_S);
            if (s.kind->noise_S != NULL)
                s.kind->noise_S(s.shared, s.cells, CELLS, noise_S);
            for (int i = 0; i < CELLS; i++)
                if (!(g_S[i] >= s.traits.g_min_S && g_S[i] <= s.traits.g_max_S && noise_S[i] >= 0))
                    fail_msg("%s: %g S", s.kind->name, g_S[i]);
        }
    }
}

static void energy_is_that_of_the_pulse(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        struct device_pulse pulse[CELLS];
        double energy_J[CELLS], wider_J[CELLS];

        set_pulses(&s, 0, pulse);
        s.kind->energy_J(s.shared, s.cells, CELLS, pulse, energy_J);
        for (int i = 0; i < CELLS; i++)
            pulse[i].width_s *= 1.1;
        s.kind->energy_J(s.shared, s.cells, CELLS, pulse, wider_J);
        for (int i = 0; i < CELLS; i++) {
            assert_true(pulse[i].polarity == 0 ? energy_J[i] == 0.0 : energy_J[i] > 0.0);
            assert_close(wider_J[i], 1.1 * energy_J[i], 1e-12);
        }
    }
}

static void refuses(const struct subject *s, struct device_pulse pulse, double seconds)
{
    struct error err = {0};
    const enum status status = pulse.polarity == 0
                                   ? s->kind->rest(s->shared, s->cells, 1, &key, seconds, &err)
                                   : s->kind->pulse(s->shared, s->cells, 1, &key, &pulse, &err);

    assert_int_equal(status, STATUS_BAD_CONFIG);
    assert_true(err.text[0] != '\0');
    assert_null(strchr(err.text, '\n'));
}

static void pulses_and_rests_that_cannot_be_are_refused(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        struct device_pulse pulse = s.traits.pulse;

        memcpy(s.others, s.cells, CELLS * s.kind->cell_size);
        pulse.width_s = NAN;
        refuses(&s, pulse, 0.0);
        pulse = s.traits.pulse;
        pulse.amplitude_A_per_m2 = -1.0;
        refuses(&s, pulse, 0.0);
        pulse = s.traits.pulse;
        pulse.polarity = 2;
        refuses(&s, pulse, 0.0);
        pulse.polarity = 0;
        refuses(&s, pulse, NAN);
        refuses(&s, pulse, INFINITY);
        refuses(&s, pulse, -1e-9);
        same_bytes(&s);
    }
}

/* Makes number n of the config NaN; false: there are no more. One member of each struct in it. */
static bool spoil(const struct device_kind *kind, void *config, int n)
{
    if (kind == &device_synapse_card) {
        static struct device_card card;
        double *const at[] = {&card.pulse_width_s, &card.state[2].g_mean_S, &card.step[1].missed};

        card = llg_card;
        ((struct device_synapse_card_config *)config)->card = &card;
        return n < 3 && (*at[n] = NAN, true);
    }
    if (kind == &device_mtj) {
        struct device_mtj_config *c = config;
        double *const at[] = {&c->g_parallel_S, &c->spin.damping, &c->spin.torque.thickness_m,
                              &c->spin.torque.density_A_per_m2, &c->spin.thermal.temperature_K};

        return n < 5 && (*at[n] = NAN, true);
    }
    if (kind == &device_wall) {
        struct device_wall_config *c = config;
        double *const at[] = {&c->g_low_S, &c->wall.damping, &c->wall.torque.efficiency,
                              &c->start_m, &c->amplitude_A_per_m2};

        return n < 5 && (*at[n] = NAN, true);
    }
    if (kind == &device_skyrmion_track) {
        struct device_skyrmion_track_config *c = config;
        double *const at[] = {&c->tmr, &c->track.pair_J, &c->track.density_A_per_m2, &c->settle_s,
                              &c->track.thermal.temperature_K};

        return n < 5 && (*at[n] = NAN, true);
    }
    fail_msg("%s: nothing to spoil", kind->name);
    return false;
}

static void a_config_with_nan_is_refused_in_one_line(void **state)
{
    (void)state;
    FOR_EACH_KIND(s)
    {
        void *config = malloc(s.kind->config_size);

        for (int n = 0;; n++) {
            struct error err = {0};
            struct device_traits traits;

            memcpy(config, s.config, s.kind->config_size);
            if (!spoil(s.kind, config, n))
                break;
            assert_int_equal(s.kind->prepare(config, s.shared, &traits, &err), STATUS_BAD_CONFIG);
            assert_non_null(strstr(err.text, "nan"));
            assert_null(strchr(err.text, '\n'));
        }
        free(config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_whole_and_found_by_its_name),
        cmocka_unit_test(a_table_with_a_gap_is_refused_by_name),
        cmocka_unit_test(cells_one_by_one_backwards_give_the_bytes_of_the_row),
        cmocka_unit_test(a_copy_is_a_checkpoint),
        cmocka_unit_test(another_seed_gives_other_cells),
        cmocka_unit_test(no_pulse_and_no_time_change_nothing),
        cmocka_unit_test(polarities_move_opposite_ways),
        cmocka_unit_test(conductances_stay_in_their_range),
        cmocka_unit_test(energy_is_that_of_the_pulse),
        cmocka_unit_test(pulses_and_rests_that_cannot_be_are_refused),
        cmocka_unit_test(a_config_with_nan_is_refused_in_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
