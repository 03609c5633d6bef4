#include "door/parts.h"
#include <stdio.h>
#include <stdlib.h>
#include "io/card_yaml.h"

struct skyloom_card {
    struct device_card card;
};

_Static_assert((int)SKYLOOM_MAX_STATES == CARD_MAX_STATES, "states of a card");

enum skyloom_status skyloom_card_load(struct skyloom_card **card, const char *name,
                                      struct skyloom_error *err)
{
    struct error why;
    enum status status = door_alloc((void **)card, sizeof **card, &why);

    if (status == STATUS_OK)
        status = card_load(door_name(name), &(*card)->card, &why);
    if (status != STATUS_OK) {
        free(*card);
        *card = NULL;
    }
    return door_error(err, status, &why);
}

void skyloom_card_get(const struct skyloom_card *card, struct skyloom_card_info *info)
{
    const struct device_card *c = &card->card;

    *info = (struct skyloom_card_info){.n_states = (int)c->n_states,
                                       .quantum_S = c->g_quantum_S,
                                       .read_voltage_V = c->read_voltage_V,
                                       .temperature_K = c->temperature_K,
                                       .pulse_amplitude_A_per_m2 = c->pulse_amplitude_A_per_m2,
                                       .pulse_width_s = c->pulse_width_s,
                                       .pulse_energy_J = c->pulse_energy_J};
    snprintf(info->name, sizeof info->name, "%s", c->name);
    snprintf(info->doc, sizeof info->doc, "%s", c->doc);
    for (int k = 0; k < info->n_states; k++)
        info->state[k] = (struct skyloom_card_state){
            .mean_S = c->state[k].g_mean_S,
            .spread_S = c->state[k].g_spread_S,
            .programming_S = c->state[k].g_programming_S,
            .read_noise_S = c->state[k].read_noise_S,
        };
}

void skyloom_card_free(struct skyloom_card *card) { free(card); }
