#ifndef SKYLOOM_TESTS_TRIAL_CASE_H
#define SKYLOOM_TESTS_TRIAL_CASE_H
#include "lab/track/trial.h"
/* Small trials, run into folders of their own. */

/* 200 nm x 80 nm of two layers with a short pulse: some hundred steps. */
struct synapse trial_case_device(void);
/* One cycle of the device's pulses, seed 7. */
void trial_case_set(struct trial *t, const struct synapse *d, const char *label);
void trial_case_make_folder(char folder[64]);
/* FOLDER/runs/KEY.EXT, which must be there. */
void trial_case_remove_file(const char *folder, const char *key, const char *ext);
void trial_case_remove_folder(const char *folder);
void trial_case_check_same(const char *folder, const char *other, const char *key, const char *ext);
/* Text over what stands at a place, below 0 from the end. */
void trial_case_overwrite(const char *path, long at, const char *with);
/* A bad file, and its error says so. */
void trial_case_refused(enum status s, const struct error *err, const char *says);
#endif
