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
    uint32_t draw;                  /* which sample of devices; spreads as the crossbar's does */
    bool spread;                    /* from device to device, and from programming to programming */
    bool retention;                 /* states decay while they rest */
    bool losses;                    /* pulses cost skyrmions */
};
extern const struct device_kind device_synapse_card;
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
#endif
