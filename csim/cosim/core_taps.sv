// core_taps: counts the events of one core (csim/twin/ledger.h) and reports neurons and ends of
// sweeps to C. Simulation only; the circuit it watches has no part in it.
`default_nettype none

module core_taps #(
  parameter INPUTS        = 64,
  parameter CONVERTERS    = 8,
  parameter CODE_BITS     = 8,
  parameter NEURON_WIDTH  = 7,
  parameter MEMBRANE_BITS = 20
) (
  input  wire                            clk_i,
  input  wire                            rst_i,
  input  wire [63:0]                     ctx_i,
  input  wire                            trace_i,      // report every neuron and token
  input  wire                            report_i,     // report the counts
  input  wire                            token_in_i,
  input  wire                            bitmap_write_i,
  input  wire                            drive_i,
  input  wire [INPUTS-1:0]               rows_i,
  input  wire                            convert_i,
  input  wire                            accumulate_i,
  input  wire                            codes_valid_i,
  input  wire [CONVERTERS*CODE_BITS-1:0] codes_i,
  input  wire                            memory_read_i,
  input  wire                            sweep_i,
  input  wire                            neuron_valid_i,
  input  wire [NEURON_WIDTH-1:0]         neuron_i,
  input  wire signed [MEMBRANE_BITS-1:0] v_i,
  input  wire                            saturated_i,
  input  wire                            spike_push_i,
  input  wire                            sweep_done_i,
  input  wire                            token_out_i,
  input  wire                            token_eos_i,
  input  wire [NEURON_WIDTH-1:0]         token_addr_i,
  input  wire                            command_i,
  input  wire                            prog_i,
  input  wire                            pulse_i
);

  import "DPI-C" function void skyloom_neuron(input longint unsigned ctx, input int neuron,
                                              input int v);
  import "DPI-C" function void skyloom_token(input longint unsigned ctx, input int addr,
                                             input int eos);
  import "DPI-C" function void skyloom_sweep_end(input longint unsigned ctx);
  import "DPI-C" function void skyloom_count(input longint unsigned ctx, input int counter,
                                             input longint unsigned value);

  reg drive_q, pulse_q;
  // One per event; C takes differences. Blocking assignments: nothing else reads them, and they
  // save Verilator a copy of each every cycle.
  longint unsigned tokens_in, bitmap_writes, tile_reads, word_lines, conversions, accumulations;
  longint unsigned updates, spikes, tokens_out, saturations, driven_cycles, sweep_cycles;
  longint unsigned memory_reads, commands, pulses, clipped;

  // A code is at an end of its range where every other bit differs from its sign.
  wire [CONVERTERS-1:0] at_end;
  genvar lane;
  generate
    for (lane = 0; lane < CONVERTERS; lane = lane + 1) begin : g_lane
      wire [CODE_BITS-1:0] code = codes_i[lane*CODE_BITS +: CODE_BITS];
      assign at_end[lane] = code[CODE_BITS-2:0] == {CODE_BITS-1{!code[CODE_BITS-1]}};
    end
  endgenerate

  // verilator lint_off BLKSEQ
  always @(posedge clk_i) begin
    if (rst_i) begin
      drive_q <= 1'b0;
      pulse_q <= 1'b0;
    end else begin
      drive_q <= drive_i;
      if (drive_i) begin
        driven_cycles++;
        if (!drive_q) begin
          tile_reads++;
          word_lines = word_lines + 64'd2 * 64'($countones(rows_i));
        end
        if (convert_i) conversions = conversions + 64'(CONVERTERS);
        if (memory_read_i) memory_reads++;
      end
      if (codes_valid_i) clipped = clipped + 64'($countones(at_end));
      if (accumulate_i) accumulations = accumulations + 64'(CONVERTERS);
      if (token_in_i) tokens_in++;
      if (bitmap_write_i) bitmap_writes++;
      if (token_out_i) begin
        tokens_out++;
        if (trace_i) skyloom_token(ctx_i, 32'(token_addr_i), 32'(token_eos_i));
      end
      if (sweep_i) sweep_cycles++;
      if (neuron_valid_i) begin
        updates++;
        if (saturated_i) saturations++;
        if (spike_push_i) spikes++;
        if (trace_i) skyloom_neuron(ctx_i, 32'(neuron_i), 32'(v_i));
        if (sweep_done_i) skyloom_sweep_end(ctx_i);
      end
      if (prog_i) begin
        pulse_q <= pulse_i;
        if (pulse_i && !pulse_q) pulses++;
      end
      if (command_i) commands++;
      if (report_i) begin // order: enum event
        skyloom_count(ctx_i, 0, tokens_in);
        skyloom_count(ctx_i, 1, bitmap_writes);
        skyloom_count(ctx_i, 2, tile_reads);
        skyloom_count(ctx_i, 3, word_lines);
        skyloom_count(ctx_i, 4, conversions);
        skyloom_count(ctx_i, 5, accumulations);
        skyloom_count(ctx_i, 6, updates);
        skyloom_count(ctx_i, 7, spikes);
        skyloom_count(ctx_i, 8, tokens_out);
        skyloom_count(ctx_i, 9, saturations);
        skyloom_count(ctx_i, 10, driven_cycles);
        skyloom_count(ctx_i, 11, sweep_cycles);
        skyloom_count(ctx_i, 12, memory_reads);
        skyloom_count(ctx_i, 13, commands);
        skyloom_count(ctx_i, 14, pulses);
        skyloom_count(ctx_i, 15, clipped);
      end
    end
  end
  // verilator lint_on BLKSEQ

endmodule

`default_nettype wire
