#ifndef SKYLOOM_TESTS_ROW_H
#define SKYLOOM_TESTS_ROW_H
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
/* One line of the validation table: "row <tab> what <tab> got <tab> want <tab> tolerance <tab>
 * yes|no", tolerance absolute. scripts/validation makes docs/micromagnetics.md of them. Returns
 * whether it holds; check all rows before the test fails. */
static inline bool row_holds(const char *what, double got, double want, double tolerance)
{
    const bool holds = fabs(got - want) <= tolerance;

    printf("row\t%s\t%.7g\t%.7g\t%.2g\t%s\n", what, got, want, tolerance, holds ? "yes" : "no");
    return holds;
}
#endif
