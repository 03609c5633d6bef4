#include "lab/characterise/characterise.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/constants.h"
#include "lab/track/heat.h"

/* 1, 2 or 5 times a power of ten: at least 50 quanta in the smallest step between states. */
static double quantum_S(const struct device_card *card)
{
    double step_S = INFINITY, decade_S, over;

    for (int64_t i = 1; i < card->n_states; i++)
        step_S = fmin(step_S, card->state[i].g_mean_S - card->state[i - 1].g_mean_S);
    decade_S = pow(10.0, floor(log10(step_S / 50.0)));
    over = step_S / 50.0 / decade_S;
    return decade_S * (over >= 5.0 ? 5.0 : over >= 2.0 ? 2.0 : 1.0);
}

/* At what temperatures the coefficients were measured. */
static void say_heat(const struct characterise *c, char *text, size_t size)
{
    const double hot_K = c->calibration->hot.temperature_K;
    const double t_K = c->synapse->material.temperature_K;

    if (hot_K > 0.0 && t_K > 0.0 && t_K != hot_K)
        snprintf(text, size, "at 0 and %g K and %s (deaths as at %g K)", hot_K,
                 t_K < hot_K ? "taken in between" : "carried on", hot_K);
    else
        snprintf(text, size, "at %g K", t_K > 0.0 ? hot_K : 0.0);
}

/* What LLG's film says of each of n skyrmions. */
static void say_area(const struct spot *s, int n, double area_m2, double error_m2, char *text,
                     size_t size)
{
    if (s->runs > 1)
        snprintf(text, size, "each of %d reverses %.0f +- %.0f nm^2", n, 1e18 * area_m2,
                 1e18 * error_m2);
    else
        snprintf(text, size, "each of %d reverses %.0f nm^2", n, 1e18 * area_m2);
}

static void set_source(const struct characterise *c, struct device_card *card)
{
    const struct spot *s = &c->spot;
    char heat[80], few[80], crowd[80], runs[48];

    say_heat(c, heat, sizeof heat);
    say_area(s, s->few, s->few_area_m2, s->few_error_m2, few, sizeof few);
    say_area(s, s->crowd, s->crowd_area_m2, s->crowd_error_m2, crowd, sizeof crowd);
    snprintf(runs, sizeof runs, s->runs > 1 ? "standard errors of %d runs" : "%d run each",
             s->runs);
    snprintf(
        card->source, sizeof card->source,
        "skyloom characterise: %d particle devices with coefficients from LLG %s, and LLG of the "
        "junction's film of %.0f nm x %.0f nm for what it sees of skyrmions: %s, %s (%s), the film "
        "alone %.1f %%",
        (int)c->draws, heat, 1e9 * s->length_m, 1e9 * s->width_m, few, crowd, runs,
        100.0 * s->film_share);
}

static void set_spread_note(const struct characterise *c, const struct characterised *r,
                            struct device_card *card)
{
    const struct characterise_kept_part *part = &r->kept_part;
    const int n = snprintf(card->spread_note, sizeof card->spread_note,
                           "between rests of one count, over %d devices and %d cycles of pulses: "
                           "where the skyrmions lie, in part under the junction; the devices "
                           "differ in noise alone, no spread of material or pillar. ",
                           (int)c->draws, (int)c->synapse->characterise.cycles);

    if (part->pairs > 1)
        snprintf(card->spread_note + n, sizeof card->spread_note - (size_t)n,
                 "Rests of one device in two cycles correlate by %.2g +- %.2g: %s",
                 part->correlation, part->error,
                 part->share > 0.0
                     ? "that share of the variance is what it keeps, g_spread_S; the rest is "
                       "g_programming_S"
                     : "nothing that it keeps, all is g_programming_S");
    else
        snprintf(card->spread_note + n, sizeof card->spread_note - (size_t)n,
                 "One cycle cannot tell devices from programmings: all is g_programming_S");
}

static void set_texts(const struct characterise *c, const struct characterised *r,
                      struct device_card *card)
{
    const struct synapse *d = c->synapse;
    const struct spot *s = &c->spot;

