#ifndef SKYLOOM_COMPACT_DOMAIN_WALL_H
#define SKYLOOM_COMPACT_DOMAIN_WALL_H
#include "micromag/terms/thermal.h"
#include "micromag/torque.h"
/* A straight domain wall in a perpendicular track along x: position q and angle phi of its middle
 * moment against x (0: Neel), width fixed. Polarity p = 1 has up on the left of the wall, -1 down.
 * J. C. Slonczewski, Int. J. Magn. 2, 85 (1972); A. P. Malozemoff, J. C. Slonczewski, Magnetic
 * Domain Walls in Bubble Materials (1979); beta: A. Thiaville et al., EPL 69, 990 (2005); DMI and
 * spin-orbit torque: A. Thiaville et al., EPL 100, 57002 (2012). In tesla, c = 2 Delta Ms S/gamma:
 *   p dq/dt / Delta - alpha dphi/dt = p u/Delta + (dE/dphi)/c + gamma b p_z + noise
 *   dphi/dt + alpha p dq/dt / Delta = beta p u/Delta - p Delta (dE/dq)/c
 *                                     + (pi/2) gamma b (p_y cos phi - p_x sin phi) + noise
 *   E/S = 2 Delta K cos^2 phi - p pi D cos phi - pi Delta Ms (Bx cos phi + By sin phi)
 *         - 2 p Ms Bz q + V sin^2(pi q / L)
 * with u as in micromag/torque.h and b = eps hbar J/(e Ms d) of spins p = (p_x, p_y, p_z); the
 * field-like torque is a field b eps'/eps p. Limits: a wall width that does not breathe, a wall
 * that does not tilt. */
struct wall_config {
    double saturation_A_per_m, damping, gyromagnetic_rad_per_sT;
    double wall_width_m;        /* Delta = sqrt(A / K_effective), wall_width_of */
    double transverse_J_per_m3; /* K: energy of a Neel over a Bloch wall */
    double dmi_J_per_m2;        /* D, sign as in micromag/material.h */
    double area_m2;             /* S, track width times thickness; matters to energy and noise */
    int64_t polarity;           /* p */
    double pinning_J_per_m2;    /* V */
    double pinning_period_m;    /* L, V is 0 at multiples of it */
    double field_T[3];          /* applied */
    double density_A_per_m2;    /* current along x in the track, for the spin transfer u */
    double zhang_li_polarisation, non_adiabaticity; /* P and beta */
    struct torque_layer torque; /* spin-orbit torque, its own J and d; Lambda must be 1 */
    struct waveform waveform;   /* of both currents */
    struct thermal_config thermal;
    double time_step_s;
};
extern const struct wall_config wall_default;
extern const struct param wall_params[]; /* all but torque, waveform and thermal */
extern const size_t wall_n_params;

struct wall {
    struct wall_config config;
    double position_m, angle_rad; /* q, phi */
    double time_s;
    uint64_t step; /* of the noise */
};

enum status wall_check(const struct wall_config *config, const char *where, struct error *err);
/* Heun steps up to until_s. */
enum status wall_run(struct wall *s, double until_s, struct error *err);
double wall_energy_J(const struct wall *s);

double wall_width_of(double exchange_J_per_m, double effective_anisotropy_J_per_m3);
/* alpha K / Ms and gamma Delta K / Ms: largest field, and its speed, of a wall that moves without
 * turning when there is no DMI (N. L. Schryer, L. R. Walker, J. Appl. Phys. 45, 5406 (1974)). */
double wall_walker_T(const struct wall_config *config);
double wall_walker_m_per_s(const struct wall_config *config);
#endif
