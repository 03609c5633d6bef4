#include "learn/origin.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "files/file.h"

static bool trains(const char *section, const char *key)
{
    return strcmp(section, "network") == 0 || strcmp(section, "train") == 0
           || (strcmp(section, "convert") == 0 && strcmp(key, "percentile") == 0);
}

/* Change it when the meaning of these keys changes. */
static const char train_version[] = "train 2";

uint64_t mlp_train_hash(const struct design *d)
{
    struct settings settings = design_settings;

    settings.decides = trains;
    return hash_fnv1a(settings_hash(&settings, d), train_version, sizeof train_version);
}

/* --- as version 0.1.0 recorded it --- */

static uint64_t old_train_hash(const struct design *d)
{
    char text[1024];
    const int n = snprintf(text, sizeof text,
                           "train 1 set %d layers %s epochs %" PRId64 " %" PRId64 " batch %" PRId64
                           " seed %" PRId64 " held out %" PRId64 " rate %a momentum %a dropout %a "
                           "%a percentile %a",
                           d->data.set, d->network.layers, d->train.plain_epochs,
                           d->train.shift_epochs, d->train.batch, d->train.seed,
                           d->train.validation_images, d->train.rate, d->train.momentum,
                           d->train.dropout_input, d->train.dropout_hidden, d->convert.percentile);

    return hash_fnv1a(HASH_START, text, (size_t)n);
}

/* Nothing is set that version 0.1.0 did not know. */
static bool is_old(const struct design *d)
{
    struct design rest = *d;
    const struct design *usual = &design_default;

    memcpy(rest.network.layers, usual->network.layers, sizeof rest.network.layers);
    rest.train.plain_epochs = usual->train.plain_epochs;
    rest.train.shift_epochs = usual->train.shift_epochs;
    rest.train.batch = usual->train.batch;
    rest.train.seed = usual->train.seed;
    rest.train.validation_images = usual->train.validation_images;
    rest.train.rate = usual->train.rate;
    rest.train.momentum = usual->train.momentum;
    rest.train.dropout_input = usual->train.dropout_input;
    rest.train.dropout_hidden = usual->train.dropout_hidden;
    rest.convert.percentile = usual->convert.percentile;
    return mlp_train_hash(&rest) == mlp_train_hash(usual);
}

struct mlp_origin mlp_origin(const struct design *d, const struct dataset *train)
{
    const struct dataset_hash data = dataset_hash(train);

    return (struct mlp_origin){.train_hash = mlp_train_hash(d),
                               .data_hash = data.all,
                               .is_old = is_old(d),
                               .old_train_hash = old_train_hash(d),
                               .old_data_hash = data.bytes};
}

static bool says(const json_t *record, const char *key, uint64_t hash)
{
    const char *text = json_string_value(json_object_get(record, key));
    char want[17];

    snprintf(want, sizeof want, "%016" PRIx64, hash);
    return text != NULL && strcmp(text, want) == 0;
}

bool mlp_origin_agrees(const json_t *record, const struct mlp_origin *origin)
{
    return (says(record, "train_hash", origin->train_hash)
            && says(record, "data_hash", origin->data_hash))
           || (origin->is_old && says(record, "train_hash", origin->old_train_hash)
               && says(record, "data_hash", origin->old_data_hash));
}

bool mlp_is_made_by(const struct mlp *m, const struct mlp_origin *origin)
{
    json_t *provenance = json_loads(m->provenance, 0, NULL);
    const bool is = mlp_origin_agrees(provenance, origin);

    json_decref(provenance);
    return is;
}

uint64_t mlp_hash(const struct mlp *m)
{
    uint64_t hash = hash_fnv1a(HASH_START, m->size, (size_t)(m->n_layers + 1) * sizeof m->size[0]);

    for (int l = 0; l < m->n_layers; l++) {
        const size_t n = (size_t)m->size[l] * (size_t)m->size[l + 1];

        hash = hash_fnv1a(hash, m->weight[l], n * sizeof *m->weight[l]);
    }
    return hash_fnv1a(hash, m->lambda, (size_t)m->n_layers * sizeof m->lambda[0]);
}