    snprintf(card->name, sizeof card->name, "%.63s", d->name);
    snprintf(card->kind, sizeof card->kind, "skyrmion-mtj");
    snprintf(
        card->doc, sizeof card->doc,
        "Our own physics of device %.40s at %g K: %d layer%s, %d states by pulses, %g skyrmions "
        "under the junction at the most, read %g s after a pulse",
        d->name, d->material.temperature_K, (int)d->track.repeats, d->track.repeats == 1 ? "" : "s",
        r->n_states, (double)r->level[r->of_state[r->n_states - 1]].count,
        d->pulses.gap_s + c->after_s);
    snprintf(
        card->ambiguity, sizeof card->ambiguity,
        "A state is a number of skyrmions that pulses leave under the junction and that reads "
        "apart from the state below (sum of the deviations); state 0 is the least that pulses "
        "come back to, %d skyrmions, not the empty film. What a skyrmion is worth falls with "
        "their number as between LLG's two films. The "
        "first cycle of pulses calibrates and is left out. Read voltage and its limit are keys of "
        "the device (characterise), not simulated.",
        r->level[r->of_state[0]].count);
    set_source(c, card);
    set_spread_note(c, r, card);
    snprintf(
        card->noise_note, sizeof card->noise_note,
        "instantaneous, over %g s: LLG's film (reversed area: %.2g nm times the root of its area) "
        "and skyrmion (%.0f nm^2 each), particles' motion across the junction's edge",
        d->pulses.window_s, 1e9 * sqrt(s->film_variance_m2), 1e18 * s->area_sd_m2);
}

/* The state that is lost first decides. */
static void set_retention(const struct characterised *r, struct device_card *card)
{
    const int worst =
        r->lifetime[DRAW_EMPTY].time_s < r->lifetime[DRAW_FULL].time_s ? DRAW_EMPTY : DRAW_FULL;
    double rate_per_s = 0.0;

    card->retention_s = fmin(r->lifetime[worst].time_s, 1e12);
    card->retention_low_s = fmin(r->lifetime[worst].low_s, 1e300);
    card->retention_high_s = fmin(r->lifetime[worst].high_s, 1e300);
    for (int h = 0; h < DRAW_HOLDS; h++)
        rate_per_s = fmax(rate_per_s, r->skyrmions[h] / r->escape[h].time_s);
    card->retention_estimate_s = rate_per_s > 1e-300 ? 1.0 / rate_per_s : 0.0; /* not known */
}

static int say_pulses(const struct characterise *c, const struct characterised *r, char *text,
                      size_t size)
{
    return snprintf(
        text, size,
        "%lld pulses, each from a state of the cycles after the first; counts go to the nearest "
        "state. Of %g skyrmions %.3g are left after the first cycle and %.3g in the end, by their "
        "layers %.3g and %.3g. Initialisation after %g s of rest: first pulse up moves %+.3g, "
        "without it %+.3g (the initialisation itself %+.3g). ",
        (long long)r->pulses, r->started, r->after_first_cycle, r->remaining,
        r->whole_after_first_cycle, r->whole_remaining, c->synapse->pulses.rest_s,
        r->first_prepared, r->first_cold, r->by_preparing);
}

static int say_retention(const struct characterise *c, const struct characterised *r, char *text,
                         size_t size)
{
    const struct synapse_characterise *k = &c->synapse->characterise;
    const long long full = r->lifetime[DRAW_FULL].lost, empty = r->lifetime[DRAW_EMPTY].lost;

    return snprintf(text, size,
                    "Retention: until the read, mean over %g s, is half a step to the next state "
                    "away and does not come back; %d devices watched %g s each: %lld full and %lld "
                    "empty ones changed%s. ",
                    k->steady_s, (int)c->draws, k->watch_s, full, empty,
                    full + empty == 0 ? ", so it is a 95 % lower bound" : "");
}

