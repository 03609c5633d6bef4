#ifndef SKYLOOM_COMPACT_SKYRMIONS_FIT_H
#define SKYLOOM_COMPACT_SKYRMIONS_FIT_H
#include <stdbool.h>
#include <stddef.h>
#include "compact/skyrmions.h"
/* Coefficients of the particle model from motion that was seen, in LLG or anywhere: Thiele's
 * equation read backwards, F = G z x v + D v. residual: rms of what the fit leaves over the rms of
 * what it fits; it says how rigid the skyrmions were. Errors are
 * standard errors of independent samples: those of one run are not, and their errors come from
 * leaving out runs. */

/* One drive run: a steady velocity far from edges at a current density. */
struct skyrmions_run {
    double density_A_per_m2, velocity_m_per_s[2];
};
struct skyrmions_drive {
    double dissipation_Js_per_m2, dissipation_error_Js_per_m2;
    double force_N_m2_per_A, force_error_N_m2_per_A; /* over the radius: drive_Nm_per_A */
    double residual;
};
/* D and the force per current density with the G and drive_angle_deg of the config: topology fixes
 * G, and velocities alone give no more than ratios. */
enum status skyrmions_fit_drive(const struct skyrmions_config *config,
                                const struct skyrmions_run sample[], size_t n, const char *where,
                                struct skyrmions_drive *out, struct error *err);

/* One instant of repulsion without current. From an edge: the place against the nearest point of
 * the edge and the velocity. Of a pair: place and velocity of one against the other. */
struct skyrmions_approach {
    double separation_m[2], velocity_m_per_s[2];
};
struct skyrmions_repulsion {
    double strength_J, length_m; /* of U = U0 exp(-d / length) */
    double residual;
    double sideways; /* rms of the force across the separation over that along it: 0 if rigid */
};
/* With the G and D of the config. bodies: 1 an edge, 2 a pair (the relative velocity is of both).
 * Three samples or more. Attraction is an error. */
enum status skyrmions_fit_repulsion(const struct skyrmions_config *config, int bodies,
                                    const struct skyrmions_approach sample[], size_t n,
                                    const char *where, struct skyrmions_repulsion *out,
                                    struct error *err);

/* One instant of a single skyrmion near the barrier, without current. */
struct skyrmions_visit {
    double x_m, y_m, velocity_m_per_s[2];
};
struct skyrmions_barrier {
    double barrier_J, decay_m, reach_m, residual;
};
/* With the G, D, edges and the barrier's rectangle of the config. free_reach: fits reach too, which
 * takes samples inside the rim as well; otherwise the config's. Four samples or more. */
enum status skyrmions_fit_barrier(const struct skyrmions_config *config,
                                  const struct skyrmions_visit sample[], size_t n, bool free_reach,
                                  const char *where, struct skyrmions_barrier *out,
                                  struct error *err);

/* One drift of a skyrmion among others, and what each force would be at a scale of 1. */
enum skyrmions_source {
    SKYRMIONS_DRIVE,
    SKYRMIONS_PAIRS,
    SKYRMIONS_EDGES,
    SKYRMIONS_BARRIER,
    SKYRMIONS_SOURCES
};
struct skyrmions_felt {
    double velocity_m_per_s[2], force_N[SKYRMIONS_SOURCES][2];
};
struct skyrmions_scales {
    double scale[SKYRMIONS_SOURCES], error[SKYRMIONS_SOURCES]; /* infinite where nothing felt it */
    double dissipation_Js_per_m2, dissipation_error_Js_per_m2;
    double noise_m_per_s; /* rms of what is left of a component of the velocity */
};
/* A scale of each force by least squares of the velocity, since that is what carries the noise;
 * with the G and D of the config, or, free_drag, with the D that fits best. */
enum status skyrmions_fit_scales(const struct skyrmions_config *config,
                                 const struct skyrmions_felt sample[], size_t n, bool free_drag,
                                 const char *where, struct skyrmions_scales *out,
                                 struct error *err);

/* A stretch of a skyrmion's life at an energy that it feels, and how many deaths ended it: shares
 * of one where it dies layer by layer. */
struct skyrmions_exposure {
    double time_s, energy_kT, deaths;
};
struct skyrmions_deaths {
    double deaths, time_s; /* of all together */
    double rate_per_s, rate_error_per_s, share, share_error;
    double bound_per_s; /* 95 % upper bound of the rate where none died; otherwise 0 */
    double gain;        /* logarithm of the likelihood over that of a rate that is the same for all:
                         * 2 or more says that the energy matters */
};
/* rate exp(share U / kT) by maximum likelihood, share from 0 to 1; with fewer than two deaths the
 * share is 0. */
enum status skyrmions_fit_deaths(const struct skyrmions_exposure sample[], size_t n,
                                 const char *where, struct skyrmions_deaths *out,
                                 struct error *err);
#endif
