#ifndef SKYLOOM_LAB_CALIBRATE_HOT_H
#define SKYLOOM_LAB_CALIBRATE_HOT_H
#include "lab/calibrate/measure.h"
/* A film with many skyrmions at the device's temperature: rest, two pulses forward, two back, the
 * second of each twice as strong. What a skyrmion is and feels when hot, and how long it lives.
 * FOLDER/runs/KEY.tsv has a row per look. The film is half of the device's track with a strip of
 * the barrier at its right end. */
enum { HOT_MAX_BODIES = 32, HOT_MAX_LOOKS = 1024 };

struct hot_look {
    double time_s;  /* since the film is hot */
    double factor;  /* of the current, since the look before */
    double film_mz; /* mean far from skyrmions, edges and barrier; 0: no such cell */
    struct measure_body body[HOT_MAX_BODIES];
};
struct hot_table {
    int n_looks, n_bodies, n_layers;
    struct hot_look look[HOT_MAX_LOOKS];
};

/* m->film.start.skyrmions of m->film, m->seed of the noise; settle_s is the time to get hot. */
enum status hot_run(const struct measure *m, const struct trial_options *options,
                    struct error *err);
/* Of the current at a time of the run. */
double hot_factor(const struct measure *m, double time_s);
enum status hot_write(const struct measure *m, const char *folder, const struct hot_table *table,
                      struct error *err);
enum status hot_read(const struct measure *m, const char *folder, struct hot_table *table,
                     struct error *err);
/* Looks that a layer may miss a skyrmion for: 0.1 ns of noise. */
int hot_patience(const struct measure *m);
/* Further than one and a half radii from an edge. What is nearer is on its way out: there the edge
 * takes it in, and no law of repulsion holds. */
bool hot_is_on_film(const struct measure *m, const struct measure_body *b);
/* The look from which on fewer than so many layers have a skyrmion on the film, for good. n_looks:
 * they keep it. */
int hot_lost_at(const struct measure *m, const struct hot_table *t, int body, int layers);
/* Whether an edge lost them: after that look so many layers were still seen there. */
bool hot_is_taken(const struct measure *m, const struct hot_table *t, int body, int layers);
#endif
