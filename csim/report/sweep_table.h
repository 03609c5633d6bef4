#ifndef SKYLOOM_REPORT_SWEEP_TABLE_H
#define SKYLOOM_REPORT_SWEEP_TABLE_H
#include <stdio.h>
#include "base/error.h"
#include "report/result.h"
/* A sweep's rows as TSV, JSON and a gnuplot figure. No wall-clock times: the same sweep gives the
 * same bytes. */
#define SWEEP_MAX_VALUES 200

struct sweep_axis {
    char key[64];
    int n; /* 0: no second axis */
    char value[SWEEP_MAX_VALUES][128];
};

struct sweep_row {
    const char *value[2]; /* of the axes */
    uint64_t images;
    double accuracy, cycles_per_image, time_per_image_s;
    struct range energy_J; /* per image */
    double synaptic_ops_per_image;
    double baseline_accuracy, baseline_energy_J; /* 0 where there is no baseline */
};

struct sweep {
    struct sweep_axis axis[2];
    int n_rows;
    struct sweep_row *row; /* second axis outermost */
    bool drawn;            /* the figure is there */
};

void sweep_row_fill(struct sweep_row *row, const struct run_result *r);
void sweep_print_row(FILE *stream, const struct sweep *s, const struct sweep_row *row);
void sweep_print_summary(FILE *stream, const char *dir, const struct sweep *s);
/* sweep.tsv, sweep.json and figure.gp, which gnuplot draws. */
enum status sweep_write(const char *dir, const struct sweep *s, struct error *err);
enum status sweep_draw(const char *dir, struct error *err);
#endif
