#include "io/card_yaml.h"
#include <stddef.h>
#include "config/settings.h"
#include "files/file.h"
#include "files/share.h"

static const struct settings_section sections[] = {
    {.name = "", .part = {{.params = card_params, .n_params = &card_n_params}}},
    {.name = "states",
     .part = {{.params = card_state_params, .n_params = &card_n_state_params}},
     SETTINGS_LIST(card_file, card.state, n_states, 2, CARD_MAX_STATES)},
    {.name = "steps",
     .part = {{.params = card_step_params, .n_params = &card_n_step_params}},
     SETTINGS_LIST(card_file, card.step, n_steps, 0, CARD_MAX_STEPS)},
};

static const struct card_file defaults = {.card = {.pulse_states = 1.0}};
const struct settings card_settings = {.section = sections,
                                       .n_sections = SETTINGS_COUNT(sections),
                                       .defaults = &defaults,
                                       .size = sizeof(struct card_file)};

struct card_file card_file(const struct device_card *card)
{
    return (struct card_file){*card, (size_t)card->n_states, (size_t)card->n_steps};
}

uint64_t card_hash(const struct device_card *card,
                   bool (*decides)(const char *section, const char *key))
{
    const struct card_file file = card_file(card);
    struct settings settings = card_settings;

    settings.decides = decides;
    return settings_hash(&settings, &file);
}

enum status card_load(const char *path, struct device_card *card, struct error *err)
{
    struct path found;
    struct card_file file;
    enum status status = share_path("cards", path, ".yaml", &found, err);

    if (status == STATUS_OK)
        status = settings_load(&card_settings, found.text, &file, err);
    if (status != STATUS_OK)
        return status;
    *card = file.card;
    card->n_states = (int64_t)file.n_states;
    card->n_steps = (int64_t)file.n_steps;
    return card_check(card, found.text, err);
}

/* Whatever is not zero is written, so that a card says all that it was made with. */
enum status card_save(const char *path, const struct device_card *card, struct error *err)
{
    static const struct card_file nothing = {0};
    const struct card_file file = card_file(card);
    struct settings settings = card_settings;
    struct file_out f;
    enum status status = card_check(card, path, err);

    if (status == STATUS_OK)
        status = file_out_open(&f, path, err);
    if (status != STATUS_OK)
        return status;
    settings.defaults = &nothing;
    fputs("# Device card, format: docs/cards.md. Conductances in S.\n", f.stream);
    settings_write(f.stream, &settings, &file, false);
    return file_out_commit(&f, err);
}
