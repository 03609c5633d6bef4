#include "door/parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files/share.h"
#include "run/prepare.h"
#include "run/run.h"

_Static_assert((int)SKYLOOM_MAX_LAYERS == PROGRAM_MAX_LAYERS, "layers of a program");
_Static_assert((int)SKYLOOM_MAX_CLASSES == RESULT_MAX_CLASSES, "classes of a result");
_Static_assert((int)SKYLOOM_GOLDEN == RUN_GOLDEN && (int)SKYLOOM_RTL == RUN_RTL
                   && (int)SKYLOOM_BOTH == RUN_BOTH,
               "engines");
_Static_assert(sizeof((struct skyloom_result *)NULL)->warning
                   == sizeof((struct warnings *)NULL)->line,
               "warnings of a result");

struct skyloom_design {
    struct design d;
    struct path file;
};

/* --- designs --- */

enum skyloom_status skyloom_design_load(struct skyloom_design **design, const char *name,
                                        struct skyloom_error *err)
{
    struct error why;
    enum status status = door_alloc((void **)design, sizeof **design, &why);

    if (status == STATUS_OK)
        status = share_path("designs", door_name(name), ".yaml", &(*design)->file, &why);
    if (status == STATUS_OK)
        status = design_load((*design)->file.text, &(*design)->d, &why);
    if (status != STATUS_OK) {
        skyloom_design_free(*design);
        *design = NULL;
    }
    return door_error(err, status, &why);
}

enum skyloom_status skyloom_design_set(struct skyloom_design *design, const char *setting,
                                       struct skyloom_error *err)
{
    struct design changed = design->d;
    struct error why;
    const enum status status = design_set(&changed, door_name(setting), &why);

    if (status == STATUS_OK)
        design->d = changed;
    return door_error(err, status, &why);
}

void skyloom_design_free(struct skyloom_design *design) { free(design); }

/* --- options --- */

struct request { /* of a caller, in the words of csim/run */
    struct run_options options;
    struct watch watch;
};

static enum status request_of(const struct skyloom_design *design,
                              const struct skyloom_run_options *options,
                              const struct skyloom_watch *watch, struct request *r,
                              struct error *err)
{
    static const struct skyloom_run_options zero;
    const struct skyloom_run_options *o = options != NULL ? options : &zero;

    *r = (struct request){run_options_default, door_watch(watch)};
    r->options.design = design->file.text;
    r->options.ready = &design->d;
    r->options.engine = (enum run_engine)o->engine;
    r->options.images = o->images;
    r->options.first_image = o->first_image;
    r->options.rtl_images = o->rtl_images;
    if (o->baseline_images != 0)
        r->options.baseline_images = o->baseline_images > 0 ? o->baseline_images : 0;
    r->options.threads = o->threads;
    r->options.processes = o->processes;
    r->options.make = o->again ? RUN_MAKE_AGAIN : RUN_MAKE_MISSING;
    r->options.program = o->program;
    r->options.programs = o->programs != NULL ? o->programs : run_options_default.programs;
    r->options.cache = o->cache != NULL ? o->cache : run_options_default.cache;
    r->options.out = o->out;
    r->options.command = "libskyloom";
    return design_check(&design->d, design->file.text, err);
}

/* --- train, map --- */

enum skyloom_status skyloom_train(const struct skyloom_design *design,
                                  const struct skyloom_run_options *options,
                                  const struct skyloom_watch *watch,
                                  struct skyloom_training *training, struct skyloom_error *err)
{
    struct weights trained;
    struct request r;
    struct error why;
    enum status status = request_of(design, options, watch, &r, &why);

    if (status == STATUS_OK)
        status = run_train(&r.options, &r.watch, &trained, &why);
    if (status == STATUS_OK) {
        training->training_accuracy = trained.mlp.train_accuracy;
        training->held_out_accuracy = trained.mlp.validation_accuracy;
        snprintf(training->file, sizeof training->file, "%s", trained.path.text);
        mlp_free(&trained.mlp);
    }
    return door_error(err, status, &why);
}

