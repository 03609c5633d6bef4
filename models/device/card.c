#include "device/card.h"
#include <math.h>
#include <stdio.h>
#include "base/param_table.h"

const struct param card_params[] = {
    {PARAM_TEXT(device_card, name, "name of the card"), .required = true},
    {PARAM_TEXT(device_card, kind, "ideal, skyrmion-mtj, hall, or your own word"),
     .required = true},
    {PARAM_TEXT(device_card, doc, "one sentence: what device this is"), .required = true},
    {PARAM_TEXT(device_card, source, "paper, section, figure, command or notebook"),
     .required = true},
    {PARAM_TEXT(device_card, ambiguity, "what the source leaves open and what was chosen")},
    {PARAM_TEXT(device_card, spread_note, "where g_spread_S comes from; \"assumed: ...\""),
     .required = true},
    {PARAM_TEXT(device_card, noise_note, "where read_noise_S comes from; \"assumed: ...\""),
     .required = true},
    {PARAM_NUMBER(device_card, read_voltage_V, "V", 1e-6, 10.0,
                  "read voltage: +V and -V on the two word lines of an input"),
     .required = true},
    {PARAM_NUMBER(device_card, read_voltage_limit_V, "V", 1e-6, 10.0,
                  "above it a read disturbs the state"),
     .required = true},
    {PARAM_NUMBER(device_card, temperature_K, "K", 0.0, 1000.0,
                  "temperature of the values; 0 where it plays no part"),
     .required = true},
    {PARAM_NUMBER(device_card, retention_s, "s", 0.0, 1e12, "0: not known")},
    {PARAM_NUMBER(device_card, pulse_amplitude_A_per_m2, "A/m^2", 0.0, 1e14,
                  "current density of a programming pulse")},
    {PARAM_NUMBER(device_card, pulse_width_s, "s", 1e-12, 1.0, "time a programming pulse is high"),
     .required = true},
    {PARAM_NUMBER(device_card, pulse_gap_s, "s", 0.0, 1.0,
                  "time between the end of a pulse and the start of the next"),
     .required = true},
    {PARAM_NUMBER(device_card, pulse_states, "state", 1.0, 1.0,
                  "change of state per pulse; the array model knows whole single steps only")},
    {PARAM_NUMBER(device_card, pulse_resistivity_Ohm_m, "Ohm m", 0.0, 1.0,
                  "rho of eq. 3; 0: energy is given, not computed")},
    {PARAM_NUMBER(device_card, pulse_length_m, "m", 0.0, 1.0, "l of eq. 3")},
    {PARAM_NUMBER(device_card, pulse_width_m, "m", 0.0, 1.0, "w of eq. 3")},
    {PARAM_NUMBER(device_card, pulse_thickness_m, "m", 0.0, 1.0,
                  "2t of eq. 3: total thickness that carries the pulse")},
    {PARAM_NUMBER(device_card, pulse_energy_J, "J", 0.0, 1.0, "energy of one programming pulse"),
     .required = true},
    {PARAM_NUMBER(device_card, g_quantum_S, "S", 1e-15, 1.0,
                  "integer quantum of conductance of the crossbar model"),
     .required = true},
    {PARAM_NUMBER(device_card, retention_low_s, "s", 0.0, 1e300,
                  "lower 95 % bound of the retention")},
    {PARAM_NUMBER(device_card, retention_high_s, "s", 0.0, 1e300,
                  "upper 95 % bound; 0: no state was lost, so there is none")},
    {PARAM_NUMBER(device_card, retention_estimate_s, "s", 0.0, 1e300, "retention by rate theory")},
    {PARAM_NUMBER(device_card, initialise_amplitude_A_per_m2, "A/m^2", 0.0, 1e14,
                  "current density of an initialisation pulse")},
    {PARAM_NUMBER(device_card, initialise_width_s, "s", 0.0, 1.0,
                  "time an initialisation pulse is high")},
    {PARAM_NUMBER(device_card, initialise_energy_J, "J", 0.0, 1.0,
                  "energy of one initialisation pulse")},
    {PARAM_NUMBER(device_card, losses_per_pulse, "", 0.0, 1e3,
                  "skyrmions that a device loses in a pulse, mean")},
    {PARAM_NUMBER(device_card, losses_per_pulse_low, "", 0.0, 1e3, "lower 95 % bound of it")},
    {PARAM_NUMBER(device_card, losses_per_pulse_high, "", 0.0, 1e3, "upper 95 % bound of it")},
    {PARAM_NUMBER(device_card, stuck_after_down, "", 0.0, 1e4,
                  "skyrmions left under the junction after all pulses down, mean")},
    {PARAM_NUMBER(device_card, stuck_after_up, "", 0.0, 1e4,
                  "skyrmions left outside the junction after all pulses up, mean")},
    {PARAM_TEXT(device_card, programming_note, "how steps, losses and retention were found")},
    {PARAM_TEXT(device_card, command, "what made the card")},
    {PARAM_TEXT(device_card, version, "of skyloom that made it")},
    {PARAM_TEXT(device_card, device_hash, "of every key of the device it was made from")},
    {PARAM_TEXT(device_card, particles_hash, "of the coefficients it was made from")},
    {PARAM_WHOLE(device_card, seed, "", 0, 1e9, "of its first draw")},
    {PARAM_WHOLE(device_card, draws, "", 0, 1e9, "devices that were simulated")},
};
const size_t card_n_params = sizeof card_params / sizeof card_params[0];

