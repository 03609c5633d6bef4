#ifndef SKYLOOM_RUN_EVALUATE_RTL_H
#define SKYLOOM_RUN_EVALUATE_RTL_H
#include "run/evaluate.h"
#include "run/prepare.h"
/* Images through the Verilated network on forked processes; with compare, each image is run by
 * the golden twin too and the first difference ends the run. Image 0 of n is o->first_image. */
struct rtl_evaluation {
    struct evaluation images; /* threads: processes */
    struct ledger program;    /* loading the arrays */
    uint64_t core_cycles;     /* Verilated core cycles evaluated */
    char difference[512];     /* the first one, or "" */
};

enum status evaluate_rtl(const struct prepared *p, const struct run_options *o,
                         const struct watch *watch, const struct dataset *data,
                         const struct golden *compare, int n, struct rtl_evaluation *out,
                         struct error *err);
/* Whole cycles of a programming pulse and of the pause after it, at the design's clock. */
int evaluate_pulse_cycles(const struct prepared *p);
int evaluate_gap_cycles(const struct prepared *p);
#endif
