#include "map/origin.h"
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "files/file.h"
#include "io/card_yaml.h"

/* What trained is in the weights. */
static bool maps(const char *section, const char *key)
{
    return (strcmp(section, "convert") == 0 && strcmp(key, "percentile") != 0)
           || strcmp(section, "neuron") == 0
           || (strcmp(section, "device") == 0 && strcmp(key, "states") == 0);
}

static bool is_mapped_onto(const char *section, const char *key)
{
    return (strcmp(section, "states") == 0 && strcmp(key, "g_mean_S") == 0)
           || (section[0] == '\0' && strcmp(key, "g_quantum_S") == 0);
}

uint64_t map_card_hash(const struct device_card *card) { return card_hash(card, is_mapped_onto); }

uint64_t map_hash(const struct design *d, const struct device_card *card, const struct mlp *m,
                  uint64_t data_hash)
{
    const int version = MAP_VERSION;
    struct settings settings = design_settings;
    uint64_t parts[4];

    settings.decides = maps;
    parts[0] = settings_hash(&settings, d);
    parts[1] = map_card_hash(card);
    parts[2] = mlp_hash(m);
    parts[3] = data_hash;
    return hash_fnv1a(hash_fnv1a(HASH_START, &version, sizeof version), parts, sizeof parts);
}

/* --- what a program says of it --- */

struct said {
    char was[17]; /* "": nothing */
    bool same;
};

static struct said compare(const json_t *record, const char *key, uint64_t hash)
{
    const char *text = json_string_value(json_object_get(record, key));
    struct said said;
    char want[17];

    snprintf(want, sizeof want, "%016" PRIx64, hash);
    snprintf(said.was, sizeof said.was, "%.16s", text != NULL ? text : "");
    said.same = text != NULL && strcmp(text, want) == 0;
    return said;
}

/* Whether there is nothing to refuse: the same, or silence. */
static bool passes(const struct said *said, bool *silent)
{
    *silent |= said->was[0] == '\0';
    return said->same || said->was[0] == '\0';
}

enum status map_check_origin(const struct program *p, uint64_t hash, const char *where,
                             bool *silent, struct error *err)
{
    json_t *provenance = json_loads(p->provenance, 0, NULL);
    const struct said said = compare(provenance, "map_hash", hash);

    json_decref(provenance);
    if (passes(&said, silent))
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: was mapped from other weights, card, images or keys than its name says "
                     "(map_hash %s, not %016" PRIx64 "); mapping by force makes it anew",
                     where, said.was, hash);
}

enum status map_check_version(const struct program *p, const char *where, bool *silent,
                              struct error *err)
{
    json_t *provenance = json_loads(p->provenance, 0, NULL);
    const json_t *item = json_object_get(provenance, "map_version");
    const bool says = json_is_integer(item);
    const json_int_t version = json_integer_value(item);

    json_decref(provenance);
    *silent |= !says;
    if (!says || version == MAP_VERSION)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: was mapped by other rules (map_version %" JSON_INTEGER_FORMAT
                     ", not %d); skyloom map makes it again",
                     where, version, MAP_VERSION);
}

enum status map_check_card(const struct program *p, const struct device_card *card,
                           const char *where, bool *silent, struct error *err)
{
    json_t *provenance = json_loads(p->provenance, 0, NULL);
    const struct said said = compare(provenance, "card_hash", map_card_hash(card));

    json_decref(provenance);
    if (passes(&said, silent))
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: was mapped onto another card, with other mean conductances, another "
                     "number of states or another quantum: %s, the design has %s (card_hash %s, "
                     "not %016" PRIx64 ")",
                     where, p->card, card->name, said.was, map_card_hash(card));
}

enum status map_check_data(const struct program *p, const struct mlp_origin *origin,
                           const char *where, bool *silent, struct error *err)
{
    json_t *provenance = json_loads(p->provenance, 0, NULL);
    const json_t *network = json_object_get(provenance, "network");
    const struct said said = compare(network, "data_hash", origin->data_hash);
    const struct said old = compare(network, "data_hash", origin->old_data_hash);

    json_decref(provenance);
    if (old.same || passes(&said, silent))
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: was trained on other images than the design's (data_hash %s, not "
                     "%016" PRIx64 "); see data.set, data.path",
                     where, said.was, origin->data_hash);
}
