#include "device/card.h"
#include <math.h>
#include <stdio.h>

#define TEXT(f)                                                                                    \
#f, .unit = "", .type = PARAM_STRING, .offset = offsetof(struct device_card, f),               \
        .size = sizeof((struct device_card *)NULL)->f
#define NUMBER(f) #f, .type = PARAM_DOUBLE, .offset = offsetof(struct device_card, f)
#define COUNT(f) #f, .unit = "", .type = PARAM_INT, .offset = offsetof(struct device_card, f)
const struct param card_params[] = {
    {TEXT(name), .required = true, .doc = "name of the card"},
    {TEXT(kind), .required = true, .doc = "ideal, skyrmion-mtj, hall, or your own word"},
    {TEXT(doc), .required = true, .doc = "one sentence: what device this is"},
    {TEXT(source), .required = true, .doc = "paper, section, figure, command or notebook"},
    {TEXT(ambiguity), .doc = "what the source leaves open and what was chosen"},
    {TEXT(spread_note), .required = true, .doc = "where g_spread_S comes from; \"assumed: ...\""},
    {TEXT(noise_note), .required = true, .doc = "where read_noise_S comes from; \"assumed: ...\""},
    {NUMBER(read_voltage_V), .unit = "V", .required = true, .min = 1e-6, .max = 10.0,
     .doc = "read voltage: +V and -V on the two word lines of an input"},
    {NUMBER(read_voltage_limit_V), .unit = "V", .required = true, .min = 1e-6, .max = 10.0,
     .doc = "above it a read disturbs the state"},
    {NUMBER(temperature_K), .unit = "K", .required = true, .min = 0.0, .max = 1000.0,
     .doc = "temperature of the values; 0 where it plays no part"},
    {NUMBER(retention_s), .unit = "s", .min = 0.0, .max = 1e12, .doc = "0: not known"},
    {NUMBER(pulse_amplitude_A_per_m2), .unit = "A/m^2", .min = 0.0, .max = 1e14,
     .doc = "current density of a programming pulse"},
    {NUMBER(pulse_width_s), .unit = "s", .required = true, .min = 1e-12, .max = 1.0,
     .doc = "time a programming pulse is high"},
    {NUMBER(pulse_gap_s), .unit = "s", .required = true, .min = 0.0, .max = 1.0,
     .doc = "time between the end of a pulse and the start of the next"},
    {NUMBER(pulse_states), .unit = "state", .min = 1.0, .max = 1.0,
     .doc = "change of state per pulse; the array model knows whole single steps only"},
    {NUMBER(pulse_resistivity_Ohm_m), .unit = "Ohm m", .min = 0.0, .max = 1.0,
     .doc = "rho of eq. 3; 0: energy is given, not computed"},
    {NUMBER(pulse_length_m), .unit = "m", .min = 0.0, .max = 1.0, .doc = "l of eq. 3"},
    {NUMBER(pulse_width_m), .unit = "m", .min = 0.0, .max = 1.0, .doc = "w of eq. 3"},
    {NUMBER(pulse_thickness_m), .unit = "m", .min = 0.0, .max = 1.0,
     .doc = "2t of eq. 3: total thickness that carries the pulse"},
    {NUMBER(pulse_energy_J), .unit = "J", .required = true, .min = 0.0, .max = 1.0,
     .doc = "energy of one programming pulse"},
    {NUMBER(g_quantum_S), .unit = "S", .required = true, .min = 1e-15, .max = 1.0,
     .doc = "integer quantum of conductance of the crossbar model"},
    {NUMBER(retention_low_s), .unit = "s", .min = 0.0, .max = 1e300,
     .doc = "lower 95 % bound of the retention"},
    {NUMBER(retention_high_s), .unit = "s", .min = 0.0, .max = 1e300,
     .doc = "upper 95 % bound; 0: no state was lost, so there is none"},
    {NUMBER(retention_estimate_s), .unit = "s", .min = 0.0, .max = 1e300,
     .doc = "retention by rate theory"},
    {NUMBER(initialise_amplitude_A_per_m2), .unit = "A/m^2", .min = 0.0, .max = 1e14,
     .doc = "current density of an initialisation pulse"},
    {NUMBER(initialise_width_s), .unit = "s", .min = 0.0, .max = 1.0,
     .doc = "time an initialisation pulse is high"},
    {NUMBER(initialise_energy_J), .unit = "J", .min = 0.0, .max = 1.0,
     .doc = "energy of one initialisation pulse"},
    {NUMBER(losses_per_pulse), .unit = "", .min = 0.0, .max = 1e3,
     .doc = "skyrmions that a device loses in a pulse, mean"},
    {NUMBER(losses_per_pulse_error), .unit = "", .min = 0.0, .max = 1e3,
     .doc = "standard error of it; where none was lost, the 95 % bound"},
    {NUMBER(stuck_after_down), .unit = "", .min = 0.0, .max = 1e4,
     .doc = "skyrmions left under the junction after all pulses down, mean"},
    {NUMBER(stuck_after_up), .unit = "", .min = 0.0, .max = 1e4,
     .doc = "skyrmions left outside the junction after all pulses up, mean"},
    {TEXT(programming_note), .doc = "how steps, losses and retention were found"},
    {TEXT(command), .doc = "what made the card"},
    {TEXT(version), .doc = "of skyloom that made it"},
    {TEXT(device_hash), .doc = "of every key of the device it was made from"},
    {TEXT(particles_hash), .doc = "of the coefficients it was made from"},
    {COUNT(seed), .min = 0, .max = 1e9, .doc = "of its first draw"},
    {COUNT(draws), .min = 0, .max = 1e9, .doc = "devices that were simulated"},
};
#undef COUNT
#undef NUMBER
#undef TEXT
const size_t card_n_params = sizeof card_params / sizeof card_params[0];

