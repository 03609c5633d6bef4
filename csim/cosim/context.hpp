// What one Verilated core knows of the world outside: its crossbar model, its place in the network
// and where its events go. The core carries the address of its context as an input (ctx_i).
#ifndef SKYLOOM_COSIM_CONTEXT_HPP
#define SKYLOOM_COSIM_CONTEXT_HPP
#include <cstdint>
#include <cstdio>
#include <cstring>
extern "C" {
#include "cosim/api.h"
}
#include "svdpi.h"

namespace skyloom
{

struct failure { // the first broken protocol of a run
    bool set = false;
    char text[300] = "";

    void tell(int layer, int core, const char *what)
    {
        if (!set)
            snprintf(text, sizeof text, "layer %d core %d: %s", layer, core, what);
        set = true;
    }
};

struct context {
    const cosim_port_ops *ops;
    void *port;
    const uint64_t *cycle; // now
    failure *failed;
    int layer, core, offset, settle_cycles, conversion_cycles;
    uint64_t start; // cycle of the image's first token
    uint32_t image, step, step_out;
    uint64_t count[EVENT_COUNT];
    // Records of an image, or NULL
    uint64_t *spike_bits;
    int32_t *membrane;
    uint64_t *sweep_end;
    int words, neurons, cores; // of the layer: strides of the records

    void check(int status)
    {
        if (__builtin_expect(status != 0, 0))
            failed->tell(layer, core, ops->error(port));
    }
};

static inline uint64_t mix(uint64_t hash, uint64_t word) { return (hash ^ word) * 0x100000001b3u; }

static inline context *of(unsigned long long ctx)
{
    return reinterpret_cast<context *>(static_cast<uintptr_t>(ctx));
}

// Codes of all converters, lane 0 lowest, CODE_BITS each.
static inline void pack_codes(const int16_t code[], svBitVecVal *out)
{
    const uint64_t mask = (1u << SKYLOOM_CODE_BITS) - 1;
    uint64_t word = 0;
    int bits = 0, at = 0;

    for (int lane = 0; lane < SKYLOOM_CONVERTERS; lane++) {
        word |= (static_cast<uint64_t>(code[lane]) & mask) << bits;
        bits += SKYLOOM_CODE_BITS;
        if (bits >= 32) {
            out[at++] = static_cast<svBitVecVal>(word);
            word >>= 32;
            bits -= 32;
        }
    }
    if (bits > 0)
        out[at] = static_cast<svBitVecVal>(word);
}

} // namespace skyloom

extern "C" {
#if !SKYLOOM_DIGITAL
int skyloom_drive(unsigned long long ctx, int tile, unsigned long long rows)
{
    skyloom::context *c = skyloom::of(ctx);

    c->check(c->ops->drive(c->port, *c->cycle, tile, rows));
    return c->settle_cycles;
}

int skyloom_convert(unsigned long long ctx, int phase, svBitVecVal *codes)
{
    skyloom::context *c = skyloom::of(ctx);
    int16_t code[SKYLOOM_CONVERTERS];

    c->check(c->ops->convert(c->port, *c->cycle, phase, code));
    skyloom::pack_codes(code, codes);
    return c->conversion_cycles;
}

void skyloom_release(unsigned long long ctx)
{
    skyloom::context *c = skyloom::of(ctx);

    c->check(c->ops->release(c->port, *c->cycle));
}

void skyloom_programming(unsigned long long ctx, int on)
{
    skyloom::context *c = skyloom::of(ctx);

    c->check(c->ops->programming(c->port, *c->cycle, on != 0));
}

void skyloom_pulse(unsigned long long ctx, int tile, int word_line, int column, int polarity)
{
    skyloom::context *c = skyloom::of(ctx);

    c->check(c->ops->pulse(c->port, *c->cycle, tile, word_line, column, polarity ? 1 : -1));
}
#endif

void skyloom_neuron(unsigned long long ctx, int neuron, int v)
{
    skyloom::context *c = skyloom::of(ctx);

    if (c->membrane != nullptr)
        c->membrane[static_cast<size_t>(c->step) * c->neurons + c->offset + neuron] = v;
}

void skyloom_token(unsigned long long ctx, int addr, int eos)
{
    skyloom::context *c = skyloom::of(ctx);
    const int bit = c->offset + addr;

    if (eos)
        c->step_out++;
    else if (c->spike_bits != nullptr)
        c->spike_bits[static_cast<size_t>(c->step_out) * c->words + bit / 64] |= uint64_t{1}
                                                                                 << (bit % 64);
}

// The last neuron of a step is written in this cycle; what is read next belongs to the next step.
void skyloom_sweep_end(unsigned long long ctx)
{
    skyloom::context *c = skyloom::of(ctx);

    if (c->sweep_end != nullptr)
        c->sweep_end[static_cast<size_t>(c->step) * c->cores + c->core] = *c->cycle - c->start;
    c->step++;
    if (c->port != nullptr)
        c->ops->begin_step(c->port, c->image, c->step);
}

void skyloom_count(unsigned long long ctx, int counter, unsigned long long value)
{
    skyloom::of(ctx)->count[counter] = value;
}
}
#endif
