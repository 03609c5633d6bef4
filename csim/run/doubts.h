#ifndef SKYLOOM_RUN_DOUBTS_H
#define SKYLOOM_RUN_DOUBTS_H
#include "base/warnings.h"
#include "report/result.h"
#include "run/prepare.h"
/* What a run on a card should not be read without: how long states last beside loading, image and
 * test set; pulses by the card's steps beside the plain count that the bill has; skyrmions that
 * the pulses cost; codes that the converter clips; states of the card that overlap. r: a finished
 * run of p with its bills. Lines go to r->warnings. */
void doubts_of_run(const struct prepared *p, struct run_result *r);
#endif
