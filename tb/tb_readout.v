// Random images against counts kept here: winner by first to reach the highest count, tie by order.
`timescale 1ns / 1ps
`default_nettype none
module tb_readout;
`include "tb.vh"
  reg         in_valid = 1'b0, stall = 1'b0;
  reg  [17:0] token = 18'd0;
  wire        in_ready, first, result_valid;
  wire [3:0]  winner;
  wire [15:0] count;
  reg  [3:0]  look = 4'd0;
  integer     model [0:9];
  integer     i, best = 0, best_class = 0, steps = 0, images = 0;
  reg         pending = 1'b0, want_first = 1'b1;

  initial for (i = 0; i < 10; i = i + 1) model[i] = 0;

  readout #(.CLASSES(10), .COUNT_WIDTH(16), .ADDR_WIDTH(16)) u_dut (
    .clk_i(clk), .rst_i(rst), .stall_i(stall), .in_valid_i(in_valid), .in_ready_o(in_ready),
    .in_token_i(token), .first_o(first), .result_valid_o(result_valid), .winner_o(winner),
    .count_class_i(look), .count_o(count)
  );

  always @(posedge clk) if (!rst) begin
    stall <= below(4) == 0;
    check("ready", in_ready, !stall);
    check("first", first, want_first);
    if (pending) begin
      check("result", result_valid, 1);
      check("winner", winner, best_class);
      if (look < 10) check("count", count, model[look]);
      look <= (look + 1) % 10;
    end
    if (in_valid && in_ready) begin
      if (pending) begin
        for (i = 0; i < 10; i = i + 1) model[i] = 0;
        best = 0;
        best_class = 0;
        pending <= 1'b0;
      end
      want_first <= token[16];
      if (token[16]) begin
        steps = steps + 1;
        if (token[17]) begin
          images = images + 1;
          pending <= 1'b1;
        end
      end else begin
        model[token[3:0]] = model[token[3:0]] + 1;
        if (model[token[3:0]] > best) begin
          best = model[token[3:0]];
          best_class = token[3:0];
        end
      end
    end
    if (!in_valid || in_ready) begin
      in_valid <= below(2);
      i = below(60);
      token <= i == 0 ? 18'h30000 : i < 12 ? 18'h10000 : below(images % 3 == 1 ? 3 : 10);
    end
    if (cycle == 20000) begin
      check("images", images > 50, 1);
      verdict(20000);
    end
  end
endmodule
