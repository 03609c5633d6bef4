#ifndef SKYLOOM_REPORT_PARTS_H
#define SKYLOOM_REPORT_PARTS_H
#include <stdint.h>
#include <stdio.h>
#include "report/result.h"
/* Sections of report.html: each writes a <section>. XML rules are kept (every tag closed, every
 * text escaped), so that any parser can check the page. */
void html_text(FILE *f, const char *text); /* escaped */
void html_quantity(FILE *f, double value, const char *unit);
void html_range(FILE *f, struct range r, const char *unit); /* "1.2 nJ (0.8 nJ .. 2 nJ)" */
void svg_open(FILE *f, int width, int height, const char *label);
void svg_close(FILE *f);
/* anchor: start, middle, end */
__attribute__((format(printf, 5, 6))) void svg_text(FILE *f, double x, double y, const char *anchor,
                                                    const char *fmt, ...);
void svg_box(FILE *f, double x, double y, double width, double height, const char *fill,
             const char *title);
const char *report_colour(enum bill_phase phase);
const char *report_class(const struct run_result *r, int label, char out[8]);
/* A grey image as <img> with a PNG inside; scale: CSS pixels per pixel. */
void html_image(FILE *f, const uint8_t pixels[], int rows, int cols, int scale);

void report_network(FILE *f, const struct run_result *r);
void report_energy(FILE *f, const struct run_result *r);
void report_energy_table(FILE *f, const struct run_result *r);
void report_timing(FILE *f, const struct run_result *r);
void report_confusion(FILE *f, const struct run_result *r);
void report_samples(FILE *f, const struct run_result *r);
void report_provenance(FILE *f, const struct run_result *r);
#endif
