#include "device/card_doubts.h"
#include <math.h>
#include <string.h>

/* Shares of an upward pulse from a state: back, missed, one, two, three states on. Not measured:
 * one state a pulse. */
static void shares_up(const struct device_card *card, int from, double share[5])
{
    memcpy(share, (double[5]){0.0, 0.0, 1.0, 0.0, 0.0}, 5 * sizeof *share);
    for (int64_t i = 0; i < card->n_steps; i++) {
        const struct card_step *s = &card->step[i];

        if (s->from == from && s->direction > 0)
            memcpy(share, (double[5]){s->back, s->missed, s->single, s->two, s->more},
                   5 * sizeof *share);
    }
}

/* The equations of the mean number of pulses e[s] from state s < n on: e[s] = 1 + sum of share[d]
 * e[s + d - 1], in which e beyond n - 1 is 0 and a step back from state 0 stays there. */
static void hitting_equations(const struct device_card *card, int n,
                              double a[][CARD_MAX_STATES + 1])
{
    for (int s = 0; s < n; s++) {
        double share[5];

        shares_up(card, s, share);
        for (int k = 0; k <= CARD_MAX_STATES; k++)
            a[s][k] = 0.0;
        a[s][s] = 1.0;
        a[s][CARD_MAX_STATES] = 1.0;
        for (int d = 0; d < 5; d++) {
            const int to = s + d - 1 < 0 ? 0 : s + d - 1;

            if (to < n)
                a[s][to] -= share[d];
        }
    }
}

/* Gauss: only the entry left of the diagonal is below it. The diagonal vanishes where a state is
 * never left upwards. */
double card_expected_pulses(const struct device_card *card, int state)
{
    double a[CARD_MAX_STATES][CARD_MAX_STATES + 1];

    hitting_equations(card, state, a);
    for (int s = 0; s < state; s++) {
        if (!(a[s][s] > 1e-12))
            return INFINITY;
        for (int k = s + 1; k < state; k++) {
            const double factor = a[k][s] / a[s][s];

            for (int c = s; c <= CARD_MAX_STATES; c++)
                a[k][c] -= factor * a[s][c];
        }
    }
    for (int s = state - 1; s >= 0; s--) {
        for (int k = s + 1; k < state; k++)
            a[s][CARD_MAX_STATES] -= a[s][k] * a[k][CARD_MAX_STATES];
        a[s][CARD_MAX_STATES] /= a[s][s];
    }
    return state > 0 ? a[0][CARD_MAX_STATES] : 0.0;
}

struct overlap {  /* of neighbouring states: how many, and the worst of them */
    int n, at;    /* states at - 1 and at */
    double steps; /* sum of the two deviations over the step between the means */
};

static void overlap_add(struct overlap *o, int at, double sum_S, double step_S)
{
    if (!(sum_S > step_S))
        return;
    o->n++;
    if (sum_S / step_S > o->steps) {
        o->steps = sum_S / step_S;
        o->at = at;
    }
}

/* Two neighbours overlap where the sum of their deviations is the step between them. */
static void doubt_overlaps(const struct device_card *card, struct warnings *out)
{
    struct overlap kept = {0}, noise = {0};

    for (int k = 1; k < card->n_states; k++) {
        const struct card_state *a = &card->state[k - 1], *b = &card->state[k];
        const double step_S = b->g_mean_S - a->g_mean_S;

        overlap_add(&kept, k, card_kept_S(a) + card_kept_S(b), step_S);
        overlap_add(&noise, k, a->read_noise_S + b->read_noise_S, step_S);
    }
    if (kept.n)
        warnings_add(
            out,
            "%d of %d pairs of neighbouring states overlap by the spread of devices; worst "
            "states %d and %d, whose deviations add up to %.2g steps",
            kept.n, (int)card->n_states - 1, kept.at - 1, kept.at, kept.steps);
    if (noise.n)
        warnings_add(out,
                     "%d of %d pairs of neighbouring states overlap by read noise: one read cannot "
                     "tell them apart; worst states %d and %d, %.2g steps",
                     noise.n, (int)card->n_states - 1, noise.at - 1, noise.at, noise.steps);
}

void card_doubts(const struct device_card *card, struct warnings *out)
{
    const int top = (int)card->n_states - 1;
    const double pulses = card_expected_pulses(card, top);
    const double train_s = pulses * (card->pulse_width_s + card->pulse_gap_s);

    doubt_overlaps(card, out);
    if (isinf(pulses))
        warnings_add(out, "by the card's steps no upward pulse leaves one of the states below %d",
                     top);
    else if (card->losses_per_pulse * pulses > 1.0)
        warnings_add(out,
                     "a pulse costs %.2g skyrmions: the %.1f pulses of state %d cost %.1f of them",
                     card->losses_per_pulse, pulses, top, card->losses_per_pulse * pulses);
    if (card->retention_s > 0.0 && isfinite(pulses) && card->retention_s < train_s)
        warnings_add(out, "a state lasts %.3g s, the %.1f pulses of state %d take %.3g s",
                     card->retention_s, pulses, top, train_s);
}
