#include "cli/cli.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct cli_args, member)
/* One list of options; a verb names those it takes. */
static const struct cli_option options[] = {
    {"engine", 0, OPTION_ENUM, AT(engine), "E",
     "golden (the bit-exact twin), rtl (Verilator) or both, which stops at the first difference", 0,
     0, run_engine_names},
    {"images", 'n', OPTION_INT, AT(images), "N", "test images; 0 is all of them (default)", 0,
     100000, NULL},
    {"rtl-images", 0, OPTION_INT, AT(rtl_images), "N",
     "of those, how many run in RTL; 0 is the same number (default)", 0, 100000, NULL},
    {"first-image", 0, OPTION_INT, AT(first_image), "FIRST", "number of the first test image", 0,
     99999, NULL},
    {"baseline-images", 0, OPTION_INT, AT(baseline_images), "N",
     "images of the digital baseline (default 200; 0 leaves it out)", 0, 100000, NULL},
    {"set", 's', OPTION_SETS, 0, "KEY=VALUE",
     "change one key of the file; may be repeated (keys: skyloom help design|case|device)", 0, 0,
     NULL},
    {"set-range", 'r', OPTION_RANGES, 0, "KEY=RANGE",
     "key and its values, first:last:step or v1,v2,...; once or twice", 0, 0, NULL},
    {"out", 'o', OPTION_STRING, AT(out), "DIR",
     "where results go (bench, calibrate, characterise: the file)", 0, 0, NULL},
    {"programs", 0, OPTION_STRING, AT(programs), "DIR",
     "where trained weights and programs are kept (default programs)", 0, 0, NULL},
    {"program", 'p', OPTION_STRING, AT(program), "FILE",
     "run this program instead of the design's own", 0, 0, NULL},
    {"cache", 0, OPTION_STRING, AT(cache), "DIR",
     "where Verilated models are kept (default build/cosim)", 0, 0, NULL},
    {"threads", 'j', OPTION_INT, AT(threads), "N", "threads; 0 is every processor (default)", 0,
     1024, NULL},
    {"processes", 0, OPTION_INT, AT(processes), "N",
     "processes (RTL, runs of a device); 0 is one per thread (default)", 0, 1024, NULL},
    {"experiment", 'e', OPTION_STRING, AT(experiment), "NAME", "what is done with the device", 0, 0,
     NULL},
    {"seeds", 0, OPTION_INT, AT(seeds), "N", "runs with noise of their own (default 4)", 1, 64,
     NULL},
    {"conclude", 0, OPTION_FLAG, AT(conclude), NULL,
     "run nothing: the tables of the runs that are done", 0, 0, NULL},
    {"particles", 0, OPTION_STRING, AT(particles), "FILE",
     "coefficients by skyloom calibrate (default DEVICE-nN-particles of the shipped devices)", 0, 0,
     NULL},
    {"draws", 0, OPTION_INT, AT(draws), "N", "devices that are simulated (default 64)", 2, 100000,
     NULL},
    {"after-ns", 0, OPTION_INT, AT(after_ns), "N",
     "ns without current before the states are read (default 0)", 0, 1000000, NULL},
    {"seed", 0, OPTION_INT, AT(seed), "N", "of the first of them (default 1)", 1, 1000000, NULL},
    {"trace", 0, OPTION_STRING, AT(trace), "FILE", "write an FST waveform of one core (RTL)", 0, 0,
     NULL},
    {"trace-core", 0, OPTION_STRING, AT(trace_core), "L:C", "layer and core to trace (0:0)", 0, 0,
     NULL},
    {"trace-window", 0, OPTION_STRING, AT(trace_window), "A:B",
     "cycles to trace, from A to before B (0:20000)", 0, 0, NULL},
    {"force", 'f', OPTION_FLAG, AT(force), NULL, "do it again even where the file is there", 0, 0,
     NULL},
    {"replace", 0, OPTION_FLAG, AT(replace), NULL,
     "put the table in the place of one of other keys", 0, 0, NULL},
    {"resume", 0, OPTION_FLAG, AT(resume), NULL, "go on where a run was stopped", 0, 0, NULL},
    {"quiet", 'q', OPTION_FLAG, AT(quiet), NULL, "no summary", 0, 0, NULL},
    {"help", 'h', OPTION_FLAG, AT(help), NULL, "this text", 0, 0, NULL},
};

