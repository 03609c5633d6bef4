#ifndef SKYLOOM_MICROMAG_TORQUE_H
#define SKYLOOM_MICROMAG_TORQUE_H
#include "micromag/magnet.h"
/* Gilbert damping and spin currents. A spin torque is written as the field that makes it in
 * dm/dt = -gamma m x B + alpha m x dm/dt (J. Slonczewski, JMMM 159, L1 (1996); S. Zhang, Z. Li,
 * PRL 93, 127204 (2004)). Current densities are of the conventional current, A/m^2. */

/* Slonczewski or spin-orbit torque in one layer, with hbar J / (e Ms d) = b:
 * B = b eps m x p + b eps' p, eps = P L^2 / [(L^2 + 1) + (L^2 - 1) m . p], P / 2 at L = 1. */
struct torque_layer {
    double polarisation[3];  /* unit vector p of the injected spins */
    double efficiency;       /* P, or the spin Hall angle */
    double asymmetry;        /* Lambda, 1: no dependence on m . p */
    double secondary;        /* eps', the field-like part */
    double thickness_m;      /* d, over which the torque is spread: state it, never assume it */
    double density_A_per_m2; /* J through this layer at factor 1; 0: no torque */
};

struct current {
    const struct torque_layer *layer; /* [n_torques][n_z]; NULL: none */
    int n_torques;                    /* of each layer, that add; 0 means 1 */
    double zhang_li_A_per_m2[3];      /* current in the film; 0: none */
    double zhang_li_polarisation, non_adiabaticity;
    struct waveform waveform; /* of both */
};

extern const struct torque_layer torque_layer_default;
extern const struct param torque_layer_params[]; /* all but the vector */
extern const size_t torque_layer_n_params;
extern const struct param current_params[]; /* Zhang-Li, all but the vector */
extern const size_t current_n_params;

/* field_T += the field equivalent to the torques of the current at factor (of its waveform). */
void torque_add_current(const struct magnet *g, const struct current *current,
                        double gyromagnetic_rad_per_sT, double factor, struct vector_field m,
                        struct vector_field field_T);
/* rate = -gamma / (1 + alpha^2) [m x B + alpha m x (m x B)], rad/s */
void torque_set_rate(const struct magnet *g, double gyromagnetic_rad_per_sT, struct vector_field m,
                     struct vector_field field_T, struct vector_field rate);
/* The same for the cells first .. first + n - 1. */
void torque_set_rate_cells(const struct magnet *g, double gyromagnetic_rad_per_sT,
                           struct vector_field m, struct vector_field field_T,
                           struct vector_field rate, size_t first, size_t n);
#endif
