#ifndef SKYLOOM_DEVICE_CARD_H
#define SKYLOOM_DEVICE_CARD_H
#include <stdint.h>
#include "base/error.h"
#include "base/param.h"
/* A device card: what physics tells circuits (DESIGN, contracts). State 0 is the lowest (the
 * background, or the fewest skyrmions that pulses come back to); states ascend strictly. n states
 * give 2n-1 signed levels G+ - G-. */
#define CARD_MAX_STATES 64
#define CARD_MAX_STEPS (2 * CARD_MAX_STATES)

struct card_state {
    double g_mean_S;        /* mean conductance over devices */
    double g_spread_S;      /* device-to-device standard deviation; 0 where not assumed */
    double g_programming_S; /* standard deviation of one device between programmings; likewise */
    double read_noise_S;    /* standard deviation of repeated reads of one device */
};

/* What one programming pulse does, from a state and in a direction. Shares add up to 1. */
struct card_step {
    int64_t from, direction, samples; /* state; 1 up, -1 down; pulses that were looked at */
    double missed, single, two, more; /* of 0, 1, 2, more states along the direction */
    double back;                      /* of pulses that go against their direction */
    double mean, sd;                  /* states along the direction */
    double skyrmions, change;         /* under the junction before, and by the pulse; means */
};

struct device_card {
    char name[64];
    char kind[32]; /* "ideal", "skyrmion-mtj", "hall" */
    char doc[256];
    char source[512]; /* paper, section, figure; what is read off a figure is marked "read off" */
    char ambiguity[1024];  /* what the source leaves open and what was chosen */
    char spread_note[512]; /* "assumed: ..." or the source of the spread */
    char noise_note[512];  /* the same of the read noise */
    int64_t n_states;
    struct card_state state[CARD_MAX_STATES];
    double read_voltage_V;       /* used: +V and -V on the two word lines of an input */
    double read_voltage_limit_V; /* above it a read disturbs */
    double temperature_K;
    double retention_s;
    double pulse_amplitude_A_per_m2, pulse_width_s, pulse_gap_s;
    double pulse_states; /* change of state per pulse: 1 */
    double pulse_resistivity_Ohm_m, pulse_length_m, pulse_width_m, pulse_thickness_m; /* eq. 3 */
    double pulse_energy_J; /* per pulse; must agree with eq. 3 within 5 % where given */
    double g_quantum_S;    /* integer quantum of conductance of the crossbar model */

    /* All below: 0 or empty where not known. */
    double retention_low_s, retention_high_s; /* 95 %; high 0: no bound seen */
    double retention_estimate_s;              /* by rate theory */
    double initialise_amplitude_A_per_m2, initialise_width_s, initialise_energy_J;
    double losses_per_pulse, losses_per_pulse_low, losses_per_pulse_high; /* of a device; 95 % */
    double stuck_after_down, stuck_after_up; /* skyrmions that stay on the wrong side */
    char programming_note[1024];             /* how steps, losses, retention were found */
    char command[512], version[32], device_hash[24], particles_hash[24];
    int64_t seed, draws;
    int64_t n_steps;
    struct card_step step[CARD_MAX_STEPS];
};

/* papers/000 eq. 3: 2 rho t l w J^2 T with pulse_thickness_m = 2t, the total conducting thickness
 */
double card_update_energy_J(const struct device_card *card);
/* What a cell keeps from when it is programmed, standard deviation: spread and programming. */
double card_kept_S(const struct card_state *state);
/* States strictly ascending, at least two, quantum small enough (level step >= 1 quantum), ranges,
 * voltages within limit, energy consistent. */
enum status card_check(const struct device_card *card, const char *where, struct error *err);
/* Keeps states 0..n-1; n = 0 keeps all. Error if n < 2 or n > n_states. */
enum status card_keep_states(struct device_card *card, int64_t n, struct error *err);
/* Conductance of signed level k in -(n-1)..(n-1), relative to background: sign(k) (G[|k|] - G[0])
 */
double card_level_S(const struct device_card *card, int level);
double card_mean_step_S(const struct device_card *card); /* (G[n-1] - G[0]) / (n-1) */

extern const struct param card_params[]; /* of struct device_card, all but states and steps */
extern const size_t card_n_params;
extern const struct param card_state_params[]; /* of struct card_state */
extern const size_t card_n_state_params;
extern const struct param card_step_params[]; /* of struct card_step */
extern const size_t card_n_step_params;
#endif
