#include <stdio.h>
#include <string.h>
#include "cli/cli.h"
#include "run/execute.h"

static enum status write_outputs(const char *dir, const struct run_result *r, struct error *err)
{
    char path[1024];
    enum status status;

    snprintf(path, sizeof path, "%s/result.json", dir);
    if ((status = result_write(path, r, err)))
        return status;
    snprintf(path, sizeof path, "%s/report.html", dir);
    return report_html_write(path, r, err);
}

static enum status run_prepared(const struct cli_args *args, const struct prepared *p,
                                struct error *err)
{
    struct run_result *r;
    struct error write_error = {STATUS_OK, ""};
    enum status status = result_create(&r, err);

    if (status)
        return status;
    status = execute_run(args, p, r, err);
    if (!status || (status == STATUS_MISMATCH && r->images)) {
        if (!args->quiet)
            summary_print(stdout, r);
        if (args->out && write_outputs(args->out, r, &write_error) && !status) {
            *err = write_error;
            status = write_error.code;
        }
        if (args->out && !write_error.code && !args->quiet)
            printf("written: %s/result.json %s/report.html\n", args->out, args->out);
        if (args->trace && !status && !args->quiet)
            printf("written: %s\n", args->trace);
    }
    result_free(r);
    return status;
}

static enum status run(const struct cli_args *args, struct error *err)
{
    struct prepared p;
    enum status status;

    if (args->out && (strlen(args->out) > 900 || cli_check_out(args->out, err)))
        return err->code
                   ? err->code
                   : error_set(err, STATUS_BAD_CONFIG, "-o %.40s...: path too long", args->out);
    if (args->trace && args->engine == ENGINE_GOLDEN)
        return error_set(err, STATUS_BAD_CONFIG, "--trace: needs --engine rtl or both");
    if (args->trace && (status = cli_check_file(args->trace, err)))
        return status; /* on a full disk the writer of waves would crash */
    if ((status = prepare_design(args, &p.design, err))
        || (status = execute_check_cards(&p.design, err))
        || (!args->program && (status = execute_check_images(args, &p.design, err)))
        || (status = prepare_run(args, &p, err)))
        return status;
    status = run_prepared(args, &p, err);
    prepared_free(&p);
    return status;
}

static const char *const run_options[] = {
    "engine",  "images",    "rtl-images", "first-image", "baseline-images",
    "set",     "out",       "programs",   "program",     "cache",
    "threads", "processes", "trace",      "trace-core",  "trace-window",
    "quiet",   NULL};

const struct cli_verb cmd_run = {
    .name = "run",
    .usage = "skyloom run DESIGN.yaml [options]",
    .doc = "Run test images through a design: accuracy, latency, energy bill.\n"
           "Weights and program are trained and mapped first where they are missing. With -o,\n"
           "DIR/result.json and DIR/report.html are written.",
    .options = run_options,
    .min_positional = 1,
    .max_positional = 1,
    .example =
        "Ten thousand images by the bit-exact twin, the first hundred of them in Verilog too:\n"
        "  skyloom run designs/demo.yaml --engine both --rtl-images 100 -o out/demo\n"
        "Another card, another converter (skyloom help design lists the keys):\n"
        "  skyloom run designs/mnist-small.yaml --set device.card=gdfeco-hall "
        "--set converter.bits=6\n"
        "Waves of core 0 of layer 1 over the first 5000 cycles, for GTKWave:\n"
        "  skyloom run designs/demo.yaml --engine rtl -n 1 --trace core.fst --trace-core 1:0 "
        "--trace-window 0:5000\n"
        "Exit code: 0, 2 bad input, 1 engines differ or protocol broken, 130 ctrl-C.\n",
    .run = run,
};