static bool takes(const struct cli_verb *verb, const char *name)
{
    if (!strcmp(name, "help"))
        return true;
    for (size_t i = 0; verb->options[i]; i++)
        if (!strcmp(verb->options[i], name))
            return true;
    return false;
}

/* name: "set" of "--set", or one letter of "-s" */
static const struct cli_option *option_find(const struct cli_verb *verb, const char *name, size_t n,
                                            bool is_letter)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const struct cli_option *o = &options[i];
        const bool same = is_letter ? o->letter == *name && n == 1
                                    : strlen(o->name) == n && !strncmp(o->name, name, n);

        if (same && takes(verb, o->name))
            return o;
    }
    return NULL;
}

static enum status option_int(const struct cli_option *o, const char *value, int64_t *out,
                              struct error *err)
{
    char *end;
    long long n;

    errno = 0;
    n = strtoll(value, &end, 10);
    if (errno || end == value || *end || n < o->min || n > o->max)
        return error_set(err, STATUS_BAD_CONFIG,
                         "--%s = %s, must be a whole number in [%" PRId64 ", %" PRId64 "]", o->name,
                         value, o->min, o->max);
    *out = n;
    return STATUS_OK;
}

static enum status option_enum(const struct cli_option *o, const char *value, int64_t *out,
                               struct error *err)
{
    for (int i = 0; o->choices[i]; i++)
        if (!strcmp(o->choices[i], value)) {
            *out = i;
            return STATUS_OK;
        }
    return error_set(err, STATUS_BAD_CONFIG, "--%s = %s, must be golden, rtl or both", o->name,
                     value);
}

/* What becomes part of paths and of lines in files. */
static enum status option_string(const struct cli_option *o, const char *value, const char **to,
                                 struct error *err)
{
    static const size_t most = 900;

    if (!*value)
        return error_set(err, STATUS_BAD_CONFIG, "--%s: empty, must be %s", o->name, o->argument);
    if (strlen(value) > most)
        return error_set(err, STATUS_BAD_CONFIG,
                         "--%s %.40s...: %zu characters, must be at most %zu", o->name, value,
                         strlen(value), most);
    for (const char *c = value; *c != '\0'; c++)
        if (iscntrl((unsigned char)*c))
            return error_set(err, STATUS_BAD_CONFIG,
                             "--%s: character %d is a control character, must be text", o->name,
                             (int)(c - value) + 1);
    *to = value;
    return STATUS_OK;
}

static enum status option_append(const struct cli_option *o, const char *value, const char **list,
                                 int *n, int max, struct error *err)
{
    if (!strchr(value, '='))
        return error_set(err, STATUS_BAD_CONFIG, "--%s %s: must be %s", o->name, value,
                         o->argument);
    if (*n == max)
        return error_set(err, STATUS_BAD_CONFIG, "--%s: given more than %d times", o->name, max);
    list[(*n)++] = value;
    return STATUS_OK;
}

static enum status option_take(const struct cli_option *o, const char *value, struct cli_args *args,
                               struct error *err)
{
    char *const at = (char *)args + o->offset;

    switch (o->type) {
    case OPTION_FLAG:
        *(bool *)at = true;
        break;
    case OPTION_INT:
        return option_int(o, value, (int64_t *)(void *)at, err);
    case OPTION_ENUM:
        return option_enum(o, value, (int64_t *)(void *)at, err);
    case OPTION_STRING:
        return option_string(o, value, (const char **)(void *)at, err);
    case OPTION_SETS:
        return option_append(o, value, args->set, &args->n_sets, CLI_MAX_SETS, err);
    case OPTION_RANGES:
        return option_append(o, value, args->range, &args->n_ranges, CLI_MAX_RANGES, err);
    }
    return STATUS_OK;
}

