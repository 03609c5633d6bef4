#include "io/card_yaml.h"
#include "config/config.h"
#include "files/file.h"
#include "files/share.h"
#include <stdio.h>
#include <string.h>

enum status card_load(const char *path, struct device_card *card, struct error *err)
{
    char found[1024];
    size_t n_states = 0, n_steps = 0;
    enum status status = share_path("cards", path, ".yaml", found, err);

    if (status != STATUS_OK)
        return status;
    *card = (struct device_card){.pulse_states = 1.0};
    const struct config_section top = {
        .name = "", .params = card_params, .n_params = card_n_params, .target = card};
    const struct config_list lists[] = {{.name = "states",
                                         .params = card_state_params,
                                         .n_params = card_n_state_params,
                                         .items = card->state,
                                         .item_size = sizeof card->state[0],
                                         .max_items = CARD_MAX_STATES,
                                         .min_items = 2,
                                         .n_items = &n_states},
                                        {.name = "steps",
                                         .params = card_step_params,
                                         .n_params = card_n_step_params,
                                         .items = card->step,
                                         .item_size = sizeof card->step[0],
                                         .max_items = CARD_MAX_STEPS,
                                         .n_items = &n_steps}};

    status = config_load(found, &top, 1, lists, 2, err);
    if (status != STATUS_OK)
        return status;
    card->n_states = (int64_t)n_states;
    card->n_steps = (int64_t)n_steps;
    return card_check(card, found, err);
}

/* --- writing --- */

static void put_text(FILE *f, const char *text)
{
    putc('"', f);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            putc('\\', f);
        putc(*text, f);
    }
    putc('"', f);
}

static void put_value(FILE *f, const struct param *p, const void *config)
{
    char text[64];

    if (p->type == PARAM_STRING) {
        put_text(f, (const char *)config + p->offset);
        return;
    }
    config_format(p, config, text, sizeof text);
    fputs(text, f);
}

/* Neither required nor given. */
static bool is_absent(const struct param *p, const void *config)
{
    const void *at = (const char *)config + p->offset;

    if (p->required)
        return false;
    switch (p->type) {
    case PARAM_STRING:
        return *(const char *)at == '\0';
    case PARAM_INT:
        return *(const int64_t *)at == 0;
    default:
        return *(const double *)at == 0.0;
    }
}

static void put_list(FILE *f, const char *name, const struct param *params, size_t n_params,
                     const void *items, size_t item_size, int64_t n)
{
    if (n > 0)
        fprintf(f, "%s:\n", name);
    for (int64_t i = 0; i < n; i++) {
        const char *separator = "  - {";

        for (size_t k = 0; k < n_params; k++) {
            const void *item = (const char *)items + (size_t)i * item_size;

            if (is_absent(&params[k], item))
                continue;
            fprintf(f, "%s%s: ", separator, params[k].name);
            put_value(f, &params[k], item);
            separator = ", ";
        }
        fputs("}\n", f);
    }
}

enum status card_save(const char *path, const struct device_card *card, struct error *err)
{
    struct file_out f;
    enum status status = card_check(card, path, err);

    if (status == STATUS_OK)
        status = file_out_open(&f, path, err);
    if (status != STATUS_OK)
        return status;
    fputs("# Device card, format: docs/cards.md. Conductances in S.\n", f.stream);
    for (size_t i = 0; i < card_n_params; i++) {
        if (is_absent(&card_params[i], card))
            continue;
        fprintf(f.stream, "%s: ", card_params[i].name);
        put_value(f.stream, &card_params[i], card);
        putc('\n', f.stream);
    }
    put_list(f.stream, "states", card_state_params, card_n_state_params, card->state,
             sizeof card->state[0], card->n_states);
    put_list(f.stream, "steps", card_step_params, card_n_step_params, card->step,
             sizeof card->step[0], card->n_steps);
    return file_out_commit(&f, err);
}
