#include "run/prepare.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "files/file.h"
#include "files/folders.h"
#include "io/card_yaml.h"
#include "map/map.h"
#include "map/origin.h"
#include "run/weights.h"
#include "twin/golden_many.h"

#define MAX_PROGRAM_FILE ((size_t)1 << 30)

enum status prepare_design(const struct run_options *o, struct design *d, struct path *file,
                           struct error *err)
{
    enum status status;

    if (o->ready) {
        *d = *o->ready;
        return path_set(file, err, "%s", o->design ? o->design : "");
    }
    if ((status = share_path("designs", o->design, ".yaml", file, err)) != STATUS_OK
        || (status = design_load(file->text, d, err)) != STATUS_OK)
        return status;
    for (int i = 0; i < o->n_set; i++)
        if ((status = design_set(d, o->set[i], err)) != STATUS_OK)
            return status;
    return design_check(d, file->text, err);
}

enum status prepare_card(const struct design *d, struct device_card *card, struct error *err)
{
    const enum status status = card_load(d->device.card, card, err);

    return status != STATUS_OK ? status : card_keep_states(card, d->device.states, err);
}

/* What mapping reads of a design (map/origin.h); prepare_program fits the program to the design
 * afterwards. */
static struct design mapped_part(const struct design *d)
{
    struct design m = *d;

    m.doc[0] = '\0';
    m.device = design_default.device;
    m.device.states = d->device.states;
    snprintf(m.device.card, sizeof m.device.card, "%s", d->device.card);
    m.tile = design_default.tile;
    m.converter = design_default.converter;
    m.cost = design_default.cost;
    m.data = design_default.data;
    m.data.set = d->data.set;
    return m;
}

static enum status hash_file(const char *path, uint64_t *hash, struct error *err)
{
    unsigned char *data;
    size_t n;
    const enum status status = file_read_all(path, MAX_PROGRAM_FILE, &data, &n, err);

    if (status != STATUS_OK)
        return status;
    *hash = hash_fnv1a(*hash, data, n);
    free(data);
    return STATUS_OK;
}

static enum status map_and_write(const struct run_options *o, const struct watch *watch,
                                 const struct mlp *m, struct prepared *p, struct error *err)
{
    const struct design d = mapped_part(&p->design);
    struct dataset set;
    enum status status;

    if ((status = file_check_folder(o->programs, err)) != STATUS_OK
        || (status = dataset_load(d.data.set, p->design.data.path, DATASET_TRAIN, &set, err))
               != STATUS_OK)
        return status;
    status = map_network(&p->program, &d, m, &p->card, &set, run_threads(o), watch, err);
    watch_over(watch);
    dataset_free(&set);
    if (watch_stopped(watch))
        status = watch_interrupted(err);
    if (status == STATUS_OK)
        status = program_write(p->program_path.text, &p->program, err);
    if (status != STATUS_OK)
        program_free(&p->program);
    return status;
}

static void report_silence(const struct watch *watch, const char *program, bool silent)
{
    if (silent)
        watch_report(watch,
                     "%s: does not say what made it (version of mapping, card, images): taken "
                     "unseen",
                     program);
}

