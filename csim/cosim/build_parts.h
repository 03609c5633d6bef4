#ifndef SKYLOOM_COSIM_BUILD_PARTS_H
#define SKYLOOM_COSIM_BUILD_PARTS_H
#include <stdint.h>
#include "base/error.h"
#include "cosim/cosim.h"
#include "cosim/tool.h"
#include "files/path.h"
/* Private to csim/cosim/build*.c. */
/* All that is known while one library is made. */
struct workshop {
    const struct cosim_build *build;
    const char *source_dir, *cache_dir;
    struct path include_dir; /* verilated.h lives here */
    char version[256];       /* of verilator and the compiler */
    char parameters[1024];   /* -G flags, one line */
    struct path directory;   /* temporary, in cache_dir */
    struct path log;
    uint64_t key;
};

/* build_tools.c: verilator and compiler, their versions and where verilated.h is. */
enum status cosim_build_find_tools(struct workshop *w, struct error *err);
uint64_t cosim_build_hash_processor(void);

/* build_sources.c: sorted "rtl/x.v" names followed by the glue; text with the mutant's edit. */
enum status cosim_build_list_sources(const char *source_dir, char ***names, size_t *n,
                                     struct error *err);
void cosim_build_free_names(char **names, size_t n);
enum status cosim_build_hash_sources(const struct workshop *w, char **names, size_t n_names,
                                     uint64_t *hash, struct error *err);
enum status cosim_build_copy_sources(const struct workshop *w, char **names, size_t n_names,
                                     struct error *err);

/* build_recipe.c: what is run. */
void cosim_build_write_parameters(struct workshop *w);
uint64_t cosim_build_hash_recipe(const struct workshop *w, uint64_t hash);
enum status cosim_build_verilate(const struct workshop *w, char **names, size_t n_names,
                                 struct error *err);
enum status cosim_build_compile(const struct workshop *w, struct error *err);
#endif
