#ifndef SKYLOOM_TESTS_CASE_TEXT_H
#define SKYLOOM_TESTS_CASE_TEXT_H
#include "lab/llg/case.h"
/* Micromagnetic cases from text, by way of one file per test program. */
#define MESH "mesh: {n_x: 16, n_y: 8, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}\n"
#define MATERIAL "material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12}\n"
#define STAGE "stage: [{kind: run, duration_s: 1e-9}]\n"
#define HEAD MESH MATERIAL

int case_text_open(void **state); /* cmocka's set-up: makes the file */
int case_text_close(void **state);
const char *case_text_path(void);
enum status case_text_load(const char *text, struct llg_case *c, struct error *err);
void case_text_load_well(const char *text, struct llg_case *c);
#endif