const struct param card_state_params[] = {
    {PARAM_NUMBER(card_state, g_mean_S, "S", 0.0, 1.0, "mean conductance over devices"),
     .required = true},
    {PARAM_NUMBER(card_state, g_spread_S, "S", 0.0, 1.0, "device-to-device standard deviation")},
    {PARAM_NUMBER(card_state, g_programming_S, "S", 0.0, 1.0,
                  "standard deviation of one device from one programming to the next")},
    {PARAM_NUMBER(card_state, read_noise_S, "S", 0.0, 1.0,
                  "standard deviation of repeated reads of one device")},
};
const size_t card_n_state_params = sizeof card_state_params / sizeof card_state_params[0];

const struct param card_step_params[] = {
    {PARAM_WHOLE(card_step, from, "", 0, CARD_MAX_STATES - 1, "state the pulse starts from"),
     .required = true},
    {PARAM_WHOLE(card_step, direction, "", -1, 1, "1: up, -1: down"), .required = true},
    {PARAM_WHOLE(card_step, samples, "", 0, 1e9, "pulses that were looked at")},
    {PARAM_NUMBER(card_step, missed, "", 0.0, 1.0, "share of pulses that change nothing")},
    {PARAM_NUMBER(card_step, single, "", 0.0, 1.0,
                  "share that goes one state along the direction")},
    {PARAM_NUMBER(card_step, two, "", 0.0, 1.0, "share that goes two")},
    {PARAM_NUMBER(card_step, more, "", 0.0, 1.0, "share that goes more than two")},
    {PARAM_NUMBER(card_step, back, "", 0.0, 1.0, "share that goes against the direction")},
    {PARAM_NUMBER(card_step, mean, "", -1e4, 1e4, "states along the direction, mean")},
    {PARAM_NUMBER(card_step, sd, "", 0.0, 1e4, "standard deviation of it")},
    {PARAM_NUMBER(card_step, skyrmions, "", 0.0, 1e4,
                  "skyrmions under the junction before it, mean")},
    {PARAM_NUMBER(card_step, change, "", -1e4, 1e4, "change of them, mean, with its sign")},
};
const size_t card_n_step_params = sizeof card_step_params / sizeof card_step_params[0];

double card_update_energy_J(const struct device_card *card)
{
    const double volume_m3 = card->pulse_length_m * card->pulse_width_m * card->pulse_thickness_m;

    return card->pulse_resistivity_Ohm_m * volume_m3 * card->pulse_amplitude_A_per_m2
           * card->pulse_amplitude_A_per_m2 * card->pulse_width_s;
}

double card_kept_S(const struct card_state *state)
{
    return hypot(state->g_spread_S, state->g_programming_S);
}

static enum status states_check(const struct device_card *card, const char *where,
                                struct error *err)
{
    char name[640];

    if (!(card->n_states >= 2 && card->n_states <= CARD_MAX_STATES))
        return error_set(err, STATUS_BAD_CONFIG, "%s: %lld states, must be in [2, %d]", where,
                         (long long)card->n_states, CARD_MAX_STATES);
    for (int k = 0; k < card->n_states; k++) {
        snprintf(name, sizeof name, "%s: states[%d]", where, k);
        const enum status status =
            params_check(card_state_params, card_n_state_params, &card->state[k], name, err);

        if (status != STATUS_OK)
            return status;
    }
    for (int k = 1; k < card->n_states; k++) {
        const double below = card->state[k - 1].g_mean_S, here = card->state[k].g_mean_S;

        if (!(here > below))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: states[%d].g_mean_S = %g S, must be above states[%d] = %g S "
                             "(background first, ascending)",
                             where, k, here, k - 1, below);
        if (!(here - below >= card->g_quantum_S * (1.0 - 1e-9)))
            return error_set(
                err, STATUS_BAD_CONFIG,
                "%s: g_quantum_S = %g S, must be at most the step %g S from states[%d] "
                "to states[%d]",
                where, card->g_quantum_S, here - below, k - 1, k);
    }
    return STATUS_OK;
}

