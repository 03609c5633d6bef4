#ifndef SKYLOOM_CHARACTERISE_H
#define SKYLOOM_CHARACTERISE_H
#include "characterise/draw.h"
#include "characterise/escape.h"
#include "characterise/spot.h"
#include "device/card.h"
/* From a device to its card: many draws of the particle model, and what the junction sees of one
 * skyrmion in LLG. */
struct characterise {
    const struct device *device;
    const struct calibration *calibration; /* of the device's stack */
    struct spot spot;
    int64_t seed, draws;
    double hold_s, after_s; /* of struct draw_plan */
    int n_workers;
    const volatile int *stop; /* or NULL: nonzero ends it with STATUS_INTERRUPTED */
    void (*progress)(void *context, int done, int n_draws); /* or NULL; from any thread */
    void *context;
};

/* Conductance of the junction over one count of skyrmions. */
struct level {
    int count, samples;
    double skyrmions; /* under the junction, parts of discs counted; mean */
    double mean_S, spread_S, noise_S;
};
enum { CHARACTERISE_MAX_COUNT = SKYRMIONS_MAX };

/* Time of a state until a skyrmion changes sides or is lost: all waiting over the number of times
 * it happened, and its 95 % interval. None: time_s and low_s are the bound, high_s is 0. */
struct lifetime {
    double time_s, low_s, high_s;
    int left;
};

struct characterised {
    int n_levels;
    struct level level[CHARACTERISE_MAX_COUNT + 1]; /* every count that rests were seen at */
    struct level later[CHARACTERISE_MAX_COUNT + 1]; /* what the same rests read after_s later */
    int n_states;
    int of_state[CARD_MAX_STATES]; /* the level of a state */
    int64_t n_steps;
    struct card_step step[CARD_MAX_STEPS];
    struct lifetime lifetime[DRAW_HOLDS];
    struct escape escape[DRAW_HOLDS];        /* of one skyrmion */
    double skyrmions[DRAW_HOLDS];            /* that may leave: behind, before the barrier */
    double started, after_first_cycle, left; /* means per device */
    double lost_at_edge, lost_in_pairs, lost_to_heat, first_to_heat;
    double losses_per_pulse, losses_error; /* after the first cycle; error: 95 % bound if none */
    double stuck_after_down, stuck_after_up, by_preparing, first_cold, first_prepared;
    int64_t pulses;
};

/* What no run is needed to see: a protocol that cannot make a card. */
enum status characterise_check(const struct device *d, struct error *err);
/* draws[i] has seed + i whoever makes it. */
enum status characterise_run(const struct characterise *c, struct draw draws[], struct error *err);
/* Whether devices live and switch, which needs no spot: none left, dead of heat, or none that moves
 * is an error that says so. */
enum status characterise_judge(const struct characterise *c, const struct draw draws[],
                               struct characterised *out, struct error *err);
/* All of it. No two states that can be told apart is an error, too. */
enum status characterise_reduce(const struct characterise *c, const struct draw draws[],
                                struct characterised *out, struct error *err);
/* A level is a state if it is above the last one by more than their deviations (spread and noise
 * together) and by 0.01 G0, from the lowest up: the rule of `skyloom device`. */
int characterise_pick_states(double conductance_S, const struct level level[], int n_levels,
                             int of_state[CARD_MAX_STATES]);
void characterise_card(const struct characterise *c, const struct characterised *r,
                       struct device_card *card);
#endif
