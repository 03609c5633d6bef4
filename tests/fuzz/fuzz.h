#ifndef SKYLOOM_FUZZ_H
#define SKYLOOM_FUZZ_H
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
/* libFuzzer's entry, so that the same targets build with clang -fsanitize=fuzzer; driver.c is the
 * plain gcc driver. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* A path that reads as these bytes (a memory file, made anew by each call). */
const char *fuzz_file(const uint8_t *data, size_t size);
/* Aborts unless a refused input left exactly one printable line. */
void fuzz_check(enum status s, const struct error *err);
#endif
