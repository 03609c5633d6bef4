// Random steps of 1..6 tiles with codes at random distances (back to back where phases allow)
// against sums in the bench; the first tile overwrites what earlier steps left, and the sweep
// reads from two cycles after the last code on. Padded lanes are zero.
`timescale 1ns / 1ps
`default_nettype none
module tb_accumulator;
  localparam LANES = 3, CODE_BITS = 5, SUM_BITS = 8, PHASES = 4, N_STEPS = 400;
  `include "tb.vh"

  reg         code_valid = 1'b0, code_first = 1'b0, read = 1'b0;
  reg  [1:0]  code_phase = 2'd0, read_phase = 2'd0;
  reg  [LANES*CODE_BITS-1:0] codes = 15'd0;
  wire [4*16-1:0]            sums;
  integer step, tile, tiles, phase, used, lane, code;
  integer want [0:LANES*PHASES-1];

  accumulator #(
    .LANES(LANES), .CODE_BITS(CODE_BITS), .SUM_BITS(SUM_BITS), .SUM_STRIDE(16), .SUM_LANES(4),
    .PHASE_WIDTH(2)
  ) u_dut (
    .clk_i(clk), .rst_i(rst),
    .code_valid_i(code_valid), .code_first_i(code_first), .code_phase_i(code_phase),
    .codes_i(codes),
    .read_i(read), .read_phase_i(read_phase), .sums_o(sums)
  );

  // One conversion's codes, and the cycles until the next may come.
  task send;
    begin
      code_valid <= 1'b1;
      code_first <= tile == 0;
      code_phase <= phase;
      for (lane = 0; lane < LANES; lane = lane + 1) begin
        code = coin(40) ? (coin(50) ? 15 : -16) : below(32) - 16;
        codes[lane*CODE_BITS +: CODE_BITS] <= code;
        want[phase*LANES+lane] = (tile == 0 ? 0 : want[phase*LANES+lane]) + code;
      end
      @(posedge clk);
      code_valid <= 1'b0;
      codes      <= 15'h5555;
      if (used < 3) repeat (3 - used) @(posedge clk);
      if (coin(30)) repeat (below(4)) @(posedge clk);
    end
  endtask

  initial begin
    wait (!rst);
    @(posedge clk);
    for (step = 0; step < N_STEPS; step = step + 1) begin
      used  = 1 + below(PHASES);
      tiles = 1 + below(6);
      for (tile = 0; tile < tiles; tile = tile + 1)
        for (phase = 0; phase < used; phase = phase + 1) send;
      repeat (1 + below(3)) @(posedge clk);
      for (phase = 0; phase < used; phase = phase + 1) begin
        read       <= 1'b1;
        read_phase <= phase;
        @(posedge clk);
        read       <= 1'b0;
        repeat (1 + below(3)) begin             // sums hold until the next read
          @(posedge clk);
          for (lane = 0; lane < LANES; lane = lane + 1)
            check("sum", $signed(sums[lane*16 +: SUM_BITS]), want[phase*LANES+lane]);
          check("padded lane", sums[3*16 +: 16], 0);
        end
      end
    end
    verdict(5000);
  end
endmodule
