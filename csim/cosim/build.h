#ifndef SKYLOOM_COSIM_BUILD_H
#define SKYLOOM_COSIM_BUILD_H
#include <stddef.h>
#include "base/error.h"
#include "cosim/cosim.h"
#include "files/path.h"
/* Verilates and compiles the RTL of one parameter set into cache_dir/<key>/libcosim.so, once.
 * The key hashes the parameters, every source that goes in, the tools' versions and the flags. The
 * work is done in a directory of its own and renamed into place, so that two processes may build
 * at once and a killed build leaves nothing that looks finished. */
enum status cosim_library(const struct cosim_build *build, const char *source_dir,
                          const char *cache_dir, const struct watch *watch, struct path *path,
                          struct error *err);
#endif
