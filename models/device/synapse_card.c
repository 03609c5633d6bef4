/* Cells of a device card (card.h). A pulse draws how many states a cell goes from the card's steps:
 * missed 0, single 1, two 2 along the pulse, back 1 against it, and more what the mean of the step
 * asks for, 3 at least. It may cost skyrmions, a Poisson number of mean losses_per_pulse; a cell
 * has as many as its top state holds and all pulses up leave outside, and reaches only states that
 * the rest of them can make: so it wears out. While it rests it decays at the rate 1/retention_s,
 * one state up or down by a coin, inward at the ends: full devices empty and empty ones fill, and
 * the card has one time for both. A card without steps moves pulse_states a pulse. */
#include <math.h>
#include <string.h>
#include "base/param_table.h"
#include "device/synapse_tables.h"

/* Conductances of skyrmion-mml4-7, without its spread and noise. */
static const struct device_card ladder = {
    .name = "ladder",
    .kind = "ideal",
    .doc = "seven equal steps",
    .source = "none",
    .n_states = 7,
    .state = {{.g_mean_S = 20e-6},
              {.g_mean_S = 22e-6},
              {.g_mean_S = 24e-6},
              {.g_mean_S = 26e-6},
              {.g_mean_S = 28e-6},
              {.g_mean_S = 30e-6},
              {.g_mean_S = 32e-6}},
    .read_voltage_V = 0.05,
    .read_voltage_limit_V = 0.1,
    .temperature_K = 300.0,
    .pulse_amplitude_A_per_m2 = 3e11,
    .pulse_width_s = 2e-9,
    .pulse_gap_s = 5e-9,
    .pulse_states = 1.0,
    .pulse_energy_J = 304e-15,
    .g_quantum_S = 40e-9,
};

static const struct device_synapse_card_config card_config_default = {
    .card = &ladder, .spread = true, .retention = true, .losses = true};

const struct param device_synapse_card_params[] = {
    {PARAM_WHOLE(device_synapse_card_config, draw, "", 0, UINT32_MAX, "which sample of devices")},
    {PARAM_FLAG(device_synapse_card_config, spread,
                "from device to device, and from programming to programming")},
    {PARAM_FLAG(device_synapse_card_config, retention, "states decay while they rest")},
    {PARAM_FLAG(device_synapse_card_config, losses, "pulses cost skyrmions")},
};
const size_t device_synapse_card_n_params =
    sizeof device_synapse_card_params / sizeof device_synapse_card_params[0];

/* 16 bytes: arrays have millions. */
struct cell {
    double life_s;       /* rest until it decays */
    uint32_t event;      /* pulses and decays so far */
    uint16_t programmed; /* bits of its deviation since its state last changed */
    uint8_t state, count;
};
_Static_assert(sizeof(struct cell) == 16, "a cell is 16 bytes");

/* --- prepare --- */

static void set_traits(const struct synapse_tables *m, const struct device_card *card,
                       struct device_traits *traits)
{
    const double widest = m->spread ? 4.5 : 0.0; /* of a normal number from 16 bits */

    *traits = (struct device_traits){.g_min_S = INFINITY,
                                     .pulse = m->pulse,
                                     .gap_s = card->pulse_gap_s,
                                     .holds = isinf(m->retention_s)};
    for (int k = 0; k < m->n_states; k++) {
        const struct card_state *s = &m->state[k];
        const double off_S = widest * (s->g_spread_S + s->g_programming_S);

        traits->g_min_S = fmin(traits->g_min_S, fmax(s->g_mean_S - off_S, 0.0));
        traits->g_max_S = fmax(traits->g_max_S, s->g_mean_S + off_S);
    }
}

static enum status card_prepare(const void *config, void *shared, struct device_traits *traits,
                                struct error *err)
{
    const struct device_synapse_card_config *c = config;
    const struct device_card *card = c->card;
    struct synapse_tables *m = shared;
    enum status status;

