#ifndef SKYLOOM_COMPACT_MACROSPIN_H
#define SKYLOOM_COMPACT_MACROSPIN_H
#include "micromag/terms/thermal.h"
#include "micromag/torque.h"
/* One magnetic moment: Landau-Lifshitz-Gilbert with uniaxial anisotropy, demagnetising factors, an
 * applied field, a spin torque and Brown's thermal field (W. F. Brown, Phys. Rev. 130, 1677
 * (1963)):
 *   dm/dt = -gamma/(1+alpha^2) [m x B + alpha m x (m x B)]
 *   B = B_applied + 2 Ku/Ms (m.u) u - mu0 Ms N m + b eps m x p + b eps' p + B_thermal
 * with the torque as in micromag/torque.h, b = hbar J/(e Ms d). */
struct macrospin_config {
    double saturation_A_per_m;
    double volume_m3; /* matters to energy and noise */
    double damping;
    double gyromagnetic_rad_per_sT;
    double anisotropy_J_per_m3;
    double axis[3];  /* u, a unit vector */
    double demag[3]; /* N along x, y, z: sum 1, or 0 to leave it out */
    double field_T[3];
    struct torque_layer torque; /* J at factor 1, and d: the torque's thickness */
    struct waveform waveform;   /* of the current */
    struct thermal_config thermal;
    double time_step_s;
};
extern const struct macrospin_config macrospin_default;
extern const struct param macrospin_params[]; /* all but torque, waveform and thermal */
extern const size_t macrospin_n_params;

struct macrospin {
    struct macrospin_config config;
    double m[3]; /* unit vector */
    double time_s;
    uint64_t step; /* of the noise */
};

/* Ranges, unit vectors, and a time step short against the fastest precession. */
enum status macrospin_check(const struct macrospin_config *config, const char *where,
                            struct error *err);
/* Heun steps up to until_s. */
enum status macrospin_run(struct macrospin *s, double until_s, struct error *err);
/* Of applied field, anisotropy (0 along u) and shape. */
double macrospin_energy_J(const struct macrospin *s);
/* J at which the pole m = u, antiparallel to spins p = -u, loses its stability in a field B along
 * u: alpha (B + 2 Ku/Ms) Ms e d / (hbar eps), J. Slonczewski, JMMM 159, L1 (1996). No demag. */
double macrospin_critical_A_per_m2(const struct macrospin_config *config, double field_T);
#endif
