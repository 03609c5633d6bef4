#ifndef SKYLOOM_TESTS_MICROMAG_CASE_H
#define SKYLOOM_TESTS_MICROMAG_CASE_H
#include "micromag/magnet.h"
/* A magnet with all its arrays, for tests: the paper's material everywhere, no DMI in bulk, no
 * applied field, nothing thermal, no demag. */
struct micromag_case {
    struct magnet g;
    struct vector_field m, field_T;
    uint8_t *region;
    real *bonds;
    float *normal_table;
    real *cells; /* every array of cells */
};

#define MICROMAG_CASE_SATURATION 956e3
void micromag_case_open(struct micromag_case *c, struct mesh mesh);
void micromag_case_prepare(struct micromag_case *c); /* after a change of the material */
void micromag_case_close(struct micromag_case *c);
/* Unit vectors in random directions; zero where Ms is. */
void micromag_case_random_m(struct micromag_case *c, unsigned seed);
void micromag_case_uniform_m(struct micromag_case *c, double x, double y, double z);
#endif
