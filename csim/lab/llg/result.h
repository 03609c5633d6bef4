#ifndef SKYLOOM_LAB_LLG_RESULT_H
#define SKYLOOM_LAB_LLG_RESULT_H
#include <stdio.h>
#include "cli/cli.h"
#include "lab/llg/run.h"
/* What `skyloom llg` says at its end: result.json, and the same for people. */
#define RESULT_LLG_FORMAT "skyloom llg result 1"

struct llg_report {
    const struct cli_args *args;
    const struct llg_case *c;
    const struct llg_run_result *result;
    const char *case_path, *folder;
    int threads;
};

enum status result_llg_write(const char *path, const struct llg_report *r, struct error *err);
void summary_llg_print(FILE *stream, const struct llg_report *r);
/* Field evaluations of the whole mesh per second of wall time, in million cells. */
double summary_llg_speed(const struct llg_report *r);
#endif
