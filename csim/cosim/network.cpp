// The library side of the co-simulation (api.h): loads the arrays through the RTL's write path and
// runs images as host and read-out. Compiled at run time with the Verilated classes (build.c).
#include "verilated.h"
#if SKYLOOM_FLAT
#include "flat.hpp"
#else
#include "stitched.hpp"
#endif
#include <vector>

using namespace skyloom;

struct cosim_network {
    cosim_setup setup;
    machine cores;
    std::vector<context> contexts;
    std::vector<uint32_t> tokens; // of the step being offered
    uint64_t cycle = 0;
    failure failed;
    uint64_t trace_start = UINT64_MAX, trace_cycle = 0; // of the first image

    explicit cosim_network(const cosim_setup &s) : setup(s), cores(s), contexts(n_cores) {}
};

namespace
{

enum core_register { // rtl/core_regs.v
    LAST_NEURON,
    LAST_PHASE,
    THRESHOLD,
    LEAK_SHIFT,
    GAIN_SHIFT,
    RESET_SUBTRACT,
    REFRACTORY_STEPS,
    PULSE_CYCLES,
    GAP_CYCLES
};

constexpr uint32_t LAST = 1u << 31, EOS = 1u << 30;
constexpr uint64_t WORTH = 8;        // quiet cycles that are worth leaving lockstep for
constexpr uint64_t STUCK = 1u << 24; // cycles without a token moving at either end

void configure(cosim_network &n, int k)
{
    const cosim_core_setup &c = n.setup.core[k];

    n.cores.configure(k, LAST_NEURON, c.neurons - 1);
    n.cores.configure(k, LAST_PHASE, c.phases - 1);
    n.cores.configure(k, THRESHOLD, static_cast<uint32_t>(c.threshold));
    n.cores.configure(k, LEAK_SHIFT, c.leak_shift);
    n.cores.configure(k, GAIN_SHIFT, c.gain_shift);
    n.cores.configure(k, RESET_SUBTRACT, c.reset_subtract);
    n.cores.configure(k, REFRACTORY_STEPS, c.refractory_steps);
    n.cores.configure(k, PULSE_CYCLES, n.setup.pulse_cycles);
    n.cores.configure(k, GAP_CYCLES, n.setup.gap_cycles);
}

void make_contexts(cosim_network &n)
{
    int k = 0;

    for (int l = 0; l < n.setup.n_layers; l++)
        for (int core = 0; core < n.setup.cores[l]; core++, k++) {
            context &c = n.contexts[k];

            c = context{};
            c.ops = &n.setup.ops;
            c.port = n.setup.core[k].port;
            c.cycle = &n.cycle;
            c.failed = &n.failed;
            c.layer = l;
            c.core = core;
            c.offset = n.setup.core[k].membrane_offset;
            c.settle_cycles = n.setup.settle_cycles;
            c.conversion_cycles = n.setup.conversion_cycles;
            c.words = (n.setup.neurons[l] + 63) / 64;
            c.neurons = n.setup.neurons[l];
            c.cores = n.setup.cores[l];
            n.cores.bind(k, &c);
        }
}

cosim_network *create(const cosim_setup *setup, char *error, int size)
{
    auto *n = new cosim_network(*setup);
    int cores = 0;

    for (int l = 0; l < setup->n_layers; l++)
        cores += setup->cores[l];
    if (cores != n_cores) {
        snprintf(error, size, "%d cores wanted, the library has %d", cores, n_cores);
        delete n;
        return nullptr;
    }
    make_contexts(*n);
    n->cores.reset();
    for (int k = 0; k < n_cores; k++)
        configure(*n, k);
#if VM_TRACE
    n->cores.open_trace(*setup);
    n->cores.cycle = &n->trace_cycle;
#endif
    return n;
}

void destroy(cosim_network *n)
{
#if VM_TRACE
    n->cores.close_trace();
#endif
    delete n;
}

// Counts of the cores since before, summed by layer.
void take_counts(cosim_network &n, const std::vector<context> &before, cosim_outcome *out)
{
    for (int k = 0; k < n_cores; k++)
        for (int e = 0; e < EVENT_COUNT; e++)
            out->event[n.contexts[k].layer][e] += n.contexts[k].count[e] - before[k].count[e];
}

int fail(const cosim_network &n, char *error, int size)
{
    snprintf(error, size, "%s", n.failed.text);
    return 1;
}

int load(cosim_network *n, const cosim_loading *loading, cosim_outcome *out, char *error, int size)
{
    const uint64_t start = n->cycle;
    uint64_t end = start;

    n->cores.report();
    const std::vector<context> before = n->contexts;
    for (int k = 0; k < n_cores; k++) { // cores load at the same time: each from the same cycle
        cosim_command command;
        bool more = loading->next(loading->context, k, &command);

        for (n->cycle = start; (more || !n->cores.idle(k)) && !n->failed.set; n->cycle++)
            if (n->cores.program(k, more ? &command : nullptr))
                more = loading->next(loading->context, k, &command);
        end = n->cycle > end ? n->cycle : end;
        n->cores.program(k, nullptr); // the array sees programming mode end
    }
    n->cycle = end + 1;
    n->cores.report();
    take_counts(*n, before, out);
    out->cycles = end - start;
    return n->failed.set ? fail(*n, error, size) : 0;
}

void begin_image(cosim_network &n, const cosim_image &image)
{
    bool record = false;

    for (context &c : n.contexts) {
        c.start = n.cycle;
        c.image = image.image;
        c.step = 0;
        c.step_out = 0;
        c.spike_bits = image.spike_bits[c.layer];
        c.membrane = image.membrane[c.layer];
        c.sweep_end = image.sweep_end[c.layer];
        record = record || c.spike_bits != nullptr || c.membrane != nullptr;
        if (c.port != nullptr)
            c.ops->begin_step(c.port, image.image, 0);
    }
    n.cores.trace(record);
}

// The host offers the tokens of a step in ascending order, then its end.
struct host {
    const cosim_setup &setup;
    const cosim_image &image;
    std::vector<uint32_t> &tokens;
    int step = 0;
    size_t at = 0;
    uint64_t wait = 0;