#define NUMBER(f) #f, .unit = "S", .type = PARAM_DOUBLE, .offset = offsetof(struct card_state, f)
const struct param card_state_params[] = {
    {NUMBER(g_mean_S), .required = true, .min = 0.0, .max = 1.0,
     .doc = "mean conductance over devices"},
    {NUMBER(g_spread_S), .min = 0.0, .max = 1.0, .doc = "device-to-device standard deviation"},
    {NUMBER(read_noise_S), .min = 0.0, .max = 1.0,
     .doc = "standard deviation of repeated reads of one device"},
};
#undef NUMBER
const size_t card_n_state_params = sizeof card_state_params / sizeof card_state_params[0];

#define SHARE(f)                                                                                   \
#f, .unit = "", .type = PARAM_DOUBLE, .offset = offsetof(struct card_step, f), .min = 0.0,     \
        .max = 1.0
#define NUMBER(f)                                                                                  \
#f, .unit = "", .type = PARAM_DOUBLE, .offset = offsetof(struct card_step, f), .max = 1e4
#define COUNT(f) #f, .unit = "", .type = PARAM_INT, .offset = offsetof(struct card_step, f)
const struct param card_step_params[] = {
    {COUNT(from), .required = true, .min = 0, .max = CARD_MAX_STATES - 1,
     .doc = "state the pulse starts from"},
    {COUNT(direction), .required = true, .min = -1, .max = 1, .doc = "1: up, -1: down"},
    {COUNT(samples), .min = 0, .max = 1e9, .doc = "pulses that were looked at"},
    {SHARE(missed), .doc = "share of pulses that change nothing"},
    {SHARE(single), .doc = "share that goes one state along the direction"},
    {SHARE(two), .doc = "share that goes two"},
    {SHARE(more), .doc = "share that goes more than two"},
    {SHARE(back), .doc = "share that goes against the direction"},
    {NUMBER(mean), .min = -1e4, .doc = "states along the direction, mean"},
    {NUMBER(sd), .min = 0.0, .doc = "standard deviation of it"},
    {NUMBER(skyrmions), .min = 0.0, .doc = "skyrmions under the junction before it, mean"},
    {NUMBER(change), .min = -1e4, .doc = "change of them, mean, with its sign"},
};
#undef COUNT
#undef NUMBER
#undef SHARE
const size_t card_n_step_params = sizeof card_step_params / sizeof card_step_params[0];

double card_update_energy_J(const struct device_card *card)
{
    const double volume_m3 = card->pulse_length_m * card->pulse_width_m * card->pulse_thickness_m;

    return card->pulse_resistivity_Ohm_m * volume_m3 * card->pulse_amplitude_A_per_m2
           * card->pulse_amplitude_A_per_m2 * card->pulse_width_s;
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
