#ifndef SKYLOOM_LAB_TRACK_STRIP_H
#define SKYLOOM_LAB_TRACK_STRIP_H
#include "lab/track/trial.h"
/* FOLDER/LABEL.png: the frames of a trial that is done in columns of up to eleven, before the first
 * pulse and after each, downwards and then to the right. With noise each cell is averaged with its
 * neighbours. The rim of the barrier is drawn darker, and the ends of the junction are dashed.
 * Nothing where the trial has no picture any more. */
enum status trial_write_strip(const struct trial *t, const char *folder, struct error *err);
#endif
