#include "cosim/build_parts.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files/file.h"

/* Beside rtl/: what this module adds, and headers the glue reads. */
static const char *const glue[] = {
    "csim/cosim/core_sim.sv", "csim/cosim/core_taps.sv", "csim/cosim/xbar_dpi.sv",
    "csim/cosim/flat_sim.sv", "csim/cosim/network.cpp",  "csim/cosim/api.h",
    "csim/cosim/context.hpp", "csim/cosim/stitched.hpp", "csim/cosim/flat.hpp",
    "csim/twin/ledger.h",     "csim/net/program.h",
};
#define N_GLUE (sizeof glue / sizeof glue[0])

static bool is_rtl(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot != NULL && strcmp(dot, ".v") == 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void cosim_build_free_names(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

enum status cosim_build_list_sources(const char *source_dir, char ***names, size_t *n,
                                     struct error *err)
{
    struct path path;
    DIR *dir;
    const struct dirent *entry;
    size_t n_rtl = 0;
    const enum status status = path_join(&path, err, source_dir, "rtl");

    if (status != STATUS_OK)
        return status;
    *n = 0;
    *names = calloc(256 + N_GLUE, sizeof **names);
    dir = opendir(path.text);
    if (dir == NULL || *names == NULL) {
        if (dir != NULL)
            closedir(dir);
        free(*names);
        return error_set(err, STATUS_BAD_FILE, "cosim: %s: %s", path.text, strerror(errno));
    }
    while ((entry = readdir(dir)) != NULL && n_rtl < 256) {
        if (!is_rtl(entry->d_name))
            continue;
        if (path_set(&path, err, "rtl/%s", entry->d_name) == STATUS_OK) /* 255 letters at most */
            (*names)[n_rtl++] = strdup(path.text);
    }
    closedir(dir);
    qsort(*names, n_rtl, sizeof **names, compare_names);
    *n = n_rtl;
    for (size_t i = 0; i < N_GLUE; i++)
        (*names)[(*n)++] = strdup(glue[i]);
    return STATUS_OK;
}

/* The source with the mutant's edit. Caller frees. */
static enum status read_source(const struct workshop *w, const char *name, unsigned char **text,
                               size_t *n, struct error *err)
{
    const struct cosim_mutant *m = w->build->mutant;
    struct path path;
    char *from, *to;
    unsigned char *edited;
    size_t found = 0;
    enum status status = path_join(&path, err, w->source_dir, "%s", name);

    if (status == STATUS_OK)
        status = file_read_all(path.text, 1 << 20, text, n, err);
    if (status != STATUS_OK || m == NULL || strcmp(m->file, name) != 0)
        return status;
    for (from = strstr((char *)*text, m->find); from != NULL; from = strstr(from + 1, m->find))
        found++;
    if (found == 0) {
        free(*text);
        return error_set(err, STATUS_BAD_CONFIG, "cosim: mutant: %s does not hold \"%s\"", name,
                         m->find);
    }
    edited = calloc(*n + found * strlen(m->replace) + 1, 1);
    if (edited == NULL) {
        free(*text);
        return error_set(err, STATUS_NO_MEMORY, "cosim: out of memory");
    }
    to = (char *)edited;
    for (from = (char *)*text; *from != '\0';) {
        if (strncmp(from, m->find, strlen(m->find)) == 0) {
            to = stpcpy(to, m->replace);
            from += strlen(m->find);
        } else {
            *to++ = *from++;
        }
    }
    free(*text);
    *text = edited;
    *n = (size_t)(to - (char *)edited);
    return STATUS_OK;
}

enum status cosim_build_copy_sources(const struct workshop *w, char **names, size_t n_names,
                                     struct error *err)
{
    struct path path;

    for (size_t i = 0; i < n_names; i++) {
        unsigned char *text;
        size_t n;
        enum status status = read_source(w, names[i], &text, &n, err);

        if (status != STATUS_OK)
            return status;
        status = path_join(&path, err, w->directory.text, "%s", names[i]);
        if (status == STATUS_OK)
            status = file_write_all(path.text, text, n, err);
        free(text);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status cosim_build_hash_sources(const struct workshop *w, char **names, size_t n_names,
                                     uint64_t *hash, struct error *err)
{
    for (size_t i = 0; i < n_names; i++) {
        unsigned char *text;
        size_t n;
        const enum status status = read_source(w, names[i], &text, &n, err);

        if (status != STATUS_OK)
            return status;
        *hash = hash_fnv1a(*hash, text, n);
        free(text);
    }
    return STATUS_OK;
}
