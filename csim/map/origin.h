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

/* What made a program: the weights themselves, what mapping reads of the card, the keys of the
 * design that mapping reads, and the training images (dataset_hash), which set thresholds. It scans
 * these on an ideal array, so one program serves every tile, converter, device sample and clock;
 * map_apply_design fits it to the design afterwards. */
uint64_t map_hash(const struct design *d, const struct device_card *card, const struct mlp *m,
                  uint64_t data_hash);
/* Of the card alone: mean conductances of its states, their number, the quantum. Neither its name
 * nor its spread, noise or retention decides a program. */
uint64_t map_card_hash(const struct device_card *card);
/* STATUS_BAD_FILE, one line, where the program says that it was made by something else; *silent is
 * set where it does not say. */
enum status map_check_origin(const struct program *p, uint64_t map_hash, const char *where,
                             bool *silent, struct error *err);
/* The same for a program that the user names: the version of mapping, the card, and the images it
 * was trained on. */
enum status map_check_version(const struct program *p, const char *where, bool *silent,
                              struct error *err);
enum status map_check_card(const struct program *p, const struct device_card *card,
                           const char *where, bool *silent, struct error *err);
enum status map_check_data(const struct program *p, const struct mlp_origin *origin,
                           const char *where, bool *silent, struct error *err);
#endif
