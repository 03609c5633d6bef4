#include "cosim/compare.h"
#include <stdlib.h>
#include <string.h>

static size_t words(int bits) { return ((size_t)bits + 63) / 64; }

enum status cosim_record_create(struct cosim_record *r, const struct program *p, struct error *err)
{
    const size_t steps = (size_t)p->timesteps;
    bool complete = true;

    memset(r, 0, sizeof *r);
    for (int l = 0; l < p->n_layers; l++) {
        const size_t n = (size_t)p->layer[l].n_out;

        r->trace.spike_bits[l] = calloc(steps * words(p->layer[l].n_out), sizeof(uint64_t));
        r->trace.membrane[l] = calloc(steps * n, sizeof(int32_t));
        r->trace.sweep_end[l] = calloc(steps * (size_t)program_cores(p, l), sizeof(uint64_t));
        complete = complete && r->trace.spike_bits[l] != NULL && r->trace.membrane[l] != NULL
                   && r->trace.sweep_end[l] != NULL;
    }
    if (complete)
        return STATUS_OK;
    cosim_record_destroy(r);
    return error_set(err, STATUS_NO_MEMORY, "compare: no memory for a record of %d steps",
                     p->timesteps);
}

void cosim_record_destroy(struct cosim_record *r)
{
    for (int l = 0; l < PROGRAM_MAX_LAYERS; l++) {
        free(r->trace.spike_bits[l]);
        free(r->trace.membrane[l]);
        free(r->trace.sweep_end[l]);
    }
    memset(r, 0, sizeof *r);
}

static int spike_of(const struct golden_trace *t, int layer, size_t step, int n, int neuron)
{
    const uint64_t *bits = t->spike_bits[layer] + step * words(n);

    return (int)(bits[neuron / 64] >> (neuron % 64) & 1);
}

static enum status compare_neurons(const struct program *p, const struct golden_trace *g,
                                   const struct golden_trace *r, int layer, size_t step,
                                   uint32_t image, struct error *err)
{
    const int n = p->layer[layer].n_out;
    const size_t at = step * (size_t)n;

    if (memcmp(g->membrane[layer] + at, r->membrane[layer] + at, (size_t)n * sizeof(int32_t)) == 0
        && memcmp(g->spike_bits[layer] + step * words(n), r->spike_bits[layer] + step * words(n),
                  words(n) * sizeof(uint64_t))
               == 0)
        return STATUS_OK;
    for (int i = 0; i < n; i++) {
        const int spike_g = spike_of(g, layer, step, n, i);
        const int spike_r = spike_of(r, layer, step, n, i);
        const int v_g = g->membrane[layer][at + (size_t)i];
        const int v_r = r->membrane[layer][at + (size_t)i];

        if (v_g != v_r)
            return error_set(err, STATUS_MISMATCH,
                             "image %u layer %d step %zu neuron %d membrane: golden %d, rtl %d",
                             image, layer, step, i, v_g, v_r);
        if (spike_g != spike_r)
            return error_set(err, STATUS_MISMATCH,
                             "image %u layer %d step %zu neuron %d spike: golden %d, rtl %d", image,
                             layer, step, i, spike_g, spike_r);
    }
    return error_set(err, STATUS_MISMATCH,
                     "image %u layer %d step %zu: spike bits beyond the last neuron differ", image,
                     layer, step);
}

static enum status compare_sweeps(const struct program *p, const struct golden_trace *g,
                                  const struct golden_trace *r, int layer, size_t step,
                                  uint32_t image, struct error *err)
{
    const size_t n = (size_t)program_cores(p, layer);

    for (size_t c = 0; c < n; c++) {
        const uint64_t at_g = g->sweep_end[layer][step * n + c];
        const uint64_t at_r = r->sweep_end[layer][step * n + c];

        if (at_g != at_r)
            return error_set(err, STATUS_MISMATCH,
                             "image %u layer %d step %zu core %zu end of sweep: golden cycle %llu, "
                             "rtl cycle %llu",
                             image, layer, step, c, (unsigned long long)at_g,
                             (unsigned long long)at_r);
    }
    return STATUS_OK;
}

static enum status compare_readout(const struct program *p, const struct golden_image *g,
                                   const struct golden_image *r, uint32_t image, struct error *err)
{
    const int n_classes = p->layer[p->n_layers - 1].n_out;

    for (int k = 0; k < n_classes && k < 64; k++)
        if (g->spikes[k] != r->spikes[k])
            return error_set(err, STATUS_MISMATCH,
                             "image %u read-out class %d spikes: golden %u, rtl %u", image, k,
                             g->spikes[k], r->spikes[k]);
    if (g->winner != r->winner)
        return error_set(err, STATUS_MISMATCH, "image %u read-out winner: golden %d, rtl %d", image,
                         g->winner, r->winner);
    if (g->ledger.cycles != r->ledger.cycles)
        return error_set(err, STATUS_MISMATCH, "image %u cycles: golden %llu, rtl %llu", image,
                         (unsigned long long)g->ledger.cycles,
                         (unsigned long long)r->ledger.cycles);
    return STATUS_OK;
}

enum status cosim_compare(const struct program *p, const struct cosim_record *golden,
                          const struct cosim_record *rtl, uint32_t image, struct error *err)
{
    struct error inner = {.code = STATUS_OK};
    enum status status = STATUS_OK;

    for (size_t t = 0; t < (size_t)p->timesteps && status == STATUS_OK; t++)
        for (int l = 0; l < p->n_layers && status == STATUS_OK; l++)
            status = compare_neurons(p, &golden->trace, &rtl->trace, l, t, image, err);
    for (size_t t = 0; t < (size_t)p->timesteps && status == STATUS_OK; t++)
        for (int l = 0; l < p->n_layers && status == STATUS_OK; l++)
            status = compare_sweeps(p, &golden->trace, &rtl->trace, l, t, image, err);
    if (status == STATUS_OK)
        status = compare_readout(p, &golden->image, &rtl->image, image, err);
    if (status != STATUS_OK)
        return status;
    status = ledger_compare(&golden->image.ledger, &rtl->image.ledger, &inner);
    return status == STATUS_OK ? status
                               : error_set(err, status, "image %u %.480s", image, inner.text);
}
