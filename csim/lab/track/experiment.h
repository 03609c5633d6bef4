#ifndef SKYLOOM_LAB_TRACK_EXPERIMENT_H
#define SKYLOOM_LAB_TRACK_EXPERIMENT_H
#include <jansson.h>
#include "base/warnings.h"
#include "lab/track/states.h"
#include "lab/track/trial.h"
/* What `skyloom device --experiment NAME` does: trials of a device, and a table made of them. */
struct trial_list {
    struct trial *trial;
    int n, n_max;
};

struct experiment {
    const char *name, *doc;
    /* Appends the trials; n_seeds each where there is noise. May leave the list empty. */
    enum status (*plan)(const struct synapse *d, int n_seeds, struct trial_list *list,
                        struct error *err);
    /* NULL: experiment_write_curves. */
    enum status (*conclude)(const struct synapse *d, const struct trial_list *list,
                            const char *folder, json_t *summary, struct error *err);
};
extern const struct experiment experiment_map, experiment_curve, experiment_map_hot,
    experiment_fig2, experiment_fig3, experiment_fig4, experiment_fig5, experiment_fig8,
    experiment_mesh, experiment_step, experiment_energy;
extern const struct experiment *const experiments[]; /* NULL-terminated */
const struct experiment *experiment_find(const char *name);
/* The same for a user of `verb`, who is told what there is; name NULL: none was given. */
enum status experiment_choose(const char *name, const char *verb, const struct experiment **e,
                              struct error *err);
/* FOLDER/NAME.tsv from the trials that are done; adds to summary, which is empty, what it found. An
 * error if none is done. */
enum status experiment_conclude(const struct experiment *e, const struct synapse *d,
                                const struct trial_list *list, const char *folder, json_t *summary,
                                struct error *err);

/* Into the summary of a table: what its device is. */
void experiment_note_device(const struct synapse *d, json_t *summary);
/* Refuses a folder whose FOLDER/NAME.tsv is of another device or other lists to go through, as its
 * .json says. Seeds may differ. */
enum status experiment_check_folder(const char *name, const struct synapse *d, const char *folder,
                                    struct error *err);

extern const char *const experiment_orientations[];

/* A copy of d with its own label and seed; cycles of pulses after the equilibration. Grows the
 * list; the trial may be changed until trial_name is called again. */
enum status trial_list_add(struct trial_list *list, const struct synapse *d, const char *label,
                           uint64_t seed, bool empty, int cycles, struct error *err);
/* n_seeds of a point (one where nothing is left to chance), and as many of its film without
 * skyrmions, unless the list has them. */
enum status trial_list_add_point(struct trial_list *list, const struct synapse *d,
                                 const char *label, int n_seeds, int cycles, struct error *err);
/* Puts before an error of a point which key of the device made it so, "scan.interspace = 5". */
__attribute__((format(printf, 2, 3))) enum status experiment_blame(struct error *err,
                                                                   const char *fmt, ...);
/* The part of the track that is read, alone: no barrier, no pulses, a gap's time to come to rest.
 */
struct synapse experiment_post_synapse(const struct synapse *d, int skyrmions);
/* Opens each film once. Adds what its cells are too wide for, after the label of the first trial
 * that has it; if it is to run, refuses a time step that it is not stable with. */
enum status trial_list_check_films(const struct trial_list *list, bool to_run,
                                   struct warnings *doubts, struct error *err);
/* The first trial of a label; below 0: there is none. */
int trial_list_find(const struct trial_list *list, const char *label);
/* The film without skyrmions of the same seed, since so is its noise; NULL unless it is done. */
const struct trial *trial_list_reference(const struct trial_list *list, const struct trial *t,
                                         const char *folder);
/* The error of a table without a row. */
enum status trial_list_none_done(const char *folder, struct error *err);
void trial_list_free(struct trial_list *list);

/* FOLDER/NAME.tsv, a row per point and pulse, means over the seeds that are done; to the summary,
 * for each point its range, its states by both rules, and what was lost and stuck. */
enum status experiment_write_curves(const char *name, const struct trial_list *list,
                                    const char *folder, json_t *summary, struct error *err);
#endif
