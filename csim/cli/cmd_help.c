#include <string.h>
#include "cli/cli.h"

const struct cli_verb *const cli_verbs[] = {
    &cmd_run,       &cmd_train,        &cmd_map,       &cmd_card, &cmd_report,
    &cmd_inspect,   &cmd_sweep,        &cmd_reference, &cmd_llg,  &cmd_device,
    &cmd_calibrate, &cmd_characterise, &cmd_bench,     &cmd_help, NULL};

const struct cli_verb *cli_find(const char *name)
{
    for (size_t i = 0; cli_verbs[i]; i++)
        if (!strcmp(cli_verbs[i]->name, name))
            return cli_verbs[i];
    return NULL;
}

static enum status help(const struct cli_args *args, struct error *err)
{
    const char *topic = args->positional[0];

    if (!topic)
        cli_print_overview();
    else if (!strcmp(topic, "design"))
        cli_print_design_keys();
    else if (!strcmp(topic, "case"))
        cli_print_case_keys();
    else if (cli_find(topic)) {
        cli_print_help(cli_find(topic));
        if (cli_find(topic) == &cmd_device)
            cli_print_device_keys();
    } else
        return error_set(err, STATUS_BAD_CONFIG,
                         "help: %s is neither a verb nor 'design', 'case' or 'device'", topic);
    return STATUS_OK;
}

static const char *const help_options[] = {NULL};

const struct cli_verb cmd_help = {
    .name = "help",
    .usage = "skyloom help [VERB | design | case | device]",
    .doc = "Explain a verb, or list the keys of a design, a case or a device.",
    .options = help_options,
    .max_positional = 1,
    .example =
        "  skyloom help run\n  skyloom help design\n  skyloom help case\n  skyloom help device\n",
    .run = help,
};
