// The flat top of a small network behind the same interface as stitched.hpp: every cycle clocks
// everything, with Verilator's plain two calls of eval().
#ifndef SKYLOOM_COSIM_FLAT_HPP
#define SKYLOOM_COSIM_FLAT_HPP
#include "Vflat.h"
#include "context.hpp"
#include <memory>

namespace skyloom
{

constexpr int n_cores = SKYLOOM_CORES;

class machine
{
  public:
    explicit machine(const cosim_setup &)
    {
        top_ = std::make_unique<Vflat>(context_.get(), "flat");
        top_->eval();
    }

    void bind(int k, context *c)
    {
        const uint64_t address = reinterpret_cast<uintptr_t>(c);
        memcpy(reinterpret_cast<char *>(&top_->ctx_i) + 8 * k, &address, 8);
    }

    void reset()
    {
        top_->rst_i = 1;
        for (int i = 0; i < 4; i++)
            tick();
        top_->rst_i = 0;
        do
            tick();
        while (!all_idle());
    }

    void configure(int k, int address, uint32_t data)
    {
        top_->cfg_we_i = 1;
        top_->cfg_core_i = k;
        top_->cfg_addr_i = address;
        top_->cfg_data_i = data;
        tick();
        top_->cfg_we_i = 0;
    }

    bool program(int k, const cosim_command *command)
    {
        bool taken;

        top_->prog_core_i = k;
        top_->prog_valid_i = command != nullptr;
        if (command != nullptr) {
            top_->prog_tile_i = command->tile;
            top_->prog_word_line_i = command->word_line;
            top_->prog_column_i = command->column;
            top_->prog_polarity_i = command->polarity > 0;
            top_->prog_pulses_i = command->pulses;
        }
        top_->eval(); // prog_ready_o depends on prog_core_i
        taken = command != nullptr && top_->prog_ready_o;
        tick();
        return taken;
    }

    bool idle(int k) const
    {
        const auto *byte = reinterpret_cast<const unsigned char *>(&top_->idle_o);
        return byte[k / 8] >> (k % 8) & 1;
    }

    bool all_idle() const
    {
        for (int k = 0; k < n_cores; k++)
            if (!idle(k))
                return false;
        return true;
    }

    void trace(bool on) { top_->trace_i = on; }

    void report()
    {
        top_->report_i = 1;
        top_->host_valid_i = 0;
        tick();
        top_->report_i = 0;
    }

    bool host_ready() const { return top_->host_ready_o; }
    bool sink_valid() const { return top_->sink_valid_o; }
    bool sink_first() const { return top_->sink_first_o; }
    uint32_t sink_token() const { return top_->sink_token_o; }
    int winner() const { return top_->winner_o; }
    uint32_t spikes(int k)
    {
        top_->count_class_i = k;
        top_->eval();
        return top_->count_o;
    }

    uint64_t visible(uint64_t hash) const
    {
        for (int w = 0; w < (n_cores + 63) / 64; w++)
            hash = mix(mix(mix(hash, word(top_->in_ready_o, w)), word(top_->out_valid_o, w)),
                       ~word(top_->idle_o, w) & used(w));
        return hash;
    }

    uint64_t quiet(bool) const { return 0; }
    int run_quiet(uint64_t, uint64_t &) { return 0; }

    int step(bool host_valid, uint32_t host_token, bool sink_stall)
    {
        top_->host_valid_i = host_valid;
        top_->host_token_i = host_token;
        top_->sink_stall_i = sink_stall;
        tick();
        return n_cores;
    }

  private:
    std::unique_ptr<VerilatedContext> context_ = std::make_unique<VerilatedContext>();
    std::unique_ptr<Vflat> top_;

    template <class T> static uint64_t word(const T &port, int w)
    {
        uint64_t bits = 0;
        const size_t left = sizeof port - 8 * static_cast<size_t>(w);
        memcpy(&bits, reinterpret_cast<const char *>(&port) + 8 * w, left < 8 ? left : 8);
        return bits;
    }
    static uint64_t used(int w)
    {
        const int n = n_cores - 64 * w;
        return n >= 64 ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
    }

    void tick()
    {
        top_->clk_i = 1;
        top_->eval();
        top_->clk_i = 0;
        top_->eval();
    }
};

} // namespace skyloom
#endif
