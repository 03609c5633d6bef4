#ifndef SKYLOOM_COMPACT_SKYRMIONS_H
#define SKYLOOM_COMPACT_SKYRMIONS_H
#include "micromag/terms/thermal.h"
#include "micromag/waveform.h"
/* The room of compact models, for what is too slow as a field of cells: one moment (macrospin.h),
 * one domain wall (domain_wall.h) and, here, skyrmions as particles.
 *
 * Rigid skyrmions as particles in a rectangular track [0, length] x [0, width] with a barrier:
 *   G z x v + D v = F_drive + F_skyrmions + F_edges + F_barrier + F_thermal
 * (A. A. Thiele, PRL 30, 230 (1973); gyro G = 4 pi Q s, dissipation D = alpha s Dint, s = Ms t /
 * gamma, summed over the layers), that is v = (D F - G z x F) / (G^2 + D^2):
 *   v_x = (D F_x + G F_y) / (G^2 + D^2),  v_y = (D F_y - G F_x) / (G^2 + D^2).
 * Noise of variance 2 kB T D / dt per axis keeps Boltzmann's distribution and gives the diffusion
 * kB T D / (G^2 + D^2) (C. Schuette et al., PRB 90, 174434 (2014)); it does not depend on the
 * state, so Ito and Stratonovich agree. What a rigid particle cannot do: breathe, deform, slide
 * apart between layers, slow down by spin waves. A skyrmion is lost by the three rules below only.
 *
 * An edge takes layers with torque, one by one; the rest goes on: G, D and forces are as its share
 * of the layers, the repulsion of two as the smaller share of both, and the drive as what is left
 * of the layers with torque. */
enum { SKYRMIONS_MAX = 128 };

struct skyrmions_config {
    double length_m, width_m; /* of the track, along x and y */
    double radius_m;
    double gyro_Js_per_m2, dissipation_Js_per_m2; /* G with its sign, D */
    double drive_Nm_per_A;  /* force per current density and radius: F = drive radius J */
    double drive_angle_deg; /* of the force at J > 0 from x */
    double density_A_per_m2;
    double pair_J, pair_length_m; /* U = U0 exp(-d / length) of two at distance d */
    double edge_J, edge_length_m; /* U = U_e exp(-distance / length) of each of the four edges */
    /* U = U_b / (1 + exp((s - reach) / decay)), s the distance from a rounded rectangle, below zero
     * inside */
    double barrier_J, barrier_decay_m, barrier_reach_m;
    double barrier_x_m, barrier_y_m;                            /* centre */
    double barrier_along_m, barrier_across_m, barrier_corner_m; /* size along x, y; corner radius */
    int64_t layers, driven_layers; /* of the stack; of them, with torque */
    /* A skyrmion nearer to an edge loses a layer; then the middle of the rest is a step further in,
     * and its next one goes nearer than edge_next. What has no layer with torque left is lost
     * outside of the track only. */
    double edge_loss_m, edge_next_m, edge_step_m;
    double pair_loss_m; /* of two nearer to each other one is lost */
    /* Of heat a skyrmion dies at death_rate exp(death_share U / kT), U the energy that it feels:
     * what it gives back when it shrinks. 0: never; at 0 K, never. */
    double death_rate_per_s, death_share;
    double pre_end_m, post_begin_m; /* regions that are counted: x < pre_end, x >= post_begin */
    double time_step_s;             /* 0: skyrmions_step_s */
    struct waveform waveform;       /* of the current */
    struct thermal_config thermal;
};
/* One layer of 1 nm of papers/000 at 0 K, as measured in LLG (devices/paper-n1-particles.yaml),
 * with a torque thickness of 1 nm. */
extern const struct skyrmions_config skyrmions_default;
extern const struct param skyrmions_params[]; /* all but waveform and thermal */
extern const size_t skyrmions_n_params;

struct skyrmions {
    struct skyrmions_config config;
    int n; /* alive: 0 .. n - 1, in the order of their ids */
    double x_m[SKYRMIONS_MAX], y_m[SKYRMIONS_MAX];
    int id[SKYRMIONS_MAX];
    int torn[SKYRMIONS_MAX]; /* layers that an edge took */
    int n_torn;              /* skyrmions that lack some */
    int lost_at_edge, lost_in_pairs, lost_to_heat;
    double risked_s; /* since heat last took its share */
    double time_s;
    uint64_t step; /* of the noise */
};

