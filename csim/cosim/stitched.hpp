// A network of Verilated cores stitched by the Verilated fabric, in lockstep. All ports that cross
// a core boundary are functions of registers, so a cycle is: look at all outputs, set all inputs,
// clock. What cannot change is not clocked: cores that are idle, or wait for the link to take their
// token, while no token moves; and the fabric in cycles without a handshake (its registers change
// only with one).
#ifndef SKYLOOM_COSIM_STITCHED_HPP
#define SKYLOOM_COSIM_STITCHED_HPP
#include "Vcore.h"
#include "Vcore___024root.h"
#include "Vfabric.h"
#include "Vfabric___024root.h"
#include "context.hpp"
#include <array>
#include <memory>
#include <vector>
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

namespace skyloom
{

constexpr int n_cores = SKYLOOM_CORES;
constexpr int n_words = (n_cores + 63) / 64;
using mask = std::array<uint64_t, n_words>;

// Verilator's ports of any width are little-endian words.
template <class T> static inline mask read_mask(const T &port)
{
    mask m{};
    memcpy(m.data(), &port, sizeof port < sizeof m ? sizeof port : sizeof m);
    return m;
}

template <class T> static inline void write_mask(T &port, const mask &m)
{
    memcpy(&port, m.data(), sizeof port < sizeof m ? sizeof port : sizeof m);
}

template <class T> static inline uint32_t *words_of(T &port)
{
    return reinterpret_cast<uint32_t *>(&port);
}

static inline bool bit(const mask &m, int k) { return m[k / 64] >> (k % 64) & 1; }
static inline void put(mask &m, int k, bool on)
{
    m[k / 64] = (m[k / 64] & ~(uint64_t{1} << (k % 64))) | static_cast<uint64_t>(on) << (k % 64);
}
static inline bool common(const mask &a, const mask &b)
{
    uint64_t any = 0;
    for (int i = 0; i < n_words; i++)
        any |= a[i] & b[i];
    return any != 0;
}

// One clock edge. Verilator's eval() looks for edges on each call and wants a second call for the
// falling edge; both models have one clock and one rising-edge region, so its two parts can be
// called as they are (build.c checks that and sets SKYLOOM_DIRECT).
#if SKYLOOM_DIRECT
static inline void tick(Vcore &m)
{
    Vcore___024root___eval_ico(m.rootp);
    Vcore___024root___eval_nba(m.rootp);
}
static inline void tick(Vfabric &m)
{
    Vfabric___024root___eval_ico(m.rootp);
    Vfabric___024root___eval_nba(m.rootp);
}
static inline void settle(Vfabric &m) { Vfabric___024root___eval_ico(m.rootp); }
template <class T> static void start(T &m)
{
    m.eval();
    m.rootp->__VicoTriggered.at(0) = true;
    m.rootp->__VnbaTriggered.at(0) = true;
}
#else
template <class T> static inline void tick(T &m)
{
    m.clk_i = 1;
    m.eval();
    m.clk_i = 0;
    m.eval();
}
template <class T> static void settle(T &m) { m.eval(); }
template <class T> static void start(T &m) { m.eval(); }
#endif

class machine
{
  public:
    explicit machine(const cosim_setup &setup)
    {
        int at = 0;
        fabric_ = std::make_unique<Vfabric>(context_.get(), "fabric");
        for (int l = 0; l < setup.n_layers; l++)
            for (int k = 0; k < setup.cores[l]; k++, at++) {
                layer_[at] = l;
                tile_cycles_[at] =
                    setup.core[at].port == nullptr
                        ? 1
                        : setup.settle_cycles + setup.core[at].phases * setup.conversion_cycles + 2;
            }
        for (int k = 0; k < n_cores; k++)
            core_[k] = std::make_unique<Vcore>(context_.get(), "core");
        start(*fabric_);
        for (auto &c : core_)
            start(*c);
    }

    void bind(int k, context *c) { core_[k]->ctx_i = reinterpret_cast<uintptr_t>(c); }

    void reset()
    {
        fabric_->rst_i = 1;
        for (auto &c : core_)
            c->rst_i = 1;
        for (int i = 0; i < 4; i++) {
            tick(*fabric_);
            for (auto &c : core_)
                tick(*c);
        }
        fabric_->rst_i = 0;
        for (auto &c : core_)
            c->rst_i = 0;
        for (int k = 0; k < n_cores; k++)
            do
                tick(*core_[k]);
            while (!core_[k]->idle_o);
        for (int k = 0; k < n_cores; k++)
            look(k);
    }

