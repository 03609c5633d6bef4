#include "run/options.h"
#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include "files/host.h"

#define MAX_IMAGES 100000
#define MAX_WORKERS 1024
#define MAX_FOLDER 900 /* names of files are put behind it */

const char *const run_engine_names[] = {"golden", "rtl", "both", NULL};

const struct run_options run_options_default = {
    .baseline_images = 200,
    .programs = "programs",
    .cache = "build/cosim",
    .trace = {.to = 20000},
};

static enum status check_numbers(const struct run_options *o, struct error *err)
{
    const struct {
        const char *name;
        int64_t value, max;
    } numbers[] = {
        {"images", o->images, MAX_IMAGES},
        {"first image", o->first_image, MAX_IMAGES - 1},
        {"RTL images", o->rtl_images, MAX_IMAGES},
        {"baseline images", o->baseline_images, MAX_IMAGES},
        {"threads", o->threads, MAX_WORKERS},
        {"processes", o->processes, MAX_WORKERS},
        {"keys set", o->n_set, MAX_IMAGES},
        {"engine", o->engine, RUN_BOTH},
        {"make", o->make, RUN_MAKE_PROGRAM},
    };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].value < 0 || numbers[i].value > numbers[i].max)
            return error_set(err, STATUS_BAD_CONFIG,
                             "run: %s = %" PRId64 ", must be in [0, %" PRId64 "]", numbers[i].name,
                             numbers[i].value, numbers[i].max);
    return STATUS_OK;
}

static enum status check_paths(const struct run_options *o, struct error *err)
{
    const struct {
        const char *name, *path;
        bool needed;
    } paths[] = {
        {"design", o->design, !o->ready}, {"programs", o->programs, true},
        {"cache", o->cache, true},        {"program", o->program, false},
        {"out", o->out, false},           {"trace", o->trace.path, false},
    };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (paths[i].path ? !paths[i].path[0] : paths[i].needed)
            return error_set(err, STATUS_BAD_CONFIG, "run: %s: is missing", paths[i].name);
        else if (paths[i].path && strlen(paths[i].path) > MAX_FOLDER)
            return error_set(err, STATUS_BAD_CONFIG,
                             "run: %s = %.40s...: %zu characters, must be at most %d",
                             paths[i].name, paths[i].path, strlen(paths[i].path), MAX_FOLDER);
    return STATUS_OK;
}

enum status run_options_check(const struct run_options *o, struct error *err)
{
    enum status status;

    if ((status = check_numbers(o, err)) != STATUS_OK
        || (status = check_paths(o, err)) != STATUS_OK)
        return status;
    if (o->trace.path && o->engine == RUN_GOLDEN)
        return error_set(err, STATUS_BAD_CONFIG, "trace: needs engine rtl or both");
    if (o->trace.path && o->trace.to <= o->trace.from)
        return error_set(err, STATUS_BAD_CONFIG,
                         "trace: cycles %" PRIu64 ":%" PRIu64 ", must be A:B with A < B",
                         o->trace.from, o->trace.to);
    return STATUS_OK;
}

int run_threads(const struct run_options *o) { return host_threads(o->threads); }

int run_processes(const struct run_options *o)
{
    return o->processes > 0 ? (int)o->processes : run_threads(o);
}
