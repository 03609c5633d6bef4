#ifndef SKYLOOM_IO_CARD_YAML_H
#define SKYLOOM_IO_CARD_YAML_H
#include "device/card.h"
#include "base/error.h"
/* A device card by path, or by name from the cards shipped (docs/cards.md gives the format). The
 * card is checked: see card_check. */
enum status card_load(const char *path, struct device_card *card, struct error *err);
/* Writes what card_load reads back to the same card. */
enum status card_save(const char *path, const struct device_card *card, struct error *err);
#endif