    host(const cosim_setup &s, const cosim_image &i, std::vector<uint32_t> &t)
        : setup(s), image(i), tokens(t)
    {
        list();
    }

    void list()
    {
        const uint64_t *bits = image.input_bits + static_cast<size_t>(step) * image.words_per_step;

        tokens.clear();
        at = 0;
        if (step == setup.timesteps)
            return;
        for (int w = 0; w < image.words_per_step; w++)
            for (uint64_t left = bits[w]; left != 0; left &= left - 1)
                tokens.push_back(64 * w + __builtin_ctzll(left));
        tokens.push_back(step + 1 == setup.timesteps ? LAST | EOS : EOS);
        wait = image.source_delay != nullptr && step > 0 ? image.source_delay[step] : 0;
    }

    bool valid() const { return at < tokens.size() && wait == 0; }
    uint32_t token() const { return at < tokens.size() ? tokens[at] : 0; }
    void passed(bool ready)
    {
        if (wait > 0) {
            wait--;
        } else if (ready && at < tokens.size() && ++at == tokens.size()) {
            step++;
            list();
        }
    }
};

// The read-out refuses the first token of a step for a while.
struct sink {
    const cosim_image &image;
    int step = 0;
    uint64_t refused = 0;

    bool stall(const machine &m) const
    {
        return image.sink_delay != nullptr && m.sink_valid() && m.sink_first()
               && refused < image.sink_delay[step];
    }
    // Returns whether that was the last token of the image.
    bool passed(uint32_t token, bool valid, bool stalled)
    {
        if (valid && stalled)
            refused++;
        if (!valid || stalled)
            return false;
        if (token >> 16 & 1) {
            step++;
            refused = 0;
        }
        return token >> 17 & 1;
    }
};

// A hash over all cycles of what host, read-out and core boundaries show.
uint64_t sign(const machine &m, bool offer, uint64_t hash)
{
    const uint64_t ends = static_cast<uint64_t>(offer) | static_cast<uint64_t>(m.host_ready()) << 1
                          | static_cast<uint64_t>(m.sink_valid()) << 2
                          | static_cast<uint64_t>(m.sink_first()) << 3;

    hash = m.visible(mix(hash, ends));
    return m.sink_valid() ? mix(hash, m.sink_token()) : hash;
}

int run(cosim_network *n, const cosim_image *image, cosim_outcome *out, char *error, int size)
{
    const std::vector<context> before = n->contexts;
    const uint64_t start = n->cycle;
    uint64_t moved = start;
    bool finished = false;
    host source{n->setup, *image, n->tokens};
    sink drain{*image};

    begin_image(*n, *image);
    n->trace_start = start < n->trace_start ? start : n->trace_start;
    while ((!finished || !n->cores.all_idle()) && !n->failed.set && n->cycle - moved < STUCK) {
        const bool offer = source.valid(), taken = offer && n->cores.host_ready();
        const bool valid = n->cores.sink_valid(), stall = drain.stall(n->cores);
        const uint32_t token = n->cores.sink_token();

        const uint64_t quiet = source.wait == 0 && !VM_TRACE ? n->cores.quiet(offer) : 0;

        if (quiet >= WORTH) {
            for (uint64_t i = 0; i < quiet && image->sign; i++)
                out->signature = sign(n->cores, offer, out->signature);
            out->core_cycles += n->cores.run_quiet(quiet, n->cycle);
            continue;
        }
        n->trace_cycle = n->cycle - n->trace_start;
        if (image->sign)
            out->signature = sign(n->cores, offer, out->signature);
        out->core_cycles += n->cores.step(offer, source.token(), stall);
        source.passed(taken);
        if (drain.passed(token, valid, stall)) {
            finished = true;
            out->cycles = n->cycle - start + 1;
        }
        n->cycle++;
        if (taken || (valid && !stall))
            moved = n->cycle;
    }
    if (!finished && !n->failed.set) {
        snprintf(error, size, "no token moved for %llu cycles, stuck in step %d",
                 static_cast<unsigned long long>(STUCK), drain.step);
        return 1;
    }
    n->cores.report();
    n->cycle++;
    take_counts(*n, before, out);
    out->winner = n->cores.winner();
    for (int k = 0; k < n->setup.n_classes; k++)
        out->spikes[k] = n->cores.spikes(k);
    return n->failed.set ? fail(*n, error, size) : 0;
}

const cosim_api api = {COSIM_API_VERSION, create, destroy, load, run};

} // namespace

extern "C" __attribute__((visibility("default"))) const cosim_api *skyloom_cosim_api(void)
{
    return &api;
}
