#include "cli/cli.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "A:B", where the option was given. */
static enum status pair(const char *option, const char *text, uint64_t *a, uint64_t *b,
                        struct error *err)
{
    char rest;

    if (text && (strchr(text, '-') || sscanf(text, "%" SCNu64 ":%" SCNu64 "%c", a, b, &rest) != 2))
        return error_set(err, STATUS_BAD_CONFIG, "--%s %s: must be two whole numbers A:B", option,
                         text);
    return STATUS_OK;
}

/* What is given and would have no effect. */
static enum status check_effect(const struct cli_args *args, struct error *err)
{
    const char *option = NULL, *without = "--trace";

    if (args->trace == NULL && args->trace_core != NULL)
        option = "trace-core";
    else if (args->trace == NULL && args->trace_window != NULL)
        option = "trace-window";
    else if (args->rtl_images != 0 && args->engine == RUN_GOLDEN)
        option = "rtl-images", without = "--engine rtl or both";
    return option == NULL ? STATUS_OK
                          : error_set(err, STATUS_BAD_CONFIG, "--%s: has no effect without %s",
                                      option, without);
}

enum status cli_run_options(const struct cli_args *args, struct run_options *o, struct error *err)
{
    enum status status;

    *o = (struct run_options){.design = args->positional[0],
                              .set = args->set,
                              .n_set = args->n_sets,
                              .engine = (enum run_engine)args->engine,
                              .images = args->images,
                              .first_image = args->first_image,
                              .rtl_images = args->rtl_images,
                              .baseline_images = args->baseline_images,
                              .threads = args->threads,
                              .processes = args->processes,
                              .make = args->force ? RUN_MAKE_AGAIN : RUN_MAKE_MISSING,
                              .program = args->program,
                              .programs = args->programs,
                              .cache = args->cache,
                              .out = args->out,
                              .trace = run_options_default.trace,
                              .command = args->command};
    o->trace.path = args->trace;
    if ((status = check_effect(args, err)) != STATUS_OK)
        return status;
    if ((status = pair("trace-core", args->trace_core, &o->trace.layer, &o->trace.core, err))
        != STATUS_OK)
        return status;
    return pair("trace-window", args->trace_window, &o->trace.from, &o->trace.to, err);
}
