#include "cosim/build.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cosim/build_parts.h"
#include "files/file.h"

/* Only the library stays; sources and objects are a few megabytes a parameter set. */
static enum status finish(const struct workshop *w, const char *final, struct error *err)
{
    static const char *const leftovers[] = {"Vcore", "Vfabric", "Vflat", "rtl", "csim"};

    for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++) {
        struct path parts;
        const enum status status = path_join(&parts, err, w->directory.text, "%s", leftovers[i]);

        if (status != STATUS_OK)
            return status;
        if (getenv("SKYLOOM_KEEP_BUILD") == NULL)
            tool_remove_tree(parts.text);
    }
    if (rename(w->directory.text, final) == 0 || errno == ENOTEMPTY || errno == EEXIST)
        return STATUS_OK; /* another process was faster: its library is the same */
    return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", final, strerror(errno));
}

static enum status build_library(struct workshop *w, char **names, size_t n_names,
                                 const char *final, struct error *err)
{
    const unsigned long long key = w->key;
    enum status status =
        path_join(&w->directory, err, w->cache_dir, "tmp.%016llx.%d", key, (int)getpid());

    if (status == STATUS_OK)
        status = path_join(&w->log, err, w->cache_dir, "%016llx.log", key);
    if (status != STATUS_OK)
        return status;
    unlink(w->log.text);
    status = file_make_dirs(w->directory.text, err);
    if (status == STATUS_OK)
        status = cosim_build_copy_sources(w, names, n_names, err);
    if (status == STATUS_OK)
        status = cosim_build_verilate(w, names, n_names, err);
    if (status == STATUS_OK)
        status = cosim_build_compile(w, err);
    if (status == STATUS_OK)
        status = finish(w, final, err);
    tool_remove_tree(w->directory.text);
    if (status == STATUS_OK)
        unlink(w->log.text);
    return status;
}

/* The caller is told the path that it gave. */
static enum status real_path(const char *from, struct path *to, struct error *err)
{
    char *found = realpath(from, NULL);
    enum status status;

    if (found == NULL)
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", from, strerror(errno));
    status = path_set(to, err, "%s", found);
    free(found);
    return status;
}

enum status cosim_library(const struct cosim_build *build, const char *source_dir,
                          const char *cache_dir, const struct watch *watch, struct path *path,
                          struct error *err)
{
    struct workshop w = {.build = build};
    struct path final, source, cache;
    char **names;
    size_t n_names;
    enum status status;

    status = real_path(source_dir, &source, err);
    if (status == STATUS_OK)
        status = file_make_dirs(cache_dir, err);
    if (status == STATUS_OK)
        status = real_path(cache_dir, &cache, err);
    if (status != STATUS_OK)
        return status;
    w.source_dir = source.text;
    w.cache_dir = cache.text;
    status = cosim_build_find_tools(&w, err);
    if (status == STATUS_OK)
        status = cosim_build_list_sources(source.text, &names, &n_names, err);
    if (status != STATUS_OK)
        return status;
    cosim_build_write_parameters(&w);
    w.key = cosim_build_hash_processor();
    w.key = hash_fnv1a(w.key, w.version, strlen(w.version));
    w.key = cosim_build_hash_recipe(&w, w.key);
    status = cosim_build_hash_sources(&w, names, n_names, &w.key, err);
    if (status == STATUS_OK)
        status = path_join(&final, err, cache.text, "%016llx", (unsigned long long)w.key);
    if (status == STATUS_OK)
        status = path_join(path, err, final.text, "libcosim.so");
    if (status == STATUS_OK && access(path->text, R_OK) != 0) {
        watch_progress(watch, "building the RTL (%s)", w.parameters);
        status = build_library(&w, names, n_names, final.text, err);
    }
    cosim_build_free_names(names, n_names);
    return status;
}
