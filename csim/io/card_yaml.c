#include "io/card_yaml.h"
#include <stddef.h>
#include "config/settings.h"
#include "files/file.h"
#include "files/share.h"

struct card_file { /* as settings see it */
    struct device_card card;
    size_t n_states, n_steps;
};

static const struct settings_section sections[] = {
    {.name = "", .part = {{.params = card_params, .n_params = &card_n_params}}},
    {.name = "states",
     .part = {{.params = card_state_params, .n_params = &card_n_state_params}},
     SETTINGS_LIST(card_file, card.state, n_states, 2, CARD_MAX_STATES)},
    {.name = "steps",
     .part = {{.params = card_step_params, .n_params = &card_n_step_params}},
     SETTINGS_LIST(card_file, card.step, n_steps, 0, CARD_MAX_STEPS)},
};

static struct settings settings_of(const struct card_file *defaults)
{
    return (struct settings){.section = sections,
                             .n_sections = SETTINGS_COUNT(sections),
                             .defaults = defaults,
                             .size = sizeof *defaults};
}

enum status card_load(const char *path, struct device_card *card, struct error *err)
{
    static const struct card_file defaults = {.card = {.pulse_states = 1.0}};
    const struct settings settings = settings_of(&defaults);
    char found[SHARE_PATH_MAX];
    struct card_file file;
    enum status status = share_path("cards", path, ".yaml", found, err);

    if (status == STATUS_OK)
        status = settings_load(&settings, found, &file, err);
    if (status != STATUS_OK)
        return status;
    *card = file.card;
    card->n_states = (int64_t)file.n_states;
    card->n_steps = (int64_t)file.n_steps;
    return card_check(card, found, err);
}

/* Whatever is not zero is written, so that a card says all that it was made with. */
enum status card_save(const char *path, const struct device_card *card, struct error *err)
{
    static const struct card_file nothing = {0};
    const struct settings settings = settings_of(&nothing);
    const struct card_file file = {*card, (size_t)card->n_states, (size_t)card->n_steps};
    struct file_out f;
    enum status status = card_check(card, path, err);

    if (status == STATUS_OK)
        status = file_out_open(&f, path, err);
    if (status != STATUS_OK)
        return status;
    fputs("# Device card, format: docs/cards.md. Conductances in S.\n", f.stream);
    settings_write(f.stream, &settings, &file, false);
    return file_out_commit(&f, err);
}