    void configure(int k, int address, uint32_t data)
    {
        Vcore &c = *core_[k];
        c.cfg_we_i = 1;
        c.cfg_addr_i = address;
        c.cfg_data_i = data;
        tick(c);
        c.cfg_we_i = 0;
    }

    // One core is programmed at a time; returns whether the command was taken in this cycle.
    bool program(int k, const cosim_command *command)
    {
        Vcore &c = *core_[k];
        const bool taken = command != nullptr && c.prog_ready_o;

        c.prog_valid_i = command != nullptr;
        if (command != nullptr) {
            c.prog_tile_i = command->tile;
            c.prog_word_line_i = command->word_line;
            c.prog_column_i = command->column;
            c.prog_polarity_i = command->polarity > 0;
            c.prog_pulses_i = command->pulses;
        }
        tick(c);
        return taken;
    }

    bool idle(int k) const { return core_[k]->idle_o; }

    bool all_idle() const
    {
        for (int i = 0; i < n_words; i++)
            if (busy_[i] != 0)
                return false;
        return true;
    }

    void trace(bool on)
    {
        for (auto &c : core_)
            c->trace_i = on;
    }

    void report()
    {
        for (auto &c : core_) {
            c->report_i = 1;
            c->in_valid_i = 0;
            tick(*c);
            c->report_i = 0;
        }
    }

    // Read-out and host as they stand before the next edge
    bool host_ready() const { return fabric_->host_ready_o; }
    bool sink_valid() const { return fabric_->sink_valid_o; }
    bool sink_first() const { return fabric_->sink_first_o; }
    uint32_t sink_token() const { return fabric_->sink_token_o; } // {last, eos, 16-bit address}
    int winner() const { return fabric_->winner_o; }
    uint32_t spikes(int k)
    {
        fabric_->count_class_i = k;
        settle(*fabric_);
        return fabric_->count_o;
    }

    // All that a cycle shows at the boundaries of the cores, for comparison with the flat top.
    uint64_t visible(uint64_t hash) const
    {
        for (int w = 0; w < n_words; w++)
            hash = mix(mix(mix(hash, in_ready_[w]), out_valid_[w]), busy_[w]);
        return hash;
    }

    // For how many cycles, from this one, no token can move: all busy cores are deep in their tiles
    // or sweeps. 0 where a handshake is under way or near.
    uint64_t quiet(bool host_valid) const
    {
        const mask in_valid = read_mask(fabric_->core_in_valid_o);
        const mask out_ready = read_mask(fabric_->core_out_ready_o);
        uint64_t least = UINT64_MAX;

        if ((host_valid && fabric_->host_ready_o) || fabric_->sink_valid_o
            || common(in_valid, in_ready_) || common(out_valid_, out_ready))
            return 0;
        for (int w = 0; w < n_words; w++)
            for (uint64_t left = awake_[w]; left != 0 && least != 0; left &= left - 1) {
                const int k = 64 * w + __builtin_ctzll(left);
                const Vcore &c = *core_[k];
                const uint64_t ahead =
                    static_cast<uint64_t>(c.tiles_ahead_o) * tile_cycles_[k] + c.cycles_ahead_o;

                least = ahead < least ? ahead : least;
            }
        return least == UINT64_MAX ? 0 : least;
    }

    // That many quiet cycles, core by core: one core's state stays in the nearest cache.
    int run_quiet(uint64_t cycles, uint64_t &now)
    {
        const mask in_valid = read_mask(fabric_->core_in_valid_o);
        const uint64_t start = now;
        int clocked = 0;

        for (int l = 0; l < SKYLOOM_LAYERS; l++)
            token_[l] = words_of(fabric_->layer_token_o)[l];
        for (int w = 0; w < n_words; w++)
            for (uint64_t left = awake_[w]; left != 0; left &= left - 1) {
                const int k = 64 * w + __builtin_ctzll(left);

                set_inputs(k, bit(in_valid, k), false);
                for (now = start; now < start + cycles; now++)
                    tick(*core_[k]);
                look(k);
                clocked += static_cast<int>(cycles);
            }
        now = start + cycles;
        return clocked;
    }

