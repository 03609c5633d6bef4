#include <stdio.h>
#include "cli/cli.h"
#include "run/prepare.h"
#include "files/file.h"
#include "map/reference.h"

static enum status write_table(const char *dir, const struct reference *r, struct error *err)
{
    char path[1024];
    struct file_out f;
    enum status status;

    if (snprintf(path, sizeof path, "%s/reference.tsv", dir) >= (int)sizeof path)
        return error_set(err, STATUS_BAD_CONFIG, "-o %.40s...: path too long", dir);
    if ((status = file_out_open(&f, path, err)))
        return status;
    fprintf(f.stream, "images\taccuracy\tsigma\theld_out_accuracy\tann_accuracy\n");
    fprintf(f.stream, "%d\t%.10g\t%.10g\t%.10g\t%.10g\n", r->images, r->accuracy, r->sigma,
            r->held_out_accuracy, r->ann_accuracy);
    return file_out_commit(&f, err);
}

static enum status evaluate(const struct cli_args *args, const struct design *d,
                            const struct mlp *m, struct reference *r, struct error *err)
{
    const struct map_progress progress = {.report = cli_report, .stop = cli_stop()};
    struct dataset train, test;
    enum status status = dataset_load(d->data.set, d->data.path, DATASET_TRAIN, &train, err);

    if (status)
        return status;
    if (!(status = dataset_load(d->data.set, d->data.path, DATASET_TEST, &test, err))) {
        status = map_reference(d, m, &train, &test, (int)args->images, cli_threads(args->threads),
                               &progress, r, err);
        dataset_free(&test);
    }
    dataset_free(&train);
    cli_progress_done();
    return status;
}

static enum status reference(const struct cli_args *args, struct error *err)
{
    struct reference r;
    struct design d;
    struct mlp m;
    char path[1024];
    enum status status;

    if ((status = prepare_design(args, &d, err))
        || (args->out && (status = cli_check_out(args->out, err)))
        || (status = prepare_mlp(args, &d, false, path, &m, err)))
        return status;
    status = evaluate(args, &d, &m, &r, err);
    mlp_free(&m);
    if (!status && args->out)
        status = write_table(args->out, &r, err);
    if (!status && !args->quiet)
        printf("%s, before any rounding:\n"
               "  trained network    %.2f %% of the test images\n"
               "  spiking network    %.2f %% of %d, threshold factor %.3f (held out: %.2f %%)\n",
               d.name, 100 * r.ann_accuracy, 100 * r.accuracy, r.images, r.sigma,
               100 * r.held_out_accuracy);
    return status;
}

static const char *const reference_options[] = {"set",     "images", "out", "programs",
                                                "threads", "quiet",  NULL};

const struct cli_verb cmd_reference = {
    .name = "reference",
    .usage = "skyloom reference DESIGN.yaml [options]",
    .doc = "What a network reaches before its weights are rounded: as the trained network, and as\n"
           "the spiking one with weights in real numbers, no array. The end of every sweep over\n"
           "device.states. With -o, DIR/reference.tsv.",
    .options = reference_options,
    .min_positional = 1,
    .max_positional = 1,
    .example = "  skyloom reference designs/mnist-deep.yaml -n 2000\n"
               "With the thresholds of the trained network as they are:\n"
               "  skyloom reference designs/mnist-deep.yaml --set convert.sigma_min=1 "
               "--set convert.sigma_max=1 --set convert.sigma_steps=1\n",
    .run = reference,
};
