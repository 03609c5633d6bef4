#ifndef SKYLOOM_LAB_TRACK_TRIAL_PARTS_H
#define SKYLOOM_LAB_TRACK_TRIAL_PARTS_H
#include <stdio.h>
#include "base/moments.h"
#include "files/path.h"
#include "lab/llg/loop.h"
#include "lab/track/census.h"
#include "lab/track/trial.h"
/* Between the files of a trial. */
struct trial_run {
    const struct trial *trial;
    const struct trial_options *options;
    struct track track;
    struct llg_loop loop;
    struct census_scratch scratch;
    struct trial_table *table;
    uint64_t pulse, sample;   /* which comes next */
    struct moments samples_S; /* those so far */
    int frames;               /* open file, locked; below 0: none */
};

/* Heat reverses a spot of an empty film now and then: that is told in the tables. */
#define TRIAL_TOLERATED_SPOTS 1.0

uint64_t trial_hash(const struct trial *t);
enum status trial_path(struct path *path, const struct trial *t, const char *folder,
                       const char *ext, struct error *err);
/* State of the run on the disk. */
enum status trial_keep(struct trial_run *r, struct error *err);
/* found: whether there was one to go on from. */
enum status trial_resume(struct trial_run *r, bool *found, struct error *err);
/* Opens KEY.frames and locks it: one process at a run. */
enum status trial_lock(struct trial_run *r, struct error *err);
enum status trial_add_frame(const struct trial_run *r, struct error *err);
/* What a census can give, or 0 where it found none. */
bool trial_is_radius(const struct trial *t, double radius_m);
/* Of the sample that comes next, and of all of them: table->radius. */
enum status trial_add_radii(const struct trial_run *r, const struct census *c, struct error *err);
/* Whether those of the state's samples are there, and can be. */
enum status trial_check_radii(const struct trial_run *r, struct error *err);
enum status trial_read_radii(const struct trial_run *r, struct error *err);
/* Puts into a message about a file of the run what helps against it. */
enum status trial_remedy(struct error *err, const char *remedy);
/* Of a write that failed: one that came short, on a full disk, sets no errno. */
const char *trial_why(int number);
/* The relaxation ended above start.torque_T: for the table's head. */
enum status trial_note_unrest(const struct trial_run *r, double torque_T, struct error *err);
enum status trial_write_table(const struct trial_run *r, struct error *err);
/* Removes what only a run under way needs. */
void trial_clear(const struct trial_run *r);
/* The picture, the table, which says that the trial is done; then the state is removed. */
enum status trial_finish(const struct trial_run *r, struct error *err);
#endif
