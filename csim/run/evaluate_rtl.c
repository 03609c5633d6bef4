#include "run/evaluate_rtl.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "cosim/cosim.h"
#include "cosim/workers.h"
#include "files/share.h"

static int whole_cycles(double time_s, double frequency_Hz)
{
    const double cycles = ceil(time_s * frequency_Hz - 1e-9);

    return cycles < 1 ? 1 : cycles > 65535 ? 65535 : (int)cycles;
}

int evaluate_pulse_cycles(const struct prepared *p)
{
    return whole_cycles(p->card.pulse_width_s, p->design.cost.frequency_Hz);
}

int evaluate_gap_cycles(const struct prepared *p)
{
    return whole_cycles(p->card.pulse_gap_s, p->design.cost.frequency_Hz);
}

struct encoder { /* where the workers get their input spikes from */
    const struct golden *golden;
    const struct dataset *data;
    uint32_t first;
    int n;
    double start_s;
};

static void encode(void *context, int index, uint64_t *bits, uint32_t *image)
{
    const struct encoder *e = context;
    const size_t pixels = (size_t)(e->data->rows * e->data->cols);

    *image = e->first + (uint32_t)index;
    golden_encode(e->golden, e->data->pixels + *image * pixels, *image, bits);
}

static void show_progress(void *context, int done, int n)
{
    const struct encoder *e = context;

    cli_progress("RTL: %d of %d images, %.2f images/s", done, n,
                 done / (cli_now_s() - e->start_s + 1e-9));
}

static enum status pair(const char *option, const char *text, unsigned long long *a,
                        unsigned long long *b, struct error *err)
{
    char rest;

    if (strchr(text, '-') || sscanf(text, "%llu:%llu%c", a, b, &rest) != 2)
        return error_set(err, STATUS_BAD_CONFIG, "--%s %s: must be two whole numbers A:B", option,
                         text);
    return STATUS_OK;
}

static enum status trace_options(const struct cli_args *args, const struct program *p,
                                 struct cosim_config *config, struct error *err)
{
    unsigned long long layer = 0, core = 0, from = 0, to = 20000;
    enum status status = STATUS_OK;

    if (!args->trace)
        return STATUS_OK;
    if (args->trace_core)
        status = pair("trace-core", args->trace_core, &layer, &core, err);
    if (!status && args->trace_window)
        status = pair("trace-window", args->trace_window, &from, &to, err);
    if (status)
        return status;
    if (layer >= (unsigned)p->n_layers || core >= (unsigned)program_cores(p, (int)layer))
        return error_set(err, STATUS_BAD_CONFIG, "--trace-core %s: no such core", args->trace_core);
    if (to <= from)
        return error_set(err, STATUS_BAD_CONFIG, "--trace-window %s: must have A < B",
                         args->trace_window);
    config->trace_path = args->trace;
    config->trace_layer = (int)layer;
    config->trace_core = (int)core;
    config->trace_from = from;
    config->trace_to = to;
    return STATUS_OK;
}

static enum status run_images(struct cosim *c, const struct prepared *p,
                              const struct golden *compare, struct encoder *encoder,
                              struct rtl_evaluation *out, struct error *err)
{
    struct evaluation *e = &out->images;
    const struct cosim_many many = {.cosim = c,
                                    .program = &p->program,
                                    .twin = compare,
                                    .input = encode,
                                    .input_context = encoder,
                                    .n_images = encoder->n,
                                    .n_workers = e->threads,
                                    .progress = show_progress,
                                    .progress_context = encoder,
                                    .stop = cli_stop()};
    enum status status;

    encoder->start_s = cli_now_s();
    status = cosim_run_many(&many, e->image, &out->core_cycles, err);
    e->wall_s = cli_now_s() - encoder->start_s;
    cli_progress_done();
    if (!status)
        evaluation_sum(e);
    return status;
}

static enum status with_golden(const struct prepared *p, const struct cli_args *args,
                               const struct golden *compare, struct encoder *encoder,
                               struct rtl_evaluation *out, struct error *err)
{
    struct cosim_config config = {.program = &p->program,
                                  .golden = p->golden,
                                  .pulse_cycles = evaluate_pulse_cycles(p),
                                  .gap_cycles = evaluate_gap_cycles(p)};
    char root[SHARE_PATH_MAX];
    struct cosim *c;
    enum status status;

    config.golden.array = GOLDEN_TILED;
    share_root(root);
    out->images.threads = cli_workers(args);
    if (args->trace)
        out->images.threads = 1; /* one writer of the waveform */
    if ((status = trace_options(args, &p->program, &config, err)))
        return status;
    if ((status = cosim_open(&c, &config, root, args->cache, cli_report, NULL, err)))
        return *cli_stop() ? cli_interrupted(err) : status; /* ctrl-C ends the compiler too */
    cli_progress("RTL: loading the arrays");
    status = cosim_load(c, &out->program, err);
    if (!status && *cli_stop())
        status = cli_interrupted(err);
    if (!status)
        status = run_images(c, p, compare, encoder, out, err);
    cosim_close(c);
    return status;
}

enum status evaluate_rtl(const struct prepared *p, const struct cli_args *args,
                         const struct dataset *data, const struct golden *compare, uint32_t first,
                         int n, struct rtl_evaluation *out, struct error *err)
{
    struct encoder encoder = {.golden = compare, .data = data, .first = first, .n = n};
    struct golden *own = NULL; /* encodes the images where there is no twin to compare with */
    enum status status;

    *out = (struct rtl_evaluation){0};
    if ((status = evaluation_alloc(&out->images, first, n, err)))
        return status;
    if (!compare) {
        if ((status = golden_create(&own, &p->program, &p->golden, err)))
            return status;
        encoder.golden = own;
    }
    status = with_golden(p, args, compare, &encoder, out, err);
    golden_destroy(own);
    if (status == STATUS_MISMATCH)
        snprintf(out->difference, sizeof out->difference, "%s", err->text);
    return status;
}
