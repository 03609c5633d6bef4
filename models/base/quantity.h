#ifndef SKYLOOM_BASE_QUANTITY_H
#define SKYLOOM_BASE_QUANTITY_H
#include <stddef.h>
/* "12.3 nJ": three digits and an SI prefix; 0 stays "0 J". */
const char *quantity_text(char *out, size_t size, double value, const char *unit);
#endif
