#include "door/kinds.h"
#include <string.h>
#include "base/param_table.h"
#include "config/settings.h"
#include "io/card_yaml.h"

#define TABLE(name) .params = name##_params, .n_params = &name##_n_params

static const struct param polarisation_params[] = {
    {PARAM_VECTOR3(torque_layer, polarisation, "", -1.0, 1.0, "unit vector of the spins")},
};

/* The seed of the noise is the tile's. */
#define THERMAL(config, model)                                                                     \
    {                                                                                              \
        .name = "thermal", .part = {                                                               \
            {TABLE(thermal), .offset = offsetof(struct config, model.thermal), .from = "seed"}     \
        }                                                                                          \
    }

static const struct settings_section card_sections[] = {
    {.name = "", .part = {{TABLE(device_synapse_card)}}},
};

static const struct settings_section mtj_sections[] = {
    {.name = "", .part = {{TABLE(device_mtj)}}},
    {.name = "spin",
     .part = {{TABLE(macrospin), .offset = offsetof(struct device_mtj_config, spin)}}},
    {.name = "torque",
     .part = {{TABLE(torque_layer), .offset = offsetof(struct device_mtj_config, spin.torque)},
              {SETTINGS_TABLE(polarisation_params),
               .offset = offsetof(struct device_mtj_config, spin.torque)}}},
    THERMAL(device_mtj_config, spin),
};

/* Densities are those of the pulse. */
static const struct settings_section wall_sections[] = {
    {.name = "", .part = {{TABLE(device_wall)}}},
    {.name = "wall",
     .part = {{TABLE(wall), .offset = offsetof(struct device_wall_config, wall),
               .from = "density_A_per_m2"}}},
    {.name = "torque",
     .part = {{TABLE(torque_layer), .offset = offsetof(struct device_wall_config, wall.torque),
               .from = "density_A_per_m2"},
              {SETTINGS_TABLE(polarisation_params),
               .offset = offsetof(struct device_wall_config, wall.torque)}}},
    THERMAL(device_wall_config, wall),
};

static const struct settings_section track_sections[] = {
    {.name = "", .part = {{TABLE(device_skyrmion_track)}}},
    {.name = "track",
     .part = {{TABLE(skyrmions), .offset = offsetof(struct device_skyrmion_track_config, track)}}},
    THERMAL(device_skyrmion_track_config, track),
};

static const struct {
    const struct device_kind *kind;
    const struct settings_section *section;
    size_t n_sections;
} kinds[] = {
    {&device_synapse_card, card_sections, SETTINGS_COUNT(card_sections)},
    {&device_mtj, mtj_sections, SETTINGS_COUNT(mtj_sections)},
    {&device_wall, wall_sections, SETTINGS_COUNT(wall_sections)},
    {&device_skyrmion_track, track_sections, SETTINGS_COUNT(track_sections)},
};

static bool find_settings(const struct device_kind *kind, struct settings *settings)
{
    for (size_t i = 0; i < SETTINGS_COUNT(kinds); i++)
        if (kinds[i].kind == kind) {
            *settings = (struct settings){.section = kinds[i].section,
                                          .n_sections = kinds[i].n_sections,
                                          .defaults = kind->config_default,
                                          .size = kind->config_size};
            return true;
        }
    return false;
}

/* "card=NAME", which is a file and no row of a table. */
static enum status set_card(struct door_kind_settings *s, const char *name, struct error *err)
{
    const enum status status = card_load(name, &s->card, err);

    s->config.synapse_card.card = &s->card;
    return status;
}

enum status door_kind_configure(const struct device_kind *kind, const char *const settings[],
                                struct door_kind_settings *s, const void **config,
                                struct error *err)
{
    struct settings table;
    enum status status = STATUS_OK;

    *config = kind->config_default;
    if (settings == NULL || settings[0] == NULL)
        return STATUS_OK;
    if (!find_settings(kind, &table))
        return error_set(err, STATUS_BAD_CONFIG, "device %s: takes no settings, such as '%.64s'",
                         kind->name, settings[0]);
    memcpy(&s->config, kind->config_default, kind->config_size);
    *config = &s->config;
    for (size_t i = 0; settings[i] != NULL && status == STATUS_OK; i++) {
        const bool is_card =
            kind == &device_synapse_card && strncmp(settings[i], "card=", strlen("card=")) == 0;

        status = is_card ? set_card(s, settings[i] + strlen("card="), err)
                         : settings_set(&table, settings[i], kind->name, &s->config, err);
    }
    return status;
}
