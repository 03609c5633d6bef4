#include <stdio.h>
#include <string.h>
#include "cli/cli.h"
#include "crossbar/xbar.h"
#include "device/card.h"
#include "device/card_doubts.h"
#include "io/card_yaml.h"

/* A card has numbers and texts only; what is not known, 0 or longer than anybody can say, is left
 * out. */
static void show_param(const struct param *p, const void *config)
{
    const void *at = (const char *)config + p->offset;

    if (p->type == PARAM_STRING) {
        if (*(const char *)at)
            printf("  %-29s %s\n", p->name, (const char *)at);
        return;
    }
    const double value = p->type == PARAM_INT ? (double)*(const int64_t *)at : *(const double *)at;

    if (p->required || (value != 0.0 && value < 1e300))
        printf("  %-29s %.6g %s\n", p->name, value, p->unit);
}

static void show_steps(const struct device_card *card)
{
    if (card->n_steps > 0)
        printf("  a pulse: shares by how many states it goes along its direction\n"
               "  %4s %9s %7s %7s %7s %7s %7s %7s %15s %9s\n",
               "from", "direction", "missed", "single", "two", "more", "back", "samples",
               "mean +- sd", "skyrmions");
    for (int64_t i = 0; i < card->n_steps; i++) {
        const struct card_step *s = &card->step[i];

        printf("  %4d %9s %7.3f %7.3f %7.3f %7.3f %7.3f %7lld %7.2f +- %4.2f %+9.2f\n",
               (int)s->from, s->direction > 0 ? "up" : "down", s->missed, s->single, s->two,
               s->more, s->back, (long long)s->samples, s->mean, s->sd, s->change);
    }
}

void cli_show_card(const struct device_card *card)
{
    for (size_t i = 0; i < card_n_params; i++)
        show_param(&card_params[i], card);
    printf("  %-29s %.4g J per pulse by papers/000 eq. 3\n", "update energy",
           card_update_energy_J(card));
    printf("  %lld states, %lld signed levels, mean step %.4g S\n", (long long)card->n_states,
           (long long)(2 * card->n_states - 1), card_mean_step_S(card));
    printf("  %5s %14s %14s %14s %14s\n", "state", "mean/S", "spread/S", "programming/S",
           "read noise/S");
    for (int64_t i = 0; i < card->n_states; i++)
        printf("  %5lld %14.6g %14.6g %14.6g %14.6g\n", (long long)i, card->state[i].g_mean_S,
               card->state[i].g_spread_S, card->state[i].g_programming_S,
               card->state[i].read_noise_S);
    show_steps(card);
}

/* Good is what a run takes with its spread and noise on, and has nothing to be told about. */
static enum status check(const char *name, const struct device_card *c, bool quiet,
                         struct error *err)
{
    struct warnings doubts = {0};
    const enum status status = xbar_check_card(c, true, true, err);

    if (status != STATUS_OK)
        return status;
    card_doubts(c, &doubts);
    for (int i = 0; i < doubts.n; i++)
        fprintf(stderr, "skyloom: warning: %s: %s\n", name, doubts.line[i]);
    if (!quiet)
        printf("%s: %s, %lld states\n", name, doubts.n ? "can be run, with warnings" : "good",
               (long long)c->n_states);
    return STATUS_OK;
}

static enum status card(const struct cli_args *args, struct error *err)
{
    const char *what = args->positional[0], *name = args->positional[1];
    const bool wants_show = !strcmp(what, "show");
    struct device_card c = {0};
    enum status status;

    if (!wants_show && strcmp(what, "check"))
        return error_set(err, STATUS_BAD_CONFIG, "card %s: must be check or show", what);
    if ((status = card_load(name, &c, err)) != STATUS_OK)
        return status;
    if (wants_show)
        cli_show_card(&c);
    else
        status = check(name, &c, args->quiet, err);
    return status;
}

static const char *const card_options[] = {"quiet", NULL};

const struct cli_verb cmd_card = {
    .name = "card",
    .usage = "skyloom card check|show CARD",
    .doc =
        "Check or show a device card: a shipped name or a path.\n"
        "check exits 2 where a card is wrong or cannot be run, and warns of states that overlap,\n"
        "pulses that destroy and states that do not last; docs/cards.md has the format.",
    .options = card_options,
    .min_positional = 2,
    .max_positional = 2,
    .example = "  skyloom card show skyrmion-mml4-7\n"
               "  skyloom card check lab/my-stack.yaml\n",
    .run = card,
};
