#ifndef SKYLOOM_RUN_PREPARE_H
#define SKYLOOM_RUN_PREPARE_H
#include "base/watch.h"
#include "device/card.h"
#include "files/share.h"
#include "io/dataset.h"
#include "learn/mlp.h"
#include "net/design.h"
#include "net/program.h"
#include "run/options.h"
#include "twin/golden.h"
/* What stands between a design file and a run: weights (run/weights.h) and the program
 * programs/NAME-HASH.prog, made where they are missing. HASH covers all that mapping depends on
 * (map/origin.h), so a changed key never meets an old program. In memory the program is fitted to
 * the design's tiles and converter. */
struct prepared {
    struct design design;
    struct device_card card;
    struct program program;
    struct golden_config golden; /* points at card: a prepared struct is not copied */
    struct path design_file, mlp_path, program_path;
    uint64_t program_hash; /* of the file's bytes */
    bool card_moved;       /* a named program, whose card had other conductances under this name */
};

/* file: where it was found; for what is ready, o->design. */
enum status prepare_design(const struct run_options *o, struct design *d, struct path *file,
                           struct error *err);
enum status prepare_card(const struct design *d, struct device_card *card, struct error *err);
/* All of it. */
enum status prepare_run(const struct run_options *o, const struct watch *watch, struct prepared *p,
                        struct error *err);
/* p->golden from design, card and program. */
enum status prepare_golden(struct prepared *p, struct error *err);
void prepared_free(struct prepared *p);
/* The program with codes just wide enough for any sum of its levels over a tile: what
 * rtl/xbar_digital.v computes. For a twin with the ideal array; shares the levels of p. */
struct program prepare_digital(const struct program *p);
#endif