/* argv[*i] starts with '-': takes it and, where the option wants one, its value: "--name value",
 * "--name=value", "-n value" or "-nvalue". */
static enum status parse_option(const struct cli_verb *verb, int argc, char *const argv[], int *i,
                                struct cli_args *args, struct error *err)
{
    const char *word = argv[*i], *value = NULL;
    const bool is_letter = word[1] != '-';
    const char *name = word + (is_letter ? 1 : 2), *equals = is_letter ? NULL : strchr(name, '=');
    const size_t n = equals ? (size_t)(equals - name) : is_letter ? 1 : strlen(name);
    const struct cli_option *o = option_find(verb, name, n, is_letter);
    const char *attached = equals ? equals + 1 : name[n] ? name + n : NULL;

    if (!o)
        return error_set(err, STATUS_BAD_CONFIG, "%s: unknown option %.*s (skyloom %s --help)",
                         verb->name, (int)(name - word) + (int)n, word, verb->name);
    if (o->type != OPTION_FLAG) {
        value = attached ? attached : ++*i < argc ? argv[*i] : NULL;
        if (!value)
            return error_set(err, STATUS_BAD_CONFIG, "--%s: %s is missing", o->name, o->argument);
    } else if (attached) {
        return error_set(err, STATUS_BAD_CONFIG, "--%s takes no value", o->name);
    }
    return option_take(o, value, args, err);
}

/* "skyloom run x.yaml ..." */
static void join_words(char text[512], const char *verb, int n_words, char *const words[])
{
    int n = snprintf(text, 512, "skyloom %s", verb);

    for (int i = 0; i < n_words && n < 511; i++)
        n += snprintf(text + n, 512 - (size_t)n, " %s", words[i]);
    for (char *c = text; *c != '\0'; c++) /* it becomes a line of a file */
        if (iscntrl((unsigned char)*c))
            *c = '?';
}

enum status cli_parse(const struct cli_verb *verb, int argc, char *const argv[],
                      struct cli_args *args, struct error *err)
{
    enum status status;

    args->verb = verb->name;
    join_words(args->command, verb->name, argc, argv);
    for (int i = 0; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1]) {
            if ((status = parse_option(verb, argc, argv, &i, args, err)) != STATUS_OK)
                return status;
        } else if (args->n_positional == verb->max_positional) {
            return error_set(err, STATUS_BAD_CONFIG, "%s: %s is one argument too many; usage: %s",
                             verb->name, argv[i], verb->usage);
        } else {
            args->positional[args->n_positional++] = argv[i];
        }
    }
    if (args->n_positional < verb->min_positional && !args->help)
        return error_set(err, STATUS_BAD_CONFIG, "%s: an argument is missing; usage: %s",
                         verb->name, verb->usage);
    return STATUS_OK;
}

void cli_print_help(const struct cli_verb *verb)
{
    printf("usage: %s\n\n%s\n\n", verb->usage, verb->doc);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const struct cli_option *o = &options[i];
        char left[64];

        if (!takes(verb, o->name))
            continue;
        snprintf(left, sizeof left, "%c%c%s --%s %s", o->letter ? '-' : ' ',
                 o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
                 o->argument ? o->argument : "");
        printf("  %-28s %s\n", left, o->doc);
    }
    if (verb->example)
        printf("\n%s", verb->example);
}

void cli_print_overview(void)
{
    puts("skyloom: spiking networks on Verilog neurons and a device-card crossbar,\n"
         "with every cycle and joule accounted for\n\nusage: skyloom VERB ...\n");
    for (size_t i = 0; cli_verbs[i]; i++)
        printf("  %-8s %.*s\n", cli_verbs[i]->name, (int)strcspn(cli_verbs[i]->doc, "\n"),
               cli_verbs[i]->doc);
    puts("\nskyloom VERB --help explains a verb with an example; skyloom help design,\n"
         "skyloom help case and skyloom help device list the keys of a design, of a micromagnetic\n"
         "case and of a device.\n"
         "Start with: skyloom run designs/demo.yaml -o out/demo");
}
