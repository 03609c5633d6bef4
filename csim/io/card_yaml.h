#ifndef SKYLOOM_IO_CARD_YAML_H
#define SKYLOOM_IO_CARD_YAML_H
#include <stdbool.h>
#include "base/error.h"
#include "config/settings.h"
#include "device/card.h"
/* The room of formats, one file each: device cards (here), IDX images (dataset.h), OVF, PNG, states
 * of runs.
 *
 * A device card by path, or by name from the cards shipped (docs/cards.md gives the format). The
 * card is checked: see card_check. */
enum status card_load(const char *path, struct device_card *card, struct error *err);
/* Writes what card_load reads back to the same card. */
enum status card_save(const char *path, const struct device_card *card, struct error *err);

struct card_file { /* as settings see a card */
    struct device_card card;
    size_t n_states, n_steps;
};
extern const struct settings card_settings; /* sections "", lists "states", "steps" */
struct card_file card_file(const struct device_card *card);
/* Over what decides (settings.h); NULL: all keys. */
uint64_t card_hash(const struct device_card *card,
                   bool (*decides)(const char *section, const char *key));
#endif