static enum status map_in_folder(const struct run_options *o, const struct watch *watch,
                                 const struct mlp *m, struct prepared *p, struct error *err)
{
    const struct folders before = folders_before(o->programs);
    const enum status status = map_and_write(o, watch, m, p, err);

    if (status != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}

static enum status find_or_map(const struct run_options *o, const struct watch *watch,
                               const struct weights *w, struct prepared *p, struct error *err)
{
    const uint64_t hash = map_hash(&p->design, &p->card, &w->mlp, w->data_hash);
    bool silent = false;
    enum status status;

    if ((status = path_join(&p->program_path, err, o->programs, "%s-%08x.prog", p->design.name,
                            (unsigned)(hash >> 32)))
        != STATUS_OK)
        return status;
    if (o->make == RUN_MAKE_AGAIN || access(p->program_path.text, F_OK))
        return map_in_folder(o, watch, &w->mlp, p, err);
    if ((status = program_read(p->program_path.text, &p->program, err)) != STATUS_OK)
        return status;
    if ((status = map_check_origin(&p->program, hash, p->program_path.text, &silent, err))
        != STATUS_OK)
        program_free(&p->program);
    report_silence(watch, p->program_path.text, silent);
    return status;
}

static enum status own_program(const struct run_options *o, const struct watch *watch,
                               struct prepared *p, struct error *err)
{
    struct weights w;
    enum status status = weights_prepare(o, watch, &p->design, false, &w, err);

    if (status != STATUS_OK)
        return status;
    p->mlp_path = w.path;
    status = find_or_map(o, watch, &w, p, err);
    mlp_free(&w.mlp);
    return status;
}

/* Another card is refused. One of the same name whose conductances have moved - the same states
 * later, or measured again - is what the array would then hold: read, and told. */
static enum status check_card(const struct watch *watch, struct prepared *p, bool *silent,
                              struct error *err)
{
    const enum status status =
        map_check_card(&p->program, &p->card, p->program_path.text, silent, err);

    if (status == STATUS_OK || strcmp(p->program.card, p->card.name) != 0)
        return status;
    p->card_moved = true;
    watch_report(watch, "%s; its states are read as the design's card has them", err->text);
    return STATUS_OK;
}

/* What it says of mapping, card and images must be the design's. */
static enum status check_named(const struct watch *watch, struct prepared *p, struct error *err)
{
    const char *where = p->program_path.text;
    bool silent = false;
    struct mlp_origin origin;
    struct error no_images;
    enum status status;

    if ((status = map_check_version(&p->program, where, &silent, err)) != STATUS_OK
        || (status = check_card(watch, p, &silent, err)) != STATUS_OK)
        return status;
    if (weights_origin(&p->design, &origin, &no_images) != STATUS_OK)
        watch_report(watch, "%s: is not known to be of the design's images: %s", where,
                     no_images.text);
    else
        status = map_check_data(&p->program, &origin, where, &silent, err);
    report_silence(watch, where, silent);
    return status;
}

/* A program that the user names. */
static enum status named_program(const struct run_options *o, const struct watch *watch,
                                 struct prepared *p, struct error *err)
{
    enum status status;

    if ((status = path_set(&p->program_path, err, "%s", o->program)) != STATUS_OK
        || (status = program_read(p->program_path.text, &p->program, err)) != STATUS_OK)
        return status;
    if ((status = check_named(watch, p, err)) != STATUS_OK)
        program_free(&p->program);
    return status;
}

/* Width of a signed code whose ends no sum of levels over a tile can reach. */
static int lossless_bits(const struct program *p)
{
    const int64_t sum = p->geometry.word_lines / 2 * (p->n_states - 1);
    int bits = 2;

    while (sum >= ((int64_t)1 << (bits - 1)) - 1)
        bits++;
    return bits;
}

/* Level k is k quanta above the background in every device and at every read. */
static bool levels_are_quanta(const struct device_card *card, const struct design *d)
{
    const long background = lrint(card->state[0].g_mean_S / card->g_quantum_S);

    for (int k = 0; k < card->n_states; k++) {
        const struct card_state *s = &card->state[k];

        if (lrint(s->g_mean_S / card->g_quantum_S) - background != k
            || (d->device.spread && card_kept_S(s) > 0)
            || (d->device.read_noise && s->read_noise_S > 0))
            return false;
    }
    return true;
}

/* Then a column sum is a sum of levels, and where the converter neither rounds it nor could reach
 * an end of its range, which counts as clipped, the twin does dense integer products. */
static bool is_lossless(const struct prepared *p)
{
    return levels_are_quanta(&p->card, &p->design)
           && fabs(p->program.converter_lsb_S / p->card.g_quantum_S - 1) < 1e-9
           && p->program.converter_bits >= lossless_bits(&p->program);
}

enum status prepare_golden(struct prepared *p, struct error *err)
{
    const struct design *d = &p->design;
    struct golden_config *g = &p->golden;
    enum status status;

    *g = (struct golden_config){
        .array = is_lossless(p) ? GOLDEN_IDEAL : GOLDEN_TILED,
        .timing = {.array = ARRAY_ANALOG,
                   .settle_cycles = (int)d->tile.settle_cycles,
                   .conversion_cycles = (int)d->tile.conversion_cycles},
        .input_seed = (uint64_t)d->neuron.input_seed,
    };
    status = golden_config_crossbar(g, &p->program, &p->card, err);
    g->xbar.seed = (uint64_t)d->device.seed;
    g->xbar.draw = (uint32_t)d->device.draw;
    g->xbar.spread = d->device.spread;
    g->xbar.read_noise = d->device.read_noise;
    return status;
}

/* The rest of prepare_run, for p->design as it is. */
static enum status prepare_program(const struct run_options *o, const struct watch *watch,
                                   struct prepared *p, struct error *err)
{
    enum status status;

    if ((status = prepare_card(&p->design, &p->card, err)) != STATUS_OK)
        return status;
    status = o->program ? named_program(o, watch, p, err) : own_program(o, watch, p, err);
    if (status != STATUS_OK)
        return status;
    p->program_hash = HASH_START;
    if ((status = hash_file(p->program_path.text, &p->program_hash, err)) != STATUS_OK
        || (status =
                map_check_program(&p->program, &p->design, &p->card, p->program_path.text, err))
        || (status = map_apply_design(&p->program, &p->design, &p->card, err)) != STATUS_OK
        || (status = prepare_golden(p, err)) != STATUS_OK)
        program_free(&p->program);
    return status;
}

enum status prepare_run(const struct run_options *o, const struct watch *watch, struct prepared *p,
                        struct error *err)
{
    enum status status;

    *p = (struct prepared){0};
    if ((status = prepare_design(o, &p->design, &p->design_file, err)) != STATUS_OK)
        return status;
    return prepare_program(o, watch, p, err);
}

void prepared_free(struct prepared *p) { program_free(&p->program); }

struct program prepare_digital(const struct program *p)
{
    struct program digital = *p;

    digital.converter_bits = lossless_bits(p);
    return digital;
}