static int say_heat_deaths(const struct characterise *c, const struct characterised *r, char *text,
                           size_t size)
{
    const double kT_J = boltzmann_J_per_K * c->synapse->material.temperature_K;
    const int n =
        snprintf(text, size,
                 "Estimate: one alone passes the barrier, %.3g kT, in %.3g s, crowds push it over "
                 "sooner. ",
                 r->escape[DRAW_FULL].height_J / kT_J, r->escape[DRAW_FULL].time_s);

    if (c->calibration->hot.temperature_K > 0.0)
        return n
               + snprintf(text + n, size - (size_t)n,
                          "Of heat %.3g die in the first cycle, %.3g in all, at a rate of %.2g +- "
                          "%.2g /ns, whose error the intervals leave out; ",
                          r->first_to_heat, r->lost_to_heat,
                          1e-9 * c->calibration->hot.death_rate_per_s,
                          1e-9 * c->calibration->hot.death_rate_error_per_s);
    return n
           + snprintf(text + n, size - (size_t)n,
                      "Particles of this stack do not die of heat, losses are lower bounds; ");
}

static void set_programming(const struct characterise *c, const struct characterised *r,
                            struct device_card *card)
{
    char *text = card->programming_note;
    const size_t size = sizeof card->programming_note;
    size_t n = (size_t)say_pulses(c, r, text, size);

    n += (size_t)say_retention(c, r, text + n, size - n);
    if (!(c->synapse->material.temperature_K > 0.0))
        return;
    n += (size_t)say_heat_deaths(c, r, text + n, size - n);
    snprintf(text + n, size - n, "in LLG %d of %d lived for %.3g s.", c->spot.alive,
             c->spot.started, c->spot.watched_s);
}

static void set_pulse(const struct synapse *d, struct device_card *card)
{
    const struct synapse_pulses *p = &d->pulses;

    card->pulse_amplitude_A_per_m2 = d->torque.density_A_per_m2;
    card->pulse_width_s = p->width_s;
    card->pulse_gap_s = p->gap_s;
    card->pulse_states = 1.0;
    card->pulse_resistivity_Ohm_m = d->heating.resistivity_Ohm_m;
    card->pulse_length_m = d->track.length_m;
    card->pulse_width_m = d->track.width_m;
    card->pulse_thickness_m = d->heating.conductor_m;
    card->pulse_energy_J = heat_pulse_energy_J(d);
    card->initialise_amplitude_A_per_m2 = p->prepare_fraction * d->torque.density_A_per_m2;
    card->initialise_width_s = p->prepare_width_s;
    card->initialise_energy_J = card->pulse_energy_J * p->prepare_fraction * p->prepare_fraction
                                * p->prepare_width_s / p->width_s;
}

void characterise_card(const struct characterise *c, const struct characterised *r,
                       struct device_card *card)
{
    *card =
        (struct device_card){.read_voltage_V = c->synapse->characterise.read_voltage_V,
                             .read_voltage_limit_V = c->synapse->characterise.read_voltage_limit_V,
                             .temperature_K = c->synapse->material.temperature_K,
                             .losses_per_pulse = r->losses.mean,
                             .losses_per_pulse_low = r->losses.low,
                             .losses_per_pulse_high = r->losses.high,
                             .stuck_after_down = r->stuck_after_down,
                             .stuck_after_up = r->stuck_after_up,
                             .seed = c->seed,
                             .draws = c->draws,
                             .n_states = r->n_states,
                             .n_steps = r->n_steps};
    for (int i = 0; i < r->n_states; i++) {
        const struct characterise_level *level = &r->later[r->of_state[i]];

        card->state[i] = (struct card_state){.g_mean_S = level->mean_S,
                                             .g_spread_S = level->spread_S,
                                             .g_programming_S = level->programming_S,
                                             .read_noise_S = level->noise_S};
    }
    memcpy(card->step, r->step, sizeof card->step);
    card->g_quantum_S = quantum_S(card);
    set_texts(c, r, card);
    set_retention(r, card);
    set_programming(c, r, card);
    set_pulse(c->synapse, card);
}
