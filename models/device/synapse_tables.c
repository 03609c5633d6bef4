#include "device/synapse_tables.h"
#include <math.h>
#include <string.h>

static uint32_t share_bits(double share)
{
    return share >= 1.0 ? UINT32_MAX : share > 0.0 ? (uint32_t)ldexp(share, 32) : 0;
}

static void set_step(struct synapse_step *to, const struct card_step *s)
{
    const double sum = s->missed + s->single + s->two + s->more + s->back;
    const double share[SYNAPSE_MOVES - 1] = {s->single, s->two, s->more, s->back};
    const double far = s->more > 0.0 ? (s->mean - s->single - 2.0 * s->two + s->back) / s->more : 0;
    const int more = (int)fmin(fmax(rint(far), 3.0), CARD_MAX_STATES);
    const int move[SYNAPSE_MOVES] = {1, 2, more, -1, 0};
    double below = 0.0;

    for (int i = 0; i < SYNAPSE_MOVES - 1; i++)
        to->below[i] = share_bits((below += share[i]) / sum);
    for (int i = 0; i < SYNAPSE_MOVES; i++)
        to->move[i] = (int8_t)(s->direction * move[i]);
}

static void set_plain_steps(struct synapse_tables *m, const struct device_card *card)
{
    for (int k = 0; k < m->n_states; k++)
        for (int up = 0; up < 2; up++)
            m->step[k][up].move[SYNAPSE_MOVES - 1] =
                (int8_t)((up ? 1 : -1) * (int)rint(card->pulse_states)); /* below: 0, always it */
}

static enum status set_steps(struct synapse_tables *m, const struct device_card *card,
                             struct error *err)
{
    bool known[CARD_MAX_STATES][2] = {{false}};

    if (card->n_steps == 0) {
        set_plain_steps(m, card);
        return STATUS_OK;
    }
    known[0][0] = known[m->n_states - 1][1] = true; /* nowhere to go */
    for (int i = 0; i < card->n_steps; i++) {
        const struct card_step *s = &card->step[i];

        set_step(&m->step[s->from][s->direction > 0], s);
        known[s->from][s->direction > 0] = true;
    }
    for (int k = 0; k < m->n_states; k++)
        for (int up = 0; up < 2; up++)
            if (!known[k][up])
                return error_set(err, STATUS_BAD_CONFIG,
                                 "card %s: steps say nothing of from: %d, direction: %d, must have "
                                 "every state and direction or none",
                                 card->name, k, up ? 1 : -1);
    return STATUS_OK;
}

/* Skyrmions that a state needs: what the card's steps count, or one a state. */
static void set_reach(struct synapse_tables *m, const struct device_card *card)
{
    double need[CARD_MAX_STATES] = {0};

    for (int i = 0; i < card->n_steps; i++)
        need[card->step[i].from] = fmax(need[card->step[i].from], card->step[i].skyrmions);
    for (int k = 0; k < m->n_states && !(need[m->n_states - 1] > 0.0); k++)
        need[k] = k;
    m->count =
        (uint8_t)fmin(rint(need[m->n_states - 1] + card->stuck_after_up), SYNAPSE_MOST_COUNT);
    for (int n = 0; n <= SYNAPSE_MOST_COUNT; n++)
        for (int k = 0; k < m->n_states; k++)
            if (need[k] <= n + 0.5)
                m->reach[n] = (uint8_t)k;
}

static void set_losses(struct synapse_tables *m, const struct device_card *card)
{
    double share = exp(-card->losses_per_pulse), below = 0.0;

    for (int k = 0; k < SYNAPSE_MOST_LOST; k++) {
        m->lost[k] = share_bits(below += share);
        share *= card->losses_per_pulse / (k + 1);
    }
}

/* A walk over n states, inward at the ends, forgets as exp(-(1 - cos(pi/(n - 1))) a decay): to
 * 2^-32, which is as fine as any draw. */
static double forgets_s(const struct synapse_tables *m)
{
    return 32.0 * log(2.0) / (1.0 - cos(M_PI / (m->n_states - 1))) * m->retention_s;
}

enum status device_synapse_tables_set(struct synapse_tables *m,
                                      const struct device_synapse_card_config *c, struct error *err)
{
    const struct device_card *card = c->card;

    memset(m, 0, sizeof *m);
    memcpy(m->state, card->state, sizeof m->state);
    m->n_states = (int)card->n_states;
    m->spread = c->spread;
    m->draw = (uint32_t)c->draw;
    m->losses = c->losses && card->losses_per_pulse > 0.0;
    m->retention_s = c->retention && card->retention_s > 0.0 ? card->retention_s : INFINITY;
    m->forgets_s = forgets_s(m);
    m->pulse = (struct device_pulse){1, card->pulse_amplitude_A_per_m2, card->pulse_width_s};
    m->initialise =
        (struct device_pulse){1, card->initialise_amplitude_A_per_m2, card->initialise_width_s};
    m->pulse_J = card->pulse_energy_J;
    set_reach(m, card);
    set_losses(m, card);
    return set_steps(m, card, err);
}
