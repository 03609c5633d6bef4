// Random and corner vectors against 64-bit integer arithmetic.
`timescale 1ns / 1ps
`default_nettype none
module tb_lif_update;
`include "tb.vh"
  localparam M = 12, S = 10;
  localparam signed [63:0] V_MAX = (1 << (M - 1)) - 1, V_MIN = -(1 << (M - 1));
  reg  signed [M-1:0] threshold = 1, v = 0;
  reg  signed [S-1:0] acc = 0;
  reg  [3:0] leak = 0, steps = 0, refractory = 0;
  reg  [2:0] gain = 0;
  reg        subtract = 0;
  wire signed [M-1:0] v_new;
  wire [3:0] refractory_new;
  wire       spike, saturated;
  reg signed [63:0] leaked, sum;
  integer    n_saturated = 0, n_spikes = 0, n_refractory = 0;

  lif_update #(.MEMBRANE_BITS(M), .SUM_BITS(S)) u_dut (
    .threshold_i(threshold), .leak_shift_i(leak), .gain_shift_i(gain),
    .refractory_steps_i(steps), .reset_subtract_i(subtract),
    .v_i(v), .refractory_i(refractory), .acc_i(acc),
    .v_o(v_new), .refractory_o(refractory_new), .spike_o(spike), .saturated_o(saturated)
  );

  // Floor division by 2^shift
  function signed [63:0] floor_shift(input signed [63:0] x, input integer shift);
    floor_shift = x >= 0 ? x / (64'sd1 << shift) : -((-x + (64'sd1 << shift) - 1) / (64'sd1 << shift));
  endfunction

  task model;
    begin
      leaked = leak == 0 ? v : v - floor_shift(v, leak);
      if (refractory != 0) begin
        n_refractory = n_refractory + 1;
        check("v, refractory", {v_new}, leaked[M-1:0]);
        check("refractory", refractory_new, refractory - 1);
        check("no spike", {spike, saturated}, 0);
      end else begin
        sum = leaked + acc * (64'sd1 << gain);
        check("saturated", saturated, sum > V_MAX || sum < V_MIN);
        if (saturated) n_saturated = n_saturated + 1;
        if (sum > V_MAX) sum = V_MAX;
        if (sum < V_MIN) sum = V_MIN;
        check("spike", spike, sum >= threshold);
        if (spike) n_spikes = n_spikes + 1;
        check("refractory", refractory_new, spike ? steps : 0);
        if (sum >= threshold) sum = subtract ? sum - threshold : 0;
        check("v", {v_new}, sum[M-1:0]);
      end
    end
  endtask

  function [M-1:0] corner(input integer any);
    case (below(6))
      0: corner = {1'b0, {M-1{1'b1}}};
      1: corner = {1'b1, {M-1{1'b0}}};
      2: corner = {M{1'b1}};
      default: corner = below(1 << M);
    endcase
  endfunction

  always @(posedge clk) if (!rst) begin
    if (cycle > 5) model;
    v          <= corner(0);
    acc        <= corner(0);
    threshold  <= 1 + below((1 << (M - 1)) - 1);
    leak       <= below(2) ? 0 : below(16);
    gain       <= below(8);
    steps      <= below(16);
    subtract   <= below(2);
    refractory <= below(3) ? 0 : below(16);
    if (cycle == 20000) begin
      check("all cases met", n_saturated > 500 && n_spikes > 500 && n_refractory > 500, 1);
      verdict(60000);
    end
  end
endmodule
