#ifndef SKYLOOM_LAB_CHARACTERISE_CHARACTERISE_H
#define SKYLOOM_LAB_CHARACTERISE_CHARACTERISE_H
#include "device/card.h"
#include "lab/characterise/draw.h"
#include "lab/characterise/escape.h"
#include "lab/characterise/lifetime.h"
#include "lab/characterise/spot.h"
/* The room of characterisation: where a material becomes a device card.
 *
 * From a device to its card: many draws of the particle model, and what the junction sees of
 * skyrmions in LLG. */
struct characterise {
    const struct synapse *synapse;
    const struct calibration *calibration; /* of the device's stack */
    struct spot spot;
    int64_t seed, draws;
    double after_s; /* of struct draw_plan */
    int n_workers;
    const volatile int *stop; /* or NULL: nonzero ends it with STATUS_INTERRUPTED */
    void (*progress)(void *context, int done, int n_draws); /* or NULL; in the caller */
    void *context;
};

/* Conductance of the junction over one count of skyrmions, from rests of many devices and cycles.
 */
struct characterise_level {
    int count, samples;
    double skyrmions; /* under the junction, parts of discs counted; mean */
    double mean_S, noise_S;
    double spread_S;      /* from device to device */
    double programming_S; /* of one device, from one programming to the next */
};
enum { CHARACTERISE_MAX_COUNT = SKYRMIONS_MAX };

/* What rests of one device share from cycle to cycle: correlation, over the devices, of their
 * deviations from the rests of all devices. */
struct characterise_kept_part {
    int pairs; /* of cycles; 0: not known */
    double correlation, error;
    double share; /* of the variance that is taken for the device's: 0 below two errors */
};

/* Time that a state lasts (lifetime.h), and its 95 % interval. None lost: time_s and low_s are the
 * bound, high_s is 0. */
struct characterise_lifetime {
    double time_s, low_s, high_s;
    int64_t lost;
};

struct characterised {
    int n_levels;
    /* Every count that rests were seen at, and what the same rests read after_s later. */
    struct characterise_level level[CHARACTERISE_MAX_COUNT + 1], later[CHARACTERISE_MAX_COUNT + 1];
    struct characterise_kept_part kept_part; /* of what is read: later, if that is asked for */
    int n_states;
    int of_state[CARD_MAX_STATES]; /* the level of a state */
    int64_t n_steps;
    struct card_step step[CARD_MAX_STEPS];
    struct characterise_lifetime lifetime[DRAW_HOLDS];
    struct escape escape[DRAW_HOLDS];             /* of one skyrmion */
    double skyrmions[DRAW_HOLDS];                 /* that may leave: behind, before the barrier */
    double started, after_first_cycle, remaining; /* means per device */
    double whole_after_first_cycle, whole_remaining; /* by the layers that they have */
    double lost_at_edge, lost_in_pairs, lost_to_heat, first_to_heat;
    struct characterise_rate losses; /* per pulse, after the first cycle */
    double stuck_after_down, stuck_after_up, by_preparing, first_cold, first_prepared;
    int64_t pulses;
};

/* What no run is needed to see: a protocol that cannot make a card. */
enum status characterise_check(const struct synapse *d, struct error *err);
/* draws[i] has seed + i whoever makes it. */
enum status characterise_run(const struct characterise *c, struct draw draws[], struct error *err);
/* Whether devices live and switch, which needs no spot: none left, dead of heat, or none that moves
 * is an error that says so. */
enum status characterise_judge(const struct characterise *c, const struct draw draws[],
                               struct characterised *out, struct error *err);
/* All of it. No two states that can be told apart is an error, too. */
enum status characterise_reduce(const struct characterise *c, const struct draw draws[],
                                struct characterised *out, struct error *err);
void characterise_card(const struct characterise *c, const struct characterised *r,
                       struct device_card *card);
#endif
