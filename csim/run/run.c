#include "run/run.h"
#include <stdio.h>
#include "files/file.h"
#include "files/folders.h"
#include "run/execute.h"
#include "run/prepare.h"
#include "run/weights.h"

static enum status open_folder(const char *folder, struct error *err)
{
    return folder ? file_check_folder(folder, err) : STATUS_OK;
}

static enum status write_outputs(const char *folder, const struct run_result *r, struct error *err)
{
    struct path path;
    enum status status;

    if ((status = path_join(&path, err, folder, "result.json")) != STATUS_OK
        || (status = result_write(path.text, r, err)) != STATUS_OK
        || (status = path_join(&path, err, folder, "report.html")) != STATUS_OK)
        return status;
    return report_html_write(path.text, r, err);
}

/* What can be known before training. */
static enum status check_design(const struct run_options *o, const struct design *d,
                                struct error *err)
{
    enum status status = execute_check_cards(d, err);

    if (status != STATUS_OK)
        return status;
    if (o->trace.path && (status = file_check(o->trace.path, err)) != STATUS_OK)
        return status; /* on a full disk the writer of waves would crash */
    return o->program ? STATUS_OK : execute_check_images(o, d, err);
}

static enum status run_prepared(const struct run_options *o, const struct watch *watch,
                                const struct prepared *p, struct run_result *r, struct error *err)
{
    struct error write_error = {STATUS_OK, ""};
    const enum status status = execute_run(o, watch, p, r, err);

    if ((status != STATUS_OK && status != STATUS_MISMATCH) || !r->bill.n_items || !o->out)
        return status;
    r->written = !write_outputs(o->out, r, &write_error);
    if (status != STATUS_OK || r->written)
        return status;
    *err = write_error;
    return err->code;
}

enum status run_design(const struct run_options *o, const struct watch *watch, struct run_result *r,
                       struct error *err)
{
    struct path file;
    struct run_options loaded = *o;
    struct prepared p;
    struct design d;
    const struct folders before = folders_before(o->out);
    enum status status;

    if ((status = run_options_check(o, err)) != STATUS_OK
        || (status = prepare_design(o, &d, &file, err)) != STATUS_OK)
        return status;
    loaded.design = file.text;
    loaded.ready = &d;
    if ((status = open_folder(o->out, err)) == STATUS_OK
        && (status = check_design(o, &d, err)) == STATUS_OK
        && (status = prepare_run(&loaded, watch, &p, err)) == STATUS_OK) {
        status = run_prepared(&loaded, watch, &p, r, err);
        prepared_free(&p);
    }
    if (status != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}

enum status run_train(const struct run_options *o, const struct watch *watch, struct weights *w,
                      struct error *err)
{
    struct path file;
    struct design d;
    enum status status;

    if ((status = run_options_check(o, err)) != STATUS_OK
        || (status = prepare_design(o, &d, &file, err)) != STATUS_OK)
        return status;
    return weights_prepare(o, watch, &d, o->make == RUN_MAKE_AGAIN, w, err);
}

static enum status write_reference(const char *folder, const struct reference *r, struct error *err)
{
    struct path path;
    struct file_out f;
    enum status status;

    if ((status = path_join(&path, err, folder, "reference.tsv")) != STATUS_OK
        || (status = file_out_open(&f, path.text, err)) != STATUS_OK)
        return status;
    fprintf(f.stream, "images\taccuracy\tsigma\theld_out_accuracy\tann_accuracy\n");
    fprintf(f.stream, "%d\t%.10g\t%.10g\t%.10g\t%.10g\n", r->images, r->accuracy, r->sigma,
            r->held_out_accuracy, r->ann_accuracy);
    return file_out_commit(&f, err);
}

static enum status evaluate_reference(const struct run_options *o, const struct watch *watch,
                                      const struct design *d, struct reference *r,
                                      struct error *err)
{
    struct dataset train, test;
    struct weights w;
    enum status status = weights_prepare(o, watch, d, false, &w, err);

    if (status != STATUS_OK)
        return status;
    if ((status = dataset_load(d->data.set, d->data.path, DATASET_TRAIN, &train, err))
        == STATUS_OK) {
        if ((status = dataset_load(d->data.set, d->data.path, DATASET_TEST, &test, err))
            == STATUS_OK) {
            status = map_reference(d, &w.mlp, &train, &test, (int)o->images, run_threads(o), watch,
                                   r, err);
            dataset_free(&test);
        }
        dataset_free(&train);
    }
    watch_over(watch);
    mlp_free(&w.mlp);
    return status;
}

enum status run_reference(const struct run_options *o, const struct watch *watch, struct design *d,
                          struct reference *r, struct error *err)
{
    struct path file;
    const struct folders before = folders_before(o->out);
    enum status status;

    if ((status = run_options_check(o, err)) != STATUS_OK
        || (status = prepare_design(o, d, &file, err)) != STATUS_OK)
        return status;
    if ((status = open_folder(o->out, err)) == STATUS_OK
        && (status = evaluate_reference(o, watch, d, r, err)) == STATUS_OK && o->out)
        status = write_reference(o->out, r, err);
    if (status != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}
