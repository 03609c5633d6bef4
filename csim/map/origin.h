#ifndef SKYLOOM_MAP_ORIGIN_H
#define SKYLOOM_MAP_ORIGIN_H
#include <stdint.h>
#include "base/watch.h"
#include "device/card.h"
#include "learn/origin.h"
#include "net/design.h"
#include "net/program.h"
/* Raised whenever the same input maps to another program: it is in the names of program files. */
#define MAP_VERSION 3

/* What made a program: the weights themselves, what mapping reads of the card, and the keys of the
 * design that mapping reads. It scans thresholds on an ideal array, so one program serves every
 * tile, converter, device sample and clock; map_apply_design fits it to the design afterwards. */
uint64_t map_hash(const struct design *d, const struct device_card *card, const struct mlp *m);
/* Of the card alone. */
uint64_t map_card_hash(const struct device_card *card);
/* STATUS_BAD_FILE, one line, where the program says that it was made by something else. */
enum status map_check_origin(const struct program *p, uint64_t map_hash, const char *where,
                             struct error *err);
/* The same for a program that the user names: the card, and the images it was trained on. */
enum status map_check_card(const struct program *p, const struct device_card *card,
                           const char *where, struct error *err);
enum status map_check_data(const struct program *p, const struct mlp_origin *origin,
                           const char *where, struct error *err);
#endif
