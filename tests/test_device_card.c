#include "check.h"
#include <stdlib.h>
#include <string.h>
#include "device/kinds.h"
#include "io/card_yaml.h"

/* Cells of a card against the card. */
enum { MOST_CELLS = 20000 };

static struct device_card card;
static const struct device_key key = {.seed = 11};
static unsigned char *cells;
static void *shared;
static struct device_traits traits;

static void prepare(const char *path, bool spread, bool retention, bool losses)
{
    const struct device_synapse_card_config config = {&card, 0, spread, retention, losses};
    struct error err = {0};

    if (path != NULL && card_load(path, &card, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    if (device_synapse_card.prepare(&config, shared, &traits, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static unsigned char *cell_at(size_t i) { return cells + i * device_synapse_card.cell_size; }

static int state_of(size_t i) { return device_synapse_card_state(cell_at(i)); }

static void init(void)
{
    struct error err = {0};

    assert_int_equal(device_synapse_card.init(shared, cells, MOST_CELLS, &key, &err), STATUS_OK);
}

static void pulse_one(size_t i, int polarity)
{
    struct device_key at = key;
    struct device_pulse pulse = traits.pulse;
    struct error err = {0};

    at.column += (uint32_t)i;
    pulse.polarity = polarity;
    if (device_synapse_card.pulse(shared, cell_at(i), 1, &at, &pulse, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void rest(double seconds)
{
    struct error err = {0};

    if (device_synapse_card.rest(shared, cells, MOST_CELLS, &key, seconds, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

/* Chi-square of counts against shares; classes that expect nothing must have nothing. */
static double chi_square(const int count[], const double share[], int n, int total, int *freedom)
{
    double sum = 0.0;

    *freedom = -1;
    for (int i = 0; i < n; i++) {
        const double want = share[i] * total;

        if (want == 0.0) {
            assert_int_equal(count[i], 0);
            continue;
        }
        sum += (count[i] - want) * (count[i] - want) / want;
        ++*freedom;
    }
    return sum;
}

/* Wilson and Hilferty: the chi-square that one of 1e5 exceeds. */
static double chi_limit(int freedom)
{
    const double k = 2.0 / (9.0 * freedom), z = 4.26;

    return freedom * pow(1.0 - k + z * sqrt(k), 3.0);
}

static const struct card_step *step_of(int from, int direction)
{
    for (int i = 0; i < card.n_steps; i++)
        if (card.step[i].from == from && card.step[i].direction == direction)
            return &card.step[i];
    return NULL;
}

/* Moves of 1e6 pulses from any state, counted by state, direction and move. */
static void pulses_follow_the_steps_of_the_card(void **state)
{
    enum { PULSES = 1000000, MOVES = 4 };
    static int count[CARD_MAX_STATES][2][MOVES]; /* back, missed, single, two */
    static int total[CARD_MAX_STATES][2];

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, false, false);
    init();
    for (int n = 0; n < PULSES; n++) {
        const size_t i = (size_t)n % MOST_CELLS;
        const int before = state_of(i), polarity = (n / MOST_CELLS / 6 + (int)i) % 2 ? 1 : -1;

        pulse_one(i, polarity);
        count[before][polarity > 0][1 + polarity * (state_of(i) - before)]++;
        total[before][polarity > 0]++;
    }
    for (int k = 0; k < card.n_states; k++)
        for (int up = 0; up < 2; up++) {
            const struct card_step *s = step_of(k, up ? 1 : -1);
            const double share[MOVES] = {s->back, s->missed, s->single, s->two};
            int freedom;
            const double chi = chi_square(count[k][up], share, MOVES, total[k][up], &freedom);

            assert_true(total[k][up] > 1000);
            if (freedom > 0 && !(chi < chi_limit(freedom)))
                fail_msg("state %d, %s: chi-square %g of %d degrees, limit %g", k,
                         up ? "up" : "down", chi, freedom, chi_limit(freedom));
        }
}

static void a_card_without_steps_moves_one_state_a_pulse(void **state)
{
    static const int want[] = {0, 1, 2, 3, 4, 5, 6, 6, 6, 5, 4};

    (void)state;
    prepare("cards/skyrmion-mml4-7.yaml", false, false, false);
    init();
    for (int n = 0; n < 11; n++) {
        assert_int_equal(state_of(3), want[n]);
        pulse_one(3, n < 8 ? 1 : -1);
    }
}

/* More than two: as many as the mean of the step asks for. */
static void more_goes_as_far_as_its_mean_says(void **state)
{
    const double shares[] = {0.1, 0.2, 0.1, 0.5, 0.1}; /* back, missed, single, two, 4 */
    int count[6] = {0}, freedom;

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, false, false);
    for (int i = 0; i < card.n_steps; i++)
        if (card.step[i].from == 1 && card.step[i].direction == 1)
            card.step[i] = (struct card_step){.from = 1,
                                              .direction = 1,
                                              .missed = 0.2,
                                              .single = 0.1,
                                              .two = 0.5,
                                              .more = 0.1,
                                              .back = 0.1,
                                              .mean = 0.1 + 1.0 + 0.4 - 0.1};
        else if (card.step[i].from == 0 && card.step[i].direction == 1)
            card.step[i] = (struct card_step){.direction = 1, .single = 1.0};
    prepare(NULL, false, false, false);
    init();
    for (size_t i = 0; i < MOST_CELLS; i++) {
        pulse_one(i, 1);
        assert_int_equal(state_of(i), 1);
        pulse_one(i, 1);
        count[state_of(i)]++;
    }
    assert_int_equal(count[4], 0);
    count[4] = count[5]; /* 1 + 4 */
    assert_true(chi_square(count, shares, 5, MOST_CELLS, &freedom) < chi_limit(4));
}

/* Of two states, where the second decay leads back: (1 - exp(-2 t/T))/2 are in the other one. */
static void states_decay_exponentially(void **state)
{
    const double times_s[] = {10e-9, 60e-9, 200e-9, 1.0};

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, true, false);
    card.n_states = 2;
    card.n_steps = 0;
    prepare(NULL, false, true, false);
    for (int t = 0; t < 4; t++) {
        const double want = 0.5 * (1.0 - exp(-2.0 * times_s[t] / card.retention_s));
        int gone = 0;

        init();
        rest(times_s[t]);
        for (size_t i = 0; i < MOST_CELLS; i++)
            gone += device_synapse_card_state(cell_at(i));
        if (!(fabs(gone - want * MOST_CELLS) < 4.3 * sqrt(want * (1.0 - want) * MOST_CELLS)))
            fail_msg("%d of %d after %g s, want %g", gone, MOST_CELLS, times_s[t],
                     want * MOST_CELLS);
    }
}

/* Inward at the ends, half as many are there as anywhere else; a rest of ages takes no longer. */
static void a_rest_of_ages_forgets_where_it_began(void **state)
{
    const double shares[] = {0.1, 0.2, 0.2, 0.2, 0.2, 0.1};
    int count[6] = {0}, freedom;

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, true, false);
    init();
    rest(1e9);
    for (size_t i = 0; i < MOST_CELLS; i++)
        count[state_of(i)]++;
    assert_true(chi_square(count, shares, 6, MOST_CELLS, &freedom) < chi_limit(5));
}

static void a_rest_in_parts_is_the_rest(void **state)
{
    unsigned char *copy = malloc(MOST_CELLS * device_synapse_card.cell_size);
    const double whole_s = 500e-9;

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, true, false);
    init();
    memcpy(copy, cells, MOST_CELLS * device_synapse_card.cell_size);
    rest(whole_s);
    for (size_t i = 0; i < MOST_CELLS; i++)
        copy[i] = (unsigned char)state_of(i);
    init();
    for (int part = 0; part < 10; part++)
        rest(whole_s / 10);
    for (size_t i = 0; i < MOST_CELLS; i++)
        assert_int_equal(state_of(i), copy[i]);
    free(copy);
}

static void pulses_wear_a_cell_out(void **state)
{
    enum { PULSES = 20 };
    double lost = 0.0;
    int start;

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, false, true);
    init();
    start = device_synapse_card_count(cell_at(0));
    assert_int_equal(start, 10); /* 8.5 under the junction at the most, 1.9 left outside */
    for (int n = 0; n < PULSES; n++)
        for (size_t i = 0; i < MOST_CELLS; i++)
            pulse_one(i, 1);
    for (size_t i = 0; i < MOST_CELLS; i++)
        lost += (start - device_synapse_card_count(cell_at(i))) / (double)MOST_CELLS;
    assert_close(lost, PULSES * card.losses_per_pulse, 0.01);
    for (int n = 0; n < 200; n++)
        pulse_one(5, 1);
    assert_int_equal(device_synapse_card_count(cell_at(5)), 0);
    assert_int_equal(state_of(5), 0);
}

/* Deviation of state 0 over devices, and of one device over programmings. */
static void spread_is_that_of_the_card(void **state)
{
    double mean = 0.0, square = 0.0;
    double *g_S = malloc(MOST_CELLS * sizeof *g_S);

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", true, false, false);
    init();
    device_synapse_card.conductance_S(shared, cells, MOST_CELLS, &key, g_S);
    for (int i = 0; i < MOST_CELLS; i++)
        mean += g_S[i] / MOST_CELLS;
    for (int i = 0; i < MOST_CELLS; i++)
        square += (g_S[i] - mean) * (g_S[i] - mean) / MOST_CELLS;
    assert_close(mean, card.state[0].g_mean_S, 2e-4);
    assert_close(sqrt(square), card_kept_S(&card.state[0]), 0.02);
    free(g_S);
}

static void pulses_that_the_card_does_not_know_are_refused(void **state)
{
    struct device_pulse pulse;
    struct error err = {0};
    double energy_J;

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, false, false);
    init();
    pulse = traits.pulse;
    pulse.amplitude_A_per_m2 *= 0.5;
    assert_int_equal(device_synapse_card.pulse(shared, cells, 1, &key, &pulse, &err),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "must be within 20 %"));
    pulse.amplitude_A_per_m2 = 0.9 * traits.pulse.amplitude_A_per_m2; /* what wires take */
    assert_int_equal(device_synapse_card.pulse(shared, cells, 1, &key, &pulse, &err), STATUS_OK);
    device_synapse_card.energy_J(shared, cells, 1, &pulse, &energy_J);
    assert_close(energy_J, 0.81 * card.pulse_energy_J, 1e-12);
    pulse = (struct device_pulse){1, card.initialise_amplitude_A_per_m2, card.initialise_width_s};
    assert_int_equal(device_synapse_card.pulse(shared, cells, 1, &key, &pulse, &err),
                     STATUS_BAD_CONFIG);
    assert_non_null(strstr(err.text, "initialises, and no card says what that does to a state"));
    assert_non_null(strstr(err.text, "must be within 20 %"));
    assert_null(strchr(err.text, '\n'));
}

static void steps_with_a_gap_are_refused(void **state)
{
    struct device_synapse_card_config config = {.card = &card};
    struct error err = {0};

    (void)state;
    prepare("cards/skyrmion-mml4-llg.yaml", false, false, false);
    card.step[4] = card.step[--card.n_steps];
    assert_int_equal(device_synapse_card.prepare(&config, shared, &traits, &err),
                     STATUS_BAD_CONFIG);
    assert_string_equal(err.text, "card skyrmion-mml4-llg: steps say nothing of from: 2, "
                                  "direction: 1, must have every state and direction or none");
    config.card = NULL;
    assert_int_equal(device_synapse_card.prepare(&config, shared, &traits, &err),
                     STATUS_BAD_CONFIG);
}

static int allocate(void **state)
{
    (void)state;
    cells = calloc(MOST_CELLS, device_synapse_card.cell_size);
    shared = malloc(device_synapse_card.shared_size);
    return cells == NULL || shared == NULL;
}

static int release(void **state)
{
    (void)state;
    free(cells);
    free(shared);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pulses_follow_the_steps_of_the_card),
        cmocka_unit_test(a_card_without_steps_moves_one_state_a_pulse),
        cmocka_unit_test(more_goes_as_far_as_its_mean_says),
        cmocka_unit_test(states_decay_exponentially),
        cmocka_unit_test(a_rest_of_ages_forgets_where_it_began),
        cmocka_unit_test(a_rest_in_parts_is_the_rest),
        cmocka_unit_test(pulses_wear_a_cell_out),
        cmocka_unit_test(spread_is_that_of_the_card),
        cmocka_unit_test(pulses_that_the_card_does_not_know_are_refused),
        cmocka_unit_test(steps_with_a_gap_are_refused),
    };

    return cmocka_run_group_tests(tests, allocate, release);
}
