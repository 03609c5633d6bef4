#include "io/card_yaml.h"
#include "io/config.h"
#include "io/share.h"

enum status card_load(const char *path, struct device_card *card, struct error *err)
{
    char found[1024];
    size_t n_states = 0;
    enum status status = share_path("cards", path, ".yaml", found, err);

    if (status != STATUS_OK)
        return status;
    *card = (struct device_card){.pulse_states = 1.0};
    const struct config_section top = {
        .name = "", .params = card_params, .n_params = card_n_params, .target = card};
    const struct config_list states = {.name = "states",
                                       .params = card_state_params,
                                       .n_params = card_n_state_params,
                                       .items = card->state,
                                       .item_size = sizeof card->state[0],
                                       .max_items = CARD_MAX_STATES,
                                       .min_items = 2,
                                       .n_items = &n_states};

    status = config_load(found, &top, 1, &states, 1, err);
    if (status != STATUS_OK)
        return status;
    card->n_states = (int64_t)n_states;
    return card_check(card, found, err);
}
