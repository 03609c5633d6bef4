#include "cosim_case.h"
#include <stdlib.h>
#include <string.h>

/* Everything one case allocates. */
struct bench {
    struct cosim *cosim;
    struct golden *golden;
    struct golden_scratch *scratch;
    struct cosim_record golden_record, rtl_record;
};

static enum status compare_loading(const struct random_case *c, const struct bench *b,
                                   const struct ledger *rtl, struct error *err)
{
    struct ledger golden;
    enum status status;

    golden_program_ledger(b->golden, c->config.pulse_cycles, c->config.gap_cycles, &golden);
    status = ledger_compare(&golden, rtl, err);
    if (status == STATUS_OK && golden.program_cycles != rtl->program_cycles)
        status = error_set(err, STATUS_MISMATCH, "loading cycles: golden %llu, rtl %llu",
                           (unsigned long long)golden.program_cycles,
                           (unsigned long long)rtl->program_cycles);
    return status;
}

/* Neuron updates in which the refractory count holds a neuron back. */
static uint64_t count_refractory(const struct program *p, const struct golden_trace *trace)
{
    uint64_t n = 0;

    for (int l = 0; l < p->n_layers; l++) {
        const size_t words = ((size_t)p->layer[l].n_out + 63) / 64;

        for (size_t t = 0; t + 1 < (size_t)p->timesteps && p->layer[l].lif.refractory_steps; t++)
            for (size_t w = 0; w < words; w++)
                n += (uint64_t)__builtin_popcountll(trace->spike_bits[l][t * words + w]);
    }
    return n;
}

static void count(const struct random_case *c, const struct bench *b, uint64_t core_cycles,
                  struct case_counts *counts)
{
    const struct timing_config *timing = &c->config.golden.timing;
    const struct ledger *ledger = &b->rtl_record.image.ledger;

    counts->images++;
    counts->core_cycles += core_cycles;
    counts->refractory += count_refractory(&c->program, &b->rtl_record.trace);
    for (int l = 0; l < c->program.n_layers; l++) {
        counts->spikes += ledger->layer[l].n[EVENT_SPIKES];
        counts->saturations += ledger->layer[l].n[EVENT_SATURATIONS];
        counts->clipped += ledger->layer[l].n[EVENT_CLIPPED];
    }
    for (int t = 0; t < c->program.timesteps; t++) {
        counts->stall_cycles += timing->source_delay != NULL && t > 0 ? timing->source_delay[t] : 0;
        counts->stall_cycles += timing->sink_delay != NULL ? timing->sink_delay[t] : 0;
    }
}

static enum status prepare(const struct random_case *c, const char *source_dir,
                           const char *cache_dir, struct bench *b, struct error *err)
{
    enum status status = golden_create(&b->golden, &c->program, &c->config.golden, err);

    if (status == STATUS_OK)
        status = golden_scratch_create(&b->scratch, b->golden, err);
    if (status == STATUS_OK)
        status = cosim_record_create(&b->golden_record, &c->program, err);
    if (status == STATUS_OK)
        status = cosim_record_create(&b->rtl_record, &c->program, err);
    if (status == STATUS_OK)
        status = cosim_open(&b->cosim, &c->config, source_dir, cache_dir, NULL, err);
    return status;
}

static enum status run_images(const struct random_case *c, int n_images, struct bench *b,
                              struct case_counts *counts, struct error *err)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < n_images && status == STATUS_OK; i++) {
        const uint32_t image = c->image + (uint32_t)i;
        uint64_t core_cycles = 0;

        status = cosim_run(b->cosim, c->input_bits, image, &b->rtl_record.image,
                           &b->rtl_record.trace, &core_cycles, err);
        if (status != STATUS_OK)
            return status;
        golden_run(b->golden, b->scratch, c->input_bits, image, &b->golden_record.image,
                   &b->golden_record.trace);
        status = cosim_compare(&c->program, &b->golden_record, &b->rtl_record, image, err);
        count(c, b, core_cycles, counts);
    }
    return status;
}

enum status case_run(const struct random_case *c, int n_images, const char *source_dir,
                     const char *cache_dir, struct case_counts *counts, struct error *err)
{
    struct bench b = {0};
    struct ledger loading;
    enum status status = prepare(c, source_dir, cache_dir, &b, err);

    if (status == STATUS_OK)
        status = cosim_load(b.cosim, &loading, err);
    if (status == STATUS_OK)
        status = compare_loading(c, &b, &loading, err);
    if (status == STATUS_OK)
        status = run_images(c, n_images, &b, counts, err);
    if (status == STATUS_OK)
        counts->programs++;
    cosim_close(b.cosim);
    cosim_record_destroy(&b.golden_record);
    cosim_record_destroy(&b.rtl_record);
    golden_scratch_destroy(b.scratch);
    golden_destroy(b.golden);
    return status;
}
