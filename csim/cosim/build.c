#include "cosim/build.h"
#include "cosim/build_parts.h"
#include "files/file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Only the library stays; sources and objects are a few megabytes a parameter set. */
static enum status finish(const struct workshop *w, const char *final, struct error *err)
{
    char from[1100], parts[1100];
    static const char *const leftovers[] = {"Vcore", "Vfabric", "Vflat", "rtl", "csim"};

    for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++) {
        snprintf(parts, sizeof parts, "%s/%s", w->directory, leftovers[i]);
        if (getenv("SKYLOOM_KEEP_BUILD") == NULL)
            tool_remove_tree(parts);
    }
    snprintf(from, sizeof from, "%s", w->directory);
    if (rename(from, final) == 0 || errno == ENOTEMPTY || errno == EEXIST)
        return STATUS_OK; /* another process was faster: its library is the same */
    return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", final, strerror(errno));
}

static enum status build_library(struct workshop *w, char **names, size_t n_names,
                                 const char *final, struct error *err)
{
    enum status status;

    snprintf(w->directory, sizeof w->directory, "%s/tmp.%016llx.%d", w->cache_dir,
             (unsigned long long)w->key, (int)getpid());
    snprintf(w->log, sizeof w->log, "%s/%016llx.log", w->cache_dir, (unsigned long long)w->key);
    unlink(w->log);
    status = file_make_dirs(w->directory, err);
    if (status == STATUS_OK)
        status = cosim_build_copy_sources(w, names, n_names, err);
    if (status == STATUS_OK)
        status = cosim_build_verilate(w, names, n_names, err);
    if (status == STATUS_OK)
        status = cosim_build_compile(w, err);
    if (status == STATUS_OK)
        status = finish(w, final, err);
    tool_remove_tree(w->directory);
    if (status == STATUS_OK)
        unlink(w->log);
    return status;
}

enum status cosim_library(const struct cosim_build *build, const char *source_dir,
                          const char *cache_dir, const struct watch *watch, char path[1024],
                          struct error *err)
{
    struct workshop w = {.build = build};
    char **names, final[1100], source_path[1024], cache_path[1024];
    size_t n_names;
    enum status status;

    if (realpath(source_dir, source_path) == NULL)
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", source_dir, strerror(errno));
    status = file_make_dirs(cache_dir, err);
    if (status != STATUS_OK)
        return status;
    if (realpath(cache_dir, cache_path) == NULL)
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", cache_dir, strerror(errno));
    w.source_dir = source_path;
    w.cache_dir = cache_path;
    status = cosim_build_find_tools(&w, err);
    if (status == STATUS_OK)
        status = cosim_build_list_sources(source_path, &names, &n_names, err);
    if (status != STATUS_OK)
        return status;
    cosim_build_write_parameters(&w);
    w.key = cosim_build_hash_processor();
    w.key = hash_fnv1a(w.key, w.version, strlen(w.version));
    w.key = cosim_build_hash_recipe(&w, w.key);
    status = cosim_build_hash_sources(&w, names, n_names, &w.key, err);
    snprintf(final, sizeof final, "%s/%016llx", cache_path, (unsigned long long)w.key);
    snprintf(path, 1024, "%.1000s/libcosim.so", final);
    if (status == STATUS_OK && access(path, R_OK) != 0) {
        watch_progress(watch, "building the RTL (%s)", w.parameters);
        status = build_library(&w, names, n_names, final, err);
    }
    cosim_build_free_names(names, n_names);
    return status;
}
