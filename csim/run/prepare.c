#include "run/prepare.h"
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "io/card_yaml.h"
#include "files/file.h"
#include "map/map.h"
#include "twin/golden_many.h"

#define MAX_WEIGHT_FILE ((size_t)1 << 30)

enum status prepare_design(const struct run_options *o, struct design *d, char file[SHARE_PATH_MAX],
                           struct error *err)
{
    enum status status;

    if (o->ready) {
        *d = *o->ready;
        snprintf(file, SHARE_PATH_MAX, "%s", o->design ? o->design : "");
        return STATUS_OK;
    }
    if ((status = share_path("designs", o->design, ".yaml", file, err))
        || (status = design_load(file, d, err)))
        return status;
    for (int i = 0; i < o->n_set; i++)
        if ((status = design_set(d, o->set[i], err)))
            return status;
    return design_check(d, file, err);
}

enum status prepare_card(const struct design *d, struct device_card *card, struct error *err)
{
    const enum status status = card_load(d->device.card, card, err);

    return status ? status : card_keep_states(card, d->device.states, err);
}

static enum status path_format(char path[1024], struct error *err, const char *dir,
                               const char *name, const char *tail)
{
    if (snprintf(path, 1024, "%s/%s-%s", dir, name, tail) >= 1024)
        return error_set(err, STATUS_BAD_CONFIG, "%s: path too long", dir);
    return STATUS_OK;
}

static enum status mlp_path(const struct run_options *o, const struct design *d, char path[1024],
                            struct error *err)
{
    char tail[48];

    snprintf(tail, sizeof tail, "s%lld.mlp", (long long)d->train.seed);
    return path_format(path, err, o->programs, d->name, tail);
}

static enum status train(const struct run_options *o, const struct watch *watch,
                         const struct design *d, const char *path, struct mlp *m, struct error *err)
{
    struct dataset set;
    char checkpoint[1100];
    enum status status;

    if ((status = file_check_folder(o->programs, err))
        || (status = dataset_load(d->data.set, d->data.path, DATASET_TRAIN, &set, err)))
        return status;
    snprintf(checkpoint, sizeof checkpoint, "%s.checkpoint", path);
    watch_progress(watch, "training %s ...", d->name);
    status = mlp_train(m, d, &set, run_threads(o), checkpoint, watch, err);
    watch_over(watch);
    dataset_free(&set);
    if (status)
        return status;
    if ((status = mlp_write(path, m, err)))
        mlp_free(m);
    else
        unlink(checkpoint);
    return status;
}