    if (card == NULL)
        return error_set(err, STATUS_BAD_CONFIG, "synapse_card: card = none, must be given");
    status = card_check(card, card->name, err);
    if (status != STATUS_OK)
        return status;
    status = device_synapse_tables_set(m, c, err);
    if (status == STATUS_OK)
        set_traits(m, card, traits);
    return status;
}

/* --- cells --- */

/* Exponential: a state has no age. */
static double draw_life_s(const struct synapse_tables *m, uint32_t bits)
{
    return isinf(m->retention_s) ? INFINITY : -m->retention_s * log(ldexp(bits + 1.0, -32));
}

static void enter(const struct synapse_tables *m, struct cell *cell, int state,
                  struct philox_words words)
{
    cell->state = (uint8_t)state;
    cell->life_s = draw_life_s(m, words.w[2]);
    cell->programmed = (uint16_t)(words.w[3] >> 16);
}

static enum status card_init(const void *shared, void *cells, size_t n,
                             const struct device_key *key, struct error *err)
{
    const struct synapse_tables *m = shared;
    struct cell *cell = cells;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        cell[i].event = 0;
        cell[i].count = m->count;
        enter(m, &cell[i], 0, device_draw(key, i, 0, 0));
    }
    return STATUS_OK;
}

static int lost_of(const struct synapse_tables *m, uint32_t bits)
{
    int n = 0;

    while (n < SYNAPSE_MOST_LOST && bits >= m->lost[n])
        n++;
    return n;
}

static int move_of(const struct synapse_step *step, uint32_t bits)
{
    int i = 0;

    while (i < SYNAPSE_MOVES - 1 && bits >= step->below[i])
        i++;
    return step->move[i];
}

static void pulse_cell(const struct synapse_tables *m, struct cell *cell, int polarity,
                       const struct device_key *key, size_t i)
{
    const struct philox_words words = device_draw(key, i, ++cell->event, 0);
    int state = cell->state + move_of(&m->step[cell->state][polarity > 0], words.w[0]);

    if (m->losses) {
        const int lost = lost_of(m, words.w[1]);

        cell->count = (uint8_t)(cell->count > lost ? cell->count - lost : 0);
        state = state > m->reach[cell->count] ? m->reach[cell->count] : state;
    }
    state = state < 0 ? 0 : state >= m->n_states ? m->n_states - 1 : state;
    if (state != cell->state)
        enter(m, cell, state, words);
}

/* The card knows one pulse. A fifth to either side is what wires take and calibration leaves. */
static bool is_like(const struct device_pulse *p, const struct device_pulse *known)
{
    const double known_A = known->amplitude_A_per_m2;

    return fabs(p->width_s - known->width_s) <= 0.2 * known->width_s
           && (known_A == 0.0 || fabs(p->amplitude_A_per_m2 - known_A) <= 0.2 * known_A);
}

static enum status refuse(const struct synapse_tables *m, const struct device_pulse *p,
                          struct error *err)
{
    const bool initialises = m->initialise.width_s > 0.0 && is_like(p, &m->initialise);

    return error_set(err, STATUS_BAD_CONFIG,
                     "synapse_card: a pulse of %g A/m^2 and %g s%s, must be within 20 %% of what "
                     "the card knows: %g A/m^2 and %g s",
                     p->amplitude_A_per_m2, p->width_s,
                     initialises ? " initialises, and no card says what that does to a state" : "",
                     m->pulse.amplitude_A_per_m2, m->pulse.width_s);
}

static enum status card_pulse(const void *shared, void *cells, size_t n,
                              const struct device_key *key, const struct device_pulse pulse[],
                              struct error *err)
{
    const struct synapse_tables *m = shared;
    struct cell *cell = cells;
    const enum status status = device_pulse_check(pulse, n, "synapse_card", err);

    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        if (pulse[i].polarity != 0 && !is_like(&pulse[i], &m->pulse))
            return refuse(m, &pulse[i], err);
    for (size_t i = 0; i < n; i++)
        if (pulse[i].polarity != 0)
            pulse_cell(m, &cell[i], pulse[i].polarity, key, i);
    return STATUS_OK;
}

