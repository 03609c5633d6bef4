#include "run/doubts.h"
#include <math.h>
#include <stdlib.h>
#include "base/quantity.h"
#include "device/card_doubts.h"

#define CLIPPED_SHARE 0.01 /* of a layer's codes, from which on it is said */
#define CHANGED_SHARE 0.01 /* of the cells, that have left their state */
#define PULSE_RATIO 1.05   /* expected over counted */

static void doubt_retention(const struct device_card *card, struct run_result *r)
{
    const double loading_s = (double)r->program_ledger.program_cycles / r->frequency_Hz;
    const double image_s = r->bill.time_s, all_s = image_s * (double)r->images;
    char lasts[24], low[24], high[24], loading[24], image[24], all[24], bounds[64] = "";

    if (!(card->retention_s > 0.0) || fmax(loading_s, all_s) < CHANGED_SHARE * card->retention_s)
        return;
    if (card->retention_high_s > 0.0)
        snprintf(bounds, sizeof bounds, " (95 %%: %s .. %s)",
                 quantity_text(low, sizeof low, card->retention_low_s, "s"),
                 quantity_text(high, sizeof high, card->retention_high_s, "s"));
    warnings_add(
        &r->warnings,
        "card %s: a state lasts %s%s; loading takes %s, an image %s, these %llu images %s. "
        "Nothing here ages: this is the network as it would be right after its pulses",
        card->name, quantity_text(lasts, sizeof lasts, card->retention_s, "s"), bounds,
        quantity_text(loading, sizeof loading, loading_s, "s"),
        quantity_text(image, sizeof image, image_s, "s"), (unsigned long long)r->images,
        quantity_text(all, sizeof all, all_s, "s"));
}

struct programming { /* of all cells */
    double counted, expected;
};

static struct programming programming_of(const struct program *p, const struct device_card *card)
{
    double cells[CARD_MAX_STATES] = {0}; /* by state; each |level| is one cell */
    struct programming sum = {0};

    for (int l = 0; l < p->n_layers; l++)
        for (int64_t i = 0; i < (int64_t)p->layer[l].n_in * p->layer[l].n_out; i++)
            cells[abs(p->layer[l].level[i])]++;
    for (int k = 1; k < p->n_states; k++) {
        if (cells[k] == 0.0)
            continue;
        sum.counted += cells[k] * k;
        sum.expected += cells[k] * card_expected_pulses(card, k);
    }
    return sum;
}

static void doubt_pulses(const struct program *p, const struct device_card *card,
                         struct run_result *r)
{
    const struct programming pulses = programming_of(p, card);
    const double ratio = pulses.counted > 0.0 ? pulses.expected / pulses.counted : 1.0;

    if (isinf(pulses.expected)) {
        warnings_add(&r->warnings,
                     "card %s: by its steps no upward pulse leaves one of the states in use; the "
                     "%.4g pulses of the bill would not write them",
                     card->name, pulses.counted);
        return;
    }
    if (ratio > PULSE_RATIO || ratio < 1.0 / PULSE_RATIO)
        warnings_add(&r->warnings,
                     "card %s: programming counts %.4g pulses, one a state; by the card's steps "
                     "(missed, double, back) it takes about %.4g, %.2g times as many",
                     card->name, pulses.counted, pulses.expected, ratio);
    if (card->losses_per_pulse > 0.0 && pulses.expected > 0.0) {
        const double most = card_expected_pulses(card, p->n_states - 1);

        warnings_add(&r->warnings,
                     "card %s: a pulse costs %.2g skyrmions (95 %%: %.2g .. %.2g), state %d takes "
                     "about %.1f pulses and %.2g skyrmions; nothing here wears out",
                     card->name, card->losses_per_pulse, card->losses_per_pulse_low,
                     card->losses_per_pulse_high, p->n_states - 1, most,
                     most * card->losses_per_pulse);
    }
}

static void doubt_codes(struct run_result *r)
{
    for (int l = 0; l < r->n_layers; l++)
        if (result_clipped(&r->ledger.layer[l]) > CLIPPED_SHARE)
            warnings_add(&r->warnings,
                         "layer %d: %.1f %% of the codes are at an end of the converter's range "
                         "(converter.bits, converter.lsb_levels)",
                         l, 100.0 * result_clipped(&r->ledger.layer[l]));
}

static void doubt_card(const struct prepared *p, struct run_result *r)
{
    struct device_card card = p->card;

    /* said above, with the run's own numbers */
    card.retention_s = card.losses_per_pulse = 0.0;
    card.n_steps = 0;
    for (int k = 0; k < card.n_states; k++) {
        struct card_state *s = &card.state[k];

        s->g_spread_S = p->design.device.spread ? s->g_spread_S : 0.0;
        s->g_programming_S = p->design.device.spread ? s->g_programming_S : 0.0;
        s->read_noise_S = p->design.device.read_noise ? s->read_noise_S : 0.0;
    }
    card_doubts(&card, &r->warnings);
}

void doubts_of_run(const struct prepared *p, struct run_result *r)
{
    r->warnings.n = 0;
    if (p->card_moved)
        warnings_add(&r->warnings,
                     "card %s: the program was mapped onto other conductances of this card; its "
                     "states are read as the card has them now",
                     p->card.name);
    doubt_retention(&p->card, r);
    doubt_pulses(&p->program, &p->card, r);
    doubt_codes(r);
    doubt_card(p, r);
}