    // One cycle; returns the number of cores clocked.
    int step(bool host_valid, uint32_t host_token, bool sink_stall)
    {
        Vfabric &f = *fabric_;
        const mask in_valid = read_mask(f.core_in_valid_o),
                   out_ready = read_mask(f.core_out_ready_o);
        const bool moves = (host_valid && f.host_ready_o) || (f.sink_valid_o && !sink_stall)
                           || common(in_valid, in_ready_) || common(out_valid_, out_ready);
        int clocked = 0;

        for (int l = 0; l < SKYLOOM_LAYERS; l++)
            token_[l] = words_of(f.layer_token_o)[l];
        if (moves) {
            f.host_valid_i = host_valid;
            f.host_token_i = host_token;
            f.sink_stall_i = sink_stall;
            write_mask(f.core_in_ready_i, in_ready_);
            write_mask(f.core_out_valid_i, out_valid_);
            tick(f);
        }
        for (int w = 0; w < n_words; w++) {
            uint64_t left =
                awake_[w] | (in_valid[w] & in_ready_[w]) | (out_valid_[w] & out_ready[w]);

            clocked += __builtin_popcountll(left);
            for (; left != 0; left &= left - 1) {
                const int k = 64 * w + __builtin_ctzll(left);

                step_core(k, bit(in_valid, k), bit(out_ready, k));
            }
        }
        return clocked;
    }

#if VM_TRACE
    void open_trace(const cosim_setup &setup)
    {
        int k = setup.trace_core;
        for (int l = 0; l < setup.trace_layer; l++)
            k += setup.cores[l];
        traced_ = k;
        from_ = setup.trace_from;
        to_ = setup.trace_to;
        context_->traceEverOn(true);
        core_[k]->trace(&fst_, 99);
        fst_.open(setup.trace_path);
    }
    void close_trace() { fst_.close(); }
    const uint64_t *cycle = nullptr; // since the first image's first token
#endif

  private:
    std::unique_ptr<VerilatedContext> context_ = std::make_unique<VerilatedContext>();
    std::unique_ptr<Vfabric> fabric_;
    std::array<std::unique_ptr<Vcore>, n_cores> core_;
    std::array<uint8_t, n_cores> layer_{};
    std::array<uint32_t, n_cores> tile_cycles_{}; // drive to drive
    std::array<uint32_t, SKYLOOM_LAYERS> token_{};
    mask in_ready_{}, out_valid_{}, busy_{}, awake_{};
#if VM_TRACE
    VerilatedFstC fst_;
    int traced_ = -1;
    uint64_t from_ = 0, to_ = 0;
#endif

    void look(int k)
    {
        Vcore &c = *core_[k];

        put(in_ready_, k, c.in_ready_o);
        put(out_valid_, k, c.out_valid_o);
        put(awake_, k, !c.asleep_o);
        put(busy_, k, !c.idle_o);
        words_of(fabric_->core_out_token_i)[k] = static_cast<uint32_t>(c.out_last_o) << 31
                                                 | static_cast<uint32_t>(c.out_eos_o) << 30
                                                 | c.out_addr_o;
    }

    void set_inputs(int k, bool in_valid, bool out_ready)
    {
        Vcore &c = *core_[k];
        const uint32_t token = token_[layer_[k]];

        c.in_valid_i = in_valid;
        c.in_last_i = token >> 31;
        c.in_eos_i = token >> 30 & 1;
        c.in_addr_i = token & ((1u << SKYLOOM_IN_WIDTH) - 1);
        c.out_ready_i = out_ready;
    }

    void step_core(int k, bool in_valid, bool out_ready)
    {
        Vcore &c = *core_[k];

        set_inputs(k, in_valid, out_ready);
#if VM_TRACE
        const bool dump = k == traced_ && *cycle >= from_ && *cycle < to_;
        c.clk_i = 1;
        c.eval();
        if (dump)
            fst_.dump(2 * *cycle);
        c.clk_i = 0;
        c.eval();
        if (dump)
            fst_.dump(2 * *cycle + 1);
#else
        tick(c);
#endif
        look(k);
    }
};

} // namespace skyloom
#endif
