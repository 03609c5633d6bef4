#include "run/evaluate_rtl.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include "base/clock.h"
#include "cosim/cosim.h"
#include "cosim/many.h"
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
};

static void encode(void *context, int index, uint64_t *bits, uint32_t *image)
{
    const struct encoder *e = context;
    const size_t pixels = (size_t)(e->data->rows * e->data->cols);

    *image = e->first + (uint32_t)index;
    golden_encode(e->golden, e->data->pixels + *image * pixels, *image, bits);
}

static enum status set_trace(const struct run_trace *trace, const struct program *p,
                             struct cosim_config *config, struct error *err)
{
    if (!trace->path)
        return STATUS_OK;
    if (trace->layer >= (unsigned)p->n_layers
        || trace->core >= (unsigned)program_cores(p, (int)trace->layer))
        return error_set(err, STATUS_BAD_CONFIG,
                         "trace: core %" PRIu64 ":%" PRIu64 ": no such core", trace->layer,
                         trace->core);
    config->trace_path = trace->path;
    config->trace_layer = (int)trace->layer;
    config->trace_core = (int)trace->core;
    config->trace_from = trace->from;
    config->trace_to = trace->to;
    return STATUS_OK;
}

static enum status run_images(struct cosim *c, const struct prepared *p,
                              const struct golden *compare, struct encoder *encoder,
                              const struct watch *watch, struct rtl_evaluation *out,
                              struct error *err)
{
    const double start_s = clock_now_s();
    struct evaluation *e = &out->images;
    const struct cosim_many many = {.cosim = c,
                                    .program = &p->program,
                                    .twin = compare,
                                    .input = encode,
                                    .input_context = encoder,
                                    .n_images = encoder->n,
                                    .n_workers = e->threads,
                                    .watch = watch};
    const enum status status = cosim_run_many(&many, e->image, &out->core_cycles, err);

    e->wall_s = clock_now_s() - start_s;
    watch_over(watch);
    if (status == STATUS_OK)
        evaluation_sum(e);
    return status;
}

static enum status with_golden(const struct prepared *p, const struct run_options *o,
                               const struct watch *watch, const struct golden *compare,
                               struct encoder *encoder, struct rtl_evaluation *out,
                               struct error *err)
{
    struct cosim_config config = {.program = &p->program,
                                  .golden = p->golden,
                                  .pulse_cycles = evaluate_pulse_cycles(p),
                                  .gap_cycles = evaluate_gap_cycles(p)};
    struct path root;
    struct cosim *c;
    enum status status;

    config.golden.array = GOLDEN_TILED;
    out->images.threads = run_processes(o);
    if (o->trace.path)
        out->images.threads = 1; /* one writer of the waveform */
    if ((status = set_trace(&o->trace, &p->program, &config, err)) != STATUS_OK
        || (status = share_root(&root, err)) != STATUS_OK)
        return status;
    if ((status = cosim_open(&c, &config, root.text, o->cache, watch, err)) != STATUS_OK)
        return watch_stopped(watch) ? watch_interrupted(err)
                                    : status; /* the compiler heard it too */
    watch_progress(watch, "RTL: loading the arrays");
    status = cosim_load(c, &out->program, err);
    if (status == STATUS_OK && watch_stopped(watch))
        status = watch_interrupted(err);
    if (status == STATUS_OK)
        status = run_images(c, p, compare, encoder, watch, out, err);
    cosim_close(c);
    return status;
}

enum status evaluate_rtl(const struct prepared *p, const struct run_options *o,
                         const struct watch *watch, const struct dataset *data,
                         const struct golden *compare, int n, struct rtl_evaluation *out,
                         struct error *err)
{
    const uint32_t first = (uint32_t)o->first_image;
    struct encoder encoder = {.golden = compare, .data = data, .first = first, .n = n};
    struct golden *own = NULL; /* encodes the images where there is no twin to compare with */
    enum status status;

    *out = (struct rtl_evaluation){0};
    if ((status = evaluation_alloc(&out->images, first, n, err)) != STATUS_OK)
        return status;
    if (!compare) {
        if ((status = golden_create(&own, &p->program, &p->golden, err)) != STATUS_OK)
            return status;
        encoder.golden = own;
    }
    status = with_golden(p, o, watch, compare, &encoder, out, err);
    golden_destroy(own);
    if (status == STATUS_MISMATCH)
        snprintf(out->difference, sizeof out->difference, "%s", err->text);
    return status;
}