static enum status check_sizes(const char *path, const struct design *d, int n_layers,
                               const int sizes[], struct error *err)
{
    int wanted[MLP_MAX_LAYERS + 1];
    const int n = design_layers(d, wanted, MLP_MAX_LAYERS + 1);
    char got[96] = "";

    for (int i = 0; i <= n_layers; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%d", i ? "-" : "", sizes[i]);
    if (n != n_layers + 1 || memcmp(wanted, sizes, (size_t)n * sizeof *sizes))
        return error_set(err, STATUS_BAD_FILE, "%s: is for a network %s, design %s has %s", path,
                         got, d->name, d->network.layers);
    return STATUS_OK;
}

/* Weights of the same name trained otherwise (another rate, say) are not taken, nor overwritten. */
static enum status check_training(const char *path, const struct design *d, const struct mlp *m,
                                  struct error *err)
{
    json_t *provenance = json_loads(m->provenance, 0, NULL);
    const char *got = json_string_value(json_object_get(provenance, "train_hash"));
    char wanted[24];
    enum status status = STATUS_OK;

    snprintf(wanted, sizeof wanted, "%016" PRIx64, mlp_train_hash(d));
    if (got && strcmp(got, wanted))
        status = error_set(err, STATUS_BAD_FILE,
                           "%s: trained with other settings (train_hash %s, the design's is %s); "
                           "skyloom train --force trains again",
                           path, got, wanted);
    json_decref(provenance);
    return status;
}

enum status prepare_mlp(const struct run_options *o, const struct watch *watch,
                        const struct design *d, bool retrain, char path[1024], struct mlp *m,
                        struct error *err)
{
    enum status status = mlp_path(o, d, path, err);

    if (status)
        return status;
    if (retrain || access(path, F_OK))
        return train(o, watch, d, path, m, err);
    if ((status = mlp_read(path, m, err)))
        return status;
    if ((status = check_sizes(path, d, m->n_layers, m->size, err))
        || (status = check_training(path, d, m, err)))
        mlp_free(m);
    return status;
}

/* What mapping reads of a design. It scans thresholds on an ideal array, so one program serves
 * every tile, converter, device sample and clock; prepare_program fits it to the design afterwards.
 */
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

static uint64_t card_hash(uint64_t h, const struct device_card *card)
{
    h = hash_fnv1a(h, card->name, strlen(card->name));
    h = hash_fnv1a(h, &card->n_states, sizeof card->n_states);
    h = hash_fnv1a(h, &card->g_quantum_S, sizeof card->g_quantum_S);
    return hash_fnv1a(h, card->state, (size_t)card->n_states * sizeof *card->state);
}

static enum status hash_file(const char *path, uint64_t *hash, struct error *err)
{
    unsigned char *data;
    size_t n;
    const enum status status = file_read_all(path, MAX_WEIGHT_FILE, &data, &n, err);

    if (status)
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

    if ((status = file_check_folder(o->programs, err))
        || (status = dataset_load(d.data.set, p->design.data.path, DATASET_TRAIN, &set, err)))
        return status;
    status = map_network(&p->program, &d, m, &p->card, &set, run_threads(o), watch, err);
    watch_over(watch);
    dataset_free(&set);
    if (watch_stopped(watch))
        status = watch_interrupted(err);
    if (!status)
        status = program_write(p->program_path, &p->program, err);
    if (status)
        program_free(&p->program);
    return status;
}

static enum status own_program(const struct run_options *o, const struct watch *watch,
                               struct prepared *p, struct error *err)
{
    const struct design d = mapped_part(&p->design);
    const int version = MAP_VERSION;
    uint64_t hash = hash_fnv1a(card_hash(design_hash(&d), &p->card), &version, sizeof version);
    struct mlp m;
    char tail[32];
    enum status status;

    if ((status = mlp_path(o, &p->design, p->mlp_path, err)))
        return status;
    if (o->make == RUN_MAKE_PROGRAM && access(p->mlp_path, F_OK))
        return error_set(err, STATUS_BAD_FILE, "%s: missing", p->mlp_path);
    if ((status = prepare_mlp(o, watch, &p->design, false, p->mlp_path, &m, err)))
        return status;
    status = hash_file(p->mlp_path, &hash, err);
    snprintf(tail, sizeof tail, "%08x.prog", (unsigned)(hash ^ hash >> 32));
    if (!status)
        status = path_format(p->program_path, err, o->programs, p->design.name, tail);
    if (!status)
        status = o->make == RUN_MAKE_AGAIN || access(p->program_path, F_OK)
                     ? map_and_write(o, watch, &m, p, err)
                     : program_read(p->program_path, &p->program, err);
    mlp_free(&m);
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

    if ((status = prepare_card(&p->design, &p->card, err)))
        return status;
    if (o->program) {
        snprintf(p->program_path, sizeof p->program_path, "%s", o->program);
        status = program_read(p->program_path, &p->program, err);
    } else {
        status = own_program(o, watch, p, err);
    }
    if (status)
        return status;
    p->program_hash = HASH_START;
    if ((status = hash_file(p->program_path, &p->program_hash, err))
        || (status = map_check_program(&p->program, &p->design, &p->card, p->program_path, err))
        || (status = map_apply_design(&p->program, &p->design, &p->card, err))
        || (status = prepare_golden(p, err)))
        program_free(&p->program);
    return status;
}

enum status prepare_run(const struct run_options *o, const struct watch *watch, struct prepared *p,
                        struct error *err)
{
    enum status status;

    *p = (struct prepared){0};
    if ((status = prepare_design(o, &p->design, p->design_file, err)))
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
