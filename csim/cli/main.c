#include <stdio.h>
#include <string.h>
#include "cli/cli.h"

static int fail(const struct error *err)
{
    cli_progress_done();
    fprintf(stderr, "skyloom: %s\n", err->text);
    return cli_exit_code(err->code);
}

int main(int argc, char *argv[])
{
    struct cli_args args = {.programs = run_options_default.programs,
                            .cache = run_options_default.cache,
                            .baseline_images = run_options_default.baseline_images,
                            .seeds = 4};
    struct error err = {STATUS_OK, ""};
    const struct cli_verb *verb;
    const char *name = argc > 1 ? argv[1] : "help";
    const int skip = argc > 2 ? 2 : argc;

    cli_catch_signals();
    if (!strcmp(name, "--version")) {
        puts("skyloom " SKYLOOM_VERSION);
        return 0;
    }
    if (!strcmp(name, "--help") || !strcmp(name, "-h"))
        name = "help";
    if (!(verb = cli_find(name))) {
        error_set(&err, STATUS_BAD_CONFIG, "%s: no such verb (skyloom help lists them)", name);
        return fail(&err);
    }
    if (cli_parse(verb, argc - skip, argv + skip, &args, &err))
        return fail(&err);
    if (args.help)
        cli_print_help(verb);
    else if (cli_run(verb, &args, &err))
        return fail(&err);
    cli_progress_done();
    if (fflush(stdout)) {
        error_set(&err, STATUS_BAD_FILE, "standard output: cannot write");
        return fail(&err);
    }
    return 0;
}
