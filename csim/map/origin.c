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
    return strcmp(section, "states") == 0
           || (section[0] == '\0' && strcmp(key, "g_quantum_S") == 0);
}

uint64_t map_card_hash(const struct device_card *card) { return card_hash(card, is_mapped_onto); }

uint64_t map_hash(const struct design *d, const struct device_card *card, const struct mlp *m)
{
    const int version = MAP_VERSION;
    struct settings settings = design_settings;
    uint64_t parts[3];

    settings.decides = maps;
    parts[0] = settings_hash(&settings, d);
    parts[1] = map_card_hash(card);
    parts[2] = mlp_hash(m);
    return hash_fnv1a(hash_fnv1a(HASH_START, &version, sizeof version), parts, sizeof parts);
}

/* Whether the provenance holds the hash, or none of that name. */
static bool agrees(const json_t *provenance, const char *key, uint64_t hash, char was[17])
{
    const char *text = json_string_value(json_object_get(provenance, key));
    char want[17];

    snprintf(want, sizeof want, "%016" PRIx64, hash);
    snprintf(was, 17, "%s", text != NULL ? text : "");
    return text == NULL || strcmp(text, want) == 0;
}

enum status map_check_origin(const struct program *p, uint64_t hash, const char *where,
                             struct error *err)
{
    json_t *provenance = json_loads(p->provenance, 0, NULL);
    char was[17];
    const bool same = agrees(provenance, "map_hash", hash, was);

    json_decref(provenance);
    if (same)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: was mapped from other weights, card or keys than its name says (map_hash "
                     "%s, not %016" PRIx64 "); skyloom map --force maps again",
                     where, was, hash);
}

enum status map_check_card(const struct program *p, const struct device_card *card,
                           const char *where, struct error *err)
{
    json_t *provenance = json_loads(p->provenance, 0, NULL);
    char was[17];
    const bool same = agrees(provenance, "card_hash", map_card_hash(card), was);

    json_decref(provenance);
    if (same)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: was mapped onto another card %s, with other conductances or another "
                     "quantum (card_hash %s, not %016" PRIx64 ")",
                     where, card->name, was, map_card_hash(card));
}

enum status map_check_data(const struct program *p, const struct mlp_origin *origin,
                           const char *where, struct error *err)
{
    json_t *provenance = json_loads(p->provenance, 0, NULL);
    const json_t *network = json_object_get(provenance, "network");
    char was[17];
    const bool same = agrees(network, "data_hash", origin->data_hash, was)
                      || agrees(network, "data_hash", origin->old_data_hash, was);

    json_decref(provenance);
    if (same)
        return STATUS_OK;
    return error_set(err, STATUS_BAD_FILE,
                     "%s: was trained on other images than the design's (data_hash %s, not "
                     "%016" PRIx64 "); see data.set, data.path",
                     where, was, origin->data_hash);
}
