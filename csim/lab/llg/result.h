#ifndef SKYLOOM_LAB_LLG_RESULT_H
#define SKYLOOM_LAB_LLG_RESULT_H
#include <stdio.h>
#include "files/share.h"
#include "lab/llg/run.h"
/* What a run says at its end: result.json, and the same for people. Large: not for the stack. */
#define LLG_RESULT_FORMAT "skyloom llg result 1"

struct llg_report {
    struct llg_case c;
    struct llg_run_result result;
    struct path case_path, folder;
    char command[512];
    int threads;
    bool was_finished; /* there was nothing to resume: no result here */
};

enum status llg_result_write(const char *path, const struct llg_report *r, struct error *err);
void llg_result_print(FILE *stream, const struct llg_report *r);
/* Field evaluations of the whole mesh per second of wall time, in million cells. */
double llg_result_speed(const struct llg_report *r);
#endif
