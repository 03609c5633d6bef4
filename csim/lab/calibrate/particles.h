#ifndef SKYLOOM_LAB_CALIBRATE_PARTICLES_H
#define SKYLOOM_LAB_CALIBRATE_PARTICLES_H
#include "base/watch.h"
#include "lab/calibrate/calibrate.h"
#include "lab/track/experiment.h"
/* Runs of a device by the particle model, in the place of LLG. */

/* Mean radius of skyrmions in a crowd: that of one alone less what its neighbours take, region by
 * region before, beside and behind the barrier. */
double particles_radius_m(const struct calibration *c, const struct skyrmions *s);

/* A lattice as LLG's, overdamped to rest, without current. Each seed begins a nanometre beside the
 * place of rest, so that at 0 K, too, runs differ by what no calibration can tell. */
enum status particles_begin(const struct calibration *c, const struct synapse *d, bool empty,
                            uint64_t seed, struct skyrmions *s, struct error *err);
/* The protocol of a trial from there: equilibration, pulse after pulse, each with the radius that
 * the crowd then has. Fills the counts, radius and times of table, a row per pulse: means over the
 * layers, and after them the counts of the layer that goes first at an edge. */
enum status particles_run(const struct calibration *c, const struct trial *t, uint64_t seed,
                          struct trial_table *table, struct error *err);

/* FOLDER/particles-EXPERIMENT.tsv and -pulses.tsv: finished trials of LLG beside PARTICLES_RUNS of
 * the particle model for each: counts pulse by pulse, and crossed, broken, annihilated and stuck
 * after the last pulse forward. Trials that are not finished are left out, and a point without any
 * has the particles alone, "-" in the columns of LLG; points of another stack are left out, and if
 * all are, the reason of the first is the error. A stop ends it before any file. */
enum { PARTICLES_RUNS = 128 };
struct particles_summary {
    int compared, alone, unfinished, other_stack; /* points; `unfinished` trials */
    int crossed_agree, broken_agree, annihilated_agree, stuck_agree; /* within two errors */
};
enum status particles_compare(const struct calibration *c, const struct trial_list *list,
                              const char *experiment, const char *folder, const struct watch *watch,
                              struct particles_summary *summary, struct error *err);
#endif
