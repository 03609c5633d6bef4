#ifndef SKYLOOM_DEVICE_CARD_DOUBTS_H
#define SKYLOOM_DEVICE_CARD_DOUBTS_H
#include "base/warnings.h"
#include "device/card.h"
/* What is wrong with a card that card_check lets pass, since a real device can be so: neighbouring
 * states that devices or reads confuse, pulses that do not move, pulses that destroy, states that
 * are gone before a pulse train is over. */
void card_doubts(const struct device_card *card, struct warnings *out);

/* Mean number of upward pulses after which a cell from state 0 has first reached a state, by the
 * card's steps with their misses, double steps and steps back (`more` counts as three states);
 * where none are measured, one state a pulse. INFINITY: some state on the way is never left
 * upwards. */
double card_expected_pulses(const struct device_card *card, int state);
#endif
