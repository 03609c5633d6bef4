#ifndef SKYLOOM_LAB_CALIBRATE_CALIBRATE_H
#define SKYLOOM_LAB_CALIBRATE_CALIBRATE_H
#include "compact/skyrmions_fit.h"
#include "device/kinds.h"
#include "lab/calibrate/measure.h"
/* The room of calibration: what small films say about skyrmions as particles.
 *
 * From LLG to the particle model: coefficients of struct skyrmions_config of a device, from small
 * films at 0 K with all layers of their own. What a device file may change without another
 * calibration: the track's size, the barrier's size and place, currents, counts and pulses. */

/* What the coefficients belong to. */
struct calibration_stack {
    char hash[24]; /* of repeats, layers, material, anisotropy of the barrier, site of torque */
    int64_t repeats;
    double torque_thickness_m, efficiency; /* the drive goes with efficiency / thickness */
    /* Crowded skyrmions are smaller: by this times their number per area. */
    double crowding_m3;
};

/* How well LLG is a particle: errors are standard errors of the fits, residuals the rms of what a
 * fit leaves over the rms of what it fits, sideways the force across over that along. */
struct calibration_fit {
    double wall_m; /* width Delta of the wall at rest */
    double static_dissipation_Js_per_m2, static_drive_Nm_per_A; /* of the profile at rest */
    double dissipation_error_Js_per_m2, drive_error_Nm_per_A, drive_residual;
    double velocity_deviation; /* largest |v - v(LLG)| / |v(LLG)| of the drive runs */
    double apart_m;            /* largest distance of a driven one's layers */
    double pair_error_J, pair_length_error_m, pair_residual, pair_sideways, pair_from_m, pair_to_m;
    double edge_error_J, edge_length_error_m, edge_residual, edge_sideways, edge_from_m, edge_to_m;
    double barrier_error_J, barrier_decay_error_m, barrier_reach_error_m, barrier_residual,
        barrier_sideways;
    /* Nearest to an edge, to an edge without a layer, to each other, that one came back from;
     * farthest that it did not. 0: not seen; the threshold is between the two, or half of the
     * first, or the second. */
    double edge_alive_m, edge_dead_m, next_alive_m, next_dead_m, pair_alive_m, pair_dead_m;
};

/* The same at the temperature of the device. Lengths stay as at 0 K, and where pairs are lost;
 * edge_next_m goes with edge_loss_m. In between coefficients go with the temperature, as the spins'
 * mean length does. */
struct calibration_hot {
    double temperature_K; /* 0: the device has none, and nothing was measured */
    double magnetisation; /* of the film, over saturation: G and D go with it */
    double radius_m, crowding_m3;
    double gyro_Js_per_m2, dissipation_Js_per_m2, drive_Nm_per_A, pair_J, edge_J, barrier_J;
    /* Of skyrmions_death_per_s. A layer that loses a skyrmion is 1/n of a death: the model's number
     * is the mean of the layers. */
    double death_rate_per_s, death_share;
    double edge_loss_m; /* that at 0 K as the radius, or where one with all layers was seen */
    double fitted_dissipation_Js_per_m2,
        dissipation_error_Js_per_m2; /* of the drifts by themselves */
    double drive_error_Nm_per_A, pair_error_J, edge_error_J, barrier_error_J;
    double noise_ratio;     /* of velocities: what the forces leave, over the model's noise */
    double deaths, alive_s; /* how many in what time, all skyrmions together */
    double death_rate_error_per_s, death_share_error, death_bound_per_s, death_gain;
};

struct calibration {
    char name[64], doc[256];
    struct calibration_stack stack;
    struct skyrmions_config particles; /* at 0 K */
    struct calibration_hot hot;
    struct calibration_fit fit;
};

enum { CALIBRATE_MAX_MEASURES = 48, CALIBRATE_HOT_SEEDS = 3 };
struct measure_list {
    struct measure measure[CALIBRATE_MAX_MEASURES];
    int n;
};

/* First the skyrmion at rest, then, since distances are counted in its radius, all others. */
enum status calibrate_plan_rest(const struct synapse *d, struct measure_list *list,
                                struct error *err);
/* rest: of calibrate_set_rest. */
void calibrate_plan(const struct calibration *rest, const struct synapse *d,
                    struct measure_list *list);
/* Fills c->particles and c->fit from the finished rest run: radius, wall, G, D and drive by theory.
 */
enum status calibrate_set_rest(const struct synapse *d, const struct measure *rest,
                               const char *folder, struct calibration *c, struct error *err);
uint64_t calibrate_stack_hash(const struct synapse *d);
/* Sizes, regions, current and temperature of a device; the coefficients stay. */
void calibrate_set_track(const struct synapse *d, struct skyrmions_config *out);
/* All coefficients from the finished measurements. */
enum status calibrate_fit(const struct measure_list *list, const char *folder,
                          struct calibration *c, struct error *err);

/* Changes when anything that decides a run of particles does. */
uint64_t calibrate_hash(const struct calibration *c);
/* A YAML file with sections stack, particles (keys of skyrmions_params) and fit. command, version
 * and the device's hash are in its comments. */
enum status calibrate_write(const char *path, const struct calibration *c, const char *command,
                            uint64_t device, struct error *err);
enum status calibrate_load(const char *path, struct calibration *c, struct error *err);
/* The particle model of a device of the same stack: its geometry, current, torque and temperature.
 * Another stack is an error, and so is one that is a fifth hotter than what was measured. */
enum status calibrate_apply(const struct calibration *c, const struct synapse *d,
                            struct skyrmions_config *out, struct error *err);
/* The same for a cell of a crossbar (device_skyrmion_track), with the device's junction, pulse and
 * metal and the radius that its skyrmions have in the crowd that they start in. */
enum status calibrate_device_config(const struct calibration *c, const struct synapse *d,
                                    struct device_skyrmion_track_config *out, struct error *err);
/* A coefficient between that at 0 K and that at hot.temperature_K; that at 0 K if none was hot. */
double calibrate_between(const struct calibration *c, double temperature_K, double cold,
                         double hot);
#endif
