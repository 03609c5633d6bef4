#include <stdio.h>
#include "cli/cli.h"
#include "files/file.h"
#include "report/result.h"

static enum status report(const struct cli_args *args, struct error *err)
{
    const char *dir = args->positional[0];
    struct run_result *r;
    struct path path;
    enum status status;

    if ((status = path_join(&path, err, dir, "result.json")) != STATUS_OK
        || (status = result_read(path.text, &r, err)) != STATUS_OK)
        return status;
    if (!args->quiet)
        summary_print(stdout, r);
    status = args->out ? file_check_folder(args->out, err) : STATUS_OK;
    if (status == STATUS_OK)
        status = path_join(&path, err, args->out ? args->out : dir, "report.html");
    if (status == STATUS_OK)
        status = report_html_write(path.text, r, err);
    result_free(r);
    return status;
}

static const char *const report_options[] = {"out", "quiet", NULL};

const struct cli_verb cmd_report = {
    .name = "report",
    .usage = "skyloom report DIR [-o DIR]",
    .doc = "Print the summary of a finished run and write its report.html again.\n"
           "Reads DIR/result.json alone; -o puts the report elsewhere.",
    .options = report_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom report out/demo\n",
    .run = report,
};