static void describe_program(const struct prepared *p, struct skyloom_mapping *mapping)
{
    const struct program *g = &p->program;

    *mapping = (struct skyloom_mapping){.levels = 2 * g->n_states - 1, .n_layers = g->n_layers};
    snprintf(mapping->file, sizeof mapping->file, "%s", p->program_path.text);
    for (int l = 0; l < g->n_layers; l++)
        mapping->layer[l] = (struct skyloom_mapped_layer){.inputs = g->layer[l].n_in,
                                                          .outputs = g->layer[l].n_out,
                                                          .cores = program_cores(g, l),
                                                          .tiles = program_tiles(g, l),
                                                          .threshold = g->layer[l].lif.threshold};
}

enum skyloom_status skyloom_map(const struct skyloom_design *design,
                                const struct skyloom_run_options *options,
                                const struct skyloom_watch *watch, struct skyloom_mapping *mapping,
                                struct skyloom_error *err)
{
    struct prepared p;
    struct request r;
    struct error why;
    enum status status = request_of(design, options, watch, &r, &why);

    if (status == STATUS_OK)
        status = prepare_run(&r.options, &r.watch, &p, &why);
    if (status == STATUS_OK) {
        describe_program(&p, mapping);
        prepared_free(&p);
    }
    return door_error(err, status, &why);
}

/* --- run --- */

static struct skyloom_range range_of(struct range r)
{
    return (struct skyloom_range){r.low, r.typical, r.high};
}

static void describe_counts(const struct run_result *r, struct skyloom_result *out)
{
    out->images = r->images;
    out->correct = r->correct;
    out->accuracy = result_accuracy(r);
    out->cycles = r->ledger.cycles;
    out->cycles_min = r->images > 0 ? r->cycles_min : 0;
    out->cycles_max = r->cycles_max;
    out->program_cycles = r->program_ledger.program_cycles;
    out->synaptic_ops = r->ledger.synaptic_ops;
    for (int l = 0; l < r->ledger.n_layers; l++) {
        out->clipped[l] = result_clipped(&r->ledger.layer[l]);
        out->spikes += r->ledger.layer[l].n[EVENT_SPIKES];
    }
    for (int i = 0; i < RESULT_MAX_CLASSES; i++)
        for (int k = 0; k < RESULT_MAX_CLASSES; k++)
            out->confusion[i][k] = r->confusion[i][k];
}

static void describe_result(const struct run_result *r, struct skyloom_result *out)
{
    *out = (struct skyloom_result){.n_classes = r->n_classes,
                                   .timesteps = r->timesteps,
                                   .n_layers = r->n_layers,
                                   .frequency_Hz = r->frequency_Hz,
                                   .energy_per_image_J = range_of(r->bill.total_J),
                                   .program_energy_J = range_of(r->program_bill.total_J),
                                   .compared_images = r->comparison.images,
                                   .differences = r->comparison.differences,
                                   .wall_s = r->wall_s};
    snprintf(out->name, sizeof out->name, "%s", r->name);
    snprintf(out->difference, sizeof out->difference, "%s", r->comparison.text);
    describe_counts(r, out);
    out->n_warnings = r->warnings.n;
    memcpy(out->warning, r->warnings.line, sizeof out->warning);
    if (r->baseline.present) {
        out->baseline_images = r->baseline.images;
        out->baseline_accuracy = r->baseline.accuracy;
        out->baseline_energy_per_image_J = range_of(r->baseline.bill.total_J);
    }
}

static enum status run(const struct skyloom_design *design,
                       const struct skyloom_run_options *options, const struct skyloom_watch *watch,
                       struct skyloom_result *result, char **json, struct error *err)
{
    struct run_result *r;
    struct request request;
    struct error text_error = {STATUS_OK, ""};
    enum status status = request_of(design, options, watch, &request, err), text = STATUS_OK;

    if (status != STATUS_OK || (status = result_create(&r, err)) != STATUS_OK)
        return status;
    status = run_design(&request.options, &request.watch, r, err);
    if (status == STATUS_OK || (status == STATUS_MISMATCH && r->images > 0)) {
        if (result != NULL)
            describe_result(r, result);
        if (json != NULL)
            text = result_text(r, json, &text_error);
    }
    result_free(r);
    if (status == STATUS_OK && text != STATUS_OK) {
        *err = text_error;
        status = text;
    }
    return status;
}

enum skyloom_status skyloom_run(const struct skyloom_design *design,
                                const struct skyloom_run_options *options,
                                const struct skyloom_watch *watch, struct skyloom_result *result,
                                char **json, struct skyloom_error *err)
{
    struct error why;

    if (json != NULL)
        *json = NULL;
    return door_error(err, run(design, options, watch, result, json, &why), &why);
}
