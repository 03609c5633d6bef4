#ifndef SKYLOOM_CLI_BENCH_LLG_H
#define SKYLOOM_CLI_BENCH_LLG_H
#include <jansson.h>
#include "base/error.h"
/* Speed of the micromagnetic solver in whole runs: films of the paper's material under Heun at one
 * and two threads, the share of the transforms, standard problem 4. Adds llg_... to the list and
 * prints each beside OOMMF's figure. */
enum status bench_llg(json_t *list, struct error *err);
#endif
