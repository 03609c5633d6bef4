// Sweeps with random sums against integers: every neuron's membrane and spike, in order, at the
// promised cycle; the last step of an image clears; a step without codes adds nothing.
`timescale 1ns / 1ps
`default_nettype none
module tb_lif_array;
`include "tb.vh"
  localparam N = 13, LANES = 3;
  reg         start = 1'b0, no_codes = 1'b0, clear = 1'b0;
  wire        re, valid, spike, done, ready;
  wire [2:0]  read_phase;
  wire [3:0]  neuron;
  reg  [63:0] sums = 64'd0;
  integer     acc [0:15];
  integer     v [0:15];
  integer     refractory [0:15];
  integer     i, at = 0, started = 0, sweeps = 0, want, fire;
  reg         running = 1'b0;

  initial for (i = 0; i < 16; i = i + 1) begin
    v[i] = 0;
    refractory[i] = 0;
    acc[i] = 0;
  end

  lif_array #(
    .COLUMNS(15), .NEURON_WIDTH(4), .LANES(LANES), .LANE_WIDTH(2), .PHASE_WIDTH(3),
    .MEMBRANE_BITS(12), .SUM_BITS(12), .STRIDE_WIDTH(4)
  ) u_dut (
    .clk_i(clk), .rst_i(rst), .last_neuron_i(4'd12), .threshold_i(12'sd700), .leak_shift_i(4'd3),
    .gain_shift_i(3'd1), .refractory_steps_i(4'd1), .reset_subtract_i(1'b1),
    .sweep_start_i(start), .no_codes_i(no_codes), .clear_i(clear),
    .read_o(re), .read_phase_o(read_phase), .sums_i(sums),
    .neuron_valid_o(valid), .neuron_o(neuron), .spike_o(spike), .done_o(done), .ready_o(ready)
  );

  // The accumulator: sums of the phase one cycle after the read
  always @(posedge clk) if (re)
    for (i = 0; i < LANES; i = i + 1) sums[16*i +: 16] <= acc[read_phase * LANES + i];

  always @(posedge clk) if (!rst) begin
    start <= 1'b0;
    check("done is the last write", done, valid && neuron == N - 1);
    if (ready && !running && !start && below(3) == 0) begin
      for (i = 0; i < 15; i = i + 1) acc[i] = below(1200) - 500;
      start    <= 1'b1;
      no_codes <= below(5) == 0;
      clear    <= below(6) == 0;
      at = 0;
      running = 1'b1;
      started = cycle;
    end
    if (valid) begin
      check("order", neuron, at);
      check("cycle", cycle - started, 5 + at);
      want = v[at] > 0 ? v[at] + (-v[at] >>> 3) : v[at] - (v[at] >>> 3);
      fire = 0;
      if (refractory[at] > 0) refractory[at] = refractory[at] - 1;
      else begin
        want = want + (no_codes ? 0 : 2 * acc[at]);
        want = want > 2047 ? 2047 : want < -2048 ? -2048 : want;
        fire = want >= 700;
        if (fire) begin
          want = want - 700;
          refractory[at] = 1;
        end
      end
      v[at] = want;
      check("membrane", {u_dut.v3_q}, want & 12'hfff);
      check("spike", spike, fire);
      if (clear) begin
        v[at] = 0;
        refractory[at] = 0;
      end
      at = at + 1;
      if (at == N) begin
        running = 1'b0;
        sweeps = sweeps + 1;
      end
    end
    if (sweeps == 300 || cycle == 30000) verdict(15000);
  end
endmodule
