#ifndef SKYLOOM_LAB_LLG_FOLDER_H
#define SKYLOOM_LAB_LLG_FOLDER_H
#include "lab/llg/case.h"
/* The folder that a run writes into. */

/* One run at a time: refused while another process holds it. *lock: close() it when all is
 * written; -1 where the file system knows no locks. No file is left behind. */
enum status llg_folder_lock(const char *folder, int *lock, struct error *err);
/* Removes what runs that were killed left half-written there: NAME.tmp.PID of outputs of ours. */
void llg_folder_sweep(const char *folder);
/* Removes the outputs of an earlier run, so that none stands beside the table of a run that is
 * stopped: states, pictures, frames, tracks, result.json; never the state that the case starts
 * from. */
enum status llg_folder_clear(const char *folder, const struct llg_case *c, struct error *err);
#endif
