#ifndef SKYLOOM_MAP_QUANTISE_H
#define SKYLOOM_MAP_QUANTISE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "device/card.h"
/* Rounding real weights to a card's real signed levels. Levels are measured in mean level steps of
 * the card (card_level_S / card_mean_step_S): -(n-1) .. n-1 where they are equally spaced. */
double quantise_level_value(const struct device_card *card, int level);
/* Weight of one mean level step: the largest weight on the last level, or with mse the step of
 * least squared error. NaN if memory is short. */
double quantise_step(const struct device_card *card, const float w[], size_t n, bool mse);
int quantise_level(const struct device_card *card, double w_over_step); /* ties away from zero */
/* level[i] = quantise_level(card, w[i] / step), for a whole layer. */
void quantise_levels(const struct device_card *card, const float w[], size_t n, double step,
                     int8_t level[]);
#endif
