#ifndef SKYLOOM_DEVICE_SYNAPSE_TABLES_H
#define SKYLOOM_DEVICE_SYNAPSE_TABLES_H
#include "device/kinds.h"
/* What synapse_card.c draws from: a card as thresholds of random bits. */
enum { SYNAPSE_MOVES = 5, SYNAPSE_MOST_LOST = 7, SYNAPSE_MOST_COUNT = UINT8_MAX };

struct synapse_step {
    uint32_t below[SYNAPSE_MOVES - 1]; /* move i where 32 random bits are the first time below it */
    int8_t move[SYNAPSE_MOVES]; /* states, up is above 0; the last one where no bits lie below */
};

struct synapse_tables {
    struct card_state state[CARD_MAX_STATES];
    struct synapse_step step[CARD_MAX_STATES][2]; /* down, up */
    uint32_t lost[SYNAPSE_MOST_LOST];             /* fewer than k + 1 are lost below this */
    uint8_t reach[SYNAPSE_MOST_COUNT + 1];        /* the highest state of so many skyrmions */
    int n_states;
    uint8_t count; /* skyrmions of a new cell */
    bool spread, losses;
    uint32_t draw;
    double retention_s; /* infinite: never */
    double forgets_s;   /* a rest so long forgets where it began, and is not walked any further */
    struct device_pulse pulse, initialise;
    double pulse_J;
};

/* The card is checked. Steps must be there for every state and direction, or for none. */
enum status device_synapse_tables_set(struct synapse_tables *m,
                                      const struct device_synapse_card_config *c,
                                      struct error *err);
#endif
