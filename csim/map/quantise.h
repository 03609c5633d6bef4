#ifndef SKYLOOM_QUANTISE_H
#define SKYLOOM_QUANTISE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "device/card.h"
/* Rounding real weights to a card's real signed levels. Levels are measured in mean level steps of
 * the card (card_level_S / card_mean_step_S): -(n-1) .. n-1 where they are equally spaced. */
double quantise_level_value(const struct device_card *card, int level);
/* level[i] = quantise_level(card, w[i] / step), for a whole layer. */
void quantise_levels(const struct device_card *card, const float w[], size_t n, double step,
                     int8_t level[]);
#endif
