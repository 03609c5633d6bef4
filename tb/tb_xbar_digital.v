// Random programming (with saturation) and reads: codes, clamp and cycles against integers.
`timescale 1ns / 1ps
`default_nettype none
module tb_xbar_digital;
`include "tb.vh"
  localparam ROWS = 8, COLUMNS = 6, LANES = 2, PHASES = 3, TILES = 3;
  reg         drive = 1'b0, convert = 1'b0, pulse = 1'b0, polarity = 1'b0;
  reg  [1:0]  tile = 2'd0, phase = 2'd0;
  reg  [7:0]  rows = 8'd0;
  reg  [3:0]  word_line = 4'd0;
  reg  [2:0]  column = 3'd0;
  wire        ready, code_valid;
  wire [9:0]  codes;
  integer     weight [0:255];
  integer     i, n, sum, lane, state = 0, pulses = 0, reads = 0, from = 0, clamped = 0, waited = 0;

  initial for (i = 0; i < 256; i = i + 1) weight[i] = 0;

  xbar_digital #(
    .INPUT_WIDTH(3), .COLUMNS(COLUMNS), .CONVERTERS(LANES), .CODE_BITS(5), .TILES(TILES),
    .WEIGHT_BITS(4)
  ) u_dut (
    .clk_i(clk), .rst_i(rst), .drive_i(drive), .tile_i(tile), .rows_i(rows),
    .convert_i(convert), .phase_i(phase), .ready_o(ready), .code_valid_o(code_valid),
    .codes_o(codes), .pulse_i(pulse), .word_line_i(word_line), .column_i(column),
    .polarity_i(polarity)
  );

  // Converters exactly as wide as the sums, and wider
  wire [13:0] codes_same;
  wire [17:0] codes_wide;
  xbar_digital #(
    .INPUT_WIDTH(3), .COLUMNS(COLUMNS), .CONVERTERS(LANES), .CODE_BITS(7), .TILES(TILES),
    .WEIGHT_BITS(4)
  ) u_same (
    .clk_i(clk), .rst_i(rst), .drive_i(drive), .tile_i(tile), .rows_i(rows),
    .convert_i(convert), .phase_i(phase), .ready_o(), .code_valid_o(),
    .codes_o(codes_same), .pulse_i(pulse), .word_line_i(word_line), .column_i(column),
    .polarity_i(polarity)
  );
  xbar_digital #(
    .INPUT_WIDTH(3), .COLUMNS(COLUMNS), .CONVERTERS(LANES), .CODE_BITS(9), .TILES(TILES),
    .WEIGHT_BITS(4)
  ) u_wide (
    .clk_i(clk), .rst_i(rst), .drive_i(drive), .tile_i(tile), .rows_i(rows),
    .convert_i(convert), .phase_i(phase), .ready_o(), .code_valid_o(),
    .codes_o(codes_wide), .pulse_i(pulse), .word_line_i(word_line), .column_i(column),
    .polarity_i(polarity)
  );

  task check_codes;
    for (lane = 0; lane < LANES; lane = lane + 1) begin
      sum = 0;
      n = 0;
      for (i = 0; i < ROWS; i = i + 1)
        if (rows[i]) begin
          sum = sum + weight[tile * 64 + i * 8 + phase * LANES + lane];
          n = n + 1;
        end
      check("code as wide as the sum", $signed(codes_same[7*lane +: 7]), sum);
      check("code wider than the sum", $signed(codes_wide[9*lane +: 9]), sum);
      if (sum > 15 || sum < -16) clamped = clamped + 1;
      sum = sum > 15 ? 15 : sum < -16 ? -16 : sum;
      check("code", codes[5*lane +: 5], sum & 31);
      check("cycles", cycle - from, n + 5);
    end
  endtask

  always @(posedge clk) if (!rst) begin
    convert <= 1'b0;
    case (state)
      // One pulse, one gap
      0: begin
        pulse     <= 1'b1;
        // Even columns drift up, odd ones down, to both ends of the weights.
        i = below(16);
        n = below(COLUMNS);
        word_line <= i;
        column    <= n;
        tile      <= below(TILES);
        polarity  <= (below(8) != 0) ^ n[0] ^ i[0];
        state     <= 1;
      end
      1: begin
        pulse <= 1'b0;
        i = tile * 64 + (word_line >> 1) * 8 + column;
        weight[i] = weight[i] + (polarity != word_line[0] ? 1 : -1);
        weight[i] = weight[i] > 7 ? 7 : weight[i] < -8 ? -8 : weight[i];
        pulses = pulses + 1;
        state <= pulses % 1500 == 0 ? 2 : 0;
      end
      2: begin
        drive <= 1'b1;
        tile  <= below(TILES);
        rows  <= 1 + below(255);
        phase <= 0;
        state <= 3;
        waited = 0;
      end
      3: begin
        waited = waited + 1;
        if (ready) begin
          if (phase == 0) check("settle", waited, 2);
          convert <= 1'b1;
          from = cycle;
          state <= 4;
        end
      end
      4: if (code_valid) begin
        check_codes;
        if (phase == PHASES - 1) begin
          drive <= 1'b0;
          reads = reads + 1;
          state <= reads % 60 == 0 ? 0 : 2;
        end else begin
          phase <= phase + 1;
          state <= 3;
        end
      end
      default: ;
    endcase
    if (reads == 240 || cycle == 60000) begin
      check("clamp met", clamped > 50, 1);
      verdict(2500);
    end
  end
endmodule
