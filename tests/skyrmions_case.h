#ifndef SKYLOOM_TESTS_SKYRMIONS_CASE_H
#define SKYLOOM_TESTS_SKYRMIONS_CASE_H
#include "compact/skyrmions.h"
/* Steps of a test of the particle model that must go well. */
void skyrmions_case_add(struct skyrmions *s, double x_m, double y_m);
void skyrmions_case_run(struct skyrmions *s, double until_s);
#endif