static void decay(const struct synapse_tables *m, struct cell *cell, const struct device_key *key,
                  size_t i)
{
    const struct philox_words words = device_draw(key, i, ++cell->event, 0);
    const int top = m->losses ? m->reach[cell->count] : m->n_states - 1;
    int state = cell->state + (words.w[0] & 1 ? 1 : -1);

    if (state < 0)
        state = top > 0 ? 1 : 0;
    else if (state > top)
        state = top > 0 ? top - 1 : 0;
    enter(m, cell, state, words);
}

static enum status card_rest(const void *shared, void *cells, size_t n,
                             const struct device_key *key, double seconds, struct error *err)
{
    const struct synapse_tables *m = shared;
    struct cell *cell = cells;
    const enum status status = device_rest_check(seconds, "synapse_card", err);

    if (status != STATUS_OK || isinf(m->retention_s))
        return status;
    for (size_t i = 0; i < n; i++) {
        double left_s = fmin(seconds, m->forgets_s);

        while (cell[i].life_s <= left_s) {
            left_s -= cell[i].life_s;
            decay(m, &cell[i], key, i);
        }
        cell[i].life_s -= left_s;
    }
    return STATUS_OK;
}

/* Two deviations: the device's own, by the key that the crossbar draws its spread with, and that of
 * the last programming. */
static double deviation_S(const struct synapse_tables *m, const struct cell *cell,
                          const struct device_key *key, size_t i)
{
    const struct card_state *s = &m->state[cell->state];
    const uint32_t column = key->column + (uint32_t)i;
    const struct philox_words words =
        philox(key->seed, PHILOX_SPREAD, m->draw, key->array, key->row, column / 4);

    return s->g_spread_S * (double)normal_from_bits((uint16_t)(words.w[column % 4] >> 16))
           + s->g_programming_S * (double)normal_from_bits(cell->programmed);
}

static void card_conductance_S(const void *shared, const void *cells, size_t n,
                               const struct device_key *key, double conductance_S[])
{
    const struct synapse_tables *m = shared;
    const struct cell *cell = cells;

    for (size_t i = 0; i < n; i++)
        conductance_S[i] = m->state[cell[i].state].g_mean_S;
    for (size_t i = 0; i < n && m->spread; i++)
        conductance_S[i] = fmax(conductance_S[i] + deviation_S(m, &cell[i], key, i), 0.0);
}

static void card_noise_S(const void *shared, const void *cells, size_t n, double noise_S[])
{
    const struct synapse_tables *m = shared;
    const struct cell *cell = cells;

    for (size_t i = 0; i < n; i++)
        noise_S[i] = m->state[cell[i].state].read_noise_S;
}

/* The card's energy, by J^2 T where a pulse differs from the card's. */
static void card_energy_J(const void *shared, const void *cells, size_t n,
                          const struct device_pulse pulse[], double energy_J[])
{
    const struct synapse_tables *m = shared;
    const struct device_pulse *known = &m->pulse;

    (void)cells;
    for (size_t i = 0; i < n; i++) {
        const double share = known->amplitude_A_per_m2 > 0.0
                                 ? pulse[i].amplitude_A_per_m2 / known->amplitude_A_per_m2
                                 : 1.0;

        energy_J[i] = pulse[i].polarity != 0 && known->width_s > 0.0
                          ? m->pulse_J * share * share * pulse[i].width_s / known->width_s
                          : 0.0;
    }
}

int device_synapse_card_state(const void *cell) { return ((const struct cell *)cell)->state; }

int device_synapse_card_count(const void *cell) { return ((const struct cell *)cell)->count; }

const struct device_kind device_synapse_card = {
    .name = "synapse_card",
    .doc = "a device card: states, steps of pulses, losses, decays, spread and read noise",
    .config_size = sizeof(struct device_synapse_card_config),
    .config_default = &card_config_default,
    .shared_size = sizeof(struct synapse_tables),
    .cell_size = sizeof(struct cell),
    .prepare = card_prepare,
    .init = card_init,
    .pulse = card_pulse,
    .rest = card_rest,
    .conductance_S = card_conductance_S,
    .noise_S = card_noise_S,
    .energy_J = card_energy_J,
};
