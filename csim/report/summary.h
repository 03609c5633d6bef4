#ifndef SKYLOOM_REPORT_SUMMARY_H
#define SKYLOOM_REPORT_SUMMARY_H
#include <stddef.h>
/* "12.3 nJ": three digits and an SI prefix; 0 stays "0 J". */
const char *summary_quantity(char *out, size_t size, double value, const char *unit);
#endif