/* Ranges, a barrier and regions that lie in the track, a time step that the stiffest force allows.
 */
enum status skyrmions_check(const struct skyrmions_config *config, const char *where,
                            struct error *err);
/* Adds one with the next id. Outside the track or beyond SKYRMIONS_MAX is an error. */
enum status skyrmions_add(struct skyrmions *s, double x_m, double y_m, struct error *err);
/* Heun steps up to until_s; steps end at the edges of the waveform. The config is checked. */
enum status skyrmions_run(struct skyrmions *s, double until_s, struct error *err);

/* The step that run takes: time_step_s, or 1/5 radian of the stiffest force, a tenth of the
 * shortest length in drift and in noise. */
double skyrmions_step_s(const struct skyrmions_config *config);

struct skyrmions_count {
    int pre, post;
};
struct skyrmions_count skyrmions_count(const struct skyrmions *s);
/* Of pairs, edges and barrier. */
double skyrmions_energy_J(const struct skyrmions *s);
/* The share of its layers that skyrmion i has. */
double skyrmions_share(const struct skyrmions *s, int i);
/* The force of that energy on n skyrmions at x, y, without drive and noise, over their shares of
 * the layers (NULL: all are whole), so that G and D of a whole one give the velocity. Returns the
 * smallest distance of two of them, m; infinite where pairs neither repel nor are lost. */
double skyrmions_set_force(const struct skyrmions_config *config, int n, const double x_m[],
                           const double y_m[], const double share[], double force_x_N[],
                           double force_y_N[]);
/* v = (D F - G z x F) / (G^2 + D^2), m/s, and back. */
void skyrmions_velocity(const struct skyrmions_config *config, const double force_N[2],
                        double velocity_m_per_s[2]);
void skyrmions_force(const struct skyrmions_config *config, const double velocity_m_per_s[2],
                     double force_N[2]);
/* U and -dU/dd of two skyrmions at distance d. */
double skyrmions_pair_J(const struct skyrmions_config *config, double distance_m);
double skyrmions_pair_N(const struct skyrmions_config *config, double distance_m);
/* Energy that each feels: of its pairs, all edges and the barrier, by its share of the layers, of a
 * pair by the smaller one of both (NULL: all are whole). */
void skyrmions_feel(const struct skyrmions_config *config, int n, const double x_m[],
                    const double y_m[], const double share[], double felt_J[]);
/* Rate at which one that feels an energy dies of heat, 1/s. */
double skyrmions_death_per_s(const struct skyrmions_config *config, double felt_J);
double skyrmions_barrier_J(const struct skyrmions_config *config, double x_m, double y_m);
double skyrmions_diffusion_m2_per_s(const struct skyrmions_config *config);

/* Coefficients from a material by Thiele's theory. */
struct skyrmions_material {
    double saturation_A_per_m, damping, gyromagnetic_rad_per_sT;
    double thickness_m; /* of one magnetic layer */
    int64_t n_layers, n_torque_layers;
    double torque_thickness_m; /* d of micromag/torque.h */
    double efficiency;         /* spin Hall angle */
    double radius_m, wall_width_m;
    double barrier_step_J_per_m3; /* Ku of the barrier over that of the track */
    int64_t up;                   /* 1: film up, core down, Q = -1; -1: the other way */
    int64_t chirality;            /* sign of the interfacial DMI */
};
extern const struct skyrmions_material skyrmions_material_default;
extern const struct param skyrmions_material_params[];
extern const size_t skyrmions_n_material_params;
/* G = 4 pi Q s n, D = alpha s n 2 pi (R/Delta + Delta/R), drive = pi^2 hbar theta t/(2 e d) times
 * the layers with torque, along p x z = x for spins along y (J. Sampaio et al., Nat. Nanotech. 8,
 * 839 (2013)), barrier = n dK t 4 pi R Delta with decay pi R / 4, from the ring-shaped wall that
 * dips into the barrier. Repulsion scales with the layers from its value for one. The rest of
 * out stays as it is. */
enum status skyrmions_from_material(const struct skyrmions_material *material, const char *where,
                                    struct skyrmions_config *out, struct error *err);
#endif
