#ifndef SKYLOOM_LAB_TRACK_FILM_H
#define SKYLOOM_LAB_TRACK_FILM_H
#include "lab/track/synapse.h"
#include "micromag/film.h"
/* A device made real: its film, the barrier and the junction on it. One track at a time may be
 * opened (FFTW plans). Regions of the film: 1 under the junction, 0 elsewhere. */
struct track {
    struct synapse synapse;
    struct film film;
    double drive_A_per_m2[FILM_MAX_LAYERS]; /* per layer, at factor 1 */
    struct mtj_config junction;
    double barrier_from_m, barrier_to_m; /* along x */
};

/* The film is uniform, along the applied field, without current, at 0 K. */
enum status track_open(struct track *t, const struct synapse *d, uint64_t seed, struct error *err);
void track_close(struct track *t); /* harmless on a zeroed track */
/* Puts d->start.skyrmions on a lattice into the pre-synapse; names their distance if they do not
 * fit, which track_check_lattice tells beforehand. */
enum status track_check_lattice(const struct synapse *d, struct error *err);
/* The places, d->start.skyrmions of each. */
enum status track_lattice(const struct synapse *d, double x_m[], double y_m[], struct error *err);
enum status track_nucleate(struct track *t, struct error *err);
/* Steps from here on: at the device's temperature or at 0 K, with factor times the current. */
void track_set_current(struct track *t, double factor);
void track_set_temperature(struct track *t, double temperature_K);
/* Whether a point lies in the barrier: a rectangle with round corners. */
bool track_in_barrier(const struct synapse *d, double x_m, double y_m);
double track_conductance_S(const struct track *t);
#endif
