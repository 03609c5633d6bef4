#ifndef SKYLOOM_DEVICE_KINDS_H
#define SKYLOOM_DEVICE_KINDS_H
#include "compact/domain_wall.h"
#include "compact/macrospin.h"
#include "compact/skyrmions.h"
#include "device/card.h"
#include "device/device.h"
/* The kinds that come with the library, a file each, and their configs. */

/* A cell of a device card: state, skyrmions left, life. Pulses move it as the card's steps say;
 * from there on nothing is known but numbers, so a cell is 16 bytes. synapse_card.c has the rules.
 */
struct device_synapse_card_config {
    const struct device_card *card; /* read by prepare only */
    int64_t draw;                   /* which sample of devices; spreads as the crossbar's does */
    bool spread;                    /* from device to device, and from programming to programming */
    bool retention;                 /* states decay while they rest */
    bool losses;                    /* pulses cost skyrmions */
};
extern const struct device_kind device_synapse_card;
extern const struct param device_synapse_card_params[]; /* all but the card */
extern const size_t device_synapse_card_n_params;
/* State number and skyrmions left of one cell. */
int device_synapse_card_state(const void *cell);
int device_synapse_card_count(const void *cell);

/* A magnetic tunnel junction with a macrospin as its free layer, written by the current through it:
 * G = G_p (1 + (1 + m . p) TMR / 2) / (1 + TMR) with p the spins of the pinned layer, that is
 * (G_p + G_ap) / 2 + (G_p - G_ap) / 2 m . p and TMR = G_p / G_ap - 1. */
struct device_mtj_config {
    struct macrospin_config spin; /* torque.density_A_per_m2: of the pulse that it is made for;
                                     torque.polarisation: the pinned layer */
    double g_parallel_S, tmr;
    double area_m2;        /* that the current goes through */
    double width_s, gap_s; /* of the pulse it is made for, and the rest after it */
    double tilt_rad;       /* from the pole at the start, beside what heat gives */
};
extern const struct device_kind device_mtj;
extern const struct param device_mtj_params[]; /* all but the spin */
extern const size_t device_mtj_n_params;

/* A domain wall in a track, between ends that it cannot leave, under a junction that reads how far
 * it is: G = G_low + (G_high - G_low) f, f the share of the junction behind the wall, its tanh
 * profile averaged. The current through the track drives it by both torques of the wall's config.
 */
struct device_wall_config {
    struct wall_config wall; /* densities are those of the pulse and need not be set */
    double track_m;          /* the wall stays in [0, track] */
    double start_m;
    double from_m, to_m; /* the junction */
    double g_low_S, g_high_S;
    int64_t current_sign; /* of the current that drives the wall up the track */
    double amplitude_A_per_m2, width_s, gap_s; /* of the pulse it is made for, rest after it */
    double resistivity_Ohm_m, conductor_m2;    /* of the track's metal, its cross-section */
};
extern const struct device_kind device_wall;
extern const struct param device_wall_params[]; /* all but the wall */
extern const size_t device_wall_n_params;

/* Skyrmions as particles in a track with a barrier (compact/skyrmions.h): pulses up drive them
 * under a junction, pulses down back out. G = G_0 (1 + TMR s), s the share of the junction that
 * their discs cover, by the layers that they have. */
struct device_skyrmion_track_config {
    struct skyrmions_config track; /* density_A_per_m2: of the pulse that it is made for */
    int64_t skyrmions;             /* on a lattice before the barrier, then left to settle */
    double settle_s;
    double from_m, to_m; /* the junction along the track, as wide as it */
    double g_zero_S, tmr;
    double width_s, gap_s;                  /* of the pulse it is made for, rest after it */
    double resistivity_Ohm_m, conductor_m2; /* of the track's metal, its cross-section */
};
extern const struct device_kind device_skyrmion_track;
extern const struct param device_skyrmion_track_params[]; /* all but the track */
extern const size_t device_skyrmion_track_n_params;
#endif
