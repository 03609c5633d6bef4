#ifndef SKYLOOM_ENERGY_COST_YAML_H
#define SKYLOOM_ENERGY_COST_YAML_H
#include <stdint.h>
#include "energy/bill.h"
#include "energy/cost.h"
/* Cost card by name (cards/NAME.yaml) or path. Missing, unknown, doubled coefficients, a wrong
 * unit, low <= value <= high broken, NaN: one line. */
enum status cost_load(const char *name, struct cost_card *card, struct error *err);
/* Gates and flip-flops of a neurocore (cards/area-neurocore.yaml, or the name given). */
enum status area_load(const char *name, struct core_area *area, struct error *err);
/* Over all numbers, each by its name. */
uint64_t cost_hash(const struct cost_card *card);
uint64_t area_hash(const struct core_area *area);
#endif
