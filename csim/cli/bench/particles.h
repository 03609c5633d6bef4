#ifndef SKYLOOM_CLI_BENCH_PARTICLES_H
#define SKYLOOM_CLI_BENCH_PARTICLES_H
#include <jansson.h>
#include "base/error.h"
/* The paper's LTP and LTD at 300 K, four layers: the particle model against layer-resolved LLG, in
 * CPU seconds of one thread. */
enum status bench_particles(json_t *list, struct error *err);
#endif