static enum status energy_check(const struct device_card *card, const char *where,
                                struct error *err)
{
    const double computed_J = card_update_energy_J(card);
    const bool any = card->pulse_resistivity_Ohm_m > 0.0 || card->pulse_length_m > 0.0
                     || card->pulse_width_m > 0.0 || card->pulse_thickness_m > 0.0;

    if (!any)
        return STATUS_OK;
    if (!(computed_J > 0.0))
        return error_set(
            err, STATUS_BAD_CONFIG,
            "%s: eq. 3 needs pulse_resistivity_Ohm_m = %g, pulse_length_m = %g, "
            "pulse_width_m = %g, pulse_thickness_m = %g, pulse_amplitude_A_per_m2 = %g "
            "all above 0, or none of the first four",
            where, card->pulse_resistivity_Ohm_m, card->pulse_length_m, card->pulse_width_m,
            card->pulse_thickness_m, card->pulse_amplitude_A_per_m2);
    if (!(fabs(card->pulse_energy_J - computed_J) <= 0.05 * computed_J))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: pulse_energy_J = %g J, must be within 5 %% of eq. 3: %g J", where,
                         card->pulse_energy_J, computed_J);
    return STATUS_OK;
}

static enum status steps_check(const struct device_card *card, const char *where, struct error *err)
{
    for (int k = 0; k < card->n_steps; k++) {
        const struct card_step *s = &card->step[k];
        const double sum = s->missed + s->single + s->two + s->more + s->back;
        char name[640];
        enum status status;

        snprintf(name, sizeof name, "%s: steps[%d]", where, k);
        status = params_check(card_step_params, card_n_step_params, s, name, err);
        if (status != STATUS_OK)
            return status;
        if (!(s->from < card->n_states && s->direction != 0))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: from = %d, direction = %d, must be one of %d states and 1 or -1",
                             name, (int)s->from, (int)s->direction, (int)card->n_states);
        if (!(fabs(sum - 1.0) <= 1e-3))
            return error_set(err, STATUS_BAD_CONFIG,
                             "%s: missed, single, two, more and back add up to %g, must be 1", name,
                             sum);
    }
    return STATUS_OK;
}

enum status card_check(const struct device_card *card, const char *where, struct error *err)
{
    enum status status = params_check(card_params, card_n_params, card, where, err);

    if (status == STATUS_OK)
        status = states_check(card, where, err);
    if (status == STATUS_OK)
        status = energy_check(card, where, err);
    if (status == STATUS_OK)
        status = steps_check(card, where, err);
    if (status != STATUS_OK)
        return status;
    if (!(card->read_voltage_V <= card->read_voltage_limit_V))
        return error_set(err, STATUS_BAD_CONFIG,
                         "%s: read_voltage_V = %g V, must be at most read_voltage_limit_V = %g V",
                         where, card->read_voltage_V, card->read_voltage_limit_V);
    return STATUS_OK;
}

enum status card_keep_states(struct device_card *card, int64_t n, struct error *err)
{
    if (n == 0)
        return STATUS_OK;
    if (!(n >= 2 && n <= card->n_states))
        return error_set(err, STATUS_BAD_CONFIG,
                         "device.states = %lld, must be 0 (all) or in [2, %lld] of card %s",
                         (long long)n, (long long)card->n_states, card->name);
    card->n_states = n;
    for (int64_t i = card->n_steps - 1; i >= 0; i--)
        if (card->step[i].from >= n)
            card->step[i] = card->step[--card->n_steps];
    return STATUS_OK;
}

double card_level_S(const struct device_card *card, int level)
{
    const int k = level < 0 ? -level : level;
    const double g_S = card->state[k].g_mean_S - card->state[0].g_mean_S;

    return level < 0 ? -g_S : g_S;
}

double card_mean_step_S(const struct device_card *card)
{
    const int top = (int)card->n_states - 1;

    return card_level_S(card, top) / top;
}
