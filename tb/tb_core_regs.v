// Random writes to all sixteen addresses: each register takes its own bits of its own word only,
// and holds them; reset values.
`timescale 1ns / 1ps
`default_nettype none
module tb_core_regs;
  `include "tb.vh"

  reg         we = 1'b0, clear = 1'b1;
  reg  [3:0]  addr = 4'd0;
  reg  [31:0] data = 32'd0;
  reg  [31:0] shadow [0:15];
  wire [6:0]  last_neuron;
  wire [3:0]  last_phase, leak_shift, refractory_steps;
  wire [19:0] threshold;
  wire [2:0]  gain_shift;
  wire        reset_subtract;
  wire [15:0] pulse_cycles, gap_cycles;

  core_regs u_dut (
    .clk_i(clk), .rst_i(clear), .we_i(we), .addr_i(addr), .data_i(data),
    .last_neuron_o(last_neuron), .last_phase_o(last_phase), .threshold_o(threshold),
    .leak_shift_o(leak_shift), .gain_shift_o(gain_shift), .reset_subtract_o(reset_subtract),
    .refractory_steps_o(refractory_steps), .pulse_cycles_o(pulse_cycles), .gap_cycles_o(gap_cycles)
  );

  task reset_shadow;
    integer i;
    begin
      for (i = 0; i < 16; i = i + 1) shadow[i] = 32'd0;
      shadow[2] = 32'h7ffff;
      shadow[7] = 32'd1;
      shadow[8] = 32'd1;
    end
  endtask

  always @(posedge clk) begin
    if (cycle > 2) begin
      check("last neuron", last_neuron, shadow[0][6:0]);
      check("last phase", last_phase, shadow[1][3:0]);
      check("threshold", threshold, shadow[2][19:0]);
      check("leak shift", leak_shift, shadow[3][3:0]);
      check("gain shift", gain_shift, shadow[4][2:0]);
      check("reset by subtraction", reset_subtract, shadow[5][0]);
      check("refractory steps", refractory_steps, shadow[6][3:0]);
      check("pulse cycles", pulse_cycles, shadow[7][15:0]);
      check("gap cycles", gap_cycles, shadow[8][15:0]);
    end
    if (clear) reset_shadow;
    else if (we) shadow[addr] = data;
    clear <= rst || coin(2);
    we   <= coin(60);
    addr <= below(16);
    data <= $random(seed);
    if (cycle == 5000) verdict(40000);
  end
endmodule
