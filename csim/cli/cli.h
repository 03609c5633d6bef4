#ifndef SKYLOOM_CLI_CLI_H
#define SKYLOOM_CLI_CLI_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "base/watch.h"
#include "run/options.h"
/* The room of verbs: words in, one call, words out.
 *
 * Command line: verbs, their options, progress, ctrl-C. Everything below csim/cli returns errors;
 * main.c alone prints them and turns them into exit codes: 0, 2 for what the user gave, 130 for
 * ctrl-C, 1 for the rest. */
#define CLI_MAX_SETS 64
#define CLI_MAX_RANGES 2

struct cli_args {
    const char *verb;
    char command[512]; /* "skyloom run x.yaml ...", for provenance */
    const char *positional[2];
    int n_positional;
    const char *set[CLI_MAX_SETS], *range[CLI_MAX_RANGES];
    int n_sets, n_ranges;
    const char *experiment, *particles, *out, *programs, *program, *cache, *trace, *trace_core,
        *trace_window;
    int64_t engine, images, rtl_images, first_image, baseline_images, threads, processes, seeds,
        seed, draws, after_ns;
    bool quiet, force, replace, resume, conclude, help;
};

enum cli_option_type {
    OPTION_FLAG,
    OPTION_INT,
    OPTION_ENUM,
    OPTION_STRING,
    OPTION_SETS,
    OPTION_RANGES
};

struct cli_option {
    const char *name; /* without "--" */
    char letter;      /* 0: none */
    enum cli_option_type type;
    size_t offset; /* in struct cli_args */
    const char *argument, *doc;
    int64_t min, max;
    const char *const *choices;
};

struct cli_verb {
    const char *name, *usage, *doc;
    const char *const *options; /* names in the one table of options; NULL-terminated */
    int min_positional, max_positional;
    const char *example; /* what --help shows below the options */
    enum status (*run)(const struct cli_args *args, struct error *err);
};

extern const struct cli_verb cmd_run, cmd_train, cmd_map, cmd_card, cmd_report, cmd_inspect,
    cmd_sweep, cmd_reference, cmd_llg, cmd_device, cmd_calibrate, cmd_characterise, cmd_bench,
    cmd_help;
extern const struct cli_verb *const cli_verbs[]; /* NULL-terminated; in main.c's order of help */

const struct cli_verb *cli_find(const char *name);
enum status cli_parse(const struct cli_verb *verb, int argc, char *const argv[],
                      struct cli_args *args, struct error *err);
/* A verb that is refused leaves no empty folder behind. */
enum status cli_run(const struct cli_verb *verb, const struct cli_args *args, struct error *err);
void cli_print_help(const struct cli_verb *verb);
void cli_print_overview(void);
void cli_print_design_keys(void);
void cli_print_case_keys(void);
void cli_print_device_keys(void);
struct device_card;
void cli_show_card(const struct device_card *card);
int cli_exit_code(enum status status);

/* Progress and reports on stderr; stopped after SIGINT or SIGTERM. */
extern const struct watch cli_watch;
void cli_catch_signals(void);

/* One line on stderr that overwrites itself; nothing at all where stderr is no terminal. */
__attribute__((format(printf, 1, 2))) void cli_progress(const char *fmt, ...);
void cli_progress_done(void);

/* Processes to share runs out to: those asked for, or one per thread. */
int cli_workers(const struct cli_args *args);
void cli_print_table(const char *path); /* and its name */
/* What the words ask of a run; shares its strings with args. */
enum status cli_run_options(const struct cli_args *args, struct run_options *o, struct error *err);
#endif
