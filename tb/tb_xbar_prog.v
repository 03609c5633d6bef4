// Random commands: pulses counted and measured, address and polarity held, time of a command exact.
`timescale 1ns / 1ps
`default_nettype none
module tb_xbar_prog;
`include "tb.vh"
  reg        valid = 1'b0, polarity = 1'b0, enable = 1'b1;
  reg  [1:0] tile = 2'd0;
  reg  [4:0] word_line = 5'd0, column = 5'd0;
  reg  [7:0] pulses = 8'd0;
  wire       ready, busy, pulse, polarity_out;
  wire [1:0] tile_out;
  wire [4:0] word_line_out, column_out;
  reg [15:0] pulse_cycles = 16'd3, gap_cycles = 16'd2;
  reg [12:0] want;
  reg        running = 1'b0, pulse_q = 1'b0;
  integer    n_pulses, n_want, high, low, since, commands = 0;

  xbar_prog #(.TILE_WIDTH(2), .ROW_WIDTH(5), .COLUMN_WIDTH(5)) u_dut (
    .clk_i(clk), .rst_i(rst), .enable_i(enable),
    .pulse_cycles_i(pulse_cycles), .gap_cycles_i(gap_cycles),
    .cmd_valid_i(valid), .cmd_ready_o(ready), .cmd_tile_i(tile), .cmd_word_line_i(word_line),
    .cmd_column_i(column), .cmd_polarity_i(polarity), .cmd_pulses_i(pulses),
    .busy_o(busy), .pulse_o(pulse), .tile_o(tile_out), .word_line_o(word_line_out),
    .column_o(column_out), .polarity_o(polarity_out)
  );

  task finish_command;
    begin
      check("pulses", n_pulses, n_want);
      check("high", high, n_want * pulse_cycles);
      check("low", low, n_want * gap_cycles);
      commands = commands + 1;
      running = 1'b0;
    end
  endtask

  always @(posedge clk) if (!rst) begin
    enable <= below(8) != 0;
    check("ready only when enabled and idle", ready, enable && !busy);
    if (running && !busy) finish_command;
    if (busy) begin
      check("address", {tile_out, word_line_out, column_out, polarity_out}, want);
      high = high + pulse;
      low  = low + !pulse;
      n_pulses = n_pulses + (pulse && !pulse_q);
    end
    pulse_q <= pulse;
    if (valid && ready) begin
      running  = 1'b1;
      n_want   = pulses;
      n_pulses = 0;
      high     = 0;
      low      = 0;
      want     <= {tile, word_line, column, polarity};
    end
    if (!valid || ready) begin
      valid     <= below(2);
      tile      <= below(4);
      word_line <= below(32);
      column    <= below(32);
      polarity  <= below(2);
      pulses    <= below(4) ? below(13) : 0;
    end
    if (!running && !valid && below(4) == 0) begin
      pulse_cycles <= 1 + below(4);
      gap_cycles   <= 1 + below(3);
    end
    if (commands == 300 || cycle == 60000) verdict(5000);
  end
endmodule
