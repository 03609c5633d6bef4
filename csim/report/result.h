#ifndef SKYLOOM_REPORT_RESULT_H
#define SKYLOOM_REPORT_RESULT_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "base/warnings.h"
#include "energy/bill.h"
#include "files/path.h"
#include "net/design.h"
#include "twin/ledger.h"
/* The room of reports: what a run has to say, in words, JSON, HTML and SVG.
 *
 * Everything a run says: summary, result.json and report.html are written from this struct alone,
 * and result.json can be read back into it. Large (two bills and more): use result_create. */
#define RESULT_FORMAT "skyloom result 1"
#define RESULT_MAX_CLASSES 64
#define RESULT_MAX_SAMPLES 12
#define RESULT_MAX_PIXELS 4096

struct result_sample {
    uint32_t image; /* index in the test set */
    int label, winner, rows, cols;
    uint8_t pixels[RESULT_MAX_PIXELS];
    uint32_t spikes[RESULT_MAX_CLASSES];
};

struct result_provenance {
    char version[64], design_file[PATH_SIZE], program_file[PATH_SIZE];
    char design_hash[32], program_hash[32]; /* hexadecimal, 16 digits */
    char data_source[PATH_SIZE], host_cpu[128], command[512];
    char device_card[64], device_source[512], device_ambiguity[1024], spread_note[512];
    char noise_note[512];
    char cost_card[64], area_card[64], area_source[256];
    json_t *design;            /* every key of the design, from result_design_json */
    json_t *cost_coefficients; /* from result_cost_json */
    json_t *program;           /* the program's own provenance object, may be NULL */
};

struct result_baseline { /* the same network on rtl/xbar_digital.v, the same cost card */
    bool present;
    uint64_t images; /* it ran on */
    double accuracy;
    struct ledger ledger;
    struct bill bill;
};

struct result_comparison { /* engine "both" */
    bool present;
    uint64_t images, differences;
    uint64_t core_cycles; /* Verilated core cycles evaluated */
    double wall_s;        /* of RTL and twin together */
    char text[512];       /* the first difference, or "" */
};

struct run_result {
    char name[64], doc[256], engine[16]; /* golden, rtl, both */
    int n_classes, timesteps, n_layers, threads;
    uint64_t images, correct;
    uint32_t confusion[RESULT_MAX_CLASSES][RESULT_MAX_CLASSES]; /* [label][winner] */
    int n_in[PROGRAM_MAX_LAYERS], n_out[PROGRAM_MAX_LAYERS];
    int cores[PROGRAM_MAX_LAYERS], tiles[PROGRAM_MAX_LAYERS]; /* tiles per core */
    struct xbar_geometry geometry;
    int converter_bits, levels; /* signed levels of a weight */
    double frequency_Hz;
    uint64_t cycles_min, cycles_max; /* of one image */
    struct ledger ledger;            /* sum over images */
    struct ledger program_ledger;    /* loading the arrays */
    struct bill bill, program_bill;
    struct result_baseline baseline;
    struct result_comparison comparison;
    struct warnings warnings; /* what the numbers should not be read without */
    double wall_s;            /* of the images, loading and building apart */
    uint64_t core_cycles;     /* Verilated core cycles evaluated; 0: golden */
    int n_samples;
    struct result_sample sample[RESULT_MAX_SAMPLES];
    struct result_provenance provenance;
    bool written; /* into the folder asked for; not part of the file */
};

enum status result_create(struct run_result **r, struct error *err); /* zeroed */
void result_free(struct run_result *r);
json_t *result_design_json(const struct design *d);
json_t *result_cost_json(const struct cost_card *c);
double result_accuracy(const struct run_result *r);
/* Share of a layer's conversions whose code is at an end of the converter's range. */
double result_clipped(const struct layer_ledger *layer);
/* Energy of the baseline / energy of this run, corner by corner; zeros without a baseline. */
struct range result_ratio(const struct run_result *r);
/* The same without clock and leakage, which grow with the time that each array takes. */
struct range result_ratio_switching(const struct run_result *r);

/* The bytes of result.json; free(*text). */
enum status result_text(const struct run_result *r, char **text, struct error *err);
enum status result_write(const char *path, const struct run_result *r, struct error *err);
enum status result_read(const char *path, struct run_result **r, struct error *err);
/* The terminal table, about 25 lines, to the stream the caller gives. */
void summary_print(FILE *stream, const struct run_result *r);
/* One self-contained file: inline SVG, no script, nothing fetched. */
enum status report_html_write(const char *path, const struct run_result *r, struct error *err);
#endif
